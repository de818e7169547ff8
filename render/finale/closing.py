"""The last words of a film: one sentence, a second one, and what each valley caught."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw

from descent import Ending, Trajectories
from render.camera import View, project
from render.clock import left_since, nearby
from render.finale.contest import leader
from render.finale.free_ground import FreeGround
from render.finale.goal_flags import GoalFlags
from render.finale.moments import flooded, spoken
from render.finale.shares import Share, hue_of
from render.finale.verdict import Verdict
from render.particles import ParticleColors
from render.style import (
    Line,
    Theme,
    fitted_lines,
    meet,
    moved,
    rgb,
    text_unit,
    text_width,
    unrecorded,
    wrapped,
    write,
)

Box = tuple[float, float, float, float]
"""Left, top, right, bottom in pixels."""

HEADLINE, DETAIL, SHARE = 0.046, 0.0335, 0.042
"""Sizes of the sentences and of a valley's share, shares of the unit of text."""
LEADING, GAP = 1.14, 0.22
"""From one line of a sentence to the next, and over a sentence beside that, in sizes of its text."""
COUNT, BESIDE = 0.127, 0.2
"""Size of a count that a headline begins with, as high as its two other lines, and how far these are from it."""
DIGITS = 0.8
"""Sizes of text that digits are high, at most."""
EVEN = (0.55, 0.65, 0.75, 0.85)
"""Shares of the room in which a broken sentence may find its two lines."""
SHRUNK, READABLE = 0.84, 0.032
"""So much smaller a sentence is written rather than broken in two; and the least size, a share of the unit of text."""
ASIDE = ((0.0, -1.15), (0.0, -2.15), (-1.5, -0.4), (1.5, 0.35), (0.0, 1.9), (-1.4, -1.0), (1.4, 1.2))
"""Where words may stand beside a valley's bottom, in units of their size: to the right and down; the best first."""

REACH, RIM, AIR, INWARD = 8.0, 2.2, 0.35, 1.3
"""Of what left the map, in sizes of its text: how far from there pages tell it at most, beside a line; how far films do so
beside the block, which have no lines; how much free ground is around it; and how far inside of the rim it stands else."""


