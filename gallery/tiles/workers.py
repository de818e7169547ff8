"""Many scenes, each apart from the others: one that fails, or whose process dies, leaves the others alone."""

from __future__ import annotations

import multiprocessing
import signal
import sys
import time
import traceback
from collections.abc import Generator, Sequence
from concurrent.futures import Executor
from contextlib import closing
from dataclasses import dataclass
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from typing import Protocol

from gallery.loading import loaded, loaded_files
from gallery.processes import Loading, SpawnedChild, ends_with_parent
from gallery.terminal import Refusal, Report, interruptible, refused_for_memory, said

PATIENCE = 10.0
"""Seconds that the workers have to end, all of them together."""
DIED = "the process that drew it died"
STEP = 0.01
"""The share of the work after which a worker reports again."""


class Work(Protocol):
    """What can be done apart; it travels to another process."""

    @property
    def name(self) -> str:
        """What it is called while it is done."""

    def build(self, report: Report) -> None:
        """Do it, telling how far it is."""


@dataclass(frozen=True)
class News:
    """What is heard of piece of work number `place`: how far it is, or that it ended, perhaps by an error."""

    place: int
    share: float
    ended: bool = False
    error: str = ""


def run_apart(
    works: Sequence[Work], jobs: int, executor: Executor | None = None
) -> Generator[News, None, None]:
    """Do all works, at most `jobs` at a time in processes of their own, or as tasks of `executor`; tell how they go.

    When the caller stops listening, our own processes are ended; they remove their temporary files. An executor's
    tasks tell nothing before they are done.
    """
    if executor is None:
        yield from _in_processes(works, jobs)
        return
    from landscapes.tasks import fate, gathered, tells_of_a_death

    with closing(gathered(Loading(executor), built, works)) as results:
        for place, fault, error in results:
            if error is not None:
                fault = fate(error, DIED) if tells_of_a_death(error) else _said(error)
            yield News(place, 0.0 if fault else 1.0, ended=True, error=fault or "")


def built(work: Work) -> str:
    """Do it, in another process; by what error it ended, empty for none."""
    return _attempted(work, lambda *_: None)


def _in_processes(works: Sequence[Work], jobs: int) -> Generator[News, None, None]:
    waiting = list(enumerate(works))[::-1]
    running: dict[Connection, tuple[int, BaseProcess]] = {}
    try:
        while waiting or running:
            while waiting and len(running) < jobs:
                place, work = waiting.pop()
                mine, theirs = multiprocessing.Pipe(duplex=False)
                process: BaseProcess = SpawnedChild(
                    target=_work, args=(loaded_files(), work, theirs), daemon=True
                )
                process.start()
                theirs.close()
                running[mine] = (place, process)
            for pipe in wait(list(running)):
                yield _listen(pipe, running)  # type: ignore[arg-type]
    finally:
        for _, process in running.values():
            process.terminate()
        until = time.monotonic() + PATIENCE
        for _, process in running.values():
            process.join(max(until - time.monotonic(), 0.0))
            process.kill()


def _listen(pipe: Connection, running: dict[Connection, tuple[int, BaseProcess]]) -> News:
    place, process = running[pipe]
    try:
        share, ended, error = pipe.recv()
    except EOFError:
        process.join()
        share, ended, error = 0.0, True, f"{DIED} (exit {process.exitcode})"
    if ended:
        process.join()
        del running[pipe]
        pipe.close()
    return News(place, share, ended, error)


def _work(files: Sequence[str], work: Work, pipe: Connection) -> None:
    with interruptible(), loaded(files):
        ends_with_parent(signal.SIGTERM)  # which unwinds, as when the parent asks for it
        share, error = _done(work, pipe)
        _tell(pipe, share, True, error)


def _done(work: Work, pipe: Connection) -> tuple[float, str]:
    """How far the work came, and by what error it ended."""
    last = 0.0

    def report(done: int, total: int) -> None:
        nonlocal last
        share = done / max(total, 1)
        if share - last >= STEP:
            last = share
            _tell(pipe, share, False, "")

    error = _attempted(work, report)
    return last if error else 1.0, error


def _attempted(work: Work, report: Report) -> str:
    try:
        work.build(report)
    except Exception as error:
        return _said(error)
    return ""


def _said(error: Exception) -> str:
    """In one line what went wrong; what is no user's mistake shows where, too."""
    if isinstance(error, Refusal | ValueError | LookupError):
        return str(error)
    if isinstance(error, OSError):
        return said(error)
    if refusal := refused_for_memory(error):
        return refusal
    traceback.print_exception(error)
    return f"{type(error).__name__}: {error}"


def _tell(pipe: Connection, share: float, ended: bool, error: str) -> None:
    try:
        pipe.send((share, ended, error))
    except BrokenPipeError:  # the parent is gone, and nobody has to be told anything
        sys.exit(1)
