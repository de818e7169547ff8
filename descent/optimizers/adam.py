"""Momentum and a scale per coordinate, together."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, ClassVar

from descent.optimizers.optimizer import FirstOrder, State
from descent.settings import Fraction, NonNegative, Positive


@dataclass(frozen=True)
class Adam(FirstOrder):
    """m <- beta1*m + (1-beta1)*g;  s <- beta2*s + (1-beta2)*g**2;  x <- x - learning_rate*m'/(sqrt(s')+eps).

    m' = m / (1 - beta1**t) and s' = s / (1 - beta2**t) undo the bias towards the zeros they began from.

    Notes
    -----
    torch.optim.Adam. TensorFlow 1 follows the paper's remark before section 2.1, where epsilon is not
    corrected for bias ("epsilon hat").

    References
    ----------
    Kingma & Ba (2015), algorithm 1.

    Examples
    --------
    >>> from descent import Adam, descend
    >>> from landscapes import catalogue
    >>> run = descend(catalogue["sphere"], [[2.0, 1.0]], Adam(0.1), steps=40)
    >>> bool(run.heights[-1, 0] < run.heights[0, 0])
    True
    """

    beta1: Fraction = 0.9
    beta2: Fraction = 0.999
    epsilon: Positive = 1e-8
    memory: ClassVar[tuple[str, ...]] = ("mean", "square")
    inertia: ClassVar[str] = "mean"

    def rule(self, xp: Any, gradient: Any, state: State, index: Any, learning_rate: Any) -> tuple[Any, State]:
        mean = self.beta1 * state["mean"] + (1 - self.beta1) * gradient
        square = self.beta2 * state["square"] + (1 - self.beta2) * gradient**2
        direction = mean / (1 - self.beta1 ** (index + 1))
        scale = xp.sqrt(square / (1 - self.beta2 ** (index + 1))) + self.epsilon
        named = {"mean": mean, "square": square, "direction": direction, "scale": scale}
        return -learning_rate * direction / scale, named


@dataclass(frozen=True)
class AdamW(Adam):
    """Adam, and beside it x <- x - learning_rate * weight_decay * x.

    Notes
    -----
    torch.optim.AdamW, weight_decay 0.01. The decay pulls towards the origin, so the particle comes to rest
    where the two balance, not at the minimizer.

    References
    ----------
    Loshchilov & Hutter (2019), algorithm 2.

    Examples
    --------
    >>> from descent import AdamW, descend
    >>> from landscapes import catalogue
    >>> run = descend(catalogue["sphere"], [[2.0, 1.0]], AdamW(0.1), steps=40)
    >>> bool(run.heights[-1, 0] < run.heights[0, 0])
    True
    """

    weight_decay: NonNegative = field(default=0.01, kw_only=True)
    word: ClassVar[str] = "adamw"
    decoupled: ClassVar[bool] = True


@dataclass(frozen=True)
class AMSGrad(Adam):
    """Adam whose scale never shrinks: p <- max(p, s) takes the place of s.

    Notes
    -----
    torch.optim.Adam(amsgrad=True), which corrects p for bias. The paper corrects neither m nor p.

    References
    ----------
    Reddi, Kale & Kumar (2018), algorithm 2.

    Examples
    --------
    >>> from descent import AMSGrad, descend
    >>> from landscapes import catalogue
    >>> run = descend(catalogue["sphere"], [[2.0, 1.0]], AMSGrad(0.1), steps=40)
    >>> bool(run.heights[-1, 0] < run.heights[0, 0])
    True
    """

    memory: ClassVar[tuple[str, ...]] = ("mean", "square", "peak")

    def rule(self, xp: Any, gradient: Any, state: State, index: Any, learning_rate: Any) -> tuple[Any, State]:
        mean = self.beta1 * state["mean"] + (1 - self.beta1) * gradient
        square = self.beta2 * state["square"] + (1 - self.beta2) * gradient**2
        peak = xp.maximum(state["peak"], square)
        direction = mean / (1 - self.beta1 ** (index + 1))
        scale = xp.sqrt(peak / (1 - self.beta2 ** (index + 1))) + self.epsilon
        named = {"mean": mean, "square": square, "peak": peak, "direction": direction, "scale": scale}
        return -learning_rate * direction / scale, named


@dataclass(frozen=True)
class NAdam(FirstOrder):
    """Adam whose momentum looks one step ahead, and grows: mu_t = beta1 * (1 - 0.96**(t*momentum_decay) / 2).

    d = mu_(t+1) * m / (1 - mu_1...mu_(t+1)) + (1 - mu_t) * g / (1 - mu_1...mu_t)
    x <- x - learning_rate * d / (sqrt(s') + epsilon)

    Notes
    -----
    torch.optim.NAdam, momentum_decay 0.004. The state `bias` is 1 - mu_1...mu_t, the same for every particle.
    The paper's algorithm 8 keeps mu general; optax's `nadam` has a constant one.

    References
    ----------
    Dozat (2016), section 3.

    Examples
    --------
    >>> from descent import NAdam, descend
    >>> from landscapes import catalogue
    >>> run = descend(catalogue["sphere"], [[2.0, 1.0]], NAdam(0.1), steps=40)
    >>> bool(run.heights[-1, 0] < run.heights[0, 0])
    True
    """

    beta1: Fraction = 0.9
    beta2: Fraction = 0.999
    epsilon: Positive = 1e-8
    momentum_decay: NonNegative = 4e-3
    memory: ClassVar[tuple[str, ...]] = ("mean", "square", "bias")
    inertia: ClassVar[str] = "mean"
    plain: ClassVar[type[FirstOrder] | None] = Adam

    def rule(self, xp: Any, gradient: Any, state: State, index: Any, learning_rate: Any) -> tuple[Any, State]:
        now, ahead = self._momentum(index + 1), self._momentum(index + 2)
        mean = self.beta1 * state["mean"] + (1 - self.beta1) * gradient
        square = self.beta2 * state["square"] + (1 - self.beta2) * gradient**2
        bias = 1 - (1 - state["bias"]) * now
        direction = ahead * mean / (1 - ahead + ahead * bias) + (1 - now) * gradient / bias
        scale = xp.sqrt(square / (1 - self.beta2 ** (index + 1))) + self.epsilon
        named = {"now": now, "ahead": ahead, "mean": mean, "square": square}
        named |= {"bias": bias, "direction": direction, "scale": scale}
        return -learning_rate * direction / scale, named

    def _momentum(self, step: Any) -> Any:
        return self.beta1 * (1 - 0.96 ** (step * self.momentum_decay) / 2)
