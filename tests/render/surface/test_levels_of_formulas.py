"""Heights are measured from the minimum that is proven where nobody says one."""

from __future__ import annotations

import numpy as np
import pytest
from PIL import Image

from descent import GradientDescent, descend
from landscapes import catalogue, parse
from landscapes.stationary import lowest_known
from render.panels.loss import Loss
from render.style import THEMES

BOX = ((-5, 5), (-5, 5))


@pytest.mark.parametrize(
    ("text", "lowest"),
    [
        ("x**2 + 3*sin(y)", -3.0),
        ("(x-1)**2 + 2*(y+1)**2 + 7", 7.0),
        ("-x**2 - y**2", None),
        ("abs(x)+y**2", None),
    ],
)
def test_what_is_proven_is_known(text: str, lowest: float | None) -> None:
    assert lowest_known(parse(text, domain=BOX)) == (lowest if lowest is None else pytest.approx(lowest))


def test_what_is_said_is_not_searched_for() -> None:
    f = catalogue["himmelblau"]
    assert lowest_known(f) == 0.0 and "stationary" not in " ".join(vars(f))


def test_a_run_that_does_not_arrive_is_drawn_above_the_proven_minimum_and_does_not_dive() -> None:
    f = parse("x**2 + 3*y**2 + 5", domain=BOX)
    run = descend(f, [[3.0, 2.0]], GradientDescent(0.01), steps=40)
    panel = Loss(f, (run,), (), THEMES["dark"], Image.new("RGB", (200, 150)), 300.0)
    gaps = panel.numbers(run)
    assert panel.label == "height above the minimum"
    np.testing.assert_allclose(gaps[-1], run.heights[-1] - 5.0)
    assert gaps[-1] > 0.1 * gaps[-10]
