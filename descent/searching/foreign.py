"""Somebody else's ask and tell, told by what they have; nothing of theirs is imported."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from descent.guests import GuestError, what_it_raised
from descent.populations import Place
from descent.settings import reals

Array = NDArray[np.float64]
SIZES = ("population_size", "popsize")
"""Where those who ask for one point at a time say how many make a generation."""
USUAL_SIZE = 10


@dataclass(frozen=True)
class Asked:
    """One question: its points (m, n), domain units, and how the heights (m,) are told."""

    points: Array
    tell: Callable[[Array], Any]


@dataclass(frozen=True)
class Foreign:
    """An object with ``ask`` and ``tell``: of cmaes, pycma, nevergrad, optuna, or one's own.

    Parameters
    ----------
    method : the object
    size : int, optional
        How many single points make a generation; otherwise it says so itself, or it is 10.

    Notes
    -----
    ``ask()`` gives points (m, n), or a list of them, to be told as ``tell(points, heights)``; or one point (n,). One is
    told as ``tell(candidate, loss)`` where it carries its place in ``value`` (nevergrad; coordinates may go by the names of
    the variables), as ``tell([(x, loss), ...])`` a generation at a time where the object has a ``population_size`` (cmaes,
    which may give a pair, the point and what wants to be told of it), as ``tell(trial, loss)`` where it suggests numbers by
    name (optuna), else as ``tell(x, loss)``.
    """

    method: Any
    size: int | None = None

    @property
    def name(self) -> str:
        """What to call it."""
        return type(self.method).__name__

    def generation(self, place: Place, names: list[str]) -> list[Asked]:
        """The questions of one generation, all to be answered before the next.

        Raises
        ------
        GuestError
            If what is asked is no point of n coordinates, or asking failed.
        """
        # cmaes tells a generation at once; the others want to hear of each point before the next.
        if not hasattr(self.method, "population_size"):
            return [self._asked(place, names)]
        told_of, points = [], []
        for _ in range(self.singles()):
            asked = self._play("ask")
            pair = isinstance(asked, tuple) and len(asked) == 2 and np.ndim(asked[0]) == 1
            point, wanted = asked if pair else (asked, asked)
            points.append(self._point(point, place))
            told_of.append(wanted)
            if points[0].ndim == 2:
                return [self._whole(asked, points[0])]

        def tell(heights: Array) -> Any:
            return self._play("tell", list(zip(told_of, heights.tolist(), strict=True)))

        return [Asked(np.stack(points), tell)]

    def singles(self) -> int:
        """How many questions of one point make a generation."""
        sizes = [getattr(self.method, size, None) for size in SIZES]
        known = [int(size) for size in sizes if isinstance(size, int | np.integer)]
        return self.size or next(iter(known), 0) or USUAL_SIZE

    def _play(self, what: str, *args: Any) -> Any:
        try:
            return getattr(self.method, what)(*args)
        except Exception as error:
            raise GuestError(f"{self.name}.{what} raised {what_it_raised(error)}") from error

    def _asked(self, place: Place, names: list[str]) -> Asked:
        asked = self._play("ask")

        def tell_one(heights: Array) -> Any:
            return self._play("tell", asked, float(heights[0]))

        if hasattr(asked, "suggest_float"):
            bounds = zip(names, place.low.tolist(), place.high.tolist(), strict=True)
            return Asked(np.array([asked.suggest_float(*bound) for bound in bounds]), tell_one)
        if hasattr(asked, "value") and not isinstance(asked, np.ndarray):
            return Asked(self._point(_in_order(asked.value, names), place), tell_one)
        points = self._point(asked, place)
        if points.ndim == 1:
            return Asked(points, tell_one)
        return self._whole(asked, points)

    def _whole(self, asked: Any, points: Array) -> Asked:
        # pycma wants back the very list that it gave.
        return Asked(
            points,
            lambda heights: self._play(
                "tell", asked, heights.tolist() if isinstance(asked, list) else heights
            ),
        )

    def _point(self, asked: Any, place: Place) -> Array:
        found = reals(asked)
        n = len(place.low)
        if found is None or found.ndim not in (1, 2) or found.shape[-1] != n or not found.size:
            got = "no numbers" if found is None else f"shape {found.shape}"
            raise GuestError(f"{self.name}.ask must give points ({n},) or (m, {n}), got {got}")
        return found.copy()


def _in_order(value: Any, names: list[str]) -> Any:
    """The coordinates of nevergrad's ``((first, ...), {name: ...})`` and ``{name: ...}``; anything else as it is."""
    first, rest = value if isinstance(value, tuple) and len(value) == 2 else ((), value)
    if not (isinstance(first, tuple) and isinstance(rest, dict)):
        return value
    named = [rest[name] for name in names if name in rest]
    return [*first, *named] if len(named) == len(rest) else value
