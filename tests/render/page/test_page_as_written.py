"""What Python found out of a scene as it wrote its page: the page takes it, as long as the scene is that one."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from javascript import needs_node, run_node

from descent import Adam, descend, grid
from gallery.spec import LandscapeSpec, LookSpec, RunSpec, SceneSpec, living_of_spec, run
from gallery.spec.as_page import as_drawn
from gallery.spec.run import steps_of_a_film
from landscapes import catalogue
from render import Scene
from render.camera import NAMED_PATHS
from render.page import Living, living_of, printed_of
from render.page.assembly import script

pytestmark = needs_node
TIMES = (0.0, 0.2, 0.5, 0.83, 1.0)
OPENED = """
(0, eval)(input.opened);
const { data } = input, { state } = Thalweg.settledState(Thalweg.printed.page.state);
"""
INNER = "globalThis.inner = { cameraOf, asWritten, keptOf, MOST_KEPT };})();\n"


def in_page(asked: str, data: Any, living: Living) -> Any:
    """What `asked` returns, a function's body that reads ``data``, ``state`` and ``inner``, of what the page knows."""
    opened = script("drawing") + script("interface").removesuffix("})();\n") + INNER
    return run_node(OPENED + asked, {"opened": opened, "data": data}, printed_of(living))


def scene_of(name: str, **look: Any) -> Scene:
    f = catalogue[name]
    return Scene(f, descend(f, grid(f.domain, 6), Adam(0.02), steps=60), **look)


@pytest.mark.parametrize("name", ["himmelblau", "bukin6", "levy"])
def test_a_page_looks_from_where_its_film_does(name: str) -> None:
    scene = scene_of(name)
    told = in_page(
        """
        const page = { state, stage: { picture: {} }, model: { runs: [] } };
        return data.names.map((name) => data.times.map((t) => {
          const { azimuth, elevation, zoom } = inner.cameraOf(page, name)(t);
          return [azimuth, elevation, zoom]; }));""",
        {"names": [*NAMED_PATHS], "times": TIMES},
        living_of(scene),
    )
    for camera, poses in zip(NAMED_PATHS, told, strict=True):
        film = scene.prepared.placing(scene.natural_size).path(camera)
        mine = [(pose.azimuth, pose.elevation, pose.zoom) for pose in map(film, TIMES)]
        np.testing.assert_allclose(poses, mine, atol=1e-9, err_msg=camera)


def test_of_another_scene_it_is_no_longer_taken() -> None:
    changes = {
        "landscape": "state.landscape.name = 'sphere'",
        "optimizer": "state.runs[0].optimizer = 'adam:beta1=0.5'",
        "starts": "state.runs[0].starts = ['grid:3']",
        "height": "state.look.height = 'log'",
        "one more": "state.runs.push({ ...state.runs[0] })",
        "theme": "state.look.theme = 'light'",
        "camera": "state.look.camera = 'turn'",
        "time": "state.page.time = 0.5",
    }
    asked = "return ["
    asked += ",".join(
        f"((state) => {{ {change}; return inner.asWritten(state); }})(structuredClone(state))"
        for change in changes.values()
    )
    told = in_page(asked + "];", None, living_of(scene_of("himmelblau")))
    assert [name for name, kept in zip(changes, told, strict=True) if kept] == ["theme", "camera", "time"]


@pytest.mark.parametrize(
    "look", [{"camera": "still:20,30"}, {"camera": "follow:3"}, {"panels": ("contour",)}], ids=str
)
def test_where_no_camera_is_placed_nothing_is_told(look: dict[str, Any]) -> None:
    assert living_of(scene_of("himmelblau", **look)).sides == {}


def test_runs_of_open_length_last_as_long_as_in_the_film() -> None:
    runs = (RunSpec(starts=("grid:4",)), RunSpec(starts=("grid:4",), optimizer="adam", steps=30))
    spec = SceneSpec(landscape=LandscapeSpec(name="sphere"), runs=runs, look=LookSpec(camera="still:20,30"))
    ground, scene = spec.landscape.ground(), spec.scene()
    living = as_drawn(living_of_spec(spec, ground), spec, scene)
    assert living.lengths == {0: next(iter(scene.runs.values())).steps}
    asked = """
    const lasting = () => new Thalweg.Model().read(state).all.map(({ run }) => run.steps);
    const before = lasting();
    state.runs[0].starts = ["grid:5"];
    return [before, lasting()];"""
    other = SceneSpec(landscape=spec.landscape, runs=(replace(runs[0], starts=("grid:5",)),)).scene()
    said, own = in_page(asked, None, replace(living, lengths={0: 47}))
    assert said == [47, 30] and own == [next(iter(other.runs.values())).steps, 30]


@pytest.mark.parametrize(("particles", "steps"), [(225, 10_000), (225, 2500), (1, 40), (9000, 300)])
def test_the_rows_that_a_page_keeps_are_those_of_films(
    particles: int, steps: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    living = living_of(scene_of("sphere"))
    most, kept = in_page(
        "return [inner.MOST_KEPT, inner.keptOf(2 * data[0], data[1])];",
        [particles, steps],
        living,
    )
    monkeypatch.setattr(run, "MOST_KEPT", int(most / 2))
    mine = steps_of_a_film(particles, steps)
    assert ("all" if mine == 1 else [*mine[:-1]]) == kept
