"""What follows from a scene's description."""

from __future__ import annotations

import gc
import weakref
from dataclasses import dataclass

from descent import Adam, GradientDescent, descend, grid
from landscapes import catalogue
from render.scene.scene import Scene

PLANE = catalogue["himmelblau"]


@dataclass(frozen=True, eq=False)
class Brighter(Scene):
    """A scene with an option that nothing knows."""

    exposure: float = 1.0


def test_what_draws_a_part_finds_whatever_the_scene_has() -> None:
    assert Brighter(PLANE, exposure=1.5).prepared.look.exposure == 1.5


def test_a_scene_and_its_runs_go_at_once_when_nobody_has_them() -> None:
    run = descend(PLANE, [[0.0, 0.0]], GradientDescent(0.01), steps=3)
    scene = Scene(PLANE, run)
    assert scene.timing.index(1.0) > 0 and scene.prepared.any_surface.landscape is PLANE
    gone = weakref.ref(scene), weakref.ref(scene.prepared)
    gc.disable()
    try:
        del scene
        assert [ref() for ref in gone] == [None, None]
    finally:
        gc.enable()


def test_a_lattice_can_be_asked_for() -> None:
    coarse = Scene(PLANE, marks=("floor",)).prepared.surface_of(resolution=20)
    assert len(coarse.vertices) < 30 and coarse.floor is not None


def test_many_particles_of_three_optimizers_have_a_surface_each_and_lone_ones_race_on_one() -> None:
    f = catalogue["himmelblau"]
    crowd = {
        name: descend(f, grid(f.domain, 3), Adam(rate), steps=3)
        for name, rate in (("a", 0.1), ("b", 0.2), ("c", 0.3))
    }
    lone = {name: descend(f, [[1.0, 1.0]], run.optimizer, steps=3) for name, run in crowd.items()}
    tiles = Scene(f, crowd).prepared.tiles
    assert tiles is not None and list(tiles.runs) == ["a", "b", "c"] and not tiles.maps
    assert Scene(f, crowd, panels=("surface", "contour")).prepared.tiles.maps
    two = dict(list(crowd.items())[:2])
    assert Scene(f, two).prepared.tiles is None
    maps = Scene(f, two, panels=("contour",)).prepared.tiles
    assert maps is not None and maps.maps and not maps.surfaces
    assert maps.ending and maps.ending[-1] == "."
    assert Scene(f, lone).prepared.tiles is None and Scene(f, lone).prepared.standings is not None
