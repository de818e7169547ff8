"""No answer of the catalogue is cut off: the bounds on work are for formulas that nobody has tried."""

from __future__ import annotations

import numpy as np
import pytest

from descent import Adam, descend, grid, latin_hypercube
from landscapes import catalogue


@pytest.mark.parametrize("name", sorted(catalogue))
def test_a_run_on_the_default_grid_is_not_cut_off(name: str) -> None:
    f = catalogue[name]
    starts = grid(f.domain, 15) if f.dimensions == 2 else latin_hypercube(f.domain, 225, seed=0)
    rate = 0.01 * float(np.ptp(np.array(f.domain), axis=1).min())
    run = descend(f, starts, Adam(rate), steps=150, record="ends")
    assert not run.cut_off
    assert run.complete == "likely" and not run.destinations.cut_off
