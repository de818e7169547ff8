"""Height against step."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gallery.comparison.figures.kinds import Chart, Subject

if TYPE_CHECKING:
    from descent.comparison import CaseOutcome
    from render.figures import Graph

MOST_BANDS = 6


class Loss(Chart):
    """Median height above the lowest reached against step, with the middle half of the starts as a band."""

    name = "loss"
    order = 10
    title = "Loss against step"

    def lacking(self, subject: Subject) -> str:
        """Every run has a loss."""
        return ""

    def graph(self, subject: Subject) -> Graph:
        """One line a case, to the step at which nearly all have stopped."""
        from landscapes.stationary import lowest_known
        from render.figures import Graph, Series
        from render.surface import common_level

        runs, f = subject.runs, subject.f
        floor, named = common_level(lowest_known(f), (outcome.heights for _, outcome in runs))
        last = max(_last_step(o) for _, o in runs)
        series = []
        for case, outcome in runs:
            shown = outcome.indices <= last
            low, middle, high = outcome.band[:, shown] - floor
            x = outcome.indices[shown].astype(float)
            label = case.words.without(landscape=f.name).text or case.label
            # More bands than a few cover one another.
            series.append(Series(label, x, middle, *((low, high) if len(runs) <= MOST_BANDS else ())))
        label = f"Loss against step on {f.title}: median and middle half of the starts of {len(runs)} cases."
        return Graph(label, series, "step", f"height above {named}")

    def caption(self, subject: Subject) -> str:
        """How to read lines and bands."""
        return (
            "The line is the median of all starts, a band their middle half. A lost start counts as "
            "infinitely high: where a line breaks off, half the starts are lost."
        )


def _last_step(outcome: CaseOutcome) -> float:
    """The step after which the median hardly changes: where nine tenths of the starts have stopped."""
    import numpy as np

    return float(max(np.quantile(outcome.stopped_at, 0.9), 1)) if len(outcome) else 1.0


KIND = Loss()
