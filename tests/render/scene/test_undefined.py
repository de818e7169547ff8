"""Functions that are undefined, infinite or nowhere near one another: every picture is drawn, without a word."""

from __future__ import annotations

import warnings
from collections.abc import Iterator, Sequence
from functools import cache
from typing import Any

import numpy as np
import pytest
from pairs import all_pairs

from descent import Adam, GradientDescent, Trajectories, descend, grid
from landscapes import Landscape, parse
from render import Scene
from render.camera.paths import NAMED_PATHS
from render.clock.clock import KINDS as CLOCKS
from render.marks.known_marks import MARKS
from render.panels.known_panels import PANELS, SURFACE
from render.particles.colors import COLOR_BY
from render.surface.heights import KINDS

SQUARE = ((-3.0, 3.0), (-3.0, 3.0))
PLANES = [
    ("sqrt(4-x**2-y**2)", SQUARE),
    ("1/(x*y)", SQUARE),
    ("x+y-log(1-x)-log(1-y)", SQUARE),
    ("log(-1-x**2-y**2)", SQUARE),
    ("sqrt(-abs(x-y))+x", SQUARE),
    ("abs(x)+sqrt(y)+1/(x*y)", SQUARE),
    ("1e308*x*y", SQUARE),
    ("exp(x**2)+y", ((-40.0, 40.0), (-40.0, 40.0))),
    ("exp(x)+y", ((-90.0, 90.0), (-90.0, 90.0))),
    ("1e-300*x*y", SQUARE),
    ("sign(x)+sign(y)", SQUARE),
    ("0*x*y", SQUARE),
    ("1000000000+x**2+y**2", ((-1.0, 1.0), (-1.0, 1.0))),
    ("(x-1700000000)**2+y", ((1699999990.0, 1700000010.0), (-1e-9, 1e-9))),
]
LINES = [
    ("sqrt(4-x**2)", (-3.0, 3.0)),
    ("1/x", (-3.0, 3.0)),
    ("x-log(1-x)", (-3.0, 5.0)),
    ("log(-1-x**2)", (-3.0, 3.0)),
    ("log(cos(x))", (-7.0, 7.0)),
    ("1e308*x**2", (-3.0, 3.0)),
    ("exp(x**2)", (-40.0, 40.0)),
    ("4*((1/x)**12-(1/x)**6)", (0.2, 3.0)),
    ("1e-300*x", (-3.0, 3.0)),
    ("sign(x)", (-3.0, 3.0)),
]
FLAT = {
    dimensions: [name for name in PANELS if dimensions in PANELS[name].variables] for dimensions in (1, 2)
}
COMMON: dict[str, list[Any]] = {
    "color": list(COLOR_BY),
    "theme": ["dark", "light"],
    "starts": ["none", "one", "grid"],
    "optimizer": [GradientDescent(0.05), Adam(0.1)],
    "t": [0.0, 0.5, 1.0],
    "size": [(96, 72), (128, 160)],
    "clock": list(CLOCKS),
}
PLANE_CHOICES = {
    **COMMON,
    "f": PLANES,
    "panels": [(SURFACE,), *((SURFACE, name) for name in FLAT[2]), (SURFACE, *FLAT[2])],
    "marks": [(), *((name,) for name in MARKS)],
    "camera": [*NAMED_PATHS, "still:30,20", "follow:0"],
    "height": list(KINDS),
}
LINE_CHOICES = {
    **COMMON,
    "f": [(text, (domain,)) for text, domain in LINES],
    "panels": [("curve",), *(("curve", name) for name in FLAT[1] if name != "curve")],
}


def rows(choices: dict[str, list[Any]]) -> Iterator[dict[str, Any]]:
    for row in all_pairs(choices, seed=3):
        if any(name == "anatomy" for name in row["panels"]):
            row["clock"] = "ease"
        if row["starts"] == "none" and row.get("camera") == "follow:0":
            row["starts"] = "one"
        yield row


@cache
def landscape(text: str, domain: Any) -> Landscape | None:
    try:
        return parse(text, domain=domain)
    except ValueError as error:  # nowhere defined, and seen at once: said in a line or two
        assert "no real value" in str(error)
        return None


@cache
def run(text: str, domain: Any, starts: str, optimizer: Any) -> dict[str, Trajectories]:
    f = landscape(text, domain)
    if f is None or starts == "none":
        return {}
    low, high = np.transpose(f.domain)
    points = grid(f.domain, 4) if starts == "grid" else [low + 0.7 * (high - low)]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # what a descent says is not a picture's business
        paths = descend(f, points, optimizer, steps=12)
    return {"": paths}


def check(row: dict[str, Any]) -> None:
    text, domain = row["f"]
    f = landscape(text, domain)
    if f is None:
        return
    runs = run(text, domain, row["starts"], row["optimizer"])
    look = {
        name: row[name]
        for name in ("panels", "marks", "camera", "color", "height", "theme", "clock")
        if name in row
    }
    scene = Scene(f, runs, **look)
    width, height = row["size"]
    with warnings.catch_warnings():
        warnings.filterwarnings(
            "ignore", module="landscapes"
        )  # what a search says is not a picture's business
        assert scene.picture(row["t"], row["size"]).shape == (height, width, 3)


ALL: Sequence[dict[str, Any]] = [*rows(PLANE_CHOICES), *rows(LINE_CHOICES)]


WHOLE = 12
"""One of so many is drawn on a lattice as fine as a film's, the others on one that has a hole or a pole all the same."""


@pytest.mark.opengl
@pytest.mark.parametrize("k", range(0, len(ALL), WHOLE))
def test_what_is_undefined_is_drawn_without_a_word(k: int) -> None:
    check(ALL[k])


@pytest.mark.slow
@pytest.mark.opengl
@pytest.mark.usefixtures("coarse")
@pytest.mark.parametrize("part", range(1, WHOLE))
def test_every_two_choices_are_drawn_of_what_is_undefined(part: int) -> None:
    for k in range(part, len(ALL), WHOLE):
        try:
            check(ALL[k])
        except Exception as error:
            raise AssertionError(f"{ALL[k]}: {error}") from error


@pytest.mark.opengl
@pytest.mark.parametrize("text", ["log(-1-x**2-y**2)", "sqrt(4-x**2-y**2)"])
def test_a_camera_follows_a_particle_where_there_is_no_height(text: str) -> None:
    f = landscape(text, SQUARE)
    assert f is not None
    scene = Scene(f, descend(f, [[2.9, 2.9]], GradientDescent(0.1), steps=3), camera="follow:0")
    poses = [scene.prepared.camera_path(t) for t in (0.0, 0.5, 1.0)]
    assert all(np.isfinite(pose.target).all() for pose in poses)
    assert scene.picture(0.5, (96, 72)).any()
