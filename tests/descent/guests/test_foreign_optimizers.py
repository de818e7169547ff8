"""Forty foreign optimizers, each in three lines, against the libraries' own loops; and what some of them want besides."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from descent import Adam, Trajectories, descend, grid, search, watch
from landscapes import catalogue, parse

F = catalogue["himmelblau"]
STARTS = grid(F.domain, 3)[[0, 7]] + [[0.3, 0.1]] * 2
STEPS = 12
Array = NDArray[np.float64]

TORCH: dict[str, dict[str, Any]] = {
    "SGD": {"lr": 0.01},
    "SGD nesterov": {"lr": 0.005, "momentum": 0.9, "nesterov": True},
    "SGD dampened": {"lr": 0.005, "momentum": 0.9, "dampening": 0.3, "weight_decay": 0.1},
    "SGD upwards": {"lr": 1e-4, "maximize": True},
    "Adam": {"lr": 0.1},
    "Adam amsgrad": {"lr": 0.1, "amsgrad": True},
    "AdamW": {"lr": 0.1, "weight_decay": 0.1},
    "Adamax": {"lr": 0.1},
    "NAdam": {"lr": 0.1},
    "NAdam decoupled": {"lr": 0.1, "weight_decay": 0.1, "decoupled_weight_decay": True},
    "RAdam": {"lr": 0.05},
    "Adagrad": {"lr": 0.5, "lr_decay": 0.1},
    "Adadelta": {"lr": 1.0},
    "RMSprop": {"lr": 0.05},
    "RMSprop centered": {"lr": 0.05, "centered": True, "momentum": 0.5},
    "Rprop": {"lr": 0.05},
    "ASGD": {"lr": 0.005},
    "Adafactor": {"lr": 0.1},
    "LBFGS": {"lr": 0.5},
    "LBFGS wolfe": {"line_search_fn": "strong_wolfe"},
}
"""By the class in torch.optim, and a word where there are several."""

OPTAX: dict[str, tuple[float, ...]] = {
    "sgd": (0.003, 0.9),
    "adam": (0.1,),
    "adamw": (0.1,),
    "lion": (0.02,),
    "rmsprop": (0.05,),
    "adagrad": (0.3,),
    "nadam": (0.1,),
    "adabelief": (0.1,),
    "yogi": (0.1,),
    "amsgrad": (0.1,),
}
SCIPY = ("Nelder-Mead", "Powell", "BFGS", "L-BFGS-B", "CG", "TNC", "SLSQP")
SLOPELESS = ("Nelder-Mead", "Powell")
ASKED = ("cmaes CMA", "cmaes SepCMA", "nevergrad DE")


def torch_loop(make: Any, start: Array) -> Array:
    """The loop that stands in torch's documentation; the last bit of a slope decides where a line search goes."""
    import torch

    x = torch.nn.Parameter(torch.tensor(start))
    optimizer = make([x])
    seen = [start]

    def closure() -> Any:
        optimizer.zero_grad()
        height, slope = F.value_and_gradient(x.detach().numpy())
        x.grad = torch.tensor(slope)
        return torch.tensor(height)

    for _ in range(STEPS):
        closure()
        optimizer.step(closure)
        seen.append(x.detach().numpy().copy())
    return np.array(seen)


def optax_loop(pair: Any) -> Callable[[Array], Array]:
    """The loop that stands in optax's documentation, of a start; compiled once."""
    import jax
    import optax

    slope = jax.grad(lambda x: (x[0] ** 2 + x[1] - 11) ** 2 + (x[0] + x[1] ** 2 - 7) ** 2)

    @jax.jit
    def step(params: Any, state: Any) -> Any:
        updates, state = pair.update(slope(params), state, params)
        return optax.apply_updates(params, updates), state

    def loop(start: Array) -> Array:
        params = jax.numpy.asarray(start)
        state, seen = pair.init(params), [start]
        for _ in range(STEPS):
            params, state = step(params, state)
            seen.append(np.asarray(params))
        return np.array(seen)

    return loop


def same_as_own_loop(make: Any, loop: Callable[[Array], Array], within: float, name: str) -> Trajectories:
    """What `descend` makes of a guest: the library's path, and of every particle its path alone, to the bit."""
    run = descend(F, STARTS, make, steps=STEPS, tolerance=0, escape_factor=1e300)
    assert run.optimizer is not None and run.optimizer.name == name
    for k, start in enumerate(STARTS):
        np.testing.assert_allclose(run.positions[:, k], loop(start), rtol=within, atol=within)
        alone = descend(F, start, make, steps=STEPS, tolerance=0, escape_factor=1e300)
        assert (alone.positions[:, 0] == run.positions[:, k]).all()
    return run


