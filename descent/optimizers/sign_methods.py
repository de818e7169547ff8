"""Steps whose length does not follow the size of the gradient."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any, ClassVar

from descent.optimizers.optimizer import FirstOrder, State
from descent.settings import Fraction, NonNegative, Positive


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
    >>> bool(run.heights[-1, 0] < run.heights[0, 0])
    True
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
    >>> bool(run.heights[-1, 0] < run.heights[0, 0])
    True
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
    >>> bool(run.heights[-1, 0] < run.heights[0, 0])
    True
    """

    beta1: Fraction = 0.9
    beta2: Fraction = 0.99
    memory: ClassVar[tuple[str, ...]] = ("mean",)
    decoupled: ClassVar[bool] = True

    def rule(self, xp: Any, gradient: Any, state: State, index: Any, learning_rate: Any) -> tuple[Any, State]:
        direction = self.beta1 * state["mean"] + (1 - self.beta1) * gradient
        mean = self.beta2 * state["mean"] + (1 - self.beta2) * gradient
        return -learning_rate * xp.sign(direction), {"direction": direction, "mean": mean}


@dataclass(frozen=True)
class Muon(FirstOrder):
    """v <- momentum*v + (1-momentum)*g;  d = (1-momentum)*g + momentum*v;  x <- x - learning_rate * d / |d|.

    Notes
    -----
    Muon makes the update of a matrix orthogonal. The variables of a landscape are one column, and an orthogonal
    column is one of length 1: here Muon is normalized momentum, with Nesterov's look ahead. torch.optim.Muon
    finds the orthogonal matrix by five rounded steps of a polynomial, whose length on a column is 0.70, and takes
    a rate sqrt(n) times as large. Weight decay is decoupled, and 0 unless asked for.

    References
    ----------
    Jordan, Jin, Boza, You, Cesista, Newhouse & Bernstein (2024), Muon.

    Examples
    --------
    >>> from descent import Muon, descend
    >>> from landscapes import catalogue
    >>> run = descend(catalogue["sphere"], [[2.0, 1.0]], Muon(0.1), steps=40)
    >>> bool(run.heights[-1, 0] < run.heights[0, 0])
    True
    """

    momentum: Fraction = 0.95
    epsilon: NonNegative = 1e-12
    memory: ClassVar[tuple[str, ...]] = ("velocity",)
    decoupled: ClassVar[bool] = True

    def rule(self, xp: Any, gradient: Any, state: State, index: Any, learning_rate: Any) -> tuple[Any, State]:
        velocity = self.momentum * state["velocity"] + (1 - self.momentum) * gradient
        direction = (1 - self.momentum) * gradient + self.momentum * velocity
        length = xp.linalg.norm(direction, axis=0) + self.epsilon
        named = {"velocity": velocity, "direction": direction, "length": length}
        return -learning_rate * direction / length, named


@dataclass(frozen=True)
class Rprop(FirstOrder):
    """Every coordinate steps by a size of its own, which grows while its gradient keeps its sign, and shrinks else.

    size <- size * (grow where g*g_before > 0, shrink where < 0);  x <- x - learning_rate * size * sign(g)

    Where the sign changed, the coordinate waits for one step.

    Notes
    -----
    torch.optim.Rprop: this is its iRprop-, without backtracking. The learning rate is the first step's size; later
    ones are kept between `smallest` and `largest`, domain units.

    References
    ----------
    Riedmiller & Braun (1993); Igel & Huesken (2000), iRprop-.

    Examples
    --------
    >>> from descent import Rprop, descend
    >>> from landscapes import catalogue
    >>> run = descend(catalogue["sphere"], [[2.0, 1.0]], Rprop(0.05), steps=40)
    >>> bool(run.heights[-1, 0] < run.heights[0, 0])
    True
    """

    shrink: Fraction = 0.5
    grow: Annotated[float, "[1, inf)"] = 1.2
    smallest: Positive = 1e-6
    largest: Positive = 50.0
    memory: ClassVar[tuple[str, ...]] = ("size", "last")

    def rule(self, xp: Any, gradient: Any, state: State, index: Any, learning_rate: Any) -> tuple[Any, State]:
        kept = xp.sign(gradient * state["last"])
        factor = 1 + (self.grow - 1) * xp.maximum(kept, 0) + (1 - self.shrink) * xp.minimum(kept, 0)
        size = (state["size"] + xp.maximum(1 - index, 0)) * factor  # at first it is 1
        size = xp.minimum(xp.maximum(size, self.smallest / learning_rate), self.largest / learning_rate)
        last = gradient * (1 + xp.minimum(kept, 0))
        return -learning_rate * size * xp.sign(last), {"factor": factor, "size": size, "last": last}
