"""Somebody else's ask and tell, told by what they have; nothing of theirs is imported."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

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
    told as ``tell(candidate, loss)`` where it carries its place in ``value`` (nevergrad), as ``tell([(x, loss), ...])`` a
    generation at a time where the object has a ``population_size`` (cmaes), as ``tell(trial, loss)`` where it suggests
    numbers by name (optuna), else as ``tell(x, loss)``.
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
        ValueError
            If what is asked is no point of n coordinates.
        """
        first = self._asked(place, names)
        if first.points.ndim == 2:
            return [first]
        single = [first]
        size = self.size or next((int(getattr(self.method, s)) for s in SIZES if hasattr(self.method, s)), 0)
        # cmaes tells a generation at once; the others want to hear of each point before the next.
        if hasattr(self.method, "population_size"):
            single += [self._asked(place, names) for _ in range((size or USUAL_SIZE) - 1)]
            points = np.stack([one.points for one in single])
            told = self.method.tell
            return [
                Asked(points, lambda heights: told(list(zip(points.copy(), heights.tolist(), strict=True))))
            ]
        return single

    def singles(self) -> int:
        """How many questions of one point make a generation."""
        return self.size or next(
            (int(getattr(self.method, s)) for s in SIZES if hasattr(self.method, s)), USUAL_SIZE
        )

    def _asked(self, place: Place, names: list[str]) -> Asked:
        asked, told = self.method.ask(), self.method.tell
        if hasattr(asked, "suggest_float"):
            bounds = zip(names, place.low.tolist(), place.high.tolist(), strict=True)
            point = np.array([asked.suggest_float(name, low, high) for name, low, high in bounds])
            return Asked(point, lambda heights: told(asked, float(heights[0])))
        if hasattr(asked, "value") and not isinstance(asked, np.ndarray):
            return Asked(self._point(asked.value, place), lambda heights: told(asked, float(heights[0])))
        points = self._point(asked, place)
        if points.ndim == 1:
            return Asked(points, lambda heights: told(asked, float(heights[0])))
        # pycma wants back the very list that it gave.
        return Asked(
            points, lambda heights: told(asked, heights.tolist() if isinstance(asked, list) else heights)
        )

    def _point(self, asked: Any, place: Place) -> Array:
        found = reals(asked)
        n = len(place.low)
        if found is None or found.ndim not in (1, 2) or found.shape[-1] != n or not found.size:
            got = "no numbers" if found is None else f"shape {found.shape}"
            raise ValueError(f"{self.name}.ask must give points ({n},) or (m, {n}), got {got}")
        return found.copy()
