"""One table of marks: every ending has its own, and all that draw read the same numbers."""

from __future__ import annotations

from dataclasses import astuple, replace

import numpy as np
import pytest
from PIL import Image

from descent import Adam, Ending, GradientDescent, Trajectories, descend, grid
from descent.results.endings import PHRASES
from landscapes import catalogue
from render.clock import BEYOND
from render.particles.colors import by_label, particle_colors
from render.particles.flat_glyphs import glyph
from render.particles.glyphs import BILLBOARD, GLYPHS, ROUND, SHAPES, legend_shape, shapes_of
from render.particles.shaders import PIECES, vtk_code
from render.particles.shared_colors import colors_in_common
from render.stage import bead_sprites
from render.style.themes import DARK


def runs() -> Trajectories:
    """Particles that end in every way there is."""
    paths = descend(catalogue["booth"], grid(((-5, 5), (-5, 5)), 4), GradientDescent(0.05), steps=50)
    ending = (np.arange(16) % len(Ending)).astype(np.int8)
    return replace(paths, ending=ending, stopped_at=np.full(16, 30))


def test_every_ending_has_a_mark_and_words() -> None:
    assert list(GLYPHS) == list(PHRASES) == list(Ending)
    assert [SHAPES[k] for k in shapes_of(np.arange(len(Ending), dtype=np.int8))] == [
        GLYPHS[ending].shape for ending in Ending
    ]
    assert GLYPHS[Ending.RUNNING].shape == SHAPES[0], "what moves is the first shape in every shader"


@pytest.mark.parametrize("by", ["destination", "ending"])
def test_films_and_mosaics_say_the_same_of_an_ending(by: str) -> None:
    paths = runs()
    legends = by_label({"a": paths}, DARK, by)[0].legend, colors_in_common([paths], DARK)[0].legend
    for ending in set(Ending) - {Ending.CONVERGED, Ending.RUNNING}:
        marks = [[(e.text, e.shape) for e in legend if ending.phrase.short == e.text] for legend in legends]
        assert marks[0] == marks[1] == [(ending.phrase.short, legend_shape(ending))]
    assert [ending for ending in GLYPHS if not legend_shape(ending)] == [Ending.UNDEFINED]


def test_minima_are_marked_as_such_in_legends() -> None:
    for legend in (
        by_label({"a": runs()}, DARK, "destination")[0].legend,
        colors_in_common([runs()], DARK)[0].legend,
    ):
        assert {e.text for e in legend if e.at_minimum} == {"at (1, 3)"}


def test_shaders_are_printed_from_the_table() -> None:
    printed = "".join([*PIECES.values(), vtk_code(ROUND, (1, 1, 1), piled=True)])
    numbers = np.concatenate([np.ravel(value) for value in astuple(BILLBOARD)])
    assert [n for n in numbers if f"{n:.3f}" not in printed] == []
    assert [n for n in numbers if float(f"{n:.3f}") != n] == [], "three digits must say it all"
    assert "INK" not in "".join(vtk_code(shape, (1, 1, 1)) for shape in PIECES)


@pytest.mark.parametrize("shape", SHAPES)
def test_flat_marks_cover_about_what_those_on_the_surface_do(shape: str) -> None:
    """They need not be the same to the pixel: a few pixels large, lines must be stronger."""
    picture = Image.new("L", (101, 101))
    glyph(picture, (50.5, 50.5), 40.0, "#ffffff", shape)
    y, x = np.mgrid[-50:51, -50:51] / 40.0
    there = np.any([layer.covered for layer in bead_sprites.SHAPES[shape](x, -y)], axis=0)
    drawn = np.asarray(picture) > 127
    assert (drawn & there).sum() > 0.6 * (drawn | there).sum()


@pytest.mark.parametrize("by", ["destination", "ending"])
def test_who_rests_off_the_map_is_counted_there_and_nowhere_else(by: str) -> None:
    f = replace(catalogue["drop_wave"], domain=((-4.0, 4.0), (-4.0, 4.0)))
    paths = descend(f, grid(f.domain, 9), Adam(0.1), steps=300)
    beyond = (np.abs(paths.positions[-1]) > 4 * (1 + 2 * BEYOND)).any(axis=1)
    resting = beyond & (paths.ending == Ending.CONVERGED)
    assert resting.any(), "or this tells nothing"
    legend = particle_colors(paths, DARK, by).legend
    told = [entry for entry in legend if not entry.before and entry.members[resting].any()]
    assert [entry.text for entry in told] == [Ending.ESCAPED.phrase.short]
    assert told[0].members[resting].all()
    counted = sum(entry.count(paths.steps) for entry in legend)
    assert counted == len(paths), "each once"
