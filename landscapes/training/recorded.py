"""What a training loop saves: weights and loss now and then, in a file that stays small and can be gone on with."""

from __future__ import annotations

import weakref
from collections.abc import Callable, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any, Literal, Self

import numpy as np
from numpy.typing import ArrayLike, NDArray

from landscapes.training.flattening import Layout, flattened, put_into
from landscapes.training.laid import TrainingPlane, plane_of
from landscapes.training.store import Store

FEWEST_KEPT = 4
Which = Literal["pca", "filter", "hessian"] | Sequence[Any]


class TrainingRun:
    """Checkpoints of a training, in a file that grows as it goes.

    Parameters
    ----------
    path : str or Path
        The file, .npz. If it is there its checkpoints are, and `save` goes on behind them.
    most : int
        Checkpoints that are kept. When there are more, every second one is left out, and from then on every second call
        of `save` is kept, and so on; the first and the last are always there.
    dtype : "float32" or "float16"
        How weights are kept; losses are kept in float64.

    Raises
    ------
    ValueError
        For a file that is none of its kind, or another setting.

    Notes
    -----
    The file is an ordinary one of NumPy's, and whole after each `save`; a kill meanwhile costs that checkpoint alone.
    Where not every call is kept, the last one waits in memory until `close`, the end of a ``with`` block, or of Python.
    A step that is saved again, as after a restart from an earlier checkpoint, takes the place of those from it on.

    Of a torch module and a Keras model the trainable weights are kept, and no buffers: statistics of batch
    normalisation are whoever's who computes the loss.

    Examples
    --------
    >>> import pathlib, tempfile
    >>> import numpy as np
    >>> from landscapes import TrainingRun
    >>> run = TrainingRun(pathlib.Path(tempfile.mkdtemp()) / "run.npz")
    >>> weights = {"w": np.ones((3, 2)), "b": np.zeros(3)}
    >>> for step in range(10):
    ...     run.save(step, weights, np.sum(weights["w"] ** 2))
    ...     weights = {"w": 0.9 * weights["w"], "b": weights["b"] + 0.01 * step}
    >>> run
    TrainingRun(10 checkpoints of 9 weights, steps 0 to 9)
    """

    def __init__(
        self, path: str | Path, *, most: int = 200, dtype: Literal["float32", "float16"] = "float32"
    ) -> None:
        if Path(path).suffix != ".npz":
            raise ValueError(f"TrainingRun: the file must end in .npz, got {Path(path).name!r}")
        if not hasattr(most, "__index__") or most < FEWEST_KEPT:
            raise ValueError(f"TrainingRun.most must be a whole number >= {FEWEST_KEPT}, got {most!r:.60}")
        if dtype not in ("float32", "float16"):
            raise ValueError(f"TrainingRun.dtype must be float32 or float16, got {dtype!r}")
        self.path, self.most, self.dtype = Path(path), int(most), np.dtype(dtype)
        self._store = Store(self.path)
        self._calls = 0
        self._waiting: list[tuple[int, float, Layout, NDArray[Any]]] = []
        self._close = weakref.finalize(self, _flush, self._store, self._waiting)

    def save(self, step: int, model: Any, loss: float) -> None:
        """Keep the weights and the loss of a step: one line in anybody's loop.

        Parameters
        ----------
        step : int
            Its number.
        model : torch module or its parameters, Keras model, pytree of arrays (jax, flax, equinox), array
            As many weights every time.
        loss : float
            At these weights; a number of any library.

        Raises
        ------
        ValueError
            For a model that has no numbers, or another number of them than before; a step that is no number; weights
            that are not finite; a file that somebody else has written meanwhile. What was kept before stays.
        OSError
            If the file cannot be written.
        """
        step, height = _whole(step), _real(loss)
        layout, vector = flattened(model)
        weights = self._narrow(step, vector)
        known = self._layout
        if known is not None and known.shapes != layout.shapes:
            raise ValueError(
                f"TrainingRun.save: {self.path.name} holds {known.count:,} weights in {len(known.shapes)} tensors, the "
                f"model of step {step} has {layout.count:,} in {len(layout.shapes)}: begin another file"
            )
        self._rewind(step)
        self._waiting[:] = [(step, height, layout, weights)]
        if self._calls % self._store.every == 0:
            _flush(self._store, self._waiting)
            self._thin()
        self._calls += 1

    def into(self, model: Any, weights: ArrayLike) -> Any:
        """The model with these weights (n,), in their order: for a loss that takes a model.

        torch's and Keras' are overwritten in place and handed back; a pytree is made anew.

        Raises
        ------
        ValueError
            If it has another number of them.
        """
        return put_into(model, np.asarray(weights))

    def leave_out(self, *steps: int) -> None:
        """Take the checkpoints of these steps out of the file, as one whose bytes are damaged.

        Raises
        ------
        ValueError
            If there is none of such a step; nothing is taken out then.
        OSError
            If there is no room for the new file beside the old.
        """
        self.close()
        kept = self._store.kept
        for step in steps:
            if step not in (one.step for one in kept):
                raise ValueError(
                    f"TrainingRun.leave_out: {self.path.name} has no checkpoint of step {step!r:.60}"
                )
        self._store.keep_only(k for k, one in enumerate(kept) if one.step not in steps)

    def close(self) -> None:
        """Write what waits; `save` may go on afterwards."""
        _flush(self._store, self._waiting)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def __len__(self) -> int:
        """Checkpoints."""
        return len(self._store.kept) + len(self._waiting)

    def __repr__(self) -> str:
        if not len(self):
            return f"TrainingRun(nothing yet in {self.path.name})"
        steps, layout = self.steps, self._layout
        count = layout.count if layout is not None else 0
        return f"TrainingRun({len(self)} checkpoints of {count:,} weights, steps {steps[0]} to {steps[-1]})"

    @property
    def steps(self) -> NDArray[np.int64]:
        """The step of each checkpoint, (k,), increasing."""
        return np.array([*(kept.step for kept in self._store.kept), *(w[0] for w in self._waiting)], np.int64)

    @property
    def losses(self) -> NDArray[np.float64]:
        """The loss that was given with each, (k,)."""
        return np.array([*(kept.loss for kept in self._store.kept), *(w[1] for w in self._waiting)], float)

    @property
    def layout(self) -> Layout:
        """How a vector of weights is made of tensors.

        Raises
        ------
        ValueError
            If there is no checkpoint yet.
        """
        layout = self._layout
        if layout is None:
            raise ValueError(
                f"TrainingRun: {self.path.name} has no checkpoint yet: run.save(step, model, loss)"
            )
        return layout

    def weights(self, index: int) -> NDArray[np.float64]:
        """The weights (n,) of checkpoint number `index`, from 0; -1 is the last.

        Raises
        ------
        ValueError
            If there is none of that number.
        """
        self.close()
        count = len(self._store.kept)
        if not hasattr(index, "__index__") or not -count <= index < count:
            raise ValueError(
                f"TrainingRun.weights: there is no checkpoint number {index!r:.30}; {self.path.name} has {count}, from 0"
            )
        (row,) = self._store.rows([self._store.kept[index]], 0, self.layout.count)
        return row.astype(float)

    def block(self, start: int, stop: int) -> NDArray[np.float64]:
        """Weights `start` to `stop` of all checkpoints, (k, stop - start): what fits into memory of a large model."""
        self.close()
        found = np.empty((len(self._store.kept), stop - start))
        for k, row in enumerate(self._store.rows(self._store.kept, start, stop)):
            found[k] = row
        return found

    def plane(
        self,
        which: Which = "pca",
        *,
        gradient: Callable[[NDArray[np.float64]], ArrayLike] | None = None,
        seed: int = 0,
        margin: float = 0.25,
    ) -> TrainingPlane:
        """A plane in the space of all weights; but for three checkpoints it goes through the last one.

        Parameters
        ----------
        which : "pca", "filter", "hessian", a pair (u, v), or three checkpoints
            "pca": the directions in which the checkpoints move most. "filter": two random ones, each filter as long as
            the last checkpoint's. "hessian": those of strongest curvature at the last checkpoint, which needs the
            `gradient`. A pair of directions: vectors, or models. Three steps: through these checkpoints.
        gradient : (n,) -> (n,), of the loss
        seed : int, of random directions
        margin : what is free around the path, as a share of its extent

        Raises
        ------
        ValueError
            For too few checkpoints, or directions that are none or parallel.

        References
        ----------
        Li, Xu, Taylor, Studer and Goldstein (2018), Visualizing the loss landscape of neural nets, sections 4 and 7.
        Garipov et al. (2018), Loss surfaces, mode connectivity, appendix A: planes through three weights.
        """
        self.close()
        return plane_of(self, which, gradient, seed, margin)

    @property
    def _layout(self) -> Layout | None:
        return self._store.layout or (self._waiting[0][2] if self._waiting else None)

    def _narrow(self, step: int, vector: NDArray[Any]) -> NDArray[Any]:
        with np.errstate(over="ignore"):
            weights = vector.astype(self.dtype)
        if not np.isfinite(weights).all():
            way = "save in float32" if np.isfinite(vector).all() else "the training has diverged"
            raise ValueError(
                f"TrainingRun.save: a weight of step {step} is not finite in {self.dtype}: {way}"
            )
        return weights

    def _rewind(self, step: int) -> None:
        """What was saved of this step and later ones is taken back."""
        if self._waiting and self._waiting[0][0] >= step:
            self._waiting.clear()
        kept = self._store.kept
        if kept and kept[-1].step >= step:
            self._store.keep_only(k for k, one in enumerate(kept) if one.step < step)

    def _thin(self) -> None:
        count = len(self._store.kept)
        if count > self.most:
            self._store.keep_only(sorted({*range(0, count, 2), count - 1}), every=2 * self._store.every)
            self._calls = 0


def _flush(store: Store, waiting: list[tuple[int, float, Layout, NDArray[Any]]]) -> None:
    while waiting:
        step, loss, layout, weights = waiting[0]
        try:
            store.append(step, loss, layout, weights)
        except ValueError:
            waiting.clear()  # it will not do at the end of Python either
            raise
        waiting.pop(0)


def _whole(step: Any) -> int:
    if isinstance(step, bool) or not hasattr(step, "__index__"):
        raise ValueError(f"TrainingRun.save: step must be a whole number, got {step!r:.60}")
    if abs(int(step)) >= 2**63:
        raise ValueError(f"TrainingRun.save: step must be below 2**63, got {step!r:.60}")
    return int(step)


def _real(loss: Any) -> float:
    try:
        return float(loss.detach() if hasattr(loss, "detach") else loss)
    except (TypeError, ValueError):
        raise ValueError(f"TrainingRun.save: loss must be one number, got {type(loss).__name__}") from None
