"""First-order optimizers: frozen settings and a rule in plain arithmetic, after the equations of torch.optim."""

from __future__ import annotations

from abc import abstractmethod
from dataclasses import dataclass
from typing import Any, ClassVar

State = dict[str, Any]


@dataclass(frozen=True)
class FirstOrder:
    """An optimizer whose next step follows from gradients alone.

    `rule` works on anything with arithmetic: NumPy arrays whose first axis is the coordinate, or SymPy symbols.
    """

    learning_rate: float
    memory: ClassVar[tuple[str, ...]] = ()
    """Names of the arrays carried from step to step; each begins as zeros."""

    def __post_init__(self) -> None:
        if not self.learning_rate > 0:
            raise ValueError(f"{self.name}.learning_rate must be > 0, got {self.learning_rate}")

    @property
    def name(self) -> str:
        """The class name, as it is written on the command line and in captions."""
        return type(self).__name__

    @abstractmethod
    def rule(self, xp: Any, gradient: Any, state: State, index: int, learning_rate: Any) -> tuple[Any, State]:
        """The displacement of step `index` (from 0) and the state after it."""


@dataclass(frozen=True)
class GradientDescent(FirstOrder):
    """x <- x - learning_rate * gradient (Cauchy 1847)."""

    def rule(self, xp: Any, gradient: Any, state: State, index: int, learning_rate: Any) -> tuple[Any, State]:
        return -learning_rate * gradient, state


@dataclass(frozen=True)
class Momentum(FirstOrder):
    """v <- momentum * v + gradient; x <- x - learning_rate * v (Polyak 1964, torch.optim.SGD)."""

    momentum: float = 0.9
    memory: ClassVar[tuple[str, ...]] = ("velocity",)

    def rule(self, xp: Any, gradient: Any, state: State, index: int, learning_rate: Any) -> tuple[Any, State]:
        velocity = self.momentum * state["velocity"] + gradient
        return -learning_rate * velocity, {"velocity": velocity}


@dataclass(frozen=True)
class Adam(FirstOrder):
    """Adaptive moments with bias correction (Kingma & Ba 2015, algorithm 1)."""

    beta1: float = 0.9
    beta2: float = 0.999
    epsilon: float = 1e-8
    memory: ClassVar[tuple[str, ...]] = ("mean", "square")

    def rule(self, xp: Any, gradient: Any, state: State, index: int, learning_rate: Any) -> tuple[Any, State]:
        mean = self.beta1 * state["mean"] + (1 - self.beta1) * gradient
        square = self.beta2 * state["square"] + (1 - self.beta2) * gradient**2
        mean_hat = mean / (1 - self.beta1 ** (index + 1))
        square_hat = square / (1 - self.beta2 ** (index + 1))
        return -learning_rate * mean_hat / (xp.sqrt(square_hat) + self.epsilon), {"mean": mean, "square": square}
