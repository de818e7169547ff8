"""Bars beside the surface: the lowest on top, in the beads' colours, gliding past each other as they overtake."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from PIL import Image, ImageDraw

from descent import Ending
from render.clock import over_since
from render.panels import mixed
from render.race.head_names import legible
from render.race.outcome import LOST, ending_of
from render.race.standings import Standings
from render.style import Line, Theme, number_text, span_of, text_width, write

Box = tuple[int, int, int, int]

PITCH, LEAST, NAME, BAR = 0.076, 0.054, 0.0325, 0.0085
"""From one row to the next, the least of it, a name's size and a bar's thickness; shares of the unit of text."""
SECOND, READ = 0.037, 0.97
"""From a name to a number below it, a share of the unit; and what share of the usual letters is large enough beside it."""
HEAD = 0.9
"""Rows that the heading takes."""
GROUND = 0.20
"""How much of the faint colour the bar's ground has."""
OVERSIZE = 4
GONE = {Ending.ESCAPED: "over the edge", Ending.DIVERGED: "blown up", Ending.UNDEFINED: "no height here"}
"""What is said in place of a height."""


def wanted_width(
    standings: Standings, theme: Theme, unit: float, *, dated: bool = True, stacked: bool = False
) -> float:
    """Pixels that the longest name and the longest words beside it take, or below it, in letters of the usual size.

    Those of who is lost say when, if they are `dated`; `stacked` words stand below the names.
    """
    size, last = NAME * unit, max(run.steps for run in standings.runs.values())
    said = [theme.say("there, step {n}", n=last), *map(theme.say, GONE.values())]
    for run, step in zip(standings.runs.values(), standings.losses, strict=True):
        said += [_gone_text(theme, ending_of(run), int(step))] if dated and np.isfinite(step) else []
    for heights in map(standings.heights, (0.0, 0.5 * last, float(last))):
        said += [_height_text(standings, heights, k) for k in range(len(heights))]
    named = max(text_width(name, size, bold=True) for name in standings.names)
    told = max(text_width(text, size) for text in said)
    return max(named, told) if stacked else named + 0.8 * size + told


def _gone_text(theme: Theme, ending: Ending, step: int) -> str:
    """What is said of who is lost, and since when if he ever was there."""
    since = theme.say("comma") + theme.say("step {n}", n=step) if step else ""
    return theme.say(GONE[ending]) + since


def _height_text(standings: Standings, heights: np.ndarray, k: int) -> str:
    """A height, or what is above the lowest point where that is known."""
    if standings.level is not None:
        gap = float(heights[k]) - standings.level
        return number_text(gap, 2 if abs(gap) < 100 else 3)
    finite = heights[np.isfinite(heights)]
    return number_text(float(heights[k]), span=span_of(finite)) if len(finite) else ""


