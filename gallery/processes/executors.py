"""Where work is done apart: processes of this machine, or a cluster; each knows the user's own files."""

from __future__ import annotations

import pickle
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Executor, Future
from contextlib import contextmanager
from typing import Any

from gallery.loading import load, loaded_files
from gallery.processes.clusters import cluster
from gallery.processes.pools import LastingPool, process_pool

TRIES = 3
"""Times that a task is begun whose process died, as Dask does it."""


def check_workers(jobs: int | None, scheduler: str | None) -> None:
    """Refuse what no command can run on.

    Raises
    ------
    ValueError
        For less than one process, and where processes here and a cluster are asked for at once.
    """
    if jobs is not None and jobs < 1:
        raise ValueError(f"--jobs must be >= 1, got {jobs}")
    if jobs is not None and scheduler is not None:
        raise ValueError("--jobs are processes here, --scheduler has its own workers: leave one of them away")


@contextmanager
def workers_of(
    jobs: int | None, scheduler: str | None, *, keeps_memory: bool = False
) -> Iterator[Executor | None]:
    """What `--jobs` and `--scheduler` ask for, whose workers know the user's files; None where neither is given.

    `keeps_memory`: as of `process_pool`.

    Raises
    ------
    ValueError, BrokenExecutor
        As `cluster`.
    """
    if scheduler is not None:
        with cluster(scheduler) as workers:
            yield Loading(workers)
    elif jobs is not None:
        with process_pool(jobs, TRIES, keeps_memory=keeps_memory) as pool:
            yield Loading(pool)
    else:
        yield None


class Loading(Executor):
    """Another executor, whose workers load the user's own files before they begin, where there are some."""

    def __init__(self, inner: Executor) -> None:
        self.inner: Executor = inner.inner if isinstance(inner, Loading) else inner

    def submit(self, fn: Callable[..., Any], /, *args: Any, **options: Any) -> Future[Any]:
        """As the other one does."""
        files = loaded_files()
        if not files:
            return self.inner.submit(fn, *args, **options)
        return self.inner.submit(called_with, files, pickle.dumps((fn, args, options)))


def copies_this_process(executor: Executor) -> bool:
    """Whether it has begun no process yet, and those that it will begin are copies of this one."""
    inner = executor.inner if isinstance(executor, Loading) else executor
    return isinstance(inner, LastingPool) and inner.copies


def called_with(files: Sequence[str], packed: bytes) -> Any:
    """Call what was packed up, in a process that may know nothing of the user's files."""
    for file in files:
        load(file)
    fn, args, options = pickle.loads(packed)
    return fn(*args, **options)
