"""Basins and particles in the explorer: every minimum has one colour."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from gallery.explore.changes import (
    add_method,
    choose_method,
    drop_starts,
    select_method,
    set_steps,
    toggle,
)
from gallery.explore.ensemble import landscape_of, runs_of
from gallery.explore.staging import colors_of, shades
from gallery.explore.state import Explorer
from gallery.explore.words import ground_words
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


def ground_under(state: Explorer, surface: Surface, painted: NDArray[np.uint8]) -> NDArray[np.int64]:
    """The hue of the surface where each particle of the only run ends."""
    (run,) = runs_of(state).values()
    places = surface.vertices.reshape(-1, 3)[:, :2]
    ends = surface.world.place(run.positions[-1])[:, :2]
    nearest = np.argmin(((places[None] - ends[:, None]) ** 2).sum(axis=-1), axis=1)
    return hue(painted.reshape(-1, 3)[nearest])


@pytest.mark.parametrize("optimizer", ["gradient_descent", "adam"])
def test_every_bead_ends_on_ground_of_its_color_whatever_is_dropped(optimizer: str) -> None:
    state = toggle(set_steps(choose_method(Explorer(), optimizer), 1000), "basins")
    surface = Surface.of(landscape_of(state.landscape), find_theme("dark"), resolution=160)
    painted = shades(state, surface)
    assert painted is not None
    for way in (
        "uniform:300",
        "points:(-3,-3.5);(3.1,2.2);(3,-2);(-2.9,3.2)",
        "ring:200,centre=(3,2),radius=0.8",
    ):
        state = drop_starts(state, way)
        (own,) = colors_of(state, surface)
        assert (hue(own.colors) == ground_under(state, surface, painted)).mean() > 0.99
        assert len(np.unique(own.colors, axis=0)) == 4
    assert shades(toggle(state, "basins"), surface) is None


def test_basins_are_the_chosen_optimizers_and_the_caption_says_so() -> None:
    state = add_method(drop_starts(toggle(Explorer(), "basins"), "grid:5"), "lion")
    surface = Surface.of(landscape_of(state.landscape), find_theme("dark"), resolution=40)
    assert "lion" in ground_words(state) and "the optimizer" in ground_words(state)
    assert len(np.unique(np.concatenate([own.colors for own in colors_of(state, surface)]), axis=0)) == 2
    back = select_method(state, 0)
    assert "gradient descent" in ground_words(back)
    assert np.any(shades(state, surface) != shades(back, surface))
    assert ground_words(toggle(back, "basins")) == ""


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
