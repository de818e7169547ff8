"""The boxes of a picture's panels: inside it, beside each other, never on the captions."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest

from render.scene.layout import Box, lay_out, natural_size, with_ranking
from render.scene.opening import opened
from render.style.text import text_unit
from render.style.themes import find_theme

SIZES = [(960, 720), (480, 360), (1280, 720), (720, 1280), (240, 180)]


def overlap(a: Box, b: Box) -> bool:
    return a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("stage", [True, False])
@pytest.mark.parametrize("charts", [0, 1, 2, 3, 4, 7])
def test_boxes_lie_inside_and_apart(size: tuple[int, int], stage: bool, charts: int) -> None:
    layout = lay_out(size, stage, (1,) * charts)
    boxes = [*layout.charts, *([layout.stage] if layout.stage else [])]
    assert len(layout.charts) == charts
    for left, top, right, bottom in boxes:
        assert 0 <= left < right <= size[0] and 0 <= top < bottom <= size[1]
    assert not any(overlap(a, b) for a, b in combinations(boxes, 2))
    frame = layout.frame
    assert 0 <= frame.left < frame.right <= 1 and 0 <= frame.top < frame.bottom <= 1


@pytest.mark.parametrize("charts", [1, 2, 3, 5])
def test_words_of_charts_below_a_surface_do_not_begin_at_the_pictures_edge(charts: int) -> None:
    size = (720, 1280)
    inset = min(box[0] for box in lay_out(size, True, (1,) * charts).charts) + 0.01 * text_unit(size)
    assert inset == pytest.approx(find_theme("dark").margin * text_unit(size), abs=2)


@pytest.mark.parametrize("words", [0.1, 0.2, 0.3])
def test_more_words_leave_less_to_the_rest(words: float) -> None:
    layout = lay_out((960, 720), True, (1, 1), below=words)
    assert layout.frame.bottom <= 1 - words
    assert max(box[3] for box in layout.charts) <= (1 - words + 0.01) * 720


def test_a_surface_with_panels_beside_it_gets_a_wider_picture() -> None:
    assert natural_size(("surface",)) == natural_size(("contour", "loss")) == (960, 720)
    assert natural_size(("surface", "loss")) == (1280, 720)
    assert natural_size(("surface", "contour", "slices", "loss")) == (1600, 720)


def test_a_map_beside_another_chart_has_a_column_of_its_own() -> None:
    size = natural_size(("surface", "contour", "loss"))
    there, other = lay_out(size, True, (3, 2)).charts
    assert there[2] <= other[0] and there[3] - there[1] == other[3] - other[1]


def test_on_a_wide_picture_without_a_surface_charts_stand_side_by_side() -> None:
    one, other = lay_out((960, 720), False, (3, 2)).charts
    assert one[2] <= other[0] and one[1] == other[1] and one[3] == other[3]
    high = lay_out((720, 1280), False, (3, 2)).charts
    assert high[0][3] <= high[1][1]


@pytest.mark.parametrize("size", [(720, 1280), (1080, 1080), (1080, 1920)])
@pytest.mark.parametrize("charts", [(3,), (2, 4), (3, 4, 2)])
def test_on_an_upright_picture_charts_lie_under_a_surface_of_full_width(
    size: tuple[int, int], charts: tuple[int, ...]
) -> None:
    layout = lay_out(size, True, charts, below=0.12)
    assert layout.stage is not None and layout.stage[2] == size[0]
    assert all(top >= layout.stage[3] for _, top, _, _ in layout.charts)
    assert (layout.frame.right - layout.frame.left) * size[0] > 0.75 * size[0]
    assert all(right - left > 0.45 * size[0] for left, _, right, _ in layout.charts)


@pytest.mark.parametrize("size", [(64, 64), (64, 2000), (2000, 64), (80, 64)])
@pytest.mark.parametrize("charts", [(1,), (3, 2), (1, 2, 3)])
def test_charts_have_a_place_where_words_are_larger_than_the_picture(size, charts):
    for stage in (True, False):
        for left, top, right, bottom in lay_out(size, stage, charts, above=0.9, below=0.7).charts:
            assert 0 <= left < right <= size[0] and 0 <= top < bottom <= size[1]


@pytest.mark.parametrize("size", [(1080, 1080), (1080, 1920), (540, 960)])
@pytest.mark.parametrize("rows", [3, 6])
def test_no_surface_may_lie_under_the_bars_of_a_race(size: tuple[int, int], rows: int) -> None:
    layout = with_ranking(lay_out(size, True, ()), size, rows, 30.0, 500.0)
    assert layout.ranking is not None
    ink = np.zeros(size[::-1], dtype=bool)
    ink[: round(0.1 * size[1]), : size[0] // 2] = True
    barred = layout.barred(ink, beside=False)
    frame = opened(layout.frame, barred, float(min(size)), layout.closed)
    below, beside = frame.bottom * size[1] <= layout.ranking[1], frame.right * size[0] <= layout.ranking[0]
    assert below or beside
    assert layout.closed == below and (frame.right > 0.9 or frame.bottom > 0.9)
