"""A comparison as JSON values."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from gallery.comparison.tables import finite, plain
from landscapes.remembered import version_of

if TYPE_CHECKING:
    from descent.comparison import Sweep
    from gallery.comparison.results import Results


def comparison_record(comparison: Results) -> dict[str, Any]:
    """Cases, minima, pairs, tunings, findings, failures, and what made them."""
    return {
        "thalweg": version_of("thalweg"),
        "command": comparison.command,
        "findings": comparison.findings,
        "minima": plain(comparison.table.minima),
        "cases": comparison.table.records,
        "pairs": [asdict(pair) for pair in comparison.pairs],
        "tunings": [
            {
                "budget": t.budget,
                "held_out": t.held_out,
                "winner": t.winner,
                "at_edge": t.at_edge,
                **sweep_record(t.sweep),
            }
            for t in comparison.tunings
        ],
        "failures": dict(comparison.failures),
    }


def sweep_record(sweep: Sweep) -> dict[str, Any]:
    """Rates and what came of them."""
    return {
        "case": sweep.case,
        "starts": sweep.starts,
        "rates": sweep.rates.tolist(),
        "median_height": [finite(float(h)) for h in sweep.quartiles[1]],
        "median_steps_to_rest": sweep.patience.tolist(),
        "regimes": list(sweep.regimes),
        "limits": list(sweep.limits),
    }
