"""What the ground becomes at the end: the colours of basins over light and dark of heights; the rest stays ground."""

import os
import time
from typing import Any

import numpy as np
import pytest

import render.finale.flood as flooding
from descent import (
    CMAES,
    Adam,
    Ending,
    Gaussian,
    GradientDescent,
    Momentum,
    ParticleSwarm,
    RMSProp,
    ScipyMinimize,
    SignDescent,
    descend,
    grid,
    search,
    uniform,
)
from landscapes import find, parse
from render.clock import Clock
from render.finale import flood_of, grounds_of
from render.finale.flood import Wet
from render.finale.shares import exits_of, parted, told_of
from render.finale.watersheds import watersheds
from render.particles import by_label, creeps, particle_colors
from render.stage.table import TableShadow, graded
from render.style import Theme, rgb
from render.style.themes import DARK, LIGHT
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


def test_while_most_still_move_the_goal_alone_is_lit() -> None:
    """Who of those that hop about a minimum is at rest by the last step is an accident: such basins are blots."""
    f = find("booth")
    run = descend(f, grid(f.domain, 15), SignDescent(0.25), steps=300)
    resting = run.ending == Ending.CONVERGED
    assert resting.any() and (run.ending == Ending.RUNNING).mean() > 0.5
    surface = Surface.of(f, DARK, resolution=60)
    flood = flood_of(surface, {"": run}, [particle_colors(run, DARK)], Clock(300.0))
    assert flood is not None and isinstance(flood.basins.found, flooding.Beacons)
    wet = flood.basins.over(surface.lattice.points[0, :, 0], surface.lattice.points[:, 0, 1])
    assert not wet.share.any(), "no basin of whom chance let rest"


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
    assert asked["SciPy BFGS"] == flooding.FEWEST < asked[GradientDescent(0.02).name]


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
    vivid = [
        np.ptp(c, axis=-1).sum() / c.sum() for c in (s.colors[away].astype(float) for s in (before, after))
    ]
    assert vivid[1] > 0.8 * vivid[0], "no grey end"
    middle = np.abs(before.lattice.points).max(axis=-1) < 0.2
    light = [after.colors[where].astype(float).mean() for where in (middle, away)]
    assert light[0] > 2 * light[1]


def test_a_basin_that_has_all_ground_keeps_its_relief() -> None:
    before, after = flooded("sphere")
    spread = [s.colors.astype(float).mean(axis=-1).std() for s in (before, after)]
    assert spread[1] > 0.8 * spread[0], "no slab of one color"


def test_dark_ground_of_a_basin_is_deeper_in_color_and_not_muddy() -> None:
    """Gold that is only darkened is olive: of its light the eye misses the red."""
    f = find("himmelblau")
    run = descend(f, grid(f.domain, 15), GradientDescent(), steps=300)
    flood = flood_of(
        Surface.of(f, DARK, resolution=60), {"": run}, [particle_colors(run, DARK)], Clock(300.0)
    )
    assert flood is not None
    weights, ground = np.zeros((2, 4, 5)), np.full((2, 4, 3), 0.9)
    weights[:, range(4), range(1, 5)] = 1.0  # one basin a column
    ground[1] = 0.1
    none = np.zeros((2, 4))
    wet = Wet(weights, none, none, none, 0.0, 0.0)
    bright, dark = flood.basins.tinted(lambda power: ground ** power[..., None], wet)
    shares = [c.max(axis=-1) / c.sum(axis=-1) for c in (bright, dark)]
    assert (dark.sum(axis=-1) < 0.8 * bright.sum(axis=-1)).all() and (shares[1] > 1.05 * shares[0]).all()


def test_a_basin_that_has_all_leaves_its_rim_as_it_is_and_lights_its_bottom() -> None:
    before, after = flooded("sphere")
    hues = [np.diff(s.colors.astype(float), axis=-1) for s in (before, after)]
    low, high = before.unit_heights < 0.1, before.unit_heights > 0.9
    away = [np.abs(hues[1] - hues[0])[where].mean() for where in (low, high)]
    assert (
        away[1] < 45
        and (after.colors[low].astype(float)[:, 0] > after.colors[low].astype(float)[:, 2] + 60).all()
    )


