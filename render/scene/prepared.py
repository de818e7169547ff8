"""What follows from a scene's description: surface, colours, clock, camera and layout, each made once when asked for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from descent import Searched, Trajectories
from landscapes import Landscape, TrainingSurface
from render.camera import NAMED_PATHS, Placing, Pose, Ride, Room, Watched, find_path, followed
from render.camera import Path as CameraPath
from render.clock import ArcClock, Clock, ShotClock, SteppedClock, halfway, last_motion, last_stop, over_since
from render.closeup import CloseSurface, Closeup, ShotPath, chosen_particle, stops_of
from render.finale import Closing, Flood, Share, Verdict, accent_of, flood_of, grounds_of, told_of, verdict_of
from render.marks import FollowedMark, GapMark, Mark, PopulationMark, RingMark, find_marks, keyed
from render.panels import PANELS, SURFACE, cut_through
from render.particles import ParticleColors, by_label, large_beads, spaced
from render.race import Standings, display_names, is_race, rates_text, wanted_width
from render.scene.block_axes import with_axes_room
from render.scene.filmed import Size
from render.scene.layout import Layout, lay_out, natural_size, shares, with_ranking
from render.scene.look import FLOODING, USUAL_CLOCK
from render.scene.opening import opened
from render.stage import StageContent, graded
from render.style import Theme, find_theme
from render.surface import Surface
from render.tiles import PreparedMosaic
from render.words import Captions, OwnWords, settled_subtitles

TILED = 3
"""From so many runs on each has a surface of its own, if any has more than one particle."""
MAP, TALL = "contour", 1.4
"""The map that stands under a lone surface on a picture that is so many times as high as wide."""
COLUMN = 0.462
"""Of the width: so far to the right the ending's sentence reaches before it is broken."""
ANATOMY = "anatomy"
"""The panel for which the film stops inside steps."""
CLOSE_RESOLUTION = 300
"""Lines a side of a surface that is seen from close by."""


