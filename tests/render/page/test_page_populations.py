"""Populations in JavaScript: the same generations as Python's, from the same numbers by lot."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Any

import numpy as np
from javascript import needs_node, printed_landscapes, run_node

from descent import CMAES, Annealing, DifferentialEvolution, NelderMead, ParticleSwarm, search
from descent.populations import Population
from descent.results.destinations import ending_tables
from landscapes import catalogue, parse

pytestmark = needs_node

METHODS: list[Population] = [
    ParticleSwarm(),
    ParticleSwarm(population=7, inertia=0.5, own=0.0),
    DifferentialEvolution(),
    DifferentialEvolution(population=5, scale=0.5, crossover=0.2),
    Annealing(),
    Annealing(population=3, step=0.2, temperature=2.0, cooling=0.9),
    NelderMead(),
    NelderMead(size=0.4, reflection=1.2, contraction=0.3),
    CMAES(),
    CMAES(step=0.1, population=11),
    ParticleSwarm(walls=0),
    DifferentialEvolution(walls=0),
    Annealing(walls=0),
    NelderMead(walls=0),
    CMAES(walls=0),
]
LANDSCAPES = [
    catalogue["himmelblau"],
    catalogue["eggholder"],
    parse("sqrt(x-y)+x**2+y**2", [(-2, 2), (-1, 3)]),
]
_ASK = """
return input.map(({ name, ...asked }) => {
  const { drawn, ...run } = Thalweg.searched(Thalweg.landscapeOf(name), asked);
  return { positions: run.positions, heights: run.heights, evaluations: run.evaluations, endings: run.endings, drawn };
});
"""


def in_page(cases: list[tuple[Any, Population, int, int, Any]]) -> list[Any]:
    asked = [
        {
            "name": f.name,
            "method": m.text.split(":")[0],
            "settings": asdict(m),
            "generations": g,
            "seed": seed,
            "start": start,
        }
        for f, m, g, seed, start in cases
    ]
    landscapes = {f.name: f for f, *_ in cases}
    tables = json.dumps({"endings": ending_tables(), "optimizers": {}})
    printed = {"landscapes": printed_landscapes(landscapes.values()), "tables": tables, "populations": "[]"}
    return list(run_node(_ASK, asked, printed))


def test_generations_are_pythons() -> None:
    cases = [
        (f, method, 12, 3 + k, start)
        for k, method in enumerate(METHODS)
        for f, start in zip(LANDSCAPES, (None, [1.0, -2.0], [0.5, 0.25]), strict=True)
    ]
    for (f, method, generations, seed, start), found in zip(cases, in_page(cases), strict=True):
        run = search(f, method, generations, seed, start=start)
        where = f"{f.name} {method.text}"
        np.testing.assert_array_equal(found["evaluations"], run.evaluations, err_msg=where)
        np.testing.assert_allclose(
            found["positions"], run.positions.ravel(), rtol=1e-11, atol=1e-12, err_msg=where
        )
        np.testing.assert_allclose(
            found["heights"], run.heights.ravel(), rtol=1e-10, atol=1e-11, err_msg=where
        )
        np.testing.assert_array_equal(found["endings"], run.ending, err_msg=where)
        for name, rows in run.drawn.items():
            theirs = np.array([row[name] for row in found["drawn"]])
            np.testing.assert_allclose(theirs, rows, rtol=1e-10, atol=1e-11, err_msg=f"{where} {name}")


def test_axes_point_where_lapack_has_them_point() -> None:
    """Which way decides what is sampled: also of round, thin and turned ellipses."""
    chance = np.random.default_rng(0)
    turns, thin = chance.uniform(0, np.pi, 400), 10.0 ** chance.uniform(-12, 0, 400)
    axes = np.stack([np.cos(turns), np.sin(turns), -np.sin(turns), np.cos(turns)], axis=1).reshape(-1, 2, 2)
    matrices = np.einsum("kai,ka,kaj->kij", axes, np.stack([np.ones(400), thin], axis=1), axes)
    matrices[:, 0, 1] = matrices[:, 1, 0]
    matrices[:5] = [
        np.eye(2),
        np.diag([1.0, 2.0]),
        np.diag([3.0, 2.0]),
        [[1, 0.5], [0.5, 1]],
        [[1, -0.5], [-0.5, 1]],
    ]
    script = "return input.map((matrix) => Thalweg.axesAsLapack(matrix));"
    values, vectors = np.linalg.eigh(matrices)
    found = run_node(script, matrices, {"landscapes": "{}", "populations": "[]"})
    np.testing.assert_allclose([each["values"] for each in found], values, rtol=1e-12, atol=1e-15)
    np.testing.assert_allclose([each["axes"] for each in found], vectors, atol=1e-12)