@pytest.mark.parametrize("name", ["sphere", "trid", "rosenbrock"])
def test_where_one_basin_has_all_light_rises_and_no_ground_is_muddy(name: str) -> None:
    """Gold laid over violet is grey-brown: ground goes the way of its own map of colours instead."""
    before, after = (s.colors.astype(float) for s in flooded(name))
    warm = [(c[..., 0] > c[..., 2] + 40).mean() for c in (before, after)]
    assert warm[1] > 1.25 * warm[0]
    vivid = [np.median(np.ptp(c, axis=-1) / c.max(axis=-1)) for c in (before, after)]
    assert vivid[1] > 0.9 * vivid[0]


def test_light_of_a_rare_basin_falls_on_what_is_around_it() -> None:
    _, after = flooded("rastrigin")
    apart = np.abs(after.lattice.points).max(axis=-1)
    near, far = (apart > 0.6) & (apart < 1.2), apart > 3
    beside, away = (after.colors[where].astype(float).mean() for where in (near, far))
    assert beside > 1.2 * away


def test_on_paper_a_rare_basin_stands_in_light_and_all_else_in_shade() -> None:
    f = find("rastrigin")
    run = descend(f, grid(f.domain, 15), GradientDescent(), steps=300)
    before = Surface.of(f, LIGHT, resolution=60)
    flood = flood_of(before, {"": run}, [particle_colors(run, LIGHT)], Clock(300.0))
    assert flood is not None
    apart = np.abs(before.lattice.points).max(axis=-1)
    here, far = apart < 0.3, apart > 3
    was, now = (s.colors.astype(float) for s in (before, flood.surface))
    assert now[far].mean() < 0.8 * was[far].mean()
    assert now[here].max(axis=-1).mean() > 0.85 * was[here].max(axis=-1).mean()
    assert np.ptp(now[here].mean(axis=0)) > 100, "gold"


@pytest.mark.parametrize("theme", [DARK, LIGHT], ids=["dark", "light"])
def test_where_nobody_came_to_the_lowest_place_it_is_lit(theme: Theme) -> None:
    f = find("ackley")
    starts = np.array([[2.0, 2.0], [3.0, -3.0], [-4.0, 1.0], [2.0, -4.0], [-3.0, 3.0]])
    run = descend(f, starts, GradientDescent(0.01), steps=500)
    assert (run.ending == Ending.CONVERGED).all() and not run.destinations.is_global.any()
    before = Surface.of(f, theme, resolution=60)
    flood = flood_of(before, {"": run}, [particle_colors(run, theme)], Clock(300.0))
    assert flood is not None
    apart = np.abs(before.lattice.points).max(axis=-1)
    red, blue = (
        flood.surface.colors[..., k].astype(float) / np.maximum(before.colors[..., k], 1.0) for k in (0, 2)
    )
    assert np.median(red[apart < 0.4]) > 1.2 * np.median(red[apart > 3])
    if theme is LIGHT:
        assert np.median((red / blue)[apart < 0.4]) > 1.2 * np.median((red / blue)[apart > 3]), "golden"


def test_where_colors_say_how_low_beads_are_the_lowest_places_alone_have_one() -> None:
    f = find("styblinski_tang")
    run = descend(f, grid(f.domain, 15), GradientDescent(), steps=300)
    surface, colors = Surface.of(f, DARK, resolution=60), particle_colors(run, DARK, "height")
    flood = flood_of(surface, {"": run}, [colors], Clock(300.0), lowest=True)
    assert flood is not None
    gold = flood.basins.inks[flood.basins.inks[:, 3] > 0]
    assert len(gold) == 1 and (gold[0, :3] == np.round(255 * np.array(rgb(DARK.palette[0])))).all()
    assert run.destinations.is_global[np.flatnonzero(flood.basins.inks[:-1, 3])].all()


def test_who_begins_beside_a_watershed_has_the_time_to_arrive() -> None:
    f = find("styblinski_tang")
    run = descend(f, grid(f.domain, 15), GradientDescent(), steps=75)
    assert (run.ending == Ending.RUNNING).any() and len(run.destinations) == 4
    found = watersheds(f, run, np.ones(len(run.destinations), dtype=bool), 120)
    assert (found.labels < 0).mean() < 0.01