@dataclass(frozen=True, eq=False)
class Prepared:
    """A scene's description with its names looked up, and all that can be derived from it.

    Whatever draws a part of a scene takes this and not the `Scene`, which offers the drawing.

    Parameters
    ----------
    landscape : Landscape of one or two variables
    runs : by label; a single one has an empty label
    look : what has the names of `Scene`; at least one panel is among them
    """

    landscape: Landscape
    runs: Mapping[str, Trajectories]
    look: Any
    """Not `render.scene.look.Look`: what draws a part asks it for names that nobody checks, without a line here."""

    @cached_property
    def theme(self) -> Theme:
        """Every size and colour."""
        theme = spaced(find_theme(self.look.theme), self.landscape)
        theme = replace(theme, language=getattr(self.look, "language", "en"))
        if (cmap := getattr(self.look, "cmap", None)) is None:
            return theme
        # Even over drawn heights, as whoever names a map expects.
        return replace(theme, colormap=cmap, colormap_range=(0.0, 1.0), toned=False)

    @cached_property
    def panels(self) -> tuple[str, ...]:
        """What is shown, in order."""
        return tuple(self.look.panels)

    @cached_property
    def marks(self) -> tuple[Mark, ...]:
        """What stands on the surface besides the runs."""
        marks = find_marks(self.look.marks)
        if any(isinstance(run, Searched) for run in self.runs.values()):
            marks = (*marks, PopulationMark())
        if isinstance(self.landscape, TrainingSurface):
            marks = (*marks, GapMark())
        marks += () if self.ringed is None else (RingMark(*self.ringed),)
        return marks if self.followed is None else (*marks, FollowedMark(*self.followed))

    @cached_property
    def surface(self) -> Surface | None:
        """The drawn surface; None where no panel shows one."""
        return self.any_surface if SURFACE in self.panels else None

    @cached_property
    def any_surface(self) -> Surface:
        """The surface, also where no panel shows it: a plotter has no panels."""
        return self.surface_of()

    def surface_of(self, **lattice: int) -> Surface:
        """A surface of another lattice; its `resolution` goes to `Surface.of`."""
        with_floor = SURFACE in self.panels and any(mark.needs_floor for mark in self.marks)
        return Surface.of(
            self.landscape, self.theme, height=self.look.height, with_floor=with_floor, **lattice
        )

    @property
    def content(self) -> StageContent:
        """What the 3-D picture shows."""
        options = self.look.surface_options
        flood = (lambda: self.flood) if self._may_flood else None
        return StageContent(
            self.any_surface, self.runs, self.colors, self.timing, self.marks, options, flood=flood
        )

    @property
    def _may_flood(self) -> bool:
        return self.look.color in FLOODING and not self.look.surface_options

    @cached_property
    def flood(self) -> Flood | None:
        """What the ground becomes at the end, where colours say where particles end, or how."""
        if not self._may_flood:
            return None
        return flood_of(
            self.any_surface, self.runs, self.colors, self.timing, lowest=self.look.color == "height"
        )

    @cached_property
    def finale(self) -> Verdict:
        """What is said at the end."""
        if not self.own_words.captioned:
            return Verdict()
        if (own := self.own_words.ending) is not None:
            return Verdict(own)
        return verdict_of(self.named_runs, self.theme.say)

    @cached_property
    def own_words(self) -> OwnWords:
        """What is said in place of what would be."""
        said = {name: getattr(self.look, name, None) for name in ("title", "caption")}
        return OwnWords(
            **said,
            captioned=not getattr(self.look, "no_caption", False),
            legend=not getattr(self.look, "no_legend", False),
            subtitles=settled_subtitles(getattr(self.look, "subtitles", ())),
        )

    @cached_property
    def shares(self) -> tuple[Share, ...]:
        """What each valley caught, and where a crowd left the map."""
        if self.surface is None:
            return ()
        told = told_of(self.runs, self.colors, self.surface.world, self.theme, floods=self._may_flood)
        ground = self.flood.basins.found if self.flood else None
        return *told, *grounds_of(ground, self.surface.world, tuple(self.named_runs), self.theme)

    @cached_property
    def colors(self) -> list[ParticleColors]:
        """The particles' colours, run by run."""
        return by_label(self.named_runs, self.theme, self.look.color)

    @cached_property
    def named_runs(self) -> Mapping[str, Trajectories]:
        """The runs by what they are called on pictures."""
        names = display_names(self.runs)
        return {names[label]: run for label, run in self.runs.items()}

    @cached_property
    def standings(self) -> Standings | None:
        """Who is how low, where several lone particles race."""
        return Standings(self.landscape, self.named_runs, self.timing) if is_race(self.runs) else None

    @cached_property
    def tiles(self) -> PreparedMosaic | None:
        """Small multiples, where so many runs have so many particles that one surface would be covered."""
        look, many = self.look, any(len(run) > 1 for run in self.runs.values())
        plain = isinstance(look.camera, str) and followed(look.camera) is None and not look.surface_options
        shown = self.landscape.dimensions == 2 and set(self.panels) <= {SURFACE, MAP}
        enough = len(self.runs) >= (TILED if SURFACE in self.panels else 2)
        if not (enough and many and plain and shown) or self.marks:
            return None
        note = (self._starts_text, rates_text(self.runs, self.theme.say))
        return PreparedMosaic(
            self.named_runs,
            self.theme,
            camera=look.camera,
            clock=look.clock,
            height=look.height,
            on_plane=False,
            heading=self.landscape.title if self.own_words.title is None else self.own_words.title,
            note=", ".join(filter(None, note)),
            color=look.color,
            maps=MAP in self.panels,
            surfaces=SURFACE in self.panels,
        )

    @property
    def _starts_text(self) -> str:
        counts = {len(run) for run in self.runs.values()}
        return self.theme.say("{n} starts each", n=counts.pop()) if len(counts) == 1 else ""

    @cached_property
    def race_note(self) -> str:
        """What a race's bars mean, and where its learning rates come from."""
        say = self.theme.say
        said = rates_text(self.runs, say), say("the shorter the bar, the lower the marble")
        return "; ".join(filter(None, said))

    @cached_property
    def closeup(self) -> Closeup | None:
        """What the lens goes to, where anatomy is asked for and nothing but the surface beside it."""
        plain = isinstance(self.look.camera, str) and not self.marks and not self.look.surface_options
        run = next(iter(self.runs.values()), None)
        if ANATOMY not in self.panels or not set(self.panels) <= {SURFACE, ANATOMY} or not plain:
            return None
        if run is None or len(self.runs) > 1 or not len(run) or run.optimizer is None:
            return None
        surface = CloseSurface.of(
            self.landscape, self.theme, height=self.look.height, resolution=CLOSE_RESOLUTION
        )
        particle = chosen_particle(run)
        stops = stops_of(run, particle, surface.world)
        if not stops:
            return None
        last = float(max(over_since(run)[particle], 1))
        clock = ShotClock(last, final=last, stops=tuple(stop.index for stop in stops))
        return Closeup(surface, run, particle, stops, clock)

    def shot_path(self, size: Size) -> ShotPath:
        """The close-up's camera, on pictures of `size` pixels."""
        assert self.closeup is not None
        shown, room = self.closeup, self.room(size)
        alone = Watched.of(shown.surface, [shown.run], shown.clock)
        free = followed(self.look.camera) is None
        home = Placing([alone], room).path(self.look.camera)(0.0) if free else Pose(-58, 42)
        return ShotPath(shown.surface, home, shown.stops, shown.clock, room)

    @cached_property
    def timing(self) -> Clock:
        """Film time to step index."""
        last = max((last_motion(run) for run in self.runs.values()), default=0.0)
        final = max((last_stop(run) for run in self.runs.values()), default=0.0)
        if any(PANELS[name].stops for name in self.panels if name != SURFACE):
            return self.closeup.clock if self.closeup else SteppedClock(last, final=final)
        moving = [run for run in self.runs.values() if len(run.ending)]
        # Of one start the beads part early by an even way, and lie on each other for seconds by even steps.
        parting = self.look.clock == USUAL_CLOCK and is_race(self.runs)
        if (self.look.clock == "arc" or parting) and moving:
            return ArcClock.of(moving, last, final)
        easy = self.look.clock == USUAL_CLOCK and moving
        return Clock(last, self.look.clock, final, halfway(moving, last) if easy else 0.0)

    @property
    def camera_path(self) -> CameraPath:
        """Film time to camera pose, on pictures of the natural size."""
        return self.camera(self.natural_size)

    def camera(self, size: Size) -> CameraPath:
        """Film time to camera pose, on pictures of `size` pixels."""
        if self.surface is None:
            return find_path("orbit")
        if size not in self._cameras:
            self._cameras[size] = self._placed(size)
        return self._cameras[size]

    def _placed(self, size: Size) -> CameraPath:
        assert self.surface is not None
        if self.followed is None:
            return self.placing(size).path(self.look.camera)
        return Ride(*self.followed, self.surface, self.timing)

    @cached_property
    def followed(self) -> tuple[Trajectories, int] | None:
        """The run and the number of the particle that the camera follows."""
        particle = followed(self.look.camera)
        if particle is None:
            return None
        return next(run for run in self.runs.values() if len(run.ending) > particle), particle

    @cached_property
    def ringed(self) -> tuple[Trajectories, int] | None:
        """The run and the number of the particle that the cuts beside the surface go through."""
        return cut_through(self.panels, tuple(self.runs.values())) if SURFACE in self.panels else None

    @cached_property
    def _cameras(self) -> dict[Size, CameraPath]:
        return {}

    @cached_property
    def _watched(self) -> Watched:
        return Watched.of(self.any_surface, tuple(self.runs.values()), self.timing)

    def placing(self, size: Size) -> Placing:
        """What chooses where the camera stands, on pictures of `size` pixels."""
        return Placing([self._watched], self.room(size))

    def room(self, size: Size) -> Room:
        """Where on pictures of `size` pixels the block may be: everywhere but under words."""
        layout, unit = self.layout(size), self.captions(size).unit
        left, top, right, bottom = layout.stage or (0, 0, *size)
        ink = layout.barred(self.ink(size), beside=False)[top:bottom, left:right]
        hull = with_axes_room(self.any_surface) if self.has_axes else self.any_surface.hull
        hull = np.concatenate([hull, large_beads(self.any_surface, tuple(self.runs.values()))])
        return Room(hull, (right - left) / (bottom - top), opened(layout.frame, ink, unit, layout.closed))

    def ink(self, size: Size) -> NDArray[np.bool_]:
        """Where words stand at any time on pictures of `size` pixels, (height, width)."""
        words, closing = self.captions(size), self.closing(size)
        return words.ink(closing.base if closing.says else None) | closing.ink

    @property
    def has_axes(self) -> bool:
        """Whether the block has ticks, numbers and names at its foot."""
        said = getattr(self.look, "axes", None)
        return self.theme.axes if said is None else bool(said)

    def closing(self, size: Size) -> Closing:
        """The ending's words on pictures of `size` pixels."""
        words = self.captions(size)
        wide = words.room if size[0] < size[1] else min(words.room, COLUMN * size[0])
        room, accent = (wide, words.room), accent_of(self.finale, self.runs, self.colors, self.theme)
        return Closing(self.finale, lambda: self.shares, self.theme, size, room, words.first_row, accent)

    @property
    def keeps_in_frame(self) -> bool:
        """Whether the camera shows the whole surface at every moment, and leaves the words alone."""
        still = isinstance(camera := self.look.camera, str) and camera.startswith("still:")
        return (still and camera.count(",") < 2) or camera in NAMED_PATHS

    @property
    def natural_size(self) -> Size:
        """Width and height in pixels that suit the panels."""
        return natural_size(self.panels, len(self.runs))

    def panels_of(self, size: Size) -> tuple[str, ...]:
        """The panels of a picture of `size` pixels: under a lone surface on an upright one is its map, or a race's bars."""
        tall = size[1] > TALL * size[0] and self.panels == (SURFACE,) and self.standings is None
        return (SURFACE, MAP) if tall and self.landscape.dimensions in PANELS[MAP].variables else self.panels

    def layout(self, size: Size) -> Layout:
        """Where the panels lie on a picture of `size` pixels."""
        words, bottom = self.captions(size), self.captions(size).bottom
        # A chart as wide as the picture stands over the words, also over the last ones.
        if size[0] <= size[1] or SURFACE not in self.panels_of(size):
            bottom = min(bottom, self.closing(size).rows / size[1])
        panels = (SURFACE,) if self.closeup else self.panels_of(size)
        raced = self.standings is not None
        layout = lay_out(size, SURFACE in panels, shares(panels), words.top, 1 - bottom, raced)
        if self.standings is None:
            return layout
        wide, margin = wanted_width(self.standings, self.theme, words.unit), self.theme.margin * words.unit
        return with_ranking(layout, size, len(self.runs), margin, wide)

    def captions(self, size: Size) -> Captions:
        """The words of a picture of `size` pixels."""
        if size not in self._captions:
            race, own = is_race(self.runs), self.own_words
            self._captions[size] = Captions(
                self.landscape,
                self.runs if own.captioned else {},
                keyed(self.colors, tuple(self.runs.values()), self.marks, self.theme) if own.legend else (),
                self.theme,
                size,
                note=getattr(self.look, "note", ""),
                says=self._said_of_race if race else None,
                explained=self.race_note if race and own.legend else "",
                own=own,
            )
        return self._captions[size]

    @cached_property
    def _captions(self) -> dict[Size, Captions]:
        return {}

    def _said_of_race(self, index: float) -> str:
        """Who runs, at any step."""
        starts = np.concatenate([run.positions[0] for run in self.runs.values()])
        where = "from one start" if np.ptp(starts, axis=0).max() == 0 else "each from its own start"
        return self.theme.say(f"{{n}} optimizers {where}", n=len(self.runs))

    def picture_rows(self, size: Size) -> tuple[float, float]:
        """The rows without words that change, shares of the height: what is above captions."""
        return 0.0, self.captions(size).bottom

    def ground_between(self, size: Size) -> NDArray[np.uint8] | None:
        """The bare ground under the title, where the camera ends in another pose than that in which it began."""
        if self.surface is None or self.tiles is not None or (self.closeup is None and self._returns(size)):
            return None
        ground = graded(self.theme, size)
        self.captions(size).stand(ground)
        return np.array(ground)

    def _returns(self, size: Size) -> bool:
        first, last = (self.camera(size)(t) for t in (0.0, 1.0))
        turned = (last.azimuth - first.azimuth + 180) % 360 - 180
        apart = (turned, last.elevation - first.elevation, last.zoom - first.zoom)
        return first.target == last.target and bool(np.allclose(apart, 0, atol=1e-3))
