"""What all blocks of a run have in common: the run but for its starts."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property, lru_cache

import numpy as np
from numpy.typing import NDArray

from descent.engine.record import REMEMBERED_STEPS
from descent.engine.traced_rule import RuleProgram, rule_program
from descent.noise import Noise
from descent.optimizers import Optimizer
from descent.results import resting_slopes, tolerances
from landscapes import Landscape

Array = NDArray[np.float64]

ESCAPE_FACTOR = 10.0
"""A particle has escaped that leaves the search domain enlarged so many times about its centre."""


@dataclass(frozen=True, eq=False)
class RunSettings:
    """What `descend` was told, checked, with the learning rate that was chosen.

    Attributes
    ----------
    steps : int, after so many the run ends
    stop : (n,) or None, a particle stops where no component of its gradient is larger; None never stops one
    rest : (n,), slopes that count as none when the run is judged; none less than `stop`, if there is one
    low, high : (n,), domain units, the corners of the enlarged search domain: outside a particle has escaped
    first : int, the number of this run's first particle where it is a part of another one: noise goes by numbers
    """

    landscape: Landscape
    optimizer: Optimizer
    noise: Noise | None
    steps: int
    stop: Array | None
    rest: Array
    low: Array
    high: Array
    first: int = 0

    @classmethod
    def of(
        cls,
        f: Landscape,
        optimizer: Optimizer,
        steps: int,
        *,
        tolerance: float | None = None,
        escape_factor: float = ESCAPE_FACTOR,
        noise: Noise | None = None,
    ) -> RunSettings:
        """The settings as `descend` takes them, of an optimizer with a rate; the same once more are the same value."""
        asked = (f, optimizer, noise, steps, tolerance, escape_factor)
        try:
            return (_remembered if steps <= REMEMBERED_STEPS else cls.made)(*asked)
        except TypeError:  # settings of somebody's own that have no hash
            return cls.made(*asked)

    @classmethod
    def made(
        cls,
        f: Landscape,
        optimizer: Optimizer,
        noise: Noise | None,
        steps: int,
        tolerance: float | None,
        escape_factor: float,
    ) -> RunSettings:
        """As `of`, anew."""
        stop = None if tolerance == 0 else tolerances(f, tolerance)
        least = resting_slopes(f)
        gentle = least if stop is None else np.maximum(stop, least)
        return cls(f, optimizer, noise, steps, stop, gentle, *enlarged(f, escape_factor))

    @cached_property
    def rule(self) -> RuleProgram | None:
        """The optimizer's rule as a program; None where there is none, or where noise stands before it.

        Traced once for all blocks, when the first of them asks.
        """
        return None if self.noise is not None else rule_program(self.optimizer, self.steps)


def enlarged(f: Landscape, escape_factor: float) -> tuple[Array, Array]:
    """The lowest and the highest corner (n,) of the search domain enlarged so many times about its centre."""
    low, high = np.transpose(f.search_domain)
    with np.errstate(over="ignore"):  # of a domain without end
        centre, reach = (low + high) / 2, (high - low) / 2 * escape_factor
    return centre - reach, centre + reach


_remembered = lru_cache(maxsize=16)(RunSettings.made)
"""Many short runs with the same settings would be mostly made of these."""
