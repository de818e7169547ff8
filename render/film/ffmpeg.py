"""ffmpeg in child processes: pictures go in through a pipe, and a failure comes back as one line."""

from __future__ import annotations

import errno
import os
import signal
import subprocess
from contextlib import suppress
from functools import cache
from tempfile import TemporaryFile
from threading import Timer

import numpy as np
from numpy.typing import NDArray

THREADS = "2"
"""Fixed, since the bytes of x264 depend on it."""

EXACT = ("-fflags", "+bitexact", "-flags:v", "+bitexact", "-map_metadata", "-1")
"""No version, no date, no random number in the file: the same pictures make the same bytes."""

CHOICE = "IMAGEIO_FFMPEG_EXE"
GREETING = b"ffmpeg version"
PATIENCE = 20.0
"""Seconds after which a program that says nothing counts as none."""

_PIPE = 1 << 20
_GIVEN_BACK = {"MALLOC_MMAP_THRESHOLD_": str(1 << 22)}
"""Has the GNU system's memory take pictures of 4 MB and more back as soon as they are free: a seventh less at 4K."""
_FAULTS = tuple(
    os.strerror(code) for code in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EACCES, errno.EIO)
)


class FfmpegError(OSError):
    """ffmpeg failed; the message is the line of its own that says why."""


def executable() -> str:
    """The path of the ffmpeg that `IMAGEIO_FFMPEG_EXE` names, or that imageio-ffmpeg brings or finds.

    Raises
    ------
    FfmpegError
        If there is none, or what is named is none.
    """
    if chosen := os.environ.get(CHOICE):
        return _checked(chosen)
    return _found()


@cache
def _checked(chosen: str) -> str:
    if said := what_is_wrong_with(chosen):
        raise FfmpegError(f"{CHOICE}={chosen} is no ffmpeg: {said}; unset it to use imageio-ffmpeg's own")
    return chosen


@cache
def _found() -> str:
    import imageio_ffmpeg

    try:
        return str(imageio_ffmpeg.get_ffmpeg_exe())
    except RuntimeError as error:
        raise FfmpegError(f"there is no ffmpeg; pip install imageio-ffmpeg, or set {CHOICE}") from error


def what_is_wrong_with(program: str) -> str:
    """Why a program is no ffmpeg; nothing if it is one, which says so in the first words that it prints."""
    try:
        asked = subprocess.Popen(
            [program, "-version"],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
    except (OSError, ValueError) as error:
        return getattr(error, "strerror", None) or str(error)
    assert asked.stdout is not None
    patience = Timer(PATIENCE, _end, [asked])
    patience.start()
    try:
        words = asked.stdout.read(len(GREETING))
    finally:
        patience.cancel()
        _end(asked)
        asked.wait()
        asked.stdout.close()
    return "" if words == GREETING else "it does not answer -version as ffmpeg does"


def _end(asked: subprocess.Popen[bytes]) -> None:
    """Kill it, and what it has begun, which may hold the pipe open for ever."""
    if hasattr(os, "killpg"):
        with suppress(OSError):
            os.killpg(asked.pid, signal.SIGKILL)
    asked.kill()


def piped(size: tuple[int, int], fps: float, pixels: str = "rgb24") -> tuple[str, ...]:
    """Arguments that read pictures (height, width, 3) uint8 from the pipe, `fps` of them a second.

    With `pixels` "pal8" a picture is (height, width) numbers of colours and, behind them, 256 colours.
    """
    shape = ("-s", f"{size[0]}x{size[1]}", "-r", f"{fps:.6g}")
    return ("-f", "rawvideo", "-pix_fmt", pixels, *shape, "-i", "pipe:0")


class Ffmpeg:
    """One run of ffmpeg, in a session of its own, so that Ctrl-C in the terminal reaches us and not it.

    It reads its standard input; where the last argument is "pipe:1", what it writes is there to `take`.
    """

    def __init__(self, *arguments: str) -> None:
        reading = arguments[-1] == "pipe:1"
        self._file = None if reading else arguments[-1]
        self._said = TemporaryFile()  # noqa: SIM115 closed by `finish` and `kill`
        self._process = subprocess.Popen(
            [executable(), "-v", "error", "-nostats", "-y", *arguments],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE if reading else subprocess.DEVNULL,
            stderr=self._said,
            start_new_session=True,
            pipesize=_PIPE,
            env={**_GIVEN_BACK, **os.environ},
        )

    def add(self, picture: NDArray[np.uint8]) -> None:
        """Send one picture uint8, (height, width, 3) or as `piped` says; waits while ffmpeg is busy.

        Raises
        ------
        FfmpegError
            If ffmpeg has ended, with its reason.
        """
        assert self._process.stdin is not None
        try:
            self._process.stdin.write(np.ascontiguousarray(picture).data)
        except (BrokenPipeError, ValueError):
            self.finish()
            raise FfmpegError(f"ffmpeg ended too early{_chosen()}") from None

    def take(self, count: int) -> bytes:
        """The next `count` bytes that ffmpeg writes to the pipe; none where fewer are left."""
        assert self._process.stdout is not None
        data = self._process.stdout.read(count)
        return data if len(data) == count else b""

    def finish(self) -> None:
        """End the stream and wait until the file is whole.

        Raises
        ------
        FfmpegError
            With the reason in ffmpeg's words, if it failed.
        """
        self._hang_up()
        status = self._process.wait()
        if self._said.closed:
            raise FfmpegError("ffmpeg was stopped")
        with self._said as said:
            said.seek(0)
            words = said.read(1 << 20).decode("utf-8", "replace")
        if status:
            why = reason(words) or f"ffmpeg ended with status {status}"
            raise FfmpegError(why if why in _FAULTS else why + _chosen())
        if self._file is not None and not os.path.exists(self._file):
            raise FfmpegError(f"ffmpeg wrote no file{_chosen()}")

    def kill(self) -> None:
        """Stop at once, whatever is going on; harmless after `finish`."""
        self._process.kill()
        self._process.wait()
        self._hang_up()
        self._said.close()

    def _hang_up(self) -> None:
        assert self._process.stdin is not None
        with suppress(OSError):  # a broken pipe: ffmpeg's own words say more
            self._process.stdin.close()
        if self._process.stdout is not None:
            self._process.stdout.close()


def _chosen() -> str:
    """Whose ffmpeg it was, if it is not imageio-ffmpeg's: what goes wrong may be its fault."""
    chosen = os.environ.get(CHOICE)
    return f"; it is {CHOICE}={chosen}, unset that to use imageio-ffmpeg's own" if chosen else ""


def reason(words: str) -> str:
    """The one line of what ffmpeg said that tells why it failed: an error of the system's, or the first one."""
    for fault in _FAULTS:
        if fault in words:
            return fault
    lines = [line.strip() for line in words.splitlines() if line.strip()]
    return lines[0] if lines else ""
