"""From true heights to drawn heights: one monotone map, so that pits, plateaus and walls all read."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

FLATTEST = 1e-3
"""Of the range, the smallest knee of "symlog": what a plain hides below it is not worth a picture."""
FEWEST_DECADES, MOST_DECADES = 9, 280
"""Powers of ten between the knee of "log" and the range: more only where half the domain lies below so many."""
HIGHEST = 2.0**1021
"""Heights beyond are drawn there: so far from the largest float that spans, means and margins are finite."""
SQUEEZED, PLAIN = 0.28, 0.06
"""Of the range: "auto" is "log" where the median lies lower, else "symlog" where half the domain lies within the second."""
CHASM, NARROW = 0.56, 0.12
"""Of the range: "auto" is "symlog" too where all but a twentieth lies higher, and half the domain within the second."""
DRAWN_MIDDLE, NEEDLE, CUT = 0.60, 0.002, 0.9
"""Where "log" draws the median; the share of the domain that its knee keeps straight; the quantile of "clip"'s top."""
WALLS = 4.0, 0.06
"""Of the drawn range, the most that "symlog" gives to what lies above the median: times its true share, or the second."""
SPIRE, DECADES = 0.97, 6.0
"""What rises so many powers of ten above this quantile, as a pole does, is cut off there."""
LOWER = -0.02
"""Where the lowest is drawn that lies under a lattice's lowest height. Nothing is higher: a crest too thin for the lattice
is cut off at the drawn top, with all that stands on it."""
UNSEEN = 0.01
"""Of the knee of "log": heights so near to the lowest are drawn where that is."""
RANKS = 129
"""Heights in the table of "rank"."""
KINDS = ("auto", "linear", "log", "symlog", "rank", "clip")
"""The transforms' names, as the command line and scene files write them."""


@dataclass(frozen=True, eq=False)
class HeightTransform:
    """A monotone map from heights in [low, high] to 0..1.

    Parameters
    ----------
    kind : "linear", "log", "symlog", "rank" or "clip"
        "log" is log(1 + (h - low) / knee); "symlog" is asinh((h - centre) / knee); "rank" is the share of the
        domain that lies lower; "clip" is linear and flat above `high`.
    low, high : float
        Heights that are drawn at 0 and at 1.
    knee : float
        Height over `low` (or `centre`) up to which the logarithmic maps are nearly straight.
    centre : float
        Where "symlog" is steepest.
    quantiles : (k,) heights
        The table of "rank".
    """

    kind: str
    low: float
    high: float
    knee: float = 1.0
    centre: float = 0.0
    quantiles: NDArray[np.float64] | None = None

    def __call__(self, heights: ArrayLike) -> NDArray[np.float64]:
        """Drawn heights (...) of true heights (...); 0..1, a little lower for those below `low`."""
        h = np.clip(np.asarray(heights, dtype=float), -HIGHEST, HIGHEST)
        if self.high <= self.low:
            return np.where(np.isfinite(h), 0.5, np.nan)
        with np.errstate(over="ignore", invalid="ignore"):
            if self.quantiles is not None:
                unit = np.interp(h, self.quantiles, np.linspace(0, 1, len(self.quantiles)))
                return np.where(np.isnan(h), np.nan, unit)
            first, last = self._bend(np.array([self.low, self.high]))
            return np.clip((self._bend(h) - first) / (last - first), LOWER, 1.0)

    def inverse(self, unit: ArrayLike) -> NDArray[np.float64]:
        """The true heights (...) drawn at `unit` (...), 0..1."""
        u = np.asarray(unit, dtype=float)
        if self.high <= self.low:
            return np.full(u.shape, self.low)
        if self.quantiles is not None:
            return np.interp(u, np.linspace(0, 1, len(self.quantiles)), self.quantiles)
        first, last = self._bend(np.array([self.low, self.high]))
        bent = first + u * (last - first)
        with np.errstate(over="ignore"):
            if self.kind == "log":
                bent = self.low + self.knee * np.expm1(bent)
            elif self.kind == "symlog":
                bent = self.centre + self.knee * np.sinh(bent)
        return np.clip(bent, self.low, self.high)

    def _bend(self, h: NDArray[np.float64]) -> NDArray[np.float64]:
        if self.kind == "log":
            return np.log1p(np.maximum(h - self.low, -0.5 * self.knee) / self.knee)
        return np.arcsinh((h - self.centre) / self.knee) if self.kind == "symlog" else h

    @property
    def label(self) -> str:
        """What a caption says of the scale."""
        names = {
            "log": "log scale",
            "symlog": "heights compressed",
            "rank": "heights by rank",
            "clip": "top cut off",
        }
        return names.get(self.kind, "true heights")


