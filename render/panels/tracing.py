"""A curve on a chart: which heights the chart shows, and the line, broken where the function jumps."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from render.panels.axes import Limits, padded
from render.surface import HIGHEST

Floats = NDArray[np.float64]

BINS = 16
"""Into so many stripes of equal height a chart is cut, to ask how evenly a curve fills it."""
SLACK = 1.1
"""Nats of entropy: the largest part of the heights is shown that is filled nearly as evenly as any."""
CUTS = np.concatenate([[0.0], np.geomspace(0.0025, 0.35, 14).round(4)])
"""Shares of the curve that may lie above the chart, and below."""
WIDER = 3.0
"""So many times higher a chart becomes at most for what moves on the curve."""
STEEP = 0.02
"""Two neighbours that lie so much of the chart's height apart may lie on two sides of a jump."""
HALVINGS = 40
DECADES = 1e8
"""A positive curve is drawn over powers of ten where its middle is so many times lower than its top."""


def tracing_table() -> dict[str, Any]:
    """The numbers of all this, for what draws curves in another language."""
    told = {"BINS": BINS, "SLACK": SLACK, "WIDER": WIDER, "STEEP": STEEP, "HALVINGS": HALVINGS}
    return {**told, "DECADES": DECADES, "CUTS": CUTS.tolist()}


def is_of_decades(heights: Floats) -> bool:
    """Whether a curve's heights (...) are seen over powers of ten alone."""
    finite = heights[np.isfinite(heights)]
    return bool(len(finite) and finite.min() > 0 and np.median(finite) * DECADES < finite.max())


def framed(heights: Floats, share: float, moving: Floats | None = None) -> Limits | None:
    """The heights at a chart's edges, for a curve sampled evenly, (...); None where nothing is finite.

    All of it, but where a pole or a wall would press the rest flat. A little more, `share` of the height, is seen above
    and below; so are the heights of what is `moving` on the curve (...), unless they do the same.
    """
    inside = np.clip(np.sort(heights[np.isfinite(heights)].ravel()), -HIGHEST, HIGHEST)
    extra = np.zeros(0) if moving is None else moving[np.isfinite(moving)].ravel()
    extra = np.clip(extra, -HIGHEST, HIGHEST)
    if not len(inside):
        return padded(float(extra.min()), float(extra.max()), share) if len(extra) else None
    lows, highs = np.quantile(inside, CUTS), np.quantile(inside, 1 - CUTS)
    parts = [(float(low), float(high)) for low in lows for high in highs if low < high]
    even = np.array([_evenness(inside, part) for part in parts])
    good = [part for part, here in zip(parts, even, strict=True) if here >= even.max() - SLACK]
    found = max(good, key=lambda part: part[1] - part[0], default=(float(inside[0]), float(inside[-1])))
    low, high = found
    for height in (extra.min(), extra.max()) if len(extra) else ():
        wider = min(low, float(height)), max(high, float(height))
        if wider[1] - wider[0] <= WIDER * (found[1] - found[0]):
            low, high = wider
    return padded(low, high, share)


def _evenness(heights: Floats, limits: Limits) -> float:
    """Entropy of those of the heights (k,) that are inside the limits, over `BINS` stripes."""
    low, high = limits
    inside = heights[(heights >= low) & (heights <= high)]
    if not high > low or not len(inside):
        return 0.0
    counts = np.bincount(np.minimum((BINS * ((inside - low) / (high - low))).astype(int), BINS - 1))
    shares = counts[counts > 0] / len(inside)
    return float(-(shares * np.log(shares)).sum())


def traced(height_of: Callable[[Floats], Floats], x: Floats, limits: Limits) -> tuple[Floats, Floats]:
    """The curve as a polyline (m,), (m,) up to the chart's edges: NaN where it leaves them, and at its jumps.

    Parameters
    ----------
    height_of : from numbers (k,) to heights (k,)
    x : where it is sampled (k,), ascending
    limits : the heights at the chart's edges
    """
    y = np.clip(height_of(x), -HIGHEST, HIGHEST)
    x, y = _with_jumps(height_of, x, y, limits)
    return _within(x, y, limits)


def _with_jumps(
    height_of: Callable[[Floats], Floats], x: Floats, y: Floats, limits: Limits
) -> tuple[Floats, Floats]:
    """The samples, and where the curve jumps its two sides with NaN between them."""
    with np.errstate(invalid="ignore"):
        apart = np.abs(np.diff(y))
    at = np.flatnonzero(apart > STEEP * (limits[1] - limits[0]))
    if not len(at):
        return x, y
    left, right, below, above = x[at], x[at + 1], y[at], y[at + 1]
    for _ in range(HALVINGS):
        middle = left / 2 + right / 2
        between = np.clip(height_of(middle), -HIGHEST, HIGHEST)
        # A hole between two halves is a jump: the line ends on either side of it.
        first = ~(np.abs(between - below) < np.abs(above - between))
        left, below = np.where(first, left, middle), np.where(first, below, between)
        right, above = np.where(first, middle, right), np.where(first, between, above)
    jump = ~(np.abs(above - below) < 0.5 * apart[at])
    at, sides = at[jump], np.stack([left, left / 2 + right / 2, right])[:, jump]
    heights = np.stack([below, np.full(len(left), np.nan), above])[:, jump]
    where = np.repeat(at + 1, 3)
    return np.insert(x, where, sides.T.ravel()), np.insert(y, where, heights.T.ravel())


def _within(x: Floats, y: Floats, limits: Limits) -> tuple[Floats, Floats]:
    """The polyline with a vertex where it crosses a limit, and NaN outside of them."""
    for limit in limits:
        low, high = y[:-1], y[1:]
        with np.errstate(invalid="ignore"):
            crossing = (low < limit) != (high < limit)
            crossing &= np.isfinite(low) & np.isfinite(high)
        at = np.flatnonzero(crossing)
        share = (limit - low[at]) / (high[at] - low[at])
        x, y = (
            np.insert(x, at + 1, x[at] + share * (x[at + 1] - x[at])),
            np.insert(y, at + 1, np.full(len(at), limit)),
        )
    with np.errstate(invalid="ignore"):
        return x, np.where((y >= limits[0]) & (y <= limits[1]), y, np.nan)
