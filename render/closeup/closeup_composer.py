"""Draws the pictures of a close-up: the lens at the marble, arrows on the ground, the rest out of focus in the pauses."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from typing import Protocol

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw

from descent import Ending, Trajectories
from render.camera import VIEW_ANGLE, Frame, View, seen_from
from render.clock import ShotClock, off_since
from render.closeup.ground_ink import Arrow, GroundInk, beside
from render.closeup.lens_blur import out_of_focus
from render.closeup.sentences import label_of, said_of
from render.closeup.shot_path import ShotPath
from render.closeup.stops import Stop
from render.finale import Closing, GoalFlags
from render.particles import GLYPHS, NONE, ROUND, bead_radius, glyph, resting_place
from render.stage import OVERSIZE, Picture, Stage, StageContent, graded
from render.style import Line, text_unit, text_width, write
from render.surface import Surface

LARGEST = 0.036
"""Radius of the marble at most, a share of the unit of text."""
BUILT = 0.66
"""Share of a pause in which the arrows grow."""
FOCUS = 0.14
"""Share of a pause in which the rest goes out of focus, and comes back."""
TRAIL, PAST, WHOLE = 0.0042, 90, 360
"""Width of the path behind the marble, a share of the unit; so many points of it are drawn close by, and of all at home."""
AROUND = 40
"""Corners of the ring at the end of a step."""
HOME = 0.25
"""How near the camera may be to a step for the whole's words: nearer the surface is under the title."""
HIDDEN = 0.5
"""How much is seen of a marble behind a hill."""
CASING = 0.25
"""Of a mark that stands for the marble: how much larger the dark one under it is."""

COLORS = {"gradient": 0, "momentum": 1, "look-ahead": 3, "decay": 4, "step": 0}
"""Place in the theme's palette of each part."""


@dataclass(frozen=True, eq=False)
class Closeup:
    """One particle whose steps are taken apart, and where."""

    surface: Surface
    run: Trajectories
    particle: int
    stops: Sequence[Stop]
    clock: ShotClock


class Words(Protocol):
    """What a scene writes on its pictures."""

    def stand(self, picture: Image.Image) -> None: ...
    def stand_over(self, picture: NDArray[np.uint8], bare: Image.Image) -> None: ...
    def write(
        self, picture: NDArray[np.uint8], index: float, *, ending: float | None = None, t: float = 0.0
    ) -> None: ...


