"""The numbers at the scale of heights: about five round ones, whatever the scale."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from render.panels import Graduation, even_ticks, roundest
from render.style import round_number
from render.surface import UNSEEN, HeightTransform

NUMBER = 4.6
"""Widths of a letter M for a number."""
FEWEST = 3
END = 0.12
"""Of the edge: so near its ends are two numbers that stand for all."""
DECADES = 1e6
"""A logarithmic scale over more is numbered by powers of ten."""


def height_ticks(
    scale: HeightTransform, top: float = 1.0, ends: bool = False
) -> tuple[NDArray[np.float64], Graduation]:
    """Drawn heights (k,), 0 to `top`, and the texts of their true values; with `ends` one near each end only."""
    if ends and scale.high > scale.low:
        parts = scale.inverse(np.array([0.0, END * top, (1 - END) * top, top]))
        inside = _inside(
            scale, np.array([roundest(*map(float, parts[:2])), roundest(*map(float, parts[2:]))])
        )
        return scale(inside), Graduation.of(inside, NUMBER)
    if scale.high <= scale.low:
        return np.array([0.5]), Graduation.of(np.array([scale.low]), NUMBER)
    if scale.kind in ("linear", "clip"):
        inside = next(
            t for most in (5, 6, 7, 8, 9) if len(t := _even(scale, top, most)) >= FEWEST or most == 9
        )
    else:
        inside = _inside(scale, _rounded(scale, scale.inverse(top * np.array([0.25, 0.5, 0.75, 0.98]))))
    inside = np.where(np.abs(inside) < 1e-9 * _smallest(scale), 0.0, inside)
    return scale(inside), Graduation.of(inside, NUMBER)


def _even(scale: HeightTransform, top: float, most: int) -> NDArray[np.float64]:
    return _inside(scale, even_ticks((scale.low, float(scale.inverse(top))), most))


def _inside(scale: HeightTransform, values: NDArray[np.float64]) -> NDArray[np.float64]:
    """Those of the values (k,) that are on the scale, ascending; of two that floats hardly tell apart the first."""
    span = scale.high - scale.low
    lowest = scale.low - max(1e-9 * span, _unseen(scale))
    inside = np.unique(values[(values >= lowest) & (values <= scale.high + 5e-3 * span)])
    apart = np.diff(inside, prepend=-np.inf) > 1e-14 * np.abs(inside)
    return inside[apart]


def _rounded(scale: HeightTransform, heights: NDArray[np.float64]) -> NDArray[np.float64]:
    """Heights (k,) of a bent scale, rounded over what they have in common; before them the lowest, that marks name too."""
    span = scale.high - scale.low
    common = roundest(scale.low - 0.01 * span, scale.low) if abs(scale.low) > 10 * span else 0.0
    if scale.kind == "log" and span > DECADES * scale.knee:
        rest = np.array([_power(h - common) for h in heights])
    else:
        rest = np.array([round_number(h - common, span) for h in heights])
    if scale.kind == "log" and span <= DECADES * scale.knee:
        # A height is as exact as the scale shows it: near zero it is zero.
        grain = 10 ** (np.floor(np.log10(np.maximum(heights - scale.low, scale.knee))) - 1)
        rest = np.round(rest / grain) * grain
    if scale.kind == "symlog":
        # Inside of the knee one height is as good as another: the shortest number.
        grain = 10 ** np.floor(np.log10(scale.knee))
        rest = np.round(rest / grain) * grain
    low = scale.low - common
    if abs(low) <= _unseen(scale):
        low = 0.0
    if abs(low) < 1e-3 * span:
        low = round_number(low, 0.0)
    return common + np.array([low, *rest])


def _smallest(scale: HeightTransform) -> float:
    """What is nothing beside it is zero: the knee of a scale that shows it, else the range."""
    span = scale.high - scale.low
    return min(scale.knee, span) if scale.kind == "log" else span


def _unseen(scale: HeightTransform) -> float:
    """Of a logarithmic scale, what lies so little over or under the lowest that it is drawn at the same place."""
    return UNSEEN * scale.knee if scale.kind == "log" else 0.0


def _power(height: float) -> float:
    """The nearest power of ten."""
    return float(f"1e{round(np.log10(height))}") if height > 0 else 0.0
