"""Each particle is challenged by a mixture of others: one of them and the difference of two."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, ClassVar

import numpy as np
from numpy.typing import NDArray

from descent.populations.population import Array, Place, Population, State, lowest
from descent.settings import Positive, Weight


@dataclass(frozen=True)
class DifferentialEvolution(Population):
    """v = a + scale * (b - c) with three others a, b, c; u takes each coordinate of v with `crossover`; the lower stays.

    Notes
    -----
    DE/rand/1/bin: one coordinate at least comes from v, and all challenge before any is replaced. The population is
    ten for each variable if left out, as the paper advises, and begins anywhere in the box; with a start, the first
    begins there. A mixture out of the box is mirrored back into it; with ``walls=0`` nothing holds it.

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
    many: ClassVar[bool] = True

    def initial_state(self, place: Place, draw: np.random.Generator) -> State:
        count = 10 * len(place.low) if self.population is None else self.population
        points = place.begun(place.anywhere(draw, max(count, 4)))
        return {"place": place, "points": points, "heights": None}

    def ask(self, state: State, draw: np.random.Generator) -> tuple[Array, State]:
        points = state["points"]
        if state["heights"] is None:
            return points, state | {"bases": points, "mutants": points}
        count, n = points.shape[-2:]
        # A particle's numbers by lot follow each other: of its three others, of the coordinate that crosses, of all.
        lots = draw.random((count, 4 + n))
        a, b, c = (np.take_along_axis(points, k[..., None], axis=-2) for k in _others(lots[..., :3]))
        mutants = a + self.scale * (b - c)
        if self.walls:
            mutants = state["place"].mirrored(mutants)
        one = (lots[..., 3, None] * n).astype(np.int64)
        crossed = (lots[..., 4:] < self.crossover) | (np.arange(n) == one)
        return np.where(crossed, mutants, points), state | {"bases": a, "mutants": mutants}

    def tell(self, state: State, points: Array, heights: Array, draw: np.random.Generator) -> State:
        if state["heights"] is None:
            taken = np.ones(heights.shape, dtype=bool)
            return state | {"heights": heights, "trials": points, "taken": taken}
        taken = heights <= state["heights"]
        return state | {
            "points": np.where(taken[..., None], points, state["points"]),
            "heights": np.where(taken, heights, state["heights"]),
            "trials": points,
            "taken": taken,
        }

    def beads(self, state: State) -> tuple[Array, Array]:
        return state["points"], state["heights"]

    def drawn(self, state: State) -> dict[str, Array]:
        """bases, mutants and trials (N, n): difference vectors lead from base to mutant; taken (N,), best (n,)."""
        best = lowest(state["points"], state["heights"])
        kept = {name: state[name] for name in ("bases", "mutants", "trials")}
        return kept | {"taken": state["taken"].astype(float), "best": best}


def _others(lots: Array) -> list[NDArray[np.int64]]:
    """For each particle (..., N) three different ones that are not itself, from numbers (..., N, 3) in [0, 1)."""
    count = lots.shape[-2]
    taken = [np.broadcast_to(np.arange(count), lots.shape[:-1])]
    for k in range(3):
        number = (lots[..., k] * (count - 1 - k)).astype(np.int64)
        for one in np.moveaxis(np.sort(np.stack(taken, axis=-1), axis=-1), -1, 0):
            number = number + (number >= one)  # the number-th of those that are left
        taken.append(number)
    return taken[1:]
