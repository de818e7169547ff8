"""How fast particles move: thalweg against other ways, plain gradient descent with full history.

    python tests/benchmarks/descent_speed.py [--small] [--cpu]

Million particle-steps a second, and how that compares. The C kernel records the same history and judges nothing: the
practical limit; "C judged" also asks at each step who rests or has left, holds him there and says when, as thalweg
does. Neither begins threads for fewer than 1,024 particles. Bare ufuncs are NumPy's, on one thread and into memory
allocated once. Every way is measured in turn and its best time counts, so
that a noisy machine is unfair to none; one that takes less than 10 ms runs three times in a row, so that none pays for
what the others left in the caches. Then what 225 particles take for 200 steps, over the catalogue, as a
multiple of the arithmetic alone: the value and gradient program run 200 times over 225 points, and once over all
45,000. Then, if llvmlite is installed, the compiled engine beside C for three rules, and what a fine map of basins and
a comparison take on both engines. With --cpu it is the processor's time that counts,
of all threads together: for machines whose cores are
busy with other things.
"""

from __future__ import annotations

import os
import sys
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import Executor, Future
from pathlib import Path

import numpy as np

# Or else the C kernel's idle threads spin on, and slow down whatever is measured after it.
os.environ.setdefault("OMP_WAIT_POLICY", "passive")
sys.path.insert(0, str(Path(__file__).parent))
from kernels import ancestor, fused_c, obvious, ufuncs

from descent import Adam, GradientDescent, Momentum, basins, descend, grid, uniform
from descent.compiled_engine import is_installed
from landscapes import Landscape, catalogue
from landscapes.compiled.program import run

RULES = {"gradient_descent": GradientDescent, "momentum": Momentum, "adam": Adam}
RATES = {"sphere": 0.1, "himmelblau": 0.01, "six_hump_camel": 0.01, "griewank": 0.1, "easom": 0.1}
SHAPES = ((100, 200), (10_000, 200), (1_000_000, 20))
SMALL = ((20, 10), (500, 5))
WAYS = ("ancestor", "lambdify", "ufuncs", "thalweg", "C")
OTHERS = ("ancestor", "lambdify", "ufuncs", "C")
ENGINES = ("compiled", "C", "C judged", "numpy")


clock = time.process_time if "--cpu" in sys.argv[1:] else time.perf_counter


def measure(ways: dict[str, Callable[[], object]], budget: float) -> dict[str, float]:
    """The best of several times (s) of each way."""
    best = dict.fromkeys(ways, np.inf)
    began = time.perf_counter()
    for turn in range(50):
        for name, way in ways.items():
            if turn < 3 or best[name] < budget / 20:
                for _ in range(3 if best[name] < 0.01 else 1):
                    start = clock()
                    way()
                    best[name] = min(best[name], clock() - start)
        if turn > 1 and time.perf_counter() - began > budget:
            break
    return best


def table(shapes: tuple[tuple[int, int], ...], budget: float, folder: Path) -> None:
    print(f"{'function':16}{'particles':>10}" + "".join(f"{w:>11}" for w in WAYS), end="")
    print("".join(f"{'/' + w:>11}" for w in OTHERS))
    for name, rate in RATES.items():
        f = catalogue[name]
        others = dict(
            zip(OTHERS, (ancestor(f), obvious(f), ufuncs(f), fused_c(f, folder, judged=False)), strict=True)
        )
        for count, steps in shapes:
            starts = uniform(f.domain, count, seed=0)
            ways: dict[str, Callable[[], object]] = {
                key: (lambda way=way, s=starts, k=steps, r=rate: way(s, r, k))
                for key, way in others.items()
                if way is not None
            }
            ways["thalweg"] = lambda f=f, s=starts, k=steps, r=rate: descend(
                f, s, GradientDescent(r), steps=k, tolerance=0
            )
            speed = {k: count * steps / t / 1e6 for k, t in measure(ways, budget).items()}
            ours = speed["thalweg"]
            print(f"{name:16}{count:>10}", end="")
            print("".join(f"{speed[w]:>11.2f}" if w in speed else f"{'-':>11}" for w in WAYS), end="")
            print(
                "".join(f"{ours / speed[w]:>11.2f}" if w in speed else f"{'-':>11}" for w in OTHERS),
                flush=True,
            )


