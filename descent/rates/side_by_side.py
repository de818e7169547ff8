"""An optimizer at several rates at once: the runs are one block, which costs little more than one of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from descent.engine import Block, Record, RunSettings, rule_program
from descent.optimizers import FirstOrder, State
from landscapes import Landscape

Array = NDArray[np.float64]
Ends = tuple[Array, NDArray[np.int8]]


def ends(f: Landscape, methods: Sequence[FirstOrder], starts: Array, steps: int) -> list[Ends]:
    """Where particles from `starts` (N, n) are after so many steps (N, n), and their endings (N,).

    For each of the `methods`, one optimizer at several rates: the same bits as one run after the other.
    """
    if not methods:
        return []
    together = _Several(
        1.0, method=replace(methods[0], learning_rate=1.0), rates=tuple(m.rate(0) for m in methods)
    )
    if len(methods) == 1 or not together.is_traced(steps):
        return [_travelled(f, method, starts, steps) for method in methods]
    points, ending = _travelled(f, together, np.tile(starts, (len(methods), 1)), steps)
    return list(zip(np.split(points, len(methods)), np.split(ending, len(methods)), strict=True))


def _travelled(f: Landscape, method: FirstOrder, starts: Array, steps: int) -> Ends:
    run = RunSettings.of(f, method, steps)
    record = Record(steps, f.dimensions, len(starts), "ends", np.float64)
    end = Block(run, np.array(starts.T, order="C"), slice(0, len(starts))).travel(record)
    return end.points.T, end.ending


@dataclass(frozen=True)
class _Several(FirstOrder):
    """A method whose rate each particle carries with it: of equal shares of them, each has one of the `rates`."""

    method: FirstOrder = field(kw_only=True)
    rates: tuple[float, ...] = field(kw_only=True, compare=False)

    def is_traced(self, steps: int) -> bool:
        """Whether the rule is arithmetic in its rate, too."""
        kind = type(self.method)
        plain = kind.moved is FirstOrder.moved and kind.step is FirstOrder.step
        return plain and rule_program(self, steps) is not None

    @property
    def memory(self) -> tuple[str, ...]:  # type: ignore[override]
        return (*self.method.memory, "rates")

    def initial_state(self, points: Array) -> State:
        rates = np.repeat(self.rates, points.shape[1] // len(self.rates))
        return {**self.method.initial_state(points), "rates": np.broadcast_to(rates, points.shape)}

    def moved(
        self, points: Any, gradient: Any, state: State, index: Any, learning_rate: Any, xp: Any = np
    ) -> tuple[Any, State]:
        shift, after = self.method.moved(points, gradient, state, index, state["rates"], xp)
        return shift, {**after, "rates": state["rates"]}

    def rule(self, xp: Any, gradient: Any, state: State, index: Any, learning_rate: Any) -> tuple[Any, State]:
        return self.method.rule(xp, gradient, state, index, state["rates"])
