"""Titles are short: what else they say, and long formulas, is in lines below."""

from __future__ import annotations

import pytest

from landscapes import catalogue, parse
from render.style.themes import DARK
from render.words import Title

UNIT, ROOM = 720.0, 960 - 2 * DARK.margin * 720


def title_of(f: object, room: float = ROOM) -> Title:
    return Title(f, DARK, UNIT, room)  # type: ignore[arg-type]


@pytest.mark.parametrize("name", [f.name for f in catalogue.values() if f.dimensions == 2])
def test_formulas_leave_the_block_its_place(name: str) -> None:
    """On a wide picture: none is longer than six tenths of it, and what is broken takes no more than half."""
    formula = title_of(catalogue[name])._formula
    widest = max((mask.shape[1] for _, mask in formula), default=0)
    assert widest <= 0.56 * ROOM
    assert len(formula) < 2 or widest <= 0.45 * ROOM
    assert len(formula) <= 2


def test_a_long_title_says_its_details_in_a_second_line() -> None:
    f = catalogue["rosenbrock"].in_dimensions(4).slice({"x3": 0.5, "x4": 1.0})
    first, second, *_ = title_of(f).lines
    assert first.text == "Rosenbrock" and first.bold
    assert second.text == f.title.removeprefix("Rosenbrock ") and not second.bold
    assert second.size < first.size
    assert [line.text for line in title_of(catalogue["himmelblau"]).lines] == ["Himmelblau"]


def test_a_formula_that_is_the_title_is_typeset_in_lines() -> None:
    f = parse(
        "x + 2*y - 0.3*log(1 - x) - 0.3*log(1 + x) - 0.3*log(1 - y) - 0.3*log(1 + y)",
        domain=((-1.2, 1.2), (-1.2, 1.2)),
    )
    title = title_of(f)
    assert len(title._formula) >= 2 and not title.lines
    assert title.size[0] < 0.5 * ROOM


@pytest.mark.parametrize("height", [240, 480, 720])
def test_small_pictures_have_their_formulas_too(height: int) -> None:
    for name in ("himmelblau", "rastrigin", "beale", "rosenbrock"):
        title = Title(catalogue[name], DARK, float(height), 4 / 3 * height - 2 * DARK.margin * height)
        assert title._formula, (name, height)
        assert [line.text for line in title.lines] == [catalogue[name].title]
