"""The role of a method that moves a whole population: what it asks, what it is told, what is drawn of it."""

from __future__ import annotations

from abc import abstractmethod
from dataclasses import dataclass, field
from typing import Annotated, Any, ClassVar, NamedTuple

import numpy as np
from numpy.typing import NDArray

from descent.optimizers import Described

Array = NDArray[np.float64]
State = dict[str, Any]


class Place(NamedTuple):
    """Where a search begins.

    Attributes
    ----------
    low, high : (n,), the box that is searched, domain units
    start : (n,) or None, where it begins; None is anywhere; (N, n) of many searches
    """

    low: Array
    high: Array
    start: Array | None

    @property
    def sides(self) -> Array:
        """The lengths (n,) of the box's sides: what is a length in a method's settings is a share of them."""
        return self.high - self.low

    def anywhere(self, draw: np.random.Generator, count: int) -> Array:
        """So many places (count, n), all alike likely; coordinates of one place are drawn one after the other."""
        return self.low + draw.random((count, len(self.low))) * self.sides

    def begun(self, points: Array) -> Array:
        """Places (..., m, n) whose first is the start, where there is one."""
        if self.start is None:
            return points
        return np.concatenate([self.start[..., None, :], points[..., 1:, :]], axis=-2)

    def mirrored(self, points: Array) -> Array:
        """Places (..., n) with those out of the box thrown back into it, as by mirrors along its sides."""
        with np.errstate(invalid="ignore"):
            along = points - self.low
            along = along - 2 * self.sides * np.floor(along / (2 * self.sides))
            back = np.clip(self.low + np.minimum(along, 2 * self.sides - along), self.low, self.high)
        return np.where((points >= self.low) & (points <= self.high), points, back)


def lowest(points: Array, heights: Array) -> Array:
    """Of places (..., m, n) with heights (..., m) the lowest (..., n)."""
    k = np.argmin(heights, axis=-1)[..., None, None]
    return np.take_along_axis(points, k, axis=-2)[..., 0, :]


@dataclass(frozen=True)
class Population(Described):
    """A method that knows heights alone and moves many particles that know of each other.

    `search` drives it like this; a generation may take several questions::

        state = method.initial_state(place, draw)
        points, state = method.ask(state, draw)              # points (m, n), domain units
        state = method.tell(state, points, heights, draw)    # heights (m,), infinite where there is no value
        method.whole(state)                                  # whether that was all of a generation
        method.beads(state)                                  # (N, n), heights (N,): the generation, as particles
        method.drawn(state)                                  # what it is drawn with, arrays by name

    With `walls` ours look no further than the box, on which functions to be searched are defined as a rule: who would
    leave it is thrown back, and ``walls=0`` lets it go. A state is never changed, and whatever is drawn by lot comes
    from the generator `draw`.

    Examples
    --------
    >>> from descent import CMAES, Population
    >>> isinstance(CMAES(), Population), CMAES(population=12).text
    (True, 'cma_es:population=12')
    """

    walls: Annotated[int, "[0, 1]"] = field(default=1, kw_only=True)
    """Whether the box's sides hold it."""
    joined: ClassVar[bool] = True
    """Whether a particle of a generation is the same as in the one before, moved; else it is drawn anew."""
    trails: ClassVar[bool] = False
    """Whether the ways of its particles say more than what is drawn of it."""
    many: ClassVar[bool] = False
    """Whether it makes many searches at once: `Place.start` is then (N, n), all arrays of a state, points and heights have
    an axis more in front, and what `draw` gives has it too. Each of them is told what it would be told alone."""

    @abstractmethod
    def initial_state(self, place: Place, draw: np.random.Generator) -> State:
        """The state before anything was asked."""

    @abstractmethod
    def ask(self, state: State, draw: np.random.Generator) -> tuple[Array, State]:
        """Points (m, n) whose heights are wanted."""

    @abstractmethod
    def tell(self, state: State, points: Array, heights: Array, draw: np.random.Generator) -> State:
        """The state that knows the heights (m,) of the points that were asked."""

    @abstractmethod
    def beads(self, state: State) -> tuple[Array, Array]:
        """The generation as particles: places (N, n) and heights (N,); always as many, in the same order."""

    def whole(self, state: State) -> bool:
        """Whether a generation is complete."""
        return True

    def drawn(self, state: State) -> dict[str, Array]:
        """Arrays of always the same shapes, domain units, that pictures draw beside the particles."""
        return {}
