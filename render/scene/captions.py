"""What a film says about itself: name, formula, optimizer, rate, step, colours and counts."""

from __future__ import annotations

from dataclasses import replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw

from descent import Trajectories
from landscapes.formulas import abridged_latex
from render.scene.prepared import Prepared
from render.style import (
    Line,
    fitted_formula,
    number_text,
    paste_mask,
    text_unit,
    text_width,
    write,
)

_TERMS = (99, 6, 5, 4, 3)
"""So many terms of each sum are tried, before a formula is too long to be shown as one."""


def rate_at(run: Trajectories, index: float) -> float | None:
    """The learning rate at a step, or None where the method has none."""
    rate = getattr(run.optimizer, "learning_rate", None)
    if rate is None:
        return None
    return float(rate(int(index))) if callable(rate) else float(rate)


def settings_text(run: Trajectories, index: float) -> str:
    """The optimizer and its settings at a step, as a caption says it."""
    if run.optimizer is None:
        return "recorded paths"
    rate = rate_at(run, index)
    name = run.optimizer.spoken
    return name if rate is None else f"{name}   learning rate {number_text(rate)}"


class Captions:
    """The words of one film, written on each of its pictures."""

    def __init__(self, prepared: Prepared, size: tuple[int, int]) -> None:
        self.landscape, self.theme, self.size = prepared.landscape, prepared.theme, size
        self.note = getattr(prepared.look, "note", "")
        self.runs = prepared.runs
        self._standings, self._prepared = prepared.standings, prepared
        self.unit = text_unit(size)
        self._margin = self.theme.margin * self.unit
        self.legend = prepared.legend(size)

    def stand(self, picture: Image.Image) -> None:
        """Write on a picture what holds all the time."""
        picture.paste(self._standing, (0, 0), self._standing)

    def stand_over(self, picture: NDArray[np.uint8], bare: Image.Image) -> None:
        """Write the same over a picture (height, width, 3) uint8, in place, whose surface may reach under the words.

        There the `bare` ground veils it.
        """
        image = Image.fromarray(picture)
        image.paste(bare, (0, 0), self.veil)
        self.stand(image)
        picture[...] = np.asarray(image)

    @cached_property
    def veil(self) -> Image.Image:
        """How much of the ground's colour lies between the surface and the words: most at the picture's edges."""
        width, height = self.size
        row = np.arange(height)[:, None]
        below = (row - self._top + 0.03 * height) / (0.10 * height)
        edges = [1 - row / (0.20 * height), below]
        clear = np.ones((height, width))
        for edge in edges:
            share = np.clip(edge, 0, 1)
            clear = clear * (1 - 0.75 * share**2 * (3 - 2 * share))
        return Image.fromarray(np.round(255 * (1 - clear)).astype(np.uint8))

    def write(self, picture: NDArray[np.uint8], index: float, *, ending: bool = False) -> None:
        """Write on a picture (height, width, 3) uint8, in place, what holds at step `index`.

        In the `ending` only what stands at the right: the rest gives way to its sentences.
        """
        top, bottom = self._top, self.size[1] - self._margin
        band = Image.fromarray(picture[top:])
        pen = ImageDraw.Draw(band)
        for line in self._changing(index)[-1:] if ending else self._changing(index):
            write(pen, replace(line, at=(line.at[0], line.at[1] - top)))
        if not ending:
            self.legend.write(band, self._margin, bottom - top, index)
        picture[top:] = np.asarray(band)

    @cached_property
    def ink(self) -> NDArray[np.bool_]:
        """Where words stand at the beginning or the end, (height, width)."""
        blank = np.zeros((self.size[1], self.size[0], 3), dtype=np.uint8)
        shade = Image.new("RGB", self.size, (128, 128, 128))
        self.stand(shade)
        found = (np.asarray(shade) != 128).any(axis=-1)
        last = max((run.steps for run in self.runs.values()), default=0)
        for index, ground in ((0.0, 0), (float(last), 0), (float(last), 255)):
            written = np.full_like(blank, ground)
            self.write(written, index)
            found |= (written != ground).any(axis=-1)
        return found

    @property
    def room(self) -> float:
        """Where words at the left must end that stand beside the count of steps, pixels from the left."""
        most = max((run.steps for run in self.runs.values()), default=0)
        size = self.theme.text_size * self.unit
        return self.size[0] - self._margin - text_width(f"step {most:,}", size, True) - 0.04 * self.unit

    @property
    def _base(self) -> float:
        """The base line of the words over the legend, pixels from the top."""
        rows = len(self.legend.rows) * self.legend.pitch
        return self.size[1] - self._margin - rows - 0.25 * self.theme.text_size * self.unit

    @property
    def _top(self) -> int:
        """The first row that changing words reach; an even one, so that they are rounded to the same pixels."""
        return max(int(self._base - 1.5 * self.theme.text_size * self.unit) // 2 * 2, 0)

    @cached_property
    def _standing(self) -> Image.Image:
        """What is the same on every picture, on a transparent ground."""
        clear = Image.new("RGBA", self.size, (0, 0, 0, 0))
        self._write_rule(clear, self._write_title(clear))
        return clear

    def _write_rule(self, picture: Image.Image, title: float) -> None:
        """The optimizer's update rule at the top right, where a title `title` pixels wide leaves room for it."""
        methods = {getattr(run.optimizer, "latex", "") for run in self.runs.values()}
        rule = methods.pop() if len(methods) == 1 else ""
        unit, left = self.unit, self._margin
        room = self.size[0] - 2 * left - title - 0.06 * unit
        mask = (
            fitted_formula(rule, 0.92 * self.theme.small_size * unit, room, least=0.85)
            if rule and room > 0
            else None
        )
        if mask is not None:
            at = (int(self.size[0] - left - mask.shape[1]), int(left + 0.020 * unit - mask.shape[0] / 2))
            paste_mask(picture, mask, at, self.theme.faint)

    def _write_title(self, picture: Image.Image) -> float:
        """Title and formula; a landscape without a title has its formula there. How wide the first line is, in pixels."""
        theme, unit, left = self.theme, self.unit, self._margin
        room, top = self.size[0] - 2 * left, left
        if not self.landscape.is_titled:
            mask = self._formula(room, 1.3 * theme.text_size * unit)
            if mask is not None:
                paste_mask(picture, mask, (int(left), int(left)), theme.ink)
                return mask.shape[1]
            line = Line(self._plain_formula, (left, left + 0.036 * unit), theme.text_size * unit, theme.ink)
            plain = line.shrunk_to(room)
            write(ImageDraw.Draw(picture), plain)
            return text_width(plain.text, plain.size)
        heading = self.landscape.title
        line = Line(heading, (left, left + 0.036 * unit), theme.title_size * unit, theme.ink, bold=True)
        title = line.shrunk_to(room)
        write(ImageDraw.Draw(picture), title)
        top += 0.062 * unit
        if self.note:
            for k, text in enumerate(self.note.split("\n")):
                at = (left, top + (0.026 + 0.042 * k) * unit)
                line = Line(text, at, theme.text_size * unit, theme.faint)
                write(ImageDraw.Draw(picture), line.shrunk_to(room))
            return text_width(title.text, title.size, title.bold)
        mask = self._formula(room, theme.text_size * unit)
        if mask is not None:
            paste_mask(picture, mask, (int(left), int(top)), theme.faint)
        else:
            line = Line(self._plain_formula, (left, top + 0.026 * unit), theme.small_size * unit, theme.faint)
            write(ImageDraw.Draw(picture), line.shrunk_to(room))
        return text_width(title.text, title.size, title.bold)

    @property
    def _plain_formula(self) -> str:
        """The formula as people type it, for what cannot be typeset."""
        return str(self.landscape.formula).replace("**", "^").replace("*", "·")

    def _formula(self, room: float, size: float) -> NDArray[np.uint8] | None:
        """The formula's coverage: whole if it can be read in one line, else with dots in its sums; None if not even so."""
        for most in (None, *_TERMS):
            latex = abridged_latex(self.landscape.formula, most) if most else self.landscape.latex
            mask = fitted_formula(latex, size, room, 0.062 * self.unit)
            if mask is not None:
                return mask
        return None

    def _changing(self, index: float) -> list[Line]:
        theme, unit, left = self.theme, self.unit, self._margin
        first = next(iter(self.runs.values()), None)
        if first is None:
            return []
        base = self._base
        step = f"step {min(int(index), max(run.steps for run in self.runs.values()))}"
        said = settings_text(first, index) if len(self.runs) == 1 else f"{len(self.runs)} optimizers"
        starts = f"{len(first.ending)} starts" if len(first.ending) != 1 else "1 start"
        room = self.size[0] - 2 * left
        main = Line(f"{said}   {starts}", (left, base), theme.text_size * unit, theme.ink)
        if self._standings is not None:
            main = replace(main, text=self._said_of_race(index), bold=True)
        count = Line(step, (self.size[0] - left, base), theme.text_size * unit, theme.ink, "rs", bold=True)
        return [main.shrunk_to(room - text_width(step, count.size, True) - unit * 0.04), count]

    def _said_of_race(self, index: float) -> str:
        """Who runs; when all have stopped, how it ended."""
        assert self._standings is not None
        if index >= self._standings.clock.index(1.0):
            return self._prepared.verdict
        starts = np.concatenate([run.positions[0] for run in self.runs.values()])
        where = "from one start" if np.ptp(starts, axis=0).max() == 0 else "each from its own start"
        return f"{len(self.runs)} optimizers {where}"
