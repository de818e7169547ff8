"""How long random formulas take: a rate, 225 particles for 300 steps with what is said of them, stationary points.

    python tests/benchmarks/random_formulas.py [--count N] [--seed S] [--limit SECONDS] [--times FILE]

Seconds of this process's CPU for each formula that `parse` accepts; those above `--limit` are printed with their parts,
in the end how many there were and the worst. Formulas and boxes come from the seed alone, one seed for each formula, so
that a slow one can be asked for again: ``--seed 1234 --count 1``. An alarm stops what takes over a minute.
"""

from __future__ import annotations

import argparse
import random
import signal
import time
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from descent import GradientDescent, default_learning_rate, descend, grid
from landscapes import Landscape, parse

ONE = (
    "sin",
    "cos",
    "tanh",
    "exp",
    "log",
    "sqrt",
    "abs",
    "sign",
    "atan",
    "sinh",
    "cosh",
    "asin",
    "acos",
    "tan",
)
SHAPED = ("(-({}))", "(1/({}))", "(({})**2)", "(({})**3)")
TWO = ("+", "-", "*", "+", "*", "+", "-", "*", "/", "^", "min", "max", "atan2", "^ ")
ALARM = 60.0


class TooLong(Exception):
    """The alarm went off."""


def expression(chance: random.Random, depth: int, names: list[str]) -> str:
    """A formula of `names`, nested up to `depth`."""
    if depth == 0 or chance.random() < 0.12:
        if chance.random() < 0.75:
            return chance.choice(names)
        return repr(round(chance.uniform(-3, 3), chance.choice([0, 1, 2])))
    inner = expression(chance, depth - 1, names)
    if chance.random() < 0.45:
        shape = chance.choice((*(name + "({})" for name in ONE), *SHAPED))
        return shape.format(inner)
    sign, other = chance.choice(TWO), expression(chance, depth - 1, names)
    if sign == "^":
        return f"(({inner})**{chance.choice([2, 3, 4, 0.5, 1.5, -1])})"
    if sign == "^ ":
        return f"(({inner})**({other}))"
    if sign in ("min", "max", "atan2"):
        return f"{sign}({inner},{other})"
    return f"(({inner}){sign}({other}))"


def box(chance: random.Random, dimensions: int) -> list[tuple[float, float]]:
    """Ranges: half of them of any size, some far from zero."""
    anywhere, ranges = chance.random() < 0.5, []
    for _ in range(dimensions):
        width = 10 ** chance.uniform(-9, 9) if anywhere else chance.choice([2, 4, 10])
        centre = 0 if chance.random() < 0.5 else chance.uniform(-3, 3) * width
        if chance.random() < 0.05:
            centre = 1e6 * width
        ranges.append((centre - width / 2, centre + width / 2))
    return ranges


def formula(seed: int) -> tuple[str, list[tuple[float, float]]]:
    """The text and the box of the formula with this number."""
    chance = random.Random(seed)
    names = ["x", "y"][: chance.choice([1, 2, 2])]
    return expression(chance, chance.randint(2, 6), names), box(chance, len(names))


def parts(f: Landscape) -> Iterator[tuple[str, Any]]:
    """What is asked of a landscape, piece by piece."""
    rate = default_learning_rate(f)
    yield "rate", rate
    run = descend(
        f, grid(f.domain, 15 if f.dimensions == 2 else 225), GradientDescent(float(rate)), steps=300
    )
    yield "descend", run
    yield "ending", run.ending
    yield "destinations", run.destinations
    yield "stationary", f.stationary_points()


def timed(f: Landscape) -> dict[str, float]:
    """CPU seconds of each part."""
    taken: dict[str, float] = {}
    began = time.process_time()
    for name, _ in parts(f):
        taken[name] = time.process_time() - began
        began = time.process_time()
    return taken


@contextmanager
def alarm(seconds: float) -> Iterator[None]:
    """Ends what takes longer, by the CPU's time."""

    def ring(*_: object) -> None:
        raise TooLong

    before = signal.signal(signal.SIGVTALRM, ring)
    signal.setitimer(signal.ITIMER_VIRTUAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)


def main() -> None:
    asked = argparse.ArgumentParser()
    asked.add_argument("--count", type=int, default=100)
    asked.add_argument("--seed", type=int, default=0)
    asked.add_argument("--limit", type=float, default=5.0)
    asked.add_argument("--times", default="")
    told = asked.parse_args()
    times: list[tuple[float, int]] = []
    for seed in range(told.seed, told.seed + told.count):
        text, ranges = formula(seed)
        try:
            f = parse(text, ranges)
        except ValueError:
            continue
        try:
            with alarm(ALARM), warnings.catch_warnings():
                warnings.simplefilter("ignore")
                taken = timed(f)
        except TooLong:
            taken = {"alarm": ALARM}
        except ValueError as error:
            print(f"ERROR {seed} {type(error).__name__} {str(error)[:90]} {text} {ranges}", flush=True)
            continue
        times.append((sum(taken.values()), seed))
        if told.times:
            with open(told.times, "a") as file:
                file.write(f"{seed} {times[-1][0]:.3f}\n")
        if times[-1][0] > told.limit:
            where = " ".join(f"{name} {value:.1f}" for name, value in taken.items())
            print(f"{seed}: {times[-1][0]:.1f} s ({where}) {text} {ranges}", flush=True)
    slow = [t for t, _ in times if t > told.limit]
    worst = max(times, default=(0.0, 0))
    print(
        f"{len(times)} formulas, {len(slow)} above {told.limit:g} s; worst {worst[0]:.1f} s, seed {worst[1]}"
    )


if __name__ == "__main__":
    main()
