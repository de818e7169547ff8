"""Bars beside the surface: the lowest on top, in the beads' colours, gliding past each other as they overtake."""

from __future__ import annotations

from collections.abc import Sequence
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
HEAD = 0.9
"""Rows that the heading takes."""
GROUND = 0.20
"""How much of the faint colour the bar's ground has."""
OVERSIZE = 4
GONE = {Ending.ESCAPED: "over the edge", Ending.DIVERGED: "blown up", Ending.UNDEFINED: "no height here"}
"""What is said in place of a height."""


def wanted_width(standings: Standings, theme: Theme, unit: float, *, dated: bool = True) -> float:
    """Pixels that the longest name and the longest words beside it take, in letters of the usual size.

    Those of who is lost say when, if they are `dated`.
    """
    size, last = NAME * unit, max(run.steps for run in standings.runs.values())
    said = [theme.say("there, step {n}", n=last), *map(theme.say, GONE.values())]
    for run, step in zip(standings.runs.values(), standings.losses, strict=True):
        said += [_gone_text(theme, ending_of(run), int(step))] if dated and np.isfinite(step) else []
    for heights in map(standings.heights, (0.0, 0.5 * last, float(last))):
        said += [_height_text(standings, heights, k) for k in range(len(heights))]
    named = max(text_width(name, size, bold=True) for name in standings.names)
    return named + 0.8 * size + max(text_width(text, size) for text in said)


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
    """

    standings: Standings
    colors: Sequence[str]
    theme: Theme
    box: Box
    unit: float

    @cached_property
    def rows(self) -> int:
        """How many of the lowest have a row: as many as the box has room for."""
        fit = int((self.box[3] - self.box[1]) / (LEAST * self.unit) - HEAD + 1e-9)
        return min(max(fit, 1), len(self.colors))

    @cached_property
    def _pitch(self) -> float:
        room = (self.box[3] - self.box[1]) / (self.rows + HEAD)
        return float(np.clip(room, LEAST * self.unit, PITCH * self.unit))

    @cached_property
    def _dated(self) -> bool:
        """Whether there is room to say when who is lost was."""
        return wanted_width(self.standings, self.theme, self.unit) <= self.box[2] - self.box[0]

    @cached_property
    def _size(self) -> float:
        """Of a name, in pixels: as large as the longest lets it be."""
        wanted = wanted_width(self.standings, self.theme, self.unit, dated=self._dated)
        share = (self.box[2] - self.box[0]) / wanted
        return min(NAME * self.unit * float(np.clip(share, 0.6, 1.0)), 0.6 * self._pitch)

    @property
    def heading(self) -> str:
        """What the numbers are."""
        said = self.theme.say("height" if self.standings.level is None else "height above the lowest point")
        if self.rows == len(self.colors):
            return said
        some = self.theme.say("the lowest {n} of {of}", n=self.rows, of=len(self.colors))
        whole, room = f"{said}{self.theme.say('comma')}{some}", self.box[2] - self.box[0]
        return whole if text_width(whole, self.theme.small_size * self.unit) <= room else some

    def state(self, t: float) -> tuple[bytes, bytes]:
        """Equal for film times at which, at the same step, the rows stand alike."""
        return self.standings.places(t).tobytes(), self.standings.strengths(t).tobytes()

    def draw(self, picture: Image.Image, t: float) -> None:
        """Write the rows of film time `t` onto a picture, in place."""
        index, (left, top, right, _) = self.standings.clock.index(t), self.box
        heights, places = self.standings.heights(index), self.standings.places(t)
        bars = self.standings.bars(heights)
        pen, small = ImageDraw.Draw(picture), self.theme.small_size * self.unit
        heading = Line(self.heading, (left, top + small), small, self.theme.faint)
        write(pen, heading.shrunk_to(right - left))
        strengths = self.standings.strengths(t) * np.clip(self.rows - places, 0, 1)
        for k in map(int, np.flatnonzero(strengths > 0.01)):
            ground, faint = self.theme.ground_bottom, 1 - float(strengths[k])
            base = top + 1.2 * small + (places[k] + 0.72) * self._pitch
            color, name = legible(self.colors[k], self.theme), self.standings.names[k]
            said, ink = self._said(k, index, heights), mixed(self.theme.ink, ground, faint)
            room = right - left - text_width(said, self._size) - 0.8 * self._size
            named = Line(name, (left, base), self._size, mixed(color, ground, faint), bold=True)
            write(pen, named.shrunk_to(room))
            write(pen, Line(said, (right, base), self._size, ink, "rs"))
            own = mixed(self.colors[k], ground, faint)
            self._bar(picture, base + 0.36 * self._size, float(bars[k]), own)

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
