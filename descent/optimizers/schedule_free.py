"""Rules that need no schedule, or no learning rate: they find out on the way."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

from descent.optimizers.columns import COLUMNS
from descent.optimizers.optimizer import FirstOrder, State
from descent.schedules import Schedule
from descent.settings import Fraction, NonNegative, Positive


@dataclass(frozen=True)
class ScheduleFreeSGD(FirstOrder):
    """Three sequences instead of a schedule: z descends, the mean of its points is the result, y lies in between.

    y = (1-momentum)*z + momentum*mean(z);  z <- z - learning_rate * g(y). A particle is at y, where the gradient is
    taken; what is remembered is how far it is ahead of z.

    Notes
    -----
    schedulefree.SGDScheduleFree with a constant rate: the mean is of all z alike. The package's `eval()` shows the
    mean.

    References
    ----------
    Defazio, Yang, Mehta, Mishchenko, Khaled & Cutkosky (2024), equations 1 to 3.

    Examples
    --------
    >>> from descent import ScheduleFreeSGD, descend
    >>> from landscapes import catalogue
    >>> run = descend(catalogue["sphere"], [[2.0, 1.0]], ScheduleFreeSGD(0.3), steps=40)
    >>> bool(run.heights[-1, 0] < run.heights[0, 0])
    True
    """

    momentum: Fraction = 0.9
    word: ClassVar[str] = "schedule_free_sgd"
    memory: ClassVar[tuple[str, ...]] = ("lag",)
    inertia: ClassVar[str] = "lag"

    @property
    def spoken(self) -> str:
        return "schedule-free SGD"

    def rule(self, xp: Any, gradient: Any, state: State, index: Any, learning_rate: Any) -> tuple[Any, State]:
        return _between(gradient, state["lag"], self.momentum, index, learning_rate, xp)


@dataclass(frozen=True)
class ScheduleFreeAdamW(FirstOrder):
    """Schedule-free SGD along gradients in Adam's scale, g / (sqrt(s') + epsilon).

    Notes
    -----
    schedulefree.AdamWScheduleFree with a constant rate: the mean is of all z alike. Weight decay, 0 unless asked for,
    is taken at y and goes where the gradient goes.

    References
    ----------
    Defazio, Yang, Mehta, Mishchenko, Khaled & Cutkosky (2024), algorithm 1.

    Examples
    --------
    >>> from descent import ScheduleFreeAdamW, descend
    >>> from landscapes import catalogue
    >>> run = descend(catalogue["sphere"], [[2.0, 1.0]], ScheduleFreeAdamW(0.2), steps=40)
    >>> bool(run.heights[-1, 0] < run.heights[0, 0])
    True
    """

    beta1: Fraction = 0.9
    beta2: Fraction = 0.999
    epsilon: Positive = 1e-8
    word: ClassVar[str] = "schedule_free_adamw"
    memory: ClassVar[tuple[str, ...]] = ("square", "lag")
    inertia: ClassVar[str] = "lag"
    decoupled: ClassVar[bool] = True

    @property
    def spoken(self) -> str:
        return "schedule-free AdamW"

    def rule(self, xp: Any, gradient: Any, state: State, index: Any, learning_rate: Any) -> tuple[Any, State]:
        square = self.beta2 * state["square"] + (1 - self.beta2) * gradient**2
        scale = xp.sqrt(square / (1 - self.beta2 ** (index + 1))) + self.epsilon
        shift, after = _between(gradient / scale, state["lag"], self.beta1, index, learning_rate, xp)
        return shift, {"square": square, "scale": scale, **after}

    def moved(
        self,
        points: Any,
        gradient: Any,
        state: State,
        index: Any,
        learning_rate: Any,
        xp: Any = COLUMNS,
    ) -> tuple[Any, State]:
        shift, after = super().moved(points, gradient, state, index, learning_rate, xp)
        if self.weight_decay:  # z takes all of it, y what it takes of a gradient
            kept = self.beta1 * (learning_rate * self.weight_decay) * points
            shift, after["lag"] = shift + (1 - 1 / (index + 1)) * kept, after["lag"] + kept
        return shift, after


def _between(
    direction: Any, lag: Any, momentum: float, index: Any, learning_rate: Any, xp: Any
) -> tuple[Any, dict[str, Any]]:
    """How y moves while z goes along -direction, and how far y was ahead of z, with what is added."""
    lag = lag * ((index - 1) / xp.maximum(index, 1)) + learning_rate * momentum * direction
    return -lag / (index + 1) - learning_rate * (1 - momentum) * direction, {"lag": lag}


@dataclass(frozen=True)
class Prodigy(FirstOrder):
    """Adam whose rate is an estimate D of how far it is to the minimizer, which only grows.

    With w = x_0 - x:  r <- q*r + learning_rate*D**2*<g, w>;  a <- q*a + learning_rate*D**2*g;  q = sqrt(beta2)
    m <- beta1*m + (1-beta1)*D*g;  s <- beta2*s + (1-beta2)*(D*g)**2;  D' = max(D, r / |a|_1)
    x <- x - learning_rate * D * m / (sqrt(s) + D'*epsilon)

    The learning rate is a factor, 1 unless a schedule is wanted.

    Notes
    -----
    The authors' code and pytorch_optimizer without safeguard and bias correction. `first` is the first estimate,
    domain units. Weight decay is torch's penalty, not theirs.

    References
    ----------
    Mishchenko & Defazio (2023), algorithm 4.

    Examples
    --------
    >>> from descent import Prodigy, descend
    >>> from landscapes import catalogue
    >>> run = descend(catalogue["sphere"], [[2.0, 1.0]], Prodigy(), steps=200)
    >>> bool(run.heights[-1, 0] < run.heights[0, 0])
    True
    """

    learning_rate: float | Schedule | None = 1.0
    beta1: Fraction = 0.9
    beta2: Fraction = 0.999
    epsilon: NonNegative = 1e-8
    first: Positive = 1e-6
    memory: ClassVar[tuple[str, ...]] = ("mean", "square", "reward", "pull", "estimate", "way")
    inertia: ClassVar[str] = "mean"

    def rule(self, xp: Any, gradient: Any, state: State, index: Any, learning_rate: Any) -> tuple[Any, State]:
        before = xp.maximum(state["estimate"], self.first)
        kept, weight = self.beta2**0.5, learning_rate * before**2
        reward = kept * state["reward"] + weight * xp.linalg.vecdot(gradient, state["way"], axis=0)
        pull = kept * state["pull"] + weight * gradient
        mean = self.beta1 * state["mean"] + (1 - self.beta1) * before * gradient
        square = self.beta2 * state["square"] + (1 - self.beta2) * (before * gradient) ** 2
        all_pull = xp.linalg.vecdot(pull, xp.sign(pull), axis=0)
        estimate = xp.maximum(before, reward / xp.maximum(all_pull, 1e-300))
        scale = xp.sqrt(square) + estimate * self.epsilon
        shift = -learning_rate * before * mean / scale
        named = {"before": before, "reward": reward, "pull": pull, "mean": mean, "square": square}
        return shift, named | {"estimate": estimate, "scale": scale, "way": state["way"] - shift}
