"""Surfaces are cut where their functions bend, break and end."""

import numpy as np
import pytest

from landscapes import catalogue, creases, parse
from render.camera import Pose, axes
from render.style.themes import DARK
from render.surface.surface import Surface

BENT = [n for n, f in catalogue.items() if f.dimensions == 2 and creases(f)]
SQUARE = ((-3.0, 3.0), (-2.0, 3.0))


def surface_of(formula: str, domain=SQUARE) -> Surface:
    return Surface.of(parse(formula, domain), DARK, resolution=40)


def tiles(surface: Surface) -> np.ndarray:
    """Corners (k, 3, 2) of all triangles, domain units."""
    return surface.tiling.points[surface.tiling.triangles]


def areas(corners: np.ndarray) -> np.ndarray:
    along, aside = corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0]
    return (along[:, 0] * aside[:, 1] - along[:, 1] * aside[:, 0]) / 2


def edges_of_one(triangles: np.ndarray) -> np.ndarray:
    """Points (m,) on the border of a mesh."""
    pairs = np.sort(
        np.concatenate([triangles[:, [0, 1]], triangles[:, [1, 2]], triangles[:, [2, 0]]]), axis=1
    )
    found, count = np.unique(pairs, axis=0, return_counts=True)
    return np.unique(found[count == 1])


@pytest.mark.parametrize("name", BENT)
def test_tiles_of_bent_functions_cover_the_domain_once(name):
    f = catalogue[name]
    surface = Surface.of(f, DARK, resolution=30)
    if surface.tiling is None:
        return
    (x0, x1), (y0, y1) = f.domain
    found = areas(tiles(surface))
    assert found.min() >= -1e-12 * (x1 - x0) * (y1 - y0)
    assert found.sum() == pytest.approx((x1 - x0) * (y1 - y0))


@pytest.mark.parametrize(
    "name", [n for n, f in catalogue.items() if f.dimensions == 2 and not creases(f)][::4]
)
def test_smooth_functions_keep_their_lattice(name):
    surface = Surface.of(catalogue[name], DARK, resolution=20)
    assert surface.tiling is None
    np.testing.assert_array_equal(surface.spread(surface.colors), surface.colors.reshape(-1, 3))


@pytest.mark.parametrize(
    ("formula", "border"),
    [
        ("sqrt(x*y + 1)", lambda x, y: x * y + 1),
        ("log(x) + y**2", lambda x, y: x),
        ("sqrt(4 - x**2 - y**2)", lambda x, y: 4 - x**2 - y**2),
        ("asin(x + y/2)", lambda x, y: np.abs(x + y / 2) - 1),
    ],
)
def test_the_edge_of_a_function_is_where_it_ends(formula, border):
    surface = surface_of(formula)
    points = surface.tiling.points[edges_of_one(surface.tiling.triangles)]
    (x0, x1), (y0, y1) = SQUARE
    inside = (points[:, 0] > x0) & (points[:, 0] < x1) & (points[:, 1] > y0) & (points[:, 1] < y1)
    assert inside.sum() > 20
    assert np.abs(border(*points[inside].T)).max() < 1e-9
    assert np.isfinite(surface.mesh.points).all()


@pytest.mark.parametrize(
    ("formula", "crest"),
    [("abs(x - 0.31) + y**2", lambda x, y: x - 0.31), ("max(x, y/2 + 0.1)", lambda x, y: x - y / 2 - 0.1)],
)
def test_no_triangle_bridges_a_kink(formula, crest):
    surface = surface_of(formula)
    side = crest(*np.moveaxis(tiles(surface), -1, 0))
    side[np.abs(side) < 1e-9] = 0
    assert not ((side.min(axis=1) < 0) & (side.max(axis=1) > 0)).any()
    on = np.abs(crest(*surface.tiling.points.T)) < 1e-9
    assert on.sum() >= 40
    np.testing.assert_allclose(
        surface.tiling.heights[on], surface.landscape.value(surface.tiling.points[on]), atol=1e-9
    )


@pytest.mark.parametrize(
    "formula", ["sign(x - y/3) + y/9", "1/x + y", "tan(x)", "sign(x*y) + sign(x + y - 1)"]
)
def test_no_triangle_bridges_a_jump(formula):
    surface = surface_of(formula)
    drawn = np.clip(surface.world.transform(surface.tiling.heights), 0, 1)[surface.tiling.triangles]
    assert np.ptp(drawn, axis=1).max() < 0.4
    assert np.ptp(drawn) > 0.9
    assert areas(tiles(surface)).sum() == pytest.approx(30.0)


def test_creases_are_read_off_factor_by_factor():
    told = {str(g.formula) for g in creases(parse("abs(2*x*(y - 1)) + 1/(x**2 + 1) + abs(exp(x))", SQUARE))}
    assert told == {"x", "y - 1"}


def test_cross_in_tray_has_its_crest():
    surface = Surface.of(catalogue["cross_in_tray"], DARK, resolution=40)
    on = np.abs(surface.tiling.points[:, 0]) < 1e-12
    heights = surface.tiling.heights
    assert on.sum() > 40
    assert heights[on].min() > heights.max() - 0.05 * np.ptp(heights), (
        "between lattice lines it was 0.4 lower"
    )


@pytest.mark.parametrize(
    "typed",
    [
        "x + 2*y - 0.3*log(1 - x) - 0.3*log(1 - y) - 0.3*log(x + y + 1)",
        "1/(x + 0.3)^2 + y^2",
        "abs(x*y)^0.1",
        "x^2 + y^2",
    ],
)
def test_all_that_is_drawn_is_in_what_a_camera_keeps_in_sight(typed: str) -> None:
    surface = Surface.of(parse(typed, ((-1.2, 1.2), (-1.2, 1.2))), DARK, resolution=60)
    drawn = np.asarray(surface.mesh.points, dtype=float)
    for azimuth, elevation in ((-56.0, 40.0), (20.0, 60.0), (140.0, 25.0)):
        across = axes(Pose(azimuth, elevation))[:2].T
        kept, shown = surface.hull @ across, drawn @ across
        assert (kept.min(axis=0) <= shown.min(axis=0) + 0.05).all()
        assert (kept.max(axis=0) >= shown.max(axis=0) - 0.05).all()
