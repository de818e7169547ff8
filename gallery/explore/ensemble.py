"""From a state to its landscape and its runs; what was made once is remembered. The limits are kept here."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING

from gallery.explore.state import STEPS, Explorer, method_of
from gallery.spec import Ground, LandscapeSpec, RunSpec, fitted_schedule, labels

if TYPE_CHECKING:
    from descent import Trajectories
    from landscapes import Landscape

MOST_PARTICLES = 100_000
MOST_STEPS = 20_000
MOST_WORK = 60_000_000
"""Particle-steps of one optimizer."""
MOST_KEPT = 4_000_000
"""Of those so many are kept, 24 bytes each: of large ensembles every second step, or third, and so on."""
MOST_METHODS = 6


@lru_cache(maxsize=16)
def landscape_of(section: LandscapeSpec) -> Landscape:
    """The landscape that a window draws, of two variables; one of many in its form of two.

    Raises
    ------
    ValueError, LookupError
        If there is none, or it has no surface.
    """
    f = ground_of(section).landscape
    if f.dimensions != 2:
        raise ValueError(
            f"a surface needs two variables, {f.name} has {f.dimensions}; leave --window away: a page draws curves"
        )
    return f


def ground_of(section: LandscapeSpec) -> Ground:
    """The landscape with the plane that it is on; one of many variables in its form of two, where it has one.

    Raises
    ------
    ValueError, LookupError
        If there is none.
    """
    if section.plane is not None:
        return section.ground()
    f = section.landscape(defined=False)
    if f.dimensions > 2 and section.dimensions is None and section.name is not None and f.scaled is not None:
        f = f.in_dimensions(2)
    return Ground(f) if f.dimensions <= 2 else section.ground()


@lru_cache(maxsize=64)
def natural_rate(section: LandscapeSpec, optimizer: str) -> float | None:
    """The learning rate that suits an optimizer on a landscape; None where it has no rate."""
    from descent import default_learning_rate, parse_optimizer
    from descent.optimizers import RatedOptimizer

    method = parse_optimizer(optimizer)
    if not isinstance(method, RatedOptimizer):
        return None
    return float(default_learning_rate(ground_of(section).descended, method))


def rate_of(state: Explorer, described: RunSpec) -> float | None:
    """The learning rate that a run has, its own or the natural one."""
    method = method_of(described)
    if method.learning_rate is not None:
        return method.learning_rate
    return natural_rate(state.landscape, method.text)


def rate_text(state: Explorer, described: RunSpec) -> float | str | None:
    """The same as scene files write it, with the schedule."""
    method, rate = method_of(described), rate_of(state, described)
    if rate is None or ":" in method.schedule:
        return method.schedule or None
    steps = state.steps if described.steps is None else described.steps
    return fitted_schedule(method.schedule, rate, steps) if method.schedule else rate


def run_of(state: Explorer, described: RunSpec) -> RunSpec:
    """A run with its learning rate written out."""
    return replace(described, learning_rate=rate_text(state, described))


def runs_of(state: Explorer) -> Mapping[str, Trajectories]:
    """The runs by label; empty while nothing is dropped.

    Raises
    ------
    ValueError
        For more particles or steps than the explorer takes.
    """
    check_size(state)
    return {
        label: run(state.landscape, run_of(state, described))
        for label, described in zip(labels_of(state), state.scene.runs, strict=True)
        if described.starts
    }


def labels_of(state: Explorer) -> tuple[str, ...]:
    """The optimizers as the command line writes them; of those that are there twice the second has a number."""
    return labels(tuple(replace(run, label="", optimizer=method_of(run).text) for run in state.scene.runs))


@lru_cache(maxsize=MOST_METHODS)
def run(section: LandscapeSpec, description: RunSpec) -> Trajectories:
    """One run, made once."""
    particles = sum(count_of(way) for way in description.starts)
    return ground_of(section).run(description, record=kept_every(particles, description.steps or 0))


def kept_every(particles: int, steps: int) -> int:
    """Every how many steps particles are recorded."""
    return max(math.ceil(particles * steps / MOST_KEPT), 1)


def count_of(way: str) -> int:
    """How many particles a way to start makes on a surface, without making them."""
    from descent import parse_starts

    starts = parse_starts(way)
    settings = dict(starts.settings)
    if starts.name == "points":
        return len(settings["positions"])
    count = settings.get("count")
    if count is None:
        return 256
    return int(count) ** (2 if starts.name == "grid" else 1)


def particles_of(state: Explorer) -> int:
    """How many particles each optimizer moves."""
    return max(sum(count_of(way) for way in run.starts) for run in state.scene.runs)


def check_size(state: Explorer) -> None:
    """Neither more particles nor more steps than the explorer takes.

    Raises
    ------
    ValueError
        If there are, or so many of both that together they are too much work.
    """
    particles = particles_of(state)
    if particles > MOST_PARTICLES:
        raise ValueError(
            f"the explorer takes at most {MOST_PARTICLES:,} particles, that would be {particles:,}"
        )
    steps = max(STEPS if run.steps is None else run.steps for run in state.scene.runs)
    if not 1 <= steps <= MOST_STEPS:
        raise ValueError(f"the explorer takes 1 to {MOST_STEPS:,} steps, got {steps:,}")
    if particles * steps > MOST_WORK:
        most = math.floor(MOST_WORK / particles)
        raise ValueError(
            f"with {particles:,} particles the explorer takes at most {most:,} steps, got {steps:,}"
        )
