"""What many starts of one method came to, as counts; the sum of two tallies is the tally of both."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from descent.multistart.histogram import Histogram
from descent.results import (
    LOST,
    Destinations,
    Ending,
    Trajectories,
    in_order,
    lower_and_higher,
    same_places,
    slack,
)
from landscapes import Landscape

Array = NDArray[np.float64]


class Agreement(NamedTuple):
    """How two methods did from the same starts: how many succeeded in both, in one; how many ended lower in one."""

    both: int = 0
    only_first: int = 0
    only_second: int = 0
    lower_first: int = 0
    lower_second: int = 0

    @property
    def turned(self) -> Agreement:
        """The same, the second method named first."""
        return Agreement(self.both, self.only_second, self.only_first, self.lower_second, self.lower_first)

    def plus(self, other: Agreement) -> Agreement:
        """Of the starts of both."""
        return Agreement(*(a + b for a, b in zip(self, other, strict=True)))


@dataclass(frozen=True, eq=False, kw_only=True)
class Tally:
    """What became of many starts of one method.

    Attributes
    ----------
    ended : (len(Ending),) int64, how many ended each way
    places : (k, n), domain units, the stationary points that were reached
    heights : (k,), there
    counts : (k,) int64, how many came to each
    is_minimum, is_global, extent : (k,), as `Destinations` has them
    steps : Histogram, exact, of the steps of those that came to rest at a minimum
    above : Histogram of all final heights less `level`, infinite for a lost particle
    level : float, the lowest known height; 0 where none is known
    lowest, highest : float, of all final heights; infinite for a lost one
    successes : int, how many reached a global minimum; any minimum where no global one is known
    motionless : int, how many never took a step, the lost ones left away

    Examples
    --------
    >>> from descent import Ending, GradientDescent, multistart
    >>> from landscapes import catalogue
    >>> tally = multistart(catalogue["booth"], GradientDescent(0.05), 500).tallies[0]
    >>> int(tally.ended[Ending.CONVERGED]), tally.places.round(6).tolist()
    (500, [[1.0, 3.0]])
    >>> tally.steps.quantile(0.5) < 200
    True
    """

    ended: NDArray[np.int64]
    places: Array
    heights: Array
    counts: NDArray[np.int64]
    is_minimum: NDArray[np.bool_]
    is_global: NDArray[np.bool_]
    extent: NDArray[np.int64]
    steps: Histogram
    above: Histogram
    level: float
    lowest: float
    highest: float
    successes: int
    motionless: int

    def __len__(self) -> int:
        """The number of starts."""
        return int(self.ended.sum())

    def plus(self, f: Landscape, other: Tally) -> Tally:
        """Of the starts of both, on `f`: places that are the same are one."""
        table = np.arange(len(other.places)) + len(self.places)
        if len(self.places) and len(other.places):
            same = same_places(f, self._reached, other._reached)
            table = np.where(same.any(axis=0), same.argmax(axis=0), table)
        fresh = table >= len(self.places)
        table[fresh] = len(self.places) + np.arange(fresh.sum())
        counts = np.concatenate([self.counts, np.zeros(fresh.sum(), dtype=np.int64)])
        np.add.at(counts, table, other.counts)
        together: dict[str, Any] = {
            name: np.concatenate([getattr(self, name), getattr(other, name)[fresh]])
            for name in ("places", "heights", "is_minimum", "is_global", "extent")
        }
        np.logical_or.at(together["is_minimum"], table, other.is_minimum)
        return Tally(
            ended=self.ended + other.ended,
            counts=counts,
            steps=self.steps + other.steps,
            above=self.above + other.above,
            level=self.level,
            lowest=min(self.lowest, other.lowest),
            highest=max(self.highest, other.highest),
            successes=self.successes + other.successes,
            motionless=self.motionless + other.motionless,
            **together,
        )

    @property
    def _reached(self) -> Destinations:
        return Destinations(
            positions=self.places,
            heights=self.heights,
            labels=np.zeros(0, dtype=np.int64),
            counts=self.counts,
            is_minimum=self.is_minimum,
            is_global=self.is_global,
            extent=self.extent,
        )

    def in_order(self, f: Landscape) -> Tally:
        """The same with its places in the order of `Destinations`."""
        order = in_order(f, self.places, self.heights)
        moved = {name: getattr(self, name)[order] for name in _BY_PLACE}
        return Tally(**{of.name: moved.get(of.name, getattr(self, of.name)) for of in fields(self)})

    def height_quantile(self, share: float) -> float:
        """Of all final heights, infinite where that many are lost; what is above `level` to `RELATIVE_ERROR`."""
        return self.level + self.above.quantile(share)

    @property
    def record(self) -> dict[str, Any]:
        """As JSON values; `from_record` gives it back bit for bit."""
        told: dict[str, Any] = {}
        for field in fields(self):
            value = getattr(self, field.name)
            if isinstance(value, Histogram):
                told[field.name] = value.record
            elif isinstance(value, np.ndarray):
                told[field.name] = value.tolist()
            else:
                told[field.name] = value
        return told

    @classmethod
    def from_record(cls, record: Any, variables: int) -> Tally:
        """What `record` was made of.

        Raises
        ------
        ValueError, TypeError, LookupError
            If it is none.
        """
        values = dict(record)
        for name, kind in _KINDS.items():
            values[name] = np.array(values[name], dtype=kind)
        values["places"] = values["places"].reshape(-1, variables)
        values["steps"] = Histogram.from_record(values["steps"], exact=True)
        values["above"] = Histogram.from_record(values["above"], exact=False)
        found = cls(**values)
        rows = {len(getattr(found, name)) for name in _BY_PLACE}
        if len(rows) > 1 or found.ended.shape != (len(Ending),):
            raise ValueError("its parts do not fit each other")
        return found


_BY_PLACE = ("places", "heights", "counts", "is_minimum", "is_global", "extent")
_KINDS = {
    **dict.fromkeys(("ended", "counts", "extent"), np.int64),
    **dict.fromkeys(("places", "heights"), np.float64),
    **dict.fromkeys(("is_minimum", "is_global"), np.bool_),
}


def tallied(run: Trajectories) -> tuple[Tally, Destinations]:
    """What the starts of a run of which the ends were kept came to, and where each of them did."""
    f, ending = run.landscape, run.ending
    found = run.destinations
    lost = np.isin(ending, LOST)
    final = np.where(lost, np.inf, run.heights[-1])
    level = float(f.minimum) if f.minimum is not None and np.isfinite(f.minimum) else 0.0
    above = final - level
    arrived = ending == Ending.CONVERGED
    tally = Tally(
        ended=np.bincount(ending, minlength=len(Ending)).astype(np.int64),
        places=found.positions,
        heights=found.heights,
        counts=found.counts.astype(np.int64),
        is_minimum=found.is_minimum,
        is_global=found.is_global,
        extent=found.extent,
        steps=Histogram.of_integers(run.stopped_at[arrived]),
        above=Histogram.of_reals(np.where(np.abs(above) <= slack(f), 0.0, above)),
        level=level,
        lowest=float(final.min(initial=np.inf)),
        highest=float(final.max(initial=-np.inf)),
        successes=int(succeeded(run, found).sum()),
        motionless=int(((run.stopped_at == 0) & ~lost).sum()),
    )
    return tally, found


def succeeded(run: Trajectories, found: Destinations) -> NDArray[np.bool_]:
    """Which particles (N,) reached a global minimum; any minimum where no global one is known."""
    return successful(run.landscape, run.ending, found.labels, found.is_global)


def successful(
    f: Landscape, ending: NDArray[np.int8], labels: NDArray[np.int64], is_global: NDArray[np.bool_]
) -> NDArray[np.bool_]:
    """The same of endings, and of the places that `labels` (N,) count, with which of those are global."""
    arrived = ending == Ending.CONVERGED
    if not len(f.minimizers):
        return np.asarray(arrived)
    return np.asarray(arrived & np.append(is_global, False)[labels])


def agreement(runs: Sequence[Trajectories], found: Sequence[Destinations]) -> Agreement:
    """Of two runs from the same starts."""
    won, other = (succeeded(run, places) for run, places in zip(runs, found, strict=True))
    first, second = (np.where(np.isin(run.ending, LOST), np.inf, run.heights[-1]) for run in runs)
    return agreed(runs[0].landscape, (won, first), (other, second))


def agreed(
    f: Landscape, one: tuple[NDArray[np.bool_], Array], two: tuple[NDArray[np.bool_], Array]
) -> Agreement:
    """Of two methods: who of the same starts succeeded (N,), and the final heights (N,), infinite for a lost one."""
    (won, first), (other, second) = one, two
    lower, higher = lower_and_higher(f, first, second)
    return Agreement(
        both=int((won & other).sum()),
        only_first=int((won & ~other).sum()),
        only_second=int((~won & other).sum()),
        lower_first=lower,
        lower_second=higher,
    )
