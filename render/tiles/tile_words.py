"""What is written on a mosaic's card: whose it is, how many have arrived, and a bar of where they are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from PIL import ImageDraw

from descent import Ending, Trajectories
from render.clock import left_since
from render.finale import Tally
from render.panels import mixed
from render.particles import ROUND, LegendEntry
from render.style import Line, Theme, number_text, span_of, text_width, wrapped, write
from render.tiles.tile_layout import HEAD, LINE, Box, TileLayout, Wordage

LARGE, SMALL, NUMBER = 2.1, 0.8, 1.1
"""Sizes of the count in a column, of the words that explain it, and of the count on a line, in sizes of the name."""
BAR = 0.22
"""How thick a bar is, in sizes of the name."""
EVEN = (0.55, 0.65, 0.75, 0.85)
"""Shares of the room in which a broken line may find its lines."""


@dataclass(frozen=True, eq=False)
class TileWords:
    """The words of one card.

    Parameters
    ----------
    goals : whether there is anything to arrive at: a minimum that one of the runs reaches
    lowest : whether only those are counted that are in a lowest pit of the landscape, as the sentence at the end does
    """

    label: str
    run: Trajectories
    legend: Sequence[LegendEntry]
    goals: bool
    theme: Theme
    lowest: bool = False

    @cached_property
    def wordage(self) -> Wordage:
        """How much room they take at most, in sizes of the name."""
        name = text_width(self.label, 100, True) / 100
        count, rest, _ = self._told(np.inf)
        line = text_width(count, 100 * NUMBER, True) / 100 + text_width(f" {rest}", 100 * SMALL) / 100
        half = self.theme.say("half of them after {n} steps", n=self.run.steps)
        lines = [*wrapped(rest, 100 * SMALL, 800.0), *_balanced(half, 100 * SMALL, 800.0)]
        told = (text_width(part, 100 * SMALL) / 100 for part in lines)
        column = max(name, text_width(count, 100 * LARGE, True) / 100, *told)
        return Wordage(name + 1.0 + line, max(name, line), column)

    @cached_property
    def _counts(self) -> Sequence[LegendEntry]:
        """Who is counted where: a minimum off the map is none that a sentence counts."""
        stays = left_since(self.run) > self.run.steps
        return [replace(e, members=e.members & stays) if e.at_minimum else e for e in self.legend]

    @cached_property
    def _goals(self) -> Sequence[LegendEntry]:
        """Who is counted as arrived."""
        there = [entry for entry in self._counts if reaches(entry)]
        return [replace(e, members=e.members & in_lowest(self.run)) for e in there] if self.lowest else there

    @cached_property
    def _half(self) -> float:
        """The step from which on half of them are at a minimum; infinite where some never are."""
        if not self.goals or not sum(int(e.members.sum()) for e in self._goals) == len(self.run) > 1:
            return np.inf
        since = np.sort(np.concatenate([e.since[e.members] for e in self._goals]))
        return float(since[(len(since) - 1) // 2])

    def _told(self, index: float) -> tuple[str, str, list[str]]:
        """A count, what of, and the other counts; nothing of the first where a language does not begin with it."""
        say, of = self.theme.say, len(self.run)
        if self.goals:
            there = sum(entry.count(index) for entry in self._goals)
            said = say(self._phrase, n=there, of=of)
            leads = say(self._phrase, n=1, of=2).startswith("1 ")
            count = str(there) if leads and said.startswith(f"{there} ") else ""
        else:
            row = int(np.searchsorted(self.run.indices, index, side="right")) - 1
            span = span_of(self.run.heights[[0, row]].ravel())
            middle = float(np.median(self.run.heights[row]))
            said, count = say("median height {height}", height=number_text(middle, span=span)), ""
        others = sorted((e.count(index), e.text) for e in self._counts if e.shape != ROUND)
        return count, said[len(count) :].strip(), [f"{n} {text}" for n, text in reversed(others) if n]

    def _parts(self, index: float, dated: bool) -> list[str]:
        """The count, what of, when half of all were there if it is to be `dated`, and the other counts."""
        count, rest, others = self._told(index)
        if dated and np.isfinite(self._half) and self._half <= index:
            others.insert(0, self.theme.say("half of them after {n} steps", n=int(self._half)))
        return [count, rest, *others]

    @property
    def _phrase(self) -> str:
        if not self.lowest:
            return "{n} of {of} at a minimum"
        alone = len(self.run.landscape.minimizers) == 1
        return "{n} of {of} in the lowest pit" if alone else "{n} of {of} in one of the lowest pits"

    def write(self, pen: ImageDraw.ImageDraw, layout: TileLayout, at: tuple[int, int], index: float) -> None:
        """Write them on the card whose upper left corner is `at`, in place."""
        left, top, right, bottom = (side + at[k % 2] for k, side in enumerate(layout.words))
        size, inset = layout.text, layout.inset
        left, right = left + inset, right - inset
        first = top + (HEAD - 0.55) * size
        name = Line(self.label, (left, first), size, self.theme.ink, bold=True)
        write(pen, name.shrunk_to(right - left))
        count, *parts = self._parts(index, layout.beside)
        if layout.beside:
            self._write_column(pen, count, parts, size, (left, round(first), right, bottom - inset))
        else:
            base = first + (layout.lines - 1) * LINE * size
            self._write_line(pen, count, parts, size, (left, right), base, beside=layout.lines == 1)
        if not self.goals:
            return
        thick = max(round(BAR * size), 3)
        low = at[1] + layout.size[1] - round(0.6 * inset)
        self._bar(pen, (left, low - thick, right, low), index)

    def _write_line(
        self,
        pen: ImageDraw.ImageDraw,
        count: str,
        parts: Sequence[str],
        size: float,
        sides: tuple[int, int],
        base: float,
        beside: bool,
    ) -> None:
        """The count at the right of the name's line, or at the left of the next; and as much more as it has room for."""
        left, right = sides
        large, small = NUMBER * size, SMALL * size
        room = right - left - (text_width(self.label, size, True) + 0.6 * size if beside else 0.0)
        gap = 0.3 * small if count else 0.0
        first = text_width(count, large, True) + gap
        said = parts[0]
        for part in parts[1:]:
            more = f"{said}, {part}"
            said = more if first + text_width(more, small) <= room else said
        at = right - first - text_width(said, small) if beside else float(left)
        write(pen, Line(count, (at, base), large, self.theme.ink, bold=True))
        line = Line(said, (at + first, base), small, self.theme.faint)
        write(pen, line.shrunk_to(max(room - first, 1.0)))

    def _write_column(
        self, pen: ImageDraw.ImageDraw, count: str, parts: Sequence[str], size: float, box: Box
    ) -> None:
        """The count, large, what of it is below, and the others below that while there is room."""
        left, first, right, bottom = box
        small, low = SMALL * size, bottom - 2.2 * BAR * size
        base = first + (1.15 * LARGE * size if count else 0.1 * size)
        write(pen, Line(count, (left, base), LARGE * size, self.theme.ink, bold=True))
        for part in parts:
            texts = _balanced(part, small, right - left)
            if base + 1.25 * small * len(texts) > low:
                return
            for text in texts:
                base += 1.25 * small
                write(pen, Line(text, (left, base), small, self.theme.faint).shrunk_to(right - left))
            base += 0.25 * small

    def _bar(self, pen: ImageDraw.ImageDraw, box: Box, index: float) -> None:
        left, top, right, bottom = box
        ground = mixed(self.theme.ground_bottom, self.theme.faint, 0.20)
        pen.rectangle((left, top, right, bottom), fill=ground)
        at = float(left)
        for entry in self._counts:
            if not entry.counted:
                continue
            end = at + (right - left) * entry.count(index) / max(len(self.run), 1)
            if end - at >= 0.5:
                pen.rectangle((round(at), top, round(end), bottom), fill=entry.color)
            at = end


