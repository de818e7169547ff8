"""Ctrl-C and SIGTERM while pictures are drawn: heeded between two pictures.

An exception that a signal raises while VTK calls back into Python is printed there and lost, and the film goes on.
"""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType

Report = Callable[[int, int], None]


@contextmanager
def heeding_signals(report: Report) -> Iterator[Report]:
    """`report` for the block, made to end it when a signal has come; a second signal ends it at once.

    A signal that is ignored stays ignored.

    Raises
    ------
    KeyboardInterrupt, SystemExit
        For SIGINT, for SIGTERM.
    """
    if threading.current_thread() is not threading.main_thread():
        yield report
        return
    came: list[int] = []

    def note(number: int, frame: FrameType | None) -> None:
        came.append(number)
        if len(came) > 1:
            raise _ending(number)

    def heed(done: int, total: int) -> None:
        if came:
            raise _ending(came[0])
        report(done, total)

    heeded = [n for n in (signal.SIGINT, signal.SIGTERM) if signal.getsignal(n) is not signal.SIG_IGN]
    former = {number: signal.signal(number, note) for number in heeded}
    try:
        yield heed
    finally:
        for number, handler in former.items():
            signal.signal(number, handler)
    if came:
        raise _ending(came[0])


def _ending(number: int) -> BaseException:
    return KeyboardInterrupt() if number == signal.SIGINT else SystemExit(128 + number)
