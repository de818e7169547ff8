"""What is drawn of a population lies where the method had it."""

from __future__ import annotations

import numpy as np
import pytest
import pyvista as pv
from vtkmodules.util.numpy_support import vtk_to_numpy

from descent import (
    CMAES,
    NelderMead,
    ParticleSwarm,
    descend,
    grid,
    known_populations,
    parse_population,
    search,
)
from landscapes import catalogue
from render import Scene
from render.clock import Clock
from render.marks import PopulationMark, Site, keyed
from render.style import find_theme
from render.surface import Surface

F = catalogue["himmelblau"]
SURFACE = Surface.of(F, find_theme("dark"), resolution=40)


class Still(Clock):
    """Film time times ten is the generation."""

    def __init__(self) -> None: ...

    def index(self, t: float) -> float:
        return 10 * t


def drawn_at(run, t: float) -> list[np.ndarray]:
    """The lines (N, k, 3) in world coordinates that stand in the picture at a film time."""
    plotter = pv.Plotter(off_screen=True)
    try:
        site = Site(SURFACE, {"": run}, Still(), 100.0)
        for move in PopulationMark().add(plotter, site):
            move(t)
        meshes = [actor.GetMapper().GetInput() for actor in plotter.actors.values()]
        return [np.array(pv.wrap(mesh).points).reshape(pv.wrap(mesh).n_cells, -1, 3) for mesh in meshes]
    finally:
        plotter.close()


def clear_at(run, times: list[float]) -> list[np.ndarray]:
    """How clearly the inner ellipse is drawn at film times one after the other, 0..255."""
    plotter, found = pv.Plotter(off_screen=True), []
    try:
        (move,) = PopulationMark().add(plotter, Site(SURFACE, {"": run}, Still(), 100.0))
        array = (
            [actor.GetMapper().GetInput() for actor in plotter.actors.values()][1]
            .GetPointData()
            .GetArray("rgba")
        )
        before = -1
        for t in times:
            move(t)
            assert array.GetMTime() > before, "or a picture would keep the old one"
            before = array.GetMTime()
            found.append(np.array(vtk_to_numpy(array))[:240, 3])
        return found
    finally:
        plotter.close()


def planar(places: np.ndarray) -> np.ndarray:
    """World coordinates of places (..., 2) in the plane."""
    return SURFACE.world.place(places, lift=0.010)[..., :2]


def test_ellipses_are_one_and_two_standard_deviations_wide() -> None:
    run = search(F, CMAES(step=0.1), generations=10, seed=4, start=[0.5, 0.5])
    (_, rings, *_), row = drawn_at(run, 0.32), 3
    mean, covariance = run.drawn["mean"][row], run.drawn["covariance"][row]
    corner = SURFACE.world.plane(np.array([[0.0, 0.0], [1.0, 0.0], [0.0, 1.0]]))
    scale = (corner[1:] - corner[0]).T
    for sigma, ring in zip((1.0, 2.0), rings, strict=True):
        off = np.linalg.solve(scale, (ring[:, :2] - corner[0]).T).T - mean
        off = off[np.isfinite(off).all(axis=1)]
        assert len(off) > 50
        far = np.einsum("ki,ij,kj->k", off, np.linalg.inv(covariance), off)
        np.testing.assert_allclose(np.sqrt(far), sigma, rtol=0.06)  # lifted off slopes, which are steep


def test_a_simplex_goes_with_its_corners_and_velocities_begin_at_the_beads() -> None:
    run = search(F, NelderMead(), generations=10, seed=4)
    for t in (0.0, 0.25, 0.5):
        simplex = drawn_at(run, t)[1]
        np.testing.assert_allclose(simplex[:, 0, :2], planar(run.at(10 * t)[0]), atol=1e-5)
    run = search(F, ParticleSwarm(population=8), generations=10, seed=4)
    arrows = drawn_at(run, 0.4)[0]
    there = np.isfinite(arrows[:, 0]).all(axis=1)
    np.testing.assert_allclose(arrows[there, 0, :2], planar(run.positions[4][there]), atol=1e-5)


def test_a_population_brings_its_mark_and_a_descent_none() -> None:
    run = search(F, CMAES(), generations=5)
    assert any(isinstance(mark, PopulationMark) for mark in Scene(F, run).prepared.marks)
    assert not Scene(F, descend(F, grid(F.domain, 3), steps=5, optimizer=parse("gd:0.01"))).prepared.marks


def parse(text: str):
    from descent import parse_optimizer

    return parse_optimizer(text)


@pytest.mark.parametrize("name", sorted(known_populations()))
def test_every_population_is_drawn_in_every_generation(name: str) -> None:
    run = search(F, parse_population(name), generations=6, seed=1)
    first, later = drawn_at(run, 0.1), drawn_at(run, 0.6)
    assert any(np.isfinite(lines).any() for lines in later)
    assert any(not np.array_equal(a, b, equal_nan=True) for a, b in zip(first, later, strict=True))


@pytest.mark.parametrize("name", sorted(set(known_populations()) - {"nelder_mead"}))
def test_the_legend_tells_what_each_colour_of_the_mark_is(name: str) -> None:
    run = search(F, parse_population(name), generations=6, seed=1)
    prepared = Scene(F, run).prepared
    (own,) = keyed(prepared.colors, [run], prepared.marks, prepared.theme)
    told = [entry.color for entry in own.legend if entry not in prepared.colors[0].legend]
    theme, drawn = prepared.theme, run.drawn
    parts = {
        theme.ink: "covariance" in drawn or "velocities" in drawn or "best" in drawn,
        theme.palette[0]: "covariance" in drawn,
        theme.palette[1]: "trials" in drawn and not run.trails,
        theme.palette[6]: "trials" in drawn and "mutants" not in drawn,
    }
    assert {color for color, there in parts.items() if there} <= set(told)
    assert keyed(prepared.colors, [run], (), prepared.theme) == tuple(prepared.colors)


def test_lines_fade_out_towards_the_edge_at_every_time() -> None:
    run = search(F, CMAES(step=0.6), generations=10, seed=4, start=[3.0, 3.0])
    times = [0.0, 0.4, 1.0, 0.2]
    low, high = np.transpose(F.domain)
    for t, seen in zip(times, clear_at(run, times), strict=True):
        row = round(10 * t)
        turn = np.linspace(0, 2 * np.pi, 240)
        values, axes = np.linalg.eigh(run.drawn["covariance"][row])
        circle = np.stack([np.cos(turn), np.sin(turn)], axis=-1) * np.sqrt(np.maximum(values, 0)) @ axes.T
        ring = run.drawn["mean"][row] + circle
        inside = (np.minimum(ring - low, high - ring) / (high - low)).min(axis=1)
        np.testing.assert_array_equal(seen[inside > 0.15], 255)
        assert (seen[(inside < 0.05)] < 128).all() and (seen[inside <= 0] == 0).all()