class Closing:
    """The ending's words on pictures of `size` pixels; `room` is where they are broken and where they end at last.

    Both are in pixels from the left.

    From row `first` on are the words in whose place they stand. For `shares` it asks once they are to be seen. A count
    with which the headline begins is large and has the colour `accent`, the ink's where there is none.
    """

    def __init__(
        self,
        verdict: Verdict,
        shares: Callable[[], Sequence[Share]],
        theme: Theme,
        size: tuple[int, int],
        room: tuple[float, float],
        first: int,
        accent: str = "",
    ) -> None:
        self._verdict, self._shares_of, self._theme = verdict, shares, theme
        self._room, self._first, self._size, self._unit = room, first, size, text_unit(size)
        self._margin = theme.margin * self._unit
        self._accent = accent or theme.ink

    @property
    def rows(self) -> int:
        """The first row of the picture that the sentences reach."""
        own = min((line.at[1] - _rise(line, self._unit) for line in self._lines), default=self._size[1])
        return max(min(int(own), self._first), 0)

    @cached_property
    def _lines(self) -> tuple[Line, ...]:
        """The sentences from the last row up: in their corner, so that the block has the middle."""
        base = self._size[1] - self._margin
        lines: list[Line] = []
        parts = (
            (self._verdict.detail, DETAIL, self._theme.faint),
            (self._verdict.headline, HEADLINE, self._theme.ink),
        )
        for text, share, color in parts:
            if not text:
                continue
            bold = color == self._theme.ink
            if bold and (counted := self._counted(text, base)):
                lines += counted
                break
            texts, size = self._broken(text, share * self._unit, bold)
            for line in reversed(texts):
                lines.append(Line(line, (self._margin, base), size, color, bold=bold))
                base -= LEADING * size
            base -= GAP * size
        return tuple(lines)

    def _counted(self, text: str, base: float) -> tuple[Line, ...]:
        """A headline that begins with a count: that one large, all else in two lines beside it; nothing if it cannot be."""
        told = re.fullmatch(r"(\d[^\s%]{0,3}(?:\s?%)?) (.+)", text)
        tried = (self._beside(told[1], told[2], share, base) for share in (1.0, SHRUNK)) if told else iter(())
        return next((lines for lines in tried if lines), ())

    def _beside(self, count: str, rest: str, share: float, base: float) -> tuple[Line, ...]:
        """The same at a `share` of its size."""
        size, large = share * HEADLINE * self._unit, share * COUNT * self._unit
        left = self._margin + text_width(count, large, True) + BESIDE * large
        room = self._room[0] - left
        parts = next(
            (parts for even in (*EVEN, 1.0) if len(parts := wrapped(rest, size, even * room, True)) <= 2),
            [],
        )
        if len(parts) != 2 or max(text_width(part, size, True) for part in parts) > room:
            return ()
        upper = (left, base - LEADING * size)
        return (
            Line(parts[1], (left, base), size, self._theme.ink, bold=True),
            Line(parts[0], upper, size, self._theme.ink, bold=True),
            Line(count, (self._margin, base), large, self._accent, bold=True),
        )

    def _broken(self, text: str, size: float, bold: bool) -> tuple[list[str], float]:
        """A sentence in two lines, or three or four where it would be hard to read else."""
        narrow, wide = (end - self._margin for end in self._room)
        length = text_width(text, size, bold)
        if length <= 0.985 * narrow / max(SHRUNK, READABLE * self._unit / size):
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

    def say(
        self,
        picture: NDArray[np.uint8],
        t: float,
        before: Callable[[NDArray[np.uint8]], None],
        beside: Callable[[NDArray[np.uint8]], None],
    ) -> None:
        """Write on a picture, in place, the words that stand `before` the sentences, or these and what is `beside` them.

        The ones have gone before the others come: a picture has one set of words.
        """
        share = self.share(t)
        words, strength = (before, 1 - 2 * share) if share < 0.5 else (beside, 2 * share - 1)
        if strength <= 0:
            return
        said = picture if strength >= 1 else picture.copy()
        words(said)
        if share >= 0.5:
            self._write(said)
        if said is not picture:
            top = self.rows
            mixed = Image.blend(Image.fromarray(picture[top:]), Image.fromarray(said[top:]), strength)
            picture[top:] = np.asarray(mixed)

    def _write(self, picture: NDArray[np.uint8]) -> None:
        """Write the sentences on a picture, in place."""
        said = Image.fromarray(picture[self.rows :])
        pen = ImageDraw.Draw(said)
        for line in self._lines:
            with moved(0, self.rows):
                write(pen, replace(line, at=(line.at[0], line.at[1] - self.rows)))
        picture[self.rows :] = np.asarray(said)

    def label(
        self,
        picture: NDArray[np.uint8],
        t: float,
        view: View,
        flags: GoalFlags,
        taken: Sequence[Box] = (),
        free: FreeGround | None = None,
    ) -> None:
        """Write the valleys' shares beside their bottoms, and who left on `free` ground beside the block.

        They are clear of flags, of each other and of what is `taken`.
        """
        alpha = flooded(t)
        if not self.tells_shares(t):
            return
        pixels = project(view, flags.size, np.array([share.at for share in self._shares]))
        told = list(zip(self._shares, pixels, strict=True))
        boxes = [*taken, *self._boxes, *flags.boxes(view)]
        caught = [(share, at) for share, at in told if not share.left]
        if free is not None:
            gone = [(share, at) for share, at in told if share.left]
            beside, inside = self._tell_gone(picture, alpha, view, gone, boxes, free)
            boxes += beside
            caught += [(share, self._inwards(share, at, view, flags.size)) for share, at in inside]
        self._tell_caught(picture, alpha, flags.size, caught, boxes)

    def _inwards(
        self, share: Share, at: NDArray[np.float64], view: View, stage: tuple[int, int]
    ) -> NDArray[np.float64]:
        """A pixel a little way from a place at the rim towards the middle of the block."""
        middle = project(view, stage, np.array([[0.0, 0.0, share.at[2]]]))[0]
        way = middle - at
        return np.asarray(at + INWARD * SHARE * self._unit * way / max(float(np.linalg.norm(way)), 1e-9))

    def _tell_caught(
        self,
        picture: NDArray[np.uint8],
        alpha: float,
        stage: tuple[int, int],
        told: Sequence[tuple[Share, NDArray[np.float64]]],
        taken: Sequence[Box],
    ) -> None:
        """Write what valleys say beside their pixels on the 3-D part of a picture, `stage` pixels large."""
        size = SHARE * self._unit
        taken = [
            *taken,
            *(
                (x - 0.5 * size, y - 0.5 * size, x + 0.5 * size, y + 0.3 * size)
                for share, (x, y) in told
                if not share.left
            ),
        ]
        for share, (x, y) in told:
            half = text_width(share.text, size, True) / 2
            air, edge = AIR * size * bool(share.left), self._margin * (1.0 if share.left else 0.5)
            for right, down in ((0.0, 0.35), *ASIDE) if share.left else ASIDE:
                cx = x + right * size + np.sign(right) * half * 0.6
                cx = float(np.clip(cx, edge + half, max(stage[0] - edge - half, edge + half)))
                base = y + down * size
                box = (cx - half, base - 0.8 * size, cx + half, base + 0.1 * size)
                inside = box[0] > 0 and box[2] < stage[0] and box[1] > 0 and box[3] < stage[1]
                airy = (box[0] - air, box[1] - air, box[2] + air, box[3] + air)
                if inside and not any(meet(airy, other) for other in taken):
                    taken.append(box)
                    line = Line(share.text, (cx - half, float(base)), size, self._theme.ink, bold=True)
                    _mixed_in(picture, line, self._theme.halo, box, alpha)
                    left = cx - half
                    for part, ink in share.parts:  # over the same text, each in its colour
                        own = replace(line, text=part, at=(left, line.at[1]), color=ink)
                        wide = text_width(part, size, True)
                        _mixed_in(picture, own, None, (left, box[1], left + wide, box[3]), alpha)
                        left += wide
                    break

    def _tell_gone(
        self,
        picture: NDArray[np.uint8],
        alpha: float,
        view: View,
        told: Sequence[tuple[Share, NDArray[np.float64]]],
        taken: Sequence[Box],
        free: FreeGround,
    ) -> tuple[list[Box], list[tuple[Share, NDArray[np.float64]]]]:
        """Write on free ground beside their pixels how many left there; their boxes, and those that have no room there."""
        size = SHARE * self._unit
        air, found, others = AIR * size, list[Box](), list[tuple[Share, NDArray[np.float64]]]()
        for share, at in told:
            wide, high = text_width(share.text, size, True) + 2 * air, 0.9 * size + 2 * air
            box = free.spot(at, wide, high, view, [*taken, *found], RIM * size)
            if box is None:
                others.append((share, at))
                continue
            found.append(box)
            line = Line(
                share.text, (box[0] + air, box[3] - air - 0.1 * size), size, self._theme.ink, bold=True
            )
            _mixed_in(picture, line, self._theme.halo, box, alpha)
        return found, others


