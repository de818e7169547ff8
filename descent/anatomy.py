"""What one step of one particle is made of, by name, so that a picture can draw it and a caption say it."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Any

import numpy as np
from numpy.typing import NDArray

from descent.optimizers import Columns, FirstOrder, Optimizer, RatedOptimizer, State
from descent.results import Trajectories
from descent.settings import check_kind, number
from landscapes import Landscape

Array = NDArray[np.float64]

_SENTENCES = {
    "gradient": "This gradient{rate} moves it by {}.",
    "momentum": "Momentum, what earlier gradients left, adds {}.",
    "look-ahead": "Looking ahead, to where the momentum leads, adds {}.",
    "decay": "Weight decay pulls it towards zero by {}.",
    "step": "The method moves it by {}.",
}
"""What is said of each part."""


@dataclass(frozen=True, eq=False, kw_only=True)
class Step:
    """One step of one particle.

    Attributes
    ----------
    position, gradient : (n,), where the step begins, and the landscape's gradient there
    displacement : (n,), the step itself
    parts : name -> (n,), arrows in domain units that add up to the displacement:
        "gradient" what this gradient does, "momentum" what earlier ones still do, "look-ahead" the extra of a
        rule that acts on where it is going, "decay" the pull of decoupled weight decay
    quantities : name -> (n,), what the rule remembers or computes on the way: "velocity", "mean", "square",
        "scale" (what each coordinate is divided by), "direction"; "seen" is the gradient that the rule was
        given, where noise, clipping or weight decay changed it
    learning_rate : float, of this step; None for a method without one

    Examples
    --------
    >>> from descent import Momentum, anatomy, descend
    >>> from landscapes import catalogue
    >>> run = descend(catalogue["sphere"], [[2.0, 1.0]], Momentum(0.1), steps=5)
    >>> step = anatomy(run, particle=0, index=1)
    >>> sorted(step.parts)
    ['gradient', 'momentum']
    >>> bool(abs(sum(step.parts.values()) - step.displacement).max() < 1e-12)
    True
    """

    index: int
    position: Array
    gradient: Array
    displacement: Array
    parts: dict[str, Array]
    quantities: dict[str, Array]
    learning_rate: float | None
    optimizer: Optimizer

    @property
    def sentences(self) -> tuple[str, ...]:
        """The step in words with its numbers, one sentence per part."""
        rate = "" if self.learning_rate is None else f" at the learning rate {self.learning_rate:.3g}"
        return (
            f"From step {self.index} to {self.index + 1}, {self.optimizer.spoken}: the slope is {_shown(self.gradient)}.",
            *(_SENTENCES[name].format(_shown(part), rate=rate) for name, part in self.parts.items()),
            f"Together it moves by {_shown(self.displacement)} to {_shown(self.position + self.displacement)}.",
        )


def anatomy(paths: Trajectories, particle: int, index: int) -> Step:
    """What step `index` (from 0, from row `index` to `index` + 1) of `particle` was made of.

    The run of this one particle is repeated up to there, by the optimizer's own rule.

    Raises
    ------
    ValueError
        If the run has no such particle or step, or was somebody else's.

    Examples
    --------
    >>> from descent import Momentum, anatomy, descend
    >>> from landscapes import catalogue
    >>> run = descend(catalogue["sphere"], [[2.0, 1.0]], Momentum(0.1), steps=5)
    >>> step = anatomy(run, particle=0, index=1)
    >>> sorted(step.parts)
    ['gradient', 'momentum']
    >>> bool(abs(sum(step.parts.values()) - step.displacement).max() < 1e-12)
    True
    """
    check_kind("anatomy.paths", paths, Trajectories, "descend(...) gives one")
    optimizer = paths.optimizer
    if not isinstance(optimizer, Optimizer):
        raise ValueError("anatomy needs a run of our own optimizers, not given positions or a population")
    particle, index = number("anatomy: particle", particle, int), number("anatomy: index", index, int)
    if not 0 <= particle < len(paths):
        raise ValueError(f"anatomy: particle must be in [0, {len(paths) - 1}], got {particle}")
    if not 0 <= index < paths.stopped_at[particle]:
        last = int(paths.stopped_at[particle]) - 1
        raise ValueError(f"anatomy: particle {particle} makes steps 0 to {last}, got {index}")
    with np.errstate(all="ignore"):  # as `descend` does: a step may be too long for any float
        return _repeated(paths, optimizer, particle, index)


def _repeated(paths: Trajectories, optimizer: Optimizer, particle: int, index: int) -> Step:
    """The step, after those before it."""
    f = paths.landscape
    points = np.array(paths.positions[0, particle], dtype=float)[:, None]
    state = optimizer.initial_state(points)
    for k in range(index):
        shift, state = optimizer.step(points, _told(paths, points, k, particle), state, k, f)
        points = points + shift
    told = _told(paths, points, index, particle)
    shift, _ = optimizer.step(points, told, state, index, f)
    parts, quantities = _taken_apart(optimizer, points, told, state, index, f)
    return Step(
        index=index,
        position=points[:, 0],
        gradient=f.gradient(points[:, 0]),
        displacement=shift[:, 0],
        parts={name: part[:, 0] for name, part in parts.items()},
        quantities={name: np.broadcast_to(value, points.shape)[:, 0] for name, value in quantities.items()},
        learning_rate=optimizer.rate(index) if isinstance(optimizer, RatedOptimizer) else None,
        optimizer=optimizer,
    )


def _told(paths: Trajectories, points: Array, index: int, particle: int) -> Array:
    """The gradient that the optimizer was given, noise included."""
    gradient = paths.landscape.gradient(points.T).T
    if paths.noise is None:
        return gradient
    return paths.noise.noisy(gradient, points, index, np.array([particle]), paths.landscape)


def _taken_apart(
    optimizer: Optimizer, points: Array, told: Array, state: State, index: int, f: Landscape
) -> tuple[dict[str, Array], dict[str, Any]]:
    shift, _ = optimizer.step(points, told, state, index, f)
    if not isinstance(optimizer, FirstOrder):
        return {"step": shift}, {}
    seen, rate = optimizer.seen(points, told), optimizer.rate(index)
    whole, named = optimizer.rule(Columns(), seen, state, index, rate)
    parts = _along(_plain(optimizer), seen, state, index, rate)
    if optimizer.plain:
        parts["look-ahead"] = whole - sum(parts.values())
    if optimizer.decoupled and optimizer.weight_decay:
        parts["decay"] = shift - whole
    quantities = dict(named)
    if not np.array_equal(seen, f.gradient(points.T).T):
        quantities["seen"] = seen
    return parts, quantities


def _along(optimizer: FirstOrder, seen: Array, state: State, index: int, rate: float) -> dict[str, Array]:
    """What this gradient does and what earlier ones still do: the rule is linear in what it keeps of them."""
    whole, _ = optimizer.rule(Columns(), seen, state, index, rate)
    if not optimizer.inertia:
        return {"gradient": whole}
    forgotten = {**state, optimizer.inertia: np.zeros_like(seen)}
    now, _ = optimizer.rule(Columns(), seen, forgotten, index, rate)
    return {"gradient": now, "momentum": whole - now}


def _plain(optimizer: FirstOrder) -> FirstOrder:
    """The rule without its look-ahead, with the same settings."""
    if optimizer.plain is None:
        return optimizer
    shared = {field.name for field in fields(optimizer.plain)}
    return optimizer.plain(
        **{f.name: getattr(optimizer, f.name) for f in fields(optimizer) if f.name in shared}
    )


def _shown(vector: Array) -> str:
    return "(" + ", ".join(f"{x:.3g}" for x in vector[:6]) + (", ..." if len(vector) > 6 else "") + ")"
