"""A scene's looks are refused by name: by `check_look` as by `Scene`, with the same words."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import pytest

from descent import GradientDescent, descend, grid
from landscapes import Landscape, catalogue, parse
from render import Scene
from render.mosaic.mosaic import Mosaic
from render.scene.look import check_look
from render.surface import surface

PLANE, LINE = catalogue["himmelblau"], parse("x**2", domain=((-1, 1),))
MANY = catalogue["rosenbrock"].in_dimensions(3)


def described(look: dict[str, Any]) -> Any:
    """A look that is no scene, the rest as a scene's defaults."""
    plain = {name: getattr(Scene(PLANE), name) for name in ("theme", "camera", "clock", "color", "height")}
    return SimpleNamespace(**{**plain, "panels": (), "marks": (), **look})


WRONG: list[tuple[Landscape, dict[str, Any]]] = [
    (MANY, {}),
    (PLANE, {"panels": ("surfaces",)}),
    (PLANE, {"panels": ("curve",)}),
    (LINE, {"panels": ("surface",)}),
    (LINE, {"marks": ("starts",)}),
    (PLANE, {"marks": ("stars",)}),
    (PLANE, {"theme": "drak"}),
    (PLANE, {"camera": "orbti"}),
    (PLANE, {"camera": "still:a,b"}),
    (PLANE, {"camera": "still:0,120"}),
    (PLANE, {"camera": "follow:x"}),
    (PLANE, {"camera": "missing.csv"}),
    (PLANE, {"clock": "late"}),
    (PLANE, {"color": "mood"}),
    (PLANE, {"height": "tall"}),
]


@pytest.mark.parametrize(("f", "look"), WRONG, ids=lambda x: x.name if isinstance(x, Landscape) else str(x))
def test_what_a_scene_refuses_is_refused_before_there_is_one(f: Landscape, look: dict[str, Any]) -> None:
    with pytest.raises((ValueError, LookupError)) as by_scene:
        Scene(f, **look)
    with pytest.raises((ValueError, LookupError)) as by_name:
        check_look(f, described(look))
    assert (type(by_name.value), str(by_name.value)) == (type(by_scene.value), str(by_scene.value))


@pytest.mark.parametrize(
    "look",
    [
        {},
        {"camera": lambda t: None, "panels": ("surface", "loss"), "marks": ("floor",), "theme": "light"},
        {"camera": "follow:99", "clock": "arc", "color": "ending", "height": "rank"},
    ],
    ids=["plain", "several", "follow"],
)
def test_looks_that_exist_are_let_through_without_a_surface(
    look: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(surface.Lattice, "of", None)
    check_look(PLANE, described(look))
    check_look(LINE, described({"color": look.get("color", "start")}))


def test_a_camera_that_follows_nobody_is_refused_by_the_scene() -> None:
    with pytest.raises(ValueError, match="there are 0 particles"):
        Scene(PLANE, camera="follow:0")


def test_a_mosaic_refuses_the_same_looks() -> None:
    from descent import GradientDescent, descend

    runs = {"one": descend(PLANE, [[0.0, 0.0]], GradientDescent(0.01), steps=1)}
    for name in ("theme", "camera", "clock", "height"):
        with pytest.raises((ValueError, LookupError)):
            Mosaic(runs, **{name: "nonsense"})


RAN = parse("x**2 + y**2", [(-5, 5), (-5, 5)])
RUN = descend(RAN, grid(RAN.domain, 3), GradientDescent(0.1), steps=5)
OTHERS = {
    "a plane": parse("100 + 50*x + 0*y", RAN.domain),
    "a multiple": parse("2*x**2 + 2*y**2", RAN.domain),
    "a shift": parse("(x-1)**2 + y**2", RAN.domain),
    "a height more": parse("x**2 + y**2 + 1", RAN.domain),
    "not defined there": parse("log(-1-x**2-y**2)", RAN.domain),
    "one variable": parse("x**2", (-5, 5)),
}
SAME = {
    "itself": RAN,
    "made again": parse("x**2 + y**2", RAN.domain),
    "of another box": parse("x**2 + y**2", [(-1, 9), (0, 1)]),
    "written otherwise": parse("(x+y)**2 - 2*x*y", RAN.domain),
    "named": replace(catalogue["sphere"], domain=RAN.domain),
    "on a plane": RAN.plane([0, 0], [1, 0], [0, 1], RAN.domain),
}


@pytest.mark.parametrize("f", OTHERS.values(), ids=OTHERS)
def test_another_functions_run_is_refused_in_one_line(f):
    for paths in (RUN, {"mine": RUN}):
        with pytest.raises(ValueError, match="Scene: the run") as caught:
            Scene(f, paths)
        assert "\n" not in str(caught.value)


@pytest.mark.parametrize("f", SAME.values(), ids=SAME)
def test_a_run_of_the_same_function_is_drawn(f):
    assert Scene(f, {"mine": RUN}).runs == {"mine": RUN}


@pytest.mark.parametrize("run", [None, 5, [RUN], "run"])
def test_what_is_no_run_is_refused(run):
    with pytest.raises(ValueError, match="must be Trajectories"):
        Scene(RAN, {"mine": run})


@pytest.mark.parametrize(
    ("f", "look", "said"),
    [
        (LINE, {"height": "log"}, "height 'log' has no effect"),
        (LINE, {"camera": "turn"}, "camera 'turn' has no effect"),
        (PLANE, {"panels": ("contour",), "camera": "still"}, "camera 'still' has no effect"),
        (PLANE, {"panels": ("loss",), "height": "rank"}, "height 'rank' has no effect"),
        (PLANE, {"panels": ("contour",), "marks": ("floor",)}, "marks stand on a surface"),
        (PLANE, {"panels": ("surface", "anatomy"), "clock": "arc"}, "clock 'arc' has no effect"),
        (PLANE, {"panels": "surface"}, "panels must be a list of names"),
        (PLANE, {"camera": 3}, "camera must be a name"),
    ],
)
def test_what_has_no_effect_is_refused(f: Landscape, look: dict[str, Any], said: str) -> None:
    with pytest.raises(ValueError, match=said):
        Scene(f, **look)


@pytest.mark.parametrize(
    "wrong",
    [
        {"seconds": "3"}, {"seconds": True}, {"fps": None}, {"size": "96x72"}, {"size": (96.0, 72)}, {"size": 96},
        {"loop": "yes"}, {"path": 5},
    ],
    ids=str,
)  # fmt: skip
def test_a_film_of_other_types_is_refused_in_one_line(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=next(iter(wrong))):
        Scene(PLANE).movie(**{"path": "film.gif", **wrong})


@pytest.mark.parametrize("t", ["1", 2, -0.1, float("nan"), None])
def test_a_still_has_a_film_time(t: Any) -> None:
    with pytest.raises(ValueError, match="t must be a film time"):
        Scene(PLANE).still("still.png", t=t)
