"""A race's rows stay in their box, however many run."""

from __future__ import annotations

import numpy as np
import pytest
from PIL import Image

from descent import Adam, GradientDescent, Momentum, descend
from landscapes import catalogue
from render.clock import Clock
from render.race import Standings
from render.race.head_names import legible
from render.race.ranking import Ranking, wanted_width
from render.scene.layout import lay_out, with_ranking
from render.style import THEMES, rgb, text_unit

F = catalogue["booth"]
RUNS = {
    f"rate {k + 1}": descend(F, [(-5.0, 4.0)], GradientDescent(0.002 * (k + 1)), steps=30) for k in range(16)
}


def byte(color: str) -> np.ndarray:
    return np.round(255 * np.array(rgb(color)))


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


def test_rows_that_pass_each_other_are_both_to_be_seen() -> None:
    f = catalogue["rosenbrock"]
    kinds = {"plain": GradientDescent(1e-3), "heavy": Momentum(1e-3), "Adam": Adam(0.05)}
    runs = {name: descend(f, [(-1.5, 2.0)], kind, steps=400) for name, kind in kinds.items()}
    standings, theme = Standings(f, runs, Clock(400.0)), THEMES["dark"]
    ranking = Ranking(standings, theme.palette[:3], theme, (20, 20, 420, 300), 720.0)
    colors = [[byte(color), byte(legible(color, theme))] for color in theme.palette[:3]]
    apart = []
    for t in np.linspace(0, 1, 401):
        places = standings.places(t)
        gap = min(abs(a - b) for k, a in enumerate(places) for b in places[:k])
        if 0.4 < gap < 0.95:
            apart.append(gap)
            picture = Image.new("RGB", (440, 320), theme.ground_bottom)
            ranking.draw(picture, float(t))
            shown = np.asarray(picture, dtype=float)
            for own in colors:
                seen = [(np.abs(shown - color).max(axis=-1) < 30).sum() for color in own]
                assert sum(seen) > 40, (t, places)
    assert apart


def test_where_all_leave_bars_tell_when_in_the_end() -> None:
    f = catalogue["hyperbolic_saddle"]
    kinds = {"plain": GradientDescent(0.02), "heavy": Momentum(0.02), "Adam": Adam(0.02)}
    runs = {name: descend(f, [(-0.9, 0.01)], kind, steps=500) for name, kind in kinds.items()}
    standings, theme = Standings(f, runs, Clock(500.0)), THEMES["dark"]
    box = (0, 0, int(np.ceil(wanted_width(standings, theme, 720.0))), 260)
    ranking = Ranking(standings, theme.palette[:3], theme, box, 720.0, told=lambda t: float(t > 0.9))
    drawn = []
    for t in (0.8, 1.0):
        picture = Image.new("RGB", (box[2], 320), theme.ground_bottom)
        ranking.draw(picture, t)
        drawn.append(np.asarray(picture, dtype=float))
    steps = standings.losses
    for k, color in enumerate(theme.palette[:3]):
        filled = np.abs(drawn[1] - byte(color)).max(axis=-1) < 4
        longest = filled.sum(axis=1).max()
        assert longest == pytest.approx(box[2] * steps[k] / steps.max(), abs=0.03 * box[2])
    assert (drawn[0] != drawn[1]).any()
