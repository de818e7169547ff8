"""Columns: each statistic once, for every table that shows it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from descent.results.endings import Ending
from gallery import Comparison, compare
from gallery.comparison.tables.columns import columns_of
from gallery.comparison.tables.lines import Line, Quartiles
from gallery.comparison.tables.sheets import Sheet, case_sheet
from gallery.comparison.tables.table import Table


@pytest.fixture(scope="module")
def found() -> Comparison:
    asked = {"optimizers": ["gradient_descent:0.01", "adam:0.2"], "steps": 60}
    return compare(["himmelblau", "booth"], starts=["uniform:40", "grid:3"], **asked)


def texts(sheet: Sheet, head: str) -> list[str]:
    return [row[sheet.heads.index(head)].text for row in sheet.rows]


def test_no_two_columns_have_one_name(found: Comparison) -> None:
    names = [column.name for column in columns_of(found.table.lines)]
    assert len(names) == len(set(names))


def test_the_tables_say_the_same_of_a_statistic(found: Comparison) -> None:
    table, sheet = found.table, case_sheet(found.table.lines)
    on_terminal = [row[table.columns.index("global")].partition(" [")[0] for row in table.rows]
    assert texts(sheet, "global minimum") == on_terminal
    records = [record["global"]["share"] for record in table.records]
    assert [row[sheet.heads.index("global minimum")].value for row in sheet.rows] == records


def test_a_grid_alone_has_no_rank_on_the_page_and_no_interval() -> None:
    grid = compare("himmelblau", starts="grid:4", optimizers="adam:0.2", steps=60).table
    sheet = case_sheet(grid.lines)
    assert "rank" not in sheet.heads and "rank" in grid.columns
    assert "no interval" in sheet.note and "Wilson" not in sheet.note


def test_an_ending_has_a_column_where_it_occurs(found: Comparison) -> None:
    assert "running" in found.table.columns
    assert not any(line.ended(Ending.ESCAPED).count for line in found.table.lines)
    assert "escaped" not in found.table.columns
    assert "escaped" in found.table.records[0], "files have them all"


def test_few_minima_of_one_landscape_have_columns(found: Comparison) -> None:
    lines = [line for line in found.table.lines if line.case.landscape.name == "himmelblau"]
    assert "(3, 2)" in Table(lines, {}).columns
    assert "(3, 2)" not in found.table.columns

    def with_places(count: int) -> list[Line]:
        places = [replace(lines[0].places[0], position=(float(k), 0.0)) for k in range(count)]
        shares = tuple(lines[0].summary.minima[:1]) * count
        return [replace(lines[0], places=places, summary=replace(lines[0].summary, minima=shares))]

    for count, terminal, page in ((1, False, False), (4, True, True), (6, False, True), (7, False, False)):
        made = with_places(count)
        assert ("(0, 0)" in Table(made, {}).columns) == terminal
        assert ("(0, 0)" in case_sheet(made).heads) == page


def test_numbers_that_are_not_finite_are_none() -> None:
    assert Quartiles.of((1.0, float("inf"), float("nan"))) == Quartiles(1.0, None, None)
