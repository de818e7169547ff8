"""Statistics of comparisons, against SciPy, NumPy and by simulation."""

from __future__ import annotations

import itertools
import math

import numpy as np
import pytest
from scipy import stats

from descent.comparison.pairs import paired_interval
from descent.comparison.statistics import holm, quantiles, ranks, sign_test
from descent.results.shares import share

COUNTS = [(0, 1), (1, 1), (0, 10), (3, 10), (10, 10), (1, 500), (250, 500), (499, 500), (37, 10_000)]


@pytest.mark.parametrize(("count", "total"), COUNTS)
def test_intervals_of_shares_are_scipys_wilson(count: int, total: int) -> None:
    theirs = stats.binomtest(count, total).proportion_ci(0.95, method="wilson")
    ours = share(count, total)
    assert (ours.low, ours.high) == pytest.approx((theirs.low, theirs.high), abs=1e-12)


@pytest.mark.parametrize(("first", "second"), list(itertools.product([0, 1, 5, 40, 900], repeat=2)))
def test_the_sign_test_is_scipys_exact_binomial(first: int, second: int) -> None:
    theirs = stats.binomtest(first, first + second).pvalue if first + second else 1.0
    assert sign_test(first, second) == pytest.approx(theirs, rel=1e-9)


@pytest.mark.parametrize("count", [7, 500, 19_999])
def test_the_sign_test_leaves_out_only_what_changes_no_bit(count: int) -> None:
    for fewer in {0, 1, count // 50, count // 3, count // 2 - 2, count // 2}:
        logs = [
            math.lgamma(count + 1) - math.lgamma(k + 1) - math.lgamma(count - k + 1) for k in range(fewer + 1)
        ]
        top = max(logs)
        total = top + math.log(sum(math.exp(v - top) for v in logs)) - count * math.log(2)
        assert sign_test(fewer, count - fewer) == min(1.0, 2 * math.exp(total))


TABLES = [(36, 12, 2, 0), (16, 2, 12, 20), (5, 5, 5, 5), (0, 9, 1, 90), (40, 0, 3, 2)]


@pytest.mark.parametrize("table", TABLES)
def test_paired_intervals_cover_the_difference_and_turn_with_it(table: tuple[int, int, int, int]) -> None:
    both, first, second, neither = table
    low, high = paired_interval(both, first, second, neither)
    assert -1 <= low < (first - second) / sum(table) < high <= 1
    assert paired_interval(both, second, first, neither) == pytest.approx((-high, -low))


@pytest.mark.parametrize("table", [(0, 0, 0, 50), (50, 0, 0, 0)])
def test_no_disagreement_at_all_still_leaves_room(table: tuple[int, int, int, int]) -> None:
    # Two Wilson intervals of 0 (or 50) of 50, each z^2 / (n + z^2) long, the other end of each is 0.
    z = stats.norm.ppf(0.975)
    reach = z**2 / (50 + z**2)
    assert paired_interval(*table) == pytest.approx((-reach, reach))


@pytest.mark.slow
def test_paired_intervals_hold_95_of_100_times() -> None:
    chance = np.random.default_rng(3)
    truth = np.array([0.4, 0.15, 0.05, 0.4])
    drawn = chance.multinomial(120, truth, size=4000)
    within = [low <= 0.10 <= high for low, high in (paired_interval(*map(int, row)) for row in drawn)]
    assert 0.94 < np.mean(within) < 0.975


def test_quantiles_are_numpys_where_all_is_finite() -> None:
    values = np.random.default_rng(0).normal(size=(4, 101))
    theirs = np.quantile(values, [0.0, 0.25, 0.3333, 0.5, 1.0], axis=1)
    assert quantiles(values, [0.0, 0.25, 0.3333, 0.5, 1.0]) == pytest.approx(theirs)


def test_quantiles_are_those_of_sorted_values_bit_for_bit() -> None:
    chance = np.random.default_rng(0)
    for _ in range(500):
        few = [*chance.normal(size=3), np.inf, -np.inf, np.nan]  # many are equal, and some no number
        values = chance.choice(few, size=(2, int(chance.integers(1, 12))))
        shares = [*chance.random(2), 1.0, 0.5, 0.0, 0.5]  # in any order, and twice
        places = [share * (values.shape[1] - 1) for share in shares]
        ordered = np.sort(values, axis=1)
        sides = [(ordered[:, int(np.floor(p))], ordered[:, int(np.ceil(p))], p - np.floor(p)) for p in places]
        with np.errstate(invalid="ignore"):
            theirs = [np.where(a == b, a, a + (b - a) * part) for a, b, part in sides]
        assert quantiles(values, shares).tobytes() == np.array(theirs).tobytes()


def test_values_whose_quantiles_are_asked_for_stay_as_they_are() -> None:
    values = np.array([3.0, 1.0, 2.0])
    assert quantiles(values, (0.5,)) == 2.0
    assert values.tolist() == [3.0, 1.0, 2.0]


def test_infinite_values_are_the_highest() -> None:
    low, middle, high = quantiles([1.0, np.inf, 2.0, 3.0, np.inf], (0.25, 0.5, 0.75))
    assert (low, middle, high) == (2.0, 3.0, np.inf)
    assert np.isnan(quantiles([], (0.5,))).all()


def test_ranks_need_intervals_that_part() -> None:
    assert ranks([share(90, 100), share(50, 100), share(45, 100)]) == [(1, 1), (2, 3), (2, 3)]
    assert ranks([share(5, 10), share(6, 10)]) == [(1, 2), (1, 2)]


def test_holm_keeps_the_order_and_multiplies_the_smallest_most() -> None:
    assert holm([0.01, 0.04, 0.03]) == pytest.approx([0.03, 0.06, 0.06])
    assert holm([]) == []
