"""Endings of particles on random formulas against walks in mpmath.

    python tests/benchmarks/endings_judge.py [--seed S] [--count N]

From where a particle rests a compass search in 30 digits goes downhill: a place at a minimum is left by less than a
tenth of the box, a saddle by more. Prints each disagreement and a table of endings and what the walk says.
"""

from __future__ import annotations

import argparse
import warnings
from collections import Counter
from typing import Any

import mpmath
import numpy as np
from mpmath_oracle import Real, moved, real, ways
from random_formulas import TooLong, alarm, formula

from descent import Adam, Ending, GradientDescent, Momentum, descend, grid
from landscapes import Landscape, parse

METHODS = (GradientDescent, Adam, Momentum)
REACH, FIRST, LAST, LONGEST, MOVES = 0.1, "1e-3", "1e-12", "1e-2", 400
"""Of the walk, as shares of the box: how far is away, its first, least and longest step; and how many it makes."""
SEEN = 1e-12
"""A fall on the way that is a smaller share of how high the landscape is is not felt: a walk may slide along a valley."""
PLACES = 6
"""So many different places are judged on each landscape."""


def walk(
    value: Real, point: np.ndarray, width: np.ndarray, rng: np.random.Generator, high: float
) -> tuple[str, int]:
    """Whether a compass search from `point` runs "away", is left "near" or where it was ("here").

    Of a landscape whose heights differ by `high`.

    "none" where the function has no value, "alone" where it has none at all around the place: 0**x at 0.
    """
    place: list[Any] = [mpmath.mpf(float(c)) for c in point]
    height, step, moves = value(place), mpmath.mpf(FIRST), 0
    if height is None:
        return "none", 0
    begun = height
    close = [moved(place, mpmath.mpf(LAST), way, width) for way in ways(len(point), rng, 6)]
    if all(value(q) is None for q in close):
        return "alone", 0
    while step > mpmath.mpf(LAST) and moves < MOVES:
        around = [moved(place, step, way, width) for way in ways(len(point), rng, 6)]
        lower = [(h, q) for h, q in ((value(q), q) for q in around) if h is not None and h < height]
        if not lower:
            step /= 4
            continue
        height, place = min(lower, key=lambda found: found[0])
        moves, step = moves + 1, min(step * 2, mpmath.mpf(LONGEST))
        if max(abs(c - float(p)) / w for c, p, w in zip(place, point, width, strict=True)) > REACH:
            return ("away" if begun - height > SEEN * high else "near"), moves
    return ("near" if moves else "here"), moves


def is_level(value: Real, point: np.ndarray, width: np.ndarray) -> bool:
    """Whether the function has one and the same value a thousandth of the box away, along every axis that it has one."""
    axes = np.concatenate([np.eye(len(point)), -np.eye(len(point))])
    here = value(point)
    return all(value(moved(point, mpmath.mpf(FIRST), way, width)) in (here, None) for way in axes)


def is_wrong(ending: Ending, said: str, level: bool) -> bool:
    """Whether the walk contradicts the ending."""
    if ending == Ending.UNDEFINED:
        return said != "none"
    if said in ("none", "alone"):
        return said == "none" or ending == Ending.CONVERGED
    return not level and ((ending == Ending.CONVERGED) == (said == "away"))


def judged(f: Landscape, rng: np.random.Generator, table: Counter[tuple[str, str]], text: str) -> None:
    """Run a descent on `f` and judge some of its ends."""
    starts = grid(f.domain, 5 if f.dimensions == 2 else 12)
    run = descend(f, starts, METHODS[int(rng.integers(len(METHODS)))](), steps=300)
    width, value = np.ptp(np.array(f.domain), axis=1), real(f.variables, f.formula)
    seen: set[Any] = set()
    heights = run.heights[0][np.isfinite(run.heights[0])]
    high = float(np.ptp(heights)) if len(heights) else 0.0
    for point, number in zip(run.positions[-1], run.ending, strict=True):
        ending = Ending(int(number))
        if ending in (Ending.RUNNING, Ending.ESCAPED, Ending.DIVERGED):
            table[ending.name, "not judged"] += 1
            continue
        place = ending, tuple(np.round(point / width * 50))
        if place in seen or len(seen) == PLACES:
            continue
        seen.add(place)
        said, _ = walk(value, point, width, rng, high)
        wrong = is_wrong(ending, said, is_level(value, point, width))
        table[ending.name, "wrong: " + said if wrong else said] += 1
        if wrong:
            print(f"{ending.name} but {said}: {point.tolist()} {text} {f.domain}", flush=True)


def main() -> None:
    asked = argparse.ArgumentParser()
    asked.add_argument("--seed", type=int, default=0)
    asked.add_argument("--count", type=int, default=20)
    told = asked.parse_args()
    table: Counter[tuple[str, str]] = Counter()
    for seed in range(told.seed, told.seed + told.count):
        text, box = formula(seed)
        try:
            f = parse(text, box)
        except ValueError:
            table["formula", "refused"] += 1
            continue
        try:
            with alarm(60), warnings.catch_warnings():
                warnings.simplefilter("error")
                judged(f, np.random.default_rng(seed), table, f"seed {seed}: {text}")
        except (TooLong, Warning, ValueError, MemoryError) as error:
            table["formula", type(error).__name__] += 1
            print(f"{type(error).__name__} {str(error)[:90]} seed {seed}: {text} {box}", flush=True)
    for (ending, said), count in sorted(table.items()):
        print(f"{ending:<12}{said:<20}{count:>6}")


if __name__ == "__main__":
    main()
