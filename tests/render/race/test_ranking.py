"""A race's rows stay in their box, however many run."""

from __future__ import annotations

import numpy as np
import pytest
from PIL import Image

from descent import GradientDescent, descend
from landscapes import catalogue
from render.clock import Clock
from render.race import Standings
from render.race.ranking import Ranking
from render.scene.layout import lay_out, with_ranking
from render.style import THEMES, text_unit

F = catalogue["booth"]
RUNS = {
    f"rate {k + 1}": descend(F, [(-5.0, 4.0)], GradientDescent(0.002 * (k + 1)), steps=30) for k in range(16)
}


@pytest.mark.parametrize("charts", [(), (2,), (2, 2, 2)])
@pytest.mark.parametrize("size", [(1280, 720), (720, 720), (540, 960)])
@pytest.mark.parametrize("count", [6, 16])
def test_rows_stay_in_their_box(count: int, size: tuple[int, int], charts: tuple[int, ...]) -> None:
    runs = dict(list(RUNS.items())[:count])
    theme, unit = THEMES["dark"], text_unit(size)
    layout = with_ranking(lay_out(size, True, charts), size, count, theme.margin * unit)
    assert layout.ranking is not None
    left, top, right, bottom = layout.ranking
    ranking = Ranking(
        Standings(F, runs, Clock(30.0)),
        [theme.palette[k % 4] for k in range(count)],
        theme,
        layout.ranking,
        unit,
    )
    slack = round(0.012 * unit)
    for t in (0.0, 0.4, 1.0):
        picture = Image.new("RGB", size, theme.ground_bottom)
        before = np.array(picture)
        ranking.draw(picture, t)
        there = np.argwhere((np.asarray(picture) != before).any(axis=2))
        assert there[:, 0].min() >= top - slack and there[:, 0].max() < bottom + slack, t
        assert there[:, 1].min() >= left - slack and there[:, 1].max() < right + slack, t
    assert ranking.rows == count or str(ranking.rows) in ranking.heading
