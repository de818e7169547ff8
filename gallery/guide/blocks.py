"""The commands and code of a Markdown page, and what runs them: for the site as they stand, for tests small."""

from __future__ import annotations

import os
import re
import shlex
from collections.abc import Callable, Iterator
from contextlib import chdir, contextmanager, redirect_stderr, redirect_stdout
from dataclasses import dataclass, field
from io import StringIO
from pathlib import Path
from typing import Any

FENCE = re.compile(r"^```(?P<kind>[^\n`]*)\n(?P<text>.*?)^```\s*$", re.DOTALL | re.MULTILINE)
OPTION = re.compile(r"^:[a-z-]+:.*\n", re.MULTILINE)
COMMANDS, CODE = "{thalweg}", "{run}"
SMALL_SIDE = 240
"""Pixels of the longer side of what a test draws."""
SHORT = {"--fps": "4", "--seconds": "1"}
"""What a test adds to a command that draws a film."""
FEW = {"--starts": "grid:5", "--steps": "150"}
"""What a test adds to one that says neither."""
OWN_RUNS = re.compile(r"--path|--example|cma_es|scipy")
"""A command that moves no grid of particles."""
DRAWS, COMPARES = "animate", "compare"
PAGE_WIDE = {"COLUMNS": "96", "NO_COLOR": "1"}
FILMS, STILLS = (".mp4", ".webm", ".gif", ".webp"), (".png", ".svg", ".pdf")


@dataclass(frozen=True)
class Block:
    """A fenced block of a page.

    Attributes
    ----------
    kind : str
        What stands behind the fence: `{thalweg}`, `{run}`, `toml`, ...
    text : str
        Its lines, without a directive's options.
    line : int
        Where it begins, from 1.
    """

    kind: str
    text: str
    line: int


def blocks(page: Path) -> Iterator[Block]:
    """All fenced blocks of a Markdown file, from top to bottom."""
    words = page.read_text(encoding="utf-8")
    for found in FENCE.finditer(words):
        text = OPTION.sub("", found["text"]) if found["kind"].startswith("{") else found["text"]
        yield Block(found["kind"].strip(), text.strip("\n"), words.count("\n", 0, found.start()) + 1)


@dataclass
class Runner:
    """Runs the blocks of one page one after the other, in one folder: a file that one writes the next may read.

    Attributes
    ----------
    folder : Path
        Where they run and what they write lies.
    small : bool
        Whether films are drawn tiny, short and coarse.
    """

    folder: Path
    small: bool = False
    _names: dict[str, Any] = field(default_factory=lambda: {"__name__": "guide"})

    def command(self, line: str) -> tuple[str, list[Path]]:
        """Run one line that begins with `thalweg`; what it printed and the files it made.

        Raises
        ------
        RuntimeError
            If it fails, with what it said.
        """
        from gallery.cli import main

        name, *words = shlex.split(line)
        if name != "thalweg":
            raise RuntimeError(f"guide: a command begins with thalweg, got {line!r}")
        if self.small and words:
            words = _small(words)
        return self._watched(line, lambda: main(words))

    def code(self, text: str) -> tuple[str, list[Path]]:
        """Run Python after what the page has run before; what it printed and the files it made.

        Raises
        ------
        RuntimeError
            If it fails, with its last line.
        """
        return self._watched(text, lambda: exec(text, self._names))

    def _watched(self, told: str, run: Callable[[], int | None]) -> tuple[str, list[Path]]:
        self.folder.mkdir(parents=True, exist_ok=True)
        before, printed, complained = self._stamps(), StringIO(), StringIO()
        with chdir(self.folder), redirect_stdout(printed), redirect_stderr(complained), _narrow():
            try:
                status = run()
            except Exception as error:
                raise RuntimeError(f"guide: this fails: {told}\n{type(error).__name__}: {error}") from error
        if status:
            raise RuntimeError(f"guide: this fails: {told}\n{complained.getvalue()}")
        after = self._stamps()
        return printed.getvalue(), sorted(path for path, stamp in after.items() if before.get(path) != stamp)

    def _stamps(self) -> dict[Path, int]:
        return {path: path.stat().st_mtime_ns for path in self.folder.rglob("*") if path.is_file()}


@contextmanager
def _narrow() -> Iterator[None]:
    """Print as on a terminal that is as wide as a page, without colors."""
    before = {name: os.environ.get(name) for name in PAGE_WIDE}
    os.environ |= PAGE_WIDE
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value


def _small(words: list[str]) -> list[str]:
    """The same command with tiny pictures and few of them, few particles and steps; with all else that it says."""
    if words[0] == COMPARES:
        return words if "--table-only" in words else [*words, "--table-only"]
    if words[0] != DRAWS:
        return words
    if not OWN_RUNS.search(" ".join(words)):
        words = _with(words, FEW)
    made = {Path(word).suffix for word in words} & {*FILMS, *STILLS, ".html"}
    if made == {".html"}:
        return words
    return _shrunk(words if made and made <= set(STILLS) else _with(words, SHORT))


def _with(words: list[str], more: dict[str, str]) -> list[str]:
    return [*words, *(word for name, value in more.items() if name not in words for word in (name, value))]


def _shrunk(words: list[str]) -> list[str]:
    if "--size" in words:
        k = words.index("--size") + 1
        sides = [int(side) for side in words[k].split("x")]
        small = "x".join(str(round(side * SMALL_SIDE / max(sides) / 2) * 2) for side in sides)
        return [*words[:k], small, *words[k + 1 :]]
    if "--width" in words or "--for" in words:
        return words  # inches are few pixels enough, and they are what the command is about
    return [*words, "--size", f"{SMALL_SIDE}x{SMALL_SIDE * 3 // 4}"]
