"""Words at places of the picture never cover each other, and none is left out."""

from itertools import combinations

import numpy as np
import pytest

from landscapes import catalogue
from render.clock import Clock
from render.marks.mark import Label, Site
from render.marks.stationary import PINS, StationaryMark
from render.style import text_width
from render.style.themes import THEMES, rgb
from render.surface.surface import Surface
from render.words.labels import SIZE, placed

FRAME = (960, 720)


def boxes(lines, size):
    for line in lines:
        width = text_width(line.text, size)
        left = line.at[0] - {"l": 0.0, "m": width / 2, "r": width}[line.anchor[0]]
        yield left, line.at[1] - 0.8 * size, left + width, line.at[1]


def overlap(one, other):
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


@pytest.mark.parametrize("seed", range(6))
def test_labels_do_not_cover_each_other_and_all_are_there(seed):
    points = np.random.default_rng(seed).uniform((150, 150), (810, 570), (14, 2))
    points[1] = points[0] + 3
    labels = [Label((0, 0, 0), f"saddle {k}.877", "#ffffff") for k in range(14)]
    size = SIZE * 720
    lines = placed(labels, points, FRAME, size)
    assert [line.text for line in lines] == [label.text for label in labels]
    for one, other in combinations(boxes(lines, size), 2):
        assert not overlap(one, other)


@pytest.mark.parametrize("name", ["three_hump_camel", "muller_brown", "himmelblau", "six_hump_camel"])
def test_every_minimum_has_its_label(name):
    surface = Surface.of(catalogue[name], THEMES["dark"], resolution=30)
    labels = StationaryMark().labels(Site(surface, {}, Clock(0.0), 720))
    minima = [p for p in catalogue[name].stationary_points() if str(p.kind) == "minimum"]
    assert sum(label.text.startswith("min ") for label in labels) == len(minima)


@pytest.mark.parametrize("theme", THEMES.values(), ids=list(THEMES))
def test_pins_have_no_destination_s_colour(theme):
    for _, pin, _ in PINS.values():
        for other in theme.palette[:3]:
            assert np.linalg.norm(np.subtract(rgb(pin), rgb(other))) > 0.25
