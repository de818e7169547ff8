"""Whatever a look says changes a picture or is refused: nothing is taken without effect and without a word."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from functools import cache
from typing import Any

import numpy as np
import pytest

from descent import Trajectories
from gallery.spec.field import described
from gallery.spec.ground import Ground
from gallery.spec.landscape import LandscapeSpec
from gallery.spec.look import LookSpec
from gallery.spec.run import RunSpec
from gallery.spec.scene import SceneSpec
from render.scene.look import check_particles

SIZE = (160, 120)
TIMES = (0.0, 0.3, 0.6, 1.0)
ONE = LandscapeSpec(formula="x**4 - 2*x**2 + 0.3*x", domain=((-2.0, 2.0),))
TWO = LandscapeSpec(name="himmelblau")
STARTS = ("grid:3",)
RUN = RunSpec(optimizer="momentum", learning_rate="0.004", starts=STARTS, steps=400)
OTHER = RunSpec(optimizer="adam", learning_rate="0.1", starts=STARTS, steps=25)
SCENES: dict[str, tuple[LandscapeSpec, tuple[RunSpec, ...]]] = {
    "one variable": (ONE, (RUN,)),
    "two variables": (TWO, (RUN,)),
    "two runs": (TWO, (RUN, OTHER)),
    "no particles": (TWO, ()),
}
BASES: dict[str, list[tuple[str, ...]]] = {
    "one variable": [()],
    "two variables": [(), ("contour",), ("surface", "anatomy")],
    "two runs": [("contour", "loss")],
    "no particles": [()],
}
"""The panels to which one more thing is said."""
WORDS = ("cmap", "title", "caption", "no_caption", "no_legend", "language", "axes")
"""What is tried once: whatever else is on the picture has no part in it."""


def values(name: str) -> list[Any]:
    """Everything but the default that a field offers."""
    field, plain = described(LookSpec)[name], getattr(LookSpec(), name)
    offered = field.field.choices() if callable(field.field.choices) else field.field.choices or ()
    found = [(choice,) if isinstance(plain, tuple) else choice for choice in offered]
    more = {
        "camera": ["still:-30,20", "follow:0"],
        "panels": [("surface", "contour")],
        "marks": [("starts", "field")],
        "axes": [True],
        "cmap": ["viridis"],
        "title": ["A name", ""],
        "caption": ["A word"],
        "no_caption": [True],
        "no_legend": [True],
    }
    return [value for value in [*found, *more.get(name, [])] if value != plain]


CASES = [
    (scene, base, name, value)
    for scene, bases in BASES.items()
    for base in bases
    for name in described(LookSpec)
    for value in values(name)
    if not (name == "panels" and base) and (name not in WORDS or (scene, base) == ("two variables", ()))
]


@cache
def runs_of(scene: str) -> tuple[Ground, dict[str, Trajectories]]:
    landscape, runs = SCENES[scene]
    ground = landscape.ground()
    return ground, dict(SceneSpec(landscape=landscape, runs=runs).descend(ground))


def frames(scene: str, look: LookSpec) -> Iterator[np.ndarray]:
    """As `animate` draws them, one by one: whatever it refuses is a ValueError here too."""
    landscape, specs = SCENES[scene]
    ground, runs = runs_of(scene)
    spec = SceneSpec(landscape=landscape, runs=specs, look=look)
    spec.check_look(ground.landscape)
    check_particles(look, len(specs))
    source = spec.staged(ground, runs).drawn(SIZE)
    try:
        yield from (source.picture(t) for t in TIMES)
    finally:
        source.close()


@cache
def plain(scene: str, base: tuple[str, ...]) -> list[np.ndarray]:
    return list(frames(scene, LookSpec(panels=base)))


@pytest.mark.opengl
@pytest.mark.usefixtures("coarse")
@pytest.mark.parametrize(
    ("scene", "base", "name", "value"), CASES, ids=lambda v: "+".join(v) if isinstance(v, tuple) else str(v)
)
def test_a_look_changes_a_pixel_or_is_refused(
    scene: str, base: tuple[str, ...], name: str, value: Any
) -> None:
    before = plain(scene, base)
    try:
        after = frames(scene, replace(LookSpec(panels=base), **{name: value}))
        with closing(after):
            same = all(map(np.array_equal, before, after))
    except (ValueError, LookupError) as error:
        assert len(str(error)) < 200 and "\n" not in str(error)
        return
    usual = {
        "panels": ("surface",) if scene != "one variable" else ("curve",),
        "height": "log",
        "theme": "dark",
    }
    usual |= {"color": "optimizer"} if scene == "two runs" else {}
    if value == usual.get(name):
        assert same  # the default, said by name
    else:
        assert not same
