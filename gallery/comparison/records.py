"""From cases and outcomes to the table's records: plain values, everything that a line says."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from gallery.comparison.table import Table, finite

if TYPE_CHECKING:
    from descent.comparison.case_outcome import CaseOutcome
    from descent.comparison.cases import Case
    from descent.comparison.shares import Share
    from descent.comparison.summaries import Summary
    from descent.results.destinations import Destinations

MOST_LISTED = 200
"""Minima that a record lists; of a lattice of thousands the first, that is the best, are listed."""


def by_landscape(cases: Sequence[Case]) -> dict[str, list[Case]]:
    """The cases by the name of their landscape, in order."""
    groups: dict[str, list[Case]] = {}
    for case in cases:
        groups.setdefault(case.landscape.name, []).append(case)
    return groups


def table_of(cases: Sequence[Case], outcomes: Mapping[str, CaseOutcome]) -> Table:
    """The table of all cases that have an outcome."""
    from descent.comparison.summaries import common_minima, summarize

    records, minima = {}, {}
    for name, group in by_landscape([c for c in cases if c.label in outcomes]).items():
        runs = [(case, outcomes[case.label]) for case in group]
        places = common_minima(group[0].landscape, [o for _, o in runs])
        minima[name] = _places(places)
        for (case, _), summary in zip(runs, summarize(runs), strict=True):
            records[case.label] = _record(case, summary, minima[name])
    return Table([records[c.label] for c in cases if c.label in records], minima)


def _places(minima: Destinations) -> list[dict[str, Any]]:
    rows = zip(minima.positions, minima.heights, minima.is_global, strict=True)
    return [
        {"position": position.tolist(), "height": float(height), "is_global": bool(best)}
        for position, height, best in rows
    ][:MOST_LISTED]


def _record(case: Case, summary: Summary, places: Sequence[dict[str, Any]]) -> dict[str, Any]:
    rate = getattr(case.optimizer, "learning_rate", None)
    return {
        "case": case.label,
        "landscape": case.landscape.name,
        "starts": case.starts.text if len(case.starts.text) < 200 else f"{summary.starts} points",
        "optimizer": case.optimizer.text,
        "learning_rate": rate if isinstance(rate, float) else None,
        "learning_rate_because": case.rate_reason,
        "noise": case.noise.text if case.noise else None,
        "steps": case.steps,
        "tolerance": case.tolerance,
        "particles": summary.starts,
        "global": None if summary.best is None else share_record(summary.best, summary.sampled),
        **{ending: share_record(s, summary.sampled) for ending, s in summary.endings.items()},
        "steps_to_rest": _quartiles(summary.steps),
        "final_height": _quartiles(summary.heights),
        "best_height": finite(summary.lowest),
        "worst_height": finite(summary.highest),
        "rank": None if summary.rank is None else list(summary.rank),
        "minima": [
            {"position": place["position"], **share_record(s, summary.sampled)}
            for place, s in zip(places, summary.minima, strict=False)
        ],
    }


def share_record(share: Share, sampled: bool) -> dict[str, Any]:
    """Count, share and the ends of its interval; None for those where the starts are no random sample."""
    return {
        "count": share.count,
        "share": 0.0 if math.isnan(share.value) else share.value,
        "low": share.low if sampled else None,
        "high": share.high if sampled else None,
    }


def _quartiles(values: Sequence[float]) -> dict[str, float | None]:
    return dict(zip(("lower", "median", "upper"), map(finite, values), strict=True))