def choose_transform(heights: ArrayLike, kind: str = "auto") -> HeightTransform:
    """The transform that shows the structure of a sample of heights (...), in value units, NaN where there is none.

    Linear where heights fill their range. Logarithmic from the lowest height where most of the domain would be squeezed
    to the bottom, symmetric about the median where it is squeezed into one plain, in the middle or above pits. The
    knee keeps the lowest two thousandths of the area straight, so that no pit becomes a needle.

    Raises
    ------
    ValueError
        For a kind that is not one of `KINDS`.
    """
    if kind not in KINDS:
        raise ValueError(f"height must be one of {', '.join(KINDS)}, got {kind!r}")
    h = np.asarray(heights, dtype=float)
    h = np.clip(np.sort(h[np.isfinite(h)].ravel()), -HIGHEST, HIGHEST)
    if not len(h):
        return HeightTransform("linear", 0.0, 0.0)
    low, high = float(h[0]), float(h[-1])
    if not np.isfinite(high - low) or high - low <= 1e-13 * max(abs(low), abs(high)):
        return HeightTransform("linear", low, low)
    if kind != "auto":
        return _MAKERS[kind](h)
    return _MAKERS[_choose(h)](_without_spires(h))


def _without_spires(h: NDArray[np.float64]) -> NDArray[np.float64]:
    """Ascending heights (k,) with what rises out of all proportion cut off."""
    low, middle, most = np.quantile(h, [0.0, 0.5, SPIRE])
    with np.errstate(over="ignore"):
        proportion = 10.0**DECADES * (most - low)
    return np.minimum(h, most) if h[-1] - middle > proportion > 0 else h


def _choose(h: NDArray[np.float64]) -> str:
    low, ravine, quarter, middle, three_quarters, high = np.quantile(h, [0, 0.05, 0.25, 0.5, 0.75, 1])
    if middle - low < SQUEEZED * (high - low):
        return "log"
    # A pit that takes half the range and a twentieth of the ground leaves little of both to the rest.
    narrow = NARROW if ravine - low > CHASM * (high - low) else PLAIN
    return "symlog" if three_quarters - quarter < narrow * (high - low) else "linear"


def _linear(h: NDArray[np.float64]) -> HeightTransform:
    return HeightTransform("linear", float(h[0]), float(h[-1]))


def _log(h: NDArray[np.float64]) -> HeightTransform:
    """The knee at which the median is drawn at 0.6, if the pits stay wider than needles."""
    low, high = float(h[0]), float(h[-1])
    middle, needle = float(np.median(h)) - low, float(np.quantile(h, NEEDLE)) - low
    deepest = FEWEST_DECADES if middle > 10.0**-FEWEST_DECADES * (high - low) else MOST_DECADES
    with np.errstate(over="ignore", invalid="ignore"):
        knees = np.clip((high - low) * np.logspace(-deepest, 2, 400), 1e-300, HIGHEST)
        drawn = np.log1p(middle / knees) / np.log1p((high - low) / knees)
    knee = float(knees[np.argmin(np.abs(np.nan_to_num(drawn, nan=1.0) - DRAWN_MIDDLE))])
    rounding = 2.0**-52 * abs(low)  # nearer to the lowest no float has a height
    return HeightTransform("log", low, high, knee=max(knee, needle, 10.0**-deepest * (high - low), rounding))


def _symlog(h: NDArray[np.float64]) -> HeightTransform:
    quarter, middle, three_quarters = np.quantile(h, [0.25, 0.5, 0.75])
    span = h[-1] - h[0]
    # Ripples of a plain above its pits must not stand as walls around them.
    most = max(WALLS[0] * (h[-1] - middle) / span, WALLS[1])
    with np.errstate(over="ignore"):
        knees = np.minimum(max(three_quarters - quarter, FLATTEST * span) * np.logspace(0, 4, 81), HIGHEST)
    above, below = np.arcsinh((h[-1] - middle) / knees), np.arcsinh((middle - h[0]) / knees)
    knee = knees[np.argmax(above <= most * (above + below))] if most < 0.5 else knees[0]
    return HeightTransform("symlog", float(h[0]), float(h[-1]), knee=float(knee), centre=float(middle))


def _rank(h: NDArray[np.float64]) -> HeightTransform:
    table = np.quantile(h, np.linspace(0, 1, RANKS))
    return HeightTransform("rank", float(h[0]), float(h[-1]), quantiles=np.maximum.accumulate(table))


def _clip(h: NDArray[np.float64]) -> HeightTransform:
    return HeightTransform("clip", float(h[0]), float(np.quantile(h, CUT)))


_MAKERS = {"linear": _linear, "log": _log, "symlog": _symlog, "rank": _rank, "clip": _clip}
