"""A simplex that tumbles downhill: it reflects its highest corner, stretches, and shrinks."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

from descent.populations.population import Array, Place, Population, State
from descent.settings import Fraction, Positive


@dataclass(frozen=True)
class NelderMead(Population):
    """The highest of n + 1 corners is reflected, expanded or contracted through the others' mean; else all shrink.

    Parameters
    ----------
    size : float
        The first simplex's edges along the axes, in shares of the box's sides.

    Notes
    -----
    What SciPy's ``minimize(method="Nelder-Mead")`` does, from the same simplex, iteration by iteration; a generation
    is one of them and asks for one to n + 2 heights. Without a start it begins anywhere in the box. A corner out of the
    box is put on its side, as SciPy's ``bounds`` do; ``walls=0`` is SciPy without bounds.

    References
    ----------
    Nelder & Mead (1965); Lagarias, Reeds, Wright & Wright (1998), section 2.

    Examples
    --------
    >>> from descent import NelderMead, search
    >>> from landscapes import catalogue
    >>> run = search(catalogue["himmelblau"], NelderMead(), generations=80, seed=1)
    >>> bool(run.heights[-1].min() < 1e-8)
    True
    """

    size: Positive = 0.15
    reflection: Positive = 1.0
    expansion: Positive = 2.0
    contraction: Fraction = 0.5
    shrinkage: Fraction = 0.5
    word: ClassVar[str] = "nelder_mead"

    @property
    def name(self) -> str:
        return "Nelder-Mead"

    def initial_state(self, place: Place, draw: np.random.Generator) -> State:
        start = place.anywhere(draw, 1)[0] if place.start is None else place.start
        edges = self.size * place.sides
        # Towards the inside of the box, so that the simplex begins in it.
        edges = np.where(start + edges > place.high, -edges, edges)
        corners = np.concatenate([start[None], start + np.diag(edges)])
        return {
            "corners": corners,
            "slots": np.arange(len(corners)),
            "phase": "begin",
            "move": 0,
            "place": place,
        }

    def ask(self, state: State, draw: np.random.Generator) -> tuple[Array, State]:
        corners, phase = state["corners"], state["phase"]
        if phase == "begin":
            return corners, state
        if phase == "shrink":
            return corners[0] + self.shrinkage * (corners[1:] - corners[0]), state
        if phase == "reflect":
            mean = corners[:-1].sum(axis=0) / (len(corners) - 1)
            state = state | {"mean": mean, "before": corners[_order(state["slots"])]}
        along = {
            "reflect": self.reflection,
            "expand": self.reflection * self.expansion,
            "outside": self.reflection * self.contraction,
            "inside": -self.contraction,
        }[phase]
        point = (1 + along) * state["mean"] - along * corners[-1]
        if self.walls:
            point = np.clip(point, state["place"].low, state["place"].high)
        return point[None], state

    def tell(self, state: State, points: Array, heights: Array, draw: np.random.Generator) -> State:
        phase = state["phase"]
        if phase == "begin":
            return _sorted(state | {"before": points}, points, heights, 0)
        levels = state["heights"]
        if phase == "shrink":
            corners = np.concatenate([state["corners"][:1], points])
            return _sorted(state, corners, np.concatenate([levels[:1], heights]), 5)
        height, point = heights[0], points[0]
        if phase == "reflect":
            state = state | {"reflected": point, "reflected_height": height}
            if levels[0] <= height < levels[-2]:
                return _replaced(state, point, height, 1)
            after = "expand" if height < levels[0] else "outside" if height < levels[-1] else "inside"
            return state | {"phase": after}
        reflected, level = state["reflected"], state["reflected_height"]
        if phase == "expand":
            return (
                _replaced(state, point, height, 2)
                if height < level
                else _replaced(state, reflected, level, 1)
            )
        better = height <= level if phase == "outside" else height < levels[-1]
        return (
            _replaced(state, point, height, 3 + (phase == "inside"))
            if better
            else state | {"phase": "shrink"}
        )

    def whole(self, state: State) -> bool:
        return bool(state["phase"] == "reflect")

    def beads(self, state: State) -> tuple[Array, Array]:
        order = _order(state["slots"])
        return state["corners"][order], state["heights"][order]

    def drawn(self, state: State) -> dict[str, Array]:
        """simplex (n + 1, n), before (n + 1, n), best (n,); move: 1 reflected, 2 expanded, 3, 4 contracted, 5 shrunk."""
        simplex = state["corners"][_order(state["slots"])]
        return {
            "simplex": simplex,
            "before": state["before"],
            "best": state["corners"][0],
            "move": np.array(float(state["move"])),
        }


def _order(slots: NDArray[np.intp]) -> NDArray[np.intp]:
    """Where each particle stands among the corners."""
    return np.argsort(slots)


def _replaced(state: State, point: Array, height: float, move: int) -> State:
    """The same with another corner in place of the highest."""
    corners = np.concatenate([state["corners"][:-1], point[None]])
    return _sorted(state, corners, np.concatenate([state["heights"][:-1], [height]]), move)


def _sorted(state: State, corners: Array, heights: Array, move: int) -> State:
    """A whole iteration: the corners by height, each with the number of its particle."""
    order = np.argsort(heights, kind="stable")
    found = {"corners": corners[order], "heights": heights[order], "slots": state["slots"][order]}
    return state | found | {"phase": "reflect", "move": move}
