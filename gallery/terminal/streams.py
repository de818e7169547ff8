"""Standard output and error that may fail: a reader that goes away ends nothing but the printing."""

from __future__ import annotations

import errno
import io
import os
import select
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TextIO

GONE = (errno.EPIPE, errno.EBADF, errno.EIO, errno.ECONNRESET)
"""Errors that say that nobody reads any more, which is no mistake: ``| head``, ``>&-``, a closed terminal."""


AT_ONCE = ("line_buffering", "write_through")
"""Properties of a text stream that keeps no finished line; standard error has one of them, by Python's version."""


class Outlet(io.RawIOBase):
    """Writes to an open file; its first error is kept, and what is written after it is dropped."""

    def __init__(self, number: int) -> None:
        self._number = number
        self.error: OSError | None = None

    def writable(self) -> bool:
        """Yes."""
        return True

    def fileno(self) -> int:
        """The open file's number."""
        return self._number

    def isatty(self) -> bool:
        """Whether a person reads it."""
        return os.isatty(self._number)

    def write(self, data: bytes | bytearray | memoryview) -> int:  # type: ignore[override]
        """Write it all, or drop it."""
        rest = memoryview(data).cast("B")
        count = len(rest)
        while self.error is None and len(rest):
            try:
                rest = rest[os.write(self._number, rest) :]
            except BlockingIOError:
                select.select([], [self._number], [])
            except OSError as error:
                self.error = error
        return count


@contextmanager
def steady_streams() -> Iterator[Callable[[], OSError | None]]:
    """For the block, printing on standard output and error never fails, even if they are closed.

    The block gets a function that tells why standard output could not be written, if that is a mistake: a full disk.
    """
    _fill_closed()
    outlets: dict[str, Outlet] = {}
    usual = {name: getattr(sys, name) for name in ("stdout", "stderr")}
    for name, stream in usual.items():
        if stream is None or stream is getattr(sys, f"__{name}__"):
            outlets[name] = Outlet(_number_of(stream))
            setattr(sys, name, _text(outlets[name], stream))

    def unwritten() -> OSError | None:
        sys.stdout.flush()
        error = outlets["stdout"].error if "stdout" in outlets else None
        if error is None or error.errno in GONE:
            return None
        return OSError(error.errno, error.strerror, "standard output")

    try:
        yield unwritten
    finally:
        for name in outlets:
            getattr(sys, name).flush()
            setattr(sys, name, usual[name])


def _text(outlet: Outlet, like: TextIO | None) -> TextIO:
    """A text stream that prints by the outlet, in the encoding of the one that it stands for."""
    if like is not None:
        like.flush()
    return io.TextIOWrapper(
        io.BufferedWriter(outlet),  # type: ignore[type-var]
        encoding=like.encoding if like is not None else "utf-8",
        errors=like.errors if like is not None else "backslashreplace",
        line_buffering=outlet.isatty() or any(getattr(like, how, False) for how in AT_ONCE),
    )


def _number_of(stream: TextIO | None) -> int:
    """The open file of a stream; where there is none, one that swallows what is written."""
    try:
        return stream.fileno() if stream is not None else os.open(os.devnull, os.O_WRONLY)
    except (OSError, ValueError):
        return os.open(os.devnull, os.O_WRONLY)


def _fill_closed() -> None:
    """Let the numbers 0, 1, 2 be open, here and in children: a file of ours must not get what others print."""
    while (number := os.open(os.devnull, os.O_RDWR)) <= 2:
        os.set_inheritable(number, True)
    os.close(number)
