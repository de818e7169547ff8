"""One column for each statistic: a new one is an entry here, and a field of `CaseOutcome` if it looks at every step."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict
from typing import Any

from descent.results import Ending
from gallery.comparison.tables.cell_text import (
    height_text,
    interval_of,
    part_text,
    range_text,
    rank_text,
    share_text,
    step_text,
    steps_text,
)
from gallery.comparison.tables.column import Cell, Column, OnPage, OnTerminal
from gallery.comparison.tables.lines import Line, Part, Quartiles
from gallery.terminal import number_text, point_text
from render.style import span_of

ON_TERMINAL, ON_PAGE = 4, 6
"""So many minima, at most, get columns of their own; all are in the CSV and JSON files."""
LAST = 1e300
"""Where a case without a number is sorted in."""
LONGEST = 200


def columns_of(lines: Sequence[Line]) -> list[Column]:
    """All columns of these cases, in the order of every table."""
    statistics = [STEPS, *height_columns(lines), *LAST_ONES]
    return [*SETTINGS, *SUCCESS, *minimum_columns(lines), *OTHER_ENDINGS, *statistics]


def minimum_columns(lines: Sequence[Line]) -> list[Column]:
    """A column for each minimum, where the cases share one landscape and it has few."""
    if len({line.case.landscape.name for line in lines}) != 1:
        return []
    places = lines[0].places
    if not 2 <= len(places) <= ON_PAGE:
        return []
    found = []
    for k, place in enumerate(places):
        head = place.whole or point_text(place.position, 3, lines[0].case.landscape.domain)
        terminal = OnTerminal(head, share_text, spared=2) if len(places) <= ON_TERMINAL else None
        found.append(
            Column(
                name=f"minimum_{k + 1}",
                value=_at_minimum(k),
                terminal=terminal,
                page=OnPage(head, share_cell),
                recorded=False,
            )
        )
    return found


def _at_minimum(k: int) -> Callable[[Line], Part]:
    return lambda line: line.minima[k]


def share_cell(part: Part | None) -> Cell:
    """A share in percent, its interval beside it."""
    return Cell("") if part is None else Cell(part_text(part), part.share, interval_of(part))


def spread_cell(missing: str, text: Callable[[float], str]) -> Callable[[Quartiles], Cell]:
    """A median, the outer quartiles beside it; `missing` for one that is not finite."""

    def cell(quartiles: Quartiles) -> Cell:
        if quartiles.median is None:
            return Cell(missing, LAST)
        return Cell(text(quartiles.median), quartiles.median, range_text(quartiles, missing, text))

    return cell


def height_columns(lines: Sequence[Line]) -> list[Column]:
    """The columns of final heights, in as many digits as tell these cases apart."""
    shown = [(line.heights.lower, line.heights.median, line.heights.upper) for line in lines]
    span = span_of(height for heights in shown for height in heights)

    def median(quartiles: Quartiles, whole: bool) -> str:
        return "lost" if quartiles.median is None else number_text(quartiles.median, 3, span)

    def text(height: float) -> str:
        return height_text(height, span)

    def ends(heights: tuple[float | None, float | None]) -> Cell:
        low, high = ("lost" if height is None else text(height) for height in heights)
        return Cell(low, LAST if heights[0] is None else heights[0], high)

    return [
        Column(
            name="final_height",
            value=lambda line: line.heights,
            terminal=OnTerminal("final height", median),
            page=OnPage("final height", spread_cell("lost", text)),
        ),
        Column(name="best_height", value=lambda line: line.lowest),
        Column(name="worst_height", value=lambda line: line.highest),
        Column(
            name="extremes",
            value=lambda line: (line.lowest, line.highest),
            page=OnPage("lowest, highest", ends),
            recorded=False,
        ),
    ]


def _rank_cell(rank: Sequence[int] | None) -> Cell:
    return Cell(rank_text(rank), rank[0] if rank else 0)


def _starts(line: Line) -> str:
    text = line.case.starts.text
    return text if len(text) < LONGEST else f"{line.summary.starts} points"


def _minima(line: Line) -> list[dict[str, Any]]:
    pairs = zip(line.places, line.minima, strict=True)
    return [{"position": place.position, **asdict(part)} for place, part in pairs]


def _minima_in_csv(name: str, minima: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for k, part in enumerate(minima, 1):
        where = " ".join(f"{c:.6g}" for c in part["position"])
        found |= {f"minimum_{k}_at": where, f"minimum_{k}_count": part["count"]}
    return found


def _best_is_known(lines: Sequence[Line]) -> bool:
    return any(line.best is not None for line in lines)


def _best_is_unknown(lines: Sequence[Line]) -> bool:
    return not _best_is_known(lines)


def ranked(lines: Sequence[Line]) -> bool:
    """Whether any of these cases has a rank."""
    return any(line.summary.rank for line in lines)


def _ending(ending: Ending) -> Column:
    """The share of starts with an ending; shown where it occurs."""
    name = ending.word

    def occurs(lines: Sequence[Line]) -> bool:
        return any(line.ended(ending).count for line in lines)

    return Column(
        name=name,
        value=lambda line: line.ended(ending),
        terminal=OnTerminal(name, share_text, occurs, spared=1),
        page=OnPage(name, share_cell, occurs),
    )


SETTINGS = (
    Column(
        name="case",
        value=lambda line: line.case.label,
        terminal=OnTerminal("case", lambda label, whole: str(label)),
        page=OnPage("case", Cell),
    ),
    Column(name="landscape", value=lambda line: line.case.landscape.name),
    Column(name="starts", value=_starts),
    Column(name="optimizer", value=lambda line: line.case.optimizer.text),
    Column(name="learning_rate", value=lambda line: line.learning_rate),
    Column(name="learning_rate_because", value=lambda line: line.case.rate_reason),
    Column(name="noise", value=lambda line: line.case.noise.text if line.case.noise else None),
    Column(name="steps", value=lambda line: line.case.steps),
    Column(name="tolerance", value=lambda line: line.case.tolerance),
    Column(name="engine", value=lambda line: line.case.engine or None),
    Column(name="particles", value=lambda line: line.summary.starts),
)

SUCCESS = (
    Column(
        name="global",
        value=lambda line: line.best,
        terminal=OnTerminal("global", share_text, _best_is_known),
        page=OnPage("global minimum", share_cell, _best_is_known),
    ),
    Column(
        name="converged",
        value=lambda line: line.ended(Ending.CONVERGED),
        terminal=OnTerminal("converged", share_text, _best_is_unknown),
        page=OnPage("a minimum", share_cell, _best_is_unknown),
    ),
)

OTHER_ENDINGS = tuple(_ending(ending) for ending in Ending if ending != Ending.CONVERGED)

STEPS = Column(
    name="steps_to_rest",
    value=lambda line: line.steps,
    terminal=OnTerminal("steps", steps_text),
    page=OnPage("steps to rest", spread_cell("none came", step_text)),
)

LAST_ONES = (
    Column(
        name="rank",
        value=lambda line: line.summary.rank,
        terminal=OnTerminal("rank", lambda rank, whole: rank_text(rank)),
        page=OnPage("rank", _rank_cell, ranked),
    ),
    Column(name="minima", value=_minima, csv=_minima_in_csv),
)