def _balanced(text: str, size: float, width: float) -> list[str]:
    """The text in as few lines as may be, none much longer than the others."""
    lines = wrapped(text, size, width)
    shares = (wrapped(text, size, share * width) for share in EVEN)
    return next((parts for parts in shares if len(parts) == len(lines)), lines)


def in_lowest(run: Trajectories) -> NDArray[np.bool_]:
    """Which particles (N,) come to rest in a known lowest pit of the landscape."""
    labels = run.destinations.labels
    there = (np.asarray(run.ending) == Ending.CONVERGED) & (labels >= 0)
    there[there] = run.destinations.is_global[labels[there]]
    return there


def counts_lowest(runs: Sequence[Trajectories]) -> bool:
    """Whether a sentence about the runs counts just those that are in a lowest pit and on the map, and not all in pits."""
    tallies = [Tally.of(run) for run in runs]
    stay = [in_lowest(run) & (left_since(run) > run.steps) for run in runs]
    same = all(tally.won == int(own.sum()) for tally, own in zip(tallies, stay, strict=True))
    return same and all(t.goals for t in tallies) and any(t.won < t.arrived for t in tallies)


def reaches(entry: LegendEntry) -> bool:
    """Whether a legend's entry counts particles at a minimum."""
    return entry.at_minimum and bool(entry.members.any())
