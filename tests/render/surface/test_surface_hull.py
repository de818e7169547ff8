"""What a camera keeps in sight: all of the ground, and nothing where there is none."""

from __future__ import annotations

import numpy as np
import pytest

from landscapes import parse
from render.style import THEMES
from render.surface import Surface

WHERE = {
    "log(x) + y**2": (0.5, 1.0),
    "log(-y) + x": (1.0, 0.5),
    "sqrt(1/4 - x**2 - y**2)": (0.5, 0.5),
    "x**2 + y": (1.0, 1.0),
}


@pytest.mark.parametrize("formula", WHERE)
def test_it_is_as_wide_as_the_ground(formula: str) -> None:
    surface = Surface.of(parse(formula, domain=((-1.0, 1.0), (-1.0, 1.0))), THEMES["dark"], resolution=80)
    ground, hull = surface.vertices[np.isfinite(surface.lattice.heights)], surface.hull
    for axis, share in enumerate(WHERE[formula]):
        assert hull[:, axis].min() <= ground[:, axis].min() and hull[:, axis].max() >= ground[:, axis].max()
        assert np.ptp(hull[:, axis]) == pytest.approx(2 * share, abs=0.08)
    assert hull[:, 2].max() >= ground[:, 2].max() - 1e-9 and hull[:, 2].min() <= surface.base


def test_over_a_map_all_of_it_is_kept_in_sight() -> None:
    f = parse("log(x) + y**2", domain=((-1.0, 1.0), (-1.0, 1.0)))
    hull = Surface.of(f, THEMES["dark"], resolution=80, with_floor=True).hull
    assert np.ptp(hull[:, :2], axis=0) == pytest.approx([2.0, 2.0])
