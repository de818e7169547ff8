"""What is said of a run in plain words: who runs, how many, in which steps."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from descent import Ending, Searched, Trajectories
from landscapes import TrainingSurface, names_of_axes, spoken_name
from render.particles import FEW_NAMED, MOST_PINS, ParticleColors
from render.style import ENGLISH, Phrases, number_text, point_text


def rate_at(run: Trajectories, index: float) -> float | None:
    """The learning rate at a step, or None where the method has none."""
    rate = getattr(run.optimizer, "learning_rate", None)
    if rate is None:
        return None
    return float(rate(int(index))) if callable(rate) else float(rate)


def settings_text(run: Trajectories, index: float, say: Phrases = ENGLISH) -> str:
    """The optimizer and its settings at a step, as a caption says it: ``Gradient descent, learning rate 0.004``."""
    if run.optimizer is None:
        return say("Recorded training" if isinstance(run.landscape, TrainingSurface) else "Recorded paths")
    rate, name = rate_at(run, index), run.optimizer.spoken
    name = name[:1].upper() + name[1:]
    return name if rate is None else say("{name}, learning rate {rate}", name=name, rate=number_text(rate))


def release_text(runs: Mapping[str, Trajectories], say: Phrases = ENGLISH) -> str:
    """How the runs begin: ``225 marbles, let go at once``."""
    first = next(iter(runs.values()))
    counts = [len(run.ending) for run in runs.values()]
    count = counts[0]
    if len(runs) > 1:
        if set(counts) == {1}:
            return say("{n} optimizers, one marble each", n=len(runs))
        if len(set(counts)) == 1:
            return say("{n} optimizers, {m} marbles each", n=len(runs), m=count)
        return say("{n} marbles, let go at once", n=sum(counts))
    if isinstance(first, Searched):
        return say("A population of {n}", n=count)
    if isinstance(first.landscape, TrainingSurface):
        return say("A training, {n} checkpoints", n=len(first.positions))
    if count != 1:
        begun = int((np.asarray(first.ending) != Ending.UNDEFINED).sum())  # the others start where nothing is
        return say("{n} marbles, let go at once", n=begun if begun > 1 else count)
    if first.positions.shape[-1] > 2 or not np.isfinite(first.positions[0]).all():
        return say("One marble")
    start = first.positions[0, 0]
    name = spoken_name(names_of_axes(first.landscape)[0])
    place = point_text(start, [(-abs(float(c)) or -1.0, abs(float(c)) or 1.0) for c in start], name)
    return say("One marble, let go at {place}", place=place)


def hint_text(run: Trajectories, colors: ParticleColors, say: Phrases = ENGLISH) -> str:
    """How a picture is read before anything has happened: what colours tell, or what a flag does; or nothing."""
    f, ends = run.landscape, run.destinations
    kinds = [entry for entry in colors.legend if entry.at_minimum]
    named = {entry.color for entry in kinds}
    places = np.unique(ends.labels[(np.asarray(run.ending) == Ending.CONVERGED) & (ends.labels >= 0)])
    if len(run) > 1 < len(named) and len(places) <= FEW_NAMED:
        return say("Colors tell where each will end.")
    low, high = np.transpose(f.domain)
    flags = sum(bool(((low <= p) & (p <= high)).all()) for p in np.reshape(f.minimizers, (-1, len(low))))
    if not kinds or not 0 < flags <= MOST_PINS:
        return ""
    return say("The flag marks the lowest pit." if flags == 1 else "Flags mark the lowest pits.")
