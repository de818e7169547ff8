"""Somebody's Python function as a landscape, called as it wants to be called."""

from __future__ import annotations

import inspect
import math
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import product
from numbers import Real
from typing import Any, ClassVar, Literal

import numpy as np
from numpy.typing import NDArray

from landscapes.formulas import Box, checked_domain, one_line, own_names
from landscapes.function import Fields
from landscapes.measured.differences import (
    ORDER,
    STEP,
    bends_of_heights,
    bends_of_slopes,
    check_gradient,
    slopes_of,
)
from landscapes.measured.unwritten import Measured

Array = NDArray[np.float64]
Form = Literal["rows", "stacked", "columns", "point", "coordinates"]
"""Takes points (B, n), or (n, B); n arrays (B,); one point (n,); n numbers."""
_OF_POINTS: tuple[Form, ...] = ("rows", "stacked", "point")
"""Those of a function of one argument."""

_TRIED = 3
_SPOKEN: dict[str, str] = {
    "rows": "points (B, n)",
    "stacked": "points (n, B)",
    "columns": "n arrays",
    "point": "one point (n,)",
    "coordinates": "n numbers",
}


@dataclass(frozen=True)
class Called:
    """A function of a point, in whatever form it takes it, as one of many points.

    Parameters
    ----------
    function : callable
    form : how it takes points
    shape : what it gives at one point: () for heights, (n,) for gradients
    owner : the landscape's name, for what is said when it fails
    convert : callable, makes what it takes of an array; it gets copies, which the function may write on
    """

    function: Callable[..., Any]
    form: Form
    shape: tuple[int, ...]
    owner: str
    convert: Callable[[Array], Any]

    @property
    def role(self) -> str:
        """What it is of a landscape."""
        return "gradient" if self.shape else "function"

    def __call__(self, points: Array) -> Array:
        """(B, ...) at `points` (B, n).

        Raises
        ------
        ValueError
            If it raises, or gives something else; one line.
        """
        try:
            if self.form == "rows":
                answer = _numbers(self.function(self.convert(points.copy())))
            elif self.form in ("columns", "stacked"):
                columns = points.T.copy()
                given = map(self.convert, columns) if self.form == "columns" else [self.convert(columns)]
                answer = _numbers(self.function(*given))
                answer = np.moveaxis(answer, 0, -1) if self.shape else answer
            else:
                answer = np.array([self._alone(point) for point in points])
            # A constant is one number for all.
            whole = (len(points), *self.shape)
            return np.broadcast_to(answer, whole).copy() if answer.shape == () else _shaped(answer, whole)
        except Exception as error:
            raise ValueError(
                f"{self.owner}: the {self.role}, given {_SPOKEN[self.form]}, raised {_said(error)}"
            ) from error

    def _alone(self, point: Array) -> Array:
        """At one point; where the arithmetic fails there is no value."""
        try:
            return _shaped(
                _numbers(self.answer(point)), self.shape
            ).copy()  # of a buffer that is written again
        except (ArithmeticError, ValueError) as error:
            if isinstance(error, ValueError) and "math domain" not in str(error):
                raise
            return np.full(self.shape, np.nan)

    def answer(self, point: Array) -> Any:
        """Whatever it returns for one point (n,)."""
        return self.function(*([self.convert(point.copy())] if self.form in _OF_POINTS else point.tolist()))


@dataclass(frozen=True, eq=False)
class OfFunction(Measured):
    """The builder: heights from a function; slopes from another, or by differences."""

    kind: ClassVar[Literal["function", "samples"]] = "function"
    height: Called
    slope: Callable[[Array], Array] | None
    width: tuple[float, ...]
    told: str

    @property
    def how(self) -> str:
        return self.told

    def heights(self, points: Array) -> Array:
        return self.height(points)

    def slopes(self, points: Array) -> Array:
        if self.slope is not None:
            return self.slope(points)
        return slopes_of(self.height, points, np.array(self.width))

    def bends(self, points: Array) -> Array:
        if self.slope is not None:
            return bends_of_slopes(self.slope, points, np.array(self.width))
        return bends_of_heights(self.height, points, np.array(self.width))


def fields_of_function(
    function: Callable[..., Any],
    domain: Sequence[float] | Sequence[Sequence[float]],
    gradient: Callable[..., Any] | None,
    variables: Sequence[str] | None,
    name: str,
    title: str,
    vectorized: bool | None,
) -> Fields:
    """The fields for a Python function; `Landscape.from_function` documents the arguments.

    Raises
    ------
    ValueError
        If it is none, or none of the forms fits; one line.
    """
    owner = "from_function"
    box = checked_domain(domain, owner=owner)
    if not callable(function):
        raise ValueError(f"{owner}: the function must be callable, got {type(function).__name__}")
    if gradient is not None and not callable(gradient):
        raise ValueError(f"{owner}: the gradient must be callable, got {type(gradient).__name__}")
    if not isinstance(name, str):
        raise ValueError(f"{owner}: name must be text, got {type(name).__name__}")
    name = one_line(name or getattr(function, "__name__", "function").strip("<>"))
    trial = _trial(box)
    height = _called(function, trial, (), name, vectorized)
    _check_steady(height, trial)
    width = tuple(high - low for low, high in box)
    slope, derived = _slope(function, gradient, height, trial, name, vectorized)
    if isinstance(slope, Called):
        _check_steady(slope, trial)
        check_gradient(slope, height, trial, np.array(width), name)
    named = () if variables is None else own_names(variables, len(box), owner)
    how = f"heights of a Python function, slopes {derived}"
    return {
        "name": name,
        "builder": OfFunction(height, slope, width, how),
        "domain": box,
        "title": one_line(title) or name.replace("_", " "),
        "story": how[0].upper() + how[1:] + ".",
        "variable_names": named,
    }


