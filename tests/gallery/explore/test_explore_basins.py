"""Basins and particles in the explorer: every minimum has one colour."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from gallery.explore.ensemble import landscape_of
from gallery.explore.staging import colors_of, shades
from gallery.explore.state import Explorer
from gallery.explore.web.session import Session
from gallery.spec.landscape import LandscapeSpec
from gallery.spec.run import RunSpec
from gallery.spec.scene import SceneSpec
from render.style.themes import find_theme
from render.surface.surface import Surface

BASINS = frozenset({"basins"})


def hue(colors: NDArray[Any]) -> NDArray[np.int64]:
    """The place in the palette of colours (N, 3) that may be darker or lighter."""
    palette = np.array([[int(c[k : k + 2], 16) for k in (1, 3, 5)] for c in find_theme("dark").palette])
    unit = palette / np.linalg.norm(palette, axis=-1, keepdims=True)
    shown = np.maximum(colors.astype(float), 1e-9)
    shown /= np.linalg.norm(shown, axis=-1, keepdims=True)
    return np.asarray(np.argmax(shown @ unit.T, axis=-1))


def beads(answer: dict[str, Any]) -> NDArray[np.uint8]:
    return np.frombuffer(answer["flight"]["colors"], np.uint8).reshape(-1, 3)


def ground_under(surface: dict[str, Any], shaded: bytes, answer: dict[str, Any]) -> NDArray[np.int64]:
    """The hue of the surface where each particle ends."""
    count, samples = answer["flight"]["count"], answer["flight"]["samples"]
    ends = np.frombuffer(answer["flight"]["places"], np.float32).reshape(samples, count, 3)[-1, :, :2]
    points = np.frombuffer(surface["points"], np.float32).reshape(-1, 3)[:, :2]
    nearest = np.argmin(((points[None] - ends[:, None]) ** 2).sum(axis=-1), axis=1)
    return hue(np.frombuffer(shaded, np.uint8).reshape(-1, 3)[nearest])


@pytest.mark.parametrize("optimizer", ["gradient_descent", "adam"])
def test_every_bead_ends_on_ground_of_its_color_whatever_is_dropped(optimizer: str) -> None:
    session = Session()
    surface = session.act("hello", [])["surface"]
    session.act("optimizer", [optimizer])
    session.act("steps", [1000])
    session.act("starts", ["uniform:300"])
    switched = session.act("layer", ["basins"])
    assert "time" not in switched and "playing" not in switched  # the film goes on
    assert optimizer.replace("_", " ") in switched["ground"]
    for answer in (
        switched,
        session.act("starts", ["points:(-3,-3.5);(3.1,2.2);(3,-2);(-2.9,3.2)"]),
        session.act("starts", ["ring:200,centre=(3,2),radius=0.8"]),
    ):
        assert (hue(beads(answer)) == ground_under(surface, switched["shades"], answer)).mean() > 0.99
        assert len(np.unique(beads(answer), axis=0)) == 4
    assert session.act("layer", ["basins"])["ground"] == ""


def test_basins_are_the_chosen_optimizers_and_the_page_says_so() -> None:
    session = Session()
    session.act("layer", ["basins"])
    session.act("starts", ["grid:5"])
    added = session.act("add", ["lion"])
    assert "lion" in added["ground"] and "the optimizer" in added["ground"]
    assert len(np.unique(beads(added), axis=0)) == 2
    back = session.act("select", [0])
    assert "gradient descent" in back["ground"] and back["shades"] != added["shades"]
    assert "flight" not in back


def test_minima_that_gradient_descent_does_not_find_are_colored_too() -> None:
    scene = SceneSpec(
        landscape=LandscapeSpec(name="rosenbrock"),
        runs=(RunSpec(optimizer="newton", starts="grid:6", steps=300),),
    )
    state = Explorer(scene=scene, shown=BASINS)
    surface = Surface.of(landscape_of(state.landscape), find_theme("dark"), resolution=40)
    (own,) = colors_of(state, surface)
    painted = shades(state, surface)
    assert painted is not None and set(hue(own.colors)) <= {0, 6}  # its colour, or white and grey
    assert (hue(painted.reshape(-1, 3)) == 0).mean() > 0.5
    assert all(entry.color == find_theme("dark").palette[0] for entry in own.legend[:1])
