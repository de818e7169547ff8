"""Who is how low at every moment of a film, and in which order: heights, bars and ranks of lone particles."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from descent import Trajectories
from landscapes import Landscape
from landscapes.stationary import lowest_known
from render.clock import Clock, near_since
from render.race.outcome import LOST, ending_of, lost_at, reaches_lowest, tells_losses
from render.surface import common_level

SAMPLES = 481
"""Film times at which the order is looked at."""
CALM, GLIDE = 0.03, 0.016
"""Film time over which heights are averaged before they are put in order, so that who hops does not flicker; and that
rows take to glide past each other."""
STILL = 1e-3
"""Places by which a row is off its own that rests there."""
AHEAD = 0.008
"""Powers of ten, or shares of the range, that one must be lower to pass another."""
DECADES, FEWEST = 6.0, 1.5
"""Powers of ten that bars show at most, and at least: of fewer they are even."""
FIRST = 1e9
"""More than any step: by so much those who arrived, or left, stand before the others or behind them."""
SPARE = 3.0
"""So many times lower than the lowest is the end of a bar."""


def is_race(runs: Mapping[str, Trajectories]) -> bool:
    """Whether these are several runs of one particle each."""
    return len(runs) > 1 and all(len(run) == 1 for run in runs.values())


@dataclass(frozen=True, eq=False)
class Standings:
    """The heights of several lone particles, and what follows from them.

    Parameters
    ----------
    landscape : what they descend
    runs : by name, one particle each
    clock : film time to step index
    """

    landscape: Landscape
    runs: Mapping[str, Trajectories]
    clock: Clock

    @cached_property
    def names(self) -> tuple[str, ...]:
        """What the runs are called, in their own order."""
        return tuple(self.runs)

    @cached_property
    def level(self) -> float | None:
        """The height that gaps are told from: the known minimum; None where there is none."""
        level, name = common_level(lowest_known(self.landscape), self._shown)
        return level if name == "the minimum" else None

    @cached_property
    def _floor(self) -> float:
        if self.level is not None:
            return self.level
        return common_level(None, self._shown)[0]

    @cached_property
    def _shown(self) -> list[NDArray[np.float64]]:
        """The heights of each as long as he is on the map: beyond it a function may fall without end."""
        pairs = zip(self.runs.values(), self.left_at, strict=True)
        return [run.heights[run.indices <= last, 0] for run, last in pairs]

    @cached_property
    def _top(self) -> float:
        """The highest gap that a bar shows: whoever rises ten times over the start is at the end of his bar."""
        start = max((self._finite(shown[:1]).max(initial=0.0) for shown in self._shown), default=0.0)
        highest = max((self._finite(shown).max(initial=0.0) for shown in self._shown), default=0.0)
        return float(min(highest, 10 * start) if start > 0 else highest)

    def _finite(self, heights: NDArray[np.float64]) -> NDArray[np.float64]:
        gaps = np.asarray(heights, dtype=float).ravel() - self._floor
        return gaps[np.isfinite(gaps)]

    @cached_property
    def decades(self) -> float:
        """The powers of ten that a whole bar shows; 0 where its length is even in the height."""
        if self.level is None or self._top <= 0:
            return 0.0
        final = [float(shown[-1]) - self._floor for shown in self._shown]
        least = min((g for g in final if np.isfinite(g)), default=self._top) / SPARE
        least = max(least, self._top * 10**-DECADES)
        decades = float(np.log10(self._top / least)) if least < self._top else 0.0
        return decades if decades >= FEWEST else 0.0

    @cached_property
    def left_at(self) -> NDArray[np.float64]:
        """The step (k,) after which each is never on the map again; infinite for who is not lost."""
        found = np.full(len(self.runs), np.inf)
        low, high = np.transpose(np.asarray(self.landscape.domain, dtype=float))
        for k, run in enumerate(self.runs.values()):
            if ending_of(run) in LOST:
                inside = ((run.positions[:, 0] >= low) & (run.positions[:, 0] <= high)).all(axis=1)
                last = np.flatnonzero(inside)
                found[k] = run.indices[last[-1]] if len(last) else 0
        return found

    def heights(self, index: float) -> NDArray[np.float64]:
        """Heights (k,) at a step; of who is lost the one at which he left the map."""
        pairs = zip(self.runs.values(), self.left_at, strict=True)
        return np.array([run.at(min(index, last))[1][0] for run, last in pairs])

    @cached_property
    def arrivals(self) -> NDArray[np.float64]:
        """The step (k,) from which on each is at a lowest point; infinite for who does not get there."""
        found = ((reaches_lowest(run), near_since(run)[0]) for run in self.runs.values())
        return np.array([float(step) if there else np.inf for there, step in found])

    @cached_property
    def losses(self) -> NDArray[np.float64]:
        """The step (k,) at which each was lost; infinite for who was not."""
        found = ((ending_of(run) in LOST, lost_at(run)) for run in self.runs.values())
        return np.array([float(step) if gone else np.inf for gone, step in found])

    def bars(self, heights: NDArray[np.float64]) -> NDArray[np.float64]:
        """Lengths in 0..1 of bars for heights (...): the shorter the lower."""
        gaps = np.where(np.isfinite(heights), heights - self._floor, np.inf)
        if self._top <= 0:
            return np.where(gaps > 0, np.where(np.isfinite(gaps), 0.0, 1.0), 0.0)
        if not self.decades:
            return np.clip(gaps / self._top, 0.0, 1.0)
        with np.errstate(divide="ignore"):
            return np.clip(1 + np.log10(np.maximum(gaps, 0.0) / self._top) / self.decades, 0.0, 1.0)

    @cached_property
    def _table(self) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Film times and places (times, k), 0 for the lowest, gliding from one to the next."""
        times = np.linspace(0, 1, SAMPLES)
        values = np.stack([self._order_value(self.clock.index(t)) for t in times])
        width, final = max(int(CALM * SAMPLES), 1), values[-1]
        values = _averaged(values, width)
        places = np.empty_like(values)
        order = np.argsort(final, kind="stable")
        for k, row in enumerate(values):
            _pass(order, row, AHEAD)
            if k > SAMPLES - 3 * width:
                _pass(order, final, 0.0)
            places[k, order] = np.arange(len(order))
        return times, _averaged(places, max(int(GLIDE * SAMPLES), 1))

    def _order_value(self, index: float) -> NDArray[np.float64]:
        """What the order goes by: a bar without its ends, which tells apart who is below or above both."""
        heights = self.heights(index)
        gaps = np.where(np.isfinite(heights), heights - self._floor, np.inf)
        top = self._top or 1.0
        values = np.log10(np.clip(gaps / top, 1e-16, 1e16))
        if self.level is None:
            values = np.clip(gaps / top, -1e3, 1e3)
        # Who is there stays before those that are not, in the order in which they came; so do those who left where the
        # sentence tells that, and else they are the last.
        values = np.where(
            self.losses <= index, self.losses + (-FIRST if self._tells_losses else FIRST), values
        )
        return np.where(self.arrivals <= index, self.arrivals - FIRST, values)

    @cached_property
    def _tells_losses(self) -> bool:
        return tells_losses(self.runs.values())

    def places(self, t: float) -> NDArray[np.float64]:
        """The place (k,) of each run at film time `t`, 0 for the lowest; between two places while they are changed."""
        times, places = self._table
        return np.array([np.interp(t, times, places[:, k]) for k in range(places.shape[1])])

    def falls(self, t: float) -> NDArray[np.float64]:
        """By how many places (k,) each falls back about film time `t`; less than none for who overtakes."""
        return self.places(t + GLIDE / 2) - self.places(t - GLIDE / 2)

    def moves(self, t: float) -> NDArray[np.bool_]:
        """Which rows (k,) are between two places at film time `t`."""
        places = self.places(t)
        return np.abs(places - np.round(places)) > STILL

    def order(self) -> list[int]:
        """The runs' numbers at the end, the lowest first."""
        return [int(k) for k in np.argsort(self.places(1.0), kind="stable")]


def _pass(order: NDArray[np.int64], row: NDArray[np.float64], ahead: float) -> None:
    """Let pass, in place, who is lower than the one before him by more than `ahead`; the others keep their places."""
    for _ in order:
        for k in range(len(order) - 1):
            if row[order[k + 1]] < row[order[k]] - ahead:
                order[k], order[k + 1] = order[k + 1], order[k]


def _averaged(rows: NDArray[np.float64], width: int) -> NDArray[np.float64]:
    """Means of rows (n, k) over a window of `2 width + 1` with soft ends; the ends are those of the first and last row."""
    window = np.hanning(2 * width + 3)[1:-1]
    padded = np.pad(rows, ((width, width), (0, 0)), mode="edge")
    columns = [np.convolve(padded[:, k], window / window.sum(), mode="valid") for k in range(rows.shape[1])]
    return np.stack(columns, axis=-1)
