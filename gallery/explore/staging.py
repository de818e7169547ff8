"""Puts an explorer's state on an exhibit, in a window or on the server: only what differs from the state before."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from gallery.explore.ensemble import landscape_of, runs_of
from gallery.explore.state import Explorer

if TYPE_CHECKING:
    from descent import Trajectories
    from gallery.scene_values import LandscapeSection
    from render import Scene
    from render.exhibit import Exhibit


@dataclass
class Staging:
    """An exhibit and the state that it shows.

    Parameters
    ----------
    shown : None while it shows nothing
    """

    exhibit: Exhibit
    shown: Explorer | None = None
    runs: Mapping[str, Trajectories] = field(default_factory=dict)

    def show(self, state: Explorer) -> bool:
        """Show a state; whether the surface is another one. A ValueError or LookupError changes nothing."""
        from render.surface import Surface
        from render.themes import find_theme

        before, exhibit = self.shown, self.exhibit
        f, runs = landscape_of(state.landscape), runs_of(state)
        new_surface = before is None or _ground(before) != _ground(state)
        if new_surface:
            exhibit.set_surface(Surface.of(f, find_theme(state.look.theme), height=state.look.height))
        if new_surface or before is None or not _same(runs, self.runs) or _paint(before) != _paint(state):
            scene = flown(state)
            exhibit.set_flight(runs, scene.tints, scene.timing)
        self.runs, self.shown = runs, state
        if new_surface or before is None or before.shown != state.shown:
            self._lay(state)
            exhibit.switch("contours" in state.shown, "trails" in state.shown)
        return new_surface

    def _lay(self, state: Explorer) -> None:
        from render.layers import basin_colours, marks

        surface = self.exhibit.surface
        if surface is not None:
            self.exhibit.set_marks(marks(surface, state.shown))
            self.exhibit.paint(basin_colours(surface) if "basins" in state.shown else None)


def flown(state: Explorer) -> Scene:
    """The runs with their colours and their clock."""
    look = state.look
    return _scene(state.landscape, tuple(runs_of(state).items()), look.theme, look.color, look.clock)


@lru_cache(maxsize=2)
def _scene(
    landscape: LandscapeSection,
    runs: tuple[tuple[str, Trajectories], ...],
    theme: str,
    color: str,
    clock: str,
) -> Scene:
    from render import Scene

    only = runs[0][1] if len(runs) == 1 else dict(runs)
    return Scene(landscape_of(landscape), only, theme=theme, color=color, clock=clock)


def warm_up(state: Explorer) -> None:
    """Do once, with a few particles, what the first drop will need: modules are imported and programs built.

    May run in a thread of its own; it draws nothing.
    """
    from dataclasses import replace

    with suppress(ValueError, LookupError):
        scene = flown(replace(state, starts=("grid:3",), steps=min(state.steps, 40)))
        assert scene.tints and scene.timing.index(0.5) >= 0


def _ground(state: Explorer) -> tuple[Any, ...]:
    return state.landscape, state.look.theme, state.look.height


def _paint(state: Explorer) -> tuple[str, str]:
    return state.look.color, state.look.clock


def _same(runs: Mapping[str, Any], others: Mapping[str, Any]) -> bool:
    return list(runs) == list(others) and all(
        a is b for a, b in zip(runs.values(), others.values(), strict=True)
    )
