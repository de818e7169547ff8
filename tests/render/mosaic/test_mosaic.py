"""Several runs in one picture: panels, shared colours, gaps to a plane."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from descent import Adam, Ending, Gaussian, GradientDescent, Momentum, Newton, descend, grid
from landscapes import find, parse
from landscapes.planes import principal_plane
from render.finale.tally import Tally
from render.finale.watersheds import Beacons, Watersheds
from render.mosaic.mosaic import Mosaic
from render.particles.shared_colors import colors_in_common
from render.style.themes import find_theme, rgb
from render.surface.surface import Surface
from render.tiles.height_gaps import Gaps
from render.tiles.mosaic_composer import MosaicComposer
from render.tiles.tile_layout import TileLayout, Wordage, grid_of
from render.tiles.tile_words import TileWords, counts_lowest

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


def test_three_panels_leave_no_quarter_empty() -> None:
    assert grid_of(3, 1250, 700) == (3, 1) and grid_of(3, 700, 1250) == (1, 3)
    for count in range(2, 25):
        columns, rows = grid_of(count, 1280, 720)
        assert columns * rows - count < min(columns, rows), "less than a row or a column"


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
    count, rest, others = TileWords("", RUNS["Newton"], colors[1].legend, True, DARK)._told(np.inf)
    saddles = int((RUNS["Newton"].ending == Ending.SADDLE).sum())
    assert rest == "of 36 at a minimum" and f"{saddles} on a saddle or a top" in others
    assert int(count) + sum(int(part.split()[0]) for part in others) == len(STARTS)
    plain = TileWords("", RUNS["plain"], colors[0].legend, True, DARK)
    assert plain._told(np.inf) == ("36", "of 36 at a minimum", [])
    (
        *_,
        half,
    ) = plain._parts(np.inf, True)
    since = np.sort(np.concatenate([e.since[e.members] for e in colors[0].legend]))
    assert half == f"half of them after {since[17]} steps"
    chinese = TileWords("", RUNS["plain"], colors[0].legend, True, replace(DARK, language="zh"))
    assert chinese._told(np.inf)[0] == "", "there the whole comes first"


def test_a_card_counts_what_the_sentence_counts() -> None:
    """Many rest in other pits: "81 at a minimum" under "1 found the lowest pit" would be a riddle."""
    f = find("six_hump_camel")
    runs = [descend(f, grid(f.domain, 7), rule, steps=400) for rule in (GradientDescent(0.02), Adam(0.05))]
    assert counts_lowest(runs) and not counts_lowest([RUNS["plain"]])
    for run, own in zip(runs, colors_in_common(runs, DARK), strict=True):
        count, rest, _ = TileWords("", run, own.legend, True, DARK, lowest=True)._told(np.inf)
        assert int(count) == Tally.of(run).won < Tally.of(run).arrived
        assert rest == "of 49 in one of the lowest pits"


@pytest.mark.parametrize(("count", "views", "columns"), [(4, 1, 2), (6, 2, 3), (3, 1, 3), (9, 1, 3)])
def test_cards_of_a_wide_picture_use_it_well(count: int, views: int, columns: int) -> None:
    layout = TileLayout.of(count, (1240.0, 578.0, 19.0), 720.0, Wordage(17.0, 11.0, 8.0), [1.1, 1.0][:views])
    assert layout.columns == columns
    rows = -(-count // columns)
    card = layout.size[0] * layout.size[1]
    assert columns * (layout.size[0] + 19) <= 1260 and rows * (layout.size[1] + 19) <= 600
    drawn = sum(min(right - left, bottom - top) ** 2 for left, top, right, bottom in layout.views)
    assert drawn > 0.38 * card, "nothing tall and empty"
    assert layout.text > 0.025 * 720
    assert all(0 <= left < right <= layout.size[0] for left, _, right, _ in layout.views)
    if layout.beside:
        assert layout.views[0][0] >= layout.words[2]
    else:
        assert layout.views[0][1] >= layout.words[3]


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
def test_the_goal_is_marked_and_the_end_is_a_sentence() -> None:
    composer = MosaicComposer(Mosaic(RUNS).prepared, (640, 320))
    try:
        marked, head = np.asarray(composer.picture(1.0)), composer._head
        early = np.asarray(composer.picture(0.5))
        for group in composer._groups:
            assert group._flags is not None and group._flags.stand
            group._flags = None
        bare = np.asarray(composer.picture(1.0))
    finally:
        composer.close()
    assert (marked != bare)[head:].any() and not (marked != bare)[:head].any()
    assert (marked != early)[:head, 120:460].any()


@pytest.mark.opengl
def test_each_panel_ends_in_the_colors_of_its_own_basins() -> None:
    """Those of momentum are not those of plain descent, from the same starts: that is what such a film is about."""
    runs = {
        "plain": RUNS["plain"],
        "fast": descend(HIMMELBLAU, STARTS, Momentum(0.003, 0.9), steps=400),
        "noisy": descend(HIMMELBLAU, STARTS, GradientDescent(0.01), steps=300, noise=Gaussian(1.0)),
    }
    composer = MosaicComposer(Mosaic(runs).prepared, (960, 320))
    try:
        moments = [[np.asarray(tile.draw(t), dtype=int) for tile in composer._tiles] for t in (0.78, 1.0)]
        floods = [composer._groups[0].flood(label) for label in runs]
    finally:
        composer.close()
    changed = [np.abs(after - before).mean() for before, after in zip(*moments, strict=True)]
    assert min(changed) > 5
    assert floods[0] is not None and floods[1] is not None
    assert floods[2] is not None and isinstance(floods[2].basins.found, Beacons), "chance blurs basins"
    found = [flood.basins.found for flood in floods[:2] if flood is not None]
    assert all(isinstance(one, Watersheds) for one in found)
    shown = [flood.surface.colors.astype(int) for flood in floods[:2] if flood is not None]
    assert (np.abs(shown[0] - shown[1]).max(axis=-1) > 60).mean() > 0.1


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
