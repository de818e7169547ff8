"""What lies on the ground in a close-up: arrows, a ring, a path; and the marble itself, always in sight."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFilter

from render.camera import View, project
from render.style import Line, Theme, rgb, text_width, write

OVERSIZE = 3
WIDTH, HEAD = 0.0085, 0.028
"""An arrow's width and its head's length, shares of the unit of text."""
TEXT = 0.034
"""Size of a label, the same."""
ASIDE = 0.020
"""Arrows nearer than this, the same, are moved apart by it."""
SHADOW = 0.55
"""How dark the shadows of arrows and marble are."""
SUN = np.array([-0.50, 0.62, 0.60]) / np.linalg.norm([-0.50, 0.62, 0.60])
"""Towards the light, right, up and towards the eye."""

Array = NDArray[np.float64]
Box = tuple[float, float, float, float]
"""Left, top, right, bottom in pixels."""


@dataclass(frozen=True, eq=False)
class Arrow:
    """World points (k, 3) from tail to tip, a colour, and a label of two words at most; empty for none."""

    points: Array
    color: str
    label: str = ""


@dataclass(frozen=True, eq=False)
class GroundInk:
    """Draws on one picture seen from one view.

    Parameters
    ----------
    picture : is drawn on, in place
    unit : the measure for text, in pixels
    """

    picture: Image.Image
    view: View
    unit: float
    theme: Theme

    def pixels(self, points: Array) -> Array:
        """Where world points (k, 3) are."""
        return project(self.view, self.picture.size, points)

    def path(self, points: Array, color: str, width: float, strength: float) -> None:
        """A line along world points (k, 3); `width` in pixels."""
        at = self.pixels(points)
        if len(at) > 1:
            self._ink([(at, width)], [], color, strength)

    def ring(self, points: Array, color: str) -> None:
        """A closed line."""
        at = self.pixels(points)
        self._ink([(at, 0.5 * WIDTH * self.unit)], [], color, 0.95)

    def arrow(self, arrow: Arrow, share: float, aside: Array) -> None:
        """An arrow as far as it has grown, 0..1, moved by some pixels (2,)."""
        at = self.pixels(arrow.points) + aside
        at = _cut(at, share)
        length = float(np.linalg.norm(np.diff(at, axis=0), axis=1).sum())
        if length < 3:
            return
        head = min(HEAD * self.unit, 0.45 * length)
        shaft, tip = _shortened(at, 0.8 * head), at[-1]
        ahead = (tip - shaft[-1]) / max(float(np.linalg.norm(tip - shaft[-1])), 1e-9)
        side = np.array([-ahead[1], ahead[0]]) * 0.42 * head
        barb = [tip, tip - ahead * head + side, tip - ahead * head * 0.72, tip - ahead * head - side]
        width = min(WIDTH * self.unit, 0.4 * head)
        drop = np.array([0.25, 0.55]) * width
        self._ink([(shaft + drop, 1.5 * width)], [np.array(barb) + drop], "#000000", SHADOW, 0.5 * width)
        self._ink([(shaft, width)], [np.array(barb)], arrow.color, 1.0)

    def _ink(
        self,
        lines: Sequence[tuple[Array, float]],
        shapes: Sequence[Array],
        color: str,
        strength: float,
        blur: float = 0.0,
    ) -> None:
        every = np.concatenate([at for at, _ in lines] + list(shapes))
        every = every[np.isfinite(every).all(axis=1)]
        if not len(every):
            return
        slack = 4 + 3 * blur + max(width for _, width in lines)
        low = np.maximum(np.floor(every.min(axis=0) - slack), 0).astype(int)
        high = np.minimum(np.ceil(every.max(axis=0) + slack), self.picture.size).astype(int)
        if (high <= low).any():
            return
        stencil = Image.new("L", (int(high[0] - low[0]) * OVERSIZE, int(high[1] - low[1]) * OVERSIZE), 0)
        pen, level = ImageDraw.Draw(stencil), round(255 * strength)
        for at, width in lines:
            flat = [tuple(p) for p in (at - low) * OVERSIZE]
            thick = max(round(width * OVERSIZE), 2)
            pen.line(flat, fill=level, width=thick, joint="curve")
            for x, y in (flat[0], flat[-1]):
                r = thick / 2 - 0.5
                pen.ellipse((x - r, y - r, x + r, y + r), fill=level)
        for shape in shapes:
            pen.polygon([tuple(p) for p in (shape - low) * OVERSIZE], fill=level)
        mask = stencil.reduce(OVERSIZE)
        if blur:
            mask = mask.filter(ImageFilter.GaussianBlur(blur))
        self.picture.paste(color, (int(low[0]), int(low[1])), mask)

    def marble(self, centre: tuple[float, float], radius: float, color: str) -> None:
        """A lit ball with its shadow on the ground, at a pixel."""
        shade = np.array(centre) + np.array([0.42, 0.62]) * radius
        self._blot(shade, 1.15 * radius, 0.30 * radius)
        side = int(np.ceil(radius)) + 2
        x0, y0 = int(np.floor(centre[0])) - side, int(np.floor(centre[1])) - side
        grid = np.arange(2 * side + 1)
        x = (grid[None] + x0 + 0.5 - centre[0]) / radius
        y = (grid[:, None] + y0 + 0.5 - centre[1]) / radius
        away = np.hypot(x, y)
        up = np.sqrt(np.clip(1 - away**2, 0, 1))
        light = np.clip(x * SUN[0] - y * SUN[1] + up * SUN[2], 0, 1)
        gloss = np.clip(2 * light * up - SUN[2], 0, 1) ** 14
        base = np.array(rgb(color))
        ball = base * (0.34 + 0.78 * light[..., None]) + 0.55 * gloss[..., None]
        ball = np.clip(ball + 0.18 * (1 - up[..., None]) ** 2 * (y[..., None] > 0) * base, 0, 1)
        cover = np.clip((1 - away) * radius + 0.5, 0, 1)
        disc = Image.fromarray((ball * 255).astype(np.uint8))
        self.picture.paste(disc, (x0, y0), Image.fromarray((cover * 255).astype(np.uint8)))

    def _blot(self, centre: Array, radius: float, blur: float) -> None:
        side = int(np.ceil(radius + 3 * blur)) + 2
        low = np.floor(centre).astype(int) - side
        grid = np.arange(2 * side + 1)
        x = (grid[None] + low[0] + 0.5 - centre[0]) / radius
        y = (grid[:, None] + low[1] + 0.5 - centre[1]) / (0.72 * radius)
        dark = SHADOW * 255 * np.clip((1.15 - np.hypot(x, y)) / 0.75, 0, 1) ** 1.5
        self.picture.paste("#000000", (int(low[0]), int(low[1])), Image.fromarray(dark.astype(np.uint8)))

    def labels(
        self,
        arrows: Sequence[tuple[Arrow, float]],
        within: tuple[float, float, float, float],
        keep_off: tuple[Array, float],
    ) -> None:
        """Each arrow's words beside its middle, on the side away from the other arrows; off each other and the marble."""
        size, placed = TEXT * self.unit, list[Box]()
        ends = [self.pixels(arrow.points) for arrow, _ in arrows]
        if not ends:
            return
        heart = np.mean([end.mean(axis=0) for end in ends], axis=0)
        pen = ImageDraw.Draw(self.picture)
        for (arrow, share), at in zip(arrows, ends, strict=True):
            if not arrow.label or share < 0.5:
                continue
            wide = text_width(arrow.label, size, bold=True)
            box = _beside(at, heart, (wide, size), placed, within, keep_off, 0.7 * size)
            placed.append(box)
            spot = ((box[0] + box[2]) / 2, box[3] - 0.22 * size)
            line = Line(arrow.label, spot, size, arrow.color, anchor="ms", bold=True)
            write(pen, line, self.theme.ground_bottom)