@pytest.mark.parametrize("name", TORCH)
def test_torch_goes_where_its_own_loop_goes(name: str) -> None:
    optim = pytest.importorskip("torch", reason="torch is not installed: pip install .[guests]").optim
    kind = name.split()[0]

    def make(p: Any) -> Any:
        return getattr(optim, kind)(p, **TORCH[name])

    same_as_own_loop(make, lambda start: torch_loop(make, start), 1e-12, f"{kind} (torch)")


@pytest.mark.parametrize("name", OPTAX)
def test_optax_goes_where_its_own_loop_goes(name: str) -> None:
    optax = pytest.importorskip("optax", reason="optax is not installed: pip install .[guests]")
    import jax

    pair = getattr(optax, name)(*OPTAX[name])
    single = same_as_own_loop(pair, optax_loop(pair), 1e-6, "optax optimizer, single precision")
    with jax.enable_x64(True):
        double = same_as_own_loop(pair, optax_loop(pair), 1e-12, "optax optimizer")
    assert 0 < abs(single.positions - double.positions).max() < 1e-3


@pytest.mark.parametrize("method", SCIPY)
def test_scipy_goes_where_its_own_loop_goes(method: str) -> None:
    from scipy.optimize import minimize

    slopes = method not in SLOPELESS

    def watched(starts: Array) -> Trajectories:
        with watch(F) as seen:
            for start in starts:
                seen.particle(start)
                slope = seen.gradient if slopes else None
                minimize(seen.value, start, jac=slope, method=method, callback=seen.mark)
        return seen.trajectories()

    run = watched(STARTS)
    for k, start in enumerate(STARTS):
        own = [start]
        slope = F.gradient if slopes else None
        minimize(
            lambda x: float(F.value(x)),
            start,
            jac=slope,
            method=method,
            callback=lambda x, own=own: own.append(x.copy()),  # type: ignore[misc]
        )
        alone = watched([start])
        assert (run.positions[: len(alone.positions), k] == alone.positions[:, 0]).all()
        assert (run.positions[len(alone.positions) :, k] == alone.positions[-1, 0]).all()
        np.testing.assert_allclose(alone.positions[:, 0], own, rtol=1e-12, atol=1e-12)


def asked(name: str) -> Any:
    """A method that asks and tells, as its library makes it; always with the same seed."""
    if name.startswith("cmaes"):
        cmaes = pytest.importorskip("cmaes", reason="cmaes is not installed: pip install .[guests]")
        return getattr(cmaes, name.split()[1])(mean=np.array([0.5, -0.5]), sigma=1.0, seed=3)
    ng = pytest.importorskip("nevergrad", reason="nevergrad is not installed: pip install .[guests]")
    parametrization = ng.p.Array(init=[0.5, -0.5])
    parametrization.random_state.seed(7)
    return getattr(ng.optimizers, name.split()[1])(parametrization=parametrization, budget=200)


@pytest.mark.parametrize("name", ASKED)
def test_who_asks_and_tells_goes_where_its_own_loop_goes(name: str) -> None:
    run, theirs = search(F, asked(name), generations=STEPS), asked(name)
    for generation in run.positions:
        told = []
        for place in generation:
            point = theirs.ask()
            values = getattr(point, "value", point)
            np.testing.assert_allclose(place, values, rtol=1e-12)
            told.append((point, float(F.value(values))))
            if name.startswith("nevergrad"):
                theirs.tell(*told[-1])
        if name.startswith("cmaes"):
            theirs.tell(told)


def test_they_are_forty() -> None:
    assert [len(TORCH), len(OPTAX), len(SCIPY) + len(ASKED)] == [20, 10, 10]


