"""Our five populations against their papers, written out once more with loops, and against SciPy and pycma's numbers."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from scipy.optimize import minimize

from descent import (
    CMAES,
    Annealing,
    DifferentialEvolution,
    NelderMead,
    ParticleSwarm,
    anatomy,
    descend,
    known_populations,
    parse_population,
    search,
)
from landscapes import Landscape, catalogue, parse

F = catalogue["himmelblau"]
LOW, HIGH = np.transpose(np.asarray(F.domain, dtype=float))
FIVE = sorted(known_populations())


def lots(seed: int) -> np.random.Generator:
    return np.random.default_rng(seed)


def thrown_back(x: float, low: float, high: float) -> float:
    """A number between two mirrors: there and back, as often as it takes."""
    while not low <= x <= high:
        x = 2 * low - x if x < low else 2 * high - x
    return x


def held(point: Any, low: Any = LOW, high: Any = HIGH) -> Any:
    return np.array([thrown_back(*each) for each in zip(point, low, high, strict=True)])


@pytest.mark.parametrize("population", [None, 12])
@pytest.mark.parametrize(
    ("name", "walls"),
    [("rosenbrock", 0), ("himmelblau", 0), ("rosenbrock", 1), ("himmelblau", 1), ("holder_table", 1)],
)
def test_cma_es_is_the_tutorials(name: str, population: int | None, walls: int) -> None:
    """Hansen (2016), figure 6 and appendix A, sums written out; coordinates in shares of the domain's sides."""
    f, draw, n = catalogue[name], lots(5), 2
    low, high = np.transpose(np.asarray(f.domain, dtype=float))
    m, sigma, C, ps, pc = np.array([0.2, 0.7]), 0.3, np.eye(n), np.zeros(n), np.zeros(n)
    run = search(
        f, CMAES(population=population, walls=walls), generations=40, seed=5, start=low + m * (high - low)
    )
    lam = population or 4 + math.floor(3 * math.log(n))
    mu = lam // 2
    w = [math.log((lam + 1) / 2) - math.log(i) for i in range(1, lam + 1)]
    mueff = sum(w[:mu]) ** 2 / sum(x * x for x in w[:mu])
    mueffm = sum(w[mu:]) ** 2 / sum(x * x for x in w[mu:])
    cs = (mueff + 2) / (n + mueff + 5)
    ds = 1 + 2 * max(0, math.sqrt((mueff - 1) / (n + 1)) - 1) + cs
    cc = (4 + mueff / n) / (n + 4 + 2 * mueff / n)
    c1 = 2 / ((n + 1.3) ** 2 + mueff)
    cmu = min(1 - c1, 2 * (0.25 + mueff + 1 / mueff - 2) / ((n + 2) ** 2 + 2 * mueff / 2))
    alpha = min(1 + c1 / cmu, 1 + 2 * mueffm / (mueff + 2), (1 - c1 - cmu) / (n * cmu))
    up, down = sum(x for x in w if x > 0), -sum(x for x in w if x < 0)
    w = [x / up if x >= 0 else alpha * x / down for x in w]
    chi = math.sqrt(n) * (1 - 1 / (4 * n) + 1 / (21 * n * n))
    for g in range(40):
        values, B = np.linalg.eigh(C)
        root = B @ np.diag(values**-0.5) @ B.T
        y = [B @ (np.sqrt(values) * draw.standard_normal(n)) for _ in range(lam)]
        x = [m + sigma * each for each in y]
        places = low + np.array(x) * (high - low)
        if walls:  # learned from as if drawn there
            places = np.array([held(p, low, high) for p in places])
            y = [((p - low) / (high - low) - m) / sigma for p in places]
        np.testing.assert_allclose(run.positions[g], places, rtol=1e-9, atol=1e-10)
        scaled = np.diag(high - low)
        np.testing.assert_allclose(
            run.drawn["covariance"][g], sigma**2 * scaled @ C @ scaled, rtol=1e-9, atol=1e-14
        )
        order = np.argsort(f.value(places))
        y = [y[i] for i in order]
        yw = sum(w[i] * y[i] for i in range(mu))
        m = m + sigma * yw
        ps = (1 - cs) * ps + math.sqrt(cs * (2 - cs) * mueff) * root @ yw
        size = np.linalg.norm(ps)
        hs = size / math.sqrt(1 - (1 - cs) ** (2 * (g + 1))) < (1.4 + 2 / (n + 1)) * chi
        pc = (1 - cc) * pc + hs * math.sqrt(cc * (2 - cc) * mueff) * yw
        wo = [wi if wi >= 0 else wi * n / np.linalg.norm(root @ yi) ** 2 for wi, yi in zip(w, y, strict=True)]
        C = (1 + c1 * (1 - hs) * cc * (2 - cc) - c1 - cmu * sum(w)) * C + c1 * np.outer(pc, pc)
        C = C + cmu * sum(wi * np.outer(yi, yi) for wi, yi in zip(wo, y, strict=True))
        sigma = sigma * math.exp(min(1, cs / ds * (size / chi - 1)))


