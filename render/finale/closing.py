"""The last words of a film: one sentence, a second one, and what each valley caught."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw

from descent import Ending, Trajectories
from descent.results import slack
from render.camera import View, project
from render.finale.goal_flags import GoalFlags
from render.finale.moments import flooded, spoken
from render.finale.verdict import Verdict
from render.particles import beside_lowest, creeps, lowest_of
from render.style import (
    ENGLISH,
    Line,
    Phrases,
    Theme,
    fitted_lines,
    moved,
    text_unit,
    text_width,
    unrecorded,
    wrapped,
    write,
)
from render.surface import World

Box = tuple[float, float, float, float]
"""Left, top, right, bottom in pixels."""

HEADLINE, DETAIL, SHARE = 0.046, 0.0335, 0.042
"""Sizes of the sentences and of a valley's share, shares of the unit of text."""
LEADING, GAP = 1.14, 0.22
"""From one line of a sentence to the next, and over a sentence beside that, in sizes of its text."""
EVEN = (0.55, 0.65, 0.75, 0.85)
"""Shares of the room in which a broken sentence may find its two lines."""
SHRUNK, READABLE = 0.84, 0.032
"""So much smaller a sentence is written rather than broken in two; and the least size, a share of the unit of text."""
LEAST_PERCENT, LEAST_MARBLES = 0.05, 20
"""Smaller shares, and those of fewer marbles, are told as numbers."""
MOST_SHARES = 4
"""Of more valleys only the lowest ones say what they caught."""
ASIDE = ((0.0, -1.15), (0.0, -2.15), (-1.5, -0.4), (1.5, 0.35), (0.0, 1.9), (-1.4, -1.0), (1.4, 1.2))
"""Where words may stand beside a valley's bottom, in units of their size: to the right and down; the best first."""


@dataclass(frozen=True)
class Share:
    """What a valley caught, and where it lies in the world."""

    text: str
    at: tuple[float, float, float]


class Closing:
    """The ending's words on pictures of `size` pixels; `room` is where they are broken and where they end at last.

    Both are in pixels from the left.

    From row `first` on are the words in whose place they stand. For `shares` it asks once they are to be seen.
    """

    def __init__(
        self,
        verdict: Verdict,
        shares: Callable[[], Sequence[Share]],
        theme: Theme,
        size: tuple[int, int],
        room: tuple[float, float],
        first: int,
    ) -> None:
        self._verdict, self._shares_of, self._theme = verdict, shares, theme
        self._room, self._first, self._size, self._unit = room, first, size, text_unit(size)
        self._margin = theme.margin * self._unit

    @property
    def rows(self) -> int:
        """The first row of the picture that the sentences reach."""
        own = min((line.at[1] - 1.1 * line.size for line in self._lines), default=self._size[1])
        return max(min(int(own), self._first), 0)

    @cached_property
    def _lines(self) -> tuple[Line, ...]:
        """The sentences from the last row up: in their corner, so that the block has the middle."""
        base, lines = self._size[1] - self._margin, []
        parts = (
            (self._verdict.detail, DETAIL, self._theme.faint),
            (self._verdict.headline, HEADLINE, self._theme.ink),
        )
        for text, share, color in parts:
            if not text:
                continue
            bold = color == self._theme.ink
            texts, size = self._broken(text, share * self._unit, bold)
            for line in reversed(texts):
                lines.append(Line(line, (self._margin, base), size, color, bold=bold))
                base -= LEADING * size
            base -= GAP * size
        return tuple(lines)

    def _broken(self, text: str, size: float, bold: bool) -> tuple[list[str], float]:
        """A sentence in two lines, or three or four where it would be hard to read else."""
        narrow, wide = (end - self._margin for end in self._room)
        length = text_width(text, size, bold)
        if length <= narrow / max(SHRUNK, READABLE * self._unit / size):
            return [text], size * min(1.0, 0.985 * narrow / length)
        lines = wrapped(text, size, narrow, bold)
        if len(lines) > 2 and len(across := wrapped(text, size, wide, bold)) <= 2:
            narrow, lines = wide, across
        elif len(lines) > 3:
            return (across, size) if len(across) <= 4 else fitted_lines(text, size, wide, 4, bold)
        # Of lines of about one length none reaches far.
        even = [wrapped(text, size, share * narrow, bold) for share in EVEN]
        return next((parts for parts in even if len(parts) == len(lines)), lines), size

    @cached_property
    def ink(self) -> NDArray[np.bool_]:
        """Where the sentences stand, (height, width)."""
        page = Image.new("L", self._size)
        pen = ImageDraw.Draw(page)
        with unrecorded():
            for line in self._lines:
                write(pen, replace(line, color="#ffffff"))
        return np.asarray(page) > 0

    @cached_property
    def _boxes(self) -> tuple[Box, ...]:
        """What each line of the sentences takes."""
        return tuple(
            (
                line.at[0],
                line.at[1] - line.size,
                line.at[0] + text_width(line.text, line.size, line.bold),
                line.at[1] + 0.4 * line.size,
            )
            for line in self._lines
        )

    @property
    def base(self) -> float:
        """The base line of the headline, pixels from the top."""
        heads = [line.at[1] for line in self._lines if line.bold]
        return max(heads, default=self._size[1] - self._margin)

    @cached_property
    def _shares(self) -> Sequence[Share]:
        return self._shares_of()

    def tells_shares(self, t: float) -> bool:
        """Whether valleys say at film time `t` what they caught."""
        return flooded(t) > 0 and bool(self._shares)

    @property
    def says(self) -> bool:
        """Whether there are sentences."""
        return bool(self._verdict.headline)

    def share(self, t: float) -> float:
        """How much of the sentences stands in place of other words."""
        return spoken(t) if self.says else 0.0

    def say(self, picture: NDArray[np.uint8], bare: NDArray[np.uint8], t: float) -> None:
        """Write the sentences on a `bare` picture, and mix it into the one that holds other words, in place."""
        said = Image.fromarray(bare[self.rows :])
        pen = ImageDraw.Draw(said)
        for line in self._lines:
            with moved(0, self.rows):
                write(pen, replace(line, at=(line.at[0], line.at[1] - self.rows)))
        before = Image.fromarray(picture[self.rows :])
        picture[self.rows :] = np.asarray(Image.blend(before, said, self.share(t)))

    def label(
        self, picture: NDArray[np.uint8], t: float, view: View, flags: GoalFlags, taken: Sequence[Box] = ()
    ) -> None:
        """Write the valleys' shares beside their bottoms, clear of flags, of each other and of what is `taken`."""
        alpha = flooded(t)
        if not self.tells_shares(t):
            return
        size, stage = SHARE * self._unit, flags.size
        pixels = project(view, stage, np.array([share.at for share in self._shares]))
        taken = [
            *taken,
            *self._boxes,
            *((x - 0.5 * size, y - 0.5 * size, x + 0.5 * size, y + 0.3 * size) for x, y in pixels),
        ]
        taken += flags.boxes(view)
        edge = 0.5 * self._margin
        for share, (x, y) in zip(self._shares, pixels, strict=True):
            half = text_width(share.text, size, True) / 2
            for right, down in ASIDE:
                cx = x + right * size + np.sign(right) * half * 0.6
                cx = float(np.clip(cx, edge + half, max(stage[0] - edge - half, edge + half)))
                base = y + down * size
                box = (cx - half, base - 0.8 * size, cx + half, base + 0.1 * size)
                inside = box[0] > 0 and box[2] < stage[0] and box[1] > 0 and box[3] < stage[1]
                if inside and not any(_overlap(box, other) for other in taken):
                    taken.append(box)
                    line = Line(share.text, (cx, float(base)), size, self._theme.ink, "ms", bold=True)
                    _mixed_in(picture, line, self._theme.halo, box, alpha)
                    break


