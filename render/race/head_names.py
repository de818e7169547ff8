"""Names at the heads of trails: clear of each other and of the beads, and calm while the heads run."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw

from render.panels import mixed
from render.style import Line, Theme, rgb, text_width, write

Array = NDArray[np.float64]
Heads = Callable[[float], tuple[Array, Array, Array]]
"""Film time to pixels (k, 2) of the heads, how much (k,) of each is seen, 0 to 1, and how much (k,) of its name is."""

SIZE = 0.0325
"""Of the letters, a share of the unit of text."""
SAMPLES, SETTLING, ROUNDS = 181, 120, 8
"""Film times at which the names are set, rounds before the first of them, and rounds for each."""
PULL = 0.35
"""Share of the way to its own place that a name goes in one round."""
CALM = 0.02
"""Film time over which the names' places are averaged."""
LINE_GAP, BEAD_GAP, LEADER = 1.22, 0.42, 0.55
"""From one name to the next, from a name to a bead, and the gap from which on a line leads to it; shares of the size."""
OVERSIZE = 3
CONTRAST = 8.2
"""Of names with the picture's ground, at least: through their plates the surface shines, which is lighter or darker."""
PLATE, AIR, ROUNDED = 0.78, 0.26, 0.34
"""How much of the ground's colour lies under a name, how far beyond its letters, and how round, in sizes of them."""
TOUCHING = 0.8
"""Names that are nearer than this share of the room they ask for lie on each other: one of them fades."""
DIMMED = 0.22
"""How much of the ground's colour a name has whose bead is hidden."""


@dataclass(frozen=True)
class Seat:
    """Where one name stands.

    Attributes
    ----------
    head : pixel of the bead
    centre : pixel of the name's middle
    half : half its width and height in pixels
    seen : how much of the bead is seen, 0 to 1
    strength : how much of the name is, 0 to 1
    """

    head: tuple[float, float]
    centre: tuple[float, float]
    half: tuple[float, float]
    seen: float
    strength: float = 1.0

    @property
    def box(self) -> tuple[float, float, float, float]:
        """Left, top, right, bottom in pixels."""
        (x, y), (wide, high) = self.centre, self.half
        return x - wide, y - high, x + wide, y + high


