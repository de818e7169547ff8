"""One scale per coordinate, from the squares of its gradients."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

from descent.optimizers.optimizer import FirstOrder, State
from descent.schedules import Schedule
from descent.settings import Fraction, NonNegative, Positive


@dataclass(frozen=True)
class AdaGrad(FirstOrder):
    """s <- s + g**2;  x <- x - learning_rate * g / (sqrt(s) + epsilon).

    Notes
    -----
    torch.optim.Adagrad with lr_decay 0. Some put epsilon under the root, or begin with s = 0.1 (TensorFlow).

    References
    ----------
    Duchi, Hazan & Singer (2011).

    Examples
    --------
    >>> from descent import AdaGrad, descend
    >>> from landscapes import catalogue
    >>> run = descend(catalogue["sphere"], [[2.0, 1.0]], AdaGrad(0.5), steps=40)
    >>> bool(run.heights[-1, 0] < run.heights[0, 0])
    True
    """

    epsilon: Positive = 1e-10
    word: ClassVar[str] = "adagrad"
    memory: ClassVar[tuple[str, ...]] = ("square",)

    def rule(self, xp: Any, gradient: Any, state: State, index: Any, learning_rate: Any) -> tuple[Any, State]:
        square = state["square"] + gradient**2
        scale = xp.sqrt(square) + self.epsilon
        return -learning_rate * gradient / scale, {"square": square, "scale": scale}


@dataclass(frozen=True)
class RMSProp(FirstOrder):
    """s <- decay * s + (1 - decay) * g**2;  x <- x - learning_rate * g / (sqrt(s) + epsilon).

    Notes
    -----
    torch.optim.RMSprop (not centred, no momentum): decay is its alpha, 0.99. Hinton's slide and Keras take
    0.9; TensorFlow 1 puts epsilon under the root.

    References
    ----------
    Tieleman & Hinton (2012), Coursera lecture 6e.

    Examples
    --------
    >>> from descent import RMSProp, descend
    >>> from landscapes import catalogue
    >>> run = descend(catalogue["sphere"], [[2.0, 1.0]], RMSProp(0.05), steps=40)
    >>> bool(run.heights[-1, 0] < run.heights[0, 0])
    True
    """

    decay: Fraction = 0.99
    epsilon: Positive = 1e-8
    memory: ClassVar[tuple[str, ...]] = ("square",)

    def rule(self, xp: Any, gradient: Any, state: State, index: Any, learning_rate: Any) -> tuple[Any, State]:
        square = self.decay * state["square"] + (1 - self.decay) * gradient**2
        scale = xp.sqrt(square) + self.epsilon
        return -learning_rate * gradient / scale, {"square": square, "scale": scale}


@dataclass(frozen=True)
class AdaDelta(FirstOrder):
    """s <- decay*s + (1-decay)*g**2;  d = sqrt(u+epsilon)/sqrt(s+epsilon)*g;  x <- x - learning_rate * d.

    Then u <- decay*u + (1-decay)*d**2. The ratio of the two roots has the unit of x, so the rate is a plain
    factor.

    Notes
    -----
    torch.optim.Adadelta: rho 0.9, epsilon 1e-6, rate 1. Zeiler has no rate and rho 0.95. Keras's rate of
    0.001 makes it crawl. It begins slowly: the first steps are about sqrt(epsilon).

    References
    ----------
    Zeiler (2012), algorithm 1.

    Examples
    --------
    >>> from descent import AdaDelta, descend
    >>> from landscapes import catalogue
    >>> run = descend(catalogue["sphere"], [[2.0, 1.0]], AdaDelta(), steps=40)
    >>> bool(run.heights[-1, 0] < run.heights[0, 0])
    True
    """

    learning_rate: float | Schedule | None = 1.0
    decay: Fraction = 0.9
    epsilon: NonNegative = 1e-6
    word: ClassVar[str] = "adadelta"
    memory: ClassVar[tuple[str, ...]] = ("square", "travel")

    def rule(self, xp: Any, gradient: Any, state: State, index: Any, learning_rate: Any) -> tuple[Any, State]:
        square = self.decay * state["square"] + (1 - self.decay) * gradient**2
        scale = xp.sqrt(square + self.epsilon)
        delta = xp.sqrt(state["travel"] + self.epsilon) * gradient / scale
        travel = self.decay * state["travel"] + (1 - self.decay) * delta**2
        return -learning_rate * delta, {"square": square, "scale": scale, "delta": delta, "travel": travel}
