"""The axes of the block: its edges that are turned to the camera as a box, ticks, numbers and the variables' names."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from PIL import ImageDraw

from landscapes import names_of_axes, spoken_name
from render.camera import View, nearest_corner, paced, project
from render.panels import Graduation, linear_ticks
from render.style import Line, Stroke, meet, opened, recording, rgb, text_width, write
from render.surface import Surface

Array = NDArray[np.float64]
Box = tuple[float, float, float, float]

LETTER = 0.09
"""World units that a size of text takes where a block fills its picture."""
LARGER = 1.1
"""The size of names, in sizes of text."""
SEEN = 0.05
"""World units that a camera stands before a wall, at least, if it is seen."""
TICK, GAP, APART = 0.42, 0.40, 0.35
"""The length of a tick, from there to its number, and from the longest number to the name, in sizes of text."""
PITCH = 2.4
"""Sizes of text from one number to the next, at least, besides its own width."""
FADING = 1.0
"""Degrees before another corner is the nearest, over which the axes of this one fade."""
NAMED_AT = (0.5, 0.38, 0.62, 0.27, 0.73, 0.16, 0.84)
"""Where along an edge its name may stand, a share of it, the best first."""
KEPT = 0.9
"""Sizes of text between a name and words beside it."""
THIN = 0.0011
"""Widths of lines, shares of the picture's measure for text; at least one pixel."""
MOST = 7
"""Numbers of an axis."""


@dataclass(frozen=True, eq=False)
class AxesDrawn:
    """The axes on a picture: strokes between pixels (k, 2, 2), lines of text, how strong they are, 0..1."""

    strokes: Array
    width: float
    lines: tuple[Line, ...]
    strength: float


@dataclass(frozen=True, eq=False)
class _Side:
    """An edge with an axis: world points of its line (m, 3) and ticks (k, 3), and the way out, a unit vector.

    The name stands `beside` one of its line's points, by that one's number.
    """

    line: Array
    places: Array
    texts: tuple[str, ...]
    name: str
    out: Array
    beside: int = 0


