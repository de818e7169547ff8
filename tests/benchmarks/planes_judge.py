"""Stationary points of random formulas of two variables against a dense grid and Newton's method in mpmath.

    python tests/benchmarks/planes_judge.py [--seed S] [--count N]

The oracle differentiates with SymPy, samples the gradient on a grid, and starts Newton's method in 30 digits wherever
both components change their sign, or nearly; what it finds, the list must have. Each point of the list must be one:
difference quotients beside it go to zero. Prints each disagreement and a table.
"""

from __future__ import annotations

import argparse
import random
import warnings
from collections import Counter
from typing import Any

import mpmath
import numpy as np
import sympy as sp
from mpmath_oracle import DIGITS, Real, moved, real, ways
from random_formulas import TooLong, alarm, box, expression

from landscapes import Landscape, parse

SIDE, STEPS, SAME = 24, 12, 1e-5
SHARES = (("1e-3", "1e-6"), ("1e-6", "1e-9"))


def is_stationary(value: Real, point: np.ndarray, width: np.ndarray, rng: np.random.Generator) -> bool:
    """Whether difference quotients go to zero beside `point`, at one of two scales."""
    here = value(point)
    return here is not None and any(_falls(value, point, width, rng, pair, here) for pair in SHARES)


def _falls(value: Real, point: Any, width: Any, rng: np.random.Generator, pair: Any, here: Any) -> bool:
    around, steepest = ways(2, rng, 3), []
    for share in map(mpmath.mpf, pair):
        heights = [value(moved(point, share, way, width)) for way in around]
        if None in heights:
            return False
        steepest.append(max(abs(h - here) for h in heights) / share)
    return bool(steepest[1] <= steepest[0] * mpmath.mpf("0.3"))


def zeros(f: Landscape) -> list[np.ndarray]:
    """Regular zeros of the gradient that the oracle finds, domain units."""
    slopes = [sp.diff(f.formula, v) for v in f.variables]
    if any(s.has(sp.Derivative, sp.DiracDelta, sp.Subs) for s in slopes):
        return []
    rows = [real(f.variables, sp.diff(s, v)) for s in slopes for v in f.variables]
    exact = [real(f.variables, s) for s in slopes]
    low, high = np.array(f.domain).T
    lines = [np.linspace(a, b, SIDE + 1) + 1e-3 * (b - a) / SIDE for a, b in zip(low, high, strict=True)]
    corners = np.stack(np.meshgrid(*lines, indexing="ij"))
    with np.errstate(all="ignore"):
        sampled = [_sampled(sp.lambdify(f.variables, s, "numpy"), corners) for s in slopes]
    found: list[np.ndarray] = []
    for i in range(SIDE):
        for k in range(SIDE):
            cells = [g[i : i + 2, k : k + 2] for g in sampled]
            if all(np.isfinite(c).all() and c.min() <= 0 <= c.max() for c in cells):
                zero = _newton(exact, rows, corners[:, i : i + 2, k : k + 2].mean(axis=(1, 2)), low, high)
                if zero is not None and all((abs(zero - z) > SAME * (high - low)).any() for z in found):
                    found.append(zero)
    return found


def _sampled(function: Any, corners: np.ndarray) -> np.ndarray:
    try:
        made = np.asarray(function(*corners))
    except (TypeError, ValueError, NameError, AttributeError, ZeroDivisionError, OverflowError):
        return np.full(corners.shape[1:], np.nan)
    made = np.where(np.abs(made.imag) > 0, np.nan, made.real) if np.iscomplexobj(made) else made
    return np.broadcast_to(made.astype(float), corners.shape[1:])


def _newton(exact: list[Real], rows: list[Real], start: np.ndarray, low: Any, high: Any) -> Any:
    """Where Newton's method leads, if it converges to a regular zero inside the box."""
    place = [mpmath.mpf(float(c)) for c in start]
    with mpmath.workdps(DIGITS):
        for _ in range(STEPS):
            slope, matrix = [g(place) for g in exact], [h(place) for h in rows]
            if None in slope or None in matrix:
                return None
            a, b, c, d = matrix
            determinant = a * d - b * c
            if not determinant:
                return None
            step = [(d * slope[0] - b * slope[1]) / determinant, (a * slope[1] - c * slope[0]) / determinant]
            place = [p - s for p, s in zip(place, step, strict=True)]
        still = all(abs(s) <= mpmath.mpf("1e-12") * float(w) for s, w in zip(step, high - low, strict=True))
    point = np.array([float(p) for p in place])
    return point if still and ((low < point) & (point < high)).all() else None


def judged(f: Landscape, rng: np.random.Generator) -> tuple[str, str]:
    """A word for how the list compares, and where."""
    points = f.stationary_points()
    value, width = real(f.variables, f.formula), np.ptp(np.array(f.domain), axis=1)
    if points.complete != "cut off":
        for p in points:
            if not is_stationary(value, p.position, width, rng):
                return "wrong", f"{p.position.tolist()} {p.kind} {p.height!r}"
    for zero in zeros(f):
        near = any((np.abs(p.position - zero) <= SAME * width).all() for p in points)
        if not near and points.complete != "cut off" and is_stationary(value, zero, width, rng):
            return "missed", str(zero.tolist())
    return "right", ""


def main() -> None:
    asked = argparse.ArgumentParser()
    asked.add_argument("--seed", type=int, default=0)
    asked.add_argument("--count", type=int, default=20)
    told = asked.parse_args()
    table: Counter[tuple[str, str]] = Counter()
    for seed in range(told.seed, told.seed + told.count):
        chance = random.Random(f"plane {seed}")
        text, ranges = expression(chance, chance.randint(2, 6), ["x", "y"]), box(chance, 2)
        try:
            with alarm(60), warnings.catch_warnings():
                warnings.simplefilter("ignore")
                f = parse(text, ranges)
                word, more = judged(f, np.random.default_rng(seed))
                complete = f.stationary_points().complete
        except (TooLong, ValueError, MemoryError) as error:
            word, more, complete = type(error).__name__, "", ""
        table[word, complete] += 1
        if word in ("wrong", "missed"):
            print(f"{word}, {complete}: {more} seed {seed}: {text} {ranges}", flush=True)
    for (word, complete), count in sorted(table.items()):
        print(f"{word:<12}{complete:<12}{count:>6}")


if __name__ == "__main__":
    main()
