"""Words from outside do nothing in a table: no formula of a spreadsheet, no line of their own."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gallery.comparison import compare
from gallery.comparison.tables.cell_text import inert
from landscapes import Landscape, parse

NAMES = [
    "=1+1",
    "+cmd|' /C calc'!A0",
    "-2+3+cmd",
    "@SUM(1)",
    "\t=1",
    "\n=1",
    "\r=1",
    " =1",
    '"=1',
    "a\nb",
    "a\x1b[31mb",
    "a,b;c",
]
ACTIVE = ("=", "+", "-", "@", "\t", "\r", "\n")


def cells_of(text: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(text)))


@pytest.mark.parametrize("name", NAMES)
def test_a_landscapes_name_is_never_run(name: str) -> None:
    f = parse("x**2", (-1, 1), name=name, title=name)
    g = Landscape.from_sympy(f.formula, (-1, 1), name="other")
    found = compare([f, g], starts="points:(-0.5);(0.25)", optimizers="adam:0.1", steps=3)
    rows = cells_of(found.table.csv)
    assert len(rows) == 3 and len({len(row) for row in rows}) == 1
    for cell in (cell for row in rows for cell in row):
        assert cell.isprintable()
        if cell.lstrip(" ").startswith(ACTIVE):
            [float(part) for part in cell.split()]  # a number is no formula
    assert all(cell.isprintable() for row in found.table.rows for cell in row)


@given(st.text())
def test_text_is_inert_and_not_lost(text: str) -> None:
    cell = str(inert(text))
    assert cell in (text, f"'{text}")
    if cell.lstrip(" ").startswith(ACTIVE):
        assert set(cell) <= set("-+0123456789.,e infa")


@given(st.one_of(st.floats(), st.integers(), st.booleans(), st.none()))
def test_numbers_stay_numbers(value: object) -> None:
    assert inert(value) is value
    assert inert(str(value)) == str(value)
