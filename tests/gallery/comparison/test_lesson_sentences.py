"""Every sentence of every lesson, in its order, is held against the lesson's own results."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

import numpy as np
import pytest

from descent import Ending, largest_stable_rate
from descent.comparison import Case, CaseOutcome
from gallery.comparison import Comparison, compare
from gallery.comparison.lessons import LESSONS
from landscapes import catalogue

C, SADDLE, STALLED, RUNNING, ESCAPED = (
    Ending.CONVERGED,
    Ending.SADDLE,
    Ending.STALLED,
    Ending.RUNNING,
    Ending.ESCAPED,
)
Run = tuple[Case, CaseOutcome]
Claims = list[Callable[[], Any]]


@cache
def found(name: str) -> Comparison:
    return compare(**LESSONS[name].asked)


def runs(name: str) -> list[Run]:
    return list(found(name).runs)


def all_are(run: Run, ending: Ending) -> bool:
    return bool((run[1].ending == ending).all())


def best(run: Run) -> float:
    """Share of the starts in a global minimum."""
    _, outcome = run
    lowest = (outcome.labels >= 0) & np.append(outcome.is_global, False)[outcome.labels]
    return float(((outcome.ending == C) & lowest).mean())


def median(run: Run) -> float:
    return float(np.median(run[1].ranked_heights))


def at(run: Run, step: int) -> float:
    """The median height of all particles at a step."""
    return float(np.interp(step, run[1].indices, run[1].band[1]))


def starts(run: Run) -> np.ndarray:
    return np.asarray(run[0].starts(run[0].landscape))


def learning_rate() -> Claims:
    slow, right, leaping, broken = runs("learning-rate")
    limit = largest_stable_rate(catalogue["booth"], catalogue["booth"].minimizers[0])

    def along_the_steepest(run: Run) -> np.ndarray:
        way = run[1].drawn_positions - catalogue["booth"].minimizers[0]
        return np.asarray(way[:100] @ np.array([1.0, 1.0]))

    def leaps() -> bool:
        way = along_the_steepest(leaping)
        turned = (way[1:] * way[:-1] < 0).all()
        return bool(turned and (np.abs(way[1:]) < np.abs(way[:-1])).all() and all_are(leaping, C))

    def thrown() -> bool:
        heights = broken[1].drawn_heights
        rising = np.median(heights[20:50], axis=1)
        return all_are(broken, ESCAPED) and bool((np.diff(rising) > 0).all()) and abs(limit - 0.111) < 2e-4

    def cliff() -> bool:
        (sweep,) = found("learning-rate").sweeps
        middle, low = sweep.quartiles[1], sweep.rates < 0.98 * limit
        slope = middle[low & (sweep.rates < 0.01)]
        floor = middle[low & (sweep.rates > 0.05)]
        return bool(
            (np.diff(slope) <= 0).all()
            and floor.max() < 1e-6 < slope.max()
            and (middle[sweep.rates > 1.02 * limit] > sweep.start).all()
        )

    return [
        lambda: all_are(slow, RUNNING) and (np.diff(slow[1].drawn_heights, axis=0) < 0).all(),
        lambda: all_are(right, C) and 120 < np.median(right[1].stopped_at) < 160,
        leaps,
        thrown,
        cliff,
    ]


def saddle() -> Claims:
    plain, shaken, newton, newton_shaken, free, free_shaken = runs("saddle")
    return [
        lambda: all_are(plain, SADDLE),
        lambda: all_are(newton, SADDLE) and (newton[1].stopped_at == 1).all(),
        lambda: all_are(free, SADDLE),
        lambda: all_are(shaken, C) and len(set(shaken[1].labels.tolist())) == 2,
        lambda: (
            (free_shaken[1].ending == C).mean() > 0.5
            and not (newton_shaken[1].ending == C).any()
            and np.abs(newton_shaken[1].heights).max() < 1e-6
        ),
    ]


def plateau() -> Claims:
    plain, adam, sign = runs("plateau")
    pit = catalogue["easom"].minimizers[0]
    away = np.linalg.norm(starts(plain) - pit, axis=1)
    arrived = (plain[1].ending == C) & (plain[1].labels >= 0) & (plain[1].heights < -0.9)
    never = [run[1].stopped_at == 0 for run in (plain, adam, sign)]

    def faster() -> bool:
        quick = [at(run, 60) for run in (plain, adam, sign)]
        low = [np.quantile(run[1].heights, 0.2) for run in (plain, adam, sign)]
        return low[1] < low[0] and low[2] < low[0] and min(quick) >= -1

    return [
        lambda: (
            0.4 < (plain[1].ending == STALLED).mean() < 0.5
            and (plain[1].stopped_at[plain[1].ending == STALLED] == 0).all()
        ),
        lambda: arrived[away < 1.5].all() and not arrived[away > 2.5].any(),
        lambda: faster() and all((mask == never[0]).all() for mask in never),
        lambda: LESSONS["plateau"].maps and arrived.any(),
    ]


def ravine() -> Claims:
    plain, momentum, nesterov, adam, newton, bfgs = runs("ravine")
    f = catalogue["rosenbrock"]

    def steep() -> bool:
        from descent import GradientDescent, descend

        twice = descend(f, starts(plain), GradientDescent(0.0016), steps=3000, tolerance=0.004, record="ends")
        return bool(
            (np.abs(twice.positions[-1] - 1).max(axis=1) > 1).mean() > 0.25 or twice.ending.max() >= 4
        )

    def within(run: Run, half: int, all_: int = 3000) -> bool:
        steps = run[1].stopped_at
        return all_are(run, C) and np.median(steps) < half and steps.max() < all_

    def near() -> bool:
        ends = np.abs(adam[1].drawn_positions[-1] - f.minimizers[0])
        return bool(ends.max() < 0.015)

    return [
        steep,
        lambda: all_are(plain, RUNNING) and (np.diff(plain[1].drawn_heights, axis=0) < 0).all(),
        lambda: within(momentum, 1350) and within(nesterov, 1350),
        lambda: within(adam, 420) and near(),
        lambda: within(newton, 60, 61) and within(bfgs, 60, 61),
    ]


def many_minima() -> Claims:
    plain, momentum, adam, falling = runs("many-minima")
    table = found("many-minima").table

    def ranks() -> bool:
        shares = {line.case.label: line.best for line in table.lines}
        first = shares[falling[0].label]
        return all(first.low > shares[run[0].label].high for run in (plain, momentum, adam)) and LESSONS[
            "many-minima"
        ].starts == ("uniform:1000",)

    return [
        lambda: best(plain) < 0.05 and all_are(plain, C),
        lambda: best(momentum) < 0.05 and best(adam) < 0.05,
        lambda: best(falling) > 0.5 and all_are(falling, C),
        ranks,
    ]


def noise() -> Claims:
    still, loud, still_small, small, still_falling, falling = runs("noise")

    def frayed() -> bool:
        places = [run[1].places[run[1].labels] for run in (still, still_falling)]
        ends = falling[1].drawn_positions[-1]
        mine = still[1].drawn_positions[-1][: len(ends)]
        other = np.linalg.norm(ends - mine, axis=1) > 1
        return 0.005 < other.mean() < 0.5 and len(places) == 2

    return [
        lambda: all(all_are(run, C) for run in (still, still_small, still_falling)),
        lambda: all_are(loud, RUNNING) and all_are(small, RUNNING) and median(small) < 0.5 * median(loud),
        lambda: median(falling) < 0.5 * min(median(loud), median(small)),
        frayed,
    ]


def schedules() -> Claims:
    cases = runs("schedules")
    constant, others = cases[0], cases[1:]
    exponential, step = cases[2], cases[1]
    rates = [np.array([run[0].optimizer.rate(k) for k in range(500)]) for run in others]

    def drops() -> bool:
        before, after = (np.mean([at(step, k + d) for d in range(0, 30, 5)]) for k, d in ((120, 0), (170, 0)))
        before2, after2 = (
            np.mean([at(step, k + d) for d in range(0, 30, 5)]) for k in (270, 330) for d in (0,)
        )
        return after < 0.8 * before and after2 < 0.8 * before2

    def least() -> bool:
        total = [rate.sum() for rate in rates]
        ends = [median(run) for run in others]
        return int(np.argmin(total)) == int(np.argmax(ends)) == others.index(exponential)

    return [
        lambda: (
            abs(at(constant, 500) / at(constant, 300) - 1) < 0.3
            and median(constant) == max(map(median, cases))
        ),
        lambda: (
            all(rate[-1] < 0.3 * rate.max() for rate in rates)
            and all(median(run) < median(constant) for run in others)
        ),
        drops,
        least,
    ]


def where_to_begin() -> Claims:
    uniform, latin, sobol, gaussian, ring, grid = runs("starts")
    border, low, high = 0.156731, -5.0, 5.0
    true = ((border - low) / (high - low)) ** 2
    lines = {line.case.label: line for line in found("starts").table.lines}

    def basin() -> bool:
        begin, end = starts(uniform), uniform[1].places[uniform[1].labels]
        return bool(((begin > border) == (end > 0)).all())

    def apart(one: Run, other: Run) -> bool:
        a, b = lines[one[0].label].best, lines[other[0].label].best
        return bool(a.low > b.high or b.low > a.high)

    return [
        basin,
        lambda: (
            not apart(uniform, latin)
            and not apart(uniform, sobol)
            and max(abs(best(latin) - true), abs(best(sobol) - true)) <= abs(best(uniform) - true)
        ),
        lambda: apart(gaussian, uniform) and apart(ring, uniform),
        lambda: lines[grid[0].label].best.low is None,
    ]


def initialization() -> Claims:
    zeros, same, xavier, he, wide = runs("initialization")

    def equal_units() -> bool:
        ends = np.sort(same[1].drawn_positions[-1, 0])
        return bool((np.diff(ends) > 1e-9).sum() + 1 <= 15 and same[1].heights[0] < 0.01)

    def long() -> bool:
        heights, rows = wide[1].drawn_heights, wide[1].drawn_indices
        late = heights[np.searchsorted(rows, 100)]
        return bool(((late > 1) & (heights[-1] < 0.5)).any() and (heights[-1] > 1).mean() > 0.1)

    return [
        lambda: zeros[1].stopped_at[0] == 0 and zeros[1].heights[0] == 4,
        equal_units,
        lambda: all(at(run, 50) < 0.1 * at(run, 0) for run in (xavier, he)),
        long,
        lambda: (
            xavier[0].landscape.dimensions == 41 and 0 < found("initialization").plane.plane.explained < 1
        ),
    ]


def mini_batch() -> Claims:
    full, five, one = runs("mini-batch")
    return [
        lambda: all(at(full, a) > at(full, b) for a, b in ((0, 50), (50, 200), (200, 500), (500, 1000))),
        lambda: (
            median(five) > 1.5 * median(full)
            and abs(
                np.log(
                    np.mean([at(five, k) for k in range(900, 1000, 10)])
                    / np.mean([at(five, k) for k in range(600, 700, 10)])
                )
            )
            < 0.5
        ),
        lambda: (
            median(one) > 3 * median(five)
            and np.quantile(one[1].heights, 0.9) > np.quantile(five[1].heights, 0.9)
        ),
        lambda: full[0].landscape.dimensions == 3 and found("mini-batch").plane.plane.explained > 0.9,
    ]


CLAIMS: dict[str, Callable[[], Claims]] = {
    "learning-rate": learning_rate,
    "saddle": saddle,
    "plateau": plateau,
    "ravine": ravine,
    "many-minima": many_minima,
    "noise": noise,
    "schedules": schedules,
    "initialization": initialization,
    "starts": where_to_begin,
    "mini-batch": mini_batch,
}
SENTENCES = [(name, k) for name, lesson in LESSONS.items() for k in range(len(lesson.observe))]


@pytest.mark.parametrize(("name", "k"), SENTENCES, ids=lambda part: str(part))
def test_what_a_lesson_says_its_numbers_carry(name: str, k: int) -> None:
    claims = CLAIMS[name]()
    assert len(claims) == len(LESSONS[name].observe), "a sentence without a claim, or the other way round"
    assert claims[k](), LESSONS[name].observe[k]
