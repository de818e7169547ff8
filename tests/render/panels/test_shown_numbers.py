"""Charts say what they show of whom: of nobody who is gone, of a marble that can be found."""

from __future__ import annotations

import numpy as np
from PIL import Image

from descent import GradientDescent, descend, grid
from landscapes import catalogue
from render import Scene
from render.clock import Clock, off_since
from render.marks import RingMark
from render.panels.gradient_norm import GradientNorm
from render.panels.loss import Loss
from render.panels.slices import longest_inside
from render.particles import particle_colors
from render.style.themes import DARK


def chart_of(kind: type, name: str, rate: float, steps: int) -> Loss:
    f = catalogue[name]
    run = descend(f, grid(f.domain, 7), GradientDescent(rate), steps=steps)
    ground, colors = (
        Image.new("RGB", (480, 360), DARK.ground_bottom),
        [particle_colors(run, DARK, "destination")],
    )
    return kind(f, [run], colors, DARK, ground, 720.0, clock=Clock(float(run.steps)))  # type: ignore[no-any-return]


def test_no_median_is_told_once_most_have_left() -> None:
    chart = chart_of(Loss, "hyperbolic_saddle", 0.01, 900)
    half = np.sort(off_since(chart.runs[0]))[len(chart.runs[0]) // 2]
    (band,), indices = chart._bands, np.asarray(chart.runs[0].indices)
    assert half < chart.runs[0].steps
    assert np.isnan(band[:, indices > half]).all() and np.isfinite(band[:, indices <= half]).all()
    assert chart._axes.xlim[1] <= half


def test_a_line_that_falls_out_of_the_decades_goes_along_the_charts_foot() -> None:
    chart = chart_of(GradientNorm, "sphere", 0.5, 3)  # one step, and the slope is zero
    foot = chart._axes.box[3]
    kept = chart._kept(chart._axes.pixels(chart.runs[0].indices, chart._bands[0][1]))
    assert kept[-1, 1] == foot and kept[0, 1] < foot


def test_the_marble_that_is_cut_through_has_a_ring() -> None:
    f = catalogue["griewank"]
    run = descend(f, grid(f.domain, 5), GradientDescent(0.3), steps=40)
    prepared = Scene(f, run, panels=("surface", "slices")).prepared
    (ring,) = (mark for mark in prepared.marks if isinstance(mark, RingMark))
    assert ring.run is run and ring.particle == longest_inside(run)
    assert not prepared.captions((1280, 720)).legend._entries[-1].text.endswith("followed")
    for panels in (("surface",), ("contour", "slices")):
        assert Scene(f, run, panels=panels).prepared.ringed is None
    lone = descend(f, [[1.0, 2.0]], GradientDescent(0.3), steps=40)
    assert Scene(f, lone, panels=("surface", "slices")).prepared.ringed is None