def beside(tracks: Sequence[Array], unit: float) -> Array:
    """By how many pixels (2,) the last of some arrows stands aside, where it would lie on the others."""
    ways = [at[-1] - at[0] for at in tracks]
    if len(ways) < 2:
        return np.zeros(2)
    last = ways[-1] / max(float(np.hypot(*ways[-1])), 1e-9)
    normal = np.array([-last[1], last[0]])
    spread = max(float(np.abs((at - tracks[-1][0]) @ normal).max()) for at in tracks[:-1])
    if spread > ASIDE * unit:
        return np.zeros(2)
    return normal * (1.0 if normal[1] > 0 else -1.0) * ASIDE * unit


def _beside(
    at: Array,
    heart: Array,
    word: tuple[float, float],
    placed: Sequence[Box],
    within: Box,
    keep_off: tuple[Array, float],
    gap: float,
) -> Box:
    """The box of a word near an arrow that covers least of what is there."""
    best, found = np.inf, (0.0, 0.0, 0.0, 0.0)
    spot, radius = keep_off
    marble = (spot[0] - radius, spot[1] - radius, spot[0] + radius, spot[1] + radius)
    wide, high = word[0] + 0.3 * word[1], 1.15 * word[1]
    for share in (0.5, 0.65, 0.35, 0.85, 0.2):
        middle = at[round(share * (len(at) - 1))]
        way = at[-1] - at[0]
        normal = np.array([-way[1], way[0]]) / max(float(np.hypot(*way)), 1e-9)
        for side in (1.0, -1.0):
            out = side * normal
            reach = abs(out[0]) * wide / 2 + abs(out[1]) * high / 2 + gap
            x, y = middle + out * reach
            box = (x - wide / 2, y - high / 2, x + wide / 2, y + high / 2)
            cost = 0.2 * abs(share - 0.5) + (0.5 if float(out @ (middle - heart)) < 0 else 0.0)
            cost += 40 * sum(_overlap(box, other) for other in placed) / (wide * high)
            cost += 40 * _overlap(box, marble) / (wide * high)
            beyond = (within[0] - box[0], within[1] - box[1], box[2] - within[2], box[3] - within[3])
            cost += 0.02 * sum(max(a, 0.0) for a in beyond)
            if cost < best:
                best, found = cost, box
    shift_x = max(within[0] - found[0], 0) - max(found[2] - within[2], 0)
    shift_y = max(within[1] - found[1], 0) - max(found[3] - within[3], 0)
    return found[0] + shift_x, found[1] + shift_y, found[2] + shift_x, found[3] + shift_y


def _overlap(a: Box, b: Box) -> float:
    return max(min(a[2], b[2]) - max(a[0], b[0]), 0.0) * max(min(a[3], b[3]) - max(a[1], b[1]), 0.0)


def _cut(at: Array, share: float) -> Array:
    """The first `share` of a line."""
    if share >= 1:
        return at
    place = share * (len(at) - 1)
    whole = int(place)
    tip = at[whole] + (place - whole) * (at[min(whole + 1, len(at) - 1)] - at[whole])
    return np.concatenate([at[: whole + 1], tip[None]])


def _shortened(at: Array, length: float) -> Array:
    """A line without so many pixels of its end."""
    left = np.cumsum(np.linalg.norm(np.diff(at[::-1], axis=0), axis=1))
    kept = int(np.searchsorted(left, length))
    if kept >= len(left):
        return at[:1]
    before = left[kept - 1] if kept else 0.0
    here, there = at[::-1][kept], at[::-1][kept + 1]
    part = (length - before) / max(left[kept] - before, 1e-9)
    return np.concatenate([at[: len(at) - 1 - kept], (here + part * (there - here))[None]])