def test_ground_from_which_all_leave_is_told_apart_by_their_gates() -> None:
    f = find("hyperbolic_saddle")
    run = descend(f, uniform(f.domain, 150), GradientDescent(0.01), steps=800)
    surface = Surface.of(f, DARK, resolution=60)
    who = parted(run, surface.world)
    assert who is not None
    told = who >= 0
    assert told.mean() > 0.75 and set(who[told]) == {0, 1}
    assert len({(side, y > 0) for side, y in zip(who[told], run.positions[0][told, 1], strict=True)}) == 2
    flood = flood_of(surface, {"": run}, [particle_colors(run, DARK)], Clock(800.0))
    assert flood is not None
    wet = flood.basins.over(f.domain[0][0] + np.zeros(1), np.array([0.8, -0.8]) * f.domain[1][1])
    sides = np.argmax(wet.weights[:, 0], axis=-1)
    assert (sides > 0).all() and sides[0] != sides[1], "who begins on one side of the saddle leaves there"
    shares = exits_of(run, surface.world)
    assert sum(int(share.text.split()[0]) for share in shares) == told.sum()
    assert {share.at[1] > 0 for share in shares} == {True, False} and not any(share.left for share in shares)


def test_where_ground_has_no_crowds_colors_nobody_speaks_amid_it() -> None:
    f = find("hyperbolic_saddle")
    surface = Surface.of(f, DARK, resolution=40)
    plain, noisy = (
        descend(f, uniform(f.domain, 150), GradientDescent(0.01), steps=800, noise=noise)
        for noise in (None, Gaussian(0.1))
    )
    swarm = search(f, ParticleSwarm(), generations=40, seed=1)
    assert exits_of(plain, surface.world, floods=False) and exits_of(noisy, surface.world)
    for run, floods in ((plain, False), (noisy, True), (swarm, True)):
        assert all(share.left for share in exits_of(run, surface.world, floods=floods))


def test_who_leaves_all_along_a_border_is_one_crowd() -> None:
    """Where it would be cut is nobody's watershed; and so at the edge of where a function is defined. It says so there."""
    for text, domain in (("y", ((-2, 2), (-2, 2))), ("log(x) + y**2", ((0, 2), (-1, 1)))):
        f = parse(text, domain=domain)
        run = descend(f, grid(f.domain, 15), GradientDescent(0.02), steps=600)
        surface = Surface.of(f, DARK, resolution=40)
        who = parted(run, surface.world)
        assert (run.ending != Ending.CONVERGED).all() and who is not None and set(who.tolist()) <= {-1, 0}
        (share,) = exits_of(run, surface.world)
        rim = surface.world.place(np.array([[0.0, f.domain[1][0]] if text == "y" else [0.0, 0.0]]))[0]
        far = np.ptp(surface.mesh.points, axis=0)[:2].max()
        assert np.linalg.norm(np.array(share.at[:2]) - rim[:2]) < 0.2 * far
        assert share.text == f"{(who == 0).sum()} over the edge"


def test_what_basins_are_like_goes_by_their_share_of_the_ground() -> None:
    def of(*shares: float) -> tuple[float, float]:
        return flooding.tempered(np.array([[shares]]))

    assert of(0.0, 1.0) == (1.0, 0.0)
    assert of(0.0, 0.25, 0.25, 0.25, 0.25) == (0.0, 0.0)
    assert of(1.0, 0.0) == (0.0, 1.0)
    assert of(0.2, 0.8)[0] == 1 and of(0.0, 0.75, 0.25)[0] == 0, (
        "beside another one its color tells them apart"
    )
    alone, burning = of(0.9, 0.1)
    assert alone == 0 and 0.5 < burning < 0.8


@pytest.mark.parametrize("name", ["himmelblau", "griewank", "eggholder", "rosenbrock"])
def test_of_a_population_the_pit_has_its_colour_that_its_best_place_is_in(name: str) -> None:
    """Gold where that is a lowest one, ash where it is not, and other pits have none."""
    f = find(name)
    golds = set()
    for method in (CMAES(), ParticleSwarm()):
        run = search(f, method, generations=60, seed=0)
        flood = flood_of(
            Surface.of(f, DARK, resolution=40), {"": run}, [particle_colors(run, DARK)], Clock(60.0)
        )
        assert flood is not None
        best = run.positions[np.unravel_index(np.argmin(run.heights), run.heights.shape)]
        found = flood.basins.found
        row, column = np.abs(found.y - best[1]).argmin(), np.abs(found.x - best[0]).argmin()
        around = found.labels[max(row - 2, 0) : row + 3, max(column - 2, 0) : column + 3]
        assert (around == 0).any()
        gold = (flood.basins.inks[0, :3] == np.round(255 * np.array(rgb(DARK.palette[0])))).all()
        assert gold == bool((np.abs(f.minimizers - best) < 0.015 * np.ptp(f.domain)).all(axis=1).any())
        golds.add(bool(gold))
        others = [m for m in f.minimizers if np.abs(m - best).max() > 0.1 * np.ptp(f.domain)]
        for x, y in others:
            assert found.labels[np.abs(found.y - y).argmin(), np.abs(found.x - x).argmin()] == -1
    assert golds == {name not in ("griewank", "eggholder")}