@dataclass(frozen=True, eq=False)
class Ranking:
    """The rows of one race in a box of the picture.

    Parameters
    ----------
    standings : who is how low
    colors : the runs' colours, as hex text
    box : left, top, right, bottom in pixels
    unit : the picture's measure for text, in pixels
    told : film time to how much of the sentence at the end is to be seen: where all are lost, bars tell the steps then
    """

    standings: Standings
    colors: Sequence[str]
    theme: Theme
    box: Box
    unit: float
    told: Callable[[float], float] = lambda t: 0.0

    @cached_property
    def _stacked(self) -> bool:
        """Whether numbers stand below the names: where they have no room beside these, and all rows have this one."""
        wide, high = self.box[2] - self.box[0], self.box[3] - self.box[1]
        fits = wanted_width(self.standings, self.theme, self.unit, dated=False) * READ <= wide
        return not fits and high >= (len(self.colors) + HEAD) * (LEAST + SECOND) * self.unit

    @property
    def _least(self) -> float:
        return LEAST + SECOND if self._stacked else LEAST

    @cached_property
    def rows(self) -> int:
        """How many of the lowest have a row: as many as the box has room for."""
        fit = int((self.box[3] - self.box[1]) / (self._least * self.unit) - HEAD + 1e-9)
        return min(max(fit, 1), len(self.colors))

    @cached_property
    def _pitch(self) -> float:
        room = (self.box[3] - self.box[1]) / (self.rows + HEAD)
        return float(np.clip(room, self._least * self.unit, (self._least + PITCH - LEAST) * self.unit))

    @cached_property
    def _dated(self) -> bool:
        """Whether there is room to say when who is lost was."""
        wide = self.box[2] - self.box[0]
        return wanted_width(self.standings, self.theme, self.unit, stacked=self._stacked) <= wide

    @cached_property
    def _size(self) -> float:
        """Of a name, in pixels: as large as the longest lets it be."""
        wanted = wanted_width(self.standings, self.theme, self.unit, dated=self._dated, stacked=self._stacked)
        share = (self.box[2] - self.box[0]) / wanted
        line = self._pitch / (1 + self._stacked)
        return min(NAME * self.unit * float(np.clip(share, 0.6, 1.0)), 0.6 * line)

    @property
    def heading(self) -> str:
        """What the numbers are."""
        said = self.theme.say("height" if self.standings.level is None else "height above the lowest point")
        if self.rows == len(self.colors):
            return said
        some = self.theme.say("the lowest {n} of {of}", n=self.rows, of=len(self.colors))
        whole, room = f"{said}{self.theme.say('comma')}{some}", self.box[2] - self.box[0]
        return whole if text_width(whole, self.theme.small_size * self.unit) <= room else some

    def state(self, t: float) -> tuple[bytes, float]:
        """Equal for film times at which, at the same step, the rows stand alike."""
        return self.standings.places(t).tobytes(), self._dates(t)

    def _dates(self, t: float) -> float:
        """How much bars tell when each was lost, not how low, 0..1."""
        return self.told(t) if self._all_lost else 0.0

    @cached_property
    def _all_lost(self) -> bool:
        return self._dated and bool(np.isfinite(self.standings.losses).all())

    def draw(self, picture: Image.Image, t: float) -> None:
        """Write the rows of film time `t` onto a picture, in place."""
        index, (left, top, right, bottom) = self.standings.clock.index(t), self.box
        heights, places = self.standings.heights(index), self.standings.places(t)
        dates, bars = self._dates(t), self.standings.bars(heights)
        if dates:
            steps = self.standings.losses
            bars = (1 - dates) * bars + dates * steps / max(float(steps.max()), 1.0)
        pen, small = ImageDraw.Draw(picture), self.theme.small_size * self.unit
        said = self.heading if dates < 0.5 else self.theme.say("step at which each left")
        ink = mixed(self.theme.faint, self.theme.ground_bottom, 1 - abs(2 * dates - 1))
        write(pen, Line(said, (left, top + small), small, ink).shrunk_to(right - left))
        bare = picture.crop((left, top, right, min(bottom + round(self._pitch), picture.height)))
        shown = np.clip(self.rows - places, 0, 1)
        # Who overtakes slides over who falls back.
        for k in sorted(map(int, np.flatnonzero(shown > 0.01)), key=lambda k: -self.standings.falls(t)[k]):
            ground, faint = self.theme.ground_bottom, 1 - float(shown[k])
            base = top + 1.2 * small + (places[k] + 0.72 - 0.36 * self._stacked) * self._pitch
            low = base + self._stacked * SECOND * self.unit
            upper, lower = round(base - 0.95 * self._size) - top, round(low + 0.36 * self._size) - top
            lower = min(lower + round(BAR * self.unit) + 2, bare.height)
            if self.standings.moves(t)[k] and shown[k] == 1 and lower > upper >= 0:
                picture.paste(bare.crop((0, upper, right - left, lower)), (left, top + upper))
            color, name = legible(self.colors[k], self.theme), self.standings.names[k]
            said, ink = self._said(k, index, heights), mixed(self.theme.ink, ground, faint)
            beside = 0.0 if self._stacked else text_width(said, self._size) + 0.8 * self._size
            named = Line(name, (left, base), self._size, mixed(color, ground, faint), bold=True)
            write(pen, named.shrunk_to(right - left - beside))
            at, anchor = ((left, low), "ls") if self._stacked else ((right, base), "rs")
            write(pen, Line(said, at, self._size, ink, anchor))
            own = mixed(self.colors[k], ground, faint)
            self._bar(picture, low + 0.36 * self._size, float(bars[k]), own)

    def _said(self, k: int, index: float, heights: np.ndarray) -> str:
        """A row's number; of who has arrived or is lost, that."""
        run = list(self.standings.runs.values())[k]
        ending = ending_of(run)
        if ending in LOST and over_since(run)[0] <= index:
            return _gone_text(self.theme, ending, int(self.standings.losses[k]) * self._dated)
        if (step := self.standings.arrivals[k]) <= index:
            return self.theme.say("there, step {n}", n=int(step))
        return self.theme.say.number(_height_text(self.standings, heights, k))

    def _bar(self, picture: Image.Image, y: float, share: float, color: str) -> None:
        left, _, right, _ = self.box
        thick = BAR * self.unit
        top = int(np.floor(y)) - 1
        high = int(np.ceil(thick)) + 3
        ground = mixed(self.theme.ground_bottom, self.theme.faint, GROUND)
        for part, fill in ((1.0, ground), (share, color)):
            if part <= 0:
                continue
            stencil = Image.new("L", ((right - left) * OVERSIZE, high * OVERSIZE), 0)
            length = max(part * (right - left), thick)
            edge = (0.0, (y - top) * OVERSIZE, length * OVERSIZE, (y - top + thick) * OVERSIZE)
            ImageDraw.Draw(stencil).rounded_rectangle(edge, thick * OVERSIZE / 2, fill=255)
            picture.paste(fill, (left, top), stencil.reduce(OVERSIZE))
