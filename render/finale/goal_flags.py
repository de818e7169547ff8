"""A flag on every known lowest point, from the first picture on; behind a hill as much of it as looks over.

Where none is known a pennant, which says what it is, stands on the lowest that was found.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw

from descent import Trajectories
from render.camera import VIEW_ANGLE, View, project, seen_from
from render.finale.pennants import lowest_found
from render.particles import BILLBOARD, CLOTH, FINE, POLE, SLACK, flag, flag_colors, flagged
from render.style import Line, Theme, opened, text_width, write
from render.surface import Surface

PARTS = 6
"""A pole is seen or hidden in so many parts."""
TALLEST = 4
"""So many times as tall as usual is a pole at most whose cloth must look out of a pit."""
ANEW = 0.02
"""World units that the camera may go before it is asked again what hides a flag."""
FAINT = 0.34
"""Opacity of a flag whose cloth is hidden too."""
NO_RUNS: Mapping[str, Trajectories] = MappingProxyType({})

Array = NDArray[np.float64]


class GoalFlags:
    """The flags of one surface on pictures of `size` pixels, whose unit of text is `unit`.

    Of `runs` a pennant marks the lowest place that they came to, where none is known.
    """

    def __init__(
        self,
        surface: Surface,
        theme: Theme,
        size: tuple[int, int],
        unit: float,
        runs: Mapping[str, Trajectories] = NO_RUNS,
    ) -> None:
        goals, share = flagged(surface.landscape)
        found = lowest_found(tuple(runs.values()))
        self._pennant = len(found) > 0
        goals = found if self._pennant else goals
        feet = surface.world.place(goals) if len(goals) else np.zeros((0, 3))
        self._feet = feet[np.isfinite(feet).all(axis=1)]
        self._surface, self.size = surface, size
        self._asked: tuple[float, ...] = ()
        self._answer: tuple[Array, Array] = (np.zeros(0), np.zeros(0))
        self._unit, self._colors = unit * share, flag_colors(theme)
        if self._pennant:
            self._colors = (theme.ink, *self._colors[1:])
        self._words = Line(theme.say("lowest found"), (0, 0), theme.small_size * unit, theme.ink, "ls")
        self._halo = theme.halo

    @property
    def stand(self) -> bool:
        """Whether there are any."""
        return bool(len(self._feet))

    def boxes(self, view: View) -> list[tuple[float, float, float, float]]:
        """Left, top, right, bottom of each cloth and of each pole, pixels."""
        if not len(self._feet):
            return []
        wide, high = CLOTH[0] * self._unit, CLOTH[1] * self._unit
        at, poles = project(view, self.size, self._feet).tolist(), self._poles(view)[0].tolist()
        flags = [(x, y, pole) for (x, y), pole in zip(at, poles, strict=True)]
        cloths = [(x, y - pole, x + wide, y - pole + high) for x, y, pole in flags]
        if self._pennant:
            cloths += [self._said(x, y, pole)[1] for x, y, pole in flags]
        return cloths + [(x - SLACK, y - pole, x + SLACK, y) for x, y, pole in flags]

    def _said(self, x: float, y: float, pole: float) -> tuple[Line, tuple[float, float, float, float]]:
        """The words beside a pennant, and what they take: on its right, or on its left where that is the picture's edge."""
        size = self._words.size
        wide, beside = text_width(self._words.text, size), CLOTH[0] * self._unit + 0.35 * size
        left = x + beside if x + beside + wide + size < self.size[0] else x - 0.5 * size - wide
        base = y - pole + 0.5 * CLOTH[1] * self._unit + 0.35 * size
        return replace(self._words, at=(left, base)), (left, base - size, left + wide, base + 0.3 * size)

    def draw(self, picture: NDArray[np.uint8], view: View, balls: Sequence[tuple[Array, Array]] = ()) -> None:
        """Draw them onto a picture (height, width, 3) uint8, in place, behind `balls` that lie before them.

        Those are centres (m, 3) and radii (m,) in world units.
        """
        if not len(self._feet):
            return
        at, (poles, hidden) = project(view, self.size, self._feet), self._poles(view)
        far = np.linalg.norm(self._feet - view.position, axis=1)
        discs = np.concatenate([np.zeros((0, 4)), *(self._discs(view, *those) for those in balls)])
        x, y, r, away = discs.T
        wide = CLOTH[0] * self._unit
        for k in np.argsort(-far):
            beside = (x + r > at[k, 0] - SLACK) & (x - r < at[k, 0] + wide + SLACK + 1)
            level = (y + r > at[k, 1] - poles[k] - SLACK) & (y - r < at[k, 1] + SLACK + 1)
            before = discs[beside & level & (away < far[k]), :3].tolist()
            self._draw_one(picture, at[k], float(poles[k]), float(hidden[k]), before)

    def say(self, picture: NDArray[np.uint8], view: View, strength: float) -> None:
        """Write beside pennants what they are, in place, as far as `strength` says: valleys say more in the end."""
        if self._pennant and len(self._feet) and strength > 0:
            at, poles = project(view, self.size, self._feet), self._poles(view)[0]
            for foot, pole in zip(at, poles, strict=True):
                self._say(picture, foot, float(pole), strength)

    def _say(self, picture: NDArray[np.uint8], foot: Array, pole: float, strength: float) -> None:
        """What a pennant is, in place."""
        line, box = self._said(float(foot[0]), float(foot[1]), pole)
        if not np.isfinite(box).all():
            return
        with opened(picture, (box[0] - SLACK, box[1] - SLACK, box[2] + SLACK, box[3] + SLACK)) as part:
            if part is not None:
                image, left, top = part
                bare, at = image.copy() if strength < 1 else None, (line.at[0] - left, line.at[1] - top)
                write(ImageDraw.Draw(image), replace(line, at=at), self._halo)
                if bare is not None:
                    image.paste(Image.blend(bare, image, strength))

    def _discs(self, view: View, centres: Array, radii: Array) -> Array:
        """Where balls are on the picture and how large, pixels, and how far from the camera, (m, 4)."""
        far = np.linalg.norm(centres - view.position, axis=1)
        wide = (1 + BILLBOARD.casing) * radii * self.size[1] / (2 * np.tan(np.radians(VIEW_ANGLE / 2)) * far)
        at = project(view, self.size, centres)
        shown = np.isfinite(at).all(axis=1) & (wide > 0)
        return np.column_stack([at, wide, far])[shown]

    def _poles(self, view: View) -> tuple[Array, Array]:
        """How long poles are (flags,), pixels, and the share of each that ground hides, from about where the camera is.

        One in a pit is so much longer that its cloth looks out; where even the longest does not, all of it is hidden.
        """
        about = np.round(view.position / ANEW) * ANEW
        key = tuple(about.tolist())
        if key != self._asked:
            near = replace(view, position=about)
            at = project(near, self.size, self._feet)
            rise = project(near, self.size, self._feet + np.array([0, 0, 0.1]))
            tall = np.maximum(np.linalg.norm(rise - at, axis=1), 1e-6)
            usual = np.minimum(0.1 * POLE * self._unit / tall, 0.5)
            shares = (np.arange(TALLEST * PARTS) + 0.5) / PARTS
            points = self._feet[:, None] + shares[:, None] * usual[:, None, None] * np.array([0, 0, 1])
            seen = seen_from(self._surface, points.reshape(-1, 3), near).reshape(len(points), -1) > 0
            # In parts of the usual pole: how many of them are hidden, from below.
            hidden = np.where(seen.any(axis=1), np.argmax(seen, axis=1), seen.shape[1])
            longer = np.clip(hidden + 2, PARTS, TALLEST * PARTS)
            lost = hidden + 2 > TALLEST * PARTS
            parts = np.where(lost, PARTS, longer)
            self._asked = key
            self._answer = POLE * self._unit * parts / PARTS, np.where(lost, 1.0, hidden / parts)
        return self._answer

    def _draw_one(
        self,
        picture: NDArray[np.uint8],
        foot: Array,
        pole: float,
        hidden: float,
        discs: Sequence[Sequence[float]],
    ) -> None:
        wide = CLOTH[0] * self._unit
        left, top = int(foot[0] - SLACK), int(foot[1] - pole - SLACK)
        box = (left, top, int(foot[0] + wide + SLACK) + 1, int(foot[1] + SLACK) + 1)
        if box[0] < 0 or box[1] < 0 or box[2] > picture.shape[1] or box[3] > picture.shape[0]:
            return
        cover, strength = flag(
            (_fine(foot[0] - left), _fine(foot[1] - top)),
            (box[2] - left, box[3] - top),
            self._unit,
            _fine(pole),
            hidden if hidden < 1 else 0.0,
            1.0 if hidden < 1 else FAINT,
            self._colors,
            tuple((x - left, y - top, r) for x, y, r in discs),
            self._pennant,
        )
        part = picture[box[1] : box[3], box[0] : box[2]]
        ground = Image.fromarray(part)
        ground.paste(cover, (0, 0), strength)
        part[...] = np.asarray(ground)


def _fine(pixels: float) -> float:
    """A length in whole fine lines: where a flag goes by, the same few come again and again."""
    return round(float(pixels) * FINE) / FINE