def _mixed_in(picture: NDArray[np.uint8], line: Line, halo: str, box: Box, alpha: float) -> None:
    """Write a line with a `halo` that fills a box of a picture, in place, as far as `alpha` says."""
    air = line.size / 2
    left, top = (max(int(side - air), 0) for side in box[:2])
    right, bottom = (int(side + air) for side in box[2:])
    part = picture[top:bottom, left:right]
    before, words = Image.fromarray(part), Image.fromarray(part)
    at = (line.at[0] - left, line.at[1] - top)
    with moved(left, top):
        write(ImageDraw.Draw(words), replace(line, at=at), halo)
    part[...] = np.asarray(Image.blend(before, words, alpha))


def _overlap(a: tuple[float, ...], b: tuple[float, ...]) -> bool:
    return a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]


def shares_of(run: Trajectories, world: World, say: Phrases = ENGLISH) -> tuple[Share, ...]:
    """What the valleys of a run say: all of a few, of many only the lowest that caught somebody; none while most creep."""
    if creeps(run):
        return ()
    counts = caught(run)
    ends, low, high = run.destinations, *np.transpose(run.landscape.domain)
    if len(counts) > MOST_SHARES:
        # Beside a flag that nobody reached a number would be taken for its.
        missed = len(run.landscape.minimizers) and not any(ends.is_global[k] for k in counts)
        chosen = [] if missed else lowest_of(ends, list(counts), slack(run.landscape))
        counts = {k: counts[k] for k in chosen[:MOST_SHARES]}
    inside = {
        k: n for k, n in counts.items() if ((ends.positions[k] >= low) & (ends.positions[k] <= high)).all()
    }
    total = len(run) - int((np.asarray(run.ending) == Ending.UNDEFINED).sum())
    exact = total < LEAST_MARBLES or any(n < LEAST_PERCENT * total for n in inside.values())
    # 99.6 % is not all of them.
    exact |= any(n < total and round(100 * n / total) == 100 for n in inside.values())
    shares = []
    for k, count in inside.items():
        text = (
            say("all {n}", n=count)
            if count == total
            else say.count(count)
            if exact
            else f"{100 * count / total:.0f} %"
        )
        x, y, z = world.grounded(world.place(ends.positions[k]))
        shares.append(Share(text, (float(x), float(y), float(z))))
    return tuple(shares)


def caught(run: Trajectories) -> dict[int, int]:
    """How many came to rest at each minimum, or as near as the eye can tell, by its place among the run's destinations."""
    labels = np.where(np.asarray(run.ending) == Ending.CONVERGED, run.destinations.labels, -1)
    beside = beside_lowest(run, np.unique(labels[labels >= 0]).tolist())
    labels = np.where(labels < 0, beside, labels)
    kinds, counts = np.unique(labels[labels >= 0], return_counts=True)
    return {int(k): int(n) for k, n in zip(kinds, counts, strict=True)}
