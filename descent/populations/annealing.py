"""Walkers that try a step at a time and take it downhill, and uphill as long as it is warm."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, ClassVar

import numpy as np

from descent.populations.population import Array, Place, Population, State
from descent.settings import Fraction, Positive

_SOUNDINGS = 32
"""Heights anywhere in the box that say what is warm."""


@dataclass(frozen=True)
class Annealing(Population):
    """y = x + step * normal;  y is taken where f(y) <= f(x), else with probability exp(-(f(y) - f(x)) / T).

    T = temperature * cooling**k in generation k.

    Parameters
    ----------
    population : int
        Walkers that do not know of each other.
    step : float
        The standard deviation of a trial, a share of the box's sides.
    temperature : float
        The first, in standard deviations of 32 heights anywhere in the box, so that no units come in.
    cooling : float

    Notes
    -----
    A trial outside of the box is refused; with ``walls=0`` it is not. With a start all walkers begin there, else
    anywhere in the box.

    References
    ----------
    Metropolis, Rosenbluth, Rosenbluth, Teller & Teller (1953); Kirkpatrick, Gelatt & Vecchi (1983).

    Examples
    --------
    >>> from descent import Annealing, search
    >>> from landscapes import catalogue
    >>> run = search(catalogue["himmelblau"], Annealing(), generations=300, seed=1)
    >>> bool(run.heights[-1].min() < 0.1)
    True
    """

    population: Annotated[int, "[1, inf)"] = 12
    step: Positive = 0.06
    temperature: Positive = 0.5
    cooling: Fraction = 0.97
    aliases: ClassVar[tuple[str, ...]] = ("simulated_annealing", "sa")
    trails: ClassVar[bool] = True

    @property
    def spoken(self) -> str:
        return "simulated annealing"

    def initial_state(self, place: Place, draw: np.random.Generator) -> State:
        soundings = place.anywhere(draw, _SOUNDINGS)
        points = place.anywhere(draw, self.population)
        if place.start is not None:
            points = np.repeat(place.start[None], self.population, axis=0)
        return {"place": place, "soundings": soundings, "points": points, "warmth": None}

    def ask(self, state: State, draw: np.random.Generator) -> tuple[Array, State]:
        points = state["points"]
        if state["warmth"] is None:
            return np.concatenate([state["soundings"], points]), state
        return points + self.step * state["place"].sides * draw.standard_normal(points.shape), state

    def tell(self, state: State, points: Array, heights: Array, draw: np.random.Generator) -> State:
        if state["warmth"] is None:
            known = heights[:_SOUNDINGS][np.isfinite(heights[:_SOUNDINGS])]
            spread = float(known.std()) if len(known) > 1 else 1.0
            first, level = points[_SOUNDINGS:], heights[_SOUNDINGS:]
            taken = np.ones(len(first), dtype=bool)
            begun = {"warmth": self.temperature * spread, "heights": level, "trials": first, "taken": taken}
            return state | begun
        lots, place = draw.random(len(points)), state["place"]
        with np.errstate(all="ignore"):
            rise = np.where(np.isinf(state["heights"]), -np.inf, heights - state["heights"])
            taken = (rise <= 0) | (lots < np.exp(-rise / max(state["warmth"], 1e-300)))
        inside = ((points >= place.low) & (points <= place.high)).all(axis=1) | (not self.walls)
        taken &= inside & np.isfinite(heights)
        return state | {
            "points": np.where(taken[:, None], points, state["points"]),
            "heights": np.where(taken, heights, state["heights"]),
            "warmth": self.cooling * state["warmth"],
            "trials": points,
            "taken": taken,
        }

    def beads(self, state: State) -> tuple[Array, Array]:
        return state["points"], state["heights"]

    def drawn(self, state: State) -> dict[str, Array]:
        """trials (N, n) and whether each was taken (N,); best (n,) of this generation; warmth, value units."""
        best = state["points"][np.argmin(state["heights"])]
        return {
            "trials": state["trials"],
            "taken": state["taken"].astype(float),
            "best": best,
            "warmth": np.array(state["warmth"]),
        }
