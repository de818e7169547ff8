"""Many scenes, each in a process of its own: one that fails, or dies, leaves the others alone."""

from __future__ import annotations

import multiprocessing
import signal
import sys
import time
import traceback
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from typing import Protocol

from gallery.loading import loaded, loaded_files
from gallery.processes import SpawnedChild, ends_with_parent
from gallery.terminal import Refusal, interruptible, refused_for_memory, said

PATIENCE = 10.0
"""Seconds that the workers have to end, all of them together."""
STEP = 0.01
"""The share of the work after which a worker reports again."""


class Work(Protocol):
    """What can be done apart; it travels to another process."""

    @property
    def name(self) -> str:
        """What it is called while it is done."""

    def build(self, report: Callable[[int, int], None]) -> None:
        """Do it, telling how far it is."""


@dataclass(frozen=True)
class News:
    """What is heard of piece of work number `place`: how far it is, or that it ended, perhaps by an error."""

    place: int
    share: float
    ended: bool = False
    error: str = ""


def run_apart(works: Sequence[Work], jobs: int) -> Iterator[News]:
    """Do all works, at most `jobs` at a time, and tell how they go.

    When the caller stops listening, the workers are ended; they remove their temporary files.
    """
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
        share, ended, error = 0.0, True, f"the process that drew it died (exit {process.exitcode})"
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

    try:
        work.build(report)
    except (Refusal, ValueError, LookupError) as error:
        return last, str(error)
    except OSError as error:
        return last, said(error)
    except Exception as error:
        if refusal := refused_for_memory(error):
            return last, refusal
        traceback.print_exc()
        return last, f"{type(error).__name__}: {error}"
    return 1.0, ""


def _tell(pipe: Connection, share: float, ended: bool, error: str) -> None:
    try:
        pipe.send((share, ended, error))
    except BrokenPipeError:  # the parent is gone, and nobody has to be told anything
        sys.exit(1)
