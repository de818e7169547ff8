"""A landscape that remembers where it was asked: whatever asks, its way becomes a run."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from descent.results import Trajectories
from descent.settings import check_landscape, reals
from landscapes import Landscape

Array = NDArray[np.float64]
Kept = Literal["auto", "evaluations", "marks", "generations"]


@dataclass
class _Path:
    """What one particle, or one population, was seen to do: points (B, n), one array for each call."""

    evaluated: list[Array] = field(default_factory=list)
    marks: list[Array] = field(default_factory=list)
    cuts: list[int] = field(default_factory=list)


class Watched:
    """A landscape as anybody's optimizer takes it: three functions, which remember what they were asked.

    Attributes
    ----------
    evaluations, gradients : int
        At how many points heights and slopes were asked for; a point asked for both at once counts once in each.

    Examples
    --------
    >>> from descent import Watched
    >>> from landscapes import catalogue
    >>> seen = Watched(catalogue["sphere"])
    >>> seen.value([1.0, 2.0]), seen.gradient([1.0, 2.0]).tolist(), seen.evaluations
    (5.0, [2.0, 4.0], 1)
    >>> len(seen.trajectories().positions)
    1
    """

    def __init__(self, f: Landscape) -> None:
        self._f, self._paths = f, [_Path()]
        self.evaluations = self.gradients = 0

    @property
    def landscape(self) -> Landscape:
        """What is watched."""
        return self._f

    def value(self, x: ArrayLike, *_: Any) -> Any:
        """The height at a point (n,), a float; at many (B, n), (B,). Value units.

        Raises
        ------
        ValueError
            If `x` is no such array of numbers.
        """
        points = self._seen(x)
        self.evaluations += len(points)
        heights = self._f.value(points)
        return float(heights[0]) if np.ndim(x) < 2 else heights

    __call__ = value

    def gradient(self, x: ArrayLike, *_: Any) -> Array:
        """The gradient (n,) or (B, n), value units over domain units; raises as `value`."""
        points = self._seen(x)
        self.gradients += len(points)
        return self._f.gradient(points).reshape(np.shape(x) if np.ndim(x) else (1,))

    def value_and_gradient(self, x: ArrayLike, *_: Any) -> tuple[Any, Array]:
        """Both, as ``scipy.optimize.minimize(..., jac=True)`` takes them; raises as `value`."""
        points = self._seen(x)
        self.evaluations += len(points)
        self.gradients += len(points)
        heights, slopes = self._f.value_and_gradient(points)
        return float(heights[0]) if np.ndim(x) < 2 else heights, slopes.reshape(
            np.shape(x) if np.ndim(x) else (1,)
        )

    def mark(self, x: ArrayLike | None = None, *_: Any, **__: Any) -> None:
        """The last point, or `x` (n,), is an accepted iterate: it can be handed over as a callback.

        Raises
        ------
        ValueError
            If `x` is no point, or there is none yet.
        """
        path = self._paths[-1]
        if x is None and not path.evaluated:
            raise ValueError("watch: mark() needs a point; nothing has been evaluated yet")
        point = path.evaluated[-1][-1] if x is None else self._points(getattr(x, "x", x))[0]
        path.marks.append(point)

    def generation(self, *_: Any, **__: Any) -> None:
        """What was evaluated since the last call is one generation: one row, a particle for each point; a callback."""
        path = self._paths[-1]
        if len(path.evaluated) > (path.cuts[-1] if path.cuts else 0):
            path.cuts.append(len(path.evaluated))

    def particle(self, x: ArrayLike | None = None) -> None:
        """From here on it is another particle's way, which begins at `x` (n,) if that is given.

        Raises
        ------
        ValueError
            If `x` is no point.
        """
        if self._paths[-1].evaluated or self._paths[-1].marks:
            self._paths.append(_Path())
        if x is not None:
            self._paths[-1].evaluated.append(self._points(x)[:1])
            self._paths[-1].marks.append(self._points(x)[0])

    def trajectories(self, keep: Kept = "auto", **options: Any) -> Trajectories:
        """What was seen as a run like ours: judged, counted, drawn.

        Parameters
        ----------
        keep : "auto", "evaluations", "marks" or "generations"
            A row for every evaluation, for every `mark`, or for every `generation`; "auto" takes generations where
            some were told, else marks, else evaluations.
        **options
            Of `Trajectories.from_arrays`.

        Returns
        -------
        Trajectories
            One particle for each `particle`, or for each point of a generation, and of calls with many points at
            once.

        Raises
        ------
        ValueError
            If nothing was seen, or not what is to be kept.
        """
        if keep not in ("auto", "evaluations", "marks", "generations"):
            raise ValueError(f"watch: keep must be auto, evaluations, marks or generations, got {keep!r}")
        if keep == "auto":
            marked = any(path.marks for path in self._paths)
            keep = "marks" if marked else "evaluations"
            keep = "generations" if any(path.cuts for path in self._paths) else keep
        rows = {"evaluations": _evaluations, "marks": _marks, "generations": _generations}[keep]
        paths = [path for each in self._paths for path in rows(each)]
        if not paths:
            raise ValueError(f"watch: there are no {keep}; call seen.value, seen.gradient or seen.mark first")
        return Trajectories.from_arrays(self._f, _stacked(paths), **options)

    def _points(self, x: ArrayLike) -> Array:
        """`x` as points (B, n)."""
        found = reals(x.detach().cpu().numpy() if hasattr(x, "detach") else x)
        n = self._f.dimensions
        if found is not None and found.ndim == 0 and n == 1:
            found = found.reshape(1)
        if found is None or found.ndim not in (1, 2) or found.shape[-1] != n:
            got = "no numbers" if found is None else f"shape {found.shape}"
            raise ValueError(f"watch: points on {self._f.name} must have shape ({n},) or (B, {n}), got {got}")
        return found.reshape(-1, n).copy()

    def _seen(self, x: ArrayLike) -> Array:
        points, path = self._points(x), self._paths[-1]
        # Height and slope of one point are often asked one after the other.
        if (
            not path.evaluated
            or not np.array_equal(path.evaluated[-1], points)
            or len(path.evaluated) in path.cuts
        ):
            path.evaluated.append(points)
        return points


def _evaluations(path: _Path) -> list[Array]:
    """Ways (rows, n): one of each particle where all were always asked together, else one of all points."""
    sizes = {len(points) for points in path.evaluated}
    if len(sizes) == 1 and sizes != {1}:
        return list(np.stack(path.evaluated, axis=1))
    return [np.concatenate(path.evaluated)] if path.evaluated else []


def _marks(path: _Path) -> list[Array]:
    """The way through the iterates, from where it began."""
    if not path.marks:
        return []
    first = path.evaluated[0][0] if path.evaluated else path.marks[0]
    start = [] if np.array_equal(first, path.marks[0]) else [first]
    return [np.stack([*start, *path.marks])]


def _generations(path: _Path) -> list[Array]:
    """Ways (generations, n), one of each place in a generation; one that is missing stands where the last does."""
    if not path.cuts:
        return []
    born = [np.concatenate(path.evaluated[a:b]) for a, b in zip([0, *path.cuts], path.cuts, strict=False)]
    size = max(map(len, born))
    full = [np.concatenate([points, np.repeat(points[-1:], size - len(points), axis=0)]) for points in born]
    return list(np.stack(full, axis=1))


def _stacked(paths: list[Array]) -> Array:
    """(rows, N, n): the shorter ones stay where they ended."""
    rows = max(map(len, paths))
    return np.stack([np.concatenate([p, np.repeat(p[-1:], rows - len(p), axis=0)]) for p in paths], axis=1)


@contextmanager
def watch(f: Landscape) -> Iterator[Watched]:
    """A landscape for anybody's optimizer, that remembers where it was asked.

    Parameters
    ----------
    f : Landscape

    Raises
    ------
    ValueError
        If `f` is no landscape.

    Examples
    --------
    >>> from descent import watch
    >>> from landscapes import catalogue
    >>> from scipy.optimize import minimize
    >>> with watch(catalogue["himmelblau"]) as seen:
    ...     result = minimize(seen.value_and_gradient, [0.0, 0.0], jac=True, callback=seen.mark)
    >>> run = seen.trajectories()
    >>> bool(abs(run.positions[-1, 0] - [3, 2]).max() < 1e-4)
    True
    """
    check_landscape("watch.f", f)
    yield Watched(f)
