"""Many scenes, each in a process of its own: one that fails, or dies, leaves the others alone."""

from __future__ import annotations

import multiprocessing
import signal
import sys
import traceback
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from typing import Protocol

from gallery.terminal import Refusal, said

PATIENCE = 10.0
"""Seconds that a worker has to end; it heeds the request between two pictures."""
STEP = 0.01
"""The share of the work after which a worker reports again."""


class Work(Protocol):
    """What can be done apart; it travels to another process."""

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
    context = multiprocessing.get_context("spawn")
    waiting = list(enumerate(works))[::-1]
    running: dict[Connection, tuple[int, BaseProcess]] = {}
    try:
        while waiting or running:
            while waiting and len(running) < jobs:
                place, work = waiting.pop()
                mine, theirs = context.Pipe(duplex=False)
                process: BaseProcess = context.Process(target=_work, args=(work, theirs), daemon=True)
                process.start()
                theirs.close()
                running[mine] = (place, process)
            for pipe in wait(list(running)):
                yield _listen(pipe, running)  # type: ignore[arg-type]
    finally:
        for _, process in running.values():
            process.terminate()
        for _, process in running.values():
            process.join(PATIENCE)
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


def _work(work: Work, pipe: Connection) -> None:
    # Ctrl-C reaches the whole group; the parent hears it and ends its workers by SIGTERM, which unwinds them.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, lambda number, frame: sys.exit(128 + number))
    last = 0.0

    def report(done: int, total: int) -> None:
        nonlocal last
        share = done / max(total, 1)
        if share - last >= STEP:
            last = share
            pipe.send((share, False, ""))

    try:
        work.build(report)
    except (Refusal, ValueError, LookupError) as error:
        pipe.send((last, True, str(error)))
    except OSError as error:
        pipe.send((last, True, said(error)))
    except Exception as error:
        traceback.print_exc()
        pipe.send((last, True, f"{type(error).__name__}: {error}"))
    else:
        pipe.send((1.0, True, ""))
