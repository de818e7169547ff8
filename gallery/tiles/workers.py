"""Many scenes, each apart from the others: one that fails, or whose process dies, leaves the others alone."""

from __future__ import annotations

import multiprocessing
import signal
import time
import traceback
from collections.abc import Generator, Sequence
from concurrent.futures import Executor
from contextlib import closing, suppress
from dataclasses import dataclass
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from typing import Protocol

from gallery.loading import loaded, loaded_files
from gallery.processes import Loading, SpawnedChild, ends_with_parent, share_cores
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
    """Do all works in `jobs` processes, or as tasks of `executor`; tell how they go.

    When the caller stops listening, our own processes are ended; they remove their temporary files. An executor's
    tasks tell nothing before they are done.

    Raises
    ------
    Deserted
        In one line, if nobody is left to do them.
    """
    if executor is None:
        yield from _in_processes(works, jobs)
        return
    from landscapes.tasks import Deserted, fate, gathered, tells_of_a_death

    with closing(gathered(Loading(executor), built, works)) as results:
        for place, fault, error in results:
            if isinstance(error, Deserted):
                raise error
            if error is not None:
                fault = fate(error, DIED) if tells_of_a_death(error) else _said(error)
            yield News(place, 0.0 if fault else 1.0, ended=True, error=fault or "")


def built(work: Work) -> str:
    """Do it, in another process; by what error it ended, empty for none."""
    return _attempted(work, lambda *_: None)


def _in_processes(works: Sequence[Work], jobs: int) -> Generator[News, None, None]:
    waiting = list(enumerate(works))[::-1]
    hands: list[Hand] = []
    try:
        while waiting or any(hand.busy for hand in hands):
            free = [hand for hand in hands if not hand.busy]
            while waiting and (free or len(hands) < jobs):
                if not free:
                    hands.append(Hand(jobs))
                hand = free.pop() if free else hands[-1]
                hand.begin(*waiting.pop())
            heard = wait([hand.pipe for hand in hands if hand.busy])
            for hand in [hand for hand in hands if hand.pipe in heard]:
                yield hand.listen()
                if hand.dead:
                    hands.remove(hand)
    finally:
        end_all(hands)


class Hand:
    """A process that does one piece of work after another; it imports and finds its OpenGL once."""

    def __init__(self, count: int) -> None:
        """One of so many."""
        self.pipe, theirs = multiprocessing.Pipe()
        what = (loaded_files(), theirs, count)
        self.process: BaseProcess = SpawnedChild(target=_work, args=what, daemon=True)
        self.process.start()
        theirs.close()
        self.place = 0
        self.busy = self.dead = False

    def begin(self, place: int, work: Work) -> None:
        """Have piece of work number `place` done."""
        self.place, self.busy = place, True
        with suppress(BrokenPipeError):  # it died: the next that is heard of it says so
            self.pipe.send(work)

    def listen(self) -> News:
        """What it tells next; waits for it."""
        try:
            share, ended, error = self.pipe.recv()
        except (EOFError, ConnectionError):
            self.process.join()
            self.dead = True
            share, ended, error = 0.0, True, f"{DIED} (exit {self.process.exitcode})"
        self.busy = not ended
        return News(self.place, share, ended, error)


def end_all(hands: Sequence[Hand]) -> None:
    """End their processes: who is idle by itself, who is at work at once."""
    for hand in hands:
        if hand.busy:
            hand.process.terminate()
        hand.pipe.close()
    until = time.monotonic() + PATIENCE
    for hand in hands:
        hand.process.join(max(until - time.monotonic(), 0.0))
        hand.process.kill()


def _work(files: Sequence[str], pipe: Connection, count: int) -> None:
    with interruptible(), loaded(files):
        share_cores(count)
        ends_with_parent(signal.SIGTERM)  # which unwinds, as when the parent asks for it
        while True:
            try:
                work = pipe.recv()
            except (EOFError, ConnectionError):  # nothing more to do
                return
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
    with suppress(
        ConnectionError
    ):  # the parent is gone: `ends_with_parent` ends this process, nobody else does
        pipe.send((share, ended, error))
