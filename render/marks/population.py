"""A population as what it is: the ellipse that samples come from, a swarm's velocities, a simplex, difference vectors."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import pyvista as pv
from numpy.typing import NDArray

from descent import Searched, Trajectories
from render.marks.mark import CORNERS, Mark, Mover, Site, add_lines, circles
from render.particles import DASH, RING
from render.style import Theme

Array = NDArray[np.float64]
Lines = Callable[[float], Array]
"""Polylines (N, k, 2), domain units, at a step that may lie between two generations; NaN where there is none."""

FINE = 48
"""Places on a straight line, so that it lies on the ground."""
EDGE = 0.14
"""Share of the map's width within which lines fade out towards its edge."""
AROUND = 240
"""Corners of an ellipse."""
SIGMAS = (1.0, 2.0)
STRONG, USUAL, FAINT = 0.0042, 0.0028, 0.0018
"""Widths, shares of the picture's height."""


@dataclass(frozen=True)
class PopulationMark(Mark):
    """What a generation was made with, on the ground; the last generation's is fainter, and its particles are rings."""

    follows = True

    def add(self, plotter: pv.Plotter, site: Site) -> list[Mover]:
        runs = [run for run in site.runs.values() if isinstance(run, Searched)]
        return [_moving(plotter, site, run) for run in runs]

    def told(self, runs: Sequence[Trajectories], theme: Theme) -> Iterator[tuple[str, str, str]]:
        lone = runs[0] if len(runs) == 1 else None
        return _said(lone, theme) if isinstance(lone, Searched) else iter(())


def _said(run: Searched, theme: Theme) -> Iterator[tuple[str, str, str]]:
    """What each part is, its colour, and its shape in a legend."""
    drawn = run.drawn
    if "covariance" in drawn:
        yield theme.say("where most of the next will land"), theme.ink, DASH
        yield theme.say("the path of their centre"), theme.palette[0], DASH
    if "velocities" in drawn:
        yield theme.say("where each is heading"), theme.ink, DASH
    if "mutants" in drawn:
        yield theme.say("the difference of two others"), theme.faint, DASH
    if "trials" in drawn:
        if not run.trails:  # else the trail covers it
            yield theme.say("a step taken"), theme.palette[1], DASH
        if "mutants" not in drawn:
            yield theme.say("a step refused"), theme.palette[6], DASH
    if "best" in drawn and "simplex" not in drawn:
        yield theme.say("the best so far"), theme.ink, RING


def _moving(plotter: pv.Plotter, site: Site, run: Searched) -> Mover:
    parts = [
        (lines, add_lines(plotter, _placed(site, lines(0.0)), color, width * site.pixels, fading=True))
        for lines, color, width in _parts(site, run)
    ]
    ghosts = add_lines(plotter, _rings(site, run, 0), site.surface.theme.faint, FAINT * site.pixels)

    shown = -1

    def show(t: float) -> None:
        nonlocal shown
        index = float(np.clip(site.clock.index(t), 0, run.steps))
        if shown == (row := int(index)) and not run.joined:
            return  # until the next generation nothing moves but the particles
        for lines, mesh in parts:
            mesh.points = _placed(site, places := lines(index)).reshape(-1, 3).astype(np.float32)
            np.asarray(mesh["rgba"])[:, 3] = np.round(255 * _clearness(site, places)).ravel()
            mesh.GetPointData().GetArray("rgba").Modified()
        if shown != row:
            ghosts.points = _rings(site, run, row).reshape(-1, 3).astype(np.float32)
        shown = row

    return show


def _parts(site: Site, run: Searched) -> Iterator[tuple[Lines, str, float]]:
    """What there is to draw: lines at a step, their colour and width."""
    drawn, theme = run.drawn, site.surface.theme
    if "covariance" in drawn:
        yield lambda k: _ellipses(run, max(int(k) - 1, 0)), theme.faint, FAINT
        yield lambda k: _ellipses(run, int(k)), theme.ink, USUAL
        yield lambda k: _way(drawn["mean"], int(k)), theme.palette[0], STRONG
    if "simplex" in drawn:
        yield lambda k: _tumbled(run, int(k)), theme.faint, FAINT
        yield lambda k: _closed(run.at(k)[0]), theme.ink, STRONG
    if "velocities" in drawn:
        yield lambda k: _flown(run, k), theme.ink, USUAL
    if "mutants" in drawn:
        yield lambda k: _between(drawn["bases"][int(k)], drawn["mutants"][int(k)]), theme.faint, FAINT
    if "trials" in drawn:
        yield lambda k: _tried(run, int(k), taken=True), theme.palette[1], STRONG
        if "mutants" not in drawn:
            yield lambda k: _tried(run, int(k), taken=False), theme.palette[6], USUAL
    if "best" in drawn and "simplex" not in drawn:
        yield lambda k: _ring(site, drawn["best"][int(k)]), theme.ink, STRONG


