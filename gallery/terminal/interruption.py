"""Ctrl-C, SIGTERM and a closed terminal: they end the program by an exception, where one does no harm.

Raised while a library is imported, an exception leaves it half made, and VTK or matplotlib crash on what they find;
raised while VTK calls back into Python it is printed there and lost, and the film goes on. There a signal is noted,
and heeded as soon as our own code goes on.
"""

from __future__ import annotations

import signal
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Any

Report = Callable[[int, int], None]

ENDING = [getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name)]
AGAIN = getattr(signal, "SIGALRM", None)
SOON = 0.02
"""Seconds after which it is seen again whether a noted signal can be heeded."""
OURS = ("gallery", "render", "descent", "landscapes")
DRAWERS = ("pyvista", "vtkmodules")
"""Packages whose functions VTK calls."""


class Interruption:
    """The handler of the signals that end the program.

    It stands in the system's table of handlers; what came is known here and nowhere else.
    """

    def __init__(self) -> None:
        self.came = 0
        self.waits = False
        self.held = 0
        self._count = 0

    def __call__(self, number: int, frame: FrameType | None) -> None:
        """Note the signal, and end the program if nothing speaks against it."""
        if number != AGAIN:
            self.came = self.came or number
            self._count += 1
            # While it ends, one more of them changes nothing, unless somebody insists.
            self.waits = self.waits or self._count != 2
        if not self.waits:
            return
        insists = self._count > 1 and number != AGAIN
        if is_importing(frame) or (is_drawing(frame) and not insists):
            self.look_again()
        elif not self.held or insists:
            self.end()

    def look_again(self) -> None:
        """Ask once more, soon."""
        self.waits = True
        if AGAIN is not None:
            signal.setitimer(signal.ITIMER_REAL, SOON)

    def end(self) -> None:
        """End the program.

        Raises
        ------
        KeyboardInterrupt, SystemExit
            For SIGINT; for the others, with the status that shells know them by.
        """
        self.waits = False
        raise KeyboardInterrupt() if self.came == signal.SIGINT else SystemExit(128 + self.came)


def is_importing(frame: FrameType | None) -> bool:
    """Whether the program, which stands at `frame`, is importing a library; our own modules may stay half imported."""
    if frame is not None and _package_of(frame) in OURS:
        return False
    return any(f.f_code.co_filename.startswith("<frozen importlib") for f in _outwards(frame))


def is_drawing(frame: FrameType | None) -> bool:
    """Whether the program, which stands at `frame`, may have been called by VTK."""
    return any(_package_of(f) in DRAWERS for f in _outwards(frame))


def _outwards(frame: FrameType | None) -> Iterator[FrameType]:
    while frame is not None:
        yield frame
        frame = frame.f_back


def _package_of(frame: FrameType) -> str:
    return str(frame.f_globals.get("__name__", "")).partition(".")[0]


@contextmanager
def interruptible() -> Iterator[None]:
    """Signals end the block by an exception, `KeyboardInterrupt` or `SystemExit`, once a module is not half imported.

    A signal that is ignored stays ignored. Only a main thread hears signals.

    Raises
    ------
    KeyboardInterrupt, SystemExit
        For SIGINT, for the others.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    handler = Interruption()
    heard = [n for n in ENDING if not _ignored(n)]
    heard += [AGAIN] if AGAIN is not None else []
    usual = sys.unraisablehook

    def lost(what: Any) -> None:
        """An exception that a signal raised where nobody could catch it: raised again, somewhere else."""
        if handler.came and isinstance(what.exc_value, KeyboardInterrupt | SystemExit):
            handler.look_again()
        else:
            usual(what)

    former = {number: signal.signal(number, handler) for number in heard}
    sys.unraisablehook = lost
    try:
        yield
        if handler.waits:
            handler.end()
    finally:
        if AGAIN is not None:
            signal.setitimer(signal.ITIMER_REAL, 0)
        for number, old in former.items():
            signal.signal(number, old)
        sys.unraisablehook = usual


def is_interrupted() -> bool:
    """Whether a signal was noted that has not been heeded yet."""
    handler = _standing()
    return handler is not None and handler.waits


def _ignored(number: signal.Signals) -> bool:
    return signal.getsignal(number) is signal.SIG_IGN


def _standing() -> Interruption | None:
    return next((h for n in ENDING if isinstance(h := signal.getsignal(n), Interruption)), None)


@contextmanager
def noting_signals() -> Iterator[None]:
    """For the block, whose code VTK calls, signals are noted, as `is_interrupted` tells, and heeded at its end.

    A second one ends it at once.

    Raises
    ------
    KeyboardInterrupt, SystemExit
        For SIGINT, for the others.
    """
    handler = _standing()
    if handler is None or threading.current_thread() is not threading.main_thread():
        yield
        return
    handler.held += 1
    try:
        yield
    finally:
        handler.held -= 1
    if handler.waits:
        handler.end()
