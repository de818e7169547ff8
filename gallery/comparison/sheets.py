"""The tables of the page: cells with what is shown, what is sorted by, and a note beside it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from gallery.comparison.findings import probability
from gallery.comparison.table import ENDINGS, Table, percent, rank_text, step_text
from gallery.terminal.numbers import number_text, point_text

if TYPE_CHECKING:
    from descent.comparison.cases import Case
    from descent.comparison.pairs import Pair
    from descent.comparison.tuning import Tuning

Cell = dict[str, Any]
MOST_MINIMA = 6
MOST_PAIRS = 15
EVEN = ("latin_hypercube", "sobol", "halton", "poisson_disk")
"""Random starts that are more even than independent ones."""


def cell(text: str, value: float | None = None, note: str = "") -> Cell:
    """One cell; `value` is what its column is sorted by."""
    return {"text": text, "value": "" if value is None else value, "note": note}


def case_sheet(table: Table) -> dict[str, Any]:
    """Heads, rows and a note: every case with its shares."""
    records = table.records
    known = any(r["global"] is not None for r in records)
    places = next(iter(table.minima.values())) if len(table.minima) == 1 else []
    places = places if 2 <= len(places) <= MOST_MINIMA else []
    met = [e for e in ENDINGS[1:] if any(r[e]["count"] for r in records)]
    ranked = any(r["rank"] for r in records)
    heads = ["case", "global minimum" if known else "a minimum"]
    heads += [point_text(p["position"], 3) for p in places] + met
    heads += ["steps to rest", "final height", "lowest, highest"] + ["rank"] * ranked
    rows = []
    for record in records:
        success = record["global"] if known else record["converged"]
        cells = [cell(record["case"]), _share(success)]
        cells += [_share(share) for share in record["minima"][: len(places)]]
        cells += [_share(record[e]) for e in met]
        cells += [_spread(record["steps_to_rest"], "none came", step_text)]
        cells += [_spread(record["final_height"], "lost", height_text)]
        cells += [_ends(record["best_height"], record["worst_height"])]
        cells += [cell(rank_text(record["rank"]), (record["rank"] or [0])[0])] * ranked
        rows.append(cells)
    return {"heads": heads, "rows": rows, "note": _case_note(records, ranked)}


def _case_note(records: Sequence[dict[str, Any]], ranked: bool) -> str:
    said = []
    if any(r["converged"]["low"] is not None for r in records):
        said.append("In brackets: the 95 % interval of a share of random starts, after Wilson (1927).")
    if any(r["starts"].startswith(EVEN) for r in records):
        said.append(
            "Starts of an even design leave less to chance: their intervals are wider than they need be."
        )
    if any(r["converged"]["low"] is None for r in records):
        said.append(
            "Shares of a grid or of given points are counts of these very starts and have no interval."
        )
    said.append("Steps and heights are medians with their quartiles; a lost start counts as infinitely high.")
    if ranked:
        said.append("A rank like 1–3 means that the intervals overlap: chance could reorder these cases.")
    return " ".join(said)


def _share(share: dict[str, Any] | None) -> Cell:
    if share is None:
        return cell("")
    note = "" if share["low"] is None else f"[{percent(share['low'])}, {percent(share['high'])}]"
    return cell(f"{percent(share['share'])} %", share["share"], note)


def _spread(quartiles: dict[str, float | None], missing: str, text: Callable[[float], str]) -> Cell:
    middle, low, high = (quartiles[q] for q in ("median", "lower", "upper"))
    if middle is None or low is None:
        return cell(missing, 1e300)
    top = missing if high is None else text(high)
    return cell(text(middle), middle, f"({text(low)} to {top})" if low != high else "")


def height_text(height: float) -> str:
    """A height in two or three digits."""
    return number_text(height, 2 if 0 < abs(height) < 1e-3 else 3)


def _ends(low: float | None, high: float | None) -> Cell:
    low_text, high_text = ("lost" if v is None else height_text(v) for v in (low, high))
    return cell(low_text, 1e300 if low is None else low, high_text)


def pair_sheet(pairs: Sequence[Pair]) -> dict[str, Any] | None:
    """Heads, rows and a note, the clearest pair first; of many only those of the best case. None without pairs."""
    if not pairs:
        return None
    shown = sorted(pairs, key=lambda p: (p.success_p, -abs(p.difference), p.height_p))
    if len(pairs) > MOST_PAIRS:
        wins = Counter(p.first if p.difference > 0 else p.second for p in pairs if p.difference)
        best = max(wins, key=lambda label: wins[label]) if wins else pairs[0].first
        shown = [p for p in shown if best in (p.first, p.second)]
    rows = []
    for p in shown:
        within = "" if p.interval is None else f"[{100 * p.interval[0]:.1f}, {100 * p.interval[1]:.1f}]"
        within = within.replace("-", "\N{MINUS SIGN}")
        rows.append(
            [
                cell(f"{p.first} against {p.second}"),
                cell(str(p.only_first), p.only_first),
                cell(str(p.only_second), p.only_second),
                cell(f"{100 * p.difference:+.1f}".replace("-", "\N{MINUS SIGN}"), p.difference, within),
                cell(probability(p.success_p), p.success_p),
                cell(f"{p.lower_first} : {p.lower_second}", p.lower_first - p.lower_second, f"{p.ties} ties"),
                cell(probability(p.height_p), p.height_p),
            ]
        )
    heads = ["pair", "only the first succeeds", "only the second", "difference in points"]
    heads += ["McNemar p", "ends lower", "sign test p"]
    more = f" Shown: {best} against each other case; table.json has all." if len(pairs) > MOST_PAIRS else ""
    note = (
        "Success is a global minimum reached (any minimum where none is known). The interval is Newcombe's (1998) "
        f"for paired shares; p-values are exact and corrected for {len(pairs)} pairs after Holm (1979)."
    )
    return {"heads": heads, "rows": rows, "note": note + more}


def tuning_sheet(tunings: Sequence[Tuning], cases: Sequence[Case]) -> dict[str, Any] | None:
    """The protocol in words, and for every case range and winner; None where nothing was tuned."""
    if not tunings:
        return None
    steps = {case.label: case.steps for case in cases}
    rows = []
    for t in tunings:
        rates = t.sweep.rates
        height = t.sweep.quartiles[1][t.sweep.best]
        edge = " (at the edge of the range)" if t.at_edge else ""
        rows.append(
            [
                t.sweep.case,
                str(t.budget),
                f"{number_text(float(rates[0]))} to {number_text(float(rates[-1]))}",
                number_text(t.winner) + edge,
                number_text(float(height)) if height < float("inf") else "lost",
                t.held_out,
            ]
        )
    budgets = " or ".join(dict.fromkeys(str(t.budget) for t in tunings))
    most = max(steps.get(t.sweep.case, 0) for t in tunings)
    protocol = (
        f"Every method got the same budget: {budgets} trials over its learning rate, evenly spaced on a logarithmic "
        f"scale, {most} steps each, from {tunings[0].sweep.starts} held-out starts that take no part in the comparison. "
        "The rate with the lowest median final height won; of those as low to a millionth of the descent the one "
        "soonest at rest, then the gentlest. Each method is tuned by itself, so their order does not matter."
    )
    heads = ["case", "trials", "rates tried", "winner", "median height there", "held-out starts"]
    return {"heads": heads, "rows": rows, "protocol": protocol}
