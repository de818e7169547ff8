"""Optimizers of torch, optax and SciPy in three lines, against the libraries' own loops."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from descent import Adam, Trajectories, descend, grid, watch
from landscapes import catalogue, parse

F = catalogue["himmelblau"]
STARTS = grid(F.domain, 3)[[0, 4, 7]] + [[0.3, 0.1]] * 3
STEPS = 40

TORCH: dict[str, Any] = {
    "SGD": {"lr": 0.01},
    "SGD momentum": {"lr": 0.005, "momentum": 0.9, "nesterov": True},
    "Adam": {"lr": 0.1},
    "AdamW": {"lr": 0.1, "weight_decay": 0.1},
    "Adamax": {"lr": 0.1},
    "NAdam": {"lr": 0.1},
    "RAdam": {"lr": 0.05},
    "Adagrad": {"lr": 0.5},
    "Adadelta": {"lr": 1.0},
    "RMSprop": {"lr": 0.05, "centered": True},
    "Rprop": {"lr": 0.05},
    "ASGD": {"lr": 0.005},
    "LBFGS": {"lr": 0.5},
    "LBFGS wolfe": {"line_search_fn": "strong_wolfe"},
}
"""By the class in torch.optim, and a word where there are several."""


def torch_loop(make: Any, start: Any, steps: int) -> Any:
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

    for _ in range(steps):
        closure()
        optimizer.step(closure)
        seen.append(x.detach().numpy().copy())
    return np.array(seen)


def himmelblau(x: Any, y: Any) -> Any:
    return (x**2 + y - 11) ** 2 + (x + y**2 - 7) ** 2


@pytest.mark.parametrize("name", TORCH)
def test_torch_goes_where_its_own_loop_goes(name: str) -> None:
    optim = pytest.importorskip("torch", reason="torch is not installed: pip install .[guests]").optim

    def make(p: Any) -> Any:
        return getattr(optim, name.split()[0])(p, **TORCH[name])

    run = descend(F, STARTS, make, steps=STEPS, tolerance=0, escape_factor=1e300)
    assert run.optimizer is not None
    assert run.optimizer.name == f"{name.split()[0]} (torch)"
    for k, start in enumerate(STARTS):
        own = torch_loop(make, start, STEPS)
        assert np.allclose(run.positions[:, k], own, rtol=1e-12, atol=1e-12)
        alone = descend(F, start, make, steps=STEPS, tolerance=0, escape_factor=1e300)
        assert (alone.positions[:, 0] == run.positions[:, k]).all()


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


OPTAX = {
    "sgd": (0.01,),
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


@pytest.mark.parametrize("name", OPTAX)
def test_optax_goes_where_its_own_loop_goes(name: str) -> None:
    optax = pytest.importorskip("optax", reason="optax is not installed: pip install .[guests]")
    import jax
    from jax import numpy as jnp

    pair = getattr(optax, name)(*OPTAX[name])
    run = descend(F, STARTS, pair, steps=STEPS, tolerance=0, escape_factor=1e300)
    assert run.optimizer is not None
    assert run.optimizer.name == "optax optimizer, single precision"
    slope = jax.grad(lambda x: himmelblau(*x))
    for k, start in enumerate(STARTS):
        params = jnp.asarray(start)
        state, seen = pair.init(params), [start]
        for _ in range(STEPS):
            updates, state = pair.update(slope(params), state, params)
            params = optax.apply_updates(params, updates)
            seen.append(np.asarray(params))
        # Gradients in single precision there, rounded from double here.
        assert np.allclose(run.positions[:, k], np.array(seen), rtol=2e-3, atol=2e-3)


def test_optax_in_double_precision_is_ours() -> None:
    optax = pytest.importorskip("optax", reason="optax is not installed: pip install .[guests]")
    import jax

    with jax.enable_x64(True):
        theirs = descend(F, STARTS, optax.adam(0.1), steps=STEPS, tolerance=0)
        searched = descend(F, STARTS, optax.lbfgs(), steps=STEPS)
    ours = descend(F, STARTS, Adam(0.1), steps=STEPS, tolerance=0)
    assert np.allclose(theirs.positions, ours.positions, rtol=1e-9)
    assert "single" not in str(theirs.optimizer and theirs.optimizer.name)
    assert np.sort(searched.heights[-1])[1] < 1e-12


@pytest.mark.parametrize("method", ["Nelder-Mead", "Powell", "BFGS", "L-BFGS-B", "CG", "COBYLA"])
def test_a_watched_function_fits_scipy(method: str) -> None:
    from scipy.optimize import minimize

    slopes = method in ("BFGS", "L-BFGS-B", "CG")
    with watch(F) as seen:
        for start in STARTS:
            seen.particle(start)
            result = minimize(
                seen.value, start, jac=seen.gradient if slopes else None, method=method, callback=seen.mark
            )
    run = seen.trajectories()
    assert isinstance(run, Trajectories)
    assert len(run) == len(STARTS)
    assert (run.positions[0] == STARTS).all()
    if method != "COBYLA":  # whose last callback is not its best point
        assert np.allclose(run.positions[-1, -1], result.x, atol=1e-3)
    every = seen.trajectories("evaluations")
    assert len(every.positions) >= len(run.positions)
    assert seen.evaluations >= len(every.positions)


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