class CloseupComposer:
    """Composes each picture of a close-up. Close it when done.

    Parameters
    ----------
    path : the camera's
    words : what is written while the whole is shown
    closing : what is said at the end
    frame : the part of the picture that the whole may fill
    color : of the marble
    size : of the pictures in pixels

    Raises
    ------
    OpenGLMissing
        If nothing here can draw.
    """

    def __init__(
        self,
        shown: Closeup,
        path: ShotPath,
        words: Words,
        closing: Closing,
        frame: Frame,
        color: str,
        size: tuple[int, int],
    ) -> None:
        surface, theme = shown.surface, shown.surface.theme
        self._size, self._shown, self._path = size, shown, path
        self._unit, self._theme, self._captions = text_unit(size), theme, words
        self._bare, self._color, self._closing = graded(theme, size), color, closing
        self._flags = GoalFlags(surface, theme, size, self._unit)
        self._stage = Stage(
            StageContent(surface, clock=self._shown.clock),
            camera=self._path,
            size=size,
            frame=frame,
            ground=self._bare,
            fit=self._path.fit,
        )
        self._way = shown.run.positions[:, shown.particle]

    def pictures(self, times: Iterable[float]) -> Iterator[Picture]:
        """Those (height, width, 3) of several film times, one by one."""
        return map(self.picture, times)

    def picture(self, t: float) -> Picture:
        """The picture (height, width, 3) uint8 at film time `t` in 0..1."""
        clock = self._shown.clock
        number, built = clock.part(t)[0], clock.told(t)
        view = self._stage.view(t)
        ground = self._ground(t) if built is None else self._focused(number, built)
        image = Image.fromarray(ground)
        ink = GroundInk(image, view, self._unit, self._theme)
        near = self._path.near(t)
        self._draw_trail(ink, clock.index(t), view, near)
        # A lone marble is a large one.
        radius = min(LARGEST * self._unit, bead_radius(self._theme, 1) * self._pixels_at(view))
        place, centre, shape, shown = self._marble(clock.index(t), view, radius)
        arrows: list[tuple[Arrow, float]] = []
        if built is not None:
            arrows = self._arrows(self._shown.stops[number], built)
            self._draw_arrows(ink, self._shown.stops[number], arrows, radius / self._pixels_at(view))
        if shape == ROUND:
            behind = image.copy()
            ink.marble(centre, radius, self._color)
            image.paste(Image.blend(behind, image, shown))
        elif shape != NONE:
            for share, color in ((1 + CASING, self._theme.halo), (1.0, self._color)):
                glyph(image, centre, share * radius, color, shape)
        margin = self._theme.margin * self._unit
        within = (margin, 0.15 * self._size[1], self._size[0] - margin, 0.80 * self._size[1])
        ink.labels(arrows, within, (np.array(centre), radius))
        balls = [(place, np.array([radius / self._pixels_at(view)]))] if shown == 1 else []
        return self._worded(image, t, near, balls)

    def _ground(self, t: float) -> Picture:
        return np.asarray(self._stage.draw(t))

    @cache  # noqa: B019 a composer lives as long as its film, and a film has few stops
    def _still(self, number: int) -> tuple[Picture, Picture]:
        """The ground at a stop, sharp and out of focus."""
        clock = self._shown.clock
        t = next(
            t for t in np.linspace(0, 1, 2001) if clock.built(t) is not None and clock.part(t)[0] == number
        )
        sharp = self._ground(float(t))
        depth = self._stage.depth()
        small = depth[::OVERSIZE, ::OVERSIZE][: self._size[1], : self._size[0]]
        return sharp, out_of_focus(sharp, small, self._path.distance(float(t)), self._unit)

    def _focused(self, number: int, built: float) -> Picture:
        sharp, soft = self._still(number)
        share = float(np.clip(min(built, 1 - built) / FOCUS, 0, 1))
        share = share * share * (3 - 2 * share)
        if share >= 1:
            return soft
        return np.asarray(Image.blend(Image.fromarray(sharp), Image.fromarray(soft), share))

    def _pixels_at(self, view: View) -> float:
        """Pixels of a world unit where the camera looks."""
        far = float(np.linalg.norm(view.position - view.focus))
        return self._size[1] / 2 / float(np.tan(np.radians(VIEW_ANGLE / 2))) / far

    def _marble(
        self, index: float, view: View, radius: float
    ) -> tuple[NDArray[np.float64], tuple[float, float], str, float]:
        """The world point (1, 3) of the marble's middle, its pixel, its shape, and how much of it is seen, 0..1.

        It never goes out of sight: behind a hill, and where it left the map for a while, half of it is seen; where it
        left for good there stays the mark of that.
        """
        world, run = self._shown.surface.world, self._shown.run
        low, high = np.transpose(np.asarray(self._shown.surface.landscape.domain, dtype=float))
        rows = int(np.searchsorted(run.indices, index, side="right"))
        way = np.vstack([self._way[:rows], run.at(index)[0][self._shown.particle]])
        on = np.flatnonzero(((way >= low) & (way <= high)).all(axis=1))
        places = resting_place(world, way[on], radius / self._pixels_at(view))
        there = np.isfinite(places).all(axis=1)
        if not there.any():
            return np.zeros((1, 3)), (0.0, 0.0), NONE, 0.0
        on, place = on[there], places[there][-1:]
        ink = GroundInk(self._bare, view, self._unit, self._theme)
        x, y = ink.pixels(place)[0]
        if off_since(run)[self._shown.particle] <= index:
            return place, (float(x), float(y)), GLYPHS[Ending.ESCAPED].shape, 0.0
        seen = on[-1] == len(way) - 1 and bool(seen_from(self._shown.surface, place, view)[0])
        return place, (float(x), float(y)), ROUND, 1.0 if seen else HIDDEN

    def _draw_trail(self, ink: GroundInk, index: float, view: View, near: float) -> None:
        """The path so far, older parts fainter, from home all of it alike; only what no hill hides."""
        run, world = self._shown.run, self._shown.surface.world
        rows = int(np.searchsorted(run.indices, index, side="right"))
        now = run.at(index)[0][self._shown.particle]
        way = self._way[:rows][:: rows // WHOLE + 1] if near <= 0 else self._way[max(rows - PAST, 0) : rows]
        points = np.concatenate([way, now[None]])
        low, high = np.transpose(np.asarray(self._shown.surface.landscape.domain, dtype=float))
        inside = ((points >= low) & (points <= high)).all(axis=1)
        if len(points) < 2 or not inside.any():
            return
        fine = 6 if len(points) < 40 else 2
        shares = np.arange(fine) / fine
        dense = (points[:-1, None] + shares[None, :, None] * np.diff(points, axis=0)[:, None]).reshape(-1, 2)
        keep = ((dense >= low) & (dense <= high)).all(axis=1)
        places = world.place(np.where(keep[:, None], dense, now), lift=0.004)
        shown = keep & np.isfinite(places).all(axis=1) & (seen_from(self._shown.surface, places, view) > 0)
        cuts = np.flatnonzero(np.diff(shown.astype(int))) + 1
        for part in np.split(np.arange(len(places)), cuts):
            if not shown[part[0]] or len(part) < 2:
                continue
            for piece in np.array_split(part, max(len(part) // 24, 1)):
                joined = np.append(piece, min(piece[-1] + 1, part[-1]))
                age = (1 - (joined.mean() + 1) / len(places)) * (near > 0)
                ink.path(places[joined], self._color, TRAIL * self._unit * (1 - 0.5 * age), 0.85 - 0.6 * age)

    def _arrows(self, stop: Stop, built: float) -> list[tuple[Arrow, float]]:
        """The arrows one after another, and how much of each has grown."""
        world, count = self._shown.surface.world, len(stop.tracks)
        lengths = {
            name: float(np.linalg.norm((t[-1] - t[0]) * world.scale)) for name, t in stop.tracks.items()
        }
        told = sorted((n for n in lengths if n != "together"), key=lambda n: -lengths[n])[:2]
        found = []
        for k, (name, track) in enumerate(stop.tracks.items()):
            share = float(np.clip(built / BUILT * count - k, 0, 1))
            color = self._theme.ink if name == "together" else self._theme.palette[COLORS.get(name, 2)]
            label = label_of(stop.step, name, self._theme.say) if name in (*told, "together") else ""
            found.append(
                (Arrow(world.place(track, lift=0.004), color, label), share * share * (3 - 2 * share))
            )
        return found

    def _draw_arrows(
        self, ink: GroundInk, stop: Stop, arrows: list[tuple[Arrow, float]], radius: float
    ) -> None:
        aside = beside([ink.pixels(arrow.points) for arrow, _ in arrows], self._unit)
        for arrow, share in arrows:
            if share > 0:
                ink.arrow(arrow, share, aside if arrow is arrows[-1][0] else np.zeros(2))
        if arrows[-1][1] >= 1 and stop.factor == 1:
            world = self._shown.surface.world
            around = np.linspace(0, 2 * np.pi, AROUND)[:, None]
            circle = radius * np.concatenate([np.cos(around), np.sin(around)], axis=1) / world.scale
            low, high = np.transpose(np.asarray(self._shown.surface.landscape.domain, dtype=float))
            end = stop.step.position + stop.step.displacement
            ink.ring(world.place(np.clip(end + circle, low, high), lift=0.004), self._theme.ink)

    def _worded(
        self,
        image: Image.Image,
        t: float,
        near: float,
        balls: Sequence[tuple[NDArray[np.float64], NDArray[np.float64]]],
    ) -> Picture:
        """The picture with the whole's flags and words, with the step's, or with one going over into the other."""
        # The ones have gone before the others come: a picture has one set of words.
        whole, close = (float(np.clip(share, 0, 1)) for share in (1 - near / HOME, 2 * near - 1))
        index, base, far = self._shown.clock.index(t), self._closing.base, np.array(image)
        if near < 1:
            self._flags.draw(far, self._stage.view(t), balls)
        if whole:
            bare = far.copy() if whole < 1 else far
            self._captions.stand_over(far, self._bare) if near > 0 else self._stand(far)
            self._closing.say(
                far,
                t,
                lambda page: self._captions.write(page, index, t=t),
                lambda page: self._captions.write(page, index, ending=base),
            )
            return far if whole >= 1 else np.asarray(_blended(bare, far, whole))
        return np.asarray(_blended(far, np.asarray(self._step_words(Image.fromarray(far), t)), close))

    def _stand(self, picture: NDArray[np.uint8]) -> None:
        image = Image.fromarray(picture)
        self._captions.stand(image)
        picture[...] = np.asarray(image)

    @cached_property
    def _veil(self) -> Image.Image:
        """How much of the ground lies under the step's words: most at the picture's upper and lower edge."""
        row = np.arange(self._size[1]) / self._unit
        near = np.maximum(1 - row / 0.22, 1 - (row[-1] - row) / 0.30)
        share = 0.80 * np.clip(near, 0, 1) ** 0.8
        band = np.round(255 * share).astype(np.uint8)[:, None].repeat(self._size[0], axis=1)
        return Image.fromarray(band)

    def _step_words(self, image: Image.Image, t: float) -> Image.Image:
        """Which step of whom; below, two lines of its numbers."""
        clock, theme, unit = self._shown.clock, self._theme, self._unit
        number = clock.part(t)[0]
        stop = self._shown.stops[min(number, len(self._shown.stops) - 1)]
        written = image.copy()
        written.paste(self._bare, (0, 0), self._veil)
        pen, left = ImageDraw.Draw(written), theme.margin * unit
        name = stop.step.optimizer.spoken
        count = Line(
            theme.say("step {n} → {m}", number=2, n=stop.index, m=stop.index + 1),
            (self._size[0] - left, left + 0.036 * unit),
            theme.text_size * unit,
            theme.ink,
            "rs",
            bold=True,
        )
        room = self._size[0] - 2 * left
        title = Line(
            theme.say("One step of {name}", name=name),
            (left, left + 0.036 * unit),
            theme.title_size * unit,
            theme.ink,
            bold=True,
        )
        write(pen, title.shrunk_to(room - text_width(count.text, count.size, True) - 0.05 * unit))
        write(pen, count)
        before = self._way[stop.index] - self._way[stop.index - 1] if self._dense(stop.index) else None
        first, second = said_of(stop.step, before, theme.say)
        if stop.factor > 1:
            second += theme.say(" Arrows are drawn {n} × as long.", n=stop.factor)
        bottom = self._size[1] - left
        lines = (
            Line(first, (left, bottom - 0.052 * unit), 1.08 * theme.text_size * unit, theme.ink, bold=True),
            Line(second, (left, bottom), theme.text_size * unit, theme.faint),
        )
        for line in lines:
            write(pen, line.shrunk_to(room))
        return written

    def _dense(self, index: int) -> bool:
        """Whether the rows just before a step are recorded."""
        indices = np.asarray(self._shown.run.indices)
        return index > 0 and len(indices) > index and bool(indices[index] == index)

    def close(self) -> None:
        """Give the window back."""
        self._stage.close()


def _blended(first: Picture, last: Picture, share: float) -> Image.Image:
    """From one picture to another, softly."""
    soft = share * share * (3 - 2 * share)
    return Image.blend(Image.fromarray(first), Image.fromarray(last), soft)
