"""The table of a comparison: on the terminal, in a notebook, as CSV and as JSON."""

from __future__ import annotations

import csv
import html
import io
import json
import math
import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from descent import Ending
from gallery.terminal.numbers import number_text, point_text

Record = dict[str, Any]

ENDINGS = tuple(ending.word for ending in Ending)
MOST_MINIMA = 4
"""So many minima get a column of their own on the terminal; all are in the CSV and JSON files."""


@dataclass(frozen=True, eq=False)
class Table:
    """Everything that is said of every case, as plain values.

    Attributes
    ----------
    records : one mapping a case, as JSON has it: shares as {count, share, low, high}; numbers that are not
        finite are None
    minima : by landscape, the positions and heights of the minima that shares are counted for
    """

    records: Sequence[Record]
    minima: Mapping[str, Sequence[Record]]

    @cached_property
    def columns(self) -> tuple[str, ...]:
        """The heads of `rows`."""
        return self._columns(self._shares)

    @cached_property
    def rows(self) -> tuple[tuple[str, ...], ...]:
        """The cells as text, one row a case."""
        return tuple(self._row(record, self._shares) for record in self.records)

    def fitted(self, width: int) -> tuple[tuple[str, ...], tuple[tuple[str, ...], ...]]:
        """Heads and rows that take at most `width` characters, if that can be: with less and less of each cell."""
        places, few = self._shares, self._shares[:1]
        met = tuple(name for name in self._shares[1:] if name in ENDINGS)
        variants = [
            (places, True),
            (places, False),
            ((*few, *met), True),
            ((*few, *met), False),
            (few, False),
        ]
        found = []
        for shares, whole in variants:
            rows = tuple(self._row(record, shares, whole) for record in self.records)
            found = [self._columns(shares), *rows]
            if sum(max(len(row[i]) for row in found) + 2 for i in range(len(found[0]))) - 2 <= width:
                break
        return found[0], tuple(found[1:])

    def _columns(self, shares: Sequence[str]) -> tuple[str, ...]:
        return ("case", *shares, "steps", "final height", "rank")

    @cached_property
    def _shares(self) -> tuple[str, ...]:
        """The columns of shares: the global minimum where it is known, minima if they are few, endings that occur."""
        known = any(r["global"] is not None for r in self.records)
        first: tuple[str, ...] = ("global",) if known else ("converged",)
        if len(self.minima) == 1:
            (places,) = self.minima.values()
            if 2 <= len(places) <= MOST_MINIMA:
                first += tuple(point_text(p["position"], 3) for p in places)
        met = tuple(e for e in ENDINGS[1:] if any(r[e]["count"] for r in self.records))
        return first + met

    def _row(self, record: Record, names: Sequence[str], whole: bool = True) -> tuple[str, ...]:
        """Cells with their intervals and quartiles, or without if they are not to be `whole`."""
        shares = {**{e: record[e] for e in ENDINGS}, "global": record["global"]}
        shares |= {point_text(m["position"], 3): m for m in record["minima"]}
        cells = [share_text(shares[name], whole) if shares.get(name) else "" for name in names]
        steps, height = record["steps_to_rest"], record["final_height"]["median"]
        return (
            record["case"],
            *cells,
            spread_text(steps, "–", step_text, whole),
            "lost" if height is None else number_text(height, 3),
            rank_text(record["rank"]),
        )

    def to_csv(self, path: str | os.PathLike[str]) -> None:
        """Write one line a case; shares as counts, shares and interval ends, what is not finite as inf or nothing."""
        from descent.results.atomic import replacing

        with replacing(path, "w") as file:
            file.write(self.csv)

    @property
    def csv(self) -> str:
        """The text of the CSV file."""
        lines = [flat(record) for record in self.records]
        heads = list(dict.fromkeys(key for line in lines for key in line))
        text = io.StringIO()
        writer = csv.DictWriter(text, heads, restval="", lineterminator="\n")
        writer.writeheader()
        writer.writerows(lines)
        return text.getvalue()

    def to_json(self, path: str | os.PathLike[str]) -> None:
        """Write the records and the minima that they refer to."""
        from descent.results.atomic import replacing

        with replacing(path, "w") as file:
            json.dump({"minima": self.minima, "cases": self.records}, file, indent=1)

    def __str__(self) -> str:
        cells = [self.columns, *self.rows]
        widths = [max(len(row[i]) for row in cells) for i in range(len(self.columns))]
        return "\n".join(
            "  ".join(
                c.rjust(w) if i else c.ljust(w) for i, (c, w) in enumerate(zip(row, widths, strict=True))
            )
            for row in cells
        )

    def _repr_html_(self) -> str:
        """What a notebook shows."""
        head = "".join(f"<th>{html.escape(c)}</th>" for c in self.columns)
        body = "".join(f"<tr>{''.join(f'<td>{html.escape(c)}</td>' for c in row)}</tr>" for row in self.rows)
        return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"


def flat(record: Record) -> Record:
    """A record as one line: nested keys joined by underscores."""
    line: Record = {}
    for key, value in record.items():
        if key == "minima":
            for k, share in enumerate(value, 1):
                where = " ".join(f"{c:.6g}" for c in share["position"])
                line |= {f"minimum_{k}_at": where, f"minimum_{k}_count": share["count"]}
        elif isinstance(value, Mapping):
            line |= {f"{key}_{inner}": _cell(item) for inner, item in value.items()}
        else:
            line[key] = _cell(value)
    return line


def _cell(value: Any) -> Any:
    if isinstance(value, list | tuple):
        return " ".join(map(str, value))
    return "" if value is None else value


def share_text(share: Record, whole: bool = True) -> str:
    """``93 %``, with its 95 % interval where there is one: ``93 % [91, 95]``."""
    text = percent(share["share"])
    if share["low"] is None or not whole:
        return f"{text} %"
    return f"{text} % [{percent(share['low'])}, {percent(share['high'])}]"


def percent(share: float) -> str:
    """A share in percent: whole, or with a digit near the ends so that 99.6 is not 100."""
    value = 100 * share
    if 0 < value < 1 or 99 < value < 100:
        text = f"{value:.1f}"
        return {"0.0": "<0.1", "100.0": ">99.9"}.get(text, text)
    return f"{value:.0f}"


def spread_text(quartiles: Record, missing: str, text: Callable[[float], str], whole: bool = True) -> str:
    """``155 (101 to 243)``: median and quartiles."""
    low, middle, high = (quartiles[q] for q in ("lower", "median", "upper"))
    if middle is None:
        return missing
    if low == high or not whole:
        return text(middle)
    return f"{text(middle)} ({text(low)} to {missing if high is None else text(high)})"


def step_text(steps: float) -> str:
    """A number of steps, whole: ``1,450``."""
    return f"{steps:,.0f}"


def rank_text(rank: Sequence[int] | None) -> str:
    """``1``, or ``1–3`` where the intervals do not part; nothing where there are none."""
    if rank is None:
        return ""
    best, worst = rank
    return str(best) if best == worst else f"{best}–{worst}"


def finite(value: float) -> float | None:
    """The number, or None for one that JSON cannot say."""
    return value if math.isfinite(value) else None
