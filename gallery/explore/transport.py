"""Play, pause, step, scrub: pure functions of film time, 0 to 1, and the descent's steps."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace

from gallery.explore.state import Explorer


def ticked(state: Explorer, seconds: float) -> Explorer:
    """The state so many seconds later; at the end of the film it stops."""
    if not state.playing:
        return state
    time = min(state.time + state.speed * max(seconds, 0.0) / state.seconds, 1.0)
    return replace(state, time=time, playing=time < 1.0)


def played(state: Explorer) -> Explorer:
    """Play or pause; at the end: once more from the start."""
    if state.playing:
        return replace(state, playing=False)
    return replace(state, playing=True, time=0.0 if state.time >= 1.0 else state.time)


def scrubbed(state: Explorer, time: float) -> Explorer:
    """At another film time, at rest."""
    return replace(state, time=min(max(float(time), 0.0), 1.0), playing=False)


def stepped(state: Explorer, index: Callable[[float], float], by: int) -> Explorer:
    """So many descent steps on, or back; `index` gives the step of a film time."""
    now = index(state.time)
    target = math.floor(now + 1e-6) + by if by > 0 else math.ceil(now - 1e-6) + by
    return replace(state, time=time_of(index, target), playing=False)


def time_of(index: Callable[[float], float], step: float) -> float:
    """The first film time at which a step is reached; `index` never decreases."""
    if step <= index(0.0):
        return 0.0
    if step >= index(1.0):
        step = index(1.0)
    low, high = 0.0, 1.0
    for _ in range(50):
        middle = (low + high) / 2
        low, high = (middle, high) if index(middle) < step else (low, middle)
    return high
