"""Which of many minima are gold: all that are as deep as the deepest, however floats differ there."""

from __future__ import annotations

import numpy as np
import pytest

from descent import GradientDescent, RMSProp, descend, grid
from descent.results import Destinations
from landscapes import catalogue, parse
from render.clock import near_since
from render.particles import COLOR_BY, Particles, by_label, bytes_of, lowest_of, particle_colors
from render.particles.colors import FOUND, STUCK
from render.particles.glyphs import lowest_text
from render.particles.shared_colors import colors_in_common
from render.style.themes import DARK
from render.surface import Surface


def destinations(heights: list[float]) -> Destinations:
    count = len(heights)
    none, zeros = np.zeros(count, dtype=bool), np.zeros(count, dtype=np.int64)
    places = np.arange(count, dtype=float)[:, None]
    return Destinations(places, np.array(heights), zeros, zeros + 1, ~none, none, zeros)


@pytest.mark.parametrize("unit", [1e-9, 1.0, 1e9])
@pytest.mark.parametrize("common", [0.0, 1e6])
def test_equally_deep_ones_are_the_lowest_together(unit: float, common: float) -> None:
    heights = [(common + h) * unit for h in (0.0, 2e-16, 1e-3, 1.0, 0.0)]
    assert lowest_of(destinations(heights), range(5)) == [0, 1, 4]
    assert lowest_of(destinations(heights), [2, 3]) == [2]


def test_a_mirrored_curve_has_two_golden_pits() -> None:
    f = parse("sin(3*x)/x + x**2/20", domain=((-8.0, 8.0),))
    run = descend(f, grid(f.domain, 15), GradientDescent(0.07), steps=400)
    colors = particle_colors(run, DARK)
    golden = (colors.colors == bytes_of(DARK.palette[0])).all(axis=1)
    deep = run.heights[-1] < run.heights[-1].min() + 1e-6
    np.testing.assert_array_equal(golden, deep)
    assert {np.sign(x) for x in run.positions[-1][golden, 0]} == {-1.0, 1.0}
    assert colors.legend[0].text == lowest_text(2, known=False)


@pytest.mark.parametrize("by", sorted({*COLOR_BY} - {"optimizer"}))
def test_where_pits_are_many_who_found_nothing_lies_small_on_the_ground(by: str) -> None:
    f = catalogue["rastrigin"]
    run = descend(f, grid(f.domain, 9), RMSProp(0.02), steps=80)
    found = run.heights[-1] < f.minimum + 1e-3
    assert 0 < found.sum() < len(run) / 2
    assert len(run.destinations.positions) > 4
    world = Surface.of(f, DARK).world
    own = Particles.of(run, world, DARK, rank=particle_colors(run, DARK, by).rank)
    first, last = own.standing(0.0).radii, own.standing(float(run.steps))
    # On the way all are alike; the rim's are cut by it, and some lie where they start.
    on_its_way = (near_since(run) > 1) & (first > 0)
    np.testing.assert_allclose(first[on_its_way], own.radius)
    shown = last.radii > 0
    assert (last.radii[found] > own.radius).all()
    assert (last.radii[~found & shown] < 0.7 * own.radius).all()
    # A smaller ball lies lower: its centre is as far from the ground as it is large, in a wide pit.
    ground = np.column_stack([world.plane(run.positions[-1]), world.rise(run.heights[-1])])
    far = np.linalg.norm(world.grounded(ground) - last.centres, axis=1)
    np.testing.assert_allclose(far[~found & shown], last.lifts[~found & shown], rtol=0.5)


def test_of_few_pits_all_beads_are_alike() -> None:
    f = catalogue["himmelblau"]
    run = descend(f, grid(f.domain, 5), GradientDescent(0.01), steps=60)
    assert all(particle_colors(run, DARK, by).rank is None for by in COLOR_BY)


def test_where_all_that_is_found_is_the_lowest_nobody_is_small() -> None:
    f = parse("sin(3*x)**2 + 0*y", domain=((-4.0, 4.0), (-1.0, 1.0)))
    run = descend(f, grid(f.domain, 9), GradientDescent(0.03), steps=400)
    assert len(run.destinations.positions) > 4 and np.ptp(run.destinations.heights) > 0, "floats differ"
    colors = particle_colors(run, DARK)
    assert colors.rank is None
    assert "stopped in other pits" not in {entry.text for entry in colors.legend}


def test_several_runs_know_the_same_lowest_pits() -> None:
    f = parse("sin(3*x) + sin(3*y) + (x**2 + y**2)/20", domain=((-4.0, 4.0), (-4.0, 4.0)))
    runs = {
        "all": descend(f, grid(f.domain, 9), GradientDescent(0.05), steps=200),
        "few": descend(f, [[3.5, 3.5], [3.4, 3.6]], GradientDescent(0.05), steps=200),
    }
    ranks = [own.rank for own in by_label(runs, DARK, "destination")]
    assert all(ranks) and ranks[0].shares.max() == FOUND
    assert (ranks[1].shares == STUCK).all(), "both found a pit that is the lowest to themselves alone"


def test_gold_is_the_goal_and_no_other_pit_where_the_goal_is_known() -> None:
    """Where nobody came to it all are ash; where nobody knows it, the deepest that any found is gold."""
    f = catalogue["ackley"]
    starts = grid(f.domain, 12)  # none begins amid the right pit
    run = descend(f, starts, GradientDescent(0.01), steps=400)
    assert len(run.destinations) > 4 and not run.destinations.is_global.any()
    unknown = parse(
        "20 + exp(1) - 20*exp(-sqrt((x**2 + y**2)/2)/5) - exp((cos(2*pi*x) + cos(2*pi*y))/2)", domain=f.domain
    )
    other = descend(unknown, starts, GradientDescent(0.01), steps=400)
    gold = bytes_of(DARK.palette[0])
    for own, golden in ((run, False), (other, True)):
        (colors,) = by_label({"": own}, DARK, "destination")
        assert bool((colors.colors == gold).all(axis=-1).any()) == golden
        shared = colors_in_common([own, own], DARK)[0]
        assert bool((shared.colors == gold).all(axis=-1).any()) == golden
        assert any("deepest" in entry.text for entry in colors.legend) == golden
        assert colors.rank is not None
