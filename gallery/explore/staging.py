"""Puts an explorer's state on a live scene: only what differs from the state before."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass, field, replace
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from gallery.explore.ensemble import landscape_of, run_of, runs_of
from gallery.explore.state import Explorer
from gallery.spec import LandscapeSpec, LookSpec

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from descent import Trajectories
    from render import Scene
    from render.interactive import LiveScene
    from render.particles import ParticleColors
    from render.surface import Surface

MOST_BASIN_STEPS, SCIPY_LATTICE = 2_000, 20

FILMED = ("camera", "panels", "marks")
"""What of a look a live picture has its own of, or none: its camera is the hand's, its marks are layers."""

MOVING = ("color", "clock")
"""What of a look only particles have."""


@dataclass
class Staging:
    """A live scene and the state that it shows.

    Parameters
    ----------
    shown : None while it shows nothing
    """

    live: LiveScene
    shown: Explorer | None = None
    runs: Mapping[str, Trajectories] = field(default_factory=dict)

    def show(self, state: Explorer) -> bool:
        """Show a state; whether the surface is another one. A ValueError or LookupError changes nothing."""
        before, live = self.shown, self.live
        runs = runs_of(state)
        new_surface = before is None or surface_key(before) != surface_key(state)
        if new_surface:
            live.set_surface(scene_of(*surface_key(state)).prepared.any_surface)
        if new_surface or before is None or not _same(runs, self.runs) or _paint(before) != _paint(state):
            assert live.surface is not None
            live.set_runs(runs, colors_of(state, live.surface), flown(state).timing)
        self.runs, self.shown = runs, state
        if new_surface or before is None or before.shown != state.shown or ground(before) != ground(state):
            self._lay(state)
            live.switch("contours" in state.shown, "trails" in state.shown)
        return new_surface

    def _lay(self, state: Explorer) -> None:
        from render.interactive import mark_segments

        surface = self.live.surface
        if surface is not None:
            self.live.set_marks(mark_segments(surface, state.shown))
            self.live.paint(shades(state, surface))


def flown(state: Explorer) -> Scene:
    """The runs with their look: all of it that a live picture has, as their colours and their clock."""
    return scene_of(state.landscape, live_look(state), tuple(runs_of(state).items()))


def surface_key(state: Explorer) -> tuple[LandscapeSpec, LookSpec]:
    """What the surface depends on, as `scene_of` takes it."""
    return state.landscape, live_look(state, *MOVING)


def live_look(state: Explorer, *others: str) -> LookSpec:
    """The look in which `FILMED`, and the `others`, are as they always are.

    Whatever is not named counts, so that a field that is new does too.
    """
    plain = LookSpec()
    return replace(state.look, **{name: getattr(plain, name) for name in (*FILMED, *others)})


@lru_cache(maxsize=2)
def scene_of(
    landscape: LandscapeSpec, look: LookSpec, runs: tuple[tuple[str, Trajectories], ...] = ()
) -> Scene:
    """A live picture's scene, the last ones remembered; runs are those of `runs_of`."""
    from render import Scene

    only = runs[0][1] if len(runs) == 1 else dict(runs)
    return Scene(landscape_of(landscape), only, **asdict(look))


def warm_up(state: Explorer) -> None:
    """Do once, with a few particles, what the first drop will need: modules are imported and programs built.

    May run in a thread of its own; it draws nothing.
    """
    with suppress(ValueError, LookupError):
        scene = flown(state.with_runs(starts="grid:3", steps=min(state.steps, 40)))
        assert scene.colors and scene.timing.index(0.5) >= 0


def _paint(state: Explorer) -> tuple[Any, ...]:
    return live_look(state), in_basin_colors(state)


def ground(state: Explorer) -> tuple[Any, ...]:
    """What the basins depend on besides the surface."""
    return (state.run.optimizer, state.run.learning_rate, state.steps) if "basins" in state.shown else ()


def shades(state: Explorer, surface: Surface) -> NDArray[np.uint8] | None:
    """The surface's colours (rows, columns, 3) with the basins of the chosen optimizer; None where none are shown."""
    from render.figures import basin_shades
    from render.particles import LATTICE, STEPS

    if "basins" not in state.shown:
        return None
    optimizer = run_of(state, state.run).settled(landscape_of(state.landscape))
    steps = min(max(state.steps, STEPS), MOST_BASIN_STEPS)
    # SciPy's minimizers go one particle at a time.
    return basin_shades(surface, optimizer, steps, SCIPY_LATTICE if state.method.name == "scipy" else LATTICE)


def in_basin_colors(state: Explorer) -> bool:
    """Whether beads have the colours of the basins; those of several optimizers have the optimizer's."""
    return "basins" in state.shown and len(state.scene.runs) == 1 and state.look.color == "destination"


def colors_of(state: Explorer, surface: Surface) -> Sequence[ParticleColors]:
    """The runs' colours."""
    from render.figures import basin_recolored

    colors = flown(state).colors
    if not in_basin_colors(state):
        return colors
    return [
        basin_recolored(surface, run, own) for run, own in zip(runs_of(state).values(), colors, strict=True)
    ]


def _same(runs: Mapping[str, Any], others: Mapping[str, Any]) -> bool:
    return list(runs) == list(others) and all(
        a is b for a, b in zip(runs.values(), others.values(), strict=True)
    )
