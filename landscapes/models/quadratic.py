"""A quadratic fitted to the speed of a roller coaster: the first loss that one minimizes by gradient descent."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from random import Random
from statistics import NormalDist
from typing import Any, Literal

from landscapes.formulas import sp
from landscapes.models.data import DataLandscape, OverRows, Table

Loss = Literal["mse", "mae", "smooth mae"]


def squared_error(a: Any, b: Any, c: Any, t: Any, speed: Any) -> Any:
    """(a t^2 + b t + c - speed)^2."""
    return (a * t**2 + b * t + c - speed) ** 2


def absolute_error(a: Any, b: Any, c: Any, t: Any, speed: Any) -> Any:
    """|a t^2 + b t + c - speed|."""
    return sp.Abs(a * t**2 + b * t + c - speed)


def smooth_absolute_error(a: Any, b: Any, c: Any, t: Any, speed: Any) -> Any:
    """sqrt(r^2 + 1) - 1 with r = a t^2 + b t + c - speed: |r| without its kink."""
    return sp.sqrt((a * t**2 + b * t + c - speed) ** 2 + 1) - 1


_LOSSES: dict[Loss, tuple[Callable[..., Any], str, str, str]] = {
    "mse": (
        squared_error,
        "roller_coaster",
        "Roller coaster, mean squared error",
        "Three parameters of very different weight: one learning rate suits the first and hardly moves the last.",
    ),
    "mae": (
        absolute_error,
        "roller_coaster_mae",
        "Roller coaster, mean absolute error",
        "Every sample pulls with the same force however far it is: creases all over, and steps that never settle.",
    ),
    "smooth mae": (
        smooth_absolute_error,
        "roller_coaster_smooth_mae",
        "Roller coaster, smoothed absolute error",
        "Far from the fit an absolute error, near it a squared one: robust against outliers and still smooth.",
    ),
}


def quadratic_fit(loss: Loss = "mse", *, seed: int = 0, noise: float = 3.0, steps: int = 20) -> DataLandscape:
    """The loss of ``a t^2 + b t + c`` against the measured speed of a roller coaster.

    The speed at the times t = 0, 1, ..., `steps` - 1 is ``0.75 (t - 9.5)^2 + 1`` plus normal noise, rounded to three
    decimals. The variables are x1 = a, x2 = b, x3 = c.

    Parameters
    ----------
    loss : "mse", "mae" or "smooth mae"
        Mean squared error, mean absolute error, or the latter smoothed as ``sqrt(r^2 + 1) - 1``.
    seed : int
        Of the noise.
    noise : float
        Its standard deviation.
    steps : int
        Number of samples, at least three.

    Raises
    ------
    ValueError
        For another loss, noise below 0, or fewer than three samples.

    References
    ----------
    Howard & Gugger (2020), Deep Learning for Coders with fastai and PyTorch, chapter 4.
    """
    if loss not in _LOSSES:
        raise ValueError(f"quadratic_fit: loss must be one of {', '.join(_LOSSES)}, got {loss!r}")
    if not noise >= 0 or steps < 3:
        raise ValueError(f"quadratic_fit: noise must be >= 0 and steps >= 3, got {noise} and {steps}")
    table = _speeds(seed, noise, steps)
    error, name, title, story = _LOSSES[loss]
    minimizer, minimum = _least_squares(table) if loss == "mse" else ((), None)
    return DataLandscape(
        name=name,
        builder=OverRows(error, table, "mean"),
        columns=("t", "s"),
        parameters=("a", "b", "c"),
        domain=((-1.5, 2.5), (-30.0, 10.0), (-20.0, 160.0)),
        search_domain=((-10.0, 10.0), (-100.0, 100.0), (-500.0, 500.0)),
        minimizer_points=minimizer,
        minimum=minimum,
        title=title,
        story=story,
        source="Howard & Gugger (2020), Deep Learning for Coders with fastai and PyTorch, chapter 4; noise of our own",
    )


def _speeds(seed: int, noise: float, steps: int) -> Table:
    # The uniform numbers of `random.Random` are the same in every version of Python; its normal ones need not be.
    uniform, normal = Random(seed), NormalDist()
    draws = [noise * normal.inv_cdf(min(max(uniform.random(), 1e-12), 1 - 1e-12)) for _ in range(steps)]
    return tuple((t, round(0.75 * (t - 9.5) ** 2 + 1 + draw, 3)) for t, draw in enumerate(draws))


def _least_squares(table: Table) -> tuple[tuple[tuple[float, ...]], float]:
    """The minimizer and the minimum of the mean squared error, from the normal equations in fractions."""
    rows = [(Fraction(t) ** 2, Fraction(t), Fraction(1), Fraction(s)) for t, s in table]
    system = [[sum((r[i] * r[j] for r in rows), Fraction(0)) for j in range(4)] for i in range(3)]
    for i in range(3):
        system[i] = [entry / system[i][i] for entry in system[i]]
        for k in range(3):
            if k != i:
                system[k] = [a - system[k][i] * b for a, b in zip(system[k], system[i], strict=True)]
    solution = [row[3] for row in system]
    residuals = [sum(p * r for p, r in zip(solution, row[:3], strict=True)) - row[3] for row in rows]
    mean = sum((r * r for r in residuals), Fraction(0)) / len(rows)
    return (tuple(float(p) for p in solution),), float(mean)