def test_a_population_that_gathered_in_a_wrong_pit_is_ash() -> None:
    f = find("griewank")
    run = search(f, CMAES(), generations=60, seed=0)
    assert (run.ending == Ending.CONVERGED).all() and run.best[-1] > 0.005
    assert (particle_colors(run, DARK).colors == np.round(255 * np.array(rgb(DARK.ash)))).all()


def test_where_chance_decides_how_low_all_creep_the_goal_is_lit() -> None:
    """Of marbles that move in more variables than are drawn as well."""
    f = find("bukin6")
    run = descend(f, grid(f.domain, 9), GradientDescent(2.5e-5), steps=300)
    surface = Surface.of(f, DARK, resolution=60)
    flood = flood_of(surface, {"": run}, [particle_colors(run, DARK)], Clock(300.0))
    assert creeps(run) and flood is not None
    away = np.linalg.norm(surface.lattice.points - f.minimizers[0], axis=-1) / np.ptp(f.domain[0])
    light = flood.surface.colors.astype(float).sum(axis=-1) / surface.colors.astype(float).sum(axis=-1)
    assert light[away < 0.03].mean() > 1.2 * light[away > 0.4].mean()


def test_of_two_runs_ground_has_the_color_of_who_alone_finds_a_lowest_pit_and_is_named() -> None:
    f = find("six_hump_camel")
    rules = {"fast": Momentum(), "wary": Adam()}
    runs = {name: descend(f, grid(f.domain, 9), rule, steps=600) for name, rule in rules.items()}
    colors, surface = by_label(runs, DARK, "destination"), Surface.of(f, DARK, resolution=60)
    flood = flood_of(surface, runs, colors, Clock(600.0))
    assert flood is not None and flood.basins.inks[:2, :3].tolist() == [
        c.colors[0, :3].tolist() for c in colors
    ]
    labels = flood.basins.found.labels
    told = {
        share.text: share.at for share in grounds_of(flood.basins.found, surface.world, tuple(runs), DARK)
    }
    assert {"only fast", "both"} <= set(told)
    for text, kind in (("only fast", 0), ("both", 2)):
        at = np.array(told[text][:2])
        places = surface.world.place(
            np.stack(np.meshgrid(flood.basins.found.x, flood.basins.found.y), axis=-1)
        )
        nearest = np.linalg.norm(places[..., :2] - at, axis=-1)
        assert labels[np.unravel_index(nearest.argmin(), labels.shape)] == kind
    assert not flood.hairs.n_cells, "two crowds of white lines would be a scribble"
    nobody = {name: descend(f, grid(f.domain, 3), GradientDescent(1e-6), steps=3) for name in "ab"}
    assert flood_of(surface, nobody, colors, Clock(3.0)) is None
    endings = [particle_colors(run, DARK, "ending") for run in runs.values()]
    assert flood_of(surface, runs, endings, Clock(600.0)) is None, (
        "colors say how marbles ended, not whose they are"
    )
    assert told_of(runs, endings, surface.world, DARK, floods=True) == ()


def test_ground_of_one_alone_has_his_color_however_much_is_of_both() -> None:
    f = find("branin")
    runs = {
        name: descend(f, grid(f.domain, 7), rule, steps=700)
        for name, rule in (("a", Adam()), ("b", RMSProp()))
    }
    colors, surface = by_label(runs, DARK, "destination"), Surface.of(f, DARK, resolution=60)
    flood = flood_of(surface, runs, colors, Clock(700.0))
    assert flood is not None
    found, gold = flood.basins.found, np.array(rgb(DARK.palette[0]))
    assert (found.labels == 2).mean() > 0.6 and (found.labels == 0).mean() > 0.02
    ground = np.full((*found.labels.shape, 3), (0.35, 0.2, 0.6))
    shown = flood.basins.tinted(lambda power: ground, flood.basins.over(found.x, found.y))
    away = np.linalg.norm(shown / shown.sum(axis=-1, keepdims=True) - gold / gold.sum(), axis=-1)
    assert np.median(away[found.labels == 0]) < 0.5 * np.median(away[found.labels == 2])
