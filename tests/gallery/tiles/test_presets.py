"""The default scenes, and the commands that make them again."""

from __future__ import annotations

import shlex
from dataclasses import replace

import numpy as np
import pytest

from descent import Ending
from gallery.cli import build_app
from gallery.spec.film import DescentOptions, FilmOptions, LandscapeOptions
from gallery.spec.spec import Shot
from gallery.tiles.facts import describe
from gallery.tiles.presets import PRESETS, Preset, find_presets
from gallery.tiles.tile import Job

ODD = Shot(
    which=LandscapeOptions(formula="x**2 + 'y'", domain=(-5.0, 5.0, -0.25, 1e-7)),
    descent=DescentOptions(
        optimizer="adam:beta1=0.8", starts="points:(-0.4,-0.65),(1,2)", steps=0, tolerance=0.0
    ),
    look=FilmOptions(size="640x480", seconds=3.5, preview=True, panels=("surface", "slices")),
)


def shot_of(command: str) -> Shot:
    """The shot that a command line asks for, read as the command line reads it."""
    program, *words = shlex.split(command)
    assert program == "thalweg"
    _, bound, _ = build_app().parse_args(words)
    asked = bound.arguments
    given = {key: asked[key] for key in ("which", "descent", "look") if key in asked}
    return Shot(name=asked.get("name"), **given)


@pytest.mark.parametrize("preset", PRESETS, ids=lambda p: p.name)
def test_the_command_on_a_tile_asks_for_that_tile(preset: Preset) -> None:
    assert shot_of(preset.shot.command("film.mp4")) == preset.shot


def test_a_slice_comes_back_the_same() -> None:
    shot = Shot(name="rosenbrock", which=LandscapeOptions(dimensions=4, slice="x3=-0.5,x4=1"))
    assert shot_of(shot.command("film.mp4")) == shot


def test_a_command_with_everything_odd_comes_back_the_same() -> None:
    assert shot_of(ODD.command("a film.mp4", "b.gif")) == ODD


def test_settings_that_have_their_default_are_not_named() -> None:
    assert Shot(name="sphere").command("sphere.mp4") == "thalweg animate sphere -o sphere.mp4"


def test_names_choose_presets_once_and_in_order() -> None:
    assert [p.name for p in find_presets(("easom", "sphere", "easom"))] == ["easom", "sphere"]
    assert find_presets(()) == PRESETS
    assert len({p.name for p in PRESETS}) == len(PRESETS)


def test_a_digest_changes_with_any_setting(tmp_path: object) -> None:
    preset = PRESETS[0]
    longer = replace(preset, shot=replace(preset.shot, look=replace(preset.shot.look, seconds=10.0)))
    digests = [Job(p, tmp_path).digest() for p in (preset, longer, preset)]  # type: ignore[arg-type]
    assert digests[0] == digests[2] != digests[1]


@pytest.mark.parametrize("preset", PRESETS, ids=lambda p: p.name)
def test_the_numbers_on_a_tile_add_up(preset: Preset) -> None:
    """Every particle is in one line; those of minima are as many as the run says."""
    paths = preset.shot.descent.run(preset.shot.landscape())
    found = describe(preset, paths)["fates"]
    assert sum(fate["count"] for fate in found) == len(paths)
    reached = sum(fate["count"] for fate in found if fate["ending"] == "CONVERGED")
    assert reached == np.count_nonzero(paths.ending == Ending.CONVERGED)


def test_those_that_still_move_in_the_end_are_a_line_of_their_own() -> None:
    preset = find_presets(["himmelblau"])[0]
    hasty = replace(preset, shot=replace(preset.shot, descent=DescentOptions(steps=120)))
    paths = hasty.shot.descent.run(hasty.shot.landscape())
    moving = np.count_nonzero(paths.ending == Ending.RUNNING)
    lines = [fate for fate in describe(hasty, paths)["fates"] if fate["words"] == "are still moving"]
    assert 0 < moving < len(paths)
    assert [fate["count"] for fate in lines] == [moving]
