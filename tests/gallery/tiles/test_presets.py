"""The default scenes, and the commands that make them again."""

from __future__ import annotations

import shlex
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from descent import Ending
from gallery.cli import build_app
from gallery.commands.animate import asked, line
from gallery.spec.film import FilmSpec
from gallery.spec.landscape import LandscapeSpec
from gallery.spec.look import LookSpec
from gallery.spec.run import RunSpec
from gallery.spec.scene import SceneSpec
from gallery.tiles.facts import facts_of
from gallery.tiles.presets import PRESETS, Preset, find_presets
from gallery.tiles.tile import Job

ODD_RUN = RunSpec(
    optimizer="adam:beta1=0.8",
    starts=("points:(-0.4,-0.65),(1,2)", "uniform:3"),
    steps=0,
    tolerance=0.1 + 0.2,
    noise="gaussian:0.5",
)
ODD = SceneSpec(
    landscape=LandscapeSpec(formula="x**2 + 'y'", domain=((-5.0, 5.0), (-0.25, 1e-7))),
    runs=(ODD_RUN, replace(ODD_RUN, optimizer="momentum")),
    look=LookSpec(panels=("surface", "slices")),
    film=FilmSpec(size=(640, 480), seconds=3.5, loop=False),
)


def scene_of(command: str) -> SceneSpec:
    """The scene that a command line asks for, read as the command line reads it."""
    program, *words = shlex.split(command)
    assert program == "thalweg"
    _, bound, _ = build_app().parse_args(words)
    given = {key: value for key, value in bound.arguments.items() if key not in ("name", "output")}
    return asked(bound.arguments.get("name"), **given)


@pytest.mark.parametrize("preset", PRESETS, ids=lambda p: p.name)
def test_the_command_on_a_tile_asks_for_that_tile(preset: Preset) -> None:
    assert scene_of(line(preset.scene, (Path("film.mp4"),))) == preset.scene


def test_a_slice_comes_back_the_same() -> None:
    landscape = LandscapeSpec(name="rosenbrock", dimensions=4, slice="x3=-0.5,x4=1")
    scene = SceneSpec(landscape=landscape, runs=(RunSpec(),))
    assert scene_of(line(scene, (Path("film.mp4"),))) == scene


def test_a_command_with_everything_odd_comes_back_the_same() -> None:
    assert scene_of(line(ODD, (Path("a film.mp4"), Path("b.gif")))) == ODD


def test_settings_that_have_their_default_are_not_named() -> None:
    sphere = SceneSpec(landscape=LandscapeSpec(name="sphere"), runs=(RunSpec(),))
    assert line(sphere, (Path("sphere.mp4"),)) == "thalweg animate sphere -o sphere.mp4"


def test_what_no_option_says_has_no_line() -> None:
    scene = SceneSpec(landscape=LandscapeSpec(name="sphere"), runs=(RunSpec(), RunSpec(steps=3)))
    assert line(scene, (Path("film.mp4"),)) == ""
    assert line(replace(scene, runs=(RunSpec(label="mine"),)), (Path("film.mp4"),)) == ""
    rates = (RunSpec(optimizer="adam", learning_rate=0.05), RunSpec(learning_rate="cosine:0.1,steps=20"))
    assert line(replace(scene, runs=rates), (Path("film.mp4"),)) == ""


def test_names_choose_presets_once_and_in_order() -> None:
    assert [p.name for p in find_presets(("easom", "sphere", "easom"))] == ["easom", "sphere"]
    assert find_presets(()) == PRESETS
    assert len({p.name for p in PRESETS}) == len(PRESETS)


def test_a_digest_changes_with_any_setting(tmp_path: object) -> None:
    preset = PRESETS[0]
    longer = replace(preset, scene=replace(preset.scene, film=replace(preset.scene.film, seconds=10.0)))
    digests = [Job(p, tmp_path).digest() for p in (preset, longer, preset)]  # type: ignore[arg-type]
    assert digests[0] == digests[2] != digests[1]


@pytest.mark.parametrize("preset", PRESETS, ids=lambda p: p.name)
def test_the_numbers_on_a_tile_add_up(preset: Preset) -> None:
    """Every particle is in one line; those of minima are as many as the run says."""
    paths = preset.scene.runs[0].run(preset.scene.landscape.landscape())
    found = facts_of(preset, paths)["fates"]
    assert sum(fate["count"] for fate in found) == len(paths)
    reached = sum(fate["count"] for fate in found if fate["ending"] == "CONVERGED")
    assert reached == np.count_nonzero(paths.ending == Ending.CONVERGED)


def test_those_that_still_move_in_the_end_are_a_line_of_their_own() -> None:
    preset = find_presets(["himmelblau"])[0]
    hasty = replace(preset, scene=replace(preset.scene, runs=(RunSpec(steps=120),)))
    paths = hasty.scene.runs[0].run(hasty.scene.landscape.landscape())
    moving = np.count_nonzero(paths.ending == Ending.RUNNING)
    lines = [fate for fate in facts_of(hasty, paths)["fates"] if fate["words"] == "are still moving"]
    assert 0 < moving < len(paths)
    assert [fate["count"] for fate in lines] == [moving]
