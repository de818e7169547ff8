"""Several runs in one picture: panels, shared colours, gaps to a plane; basin maps and charts."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ElementTree
from dataclasses import replace

import numpy as np
import pytest

from descent import Adam, Ending, GradientDescent, Newton, basins, descend, grid
from landscapes import find, parse
from landscapes.principal_components import principal_plane
from render.figures.basin_maps import Atlas
from render.figures.svg_chart import Graph, Series
from render.mosaic.height_gaps import Gaps
from render.mosaic.mosaic import Mosaic
from render.mosaic.mosaic_composer import grid_of, tally
from render.particles.glyphs import GLYPHS
from render.particles.shared_colors import colors_in_common
from render.style.themes import find_theme, rgb
from render.surface.surface import Surface

HIMMELBLAU = find("himmelblau")
STARTS = grid(HIMMELBLAU.domain, 6)
RUNS = {
    "plain": descend(HIMMELBLAU, STARTS, GradientDescent(0.01), steps=300),
    "Newton": descend(HIMMELBLAU, STARTS, Newton(), steps=100),
}
DARK = find_theme("dark")


def byte(color: str) -> tuple[int, ...]:
    return tuple(round(255 * c) for c in rgb(color))


@pytest.mark.parametrize(
    ("count", "shape"), [(1, (1, 1)), (2, (2, 1)), (4, (2, 2)), (6, (3, 2)), (16, (4, 4))]
)
def test_panels_are_as_large_as_they_can_be(count: int, shape: tuple[int, int]) -> None:
    assert grid_of(count, 1280, 800) == shape


def test_a_minimum_has_one_color_on_all_panels() -> None:
    colors = colors_in_common(list(RUNS.values()), DARK)
    by_place: dict[tuple[float, ...], set[tuple[int, ...]]] = {}
    for paths, own in zip(RUNS.values(), colors, strict=True):
        arrived = paths.ending == Ending.CONVERGED
        for end, color in zip(paths.positions[-1][arrived], own.colors[arrived], strict=True):
            by_place.setdefault(tuple(np.round(end, 3)), set()).add(tuple(color))
    assert len(by_place) == 4
    assert all(len(colors) == 1 for colors in by_place.values())
    assert len(set.union(*by_place.values())) == 4
    saddles = RUNS["Newton"].ending == Ending.SADDLE
    assert saddles.any() and {tuple(c) for c in colors[1].colors[saddles]} == {byte(DARK.still)}


def test_a_panel_tells_where_those_are_that_reach_no_minimum() -> None:
    colors = colors_in_common(list(RUNS.values()), DARK)
    said = tally(RUNS["Newton"], colors[1].legend, np.inf, True)
    saddles = int((RUNS["Newton"].ending == Ending.SADDLE).sum())
    assert f"{saddles} at a saddle" in said
    assert sum(int(part.split()[0]) for part in said) == len(STARTS)
    assert tally(RUNS["plain"], colors[0].legend, np.inf, True) == ["36 of 36 at a minimum"]


def test_legend_entries_count_every_particle_once() -> None:
    for paths, own in zip(RUNS.values(), colors_in_common(list(RUNS.values()), DARK), strict=True):
        assert sum(entry.members.astype(int) for entry in own.legend).tolist() == [1] * len(paths)


@pytest.mark.opengl
@pytest.mark.slow
def test_every_panel_shows_its_own_particles() -> None:
    mosaic = Mosaic(RUNS)
    first, last = list(mosaic.frames(2, (640, 320)))
    assert first.shape == last.shape == (320, 640, 3)
    still = [np.asarray(p, dtype=int) for p in (first, last)]
    assert np.abs(still[1] - still[0]).max() > 60
    alone = Mosaic({"plain": RUNS["plain"], "again": RUNS["plain"]}, clock="linear")
    picture = np.asarray(alone.picture(1.0, (640, 320)), dtype=int)
    left, right = picture[60:260, 20:300], picture[60:260, 336:616]  # panels are 316 pixels apart
    assert np.abs(left - right).mean() < 2.0


@pytest.mark.opengl
def test_curves_of_one_variable_have_panels_too() -> None:
    f = parse("x**2", domain=((-2, 2),))
    runs = {str(r): descend(f, [[1.5]], GradientDescent(r), steps=20) for r in (0.1, 0.9)}
    assert Mosaic(runs).picture(0.5, (320, 200)).std() > 5


def test_nothing_and_too_many_variables_are_refused() -> None:
    with pytest.raises(ValueError, match="at least one run"):
        Mosaic({})
    f = find("sphere").in_dimensions(3)
    with pytest.raises(ValueError, match="sphere has 3"):
        Mosaic({"": descend(f, [[1.0, 1.0, 1.0]], Adam(0.1), steps=3)})


def test_gaps_end_at_true_heights() -> None:
    f = find("sphere").in_dimensions(4)
    run = descend(f, np.random.default_rng(0).normal(size=(9, 4)), GradientDescent(0.1), steps=10)
    plane = principal_plane(f, run.positions)
    flat = replace(run, landscape=plane.landscape, positions=plane.project(run.positions))
    surface = Surface.of(plane.landscape, DARK, resolution=30)
    gaps = Gaps(flat, surface.world, DARK)
    assert gaps.at(3) == pytest.approx(run.heights[3])
    assert gaps.at(3.5) == pytest.approx((run.heights[3] + run.heights[4]) / 2)
    ground, top = gaps.ends(0).swapaxes(0, 1)
    true_gap = plane.gap(run.positions[0])
    assert (np.sign(np.round(top[:, 2] - ground[:, 2], 9)) == np.sign(np.round(true_gap, 9))).mean() > 0.8


def test_basin_maps_color_each_start_by_where_it_ends() -> None:
    maps = {
        "plain": basins(HIMMELBLAU, GradientDescent(0.01), resolution=31),
        "Newton": basins(HIMMELBLAU, Newton(), resolution=31),
    }
    atlas = Atlas(maps)
    paint = atlas.paint("Newton")
    ending = maps["Newton"].ending
    assert (paint[ending == Ending.SADDLE] == GLYPHS[Ending.SADDLE].grey).all()
    assert (paint[ending == Ending.ESCAPED] == 0).all()
    hues = {}
    for label, chart in maps.items():
        for k, place in enumerate(chart.destinations.positions):
            here = (chart.labels == k) & (chart.ending == Ending.CONVERGED)
            if here.any() and chart.destinations.is_minimum[k]:
                mean = atlas.paint(label)[here].mean(axis=0)
                hues.setdefault(tuple(np.round(place, 3)), []).append(int(np.argmax(mean)))
    assert len(hues) == 4 and all(len(set(h)) == 1 for h in hues.values())
    picture = np.asarray(atlas.flat("plain", 31))
    assert (
        picture.shape == (31, 31, 3) and np.abs(picture[::-1].astype(int) - atlas.paint("plain")).max() < 40
    )
    assert 0 < atlas.share_apart("plain", "Newton") < 1
    assert atlas.share_apart("plain", "plain") == 0


def test_flat_maps_keep_the_domains_proportion() -> None:
    f = find("beale")
    chart = basins(f, Adam(0.1), resolution=5, steps=3, domain=((-2, 4), (-1.5, 1.5)))
    assert Atlas({"": chart}).flat("", 100).size == (100, 50)


def test_maps_of_two_landscapes_do_not_mix() -> None:
    with pytest.raises(ValueError, match="one landscape"):
        Atlas(
            {
                "a": basins(HIMMELBLAU, Adam(0.1), resolution=3),
                "b": basins(find("booth"), Adam(0.1), resolution=3),
            }
        )


@pytest.mark.opengl
@pytest.mark.slow
def test_sheets_show_every_map() -> None:
    atlas = Atlas({str(r): basins(HIMMELBLAU, GradientDescent(r), resolution=40) for r in (0.005, 0.01)})
    for draped in (False, True):
        sheet = np.asarray(atlas.sheet((640, 400), draped=draped))
        assert (
            sheet.shape == (400, 640, 3) and sheet[60:340, :320].std() > 10 and sheet[60:340, 320:].std() > 10
        )


def test_charts_are_well_formed_and_break_where_values_are_lost() -> None:
    x = np.arange(6.0)
    y = np.array([1.0, 0.1, np.inf, 0.01, 1e-3, 1e-4])
    series = [Series("a < b", x, y, y / 2, y * 2), Series("second", x, np.ones(6))]
    graph = Graph("what & why", series, "step", "loss", marks=[(2.0, "2/L")], strips=[(0.0, 3.0, "slow")])
    root = ElementTree.fromstring(graph.svg)
    assert root.find("{http://www.w3.org/2000/svg}title").text == "what & why"
    line = next(p for p in root.iter() if p.get("stroke-width") == "2.2").get("d")
    assert line.count("M") == 2 and line.count("L") == 3
    numbers = [float(n) for n in re.findall(r"[-\d.]+", line)]
    assert max(numbers) <= 760 and min(numbers) >= 0


def test_negative_values_get_a_plain_axis() -> None:
    graph = Graph("g", [Series("a", np.arange(3.0), np.array([-1.0, 0.0, 2.0]))], "x", "y")
    assert "\N{MINUS SIGN}1<" in graph.svg
    assert (
        "no values at all" in Graph("no values at all", [Series("a", np.zeros(0), np.zeros(0))], "x", "y").svg
    )
