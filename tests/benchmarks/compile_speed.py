"""What a formula costs: to compile, and to evaluate at many points, against `lambdify` without shared parts.

    python tests/benchmarks/compile_speed.py [--small]

For every landscape: milliseconds to compile value and gradient, and value, gradient and Hessian (SymPy's import
and the formula itself not counted); million points a second for value and gradient together on one core, by the
processor's time. Both ways get the same points (N, n) and give heights (N,) and gradients (N, n).
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable

import numpy as np
import sympy as sp

from descent import uniform
from landscapes import Landscape, catalogue
from landscapes.compiled.functions import Compiled


def cost(way: Callable[[], object]) -> float:
    start = time.process_time()
    way()
    return time.process_time() - start


def compile_times(f: Landscape) -> tuple[float, float]:
    """Seconds to the first gradient, and to the first Hessian after it, compiled afresh."""
    point = np.mean(f.domain, axis=1) + 0.1234
    compiled = Compiled(f.formula, f.variables)
    start = time.perf_counter()
    compiled = Compiled(f.formula, f.variables)
    compiled.value_and_gradient(point)
    between = time.perf_counter()
    compiled.hessian(point)
    return between - start, time.perf_counter() - start


def throughputs(f: Landscape, count: int) -> tuple[float, float]:
    """Million points a second: ours, and `lambdify` without shared subexpressions."""
    points = uniform(f.domain, count, seed=0)
    plain = sp.lambdify(f.variables, [f.formula, *f.gradient_formula], "numpy", cse=False)

    def theirs() -> tuple[np.ndarray, np.ndarray]:
        value, *slopes = plain(*points.T)
        return value, np.stack(np.broadcast_arrays(*slopes)).T

    times = [np.inf, np.inf]
    for _ in range(5 if count > 1000 else 1):
        times = [min(times[0], cost(lambda: f.value_and_gradient(points))), min(times[1], cost(theirs))]
    ours, other = times
    return count / ours / 1e6, count / other / 1e6


def main() -> None:
    small = "--small" in sys.argv[1:]
    names = list(catalogue)[::20] if small else list(catalogue)
    rows = []
    print(f"{'landscape':28}{'gradient':>10}{'+ Hessian':>10}{'thalweg':>10}{'lambdify':>10}{'ratio':>8}")
    for name in names:
        f = catalogue[name]
        f.formula  # noqa: B018  (building the formula is not compiling it)
        with np.errstate(all="ignore"):
            row = (*compile_times(f), *throughputs(f, 1000 if small else 1_000_000))
        rows.append((*row, row[2] / row[3]))
        print(f"{name:28}{row[0] * 1e3:>10.1f}{row[1] * 1e3:>10.1f}", end="")
        print(f"{row[2]:>10.1f}{row[3]:>10.1f}{rows[-1][4]:>8.1f}", flush=True)
    middle, least = np.median(rows, axis=0), np.min(rows, axis=0)
    print(f"{'median':28}{middle[0] * 1e3:>10.1f}{middle[1] * 1e3:>10.1f}", end="")
    print(f"{middle[2]:>10.1f}{middle[3]:>10.1f}{middle[4]:>8.1f}")
    print(f"{'least ratio':68}{least[4]:>8.1f}")


if __name__ == "__main__":
    main()
