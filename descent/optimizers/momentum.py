"""Gradient descent and what inertia makes of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

from descent.optimizers.optimizer import FirstOrder, State
from descent.settings import Fraction, Weight


@dataclass(frozen=True)
class GradientDescent(FirstOrder):
    """x <- x - learning_rate * g.

    References
    ----------
    Cauchy (1847). torch.optim.SGD without momentum.

    Examples
    --------
    >>> from descent import GradientDescent, descend
    >>> from landscapes import catalogue
    >>> run = descend(catalogue["sphere"], [[2.0, 1.0]], GradientDescent(0.1), steps=40)
    >>> bool(run.heights[-1, 0] < run.heights[0, 0])
    True
    """

    aliases: ClassVar[tuple[str, ...]] = ("gd", "sgd")

    def rule(self, xp: Any, gradient: Any, state: State, index: Any, learning_rate: Any) -> tuple[Any, State]:
        return -learning_rate * gradient, {}


@dataclass(frozen=True)
class Momentum(FirstOrder):
    """v <- momentum * v + g;  x <- x - learning_rate * v: the heavy ball.

    Notes
    -----
    torch's form (torch.optim.SGD, dampening 0): the rate multiplies the velocity. Polyak and Sutskever et
    al. put the rate inside, v <- momentum * v - learning_rate * g, which differs when the rate changes on
    the way. Some books average, v <- momentum * v + (1 - momentum) * g: a rate (1 - momentum) times as
    large.

    References
    ----------
    Polyak (1964); Sutskever, Martens, Dahl & Hinton (2013).

    Examples
    --------
    >>> from descent import Momentum, descend
    >>> from landscapes import catalogue
    >>> run = descend(catalogue["sphere"], [[2.0, 1.0]], Momentum(0.05), steps=40)
    >>> bool(run.heights[-1, 0] < run.heights[0, 0])
    True
    """

    momentum: Fraction = 0.9
    memory: ClassVar[tuple[str, ...]] = ("velocity",)
    inertia: ClassVar[str] = "velocity"

    def rule(self, xp: Any, gradient: Any, state: State, index: Any, learning_rate: Any) -> tuple[Any, State]:
        velocity = self.momentum * state["velocity"] + gradient
        return -learning_rate * velocity, {"velocity": velocity}


@dataclass(frozen=True)
class Nesterov(FirstOrder):
    """v <- momentum * v + g;  x <- x - learning_rate * (g + momentum * v).

    Notes
    -----
    torch's form (torch.optim.SGD, nesterov=True): the gradient is taken where the particle is drawn, and
    the look-ahead is made after it. Nesterov's own form takes the gradient at the point ahead; its points
    are these moved along by the velocity (Bengio, Boulanger-Lewandowski & Pascanu 2013, equations 6-7). The
    constant momentum replaces his growing sequence.

    References
    ----------
    Nesterov (1983); Sutskever, Martens, Dahl & Hinton (2013).

    Examples
    --------
    >>> from descent import Nesterov, descend
    >>> from landscapes import catalogue
    >>> run = descend(catalogue["sphere"], [[2.0, 1.0]], Nesterov(0.05), steps=40)
    >>> bool(run.heights[-1, 0] < run.heights[0, 0])
    True
    """

    momentum: Fraction = 0.9
    memory: ClassVar[tuple[str, ...]] = ("velocity",)
    inertia: ClassVar[str] = "velocity"
    plain: ClassVar[type[FirstOrder] | None] = Momentum

    def rule(self, xp: Any, gradient: Any, state: State, index: Any, learning_rate: Any) -> tuple[Any, State]:
        velocity = self.momentum * state["velocity"] + gradient
        return -learning_rate * (gradient + self.momentum * velocity), {"velocity": velocity}


@dataclass(frozen=True)
class QHM(FirstOrder):
    """m <- momentum*m + (1-momentum)*g;  x <- x - learning_rate * ((1-nu)*g + nu*m): part gradient, part momentum.

    Notes
    -----
    Momentum is averaged here: nu = 1 is the heavy ball at a rate 1 - momentum times as large, nu = momentum is
    Nesterov's, nu = 0 gradient descent.

    References
    ----------
    Ma & Yarats (2019), equations 3 and 4, with the defaults that they recommend.

    Examples
    --------
    >>> from descent import QHM, descend
    >>> from landscapes import catalogue
    >>> run = descend(catalogue["sphere"], [[2.0, 1.0]], QHM(0.1), steps=40)
    >>> bool(run.heights[-1, 0] < run.heights[0, 0])
    True
    """

    momentum: Fraction = 0.999
    nu: Weight = 0.7
    word: ClassVar[str] = "qhm"
    memory: ClassVar[tuple[str, ...]] = ("mean",)
    inertia: ClassVar[str] = "mean"

    def rule(self, xp: Any, gradient: Any, state: State, index: Any, learning_rate: Any) -> tuple[Any, State]:
        mean = self.momentum * state["mean"] + (1 - self.momentum) * gradient
        return -learning_rate * ((1 - self.nu) * gradient + self.nu * mean), {"mean": mean}
