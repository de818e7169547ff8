"""Steps whose length does not follow the size of the gradient."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

from descent.optimizers.optimizer import FirstOrder, State
from descent.settings import Fraction, NonNegative


@dataclass(frozen=True)
class SignDescent(FirstOrder):
    """x <- x - learning_rate * sign(g): every coordinate moves by the same amount.

    It never comes to rest by itself: it hops about the minimizer at the distance of a step, unless the rate
    falls.

    References
    ----------
    Bernstein, Wang, Azizzadenesheli & Anandkumar (2018), algorithm 1 (signSGD).

    Examples
    --------
    >>> from descent import SignDescent, descend
    >>> from landscapes import catalogue
    >>> run = descend(catalogue["sphere"], [[2.0, 1.0]], SignDescent(0.05), steps=40)
    >>> run.heights[[0, -1], 0].round(2).tolist()
    [5.0, 0.0]
    """

    def rule(self, xp: Any, gradient: Any, state: State, index: Any, learning_rate: Any) -> tuple[Any, State]:
        return -learning_rate * xp.sign(gradient), {}


@dataclass(frozen=True)
class NormalizedDescent(FirstOrder):
    """`x <- x - learning_rate * g / (|g| + epsilon)`: every step has the same length.

    Notes
    -----
    epsilon keeps the step defined where the gradient vanishes; the books leave that case out.

    References
    ----------
    Nesterov (1984); Shor (1985); Hazan, Levy & Shalev-Shwartz (2015).

    Examples
    --------
    >>> from descent import NormalizedDescent, descend
    >>> from landscapes import catalogue
    >>> run = descend(catalogue["sphere"], [[2.0, 1.0]], NormalizedDescent(0.05), steps=40)
    >>> run.heights[[0, -1], 0].round(2).tolist()
    [5.0, 0.06]
    """

    epsilon: NonNegative = 1e-12

    def rule(self, xp: Any, gradient: Any, state: State, index: Any, learning_rate: Any) -> tuple[Any, State]:
        length = xp.linalg.norm(gradient, axis=0) + self.epsilon
        return -learning_rate * gradient / length, {"length": length}


@dataclass(frozen=True)
class Lion(FirstOrder):
    """c = beta1*m + (1-beta1)*g;  x <- x - learning_rate * sign(c);  m <- beta2*m + (1-beta2)*g.

    Notes
    -----
    The paper's algorithm; not in torch.optim. Its weight decay is decoupled. optax takes a weight decay of
    0.001, here it is 0 unless asked for. A rate three to ten times smaller than Adam's is usual.

    References
    ----------
    Chen et al. (2023), algorithm 2.

    Examples
    --------
    >>> from descent import Lion, descend
    >>> from landscapes import catalogue
    >>> run = descend(catalogue["sphere"], [[2.0, 1.0]], Lion(0.05), steps=40)
    >>> run.heights[[0, -1], 0].round(2).tolist()
    [5.0, 0.04]
    """

    beta1: Fraction = 0.9
    beta2: Fraction = 0.99
    memory: ClassVar[tuple[str, ...]] = ("mean",)
    decoupled: ClassVar[bool] = True

    def rule(self, xp: Any, gradient: Any, state: State, index: Any, learning_rate: Any) -> tuple[Any, State]:
        direction = self.beta1 * state["mean"] + (1 - self.beta1) * gradient
        mean = self.beta2 * state["mean"] + (1 - self.beta2) * gradient
        return -learning_rate * xp.sign(direction), {"direction": direction, "mean": mean}
