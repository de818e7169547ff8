"""A survey's rows are the landscape's own heights and gradients."""

from __future__ import annotations

import numpy as np
import pytest

from landscapes import catalogue
from landscapes.compiled import Survey
from landscapes.compiled.program import run


@pytest.mark.parametrize("name", sorted(catalogue))
@pytest.mark.parametrize("count", [37, 1025])
def test_rows_are_the_landscapes_own_bits(name: str, count: int) -> None:
    f = catalogue[name]
    low, high = np.transpose(f.domain)
    points = np.random.default_rng(5).uniform(low, high, size=(2, count, f.dimensions))
    survey = Survey(f.compiled, np.ascontiguousarray(points.swapaxes(1, 2)))
    with np.errstate(all="ignore"):
        for row in range(2):
            run(survey.steps(row))
            if f.compiled.is_delicate:
                f.compiled.distrust(points[row].T, survey.h[row], survey.g[row])
            f.compiled.repair(points[row].T, survey.h[row], survey.g[row])
    heights, gradients = f.value_and_gradient(points)
    rows = survey.g.swapaxes(1, 2)
    if f.compiled.delicate.within > 0 and not f.compiled.is_delicate:
        # Near zero a descent does not look for the last digits of sums that cancel.
        assert np.allclose(survey.h, heights, rtol=1e-9) and np.allclose(rows, gradients, rtol=1e-6)
        assert (survey.h == heights).mean() > 0.99
    else:
        assert survey.h.tobytes() == heights.tobytes() and rows.tobytes() == gradients.tobytes()


def test_nobody_can_be_surveyed() -> None:
    f = catalogue["sphere"]
    survey = Survey(f.compiled, np.zeros((1, 2, 0)))
    run(survey.steps(0))
    assert survey.h.shape == (1, 0) and survey.g.shape == (1, 2, 0)