@dataclass(frozen=True, eq=False)
class HeadNames:
    """The names of some heads, set for a whole film at once.

    Parameters
    ----------
    names, colors : of the heads; colours as hex text
    heads : where they are
    within : left, top, right, bottom in pixels, which no name leaves
    unit : the picture's measure for text, in pixels
    radius : of a bead, in pixels
    """

    names: Sequence[str]
    colors: Sequence[str]
    heads: Heads
    within: tuple[float, float, float, float]
    unit: float
    radius: float
    theme: Theme

    @cached_property
    def _size(self) -> float:
        return SIZE * self.unit

    @cached_property
    def _halves(self) -> Array:
        """Half the width and height (k, 2) that each name takes."""
        wide = [text_width(name, self._size, bold=True) / 2 for name in self.names]
        return np.stack([np.array(wide), np.full(len(wide), 0.5 * LINE_GAP * self._size)], axis=-1)

    @cached_property
    def _table(self) -> tuple[Array, Array]:
        """Offsets (times, k, 2) of the names from the heads; how much (times, k, 2) of a bead is seen, and of its name."""
        found = [self.heads(float(t)) for t in np.linspace(0, 1, SAMPLES)]
        heads, *shares = (np.stack(parts) for parts in zip(*found, strict=True))
        heads = _held(heads)
        sides = self._sides(heads)
        # They begin below each other in the order in which their heads will be.
        centres = heads[0] + np.stack(
            [np.zeros(len(self.names)), _ranks(heads[..., 1].mean(axis=0))], axis=-1
        )
        offsets = np.empty_like(heads)
        for k, now in enumerate(heads):
            centres = centres + (now - heads[max(k - 1, 0)])
            for _ in range(SETTLING if k == 0 else ROUNDS):
                centres = self._moved(centres, now, sides)
            centres = self._apart(centres)
            offsets[k] = centres - now
        width = max(int(CALM * SAMPLES), 1)
        return _averaged(offsets, width), _averaged(np.stack(shares, axis=-1), width)

    def _apart(self, centres: Array) -> Array:
        """The names moved up and down, in their order, until none is on another."""
        order, x, y = np.argsort(centres[:, 1], kind="stable"), centres[:, 0], centres[:, 1]
        beside = np.abs(x[:, None] - x[None]) < self._halves[:, :1] + self._halves[:, 0]
        pitch = 2 * self._halves[0, 1]

        def passed(places: Array, way: NDArray[np.int64], sign: int) -> Array:
            found = places.copy()
            for n, k in enumerate(way):
                for other in way[:n]:
                    if beside[k, other]:
                        found[k] = sign * max(sign * found[k], sign * found[other] + pitch)
            return found

        # Half of it done from above and half from below; then back into the picture, where that pushed them out.
        even = (passed(y, order, 1) + passed(y, order[::-1], -1)) / 2
        low, high = self.within[1] + pitch / 2, self.within[3] - pitch / 2
        lifted = passed(np.minimum(even, high), order[::-1], -1)
        # Of more than there is room for those that are left over lie on others, and are not shown.
        lowered = passed(np.maximum(lifted, low), order, 1)
        return np.stack([x, np.clip(lowered, low, max(low, high))], axis=-1)

    def _sides(self, heads: Array) -> Array:
        """1 for names to the right of their heads, -1 for those to the left: as the heads go; half of them each."""
        across = heads[..., 0].mean(axis=0)
        right = _ranks(across) >= len(across) // 2
        left_edge, _, right_edge, _ = self.within
        half = self._halves[:, 0] * 2 + 2 * self._size
        fits_right = (heads[..., 0].max(axis=0) + half) < right_edge
        fits_left = (heads[..., 0].min(axis=0) - half) > left_edge
        return np.where((right & fits_right) | ~fits_left, 1.0, -1.0)

    def _moved(self, centres: Array, heads: Array, sides: Array) -> Array:
        """One round: towards their own places, then off each other, off the beads and into the frame."""
        gap = self.radius + BEAD_GAP * self._size
        goals = heads + np.stack([sides * (self._halves[:, 0] + gap), np.zeros(len(sides))], axis=-1)
        moved = centres + PULL * (goals - centres)
        for _ in range(4):
            moved = moved + self._off_beads(moved, heads)
            moved = moved + self._off_each_other(moved, goals)
            left, top, right, bottom = self.within
            low, high = np.array([left, top]) + self._halves, np.array([right, bottom]) - self._halves
            moved = np.clip(moved, low, np.maximum(low, high))
        return moved

    def _off_each_other(self, centres: Array, goals: Array) -> Array:
        """Up and down, each by half of what they overlap."""
        apart = centres[:, None] - centres[None]
        room = self._halves[:, None] + self._halves[None]
        over = np.maximum(room - np.abs(apart), 0.0)
        touching = (over > 0).all(axis=-1) & ~np.eye(len(centres), dtype=bool)
        wanted = goals[:, None, 1] - goals[None, :, 1]
        order = np.arange(len(centres))
        tie = np.sign(order[:, None] - order[None]) * 1e-3
        # Who has to pass the other because their beads did, passes.
        decided = np.where(np.abs(wanted) > 1.5 * LINE_GAP * self._size, wanted, apart[..., 1] + tie)
        push = np.where(touching, np.sign(decided) * over[..., 1] / 2, 0.0).sum(axis=1)
        return np.stack([np.zeros_like(push), push], axis=-1)

    def _off_beads(self, centres: Array, heads: Array) -> Array:
        """Up or down, off any bead that a name would cover."""
        apart = centres[:, None] - heads[None]
        room = self._halves[:, None] + self.radius + 0.1 * self._size
        over = np.maximum(room - np.abs(apart), 0.0)
        covering = (over > 0).all(axis=-1)
        push = np.where(covering, np.where(apart[..., 1] >= 0, 1.0, -1.0) * over[..., 1], 0.0)
        most = np.take_along_axis(push, np.abs(push).argmax(axis=1)[:, None], axis=1)[:, 0]
        return np.stack([np.zeros_like(most), most], axis=-1)

    def seats(self, t: float) -> list[Seat]:
        """Where the names stand at film time `t`, name by name."""
        at = min(int(t * (SAMPLES - 1)), SAMPLES - 2)
        part = t * (SAMPLES - 1) - at
        offset, shares = ((1 - part) * rows[at] + part * rows[at + 1] for rows in self._table)
        heads = self.heads(t)[0]
        strengths = shares[:, 1] * self._free(heads + offset)
        return [
            Seat(
                (float(h[0]), float(h[1])),
                (float(h[0] + o[0]), float(h[1] + o[1])),
                (float(w), float(v)),
                float(s),
                float(strength),
            )
            for h, o, (w, v), s, strength in zip(
                heads, offset, self._halves, shares[:, 0], strengths, strict=True
            )
        ]

    def _free(self, centres: Array) -> Array:
        """How much (k,) of each name is shown that passes another: of two that meet the later one fades."""
        apart, room = np.abs(centres[:, None] - centres[None]), self._halves[:, None] + self._halves[None]
        across = 1 + (apart - room)[..., 0] / self._size
        clear = np.maximum(np.nan_to_num(across, nan=1.0), apart[..., 1] / room[..., 1])
        clear[np.triu_indices(len(centres))] = 1.0
        return np.asarray(np.clip((clear.min(axis=1) - TOUCHING) / (0.97 - TOUCHING), 0.0, 1.0))

    def draw(self, picture: Image.Image, t: float) -> None:
        """Write the names onto a picture, in place; where a bead is hidden, a ring says where it is."""
        seats = self.seats(t)
        halo = self.theme.ground_bottom
        there = [(k, seat) for k, seat in enumerate(seats) if np.isfinite([*seat.head, *seat.centre]).all()]
        shown = [(k, seat) for k, seat in there if round(255 * seat.strength) > 0]
        for k, seat in shown:
            dim = DIMMED * (1 - seat.seen)
            color = mixed(self.colors[k], halo, dim)
            if seat.seen < 0.5:
                _ring(picture, seat.head, self.radius, color)
            if seat.strength > 0.9:
                self._lead(picture, seat, color)
        pen = ImageDraw.Draw(picture, "RGBA")
        for k, seat in shown:
            color = mixed(legible(self.colors[k], self.theme), halo, DIMMED * (1 - seat.seen))
            at, alpha = (
                (seat.centre[0], seat.centre[1] + 0.36 * self._size),
                f"{round(255 * seat.strength):02x}",
            )
            self._plate(picture, seat)
            line = Line(self.names[k], at, self._size, color + alpha, anchor="ms", bold=True)
            write(pen, line)

    def _plate(self, picture: Image.Image, seat: Seat) -> None:
        """The ground's colour under a name, in place: whatever hill is behind it, it is read."""
        (x, y), (wide, high), size = seat.centre, seat.half, self._size
        sides = (x - wide - AIR * size, y - 0.9 * high, x + wide + AIR * size, y + 0.9 * high)
        left, top = int(np.floor(sides[0])), int(np.floor(sides[1]))
        whole = int(np.ceil(sides[2])) - left, int(np.ceil(sides[3])) - top
        stencil = Image.new("L", (whole[0] * OVERSIZE, whole[1] * OVERSIZE), 0)
        edge = [(side - (left, top)[k % 2]) * OVERSIZE for k, side in enumerate(sides)]
        fill = round(255 * PLATE * seat.strength)
        ImageDraw.Draw(stencil).rounded_rectangle(edge, ROUNDED * size * OVERSIZE, fill=fill)
        picture.paste(self.theme.ground_bottom, (left, top), stencil.reduce(OVERSIZE))

    def _lead(self, picture: Image.Image, seat: Seat, color: str) -> None:
        left, top, right, bottom = seat.box
        near = np.array([np.clip(seat.head[0], left, right), np.clip(seat.head[1], top + 2, bottom - 2)])
        head = np.array(seat.head)
        way = near - head
        length = float(np.hypot(*way))
        if length < self.radius + LEADER * self._size + 0.3 * self._size:
            return
        start = head + way / length * (self.radius + 0.15 * self._size)
        _stroke(picture, start, near - way / length * 0.12 * self._size, color, max(0.0018 * self.unit, 1.0))


