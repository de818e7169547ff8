"""The scale of heights: ticks with numbers on the block's nearest upright edge."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from PIL import ImageDraw

from render.camera import View, nearest_corner, paced, project
from render.scene.block_axes import BlockAxes, Box
from render.scene.ticks import height_ticks
from render.style import Line, Stroke, number_text, opened, recording, text_width, write
from render.surface import Surface

ENOUGH, FEWEST = 3, 2
"""With so many ticks the nearest edge is the scale, and no other is looked for; beside axes fewer do, else they tell
nothing and are left out."""
PITCH = 1.3
"""Sizes of text from one number to the next, at least."""
TICK, GAP = 0.36, 0.42
"""Half a tick's length, and space from there to its number, in sizes of text."""
AIR, APART, OVER = 0.8, 1.8, 0.5
"""Sizes of text from a number to the picture's edge, to other words beside it, and to those over or under it, at least."""
CLEAR = 0.045
"""World units below the surface's border where no number stands: beads reach so far down."""
FADING = 1.0
"""Degrees before another edge is the nearest, over which the numbers of this one fade."""


@dataclass(frozen=True, eq=False)
class Edge:
    """An upright edge with the ticks and texts that stand on it.

    Attributes
    ----------
    corner : 0 to 3, counterclockwise from the lowest x and y
    side : of the edge on which numbers stand: 1 right, -1 left
    places : (k, 3) world points of the ticks
    texts : of the k ticks
    ticked : whether there are ticks; without them one text names both ends
    """

    corner: int
    side: int
    places: NDArray[np.float64]
    texts: tuple[str, ...]
    ticked: bool = True


@dataclass(frozen=True, eq=False)
class Glance:
    """A view, the surface's `borders` on its picture, pixels (k, 2) each, and boxes that are `taken` by other words."""

    view: View
    borders: tuple[NDArray[np.float64], ...]
    taken: tuple[Box, ...] = ()


