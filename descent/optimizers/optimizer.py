"""The roles of an optimizer: settings that never change, a state that is passed in and handed back."""

from __future__ import annotations

import inspect
from abc import ABC, abstractmethod
from dataclasses import dataclass, field
from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray

from descent.notation import nearest, to_text
from descent.optimizers.columns import COLUMNS
from descent.optimizers.latex import equations
from descent.schedules import Schedule
from descent.settings import NonNegative, Positive, check, check_kind, number
from landscapes import Landscape

Array = NDArray[np.float64]
State = dict[str, Any]


@dataclass(frozen=True)
class Described(ABC):  # noqa: B024
    """A method as text has it: settings that are checked at the door, a name, the words of captions.

    Examples
    --------
    >>> from descent import Adam
    >>> Adam(0.1, beta1=0.8).text
    'adam:learning_rate=0.1,beta1=0.8'
    """

    word: ClassVar[str] = ""
    """The name on the command line, where it is not the class name in lower_snake_case."""
    aliases: ClassVar[tuple[str, ...]] = ()
    """Other names that the command line understands."""
    written: ClassVar[bool] = True
    """Whether text describes it, so that the command line has it."""

    def __new__(cls, *_: Any, **settings: Any) -> Any:
        """A new one, not yet made: a setting that it does not have is refused with the one that is meant.

        Raises
        ------
        TypeError
            For such a setting.
        """
        accepted = inspect.signature(cls.__init__).parameters if settings else {}
        named = [name for name, it in accepted.items() if it.kind != it.VAR_KEYWORD and name != "self"]
        for name in settings if len(named) + 1 == len(accepted) else ():
            if name not in named:
                try:
                    nearest(f"setting of {cls.__name__}", name, named)
                except ValueError as error:
                    raise TypeError(str(error)) from None
        return super().__new__(cls)

    def __post_init__(self) -> None:
        check(self)

    @property
    def name(self) -> str:
        """As captions write it: the class name."""
        return type(self).__name__

    @property
    def spoken(self) -> str:
        """The name in a sentence: ``gradient descent``; names such as Adam stay."""
        if self.word:  # written as one word on the command line too: AdaGrad, AdamW, SciPy BFGS
            return self.name
        words = "".join(
            f" {c}" if c.isupper() and i and not self.name[i - 1].isupper() else c
            for i, c in enumerate(self.name)
        )
        return words.lower() if " " in words else words

    @property
    def text(self) -> str:
        """As the command line writes it, ``adam:learning_rate=0.05``; `parse_optimizer` gives it back."""
        return to_text(self)


@dataclass(frozen=True)
class Optimizer(Described):
    """Something that moves particles over a landscape, one step at a time.

    Whoever drives it does this, for a block of B particles; arrays are coordinate-first::

        optimizer = settled(optimizer, f)           # once (`rates`): a learning rate that was left open
        state = optimizer.initial_state(points)     # points (n, B); the last axis of every array is B
        displacement, state = optimizer.step(points, gradient, state, index, f)             # index from 0
        state = {name: array[..., keep] for name, array in state.items()}        # when particles leave

    `step` neither keeps nor changes the arrays it is given and returns fresh ones, so that its caller may
    reuse buffers. It computes each particle by itself: how particles are cut into blocks changes nothing.

    Examples
    --------
    >>> from descent import Adam, Optimizer
    >>> isinstance(Adam(0.1), Optimizer)
    True
    >>> Adam(0.1, beta1=0.8).text
    'adam:learning_rate=0.1,beta1=0.8'
    """

    in_pages: ClassVar[bool] = False
    """Whether pages know it by more than a printed rule: their JavaScript has it, or says that Python alone runs it.

    Said of a class, it is not said of its subclasses: they move otherwise.
    """
    one_by_one: ClassVar[bool] = False
    """Whether it moves particle after particle in Python, so that a fine map of its basins takes long."""
    on_request: ClassVar[bool] = False
    """Whether only those pages know it that are for choosing, or have a run of one such; of subclasses neither."""
    curved: ClassVar[bool] = True
    """Whether a step knows more of the ground than its slope and its height: how it bends, or learns so on the way."""

    @abstractmethod
    def initial_state(self, points: Array) -> State:
        """The state before the first step, for particles at `points` (n, B)."""

    @abstractmethod
    def step(
        self, points: Array, gradient: Array, state: State, index: int, landscape: Landscape
    ) -> tuple[Array, State]:
        """Displacement (n, B) of step `index` from `points` (n, B) with their `gradient`; the next state."""

    def placed(
        self, points: Array, gradient: Array, state: State, index: int, landscape: Landscape
    ) -> tuple[Array, State]:
        """Where step `index` leads, (n, B), as `step` takes it; for those that know places better than steps."""
        displacement, state = self.step(points, gradient, state, index, landscape)
        return points + displacement, state

    def at_rest(self, state: State, index: int) -> NDArray[np.bool_] | None:
        """Which particles (B,) a test of the optimizer's own ended before step `index`; None where it has no test."""
        return None


def check_optimizer(owner: str, value: Any) -> None:
    """A ValueError where `value` is no optimizer: a name, say, or a class."""
    check_kind(owner, value, Optimizer, "Adam(0.05) or parse_optimizer('adam')")


