"""Stationary points of random formulas of one variable against mpmath: `python tests/benchmarks/stationary_judge.py 1000`.

The judge knows nothing of ours: it samples the function in 30 digits, refines every local extremum that it sees, and
asks of each listed point whether difference quotients go to zero beside it.
"""

from __future__ import annotations

import sys
import time
from collections import Counter

import mpmath
import numpy as np
from mpmath_oracle import real

from landscapes import parse

UNARY = [
    "sin",
    "cos",
    "tan",
    "asin",
    "acos",
    "atan",
    "sinh",
    "cosh",
    "tanh",
    "exp",
    "log",
    "sqrt",
    "abs",
    "sign",
]
BINARY = ["+", "-", "*", "/", "+", "-", "*", "**2", "**3", "**0.5", "min", "max", "atan2", "**"]
BOXES = [
    (-3.0, 3.0),
    (0.0, 1.0),
    (-1e-9, 1e-9),
    (-1e9, 1e9),
    (5.0, 7.0),
    (1e6, 1e6 + 8),
    (-20.0, 5.0),
    (1.0, 1.0 + 1e-3),
]
SAMPLES, DIGITS = 100, 30


def formula(rng: np.random.Generator, depth: int) -> str:
    """A random formula in x of at most so many operations inside one another."""
    if depth == 0 or rng.random() < 0.1:
        return "x" if rng.random() < 0.7 else f"{rng.choice([0.5, 1, 2, 3, 0.1, 7]):g}"
    if rng.random() < 0.45:
        return f"{rng.choice(UNARY)}({formula(rng, depth - 1)})"
    kind = str(rng.choice(BINARY))
    a = formula(rng, depth - 1)
    if kind[2:] and kind.startswith("**"):
        return f"({a}){kind}"
    b = formula(rng, depth - 1)
    return f"{kind}({a}, {b})" if kind[0].isalpha() else f"({a}){kind}({b})"


def exactly(f):
    """The function in mpmath, real all the way; None where it is not."""
    value = real(f.variables, f.formula)
    return lambda x: value([x])


def is_stationary(value, x, span) -> bool:
    """Whether difference quotients on both sides go to zero beside `x`."""
    return any(_falls(value, x, span, *shares) for shares in (("1e-3", "1e-6"), ("1e-6", "1e-9")))


def _falls(value, x, span, *shares: str) -> bool:
    with mpmath.workdps(DIGITS):
        x = mpmath.mpf(float(x))
        here, quotients = value(x), []
        for share in shares:
            h = mpmath.mpf(share) * span
            sides = [value(x + h), value(x - h)]
            if here is None or None in sides:
                return False
            quotients.append(max(abs(s - here) / h for s in sides))
        return bool(quotients[1] <= quotients[0] * mpmath.mpf("0.3"))


def extrema(value, low, high) -> list[float]:
    """Local extrema between samples, refined by golden sections."""
    with mpmath.workdps(DIGITS):
        xs = [low + (high - low) * mpmath.mpf(k + 0.31) / SAMPLES for k in range(SAMPLES)]
        ys = [value(x) for x in xs]
        found = []
        for k in range(1, SAMPLES - 1):
            a, b, c = ys[k - 1 : k + 2]
            if None in (a, b, c) or not ((a > b < c) or (a < b > c)):
                continue
            sign = 1 if b < a else -1
            left, right = xs[k - 1], xs[k + 1]
            for _ in range(45):
                third = (right - left) * mpmath.mpf("0.381966")
                p, q = value(left + third), value(right - third)
                if p is None or q is None:
                    break
                left, right = (left, right - third) if sign * p <= sign * q else (left + third, right)
            found.append((left + right) / 2)
        return found


def judged(text: str, box: tuple[float, float]) -> tuple[str, str]:
    """A word for how the list compares, and more about it."""
    try:
        f = parse(text, box)
    except ValueError:
        return "refused", ""
    started = time.process_time()
    points = f.stationary_points()
    spent = time.process_time() - started
    if spent > 5:
        return "slow", f"{spent:.1f} s"
    value, span = exactly(f), mpmath.mpf(box[1]) - mpmath.mpf(box[0])
    if any(not np.isfinite(p.height) for p in points):
        return "no height", ""
    flat = points.complete == "cut off"
    for p in () if flat else points:
        if not is_stationary(value, p.position[0], span):
            return f"wrong, {points.complete}", f"{p.position[0]!r} {p.kind} {p.height!r}"
    if flat:
        return "cut off", ""
    for x in extrema(value, *map(mpmath.mpf, box)):
        near = any(abs(mpmath.mpf(float(p.position[0])) - x) <= span * mpmath.mpf("1e-5") for p in points)
        if not near and is_stationary(value, x, span):
            return f"missed, {points.complete}", mpmath.nstr(x, 12)
    return f"right, {points.complete}", ""


def main(count: int, seed: int = 0) -> None:
    """Judge so many random formulas and say how often what came out."""
    rng, said = np.random.default_rng(seed), Counter()
    for k in range(count):
        if k % 50 == 49:
            print(k + 1, dict(said.most_common()), flush=True)
        text, box = formula(rng, int(rng.integers(2, 7))), BOXES[int(rng.integers(len(BOXES)))]
        if "x" not in text.replace("exp", "").replace("max", ""):
            continue
        word, more = judged(text, box)
        said[word] += 1
        if word.split(",")[0] not in ("right", "refused", "cut off"):
            print(word, more, box, text, flush=True)
    print(dict(said.most_common()))


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 20, int(sys.argv[2]) if len(sys.argv) > 2 else 0)
