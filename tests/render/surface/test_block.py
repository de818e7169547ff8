"""The block: a closed solid whose upper edge is the surface's border."""

from __future__ import annotations

import numpy as np
import pytest

from landscapes import Landscape, catalogue, parse
from render.style.themes import DARK
from render.surface.block import border_of
from render.surface.surface import Surface

WHOLE = ["himmelblau", "rosenbrock", "eggholder", "six_hump_camel"]
HOLED = parse("sqrt(x**2 + y**2 - 1)", domain=((-2.0, 2.0), (-2.0, 2.0)))


def _edges(surface: Surface) -> np.ndarray:
    """Directed edges (m, 2, 3) of top, walls and bottom together, rounded."""
    block = surface.block
    found = []
    for mesh in (block.top, block.walls, block.bottom):
        points = np.round(np.asarray(mesh.points, dtype=float), 5)
        faces = mesh.regular_faces
        pairs = np.concatenate([faces[:, [0, 1]], faces[:, [1, 2]], faces[:, [2, 0]]])
        found.append(points[pairs])
    return np.concatenate(found)


@pytest.mark.parametrize("f", [*(catalogue[name] for name in WHOLE), HOLED])
def test_the_block_is_closed(f: Landscape) -> None:
    """Each edge is passed once in each direction: whoever looks from outside sees no inside."""
    edges = _edges(Surface.of(f, DARK, resolution=40))
    edges = edges[(edges[:, 0] != edges[:, 1]).any(axis=1)]
    there = np.unique(edges.reshape(-1, 6), axis=0, return_counts=True)
    back = np.unique(edges[:, ::-1].reshape(-1, 6), axis=0, return_counts=True)
    np.testing.assert_array_equal(there[0], back[0])
    np.testing.assert_array_equal(there[1], back[1])


@pytest.mark.parametrize("name", WHOLE)
def test_walls_have_the_surfaces_color_above_and_darken_downwards(name: str) -> None:
    walls = Surface.of(catalogue[name], DARK, resolution=60).block.walls
    share, color = np.asarray(walls["share"]), np.asarray(walls["color"]).astype(float).sum(axis=1)
    assert (color[share == 1] < color[share == 0]).all()
    assert np.isfinite(np.asarray(walls.points)).all()


def test_a_border_keeps_its_inside_to_the_left() -> None:
    square = np.array([[0, 1, 2], [0, 2, 3]])
    assert sorted(map(tuple, border_of(square))) == [(0, 1), (1, 2), (2, 3), (3, 0)]


def test_the_hull_holds_the_base() -> None:
    surface = Surface.of(catalogue["beale"], DARK, resolution=40)
    assert surface.hull[:, 2].min() == pytest.approx(surface.base)
    assert surface.base < surface.vertices[..., 2].min()
    assert not Surface.of(catalogue["beale"], DARK, resolution=40, with_floor=True).walled


def test_painted_walls_follow_the_top() -> None:
    block = Surface.of(catalogue["himmelblau"], DARK, resolution=40).block
    red = np.zeros_like(np.asarray(block.top["color"]))
    red[:, 0] = 255
    painted, own = block.painted(red).astype(int), np.asarray(block.walls["color"]).astype(int)
    upper = np.asarray(block.walls["share"]) == 0
    assert (painted[upper, 0] > own[upper, 0]).mean() > 0.9 and (painted[upper, 0] > painted[upper, 1]).all()
