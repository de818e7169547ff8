"""Looking for a stationary point costs no more than it must, and finds the same."""

from __future__ import annotations

from importlib import import_module
from typing import Any

import numpy as np
import pytest

from descent import grid
from landscapes import Landscape, catalogue, parse

places = import_module("descent.results.rest")
BOX = ((-4, 4), (-4, 4))
F = {
    "tails": catalogue["easom"],
    "floors": parse("(x*y)**2", BOX),
    "bent": parse("(x**2-y)**4", BOX),
    "waves": parse("sin(3*x)*exp(-y**2)", BOX),
}


@pytest.mark.parametrize("name", F)
def test_floors_are_looked_for_where_a_step_could_be_another_one(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    f, asked = F[name], [0]
    points = np.asarray(grid(f.domain, 31))
    point, floor = places._point, places._floor

    def counted(f: Landscape, points: Any, share: float) -> Any:
        asked[-1] += len(points)
        return floor(f, points, share)

    monkeypatch.setattr(places, "_floor", counted)
    found = places.rest(f, points)
    asked.append(0)
    monkeypatch.setattr(places, "_point", lambda *a: (*point(*a)[:3], np.zeros(len(points), dtype=bool)))
    thorough = places.rest(f, points)
    for what in ("limits", "found", "sharp", "floor"):
        np.testing.assert_array_equal(getattr(found, what), getattr(thorough, what))
    assert asked[0] < asked[1] / (4 if name == "tails" else 1)