@pytest.mark.parametrize("walls", [0, 1])
def test_a_swarm_is_the_papers(walls: int) -> None:
    """Shi & Eberhart (1998), equation 1, particle by particle."""
    draw, count = lots(3), 9
    x = [LOW + draw.random(2) * (HIGH - LOW) for _ in range(count)]
    v = [(LOW + draw.random(2) * (HIGH - LOW) - x[i]) / 2 for i in range(count)]
    best, level = list(x), [float(F.value(p)) for p in x]
    run = search(F, ParticleSwarm(population=count, walls=walls), generations=50, seed=3)
    np.testing.assert_allclose(run.positions[0], x, rtol=1e-14)
    for k in range(1, 51):
        leader = best[int(np.argmin(level))]
        r1 = [draw.random(2) for _ in range(count)]
        r2 = [draw.random(2) for _ in range(count)]
        for i in range(count):
            v[i] = 0.7298 * v[i] + 1.49618 * r1[i] * (best[i] - x[i]) + 1.49618 * r2[i] * (leader - x[i])
            x[i] = x[i] + v[i]
            if walls:
                outside = (x[i] < LOW) | (x[i] > HIGH)
                x[i], v[i] = held(x[i]), np.where(outside, -v[i], v[i])
        for i in range(count):
            if F.value(x[i]) < level[i]:
                best[i], level[i] = x[i], float(F.value(x[i]))
        np.testing.assert_allclose(run.positions[k], x, rtol=1e-12, atol=1e-12)
        np.testing.assert_allclose(run.drawn["velocities"][k], v, rtol=1e-10, atol=1e-12)


@pytest.mark.parametrize("walls", [0, 1])
def test_differential_evolution_is_the_papers(walls: int) -> None:
    """Storn & Price (1997): mutation, binomial crossover, selection, vector by vector."""
    draw, count = lots(8), 7
    x = [LOW + draw.random(2) * (HIGH - LOW) for _ in range(count)]
    method = DifferentialEvolution(population=count, scale=0.6, crossover=0.5, walls=walls)
    run = search(F, method, generations=40, seed=8)
    for k in range(1, 41):
        trials = []
        for i in range(count):
            left = [j for j in range(count) if j != i]
            a, b, c = (left.pop(int(lot * len(left))) for lot in draw.random(3).tolist())
            v = x[a] + 0.6 * (x[b] - x[c])
            v = held(v) if walls else v
            one, chance = int(draw.random() * 2), draw.random(2)
            trials.append([v[d] if d == one or chance[d] < 0.5 else x[i][d] for d in range(2)])
        x = [np.array(u) if F.value(u) <= F.value(p) else p for u, p in zip(trials, x, strict=True)]
        np.testing.assert_allclose(run.positions[k], x, rtol=1e-12, atol=1e-12)
    assert 0 < run.drawn["taken"][1:].mean() < 1


@pytest.mark.parametrize("walls", [0, 1])
@pytest.mark.parametrize("name", ["himmelblau", "rosenbrock", "rastrigin", "goldstein_price", "adjiman"])
def test_nelder_and_mead_are_scipys(name: str, walls: int) -> None:
    f = catalogue[name]
    run = search(f, NelderMead(walls=walls), generations=60, seed=11)
    simplex = run.positions[0]
    order = np.argsort(run.heights[0], kind="stable")
    for steps in (1, 2, 5, 9, 17, 33, 60):
        options = {"initial_simplex": simplex[order], "maxiter": steps + 1, "xatol": 0, "fatol": 0}
        bounds = {"bounds": f.domain} if walls else {}
        found = minimize(f.value, simplex[0], method="Nelder-Mead", options=options, **bounds)
        ours = run.positions[steps][np.argsort(run.heights[steps], kind="stable")]
        np.testing.assert_allclose(
            ours, found["final_simplex"][0], rtol=1e-12, atol=1e-12, err_msg=str(steps)
        )
        assert int(run.evaluations[steps]) == found.nfev
    assert set(run.drawn["move"].tolist()) >= {0.0, 1.0, 2.0, 3.0} or name != "rosenbrock"


def test_a_shrinking_simplex_is_scipys_too() -> None:
    """So bumpy that every trial of a corner fails now and then; SciPy counts its iterations from 1."""
    f = Landscape.from_function(
        lambda p: np.sin(40 * p).sum(axis=-1) + 3 * (p**2).sum(axis=-1), [(-1, 1)] * 2
    )
    run = search(f, NelderMead(size=0.4), generations=60, seed=2)
    assert 5.0 in run.drawn["move"]
    order = np.argsort(run.heights[0], kind="stable")
    options = {"initial_simplex": run.positions[0][order], "maxiter": 61, "xatol": 0, "fatol": 0}
    found = minimize(lambda x: float(f.value(x)), [0, 0], method="Nelder-Mead", options=options)
    ours = run.positions[-1][np.argsort(run.heights[-1], kind="stable")]
    np.testing.assert_allclose(ours, found["final_simplex"][0], rtol=1e-12, atol=1e-12)


