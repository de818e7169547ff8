"""Processes of this machine as an executor that outlives the death of one of them."""

from __future__ import annotations

import itertools
import pickle
import warnings
from collections.abc import Callable, Iterator
from concurrent.futures import BrokenExecutor, Executor, Future, ProcessPoolExecutor
from contextlib import contextmanager
from functools import partial
from multiprocessing.process import BaseProcess
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Lock
from typing import Any

from gallery.processes.children import family, forks, one_of


@contextmanager
def process_pool(count: int, tries: int = 1, *, keeps_memory: bool = False) -> Iterator[Executor]:
    """A pool of processes, which end with the block; at once, if it is left by an error.

    With several `tries` others are begun where one dies, and do again what was lost with it. Those that count many starts
    had better `keep_memory`; those that draw need too much of it.

    Raises
    ------
    BaseException
        What the block raises.
    """
    begun: list[BaseProcess] = []
    pool = LastingPool(count, begun, tries, keeps_memory)
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

    What is handed over lies in files, and only their names go through the pool's pipes: Python 3.11 waits for ever for the
    rest of a long message whose sender died, and for somebody to read one.
    """

    def __init__(self, count: int, begun: list[BaseProcess], tries: int, keeps_memory: bool = False) -> None:
        self._count, self._begun, self.tries, self._keeps_memory = count, begun, tries, keeps_memory
        self._letters = TemporaryDirectory(prefix="thalweg-")
        self._numbers = itertools.count()
        self._changing = Lock()
        self._pool = self._made(fresh=False)

    @property
    def copies(self) -> bool:
        """Whether no process has begun yet, and those that will are copies of this one."""
        return forks() and not self._begun

    def _made(self, fresh: bool) -> ProcessPoolExecutor:
        return ProcessPoolExecutor(
            self._count,
            mp_context=family(self._begun, fresh),
            initializer=one_of,
            initargs=(self._count, self._keeps_memory),
        )

    def submit(self, fn: Callable[..., Any], /, *args: Any, **options: Any) -> Future[Any]:
        """As every executor does."""
        answer: Future[Any] = Future()
        letter = Path(self._letters.name) / f"{next(self._numbers)}"
        try:
            letter.write_bytes(pickle.dumps(partial(fn, *args, **options), pickle.HIGHEST_PROTOCOL))
        except Exception as failed:  # what cannot be pickled, or a full disk
            answer.set_exception(failed)
            return answer
        answer.add_done_callback(lambda _: letter.unlink(missing_ok=True))
        self._send(answer, 1, letter)
        return answer

    def _send(self, answer: Future[Any], attempt: int, letter: Path) -> None:
        with self._changing:
            pool = self._pool
        try:
            running = pool.submit(answered, letter)
        except BrokenExecutor as error:
            self._lost(answer, attempt, letter, pool, error)
            return
        answer.add_done_callback(lambda asked: running.cancel() if asked.cancelled() else None)
        running.add_done_callback(partial(self._done, answer, attempt, letter, pool))

    def _done(
        self,
        answer: Future[Any],
        attempt: int,
        letter: Path,
        pool: ProcessPoolExecutor,
        ran: Future[Any],
    ) -> None:
        if ran.cancelled() or answer.cancelled():
            answer.cancel()
        elif isinstance(error := ran.exception(), BrokenExecutor):
            self._lost(answer, attempt, letter, pool, error)
        elif not answer.set_running_or_notify_cancel():
            return
        elif error is not None:
            answer.set_exception(error)
        else:
            try:
                said = ran.result()
                with said.open("rb") as file:
                    result = pickle.load(file)
                said.unlink()
            except Exception as failed:  # a full disk, or what cannot be unpickled
                answer.set_exception(failed)
            else:
                answer.set_result(result)

    def _lost(
        self,
        answer: Future[Any],
        attempt: int,
        letter: Path,
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
        self._send(answer, attempt + 1, letter)

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """As every executor does."""
        with self._changing:
            pool = self._pool
        pool.shutdown(wait, cancel_futures=cancel_futures)
        if wait:
            self._letters.cleanup()


def answered(letter: Path) -> Path:
    """Do what a letter asks for; where the answer lies."""
    answer = letter.with_suffix(".answer")
    result = pickle.loads(letter.read_bytes())()
    written = answer.with_suffix(".part")
    with written.open(
        "wb"
    ) as file:  # at once, not by way of memory: the paths of a case are millions of numbers
        pickle.dump(result, file, pickle.HIGHEST_PROTOCOL)
    written.replace(answer)
    return answer
