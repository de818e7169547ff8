"""What a cluster costs: beside processes of this machine, with a second worker, and with up to 256 of them.

    python tests/benchmarks/cluster_speed.py [--small]

thalweg hands tasks to Dask as to any executor. Tables: how much longer than a pool of processes two workers take at
a task's length; what a second worker gains, on tasks like that and on ten million starts in blocks of our own; how
much of the workers' time is spent in tasks that sleep, with 1 to 256 workers, and from which length on that is 90 %;
and how long the tasks are that thalweg itself makes. Two workers' tasks sleep, too, where the machine is busy with
other things: then its cores say nothing. 256 workers are 64 threads each of four processes: what is looked for is what
they cost the scheduler, which has one core. The four processes, and whatever else is busy here, take of the same cores
and make these shares worse. So beside them stands what a task costs the scheduler and the client of processor time,
and the length that follows, an estimate for a core of their own: with W workers W times that, over 90 %.

The ten million starts are computed on both engines, by one worker and by two, processes of this machine and of Dask.
Beside the seconds that passed stands what does not depend on who else is busy here: the processor time of the tasks,
which grows where two workers are in each other's way, and the share of the workers' time that is spent in tasks, which
falls where they wait for the next one. What both have become with the second worker, multiplied, is the efficiency by
the processor. Each worker has one thread, as if it had one core: otherwise a block takes as many as there are cores, on
both engines, and a single worker may keep them all busy.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable, Sequence
from concurrent.futures import Executor, Future, as_completed, wait
from itertools import islice
from typing import Any
from unittest import mock

import numpy as np

from descent import GradientDescent, Momentum, basins, multistart
from descent.comparison import cross, tune
from descent.compiled_engine import is_installed
from descent.multistart.driving import BLOCK, COMPILED_COORDINATES
from descent.starts import parse_starts
from gallery.processes import cluster, process_pool
from landscapes import Landscape, catalogue

WORKERS = (1, 4, 16, 64, 256)
LENGTHS = (0.01, 0.03, 0.1, 0.3, 1.0, 3.0)
GOOD = 0.9
PROCESSES = 4
"""Of the simulated cluster."""


def sleep(seconds: float) -> float:
    """A task that costs no processor."""
    time.sleep(seconds)
    return seconds


def work(seconds: float) -> float:
    """A task that costs a processor so many seconds of its time."""
    end, numbers = time.process_time() + seconds, np.arange(1000.0)
    while time.process_time() < end:
        np.sqrt(numbers, out=numbers)
    return seconds


def seconds_of(
    executor: Executor, task: Callable[[float], float], length: float, count: int, more: int = 0
) -> float:
    """How long it takes from the first of the tasks to the result of the last, while `more` wait behind them."""
    start = time.perf_counter()
    waiting = [executor.submit(task, length) for _ in range(count + more)]
    for future in islice(as_completed(waiting), count):
        future.result()
    seconds = time.perf_counter() - start
    wait(waiting)
    return seconds


def two_workers(lengths: Sequence[float], rounds: int) -> None:
    """Two workers of a cluster beside two processes of a pool, in turn; then beside one of the two workers."""
    print(f"{'two workers: seconds a task':32}{'processes':>12}{'Dask':>12}{'overhead':>12}")
    with process_pool(2) as pool, cluster("local:2") as workers:
        for executor in (pool, workers):
            seconds_of(executor, sleep, 0.0, 8)  # whoever is not there yet begins
        for length in lengths:
            here, there = in_turn((pool, workers), sleep, length, 2 * rounds)
            print(f"{length:<32g}{here:>12.3f}{there:>12.3f}{there / here - 1:>12.1%}", flush=True)
        client: Any = workers._client  # type: ignore[attr-defined]
        alone = client.get_executor(pure=False, workers=list(client.scheduler_info()["workers"])[:1])
        free = (os.cpu_count() or 1) - os.getloadavg()[0]
        task, what = (work, "that compute") if free >= 1.5 else (sleep, "that sleep: the machine is busy")
        one, two = in_turn((alone, workers), task, lengths[-1], 2 * rounds)
    print(
        f"\n{2 * rounds} tasks of {lengths[-1]:g} s {what}: one worker {one:.2f} s, two {two:.2f} s,", end=" "
    )
    print(f"efficiency {one / two / 2:.0%}", flush=True)


def in_turn(
    executors: Sequence[Executor], task: Callable[[float], float], length: float, count: int
) -> list[float]:
    """How long each executor takes, in turn; the better of two times."""
    times = [[seconds_of(executor, task, length, count) for executor in executors] for _ in range(2)]
    return [float(t) for t in np.min(times, axis=0)]


class Timed(Executor):
    """Hands everything to another executor, and notes how long each task took there, on one thread."""

    def __init__(self, inner: Executor) -> None:
        self._inner = inner
        self.seconds: list[tuple[float, float]] = []
        """That passed, and of the processor."""

    def submit(self, fn: Callable[..., Any], /, *args: Any, **options: Any) -> Future[Any]:
        answer: Future[Any] = Future()
        running = self._inner.submit(timed, fn, args, options)

        def done(ran: Future[Any]) -> None:
            try:
                result, *seconds = ran.result()
            except BaseException as error:
                answer.set_exception(error)
            else:
                self.seconds.append((seconds[0], seconds[1]))
                answer.set_result(result)

        running.add_done_callback(done)
        return answer


def timed(fn: Callable[..., Any], args: Sequence[Any], options: dict[str, Any]) -> tuple[Any, float, float]:
    """What comes of a call, the seconds that passed, and those of the processor, of all threads."""
    passed, own = time.perf_counter(), time.process_time()
    with mock.patch("os.cpu_count", return_value=1):
        result = fn(*args, **options)
    return result, time.perf_counter() - passed, time.process_time() - own


def second_worker(starts: int, steps: int, engines: Sequence[str]) -> None:
    """Ten million starts by one worker and by two."""
    print(f"\n{f'{starts:,} starts, {steps} steps':36}{'workers':>8}{'tasks':>7}{'s each':>8}", end="")
    print(f"{'s passed':>10}{'in tasks':>10}{'efficiency':>12}{'by processor':>14}")
    for engine in engines:
        pools = {
            "processes": lambda n: process_pool(n, keeps_memory=True),
            "Dask": lambda n: cluster(f"local:{n}"),
        }
        for name, workers_of in pools.items():
            known: list[tuple[float, float, float]] = []
            for count in (1, 2):
                with workers_of(count) as workers:
                    multistart_on(Timed(workers), 4 * count, 1, engine, block=1)  # begin, import, compile
                    noted = Timed(workers)
                    begun = time.perf_counter()
                    multistart_on(noted, starts, steps, engine)
                    wall = time.perf_counter() - begun
                passed, own = np.sum(noted.seconds, axis=0)
                known.append((wall, own, passed / wall / count))
                told = f"{f'{engine}, {name}':36}{count:>8}{len(noted.seconds):>7}{own / len(noted.seconds):>8.2f}"
                print(f"{told}{wall:>10.2f}{known[-1][2]:>10.1%}", end="\n" if count == 1 else "", flush=True)
            (wall, own, share), (wall2, own2, share2) = known
            print(f"{wall / wall2 / 2:>12.0%}{own / own2 * share2 / share:>14.0%}", flush=True)


def multistart_on(
    executor: Executor, starts: int, steps: int, engine: str, block: int | None = None
) -> object:
    """Many starts, cut as thalweg cuts them."""
    told: Any = {"steps": steps, "engine": engine, "block": block}
    return multistart(catalogue["himmelblau"], GradientDescent(0.01), starts, executor=executor, **told)


def many_workers(counts: Sequence[int], lengths: Sequence[float], rounds: int) -> None:
    """Tasks that sleep on ever more workers, `rounds` for each."""
    from distributed import Client, LocalCluster

    print(
        f"\n{'workers':>8}"
        + "".join(f"{f'{s:g} s':>9}" for s in lengths)
        + f"{f'{GOOD:.0%} from':>12}{'ms a task':>12}{'follows':>10}"
    )
    for count in counts:
        processes = min(count, PROCESSES)
        with (
            LocalCluster(
                n_workers=processes,
                threads_per_worker=count // processes,
                dashboard_address=None,
                silence_logs=50,
            ) as here,
            Client(here) as client,
        ):
            executor = client.get_executor(pure=False)
            seconds_of(executor, sleep, 0.0, 2 * count)
            cost, tasks = -time.process_time(), max(count * rounds, 500)
            seconds_of(executor, sleep, 0.0, tasks)
            cost = (cost + time.process_time()) / tasks
            shares = []
            for length in lengths:
                tasks = count * max(rounds, min(round(1 / length), 200 // count))
                # The last round, in which some workers have nothing left to do, is not counted.
                seconds = seconds_of(executor, sleep, length, tasks, count)
                shares.append(tasks * length / count / seconds)
        cells = "".join(f"{share:>9.0%}" for share in shares)
        print(
            f"{count:>8}{cells}{_from_where(lengths, shares):>12}{cost * 1e3:>12.2f}{count * cost / GOOD:>8.2g} s",
            flush=True,
        )


def _from_where(lengths: Sequence[float], shares: Sequence[float]) -> str:
    """The length from which on the share is good, between the two lengths that say so."""
    bad = [i for i, share in enumerate(shares) if share < GOOD]
    if not bad:
        return f"< {lengths[0]:g} s"
    if bad[-1] == len(lengths) - 1:
        return f"> {lengths[-1]:g} s"
    low, high = bad[-1], bad[-1] + 1
    # What a task loses is nearly the same for both lengths, so 1 / share - 1 goes as 1 / length.
    lost = [1 / shares[i] - 1 for i in (low, high)]
    where = np.interp(
        np.log(1 / GOOD - 1), np.log(np.maximum(lost[::-1], 1e-9)), np.log([lengths[high], lengths[low]])
    )
    return f"{np.exp(where):.2g} s"


class Counted(Executor):
    """Runs what it is given in this process, and notes how long each took."""

    def __init__(self) -> None:
        self.seconds: list[float] = []

    def submit(self, fn: Callable[..., Any], /, *args: Any, **options: Any) -> Future[Any]:
        done: Future[Any] = Future()
        start = time.process_time()
        done.set_result(fn(*args, **options))
        self.seconds.append(time.process_time() - start)
        return done


def own_tasks(small: bool) -> None:
    """How long the tasks are that thalweg makes: processor seconds of the median one."""
    share = 64 if small else 1
    case = cross([catalogue["himmelblau"]], [parse_starts("uniform:1000")], [Momentum(0.01)], steps=500)[0]
    print(f"\n{'tasks of thalweg':52}{'tasks':>8}{'seconds each':>14}")
    for name in ("himmelblau", "griewank"):
        f: Landscape = catalogue[name]
        for engine in ("numpy", "compiled"):
            told = {"steps": 500 // share, "engine": engine}
            starts = (BLOCK if engine == "numpy" else COMPILED_COORDINATES // f.dimensions) // share
            for what, way in {
                f"multistart of {name}, {engine}": lambda e, f=f, t=told, starts=starts: multistart(
                    f, GradientDescent(0.01), starts, executor=e, **t
                ),
                f"basins of {name}, 512 x 512 x 1,000, {engine}": lambda e, f=f, t=told: basins(
                    f, Momentum(0.005), resolution=512 // share, executor=e, **{**t, "steps": 1000 // share}
                ),
            }.items():
                told_of(what, way)
    told_of("tuning on himmelblau, 500 steps", lambda e: tune(case, 2 if small else 16, executor=e))


def told_of(what: str, way: Callable[[Executor], object]) -> None:
    """A line about the tasks that `way` hands to an executor."""
    counted = Counted()
    way(counted)
    print(f"{what:52}{len(counted.seconds):>8}{np.median(counted.seconds):>14.3f}", flush=True)


def main() -> None:
    small = "--small" in sys.argv[1:]
    print("thalweg on a cluster, beside processes of this machine\n")
    two_workers((0.01,) if small else (0.01, 0.1, 1.0), 2 if small else 8)
    engines = ("numpy", "compiled") if is_installed() else ("numpy",)
    second_worker(40_000 if small else 40 * BLOCK, 10 if small else 500, engines[: 1 if small else 2])
    many_workers(WORKERS[:1] if small else WORKERS, LENGTHS[:1] if small else LENGTHS, 2 if small else 4)
    own_tasks(small)


if __name__ == "__main__":
    main()