def _ellipses(run: Searched, row: int) -> Array:
    """Where a sample is one and two standard deviations from the mean."""
    values, axes = np.linalg.eigh(run.drawn["covariance"][row])
    turn = np.linspace(0, 2 * np.pi, AROUND)
    ring = np.stack([np.cos(turn), np.sin(turn)], axis=-1) * np.sqrt(np.maximum(values, 0)) @ axes.T
    return np.stack([run.drawn["mean"][row] + sigma * ring for sigma in SIGMAS])


def _way(places: Array, row: int) -> Array:
    """The way (rows, FINE, 2) through places (rows, 2) up to one row."""
    seen = places[np.minimum(np.arange(len(places)), row)]
    return _between(seen[:-1], seen[1:]) if len(seen) > 1 else _between(seen, seen)


def _closed(corners: Array) -> Array:
    return _between(corners, np.roll(corners, -1, axis=0))


def _tumbled(run: Searched, row: int) -> Array:
    """The simplices of all generations up to a row."""
    simplices = run.drawn["simplex"][np.minimum(np.arange(len(run.positions)), row)]
    return np.concatenate([_closed(simplex) for simplex in simplices])


def _flown(run: Searched, index: float) -> Array:
    """From where each particle is, where its velocity leads."""
    here, velocities = run.at(index)[0], run.between(run.drawn["velocities"], index)
    return _between(here, here + velocities)


def _tried(run: Searched, row: int, *, taken: bool) -> Array:
    """From where each particle was, what it tried: those that it took, or those that it did not."""
    before, trials = run.positions[max(row - 1, 0)], run.drawn["trials"][row]
    shown = (run.drawn["taken"][row] > 0) == taken
    return np.where(shown[:, None, None], _between(before, trials), np.nan)


def _between(start: Array, end: Array) -> Array:
    """Straight lines (N, FINE, 2)."""
    share = np.linspace(0, 1, FINE)[:, None]
    return start[:, None] + share * (end - start)[:, None]


def _ring(site: Site, place: Array) -> Array:
    """A circle about one place, as a line in the domain."""
    turn = np.linspace(0, 2 * np.pi, CORNERS)
    width = np.ptp(np.asarray(site.surface.landscape.domain), axis=1)
    return (place + 0.022 * width * np.stack([np.cos(turn), np.sin(turn)], axis=-1))[None]


def _rings(site: Site, run: Searched, row: int) -> Array:
    """World polylines (N, CORNERS, 3) about the particles of the generation before; nowhere for those off the surface."""
    world = np.full((len(run), CORNERS, 3), np.nan)
    if row:
        found = circles(site, run.positions[row - 1], len(run), 0.7)
        world[: len(found)] = found
    return world


def _clearness(site: Site, lines: Array) -> Array:
    """How clearly (N, k) lines (N, k, 2) are seen: they fade towards the map's edge, which would cut them off."""
    low, high = np.transpose(np.asarray(site.surface.landscape.domain, dtype=float))
    inside = (np.minimum(lines - low, high - lines) / (EDGE * (high - low))).min(axis=-1)
    return np.clip(np.nan_to_num(inside), 0, 1)


def _placed(site: Site, lines: Array) -> Array:
    """The lines (N, k, 2) on the ground (N, k, 3); what is off the surface is nowhere."""
    low, high = np.transpose(np.asarray(site.surface.landscape.domain, dtype=float))
    with np.errstate(invalid="ignore"):
        inside = ((lines >= low) & (lines <= high)).all(axis=-1)
    at = site.surface.world.place(np.clip(np.nan_to_num(lines), low, high), lift=0.010)
    return np.where(inside[..., None], at, np.nan)
