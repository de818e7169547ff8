"""What the ground becomes at the end: the colours of basins over light and dark of heights; the rest stays ground."""

import os
import time
from typing import Any

import numpy as np
import pytest

import render.finale.flood as flooding
from descent import Ending, GradientDescent, ScipyMinimize, SignDescent, descend, grid
from landscapes import find
from render.clock import Clock
from render.finale import flood_of
from render.finale.watersheds import watersheds
from render.particles import particle_colors
from render.stage.table import TableShadow, graded
from render.style import rgb
from render.style.themes import DARK
from render.surface import Surface


def flooded(name: str, resolution: int = 60) -> tuple[Surface, Surface]:
    """A surface before and after."""
    f = find(name)
    run = descend(f, grid(f.domain, 15), GradientDescent(), steps=300)
    surface = Surface.of(f, DARK, resolution=resolution)
    flood = flood_of(surface, {"": run}, [particle_colors(run, DARK)], Clock(300.0))
    assert flood is not None
    return surface, flood.surface


def test_of_many_pits_only_the_lowest_is_flooded() -> None:
    before, after = flooded("rastrigin")
    away = np.abs(before.lattice.points).max(axis=-1) > 1.0
    warm = [s.colors[away].astype(float)[:, 0] - s.colors[away].astype(float)[:, 2] for s in (before, after)]
    assert np.corrcoef(*warm)[0, 1] > 0.9, "as warm below and as cool above as it was"
    middle = np.abs(before.lattice.points).max(axis=-1) < 0.2
    gold = 255 * np.array(rgb(DARK.palette[0]))
    shown = after.colors[middle].astype(float)
    assert (np.argsort(shown.mean(axis=0)) == np.argsort(gold)).all()


def test_one_basin_over_all_is_lighter_the_lower_it_is() -> None:
    before, after = flooded("sphere")
    light = after.colors.astype(float).mean(axis=-1)
    low = before.unit_heights < 0.15
    high = before.unit_heights > 0.7
    assert np.median(light[low]) > 1.2 * np.median(light[high])


def test_while_most_still_move_the_ground_keeps_its_colours() -> None:
    """Who of those that hop about a minimum is at rest by the last step is an accident: such basins are blots."""
    f = find("booth")
    run = descend(f, grid(f.domain, 15), SignDescent(0.25), steps=300)
    resting = run.ending == Ending.CONVERGED
    assert resting.any() and (run.ending == Ending.RUNNING).mean() > 0.5
    surface = Surface.of(f, DARK, resolution=60)
    assert flood_of(surface, {"": run}, [particle_colors(run, DARK)], Clock(300.0)) is None


def test_of_an_optimizer_that_moves_one_by_one_few_starts_are_mapped(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: dict[str, int] = {}
    f = find("booth")
    surface = Surface.of(f, DARK, resolution=60)
    for rule in (GradientDescent(0.02), ScipyMinimize("BFGS")):
        run = descend(f, grid(f.domain, 3), rule, steps=900)

        def counted(*given: Any, name: str = rule.name) -> Any:
            asked[name] = given[-1]
            return watersheds(*given[:-1], 8)

        monkeypatch.setattr(flooding, "watersheds", counted)
        assert flood_of(surface, {"": run}, [particle_colors(run, DARK)], Clock(900.0)) is not None
    assert asked["SciPy BFGS"] == flooding.COARSEST < asked[GradientDescent(0.02).name]


@pytest.mark.skipif((os.cpu_count() or 1) < 2, reason="one processor has one thread for matrices")
def test_grounds_are_worked_out_in_one_thread() -> None:
    """OpenBLAS takes all processors for a product of matrices, and each of them spins for a tenth of a second after it."""
    ground = np.asarray(graded(DARK, (96, 72)))

    def beside() -> float:
        """Seconds of processor time that other threads take meanwhile."""
        before = time.process_time() - time.thread_time()
        surface, flood = flooded("sphere", 160)
        TableShadow(surface, ground)
        assert surface.colors.any() and flood.colors.any()
        return time.process_time() - time.thread_time() - before

    assert min(beside() for _ in range(4)) < 0.02


def test_ground_that_is_not_flooded_keeps_its_colors_and_a_rare_basin_burns() -> None:
    before, after = flooded("rastrigin")
    away = np.abs(before.lattice.points).max(axis=-1) > 1.0
    chroma = [np.ptp(s.colors[away].astype(float), axis=-1).mean() for s in (before, after)]
    assert chroma[1] > 0.55 * chroma[0], "no grey end"
    middle = np.abs(before.lattice.points).max(axis=-1) < 0.2
    light = [after.colors[where].astype(float).mean() for where in (middle, away)]
    assert light[0] > 2 * light[1]


def test_a_basin_that_has_all_ground_keeps_its_relief() -> None:
    before, after = flooded("sphere")
    spread = [s.colors.astype(float).mean(axis=-1).std() for s in (before, after)]
    assert spread[1] > 0.8 * spread[0], "no slab of one color"


def test_what_basins_are_like_goes_by_their_share_of_the_ground() -> None:
    def of(*shares: float) -> tuple[float, float]:
        return flooding.tempered(np.array([[shares]]))

    assert of(0.0, 1.0) == (1.0, 0.0)
    assert of(0.0, 0.25, 0.25, 0.25, 0.25) == (0.0, 0.0)
    assert of(1.0, 0.0) == (0.0, 1.0)
    alone, burning = of(0.9, 0.1)
    assert alone == 0 and 0.5 < burning < 0.8
