"""The names in types are those in the tables: an editor completes what there is, a type checker refuses the rest."""

from __future__ import annotations

from typing import get_args

import pytest

import render.scene.field_names as names
from render.clock import KINDS as CLOCKS
from render.marks import MARKS
from render.panels import panel_names
from render.particles import COLOR_BY
from render.style import AUTO, LANGUAGES, THEMES
from render.surface import KINDS


@pytest.mark.parametrize(
    ("literal", "table"),
    [
        (names.ThemeName, (AUTO, *THEMES)),
        (names.ClockName, tuple(CLOCKS)),
        (names.ColorName, COLOR_BY),
        (names.HeightName, KINDS),
        (names.Language, LANGUAGES),
        (names.PanelName, panel_names()),
        (names.MarkName, tuple(MARKS)),
    ],
)
def test_types_say_what_the_tables_do(literal: object, table: tuple[str, ...]) -> None:
    assert get_args(literal) == table
