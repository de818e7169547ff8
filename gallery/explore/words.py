"""What the caption says of a particle, and the command line that remakes the picture."""

from __future__ import annotations

import shlex
from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from gallery.explore.ensemble import rate_text
from gallery.explore.state import Explorer, filmed
from gallery.spec import SceneSpec, animate_line, file_word

if TYPE_CHECKING:
    from descent import Trajectories


def caption(
    runs: Mapping[str, Trajectories], particle: int, index: float, over: bool = False, chosen: int = 0
) -> str:
    """Position, height, gradient norm, step and ending of one particle of the `chosen` run.

    The film is `over` when hardly anything moves; the last steps of a slow particle are not waited for.
    """
    if not runs:
        return "nothing dropped yet"
    label, paths = list(runs.items())[min(chosen, len(runs) - 1)]
    k = min(max(particle, 0), len(paths.ending) - 1)
    points, heights = paths.at(index)
    slope = float(np.linalg.norm(paths.landscape.gradient(points[k])))
    felt = f"height {heights[k]:.5g}   gradient {slope:.3g}" if not np.isnan(heights[k]) else "undefined here"
    place = ", ".join(f"{c:.4g}" for c in points[k])
    whose = f"{label.replace('_', ' ')}, " if len(runs) > 1 else ""
    words = f"{whose}particle {k + 1} of {len(paths.ending)}   ({place})   {felt}"
    return f"{words}   step {int(index)}   {ending(paths, k, paths.steps if over else index)}"


def ground_words(state: Explorer) -> str:
    """What the basins' colours mean; empty where none are shown."""
    if "basins" not in state.shown:
        return ""
    words = f"ground: the minimum that {state.method.name.replace('_', ' ')} reaches from there, grey: none"
    return f"{words}; balls and curves: the optimizer" if len(state.scene.runs) > 1 else words


def ending(paths: Trajectories, particle: int, index: float) -> str:
    """How the particle ended, once it has."""
    from descent import Ending

    end = Ending(int(paths.ending[particle]))
    if end == Ending.RUNNING or index < paths.stopped_at[particle]:
        return "moving" if index < paths.steps else Ending.RUNNING.phrase.one
    return end.phrase.one


def described(state: Explorer) -> SceneSpec:
    """The scene file that remakes what is shown, its learning rates written out."""
    scene = filmed(state, tuple(rate_text(state, run) for run in state.scene.runs))
    return replace(scene, page=state.described.page)


def animate_command(state: Explorer, output: str) -> str | None:
    """One `thalweg animate` line that makes the film of what is shown; None where only a scene file can.

    Rates that the landscape decides are left to it: `animate` comes to the same.
    """
    scene = filmed(state)
    return animate_line(scene.landscape, scene.runs, scene.look, scene.film, [output])


def render_command(scene: str, output: str) -> str:
    """The line that makes the film of a scene file."""
    return "thalweg " + shlex.join(["render", file_word(scene), "-o", file_word(output)])