def _mixed_in(picture: NDArray[np.uint8], line: Line, halo: str | None, box: Box, alpha: float) -> None:
    """Write a line, with a `halo` if there is one, that fills a box of a picture, in place, as far as `alpha` says."""
    air = line.size / 2
    left, top = (max(int(side - air), 0) for side in box[:2])
    right, bottom = (int(side + air) for side in box[2:])
    part = picture[top:bottom, left:right]
    before, words = Image.fromarray(part), Image.fromarray(part)
    at = (line.at[0] - left, line.at[1] - top)
    with moved(left, top):
        write(ImageDraw.Draw(words), replace(line, at=at), halo)
    part[...] = np.asarray(Image.blend(before, words, alpha))


def accent_of(
    verdict: Verdict, runs: Mapping[str, Trajectories], colors: Sequence[ParticleColors], theme: Theme
) -> str:
    """The one colour of those in a lowest place, or beside one, where a headline counts them; nothing where it does not.

    On paper a large number of gold would be hard to read.
    """
    counts = verdict.headline[:1].isdigit()
    if not counts or len(runs) > 2 or sum(rgb(theme.ground_bottom)) > sum(rgb(theme.ink)):
        return ""
    if len(runs) == 2:
        ahead = leader(tuple(runs.values()))
        return "" if ahead is None else hue_of(colors[ahead])
    run, own = next(iter(runs.values())), colors[0]
    there = (np.asarray(run.ending) == Ending.CONVERGED) & (left_since(run) > run.steps)
    there &= run.destinations.labels >= 0
    there[there] = run.destinations.is_global[run.destinations.labels[there]]
    for whom in (there, there | nearby(run)):
        kinds = np.unique(own.colors[whom, :3], axis=0)
        if len(kinds) == 1 and verdict.headline.split(" ")[0] == str(int(whom.sum())):
            return "#" + bytes(kinds[0].tolist()).hex()
    return ""


def _rise(line: Line, unit: float) -> float:
    """Pixels that a line's letters may rise over its base line: a large count has digits alone."""
    return (DIGITS if line.size > 1.5 * HEADLINE * unit else 1.1) * line.size
