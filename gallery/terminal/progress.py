"""How far a long piece of work has come: a bar with the time left on a terminal, nothing in a pipe."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING

from gallery.terminal.interruption import Report

if TYPE_CHECKING:
    from rich.progress import Progress


@contextmanager
def progress_bar(title: str) -> Iterator[Report]:
    """``report(done, total)`` for the block; the bar stands on standard error and vanishes at the end."""
    if not sys.stderr.isatty():
        yield lambda done, total: None
        return
    with rich_bar() as bar:
        task = bar.add_task(title, total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)


def rich_bar() -> Progress:
    """A display of one or several pieces of work: what, how far, how long still."""
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn

    return Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        TaskProgressColumn(),
        TimeRemainingColumn(),
        console=Console(stderr=True),
        transient=True,
        redirect_stdout=sys.stdout.isatty(),
    )


class Board:
    """How far several pieces of work have come, one line each on a terminal; silent in a pipe."""

    def __init__(self, titles: Sequence[str], bar: Progress | None) -> None:
        self._bar = bar
        self._tasks = [bar.add_task(title, total=1.0, start=False) for title in titles] if bar else []

    def show(self, place: int, share: float) -> None:
        """The piece number `place` is done by `share`, 0 to 1."""
        if self._bar is not None:
            self._bar.start_task(self._tasks[place])
            self._bar.update(self._tasks[place], completed=share)


@contextmanager
def progress_board(titles: Sequence[str]) -> Iterator[Board]:
    """A `Board` for the block; lines printed meanwhile stand above it."""
    if not titles or not sys.stderr.isatty():
        yield Board(titles, None)
        return
    with rich_bar() as bar:
        yield Board(titles, bar)
