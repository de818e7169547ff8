"""Links: older ones are read as they were meant."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from gallery.commands.explore import begun, scene_of
from gallery.explore.changes import toggle
from gallery.explore.links import is_link, scene_of_link
from gallery.explore.state import BARE, Explorer, filmed, from_scene
from gallery.spec import (
    FilmSpec,
    LandscapeSpec,
    LookOptions,
    LookSpec,
    RunOptions,
    RunSpec,
    SceneSpec,
)


def of_link(address: str) -> Explorer:
    """The explorer that begins with a link."""
    assert is_link(address)
    return begun(scene_of(address))


@pytest.mark.parametrize(
    "before", ["", "#", "http://127.0.0.1:8150/page/0a1b/index.html?", "file:///tmp/a=b.html?x=1#"]
)
def test_a_link_of_the_older_form_is_read(before: str) -> None:
    state = of_link(
        f"{before}landscape=sphere&optimizer=adam:beta1=0.5|0.05&optimizer=momentum||cosine&optimizer=rmsprop|0.1|exponential"
        "&drop=points:(1,2)&drop=ring:12&steps=50&noise=gaussian:0.1&show=arrows,trails"
    )
    adam, momentum, rmsprop = state.methods
    assert (adam.text, adam.learning_rate, adam.schedule) == ("adam:beta1=0.5", 0.05, "")
    assert (momentum.learning_rate, momentum.schedule) == (None, "cosine")
    assert (rmsprop.learning_rate, rmsprop.schedule) == (0.1, "exponential")
    assert {run.starts for run in state.scene.runs} == {("points:(1,2)", "ring:12")}
    assert {(run.steps, run.noise) for run in state.scene.runs} == {(50, "gaussian:0.1")}
    assert state.shown == {"field", "trails"}


def test_a_link_that_says_nothing_of_runs_begins_with_nothing_dropped() -> None:
    state = of_link("landscape=sphere")
    assert state.scene.runs == (BARE,) and state.landscape.name == "sphere"
    assert of_link(Explorer().described.link()) == Explorer()


@pytest.mark.parametrize(
    "scene",
    [
        SceneSpec(landscape=LandscapeSpec(name="sphere"), runs=(RunSpec(steps=20),)),
        SceneSpec(
            landscape=LandscapeSpec(formula="x**2 + 3*y**2", domain=((-1.0, 0.1 + 0.2), (-1.0, 1.0))),
            runs=(
                RunSpec(steps=5, noise="gaussian:0.1"),
                RunSpec(optimizer="adam", starts="ring:4", steps=7),
            ),
            look=LookSpec(theme="light", marks=("stationary", "floor"), panels=("surface", "loss")),
            film=FilmSpec(seconds=0.5, loop=False),
        ),
    ],
)
def test_a_scenes_link_opens_in_an_explorer_as_the_scene_does_and_is_a_scenes_again(scene: SceneSpec) -> None:
    state = of_link(scene.link())
    assert state == from_scene(scene)
    assert scene_of_link(state.described.link()) == scene
    assert filmed(state) == scene


def test_options_of_explore_change_what_a_scene_file_says(tmp_path: Path) -> None:
    scene = SceneSpec(
        landscape=LandscapeSpec(name="sphere"), runs=(RunSpec(steps=50), RunSpec(optimizer="adam"))
    )
    file = str(scene.save(tmp_path / "scene.toml"))
    steps = [run.steps for run in begun(scene_of(file, descent=RunOptions(steps=300))).scene.runs]
    assert steps == [300, 300]
    state = begun(
        scene_of(file, descent=RunOptions(optimizer=("momentum",)), look=LookOptions(theme="light"))
    )
    assert [(run.optimizer, run.steps) for run in state.scene.runs] == [("momentum", 50)]
    assert state.look.theme == "light"
    bare = str(replace(scene, runs=()).save(tmp_path / "bare.toml"))
    state = begun(scene_of(bare, descent=RunOptions(optimizer=("adam",), starts=("grid:3",))))
    assert [(run.optimizer, run.starts) for run in state.scene.runs] == [("adam", ("grid:3",))]
    assert begun(scene_of(bare)).scene.runs == (BARE,)


def test_layers_that_are_marks_are_the_scenes_marks_whoever_switches_them() -> None:
    state = toggle(Explorer(), "stationary")
    assert state.look.marks == ("stationary",) and "stationary" in state.shown
    assert of_link(state.described.link()) == state
    assert toggle(state, "stationary") == Explorer()
    assert Explorer().with_look(marks=("field", "floor")).shown >= {"field"}
    assert "field" not in of_link("landscape=sphere&marks=field&show=trails").shown


def test_a_rate_of_an_older_link_drops_nothing() -> None:
    assert of_link("optimizer=adam|0.1").starts == ()


@pytest.mark.parametrize(
    "query",
    [
        "landscape=nowhere",
        "formula=__import__(1)",
        "formula=x&domain=1,2",
        "optimizer=adma",
        "optimizer=adam|-1",
        "optimizer=adam|x",
        "optimizer=adam||sometimes",
        "drop=grid:4000",
        "drop=points:(a,b)",
        "steps=-1",
        "steps=1e9",
        "noise=loud",
        "theme=pink",
        "camera=drone",
        "speed=fast",
        "x" * 30_000,
    ],
)
def test_a_wrong_link_is_refused(query: str) -> None:
    with pytest.raises((ValueError, LookupError)):
        begun(scene_of_link(query))
