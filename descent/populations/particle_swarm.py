"""A swarm: each particle flies on, drawn to the best place it has seen and to the best that any has."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, ClassVar

import numpy as np

from descent.populations.population import Array, Place, Population, State, lowest
from descent.settings import Fraction, NonNegative


@dataclass(frozen=True)
class ParticleSwarm(Population):
    """v <- inertia*v + own*r1*(p - x) + swarm*r2*(b - x);  x <- x + v, with r1, r2 uniform in [0, 1) by coordinate.

    p is the best place of the particle, b of the whole swarm.

    Notes
    -----
    Clerc & Kennedy's constriction, 0.7298 and twice 1.49618, in Shi & Eberhart's form. All particles fly before b
    changes. They begin anywhere in the box, each flying to half way to another place; with a start, the first
    particle begins there. Who flies against a side of the box is thrown back by it, with its velocity: without `walls`
    nothing holds them, and a function that is lower outside has them all fly off (Helwig, Branke & Mostaghim 2013).

    References
    ----------
    Kennedy & Eberhart (1995); Shi & Eberhart (1998), equation 1; Clerc & Kennedy (2002); of walls Helwig,
    Branke & Mostaghim (2013), "reflect".

    Examples
    --------
    >>> from descent import ParticleSwarm, search
    >>> from landscapes import catalogue
    >>> run = search(catalogue["himmelblau"], ParticleSwarm(), generations=80, seed=1)
    >>> bool(run.heights[-1].min() < 1e-4)
    True
    """

    population: Annotated[int, "[1, inf)"] = 20
    inertia: Fraction = 0.7298
    own: NonNegative = 1.49618
    swarm: NonNegative = 1.49618
    aliases: ClassVar[tuple[str, ...]] = ("pso",)
    many: ClassVar[bool] = True

    def initial_state(self, place: Place, draw: np.random.Generator) -> State:
        points = place.anywhere(draw, self.population)
        ahead = place.anywhere(draw, self.population)
        points = place.begun(points)
        return {"place": place, "points": points, "velocities": (ahead - points) / 2, "asked": False}

    def ask(self, state: State, draw: np.random.Generator) -> tuple[Array, State]:
        if not state["asked"]:
            return state["points"], state | {"asked": True}
        points, leader = state["points"], lowest(state["bests"], state["best_heights"])[..., None, :]
        r1, r2 = np.moveaxis(draw.random((2, *points.shape[-2:])), -3, 0)
        velocities = self.inertia * state["velocities"] + self.own * r1 * (state["bests"] - points)
        velocities = velocities + self.swarm * r2 * (leader - points)
        ahead = points + velocities
        if self.walls:
            place: Place = state["place"]
            free, ahead = ahead, place.mirrored(ahead)
            velocities = np.where(ahead == free, velocities, -velocities)
        return ahead, state | {"velocities": velocities}

    def tell(self, state: State, points: Array, heights: Array, draw: np.random.Generator) -> State:
        better = heights < state["best_heights"] if "bests" in state else np.ones(heights.shape, dtype=bool)
        before = state.get("bests", points)
        return state | {
            "points": points,
            "heights": heights,
            "bests": np.where(better[..., None], points, before),
            "best_heights": np.where(better, heights, state.get("best_heights", heights)),
        }

    def beads(self, state: State) -> tuple[Array, Array]:
        return state["points"], state["heights"]

    def drawn(self, state: State) -> dict[str, Array]:
        """velocities and bests (N, n), and best (n,) of the swarm."""
        best = lowest(state["bests"], state["best_heights"])
        return {"velocities": state["velocities"], "bests": state["bests"], "best": best}
