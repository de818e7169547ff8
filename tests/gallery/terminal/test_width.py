"""Help and errors in terminals of any width: they come, in bounded time and memory.

Run as a script it goes through every width from 0 to 200: ``python tests/gallery/terminal/test_width.py``.
"""

from __future__ import annotations

import fcntl
import os
import resource
import struct
import subprocess
import sys
import termios
from collections.abc import Sequence

import pytest

from gallery.terminal.width import NARROWEST, WIDEST, is_count, sensible_width

COMMANDS = ["animate", "compare", "explore", "gallery", "list", "render", "show"]
LINES = [["--help"], ["lst"], *([name, "--help"] for name in COMMANDS), *([n, "--nosuch"] for n in COMMANDS)]
LINES += [["list"], ["show", "sphere"]]
WIDTHS = ["0", "1", "2", "3", "7", "39", "40", "80", "200", "100000000000", "-1", "", "²", "wide"]
MEMORY = 3_000_000_000
"""Bytes of address space; laying out for ever would ask for more."""


def printed_at(widths: Sequence[str]) -> None:
    """Print everything at each width: as `COLUMNS` says it, or as the terminal does where output is one."""
    from gallery.cli import main

    for width in widths:
        os.environ["COLUMNS"] = width
        if os.isatty(1):
            del os.environ["COLUMNS"]
            columns = int(width) if is_count(width) and int(width) < 1 << 16 else 0
            fcntl.ioctl(1, termios.TIOCSWINSZ, struct.pack("HHHH", 24, columns, 0, 0))
        for line in LINES:
            wanted = 2 if line[-1] in ("lst", "--nosuch") else 0
            assert main(line) == wanted, (width, line)


def in_a_process(widths: Sequence[str], on_a_terminal: bool) -> None:
    """`printed_at` in a process whose memory is bounded; what it prints is read and dropped."""
    words = [sys.executable, __file__, "--here", *widths]
    ours, theirs = os.openpty() if on_a_terminal else os.pipe()
    bound = lambda: resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))  # noqa: E731
    paths = os.pathsep.join(filter(None, sys.path))
    running = subprocess.Popen(
        words, stdin=theirs, stdout=theirs, stderr=subprocess.STDOUT, preexec_fn=bound,
        env={**os.environ, "PYTHONPATH": paths, "TERM": "xterm", "OPENBLAS_NUM_THREADS": "1"},
    )  # fmt: skip
    os.close(theirs)
    last = b""
    try:
        while True:
            try:
                data = os.read(ours, 1 << 16)
            except OSError:  # a terminal whose other side is closed
                break
            if not data:
                break
            last = (last + data)[-3000:]
    finally:
        os.close(ours)
        assert running.wait(600) == 0, last.decode(errors="replace")


@pytest.mark.slow
@pytest.mark.parametrize("on_a_terminal", [False, True], ids=["pipe", "terminal"])
def test_everything_is_printed_at_every_width(on_a_terminal: bool) -> None:
    in_a_process(["0", "1", "2"] if on_a_terminal else ["0", "1", "2", "100000000000", "²"], on_a_terminal)


@pytest.mark.parametrize("said", [None, *WIDTHS])
def test_a_width_is_one_that_can_be_laid_out(said: str | None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", said) if said is not None else monkeypatch.delenv("COLUMNS", raising=False)
    monkeypatch.setenv("LINES", "²")
    with sensible_width():
        seen = os.environ.get("COLUMNS")
        assert seen is None or NARROWEST <= int(seen) <= WIDEST
        assert "LINES" not in os.environ
    assert os.environ.get("COLUMNS") == said


if __name__ == "__main__":
    if sys.argv[1:2] == ["--here"]:
        printed_at(sys.argv[2:])
    else:
        for way in (False, True):
            in_a_process([str(width) for width in range(201)], way)
            print("terminal" if way else "pipe", "0 to 200: all printed")
