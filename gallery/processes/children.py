"""Processes of `multiprocessing` that end quietly with their parent, whatever ends it.

Ctrl-C and a closed terminal reach every process at once. A child leaves them to its parent, which ends it: so one line is
said, and not one for each process. A parent that is killed can end nobody: its children see that it is gone.
"""

from __future__ import annotations

import ctypes
import multiprocessing
import multiprocessing.context as contexts
import os
import signal
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from multiprocessing import connection, resource_tracker
from threading import Thread
from typing import Any

LEFT_TO_THE_PARENT = [getattr(signal, name) for name in ("SIGINT", "SIGHUP") if hasattr(signal, name)]
MAPPED = 32 << 20
"""Bytes from which on memory is the system's and goes back at once: as far as glibc goes by itself in any process."""
_TRIM_THRESHOLD, _MMAP_THRESHOLD = -1, -3
"""Of `mallopt`, in malloc.h."""
ENDING = [*LEFT_TO_THE_PARENT, signal.SIGTERM]


class SpawnedChild(contexts.SpawnProcess):
    """A new Python, whose signals wait until it is ready for them."""

    def start(self) -> None:
        """Begin."""
        with signals_wait():  # a closed terminal must not end it either
            resource_tracker.ensure_running()  # it lets signals through when it begins
        with signals_wait():
            super().start()

    def run(self) -> None:
        """Be ready, then work."""
        leave_signals_to_the_parent()
        super().run()


if sys.platform == "linux":

    class ForkedChild(contexts.ForkProcess):
        """A copy of this process, whose signals wait until it is ready for them."""

        def start(self) -> None:
            """Begin."""
            with signals_wait():
                super().start()

        def run(self) -> None:
            """Be ready, then work."""
            leave_signals_to_the_parent()
            super().run()


def forks() -> bool:
    """Whether a new process is a copy of this one here."""
    return sys.platform == "linux"


def family(begun: list[Any], fresh: bool = False) -> contexts.BaseContext:
    """A context of `multiprocessing` whose processes are noted in `begun`.

    Forked ones on Linux, if they need not be `fresh`: they need no `if __name__ == "__main__"` in the caller's script and
    nothing imported again.
    """
    copies = forks() and not fresh
    usual: Any = contexts.ForkContext if copies else contexts.SpawnContext

    class Family(usual):
        def Process(self, *arguments: Any, **named: Any) -> Any:
            child: Any = ForkedChild if copies else SpawnedChild
            begun.append(child(*arguments, **named))
            return begun[-1]

    return Family()


def leave_signals_to_the_parent() -> None:
    """Ignore Ctrl-C and a closed terminal; signals that have waited come now."""
    for number in LEFT_TO_THE_PARENT:
        signal.signal(number, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    if hasattr(signal, "pthread_sigmask"):
        signal.pthread_sigmask(signal.SIG_UNBLOCK, ENDING)


@contextmanager
def signals_wait(numbers: Sequence[signal.Signals] = ENDING) -> Iterator[None]:
    """Signals that end this process, or one that is begun in the block, wait; in that one until it lets them through."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    former = signal.pthread_sigmask(signal.SIG_BLOCK, numbers)
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, former)


@contextmanager
def left_to_this_process() -> Iterator[None]:
    """Neither Ctrl-C nor a closed terminal reaches what threads begun in the block begin, whenever they do."""
    resource_tracker.ensure_running()  # it lets signals through when it begins
    with signals_wait(LEFT_TO_THE_PARENT):
        yield


def ends_with_parent(number: int = getattr(signal, "SIGKILL", signal.SIGTERM)) -> None:
    """Have this process end, by a signal, when the one that began it is gone."""
    parent = multiprocessing.parent_process()
    if parent is None:
        return
    sentinel = parent.sentinel

    def watch() -> None:
        connection.wait([sentinel])
        os.kill(os.getpid(), number)

    Thread(target=watch, name="parent", daemon=True).start()


def one_of(count: int, keeps_memory: bool = False) -> None:
    """Begin as one of so many processes of this machine: end with the parent, and draw with a fair share of the cores.

    One that `keeps_memory` gives none back before its end: see `keep_memory`.

    Mesa's rasterizer has a thread for each core, in each process. Beside as many processes as cores these wait for each
    other: the gallery on two cores 74 s, and 55 s where each process draws in its own thread.
    """
    ends_with_parent()
    share_cores(count)
    if keeps_memory:
        keep_memory()


def share_cores(count: int) -> None:
    """Have Mesa draw with this process's share of the cores, if nobody said otherwise; before it is loaded."""
    share = (os.cpu_count() or 1) // count
    os.environ.setdefault("LP_NUM_THREADS", str(share if share > 1 else 0))  # 0: the thread that asks draws


def keep_memory() -> None:
    """Have this process use freed memory again rather than give it back, where the C library can be told so.

    Of a million starts every array is some megabytes. Each in fresh memory, a fifth of a block's time is the system's,
    and that is where processes side by side are in each other's way.
    """
    if sys.platform == "linux":
        with suppress(OSError, AttributeError):  # not every Linux has GNU's
            tell = ctypes.CDLL(None).mallopt
            tell(_MMAP_THRESHOLD, MAPPED)
            tell(_TRIM_THRESHOLD, 256 << 20)