def test_schedulers_and_second_derivatives() -> None:
    torch = pytest.importorskip("torch", reason="torch is not installed: pip install .[guests]")

    def scheduled(p: Any) -> Any:
        optimizer = torch.optim.SGD(p, lr=0.01)
        return optimizer, torch.optim.lr_scheduler.StepLR(optimizer, 5, gamma=0.5)

    run = descend(F, STARTS[:1], scheduled, steps=12, tolerance=0)
    lengths = run.positions[1:] - run.positions[:-1]
    slopes = F.gradient(run.positions[:-1])
    rates = 0.01 * 0.5 ** (np.arange(12) // 5)
    assert np.allclose(lengths, -rates[:, None, None] * slopes, rtol=1e-12)

    def patient(p: Any) -> Any:
        optimizer = torch.optim.SGD(p, lr=0.03)
        return optimizer, torch.optim.lr_scheduler.ReduceLROnPlateau(optimizer, factor=0.5, patience=0)

    parameter = torch.nn.Parameter(torch.tensor(STARTS[0], dtype=torch.float64))
    optimizer, scheduler = patient([parameter])
    path = [STARTS[0]]
    for _ in range(12):
        parameter.grad = torch.tensor(F.gradient(path[-1]))
        optimizer.step()
        scheduler.step(float(F.value(path[-1])))
        path.append(parameter.detach().numpy().copy())
    assert optimizer.param_groups[0]["lr"] < 0.03
    assert np.array_equal(descend(F, STARTS[:1], patient, steps=12, tolerance=0).positions[:, 0], path)

    class NewtonByProducts(torch.optim.Optimizer):  # type: ignore[misc, name-defined]
        """A step that differentiates the gradient: here H^-1 g, from two products."""

        def __init__(self, params: Any) -> None:
            super().__init__(params, {})

        def step(self, closure: Any = None) -> Any:
            closure()
            (p,) = self.param_groups[0]["params"]
            rows = [torch.autograd.grad(p.grad[i], p, retain_graph=True)[0] for i in range(2)]
            with torch.no_grad():
                p -= torch.linalg.solve(torch.stack(rows), p.grad)

    run = descend(F, [[3.5, 2.5]], NewtonByProducts, steps=8, tolerance=0)
    assert np.allclose(run.positions[-1, 0], [3, 2], atol=1e-12)


def test_where_a_method_evaluates_is_where_it_is_asked() -> None:
    """With train() and eval(): an average of what moves (Defazio et al. 2024), here with weights 1 / (k + 1)."""
    torch = pytest.importorskip("torch", reason="torch is not installed: pip install .[guests]")

    class Averaged(torch.optim.Optimizer):  # type: ignore[misc, name-defined]
        def __init__(self, params: Any) -> None:
            super().__init__(params, {})
            (self.p,) = self.param_groups[0]["params"]
            self.fast, self.mean, self.k = self.p.detach().clone(), self.p.detach().clone(), 0

        def train(self) -> None:
            self.p.data.copy_(self.fast)

        def eval(self) -> None:
            self.p.data.copy_(self.mean)

        def step(self, closure: Any = None) -> Any:
            closure()
            self.k += 1
            self.fast = self.fast - 0.01 * self.p.grad.detach()
            self.mean = self.mean + (self.fast - self.mean) / (self.k + 1)

    run = descend(F, [[1.0, 1.0]], Averaged, steps=20, tolerance=0)
    plain = np.array([[1.0, 1.0]])
    for _ in range(20):
        plain = np.concatenate([plain, plain[-1:] - 0.01 * F.gradient(plain[-1:])])
    means = np.cumsum(plain, axis=0) / np.arange(1, 22)[:, None]
    assert np.allclose(run.positions[:, 0], means, rtol=1e-12)


def test_a_factory_gives_its_optimizer_the_particle_and_nothing_else() -> None:
    torch = pytest.importorskip("torch", reason="torch is not installed: pip install .[guests]")
    other = torch.nn.Parameter(torch.ones(2))
    for made, said in {
        lambda p: torch.optim.SGD([other], lr=0.1): "the parameters p that it is given",
        lambda p: torch.optim.SGD([*p, other], lr=0.1): "and no others; it holds 1 more",
    }.items():
        with pytest.raises(ValueError, match=said):
            descend(F, STARTS, made, steps=3)


def test_optax_in_double_precision_is_ours() -> None:
    optax = pytest.importorskip("optax", reason="optax is not installed: pip install .[guests]")
    import jax

    with jax.enable_x64(True):
        theirs = descend(F, STARTS, optax.adam(0.1), steps=STEPS, tolerance=0)
        # One that asks for the function itself.
        search_along = optax.scale_by_backtracking_linesearch(60)
        searched = descend(F, STARTS, optax.chain(optax.sgd(1.0), search_along), steps=STEPS)
    ours = descend(F, STARTS, Adam(0.1), steps=STEPS, tolerance=0)
    np.testing.assert_allclose(theirs.positions, ours.positions, rtol=1e-9)
    assert (np.diff(searched.heights, axis=0) < 0).all()


def test_a_watched_population_has_generations() -> None:
    random = np.random.default_rng(3)
    with watch(parse("x**2 + 3*y**2", [(-4, 4)] * 2)) as seen:
        mean = np.array([2.0, 1.0])
        for _ in range(12):
            points = mean + random.normal(size=(8, 2)) * 0.5
            heights = [seen.value(p) for p in points]
            mean = points[np.argsort(heights)[:3]].mean(axis=0)
            seen.generation()
    run = seen.trajectories()
    assert run.positions.shape == (12, 8, 2)
    assert seen.evaluations == 96
    assert run.heights[-1].mean() < run.heights[0].mean()