def _slope(
    function: Any, gradient: Any, height: Called, trial: Array, name: str, vectorized: bool | None
) -> tuple[Callable[[Array], Array] | None, str]:
    """The gradient (B, n) -> (B, n), None for differences, and in words where it comes from."""
    n = trial.shape[1]
    if gradient is not None:
        return _called(gradient, trial, (n,), name, vectorized), "as given"
    try:
        answer = height.answer(trial[0])
    except ArithmeticError:
        answer = None
    if _is_of("jax", answer) and height.form in _OF_POINTS:
        return _by_jax(function), "by jax"
    if _is_of("torch", answer):
        return _by_torch(height), "by torch"
    return None, f"by differences of order {ORDER}, step {STEP:.4g} of the domain"


def _by_jax(function: Any) -> Callable[[Array], Array]:
    import jax

    slope = jax.jit(jax.vmap(jax.grad(function)))
    return lambda points: np.asarray(slope(jax.numpy.asarray(points)), dtype=float)


def _by_torch(height: Called) -> Callable[[Array], Array]:
    import torch

    def slope(points: Array) -> Array:
        x = torch.tensor(points, dtype=torch.float64, requires_grad=True)
        if height.form == "rows":
            total = height.function(x).sum()
        elif height.form == "columns":
            total = height.function(*x.T).sum()
        elif height.form == "stacked":
            total = height.function(x.T).sum()
        else:
            total = torch.stack([height.function(*([p] if height.form == "point" else p)) for p in x]).sum()
        return np.asarray(torch.autograd.grad(total, x)[0].numpy(), dtype=float)

    return slope


def _called(
    function: Any, trial: Array, shape: tuple[int, ...], name: str, vectorized: bool | None
) -> Called:
    """The function in the first form that fits at `trial` (B, n): many points at once, if it gives the same so."""
    n = trial.shape[1]
    asked, most = _asked(function)
    separate: list[Form] = ["coordinates"] if n > 1 and asked <= n <= most else []
    ones: list[Form] = separate if asked == n > 1 else ["point", *separate]
    converts = [c for c in (np.asarray, _tensor()) if c is not None]
    reasons = []
    for one, convert in product(ones, converts):
        many: tuple[Form, ...] = ("columns",) if one == "coordinates" else ("rows", "stacked")
        alone = Called(function, one, shape, name, convert)
        try:
            expected = alone(trial)
        except ValueError as error:
            reasons.append(error)
            continue
        if vectorized is False:
            return alone
        for form in many:
            together = Called(function, form, shape, name, convert)
            if _gives(together, trial, expected):
                return together
        if vectorized:
            raise ValueError(
                f"{name}: vectorized=True, but many points at once give other heights than one by one"
            )
        return alone
    raise reasons[0]


def _gives(together: Called, trial: Array, expected: Array) -> bool:
    """Whether many points at once have the heights that they have one by one."""
    try:
        with np.errstate(all="ignore"):
            answer = together(trial)
    except ValueError:
        return False
    return bool(
        np.allclose(answer, expected, rtol=1e-6, atol=1e-12, equal_nan=True) and np.isfinite(answer).any()
    )


def _check_steady(height: Called, trial: Array) -> None:
    if not np.array_equal(height(trial), height(trial), equal_nan=True):
        raise ValueError(
            f"{height.owner}: the {height.role} must give the same {'gradient' if height.shape else 'height'} at the same "
            "point, it gave two; fix its seed" + (", and give noise to descend" if height.shape else "")
        )


def _trial(box: Box) -> Array:
    """Some points of the domain, always the same."""
    low, high = np.array(box, dtype=float).T
    return np.asarray(low + (high - low) * np.random.default_rng(0).random((_TRIED, len(box))))


def _asked(function: Any) -> tuple[int, float]:
    """How many arguments it must be given, and how many it may."""
    try:
        parameters = inspect.signature(function).parameters.values()
    except (TypeError, ValueError):
        return 1, 1
    named = [p for p in parameters if p.kind in (p.POSITIONAL_ONLY, p.POSITIONAL_OR_KEYWORD)]
    open_ended = any(p.kind is p.VAR_POSITIONAL for p in parameters)
    return sum(p.default is p.empty for p in named), math.inf if open_ended else len(named)


def _tensor() -> Callable[[Any], Any] | None:
    """What makes torch's arrays, where somebody has loaded torch."""
    torch = sys.modules.get("torch")
    return None if torch is None else lambda points: torch.as_tensor(np.ascontiguousarray(points))


def _is_of(library: str, answer: Any) -> bool:
    return type(answer).__module__.split(".")[0].removesuffix("lib") == library


def _numbers(answer: Any) -> Array:
    if hasattr(answer, "detach"):
        answer = answer.detach().cpu().numpy()
    found = np.asarray(answer)
    if found.dtype == object and all(isinstance(each, Real | Decimal) for each in found.flat):
        return np.asarray(found, dtype=float)  # fractions, decimals, very long integers
    if found.dtype.kind not in "biuf":
        raise TypeError(f"no real numbers but {one_line(repr(answer))[:40]}")
    return np.asarray(found, dtype=float)


def _shaped(answer: Array, shape: tuple[int, ...]) -> Array:
    if answer.size != math.prod(shape):
        wanted = f"numbers of shape {shape}" if shape else "one number"
        raise ValueError(f"it must give {wanted}, it gave {answer.shape}")
    return answer.reshape(shape)


def _said(error: Exception) -> str:
    return f"{type(error).__name__}: {one_line(str(error))[:160]}"
