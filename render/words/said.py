"""What is said of a run in plain words: who runs, how many, in which steps."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from descent import Searched, Trajectories
from landscapes import TrainingSurface, spoken_name
from render.style import number_text, point_text


def rate_at(run: Trajectories, index: float) -> float | None:
    """The learning rate at a step, or None where the method has none."""
    rate = getattr(run.optimizer, "learning_rate", None)
    if rate is None:
        return None
    return float(rate(int(index))) if callable(rate) else float(rate)


def settings_text(run: Trajectories, index: float) -> str:
    """The optimizer and its settings at a step, as a caption says it: ``Gradient descent, learning rate 0.004``."""
    if run.optimizer is None:
        return "Recorded training" if isinstance(run.landscape, TrainingSurface) else "Recorded paths"
    rate, name = rate_at(run, index), run.optimizer.spoken
    name = name[:1].upper() + name[1:]
    return name if rate is None else f"{name}, learning rate {number_text(rate)}"


def release_text(runs: Mapping[str, Trajectories]) -> str:
    """How the runs begin: ``225 marbles, let go at once``."""
    first = next(iter(runs.values()))
    count = len(first.ending)
    if len(runs) > 1:
        each = "one marble" if count == 1 else f"{count:,} marbles"
        return f"{len(runs)} optimizers, {each} each"
    if isinstance(first, Searched):
        return f"A population of {count:,}"
    if isinstance(first.landscape, TrainingSurface):
        return f"A training, {len(first.positions)} checkpoints"
    if count != 1:
        return f"{count:,} marbles, let go at once"
    if first.positions.shape[-1] > 2 or not np.isfinite(first.positions[0]).all():
        return "One marble"
    start = first.positions[0, 0]
    name = spoken_name(str(first.landscape.variables[0]))
    place = point_text(start, [(-abs(float(c)) or -1.0, abs(float(c)) or 1.0) for c in start], name)
    return f"One marble, let go at {place}"
