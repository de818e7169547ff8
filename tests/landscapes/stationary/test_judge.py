"""Random formulas against an independent judge in mpmath: the benchmark has the thousands, here are a few."""

from __future__ import annotations

from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path

import numpy as np
import pytest

PATH = Path(__file__).parents[2] / "benchmarks" / "stationary_judge.py"
SPEC = spec_from_file_location("stationary_judge", PATH)
JUDGE = module_from_spec(SPEC)
SPEC.loader.exec_module(JUDGE)


@pytest.mark.parametrize("seed", range(24))
def test_random_formulas_are_judged_right(seed):
    rng = np.random.default_rng(seed)
    text, box = JUDGE.formula(rng, 3), JUDGE.BOXES[seed % len(JUDGE.BOXES)]
    word, more = JUDGE.judged(text, box)
    assert word.split(",")[0] in ("right", "cut off", "refused", "slow"), (word, more, box, text)


def test_the_judge_sees_what_is_wrong():
    value = JUDGE.exactly(JUDGE.parse("abs(x)+(x-1)**2*0", (-2, 2)))
    assert not JUDGE.is_stationary(value, 0.0, 4)
    assert JUDGE.is_stationary(JUDGE.exactly(JUDGE.parse("cos(x)", (-2, 2))), 0.0, 4)
    assert len(JUDGE.extrema(JUDGE.exactly(JUDGE.parse("cos(3*x)", (-2, 2))), -2, 2)) == 3
