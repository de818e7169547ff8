"""What was made of Adam: other scales, a beginning without warm-up, differences of gradients."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

from descent.optimizers.adam import Adam
from descent.optimizers.optimizer import FirstOrder, State
from descent.settings import Fraction, Positive, Weight


@dataclass(frozen=True)
class Adamax(FirstOrder):
    """m <- beta1*m + (1-beta1)*g;  p <- max(beta2*p, |g| + epsilon);  x <- x - learning_rate*m'/p.

    Notes
    -----
    torch.optim.Adamax, whose epsilon stands inside the maximum; the paper has none.

    References
    ----------
    Kingma & Ba (2015), algorithm 2.

    Examples
    --------
    >>> from descent import Adamax, descend
    >>> from landscapes import catalogue
    >>> run = descend(catalogue["sphere"], [[2.0, 1.0]], Adamax(0.1), steps=40)
    >>> bool(run.heights[-1, 0] < run.heights[0, 0])
    True
    """

    beta1: Fraction = 0.9
    beta2: Fraction = 0.999
    epsilon: Positive = 1e-8
    memory: ClassVar[tuple[str, ...]] = ("mean", "peak")
    inertia: ClassVar[str] = "mean"

    def rule(self, xp: Any, gradient: Any, state: State, index: Any, learning_rate: Any) -> tuple[Any, State]:
        mean = self.beta1 * state["mean"] + (1 - self.beta1) * gradient
        peak = xp.maximum(self.beta2 * state["peak"], xp.abs(gradient) + self.epsilon)
        direction = mean / (1 - self.beta1 ** (index + 1))
        return -learning_rate * direction / peak, {"mean": mean, "peak": peak, "direction": direction}


@dataclass(frozen=True)
class RAdam(Adam):
    """Adam without its scale until the variance of that is known, then scaled by r.

    With o = 2/(1-beta2) - 1 and o_t = o - 2t*beta2**t/(1-beta2**t), from o_t > 5 on
    r = sqrt((o_t-4)(o_t-2)o / ((o-4)(o-2)o_t)) and x <- x - learning_rate*r*m'/(sqrt(s')+epsilon);
    before that x <- x - learning_rate*m'.

    Notes
    -----
    torch.optim.RAdam, which waits for o_t > 5 where the paper says 4, and corrects s for bias outside of
    sqrt(s) + epsilon.

    References
    ----------
    Liu, Jiang, He, Chen, Liu, Gao & Han (2020), algorithm 2.

    Examples
    --------
    >>> from descent import RAdam, descend
    >>> from landscapes import catalogue
    >>> run = descend(catalogue["sphere"], [[2.0, 1.0]], RAdam(0.1), steps=40)
    >>> bool(run.heights[-1, 0] < run.heights[0, 0])
    True
    """

    word: ClassVar[str] = "radam"

    def rule(self, xp: Any, gradient: Any, state: State, index: Any, learning_rate: Any) -> tuple[Any, State]:
        t = index + 1
        mean = self.beta1 * state["mean"] + (1 - self.beta1) * gradient
        square = self.beta2 * state["square"] + (1 - self.beta2) * gradient**2
        direction = mean / (1 - self.beta1**t)
        scale = xp.sqrt(square) + self.epsilon
        unbiased = 1 - self.beta2**t
        most = xp.maximum(2 / (1 - self.beta2) - 1, 5)  # less is never enough
        span = most - 2 * t * self.beta2**t / unbiased
        # 1 where the variance is known, else 0: the same line for numbers, tables and symbols.
        known = xp.maximum(xp.sign(span - 5), 0)
        share = (span - 4) * (span - 2) * most / ((most - 4) * (most - 2) * span)
        factor = known * xp.maximum(share * unbiased, 0) ** 0.5
        named = {"mean": mean, "square": square, "direction": direction, "scale": scale}
        named |= {"span": span, "known": known, "factor": factor}
        return -learning_rate * direction * (factor / scale + 1 - known), named


@dataclass(frozen=True)
class AdaBelief(Adam):
    """Adam whose scale is how far gradients are from what was expected: s <- beta2*s + (1-beta2)*(g-m)**2 + epsilon.

    Notes
    -----
    optax.adabelief with one epsilon for both of its own, as in the paper: in s and beside its root.

    References
    ----------
    Zhuang, Tang, Ding, Tatikonda, Dvornek, Papademetris & Duncan (2020), algorithm 2.

    Examples
    --------
    >>> from descent import AdaBelief, descend
    >>> from landscapes import catalogue
    >>> run = descend(catalogue["sphere"], [[2.0, 1.0]], AdaBelief(0.1), steps=40)
    >>> bool(run.heights[-1, 0] < run.heights[0, 0])
    True
    """

    epsilon: Positive = 1e-16
    word: ClassVar[str] = "adabelief"

    def rule(self, xp: Any, gradient: Any, state: State, index: Any, learning_rate: Any) -> tuple[Any, State]:
        mean = self.beta1 * state["mean"] + (1 - self.beta1) * gradient
        square = self.beta2 * state["square"] + (1 - self.beta2) * (gradient - mean) ** 2 + self.epsilon
        direction = mean / (1 - self.beta1 ** (index + 1))
        scale = xp.sqrt(square / (1 - self.beta2 ** (index + 1))) + self.epsilon
        named = {"mean": mean, "square": square, "direction": direction, "scale": scale}
        return -learning_rate * direction / scale, named


@dataclass(frozen=True)
class Adan(FirstOrder):
    """Nesterov's momentum from differences of gradients, y = g - g_before, and a scale from where it leads.

    m <- beta1*m + (1-beta1)*g;  v <- beta2*v + (1-beta2)*y;  s <- beta3*s + (1-beta3)*(g + beta2*y)**2
    x <- x - learning_rate * (m' + beta2*v') / (sqrt(s') + epsilon)

    Notes
    -----
    As the authors' code and pytorch_optimizer have it: all three corrected for bias, the betas what is kept (the
    paper writes 1 - beta). Weight decay is decoupled as AdamW's; the paper divides by 1 + learning_rate*weight_decay.

    References
    ----------
    Xie, Zhou, Li, Lin & Yan (2022), algorithm 1.

    Examples
    --------
    >>> from descent import Adan, descend
    >>> from landscapes import catalogue
    >>> run = descend(catalogue["sphere"], [[2.0, 1.0]], Adan(0.1), steps=40)
    >>> bool(run.heights[-1, 0] < run.heights[0, 0])
    True
    """

    beta1: Fraction = 0.98
    beta2: Fraction = 0.92
    beta3: Fraction = 0.99
    epsilon: Positive = 1e-8
    memory: ClassVar[tuple[str, ...]] = ("mean", "velocity", "square", "last")
    inertia: ClassVar[str] = "mean"
    decoupled: ClassVar[bool] = True

    def rule(self, xp: Any, gradient: Any, state: State, index: Any, learning_rate: Any) -> tuple[Any, State]:
        change = (gradient - state["last"]) * xp.minimum(index, 1)  # before the first step there was none
        mean = self.beta1 * state["mean"] + (1 - self.beta1) * gradient
        velocity = self.beta2 * state["velocity"] + (1 - self.beta2) * change
        square = self.beta3 * state["square"] + (1 - self.beta3) * (gradient + self.beta2 * change) ** 2
        direction = mean / (1 - self.beta1 ** (index + 1))
        ahead = self.beta2 * velocity / (1 - self.beta2 ** (index + 1))
        scale = xp.sqrt(square / (1 - self.beta3 ** (index + 1))) + self.epsilon
        named = {"change": change, "mean": mean, "velocity": velocity, "square": square}
        named |= {"direction": direction, "scale": scale, "last": gradient}
        return -learning_rate * (direction + ahead) / scale, named


@dataclass(frozen=True)
class QHAdam(Adam):
    """Adam whose step and scale are part this gradient, part the means of all: quasi-hyperbolic.

    x <- x - learning_rate * ((1-nu1)*g + nu1*m') / (sqrt((1-nu2)*g**2 + nu2*s') + epsilon)

    Notes
    -----
    The authors' code and pytorch_optimizer (whose nu are 1, which is Adam); the defaults are the paper's.

    References
    ----------
    Ma & Yarats (2019), equations 9 to 13.

    Examples
    --------
    >>> from descent import QHAdam, descend
    >>> from landscapes import catalogue
    >>> run = descend(catalogue["sphere"], [[2.0, 1.0]], QHAdam(0.1), steps=40)
    >>> bool(run.heights[-1, 0] < run.heights[0, 0])
    True
    """

    beta1: Fraction = 0.995
    nu1: Weight = 0.7
    nu2: Weight = 1.0
    word: ClassVar[str] = "qhadam"

    def rule(self, xp: Any, gradient: Any, state: State, index: Any, learning_rate: Any) -> tuple[Any, State]:
        mean = self.beta1 * state["mean"] + (1 - self.beta1) * gradient
        square = self.beta2 * state["square"] + (1 - self.beta2) * gradient**2
        seen = self.nu2 * square / (1 - self.beta2 ** (index + 1)) + (1 - self.nu2) * gradient**2
        direction = self.nu1 * mean / (1 - self.beta1 ** (index + 1)) + (1 - self.nu1) * gradient
        scale = xp.sqrt(seen) + self.epsilon
        named = {"mean": mean, "square": square, "direction": direction, "scale": scale}
        return -learning_rate * direction / scale, named
