"""The record of a run."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass, fields
from functools import cached_property
from typing import Any, Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from descent.noise import Noise
from descent.optimizers import Optimizer
from descent.populations import Population
from descent.results.destinations import Destinations, destinations
from descent.results.from_arrays import judged
from descent.results.given_paths import paths_in_file
from descent.results.verdicts import Judgement
from descent.settings import check_landscape, number
from landscapes import Landscape, drawn
from landscapes.compiled import Effort


class Deferred:
    """Descriptor of a dataclass field that takes endings (N,), or a function without arguments that judges particles.

    Where that function was left without repairs that it would have got, the value's `cut_off` is set.

    Asked of the class and not of a value it is an AttributeError: so `dataclass` sees that the field has no default.
    """

    def __set_name__(self, owner: type, name: str) -> None:
        self._key = f"deferred {name}"

    def __set__(self, instance: Any, value: NDArray[Any] | Callable[[], Judgement]) -> None:
        instance.__dict__[self._key] = value

    def __get__(self, instance: Any, owner: type) -> NDArray[Any]:
        if instance is None:
            raise AttributeError("the field has no default")
        value = instance.__dict__[self._key]
        if not isinstance(value, np.ndarray):
            with Effort() as effort:
                instance.__dict__["_judgement"] = value()
            value = instance.__dict__[self._key] = instance.__dict__["_judgement"].ending
            instance.__dict__["cut_off"] |= effort.cut_off
        return value


@dataclass(frozen=True, eq=False, kw_only=True)
class Trajectories:
    """Where every particle was at every recorded step, and how it ended.

    Attributes
    ----------
    landscape : Landscape
    positions : (rows, N, n) float64, domain units
    heights : (rows, N) float64, value units
    ending : (N,) of `Ending`
    stopped_at : (N,) int, the step index at which a particle came to rest; `steps` if it never did
    steps : int, the number of steps asked for
    indices : (rows,) int, the step index of each row; all of 0 ... steps where nothing was left out
    optimizer : Optimizer, with the learning rate it ran with; None if it was somebody else's
    noise : Noise or None
    tolerance, escape_factor : float, as `descend` was given them; the tolerance may be None
    cut_off : bool, whether the run was left without repairs of heights and slopes that would have taken too long; its
        verdicts are counted once `ending` was asked for
    trails : bool, whether pictures draw the way of a particle: in a population it may be another one in each row
    engine : "numpy" or "compiled", what moved the particles; "" where nothing here did

    Examples
    --------
    >>> from descent import GradientDescent, Trajectories, descend
    >>> from landscapes import catalogue
    >>> f = catalogue["himmelblau"]
    >>> run = descend(f, [[0.0, 0.0], [4.0, -1.0]], GradientDescent(0.01), steps=300)
    >>> run
    Trajectories(2 particles on himmelblau, 300 steps, gradient_descent:learning_rate=0.01)
    >>> positions, heights = run.at(12.5)
    >>> positions.shape, heights.shape
    ((2, 2), (2,))
    >>> Trajectories.from_arrays(f, run.positions).ending.tolist() == run.ending.tolist()
    True
    """

    landscape: Landscape
    positions: NDArray[np.float64]
    heights: NDArray[np.float64]
    ending: Deferred = Deferred()
    stopped_at: NDArray[np.int64]
    steps: int
    indices: NDArray[np.int64] = None  # type: ignore[assignment]
    optimizer: Optimizer | Population | None = None
    noise: Noise | None = None
    tolerance: float | None = None
    escape_factor: float = 10.0
    cut_off: bool = False
    trails: bool = True
    engine: str = ""

    def __post_init__(self) -> None:
        if self.indices is None:
            object.__setattr__(self, "indices", np.arange(len(self.positions)))

    def __len__(self) -> int:
        """The number of particles."""
        return int(self.positions.shape[1])

    def plot(self, **look: Any) -> Any:
        """The run on its landscape as a `render.Scene`, which notebooks show; `look` goes to it.

        Examples
        --------
        >>> paths.plot(panels=("surface", "contour")).movie("paths.mp4")  # doctest: +SKIP
        """
        return drawn(self.landscape, self, **look)

    def __repr__(self) -> str:
        who = self.optimizer.text if self.optimizer else "given positions"
        count, steps = (
            f"{len(self)} particle{'s' * (len(self) != 1)}",
            f"{self.steps} step{'s' * (self.steps != 1)}",
        )
        return f"Trajectories({count} on {self.landscape.name}, {steps}, {who})"

    def at(self, index: float) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Positions (N, n) and heights (N,) at step `index`, which may lie between two recorded steps.

        Between two rows a particle is on the straight line that joins them, and its height is the landscape's
        there, so that it stays on the surface. Before the first and after the last row it does not move.

        Raises
        ------
        ValueError
            If `index` is no finite number.
        """
        index = number("Trajectories.at: index", index)
        row, _, part = self._around(index)
        if not part:
            return self.positions[row], self.heights[row]
        positions = self.between(self.positions, index)
        return positions, self.landscape.value(positions)

    def between(self, record: NDArray[np.floating[Any]], indices: ArrayLike) -> NDArray[np.float64]:
        """What was recorded, at steps that may lie between the recorded ones, on the line between two rows.

        Parameters
        ----------
        record : (rows, ...)
            `positions`, `heights` or columns of theirs, in their units.
        indices : (...)
            Steps, one number or an array of them; those outside the record count as its first or last.

        Returns
        -------
        array, the shape of `indices` followed by that of a row
        """
        row, after, part = self._around(indices)
        part = np.reshape(part, (*np.shape(part), *(1,) * (record.ndim - 1)))
        found = record[row]
        with np.errstate(invalid="ignore"):  # infinite heights, where somebody counts the lost so
            mixed = (1 - part) * found + part * record[after]
        return np.where(part == 0, found, mixed)

    def _around(self, indices: ArrayLike) -> tuple[Any, Any, Any]:
        """The rows before and after the steps `indices`, and the part of the way from one to the other."""
        first, last = self.indices[0], self.indices[-1]
        inside = np.clip(indices, first, last)
        if last - first == len(self.indices) - 1:  # every step is there
            row = np.asarray(inside, dtype=np.int64) - first
        else:
            row = np.searchsorted(self.indices, inside, side="right") - 1
        after = np.minimum(row + 1, len(self.indices) - 1)
        part = (inside - self.indices[row]) / np.maximum(self.indices[after] - self.indices[row], 1)
        return row, after, part

    @property
    def judgement(self) -> Judgement:
        """The endings with what else was found out about the particles when they were judged, if that was here."""
        ending = self.ending
        found: Judgement | None = self.__dict__.get("_judgement")
        return Judgement.of(self.positions[-1], ending) if found is None else found

    @cached_property
    def destinations(self) -> Destinations:
        """The stationary points that particles reached, and which particle reached which."""
        return destinations(self.landscape, self.positions[-1], self.ending, self.judgement)

    @property
    def complete(self) -> Literal["likely", "cut off"]:
        """Whether run, endings and destinations are what they are, or as far as they were worked out.

        Where floats say nothing of a height or a slope there are repairs; where these would take too long, some are
        left out, the heights are as floats have them, the slopes 0, and curves of minima may come in pieces.
        """
        cut_off = self.destinations.cut_off or self.cut_off
        return "cut off" if cut_off else "likely"

    @property
    def _fields(self) -> dict[str, Any]:
        return {field.name: getattr(self, field.name) for field in fields(self)}

    def save(self, path: str | os.PathLike[str]) -> None:
        """Write one NumPy ``.npz`` file with the arrays and everything needed to repeat the run.

        Raises
        ------
        ValueError
            If `path` is no name of a file, or the landscape's formula holds something that cannot be stored.
        OSError
            If it cannot be written.
        """
        from descent.results.archive import save

        save(self._fields, path)

    @classmethod
    def load(cls, path: str | os.PathLike[str]) -> Trajectories:
        """What `save` wrote.

        Raises
        ------
        ValueError
            If the file is no such record, or its landscape or optimizer is unknown here.
        """
        from descent.results.archive import load

        return cls(**load(path))

    def to_csv(self, path: str | os.PathLike[str]) -> None:
        """Write one line per particle and recorded step: step, particle, coordinates, height, ending.

        Raises
        ------
        ValueError
            If `path` is no name of a file.
        OSError
            If it cannot be written.
        """
        from descent.results.archive import to_csv

        to_csv(self._fields, path)

    @classmethod
    def from_arrays(
        cls,
        f: Landscape,
        positions: ArrayLike,
        *,
        tolerance: float | None = None,
        escape_factor: float = 10.0,
    ) -> Trajectories:
        """Somebody else's run, judged like our own.

        Parameters
        ----------
        positions : (rows, N, n)
            Where every particle was, the starts first; (rows, n) is taken as one particle, and so is (rows,) in one
            variable. A list of paths (rows, n) of unequal length is taken too: the shorter ones stay where they
            ended, as one does behind whose end there is nothing but NaN. Paths of equal length must be stacked,
            ``np.stack(paths, axis=1)``: a list of them reads as rows.
        tolerance : float, optional
            A particle has stopped where its gradient is this small to the end, or as small as `descend` by itself
            counts as none, if that is larger.
        escape_factor : float
            As for `descend`: a particle outside the search domain enlarged so much, or not finite, stays at
            its last place inside, unless it comes back by itself; where there is no height it waits for that.

        Raises
        ------
        ValueError
            If `f` is no landscape, the positions are no numbers of that shape or not finite in the first row, or a
            setting is out of range.
        """
        return cls(**judged(f, positions, tolerance, escape_factor))

    @classmethod
    def from_csv(cls, f: Landscape, path: str | os.PathLike[str], **options: Any) -> Trajectories:
        """Somebody else's run out of a table of text: one row a step, judged as `from_arrays` does.

        Parameters
        ----------
        path : str or Path
            A column for each variable, by its name or in their order, domain units; a column ``run`` or ``particle``
            where there are several, which may have different lengths. Step, height, loss and ending may stand there
            too, as `to_csv` writes them.
        **options
            Of `from_arrays`.

        Raises
        ------
        ValueError
            If the file is no such table, or the points are none of `f`.
        OSError
            If it cannot be read.
        """
        check_landscape("from_csv.f", f)
        return cls.from_arrays(f, paths_in_file(f, os.fspath(path)), **options)