def legible(color: str, theme: Theme) -> str:
    """A colour for words on the theme's ground: as it is, or brighter, and then so far towards the ink that it is read."""
    own = np.array(rgb(color))
    if sum(rgb(theme.ink)) > sum(rgb(theme.ground_bottom)):
        if _contrast(color, theme.ground_bottom) >= CONTRAST:
            return color
        color = "#" + bytes(np.round(255 * own / max(own.max(), 1 / 255)).astype(np.uint8)).hex()
    for share in np.linspace(0, 0.8, 17):
        found = mixed(color, theme.ink, float(share))
        if _contrast(found, theme.ground_bottom) >= CONTRAST:
            break
    return found


def _contrast(first: str, second: str) -> float:
    """By WCAG 2.1: the quotient of two relative luminances."""
    lights = []
    for color in (first, second):
        c = np.array(rgb(color))
        linear = np.where(c <= 0.04045, c / 12.92, ((c + 0.055) / 1.055) ** 2.4)
        lights.append(float(linear @ [0.2126, 0.7152, 0.0722]) + 0.05)
    return max(lights) / min(lights)


def _stroke(picture: Image.Image, start: Array, end: Array, color: str, width: float) -> None:
    """A fine line, averaged down."""
    low = np.floor(np.minimum(start, end)).astype(int) - 3
    high = np.ceil(np.maximum(start, end)).astype(int) + 4
    wide, tall = (high - low) * OVERSIZE
    stencil = Image.new("L", (int(wide), int(tall)), 0)
    line = [tuple((p - low) * OVERSIZE) for p in (start, end)]
    ImageDraw.Draw(stencil).line(line, fill=205, width=round(width * OVERSIZE))
    picture.paste(color, (int(low[0]), int(low[1])), stencil.reduce(OVERSIZE))