def engines(shapes: tuple[tuple[int, int], ...], budget: float, folder: Path) -> None:
    """The compiled engine beside C and NumPy, million particle-steps a second, and their ratios."""
    print(f"\n{'function':16}{'rule':18}{'particles':>10}" + "".join(f"{w:>11}" for w in ENGINES), end="")
    print(f"{'/C':>8}{'/judged':>8}{'/numpy':>8}")
    for name, rate in RATES.items():
        f = catalogue[name]
        for rule, kind in RULES.items():
            optimizer = kind(rate)
            kernels = {k: fused_c(f, folder, rule, judged=k != "C") for k in ("C", "C judged")}
            for count, steps in shapes:
                starts = uniform(f.domain, count, seed=0)
                ways: dict[str, Callable[[], object]] = {
                    engine: lambda e=engine, f=f, s=starts, k=steps, o=optimizer: descend(
                        f, s, o, steps=k, tolerance=0, engine=e
                    )
                    for engine in ("compiled", "numpy")
                }
                ways |= {
                    key: lambda c=c, s=starts, r=rate, k=steps: c(s, r, k)
                    for key, c in kernels.items()
                    if c is not None
                }
                ways["compiled"]()  # once compiled, it is kept
                speed = {k: count * steps / t / 1e6 for k, t in measure(ways, budget).items()}
                print(f"{name:16}{rule:18}{count:>10}", end="")
                print("".join(f"{speed[w]:>11.2f}" if w in speed else f"{'-':>11}" for w in ENGINES), end="")
                for other in ENGINES[1:]:
                    ratio = speed["compiled"] / speed[other] if other in speed else np.nan
                    print(f"{ratio:>8.2f}", end="")
                print(flush=True)


def whole_tasks(small: bool) -> None:
    """How many times as fast a map of basins and a comparison are on the compiled engine, kernels kept."""
    from gallery import compare

    resolution, steps, count = (16, 20, 50) if small else (512, 1000, 10_000)
    names = ["himmelblau", "griewank"] if small else ["himmelblau", "griewank", "easom", "six_hump_camel"]
    tasks: dict[str, Callable[[str], object]] = {
        f"basins of {name}": lambda e, n=name: basins(
            catalogue[n], Momentum(RATES[n]), resolution=resolution, steps=steps, engine=e
        )
        for name in names
    }
    rules = ["gradient_descent", "momentum", "adam", "rmsprop"]
    tasks["comparison"] = lambda e: compare(
        names, starts=f"uniform:{count}", optimizers=rules, steps=steps // 2, engine=e, executor=AtOnce()
    )
    print(f"\n{'task':24}{'compiled s':>12}{'numpy s':>12}{'ratio':>8}")
    for name, task in tasks.items():
        task("compiled")
        times = {}
        for engine in ("compiled", "numpy"):
            start = clock()
            task(engine)
            times[engine] = clock() - start
        ratio = times["numpy"] / times["compiled"]
        print(f"{name:24}{times['compiled']:>12.2f}{times['numpy']:>12.2f}{ratio:>8.1f}", flush=True)


class AtOnce(Executor):
    """Runs what it is given in this process, so that its time is counted."""

    def submit(self, fn: Callable[..., object], /, *args: object, **kwargs: object) -> Future[object]:
        done: Future[object] = Future()
        done.set_result(fn(*args, **kwargs))
        return done


def overhead(names: list[str], budget: float) -> None:
    """How many times as long as the ufuncs alone a run of 225 particles, 200 steps takes."""
    ratios = []
    for name in names:
        f = catalogue[name]
        starts = grid(f.domain, 15)
        ways = {
            "descend": lambda f=f, s=starts: descend(f, s, GradientDescent(1e-6), steps=200, tolerance=0),
            "step by step": arithmetic(f, starts, 200),
            "at once": arithmetic(f, np.tile(starts, (200, 1)), 1),
        }
        time_of = measure(ways, budget)
        ratios.append([time_of["descend"] / time_of[way] for way in ("step by step", "at once")])
    print(
        f"\n{'225 particles, 200 steps: times the bare arithmetic':52}{'median':>9}{'nine tenths':>13}{'worst':>9}"
    )
    for way, column in zip(("step by step", "at once"), np.transpose(ratios), strict=True):
        print(
            f"{way:52}"
            + "".join(
                f"{x:>{w}.1f}" for x, w in zip(np.quantile(column, [0.5, 0.9, 1]), (9, 13, 9), strict=True)
            )
        )


def arithmetic(f: Landscape, points: np.ndarray, times: int) -> Callable[[], object]:
    """The value and gradient program of `f` over `points` (N, n), run so many times."""
    columns = np.ascontiguousarray(points.T)
    scratch = f.compiled.scratch(len(points))
    steps = f.compiled.bind(columns, np.empty(len(points)), np.empty_like(columns), scratch)
    return lambda: [run(steps) for _ in range(times)]


def main() -> None:
    small = "--small" in sys.argv[1:]
    with tempfile.TemporaryDirectory() as folder, np.errstate(all="ignore"):
        table(SMALL if small else SHAPES, 0.02 if small else 2.0, Path(folder))
        plane = [name for name, f in catalogue.items() if f.dimensions == 2]
        overhead(plane[:3] if small else plane, 0.01 if small else 0.1)
        if is_installed():
            engines(SMALL[:1] if small else SHAPES, 0.01 if small else 1.0, Path(folder))
            whole_tasks(small)


if __name__ == "__main__":
    main()
