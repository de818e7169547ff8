"""Each particle is challenged by a mixture of others: one of them and the difference of two."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, ClassVar

import numpy as np

from descent.populations.population import Array, Place, Population, State
from descent.settings import Positive, Weight


@dataclass(frozen=True)
class DifferentialEvolution(Population):
    """v = a + scale * (b - c) with three others a, b, c; u takes each coordinate of v with `crossover`; the lower stays.

    Notes
    -----
    DE/rand/1/bin: one coordinate at least comes from v, and all challenge before any is replaced. The population is
    ten for each variable if left out, as the paper advises, and begins anywhere in the box; with a start, the first
    begins there. Nothing holds it in the box.

    References
    ----------
    Storn & Price (1997), equations 2 to 5.

    Examples
    --------
    >>> from descent import DifferentialEvolution, search
    >>> from landscapes import catalogue
    >>> run = search(catalogue["rastrigin"], DifferentialEvolution(), generations=120, seed=1)
    >>> bool(run.heights[-1].min() < 1e-4)
    True
    """

    population: Annotated[int, "[4, inf)"] | None = None
    scale: Positive = 0.8
    crossover: Weight = 0.9
    aliases: ClassVar[tuple[str, ...]] = ("de",)

    def initial_state(self, place: Place, draw: np.random.Generator) -> State:
        count = 10 * len(place.low) if self.population is None else self.population
        points = place.anywhere(draw, max(count, 4))
        if place.start is not None:
            points = np.concatenate([place.start[None], points[1:]])
        return {"points": points, "heights": None}

    def ask(self, state: State, draw: np.random.Generator) -> tuple[Array, State]:
        points = state["points"]
        if state["heights"] is None:
            return points, state | {"bases": points, "mutants": points}
        count, n = points.shape
        trials, bases, mutants = points.copy(), np.empty_like(points), np.empty_like(points)
        for i in range(count):
            a, b, c = _others(i, count, draw.random(3))
            bases[i] = points[a]
            mutants[i] = points[a] + self.scale * (points[b] - points[c])
            one, lots = int(draw.random() * n), draw.random(n)
            crossed = (lots < self.crossover) | (np.arange(n) == one)
            trials[i] = np.where(crossed, mutants[i], points[i])
        return trials, state | {"bases": bases, "mutants": mutants}

    def tell(self, state: State, points: Array, heights: Array, draw: np.random.Generator) -> State:
        if state["heights"] is None:
            taken = np.ones(len(points), dtype=bool)
            return state | {"heights": heights, "trials": points, "taken": taken}
        taken = heights <= state["heights"]
        return state | {
            "points": np.where(taken[:, None], points, state["points"]),
            "heights": np.where(taken, heights, state["heights"]),
            "trials": points,
            "taken": taken,
        }

    def beads(self, state: State) -> tuple[Array, Array]:
        return state["points"], state["heights"]

    def drawn(self, state: State) -> dict[str, Array]:
        """bases, mutants and trials (N, n): difference vectors lead from base to mutant; taken (N,), best (n,)."""
        best = state["points"][np.argmin(state["heights"])]
        kept = {name: state[name] for name in ("bases", "mutants", "trials")}
        return kept | {"taken": state["taken"].astype(float), "best": best}


def _others(i: int, count: int, lots: Array) -> list[int]:
    """Three different numbers below `count` that are not `i`, from three numbers in [0, 1)."""
    taken = [i]
    for k, lot in enumerate(lots):
        number = int(lot * (count - 1 - k))
        for one in sorted(taken):  # the number-th of those that are left
            number += number >= one
        taken.append(number)
    return taken[1:]