class BlockAxes:
    """The axes of one film: their numbers are chosen once, so that none comes or goes while the camera moves.

    They stand at the block's foot; along a wall that is not seen at every moment at the surface's border above it.

    Parameters
    ----------
    views : of the camera, at some film times
    size : of the 3-D picture in pixels
    unit : the whole picture's measure for text, in pixels
    ink : (height, width) of the 3-D picture, where words stand at any time; names keep away from there
    flags : what flags take on the picture of a view, left, top, right, bottom in pixels: there is no number
    """

    def __init__(
        self,
        surface: Surface,
        views: Sequence[View],
        size: tuple[int, int],
        unit: float,
        ink: NDArray[np.bool_] | None = None,
        flags: Callable[[View], Sequence[Box]] = lambda view: (),
    ) -> None:
        self._surface, self._size, self._ink, self._flags = surface, size, ink, flags
        self._text, self._width = surface.theme.small_size * unit, max(THIN * unit, 1.0)
        seen: dict[int, list[View]] = {}
        for view in views:
            seen.setdefault(nearest_corner(view)[0], []).append(view)
        self._alone = len(seen) < 2
        self._sides = {
            corner: [self._side(axis, corner, own) for axis in (0, 1)] for corner, own in seen.items()
        }

    def drawn(self, view: View) -> AxesDrawn:
        """What stands on a picture that is drawn from `view`."""
        corner, inside = nearest_corner(view)
        strokes, lines = list(self._box(view, corner)), []
        for side in self._sides.get(corner, ()):
            ticks, texts = self._written(side, view)
            strokes += ticks
            lines += texts
        strength = 1.0 if self._alone else float(paced(inside / FADING, 0.5))
        return AxesDrawn(np.array(strokes), self._width, tuple(lines), strength)

    def boxes(self, view: View) -> list[Box]:
        """What numbers and names take, pixels."""
        return list(map(_box_of, self.drawn(view).lines))

    def write(self, picture: NDArray[np.uint8], view: View) -> None:
        """Draw them on the 3-D part (height, width, 3) of a picture that was drawn from `view`, in place."""
        drawn = self.drawn(view)
        if drawn.strength <= 0:
            return
        ink = np.round(255 * np.array(rgb(self._surface.theme.scale)))
        for stroke in drawn.strokes:
            _stroke(picture, stroke, drawn.width, ink, drawn.strength)
        for line in drawn.lines:
            _letter(picture, line, self._surface.theme.halo, drawn.strength)

    def _side(self, axis: int, corner: int, views: Sequence[View]) -> _Side:
        """The edge along an axis at the nearest corner, with as many ticks as have room in every view."""
        world = self._surface.world
        limits = world.landscape.domain[axis]
        out = self._out(axis, corner)
        line = self._line(axis, out, at_foot=all(self._faces(axis, out, view) for view in views))
        for most in range(MOST, 0, -1):
            values = linear_ticks(limits, most)
            numbers = Graduation.of(values).said(self._surface.theme.say)
            along = (values - sum(limits) / 2) * world.scale[axis]
            places = np.stack([np.interp(along, line[:, axis], line[:, k]) for k in range(3)], axis=-1)
            need = (
                PITCH * self._text + max((text_width(t, self._text) for t in numbers.texts), default=0.0) / 2
            )
            gaps = [
                np.linalg.norm(np.diff(project(view, self._size, places), axis=0), axis=1) for view in views
            ]
            if all((gap >= need).all() for gap in gaps):
                break
        name = numbers.named(spoken_name(names_of_axes(world.landscape)[axis]))
        side = _Side(line, places, tuple(numbers.texts), name, out)
        under = {number for view in views for number in self._under_flags(side, view)}
        texts = tuple("" if k in under else text for k, text in enumerate(side.texts))
        return self._named(replace(side, texts=texts), views)

    def _under_flags(self, side: _Side, view: View) -> set[int]:
        """Which of its numbers a flag would stand on."""
        boxes = list(map(_box_of, self._written(side, view)[1][:-1]))
        return {k for k, box in enumerate(boxes) if any(meet(box, flag) for flag in self._flags(view))}

    def _named(self, side: _Side, views: Sequence[View]) -> _Side:
        """The edge with its name where no words stand in any view; in the middle where there is no such place."""
        found = [replace(side, beside=round(share * (len(side.line) - 1))) for share in NAMED_AT]
        if self._ink is None:
            return found[0]
        clear = (one for one in found if not any(self._on_words(one, view) for view in views))
        return next(clear, found[0])

    def _on_words(self, side: _Side, view: View) -> bool:
        assert self._ink is not None
        name = self._written(side, view)[1][-1]
        left, top, right, bottom = np.add(_box_of(name), KEPT * name.size * np.array([-1, -0.5, 1, 0.5]))
        rows, columns = (slice(max(round(a), 0), max(round(b), 0)) for a, b in ((top, bottom), (left, right)))
        return bool(self._ink[rows, columns].any())

    def _out(self, axis: int, corner: int) -> Array:
        """The way out of the wall along an axis, at a corner."""
        high = (corner in (1, 2), corner in (2, 3))
        out = np.zeros(3)
        out[1 - axis] = 1.0 if high[1 - axis] else -1.0
        return out

    def _line(self, axis: int, out: Array, at_foot: bool) -> Array:
        """World points (m, 3) of the edge, from low to high."""
        place = -1 if out.sum() > 0 else 0
        line = self._surface.vertices[place] if axis == 0 else self._surface.vertices[:, place]
        line = np.array(line, dtype=float)
        if at_foot or not np.isfinite(line).all():
            line[:, 2] = self._surface.base
        return line

    def _faces(self, axis: int, out: Array, view: View) -> bool:
        """Whether the wall along an axis is seen."""
        place = self._line(axis, out, at_foot=True)[0]
        return bool((view.position - place) @ out > SEEN)

    def _box(self, view: View, corner: int) -> Iterator[Array]:
        """The edges at the foot of walls that are seen, and the uprights beside them."""
        tops = self._surface.vertices[[0, 0, -1, -1], [0, -1, -1, 0]]
        beside: set[int] = set()
        for axis in (0, 1):
            out = self._out(axis, corner)
            if self._faces(axis, out, view):
                yield project(view, self._size, self._line(axis, out, at_foot=True)[[0, -1]])
                other = (corner + 1, corner - 1)[(axis == 0) == (corner in (1, 3))] % 4
                beside |= {corner, other}
        for k in sorted(beside):
            if np.isfinite(tops[k]).all():
                foot = np.array([*tops[k, :2], self._surface.base])
                yield project(view, self._size, np.stack([foot, tops[k]]))

    def _written(self, side: _Side, view: View) -> tuple[list[Array], list[Line]]:
        """Ticks as strokes, numbers and the name as lines of text."""
        theme, text = self._surface.theme, self._text
        middle, named = side.line[len(side.line) // 2], side.line[side.beside]
        spots = project(view, self._size, np.stack([middle, middle + 0.1 * side.out, named]))
        way = (spots[1] - spots[0]) / max(float(np.linalg.norm(spots[1] - spots[0])), 1e-9)
        strokes, lines, deepest = [], [], 0.0
        for at, number in zip(project(view, self._size, side.places), side.texts, strict=True):
            strokes.append(np.stack([at, at + TICK * text * way]))
            half = _half(number, text, way)
            place = at + (TICK * text + GAP * text + half) * way
            deepest = max(deepest, 2 * half)
            if number:
                lines.append(Line(number, (float(place[0]), float(place[1])), text, theme.scale, anchor="mm"))
        half = _half(side.name, LARGER * text, way)
        place = spots[2] + (TICK * text + GAP * text + deepest + APART * text + half) * way
        at = (float(place[0]), float(place[1]))
        return strokes, [*lines, Line(side.name, at, LARGER * text, theme.ink, anchor="mm")]


def with_axes_room(surface: Surface) -> Array:
    """World points (k, 3) that a picture with axes has to show: the block, and what stands around its edges."""
    texts = [
        text
        for limits in surface.world.landscape.domain
        for text in Graduation.of(linear_ticks(limits, MOST)).said(surface.theme.say).texts
    ]
    widest = max((text_width(text, 1000.0) / 1000.0 for text in texts), default=1.0)
    reach = LETTER * (TICK + GAP + APART + LARGER + widest)
    v, around = surface.vertices, []
    for side, out in ((v[0], (0, -1)), (v[-1], (0, 1)), (v[:, 0], (-1, 0)), (v[:, -1], (1, 0))):
        for end in side[[0, -1]]:
            beside = end[:2] + reach * np.array(out)
            around += [[*beside, surface.base], [*beside, end[2]]]
    return np.concatenate([surface.hull, np.array(around)])


def _box_of(line: Line) -> Box:
    """What a number or a name takes, pixels."""
    half = text_width(line.text, line.size) / 2 + 0.3 * line.size
    return line.at[0] - half, line.at[1] - 0.6 * line.size, line.at[0] + half, line.at[1] + 0.6 * line.size


def _half(text: str, size: float, way: Array) -> float:
    """Half of what a text takes along a way on the picture."""
    return float(abs(way[0]) * text_width(text, size) / 2 + abs(way[1]) * 0.42 * size)


def _stroke(picture: NDArray[np.uint8], ends: Array, width: float, ink: Array, strength: float) -> None:
    """A line between two pixels (2, 2) with soft edges, in place."""
    if (kept := recording()) is not None:
        color = "#" + "".join(f"{round(c):02x}" for c in ink)
        kept.add(Stroke((kept.place(ends[0]), kept.place(ends[1])), color, width, alpha=strength))
        return
    height, wide = picture.shape[:2]
    low, high = ends.min(axis=0) - width - 1, ends.max(axis=0) + width + 2
    left, top = (int(max(v, 0)) for v in low)
    part = picture[top : int(max(min(high[1], height), 0)), left : int(max(min(high[0], wide), 0))]
    if not part.size:
        return
    way = ends[1] - ends[0]
    length = max(float(np.linalg.norm(way)), 1e-9)
    way = way / length
    x = np.arange(left, left + part.shape[1]) + 0.5 - ends[0, 0]
    y = np.arange(top, top + part.shape[0])[:, None] + 0.5 - ends[0, 1]
    along = x * way[0] + y * way[1]
    beyond = np.maximum(np.maximum(-along, along - length), 0.0)
    away = np.hypot(x * way[1] - y * way[0], beyond)
    share = strength * np.clip((width + 1) / 2 - away, 0.0, 1.0)[..., None]
    part[...] = np.round(part + share * (ink - part)).astype(np.uint8)


def _letter(picture: NDArray[np.uint8], line: Line, halo: str, strength: float) -> None:
    """Write a line of text on a picture, in place."""
    reach = text_width(line.text, line.size) / 2 + line.size
    box = (line.at[0] - reach, line.at[1] - line.size, line.at[0] + reach, line.at[1] + line.size)
    with opened(picture, box) as part:
        if part is None:
            return
        image, left, top = part
        at, alpha = (line.at[0] - left, line.at[1] - top), round(255 * strength)
        shifted = replace(line, at=at, color=f"{line.color}{alpha:02x}")
        write(ImageDraw.Draw(image, "RGBA"), shifted, f"{halo}{round(90 * strength):02x}")