def test_annealing_is_metropolis_rule() -> None:
    draw, count = lots(4), 5
    soundings = [LOW + draw.random(2) * (HIGH - LOW) for _ in range(32)]
    x = [LOW + draw.random(2) * (HIGH - LOW) for _ in range(count)]
    warmth = 0.5 * float(np.std([F.value(p) for p in soundings]))
    run = search(F, Annealing(population=count), generations=80, seed=4)
    assert int(run.evaluations[0]) == 32 + count
    for k in range(1, 81):
        trials = [p + 0.06 * (HIGH - LOW) * draw.standard_normal(2) for p in x]
        chance = draw.random(count)
        for i, y in enumerate(trials):
            rise = float(F.value(y) - F.value(x[i]))
            inside = bool(((y >= LOW) & (y <= HIGH)).all())
            if inside and (rise <= 0 or chance[i] < math.exp(-rise / warmth)):
                x[i] = y
        warmth *= 0.97
        np.testing.assert_allclose(run.positions[k], x, rtol=1e-12, atol=1e-12)


@pytest.mark.parametrize("name", FIVE)
def test_a_population_says_what_it_asked_and_finds_a_bowl(name: str) -> None:
    method, asked = parse_population(name), []
    bowl = Landscape.from_function(
        lambda p: (asked.extend(np.atleast_2d(p)), ((p - 0.3) ** 2).sum(axis=-1))[1],
        [(-2, 2), (-2, 2)],
        gradient=lambda p: 2 * (p - 0.3),
    )
    asked.clear()
    run = search(bowl, method, generations=60, seed=1)
    shown = {tuple(point) for point in run.positions.reshape(-1, 2)}
    assert shown <= {tuple(point) for point in asked}
    assert run.best[-1] < 1e-3 and (np.diff(run.best) <= 0).all()
    assert (np.diff(run.evaluations) > 0).all()
    again = search(bowl, method, generations=60, seed=1)
    np.testing.assert_array_equal(run.positions, again.positions)
    assert not np.array_equal(run.positions, search(bowl, method, generations=60, seed=2).positions)


@pytest.mark.parametrize("name", FIVE)
@pytest.mark.parametrize("wide", [2.0**30, 2.0**-20])
def test_no_units_come_in(name: str, wide: float) -> None:
    import sympy as sp

    x, y = F.variables
    grown = F.formula.subs({x: x / sp.Rational(wide), y: y / sp.Rational(wide)}) * sp.Rational(2) ** 20
    other = Landscape.from_sympy(grown, [(a * wide, b * wide) for a, b in F.domain])
    ours, theirs = (search(f, parse_population(name), generations=25, seed=7) for f in (F, other))
    np.testing.assert_allclose(theirs.positions / wide, ours.positions, rtol=1e-9, atol=1e-9)


@pytest.mark.parametrize("name", FIVE)
def test_walls_hold_a_population_in_the_box(name: str) -> None:
    """Lower ground lies outside: whoever is free goes there, whoever is held finds the lowest place of the box."""
    f = parse("x + 2*y", [(-1, 1), (-2, 2)])
    held, free = (
        search(f, parse_population(f"{name}:walls={w}"), generations=80, seed=3).positions for w in (1, 0)
    )
    low, high = np.transpose(f.domain)
    assert ((held >= low) & (held <= high)).all()
    assert not ((free >= low) & (free <= high)).all()
    assert np.abs(held[-1] - low).min(axis=0).max() < 0.5
    assert search(f, parse_population(name), generations=9).positions.min() >= -2  # nobody asked for it


@pytest.mark.parametrize("name", FIVE)
def test_where_there_is_no_height_nobody_stays(name: str) -> None:
    f = parse("log(x) + 1/x + y**2", [(-1, 3), (-2, 2)])
    start = [1.5, 0.5] if name == "nelder_mead" else None  # in a hole a simplex knows no way
    run: Any = search(f, parse_population(name), generations=60, seed=3, start=start)
    assert run.positions.shape[0] == 61 and run.best[-1] < 1.1


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (
            lambda: search(F, "cma"),
            r"^search\.method must be a Population, as CMAES\(\), or have ask and tell",
        ),
        (lambda: search(F, CMAES(), generations=-1), r"^search\.generations must be >= 0, got -1"),
        (
            lambda: search(F, CMAES(), start=[1.0]),
            r"^search\.start must be a point of 2 numbers on himmelblau",
        ),
        (
            lambda: descend(F, [[0.0, 0.0]], CMAES()),
            r"^descend\.optimizer: CMA-ES is a population; search\(f, CMAES\(",
        ),
        (
            lambda: anatomy(search(F, CMAES(), 2), 0, 0),
            r"^anatomy needs a run of our own .* or a population$",
        ),
        (lambda: CMAES(population=1), r"^CMAES\.population must be >= 2, got 1"),
        (lambda: parse_population("cma_es:sigma=1"), "sigma"),
    ],
)
def test_a_mistake_is_said_in_a_line(make: Any, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        make()
