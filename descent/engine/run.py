"""What all blocks of a run have in common."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from descent.engine.traced_rule import RuleProgram, rule_program
from descent.noise import Noise
from descent.optimizers.optimizer import Optimizer
from landscapes import Landscape

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Plan:
    """A run but for its starts; `low` and `high` (n,) bound the enlarged search domain."""

    landscape: Landscape
    optimizer: Optimizer
    noise: Noise | None
    steps: int
    tolerance: float
    low: Array
    high: Array

    @cached_property
    def rule(self) -> RuleProgram | None:
        """The optimizer's rule as a program; None where there is none, or where noise stands before it."""
        return None if self.noise is not None else rule_program(self.optimizer, self.steps)
