"""Names at the heads of a race: read over any hill, and only where a head is told from others."""

from __future__ import annotations

import numpy as np
import pytest

from descent import Adam, GradientDescent, Momentum, Nesterov, descend
from landscapes import catalogue
from render.clock import Clock
from render.panels import mixed
from render.race import Standings
from render.race.head_names import PLATE, _contrast, legible
from render.race.race_words import _named
from render.style import THEMES
from render.surface import color_of

KINDS = {"plain": GradientDescent, "heavy": Momentum, "NAG": Nesterov, "Adam": Adam}


@pytest.mark.parametrize("name", sorted(THEMES))
def test_a_name_is_read_over_every_color_of_the_ground(name: str) -> None:
    theme = THEMES[name]
    grounds = [
        "#" + bytes(np.round(255 * c).astype(np.uint8)).hex() for c in color_of(np.linspace(0, 1, 33), theme)
    ]
    for color in theme.palette:
        said = legible(color, theme)
        assert min(_contrast(said, mixed(g, theme.ground_bottom, PLATE)) for g in grounds) >= 4.5, color


def test_a_name_keeps_the_hue_of_its_bead() -> None:
    theme = THEMES["dark"]
    for color in theme.palette:
        before, after = ([int(c[k : k + 2], 16) for k in (1, 3, 5)] for c in (color, legible(color, theme)))
        assert np.argmax(before) == np.argmax(after) and np.argmin(before) == np.argmin(after)


def named(f, start, rate, steps):
    runs = {name: descend(f, [start], kind(rate), steps=steps) for name, kind in KINDS.items()}
    standings = Standings(f, runs, Clock(float(steps), "linear"))

    def at(t):
        index = standings.clock.index(t)
        pixels = np.stack([run.at(min(index, run.steps))[0][0] for run in runs.values()]) * 100
        return _named(standings, t, pixels, 10.0).astype(bool)

    return standings, at


def test_names_go_once_their_heads_have_arrived_and_are_not_there_while_heads_lie_on_each_other() -> None:
    standings, at = named(catalogue["himmelblau"], (0.0, 0.0), 0.01, 400)
    assert not at(0.0).any(), "six names on one dot"
    for t in np.linspace(0, 1, 41):
        assert not (at(t) & (standings.arrivals <= standings.clock.index(t))).any()
    assert any(at(t).any() for t in np.linspace(0, 1, 41))


def test_names_stay_where_their_heads_left() -> None:
    standings, at = named(catalogue["hyperbolic_saddle"], (-0.9, 0.01), 0.02, 500)
    assert np.isfinite(standings.losses).all() and at(1.0).all()
