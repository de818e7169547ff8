"""The tables of the page: cells with what is shown, what is sorted by, and a note beside it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from gallery.comparison.tables.cell_text import probability
from gallery.comparison.tables.column import Cell
from gallery.comparison.tables.columns import columns_of, ranked
from gallery.comparison.tables.lines import Line
from gallery.terminal import number_text

if TYPE_CHECKING:
    from descent.comparison import Case, Pair, Tuning

MOST_PAIRS = 15
EVEN = ("latin_hypercube", "sobol", "halton", "poisson_disk")
"""Random starts that are more even than independent ones."""


@dataclass(frozen=True)
class Sheet:
    """One table of the page.

    Parameters
    ----------
    heads : of the columns
    rows : as many cells each
    note : how to read it
    """

    heads: Sequence[str]
    rows: Sequence[Sequence[Cell]]
    note: str


def case_sheet(lines: Sequence[Line]) -> Sheet:
    """Every case with its shares."""
    faces = [(column, column.page) for column in columns_of(lines)]
    shown = [(column, face) for column, face in faces if face is not None and face.applies(lines)]
    rows = [[face.cell(column.value(line)) for column, face in shown] for line in lines]
    return Sheet([face.head for _, face in shown], rows, _case_note(lines))


def _case_note(lines: Sequence[Line]) -> str:
    said = []
    if any(line.summary.sampled for line in lines):
        said.append("In brackets: the 95 % interval of a share of random starts, after Wilson (1927).")
    if any(line.case.starts.name in EVEN for line in lines):
        said.append(
            "Starts of an even design leave less to chance: their intervals are wider than they need be."
        )
    if not all(line.summary.sampled for line in lines):
        said.append(
            "Shares of a grid or of given points are counts of these very starts and have no interval."
        )
    said.append("Steps and heights are medians with their quartiles; a lost start counts as infinitely high.")
    if ranked(lines):
        said.append("A rank like 1–3 means that the intervals overlap: chance could reorder these cases.")
    return " ".join(said)


def pair_sheet(pairs: Sequence[Pair]) -> Sheet | None:
    """The clearest pair first; of many only those of the best case. None without pairs."""
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
                Cell(f"{p.first} against {p.second}"),
                Cell(str(p.only_first), p.only_first),
                Cell(str(p.only_second), p.only_second),
                Cell(f"{100 * p.difference:+.1f}".replace("-", "\N{MINUS SIGN}"), p.difference, within),
                Cell(probability(p.success_p), p.success_p),
                Cell(f"{p.lower_first} : {p.lower_second}", p.lower_first - p.lower_second, f"{p.ties} ties"),
                Cell(probability(p.height_p), p.height_p),
            ]
        )
    heads = ["pair", "only the first succeeds", "only the second", "difference in points"]
    heads += ["McNemar p", "ends lower", "sign test p"]
    more = f" Shown: {best} against each other case; table.json has all." if len(pairs) > MOST_PAIRS else ""
    note = (
        "Success is a global minimum reached (any minimum where none is known). The interval is Newcombe's (1998) "
        f"for paired shares; p-values are exact and corrected for {len(pairs)} pairs after Holm (1979)."
    )
    return Sheet(heads, rows, note + more)


def tuning_sheet(tunings: Sequence[Tuning], cases: Sequence[Case]) -> Sheet | None:
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
    return Sheet(heads, [[Cell(text) for text in row] for row in rows], protocol)
