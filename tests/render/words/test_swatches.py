"""A legend's swatch has the colours in which the marbles of its row are drawn at that moment."""

from __future__ import annotations

import numpy as np
import pytest
from PIL import Image

from descent import Adam, GradientDescent, descend, grid
from landscapes import find
from render.particles import ROUND, LegendEntry, ParticleColors, bytes_of, particle_colors
from render.style import rgb
from render.style.themes import DARK, find_theme
from render.words.legend import Legend

CASES = [
    ("beale", GradientDescent(0.02), 400),
    ("himmelblau", GradientDescent(0.004), 300),
    ("rosenbrock", GradientDescent(1e-4), 60),
    ("peaks", Adam(0.05), 300),
    ("rastrigin", GradientDescent(0.002), 40),
]


@pytest.mark.parametrize("by", ["ending", "destination"])
@pytest.mark.parametrize("theme", ["dark", "light"])
@pytest.mark.parametrize(("name", "optimizer", "steps"), CASES)
def test_swatches_have_the_colours_of_their_beads(name, optimizer, steps, theme, by) -> None:  # type: ignore[no-untyped-def]
    f, look = find(name), find_theme(theme)
    run = descend(f, grid(f.domain, 11), optimizer, steps=steps)
    own = particle_colors(run, look, by)
    named = {bytes(bytes_of(entry.color)) for entry in own.legend if entry.at_minimum or by == "ending"}
    legend = Legend([own], look, 720.0, 900.0)
    for index in (0.0, 0.1 * steps, 0.5 * steps, float(steps)):
        picture = Image.new("RGB", (960, 200), (1, 2, 3))
        legend.write(picture, 20.0, 150.0, index)
        shown = {bytes(color) for color in np.unique(np.asarray(picture).reshape(-1, 3), axis=0)}
        for entry in own.legend:
            settled = entry.since <= index
            counted = entry.members & (~settled if entry.before else settled)
            if not counted.any() or entry.shape != ROUND or not entry.counted:
                continue
            # Who reaches nothing is told by brightness how low he comes: all shades of one colour.
            beads = {bytes(color) for color in own.colors[counted]}
            beads = {color if color in named else bytes(bytes_of(look.still)) for color in beads}
            shares = entry.shares(index)
            assert {bytes(bytes_of(color)) for color, _ in shares} == beads, (entry.text, index)
            assert sum(share for _, share in shares) == pytest.approx(1.0)
            large = [bytes(round(255 * c) for c in rgb(color)) for color, share in shares if share > 0.2]
            assert shown.issuperset(large), (entry.text, index)


def test_of_many_entries_those_that_explain_marks_are_left() -> None:
    """Five at most are read; where each pit lies is seen."""

    def entries(count: int, counted: bool) -> list[LegendEntry]:
        everyone = np.ones(9, dtype=bool)
        return [
            LegendEntry("#ffffff", f"{counted} {k}", everyone, np.zeros(9, dtype=np.int64), counted=counted)
            for k in range(count)
        ]

    def said(marks: int, pits: int) -> list[str]:
        own = ParticleColors(np.zeros((9, 3), np.uint8), [*entries(pits, True), *entries(marks, False)])
        return [entry.text for row in Legend([own], DARK, 720.0, 5000.0).rows for _, entry in row]

    assert len(said(2, 3)) == 5 and len(said(0, 7)) == 7
    assert said(3, 4) == ["False 0", "False 1", "False 2"]
    assert len(said(7, 4)) == 5
