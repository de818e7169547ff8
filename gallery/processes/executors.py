"""Where work is done apart: processes of this machine, or a cluster; each knows the user's own files."""

from __future__ import annotations

import pickle
import warnings
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import BrokenExecutor, Executor, Future, ProcessPoolExecutor
from contextlib import contextmanager
from functools import partial
from multiprocessing.process import BaseProcess
from threading import Lock
from typing import Any

from gallery.loading import load, loaded_files
from gallery.processes.children import ends_with_parent, family
from gallery.processes.clusters import cluster

TRIES = 3
"""Times that a task is begun whose process died, as Dask does it."""


@contextmanager
def process_pool(count: int, tries: int = 1) -> Iterator[Executor]:
    """A pool of processes, which end with the block; at once, if it is left by an error.

    With several `tries` others are begun where one dies, and do again what was lost with it.

    Raises
    ------
    BaseException
        What the block raises.
    """
    begun: list[BaseProcess] = []
    pool = LastingPool(count, begun, tries)
    try:
        with warnings.catch_warnings():
            warnings.filterwarnings("ignore", message=".*multi-threaded.*fork", category=DeprecationWarning)
            yield pool
    except BaseException:
        pool.tries = 0
        for process in begun:
            process.kill()
        pool.shutdown(cancel_futures=True)  # its thread must be gone before Python goes
        raise
    pool.shutdown()


class LastingPool(Executor):
    """Processes; a task that was lost with one of them is given to new ones, until it was tried `tries` times.

    Where a process dies, Python gives up all of its pool: whoever ran beside it is tried again too.
    """

    def __init__(self, count: int, begun: list[BaseProcess], tries: int) -> None:
        self._count, self._begun, self.tries = count, begun, tries
        self._changing = Lock()
        self._pool = self._made(fresh=False)

    def _made(self, fresh: bool) -> ProcessPoolExecutor:
        return ProcessPoolExecutor(
            self._count, mp_context=family(self._begun, fresh), initializer=ends_with_parent
        )

    def submit(self, fn: Callable[..., Any], /, *args: Any, **options: Any) -> Future[Any]:
        """As every executor does."""
        answer: Future[Any] = Future()
        self._send(answer, 1, partial(fn, *args, **options))
        return answer

    def _send(self, answer: Future[Any], attempt: int, call: Callable[[], Any]) -> None:
        with self._changing:
            pool = self._pool
        try:
            running = pool.submit(call)
        except BrokenExecutor as error:
            self._lost(answer, attempt, call, pool, error)
            return
        answer.add_done_callback(lambda asked: running.cancel() if asked.cancelled() else None)
        running.add_done_callback(partial(self._done, answer, attempt, call, pool))

    def _done(
        self,
        answer: Future[Any],
        attempt: int,
        call: Callable[[], Any],
        pool: ProcessPoolExecutor,
        ran: Future[Any],
    ) -> None:
        if ran.cancelled() or answer.cancelled():
            answer.cancel()
        elif isinstance(error := ran.exception(), BrokenExecutor):
            self._lost(answer, attempt, call, pool, error)
        elif answer.set_running_or_notify_cancel():
            answer.set_result(ran.result()) if error is None else answer.set_exception(error)

    def _lost(
        self,
        answer: Future[Any],
        attempt: int,
        call: Callable[[], Any],
        pool: ProcessPoolExecutor,
        error: BrokenExecutor,
    ) -> None:
        if attempt >= self.tries:
            if answer.set_running_or_notify_cancel():
                answer.set_exception(error)
            return
        with self._changing:
            if self._pool is pool:
                # Not forked: a copy made now would hold open the pipes to ffmpeg, which waits for their end.
                self._pool = self._made(fresh=True)
        self._send(answer, attempt + 1, call)

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """As every executor does."""
        with self._changing:
            pool = self._pool
        pool.shutdown(wait, cancel_futures=cancel_futures)


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
def workers_of(jobs: int | None, scheduler: str | None) -> Iterator[Executor | None]:
    """What `--jobs` and `--scheduler` ask for, whose workers know the user's files; None where neither is given.

    Raises
    ------
    ValueError, BrokenExecutor
        As `cluster`.
    """
    if scheduler is not None:
        with cluster(scheduler) as workers:
            yield Loading(workers)
    elif jobs is not None:
        with process_pool(jobs, TRIES) as pool:
            yield Loading(pool)
    else:
        yield None


class Loading(Executor):
    """Another executor, whose workers load the user's own files before they begin, where there are some."""

    def __init__(self, inner: Executor) -> None:
        self._inner: Executor = inner._inner if isinstance(inner, Loading) else inner

    def submit(self, fn: Callable[..., Any], /, *args: Any, **options: Any) -> Future[Any]:
        """As the other one does."""
        files = loaded_files()
        if not files:
            return self._inner.submit(fn, *args, **options)
        return self._inner.submit(called_with, files, pickle.dumps((fn, args, options)))


def called_with(files: Sequence[str], packed: bytes) -> Any:
    """Call what was packed up, in a process that may know nothing of the user's files."""
    for file in files:
        load(file)
    fn, args, options = pickle.loads(packed)
    return fn(*args, **options)
