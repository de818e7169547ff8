"""A real training and its film, from checkpoints to the surface: with torch if it is there, else with our perceptron.

What a script of one's own needs of this are four lines: ``run = TrainingRun("run.npz")`` before the loop, ``run.save(step,
model, loss)`` in it, ``surface = run.plane("pca").survey(loss, 51)`` and ``Scene(surface, run).movie("training.mp4")``.
"""

from __future__ import annotations

from collections.abc import Callable
from importlib.util import find_spec
from typing import Any

import numpy as np
from numpy.typing import NDArray

from landscapes import TrainingRun

Array = NDArray[np.float64]
Loss = Callable[[Array], float]
HIDDEN = 8
STEPS, EVERY = 400, 4
RATE = 0.02


def two_moons(count: int = 200, noise: float = 0.15, seed: int = 0) -> tuple[Array, Array]:
    """Points (count, 2) on two half moons, and which moon each is of, -1 or 1, (count,)."""
    rng = np.random.default_rng(seed)
    turn, upper = np.pi * rng.random(count), np.arange(count) % 2 == 0
    x = np.where(upper, np.cos(turn), 1 - np.cos(turn))
    y = np.where(upper, np.sin(turn), 0.5 - np.sin(turn))
    points = np.stack([x, y], axis=1) + noise * rng.standard_normal((count, 2))
    return points, np.where(upper, 1.0, -1.0)


def train(run: TrainingRun, library: str = "") -> tuple[Loss, str]:
    """Train a network 2-8-8-1 on the moons, with checkpoints in `run`; its loss at any weights (n,), and who computes it.

    Parameters
    ----------
    library : "torch" or "thalweg"; without it torch, if it is installed
    """
    library = library or ("torch" if find_spec("torch") else "thalweg")
    return _with_torch(run) if library == "torch" else _with_our_own(run)


def _with_torch(run: TrainingRun) -> tuple[Loss, str]:
    import torch
    from torch import nn

    torch.manual_seed(0)
    points, moons = (torch.tensor(part, dtype=torch.float32) for part in two_moons())
    layers: list[Any] = [nn.Linear(2, HIDDEN), nn.Tanh(), nn.Linear(HIDDEN, HIDDEN), nn.Tanh()]
    model = nn.Sequential(*layers, nn.Linear(HIDDEN, 1), nn.Tanh())
    optimizer = torch.optim.Adam(model.parameters(), lr=RATE)
    for step in range(STEPS + 1):
        loss = nn.functional.mse_loss(model(points)[:, 0], moons)
        if step % EVERY == 0:
            run.save(step, model, loss)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()

    @torch.no_grad()
    def loss_at(weights: Array) -> float:
        return float(nn.functional.mse_loss(run.into(model, weights)(points)[:, 0], moons))

    return loss_at, f"torch {torch.__version__}"


def _with_our_own(run: TrainingRun) -> tuple[Loss, str]:
    """The loss of one sample is a SymPy formula; its gradient is derived, and taken at all samples at once."""
    from descent import Adam
    from landscapes import Landscape
    from landscapes.models import SquaredError

    points, moons = two_moons()
    network = SquaredError((2, HIDDEN, HIDDEN, 1))
    count = network.count
    sample = Landscape(name="sample", builder=network, domain=((-1.0, 1.0),) * (count + 3))

    def at_all(weights: Array) -> Array:
        given = np.broadcast_to(weights, (len(points), count))
        return np.concatenate([given, points, moons[:, None]], axis=1)

    weights = np.random.default_rng(0).normal(scale=0.5, size=(count, 1))
    optimizer = Adam(RATE)
    state = optimizer.initial_state(weights)
    for step in range(STEPS + 1):
        losses, gradients = sample.value_and_gradient(at_all(weights[:, 0]))
        if step % EVERY == 0:
            run.save(step, weights[:, 0], losses.mean())
        gradient = gradients[:, :count].mean(axis=0)[:, None]
        move, state = optimizer.step(weights, gradient, state, step, sample)
        weights = weights + move
    return lambda w: float(sample.value(at_all(w)).mean()), "thalweg's own perceptron"