class EdgeScale:
    """The numbers of one film: chosen once, so that none comes or goes while the camera moves.

    Parameters
    ----------
    views : of the camera, at some film times
    size : of the 3-D picture in pixels
    unit : the whole picture's measure for text, in pixels
    ink : (height, width) of the 3-D picture, where words stand at any time
    axes : what else stands at the block; then the scale is called "height" even where its numbers say all
    flags : what flags take on the picture of a view, left, top, right, bottom in pixels
    """

    def __init__(
        self,
        surface: Surface,
        views: Sequence[View],
        size: tuple[int, int],
        unit: float,
        ink: NDArray[np.bool_] | None = None,
        axes: BlockAxes | None = None,
        flags: Callable[[View], Sequence[Box]] = lambda view: (),
    ) -> None:
        self._axes = axes
        self._ink_there = ink
        self._surface, self._size = surface, size
        self._ink, self._halo = surface.theme.scale, surface.theme.halo
        self._text = surface.theme.small_size * unit
        self._corners, self._there = _block_corners(surface)
        seen: dict[int, list[Glance]] = {}
        for view in views if surface.walled else ():
            taken = (*flags(view), *(axes.boxes(view) if axes is not None else ()))
            glance = Glance(view, tuple(self._borders(view)), taken)
            seen.setdefault(nearest_corner(view)[0], []).append(glance)
        self._alone = len(seen) < 2
        self._edges = {corner: self._chosen(corner, own) for corner, own in seen.items()}

    def write(self, picture: NDArray[np.uint8], view: View, names: Sequence[Box] = ()) -> None:
        """Write it on the 3-D part (height, width, 3) of a picture that was drawn from `view`, in place.

        A number fades where one of the `names` that go about comes near: left, top, right, bottom in pixels.
        """
        corner, inside = nearest_corner(view)
        strength = 1.0 if self._alone else paced(inside / FADING, 0.5)
        edge = self._edges.get(corner)
        if edge is None or not len(edge.places) or strength <= 0:
            return
        half, thick = TICK * self._text, max(round(self._text / 14), 1)
        places = project(view, self._size, edge.places)
        reach = half + (GAP + 1) * self._text
        across = [reach, reach]
        across[edge.side > 0] += max(text_width(text, self._text) for text in edge.texts)
        low, high = places.min(axis=0), places.max(axis=0)
        box = (low[0] - across[0], low[1] - self._text, high[0] + across[1], high[1] + self._text)
        shares = [
            strength * min((_clear(box, name, 0.7 * self._text) for name in names), default=1.0)
            for box in self.boxes(view)
        ]
        with opened(picture, box) as part:
            if part is None:
                return
            image, left, top = part
            pen = ImageDraw.Draw(image, "RGBA")
            for (x, y), text, share in zip(places - [left, top], edge.texts, shares, strict=True):
                if round(255 * share) <= 0:
                    continue
                ink, halo = f"{self._ink}{round(255 * share):02x}", f"{self._halo}{round(110 * share):02x}"
                at = (x + edge.side * (half + GAP * self._text), y)
                if edge.ticked and (kept := recording()) is not None:
                    ends = (kept.place((x - half, y)), kept.place((x + half, y)))
                    kept.add(Stroke(ends, self._ink, thick, alpha=share))
                elif edge.ticked:
                    pen.line((x - half, y, x + half, y), fill=ink, width=thick)
                write(pen, Line(text, at, self._text, ink, anchor="lm" if edge.side > 0 else "rm"), halo)

    def boxes(self, view: View) -> list[Box]:
        """What the ticks and numbers take, pixels."""
        edge = self._edges.get(nearest_corner(view)[0])
        if edge is None or not len(edge.places):
            return []
        places, half = project(view, self._size, edge.places), TICK * self._text
        found: list[Box] = []
        for (x, y), text in zip(places, edge.texts, strict=True):
            start = half + GAP * self._text
            ends = (
                x + edge.side * (-half if edge.ticked else start),
                x + edge.side * (start + text_width(text, self._text)),
            )
            found.append((min(ends), y - 0.6 * self._text, max(ends), y + 0.6 * self._text))
        return found

    def _chosen(self, corner: int, glances: Sequence[Glance]) -> Edge:
        """The edge at a corner, or one at the block's outline where that one is too low for some ticks.

        Beside axes it is the outline's where it can be: at the nearest corner the numbers of both axes meet.
        """
        near = [self._settled(corner, side, glances) for side in (1, -1)]
        best = max(near, key=_told)
        enough = FEWEST if self._axes is not None else ENOUGH
        if len(best.places) >= enough and self._axes is None:
            return best
        plan = project(glances[len(glances) // 2].view, self._size, self._corners)
        outline = (
            plan[:, 0].argmin(),
            plan[:, 0].argmax(),
        )  # a far corner between them is behind the surface
        beside = [c for c in ((corner + 1) % 4, (corner - 1) % 4) if c in outline]
        outer = [
            self._settled(c, 1 if plan[c, 0] > plan[corner, 0] else -1, glances, outside=True) for c in beside
        ]
        wanted = [edge for edge in outer if len(edge.places) >= enough] if self._axes is not None else []
        most = max(wanted or [best, *outer], key=_told)
        nothing = replace(most, places=most.places[:0], texts=())
        if self._axes is None:
            return most if _told(most) >= enough else nothing
        # Where an edge is short, or a rugged border dips everywhere: two numbers, at worst before the ground.
        for outside in (False, True):
            if _told(most) < FEWEST:
                few = (self._settled(corner, side, glances, outside, ends=True) for side in (1, -1))
                most = max(few, key=_told)
        if _told(most) >= FEWEST:
            return most
        spots = [(c, side) for c in (corner, *beside) for side in (1, -1)]
        ranges = (self._range(c, side, glances) for c, side in spots)
        return next((found for found in ranges if _told(found)), nothing)

    def _range(self, corner: int, side: int, glances: Sequence[Glance]) -> Edge:
        """From which height to which, in words: of an edge that is seen from above and has no room for two numbers."""
        transform, say = self._surface.world.transform, self._surface.theme.say
        ends = np.array([transform.low, transform.high])
        ends[np.abs(ends) < 1e-3 * np.ptp(ends)] = 0.0
        lowest, highest = (say.number(number_text(float(end), span=float(np.ptp(ends)))) for end in ends)
        text = f"{say('height')}  {lowest} \N{HORIZONTAL ELLIPSIS} {highest}"
        place = self._corners[corner] * [1, 1, 0.5] + [0, 0, 0.5 * self._surface.base]
        fits = (
            self._there[corner]
            and lowest != highest
            and self._fits(place, text, side, glances, outside=True)
            and all(self._beside(place, text, side, glance.view) for glance in glances)
        )
        return Edge(corner, side, place[None] if fits else np.zeros((0, 3)), (text,) if fits else (), False)

    def _beside(self, place: NDArray[np.float64], text: str, side: int, view: View) -> bool:
        """Whether a text does not cover the block."""
        ((x, y),) = project(view, self._size, place[None])
        ends = (
            x + side * (TICK + GAP) * self._text,
            x + side * ((TICK + GAP) * self._text + text_width(text, self._text)),
        )
        box = np.array([[end, y + half * self._text] for end in ends for half in (-0.5, 0.5)])
        foot = self._corners * [1, 1, 0] + [0, 0, self._surface.base]
        block = project(view, self._size, np.concatenate([self._corners, foot]))
        turn = np.linspace(0, 2 * np.pi, 64, endpoint=False)
        ways = np.stack([np.cos(turn), np.sin(turn)])
        return bool(((box @ ways).min(axis=0) >= (block @ ways).max(axis=0)).any())

    def _settled(
        self,
        corner: int,
        side: int,
        glances: Sequence[Glance],
        outside: bool = False,
        ends: bool = False,
    ) -> Edge:
        """The ticks that fit on an edge in every view, or those at its `ends`.

        Behind the lowest that has room for it is the scale's name.
        """
        transform = self._surface.world.transform
        high = self._corners[corner, 2] - CLEAR
        top = float(np.clip(high / self._surface.world.height + 0.5, 0.02, 1.0))
        at, numbers = height_ticks(transform, top, ends)
        numbers = numbers.said(self._surface.theme.say)
        texts = list(numbers.texts)
        places = np.repeat(self._corners[corner][None], len(at), axis=0)
        places[:, 2] = (at - 0.5) * self._surface.world.height
        room = places[:, 2] <= high + 1e-3
        kept: list[int] = []
        for k in map(int, np.flatnonzero(room & self._there[corner])):
            near = kept and any(
                _apart(glance.view, self._size, places[[kept[-1], k]]) < PITCH * self._text
                for glance in glances
            )
            if not near and self._fits(places[k], texts[k], side, glances, outside):
                kept.append(int(k))
        said = [numbers.named(self._surface.theme.say("height"))] * bool(numbers.common or self._axes)
        said += [self._surface.theme.say(transform.label)] * (transform.kind != "linear")
        for k in kept if said else ():
            named = ", ".join(said)
            longer = (
                f"{texts[k]}   {named}" if side > 0 else f"{named}   {texts[k]}"
            )  # the number at the tick
            if self._fits(places[k], longer, side, glances, outside):
                texts[k] = longer
                break
        return Edge(corner, side, places[kept], tuple(texts[k] for k in kept))

    def _fits(
        self, place: NDArray[np.float64], text: str, side: int, glances: Sequence[Glance], outside: bool
    ) -> bool:
        """Whether a number lies on the picture, and below the surface, in every view."""
        for glance in glances:
            (x, y), *_ = project(glance.view, self._size, place[None])
            start = x + side * (TICK + GAP) * self._text
            end = start + side * text_width(text, self._text)
            top, margin, air = y - 0.6 * self._text, 0.3 * self._text, AIR * self._text
            if not (air <= min(start, end) and max(start, end) <= self._size[0] - air):
                return False
            if not (margin <= top and y + 0.6 * self._text <= self._size[1] - margin):
                return False
            if self._ink_there is not None:
                rows = slice(max(int(top - OVER * self._text), 0), int(y + (0.7 + OVER) * self._text))
                apart = APART * self._text
                if self._ink_there[
                    rows, max(int(min(start, end) - apart), 0) : int(max(start, end) + apart)
                ].any():
                    return False
            ends = (x - side * TICK * self._text, end)  # with its tick
            whole = (min(ends), top, max(ends), y + 0.6 * self._text)
            if any(_meet(whole, other) for other in glance.taken):
                return False
            if not outside and any(_over(line, (min(x, end), max(x, end)), top) for line in glance.borders):
                return False
        return True

    def _borders(self, view: View) -> Iterator[NDArray[np.float64]]:
        """Pixels (k, 2) along the surface's sides that are turned to the camera, a bead lower than it."""
        v, whole = self._surface.vertices, np.isfinite(self._surface.lattice.heights)
        for side in ((0, slice(None)), (-1, slice(None)), (slice(None), 0), (slice(None), -1)):
            if (line := v[side][whole[side]]).size and _faces(line, v, view):
                yield project(view, self._size, line - [0, 0, CLEAR])


def _block_corners(surface: Surface) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    """The surface's corners (4, 3), and whether they are there; where it ends before one, where its border does."""
    known = np.isfinite(surface.lattice.heights)
    corners, there = [], []
    for row, column in ((0, 0), (0, -1), (-1, -1), (-1, 0)):
        along, up = np.flatnonzero(known[row]), np.flatnonzero(known[:, column])
        ends = [(row, int(along[min(column, 0)]))] if len(along) else []
        ends += [(int(up[min(row, 0)]), column)] if len(up) else []
        here = surface.vertices[row, column]
        nearest = min(ends, key=lambda at: float(np.abs(surface.vertices[at] - here)[:2].sum()), default=None)
        corners.append(here if nearest is None else surface.vertices[nearest])
        there.append(nearest is not None)
    return np.array(corners), np.array(there)


def _faces(line: NDArray[np.float64], vertices: NDArray[np.float64], view: View) -> bool:
    """Whether the wall under a side is turned to the camera."""
    axis = 0 if np.ptp(line[:, 0]) < np.ptp(line[:, 1]) else 1
    middle, here = vertices[..., axis].mean(), line[:, axis].mean()
    return bool((view.position[axis] - here) * (here - middle) > 0)


def _told(edge: Edge) -> int:
    return len(edge.places)


def _clear(box: Box, other: Box, air: float) -> float:
    """0 for boxes that meet, 1 for those that are `air` pixels apart."""
    across = max(box[0] - other[2], other[0] - box[2])
    down = max(box[1] - other[3], other[1] - box[3])
    return float(np.clip(max(across, down) / air, 0.0, 1.0))


def _meet(first: Box, second: Box) -> bool:
    apart = first[2] < second[0] or second[2] < first[0] or first[3] < second[1] or second[3] < first[1]
    return not apart


def _over(line: NDArray[np.float64], across: tuple[float, float], top: float) -> bool:
    """Whether a border (k, 2) in pixels reaches below `top` between two columns."""
    order = np.argsort(line[:, 0])
    x, y = line[order].T
    columns = np.linspace(*across, 8)
    lowest = np.interp(columns, x, y, left=-np.inf, right=-np.inf)
    return bool((lowest > top).any())


def _apart(view: View, size: tuple[int, int], places: NDArray[np.float64]) -> float:
    """Pixels from one of two world points (2, 3) to the other."""
    first, second = project(view, size, places)
    return float(np.linalg.norm(first - second))