def _ring(picture: Image.Image, at: tuple[float, float], radius: float, color: str) -> None:
    """A hollow bead."""
    low = np.floor(np.array(at) - radius).astype(int) - 2
    side = int(2 * radius) + 6
    stencil = Image.new("L", (side * OVERSIZE, side * OVERSIZE), 0)
    x, y = (np.array(at) - low) * OVERSIZE
    r = radius * OVERSIZE
    ImageDraw.Draw(stencil).ellipse((x - r, y - r, x + r, y + r), outline=230, width=round(0.28 * r))
    picture.paste(color, (int(low[0]), int(low[1])), stencil.reduce(OVERSIZE))


def _ranks(values: Array) -> Array:
    return np.argsort(np.argsort(values, kind="stable"), kind="stable").astype(float)


def _held(heads: Array) -> Array:
    """Pixels (times, k, 2), where there are none those of the moment before."""
    held = heads.copy()
    for k in range(1, len(held)):
        held[k] = np.where(np.isfinite(held[k]), held[k], held[k - 1])
    return np.nan_to_num(held)


def _averaged(rows: Array, width: int) -> Array:
    """Means (n, k, m) over a window of `2 width + 1` with soft ends."""
    window = np.hanning(2 * width + 3)[1:-1]
    window = window / window.sum()
    padded = np.pad(rows, ((width, width), (0, 0), (0, 0)), mode="edge")
    return np.sum([w * padded[k : k + len(rows)] for k, w in enumerate(window)], axis=0)
