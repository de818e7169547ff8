"""A rule as a program moves particles as the rule itself does, and declines what it cannot follow."""

from dataclasses import dataclass
from typing import ClassVar

import numpy as np
import pytest

from descent import (
    AdaDelta,
    AdaGrad,
    Adam,
    AdamW,
    AMSGrad,
    GradientDescent,
    Lion,
    Momentum,
    NAdam,
    Nesterov,
    Newton,
    NormalizedDescent,
    RMSProp,
    SignDescent,
    descend,
    uniform,
)
from descent.engine.run import RunSettings
from descent.engine.stepping import TracedStepper, UntracedStepper, stepper
from descent.engine.traced_rule import rule_program
from descent.optimizers.optimizer import FirstOrder
from descent.schedules import Cosine
from landscapes import catalogue

PROGRAMMED = (
    GradientDescent(0.01),
    GradientDescent(0.01, weight_decay=0.1),
    GradientDescent(Cosine(0.02, steps=30)),
    Momentum(0.01),
    Nesterov(Cosine(0.02, steps=30)),
    AdaGrad(0.3),
    RMSProp(0.05),
    AdaDelta(),
    Adam(0.1),
    Adam(Cosine(0.2, steps=30)),
    AdamW(0.1),
    AMSGrad(0.1),
    NAdam(0.1),
    SignDescent(0.02),
    Lion(0.02, weight_decay=0.3),
    NormalizedDescent(0.1),
    GradientDescent(0.01, clip_norm=1.0),
    GradientDescent(0.01, clip_value=1.0),
    Adam(0.1, clip_norm=1.0, clip_value=0.5, weight_decay=0.1),
)


@pytest.mark.parametrize("optimizer", PROGRAMMED, ids=str)
def test_a_program_moves_particles_as_its_rule_does_bit_by_bit(optimizer):
    f, steps = catalogue["himmelblau"], 40
    points = np.ascontiguousarray(uniform(f.domain, 50, seed=1).T)
    settings = RunSettings(f, optimizer, None, steps, None, np.zeros(2), np.full(2, -1e9), np.full(2, 1e9))
    ours = stepper(settings, points, np.arange(50))
    theirs = UntracedStepper(settings, points, np.arange(50))
    assert isinstance(ours, TracedStepper)
    for step in range(0, steps, 20):
        for moved in (ours, theirs):
            with np.errstate(all="ignore"):
                if not step:
                    moved.begin()
                moved.row = moved.advance(step, 20).stop - 1
        np.testing.assert_array_equal(ours.x[1:21], theirs.x[1:21])
        np.testing.assert_array_equal(ours.h[1:21], theirs.h[1:21])


def odd_optimizers() -> dict[str, FirstOrder]:
    """Rules that no program can follow; made anew, so that they are not found by everybody for ever."""

    @dataclass(frozen=True)
    class Lazy(FirstOrder):
        """Moves at every other step, which no program can: it asks for the index."""

        def rule(self, xp, gradient, state, index, learning_rate):
            return (0.0 if index % 2 else -learning_rate) * gradient, {}

    @dataclass(frozen=True)
    class Steepest(FirstOrder):
        """Moves along the steepest coordinate only: a choice, not arithmetic by coordinates."""

        def rule(self, xp, gradient, state, index, learning_rate):
            size = xp.abs(gradient)
            return -learning_rate * xp.where(size == xp.max(size, axis=0), gradient, 0.0), {}

    @dataclass(frozen=True)
    class Counting(FirstOrder):
        """Remembers what is no array."""

        memory: ClassVar[tuple[str, ...]] = ("count",)

        def rule(self, xp, gradient, state, index, learning_rate):
            return -learning_rate * gradient, {"count": 1.0}

    @dataclass(frozen=True)
    class Own(GradientDescent):
        """Has a step of its own beside the rule."""

        def step(self, points, gradient, state, index, landscape=None):
            return -0.5 * self.rate(index) * gradient, {}

    @dataclass(frozen=True)
    class Asking(FirstOrder):
        """Rests where a slope is small, which is a question about numbers."""

        def rule(self, xp, gradient, state, index, learning_rate):
            size = xp.sum(xp.abs(gradient))
            return -learning_rate * gradient if size else gradient, {}

    return {kind.__name__: kind(0.1) for kind in (Lazy, Steepest, Counting, Own, Asking)}


@pytest.mark.parametrize(
    "optimizer",
    [
        *("Lazy", "Steepest", "Counting", "Own", "Asking", Newton()),
    ],
    ids=str,
)
def test_what_is_no_plain_arithmetic_is_asked_step_by_step(optimizer):
    optimizer = odd_optimizers()[optimizer] if isinstance(optimizer, str) else optimizer
    assert rule_program(optimizer, 10) is None
    f, start = catalogue["sphere"], np.array([[1.0, 0.5]])
    paths = descend(f, start, optimizer, steps=4, tolerance=0)
    x, state = start.T.copy(), optimizer.initial_state(start.T)
    for k in range(4):
        shift, state = optimizer.step(x, f.gradient(x.T).T, state, k, f)
        x = x + shift
        np.testing.assert_array_equal(paths.positions[k + 1], x.T)


def test_a_program_holds_for_no_step_and_for_no_particle():
    f = catalogue["sphere"]
    assert descend(f, [[1.0, 1.0]], Adam(0.1), steps=0).positions.shape == (1, 1, 2)
    assert descend(f, np.zeros((0, 2)), Adam(0.1), steps=5).positions.shape == (6, 0, 2)