@dataclass(frozen=True)
class RatedOptimizer(Optimizer):
    """An optimizer with a learning rate.

    Parameters
    ----------
    learning_rate : float, Schedule or None
        The rate, or a function of the step index; None lets `descend` choose one for the landscape.
    """

    learning_rate: float | Schedule | None = None
    alike: ClassVar[type[FirstOrder] | None] = None
    """For one that is no `FirstOrder` but needs a rate: the one whose chosen rate suits it."""

    def __post_init__(self) -> None:
        super().__post_init__()
        if self.learning_rate is not None and not isinstance(self.learning_rate, Schedule):
            owner = f"{self.name}.learning_rate"
            rate = number(owner, self.learning_rate, float, "(0, inf)")
            if not hasattr(self.learning_rate, "reason"):  # one that was chosen goes on knowing why
                object.__setattr__(self, "learning_rate", rate)

    def rate(self, index: int) -> float:
        """The learning rate of step `index`.

        Raises
        ------
        ValueError
            If it was left open and nobody has chosen one.
        """
        if self.learning_rate is None:
            raise ValueError(f"{self.name}.learning_rate is not chosen; give one, or let descend choose it")
        return self.learning_rate(index) if isinstance(self.learning_rate, Schedule) else self.learning_rate


@dataclass(frozen=True)
class FirstOrder(RatedOptimizer):
    """An optimizer whose next step follows from gradients alone.

    A new one is a subclass with settings, `memory` and `rule`; nothing else has to know of it.

    `rule` is plain arithmetic in the namespace `xp`: with NumPy and arrays (n, B) it moves particles, fed
    SymPy symbols the same lines give the LaTeX of captions (`latex`). It returns the displacement and a
    mapping that names what the step was made of; the names in `memory` are carried to the next step, the
    others are there for pictures and captions (`descent.anatomy`) and cost nothing.

    Parameters
    ----------
    learning_rate : float, Schedule or None
    weight_decay : float
        Adds weight_decay * x to the gradient (torch's L2 penalty); where `decoupled`, moves the particle by
        -learning_rate * weight_decay * x beside the rule (Loshchilov & Hutter 2019).
    clip_value, clip_norm : float, optional
        Limit every component, or the Euclidean length, of each particle's gradient first, as
        `torch.nn.utils.clip_grad_value_` and `clip_grad_norm_` (with their 1e-6) do.

    Examples
    --------
    >>> from dataclasses import dataclass
    >>> from descent import FirstOrder, descend
    >>> from landscapes import catalogue
    >>> @dataclass(frozen=True)
    ... class _Cubic(FirstOrder):
    ...     def rule(self, xp, gradient, state, index, learning_rate):
    ...         return -learning_rate * gradient**3, {}
    ...
    >>> bool(descend(catalogue["sphere"], [1.0, 0.0], _Cubic(0.1)).heights[-1, 0] < 0.1)
    True
    """

    weight_decay: NonNegative = field(default=0.0, kw_only=True)
    clip_value: Positive | None = field(default=None, kw_only=True)
    clip_norm: Positive | None = field(default=None, kw_only=True)
    curved: ClassVar[bool] = False
    memory: ClassVar[tuple[str, ...]] = ()
    """Names of the arrays carried from step to step; each begins as zeros."""
    inertia: ClassVar[str] = ""
    """The one of `memory` that the displacement is linear in: what earlier gradients add to this step."""
    plain: ClassVar[type[FirstOrder] | None] = None
    """For a rule that looks ahead: the same rule without that, with the same names in its memory."""
    decoupled: ClassVar[bool] = False

    @abstractmethod
    def rule(self, xp: Any, gradient: Any, state: State, index: Any, learning_rate: Any) -> tuple[Any, State]:
        """The displacement of step `index` (from 0), and by name what it was made of, `memory` included."""

    @property
    def equations(self) -> tuple[str, ...]:
        """The update rule as lines of LaTeX, printed from `rule`: first what is remembered, the step last."""
        return equations(self)

    @property
    def latex(self) -> str:
        """The update rule on one line of LaTeX, for captions."""
        return r",\quad ".join(self.equations)

    def initial_state(self, points: Array) -> State:
        return {name: np.zeros_like(points) for name in self.memory}

    def step(
        self, points: Array, gradient: Array, state: State, index: int, landscape: Landscape | None = None
    ) -> tuple[Array, State]:
        return self.moved(points, gradient, state, index, self.rate(index))

    def moved(
        self,
        points: Any,
        gradient: Any,
        state: State,
        index: Any,
        learning_rate: Any,
        xp: Any = COLUMNS,
    ) -> tuple[Any, State]:
        """What `step` does, in nothing but the arithmetic of `xp`: so that it can be recorded (`descent.engine`)."""
        displacement, named = self.rule(xp, self.seen(points, gradient, xp), state, index, learning_rate)
        if self.decoupled and self.weight_decay:
            displacement = displacement - learning_rate * self.weight_decay * points
        return displacement, {name: named[name] for name in self.memory}

    def seen(self, points: Any, gradient: Any, xp: Any = COLUMNS) -> Any:
        """The gradient (n, B) as the rule gets it: clipped, with the L2 penalty added."""
        if self.clip_value is not None:
            gradient = xp.minimum(xp.maximum(gradient, -self.clip_value), self.clip_value)
        if self.clip_norm is not None:
            gradient = gradient * xp.minimum(1.0, self.clip_norm / (xp.linalg.norm(gradient) + 1e-6))
        if self.weight_decay and not self.decoupled:
            gradient = gradient + self.weight_decay * points
        return gradient
