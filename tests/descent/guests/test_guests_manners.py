"""Plain functions and objects as optimizers; and guests that do what they must not."""

from __future__ import annotations

import subprocess
import sys
import threading
from typing import Any, ClassVar

import numpy as np
import pytest

from descent import GradientDescent, Guest, GuestError, Momentum, descend, grid, watch
from landscapes import catalogue

F = catalogue["himmelblau"]
STARTS = grid(F.domain, 3)


def plain(x: Any, gradient: Any) -> Any:
    return x - 0.01 * gradient


def heavy(x: Any, gradient: Any, state: Any) -> Any:
    velocity = 0.9 * (np.zeros(2) if state is None else state) + gradient
    return x - 0.002 * velocity, velocity


class HeavyBall:
    """As a student writes it: the memory is the object's own."""

    def __init__(self) -> None:
        self.velocity = 0.0

    def step(self, x: Any, gradient: Any) -> Any:
        self.velocity = 0.9 * self.velocity + gradient
        x -= 0.002 * self.velocity  # in place, as students do
        return x


def test_functions_and_objects_are_optimizers() -> None:
    ours = descend(F, STARTS, GradientDescent(0.01), steps=100)
    theirs = descend(F, STARTS, plain, steps=100)
    assert (theirs.positions == ours.positions).all()
    assert (theirs.ending == ours.ending).all()
    momentum = descend(F, STARTS, Momentum(0.002), steps=150)
    for guest in (heavy, HeavyBall(), HeavyBall):
        run = descend(F, STARTS, guest, steps=150)
        assert np.allclose(run.positions, momentum.positions, rtol=1e-9, atol=1e-12)
        alone = descend(F, STARTS[3], guest, steps=150)
        assert (alone.positions[:, 0] == run.positions[:, 3]).all()
    assert [r.optimizer and r.optimizer.name for r in (theirs, run)] == ["plain", "HeavyBall"]


def raises_later(x: Any, gradient: Any, state: Any) -> Any:
    if state == 7:
        raise RuntimeError("out of luck\nreally")
    return x - 0.01 * gradient, (state or 0) + 1


_RANDOM = np.random.default_rng(0)


class _Shared:
    """A memory that all particles have together."""

    def __init__(self) -> None:
        self.count = 0

    def __call__(self, x: Any, gradient: Any) -> Any:
        self.count += 1
        return x - 0.01 / self.count * gradient


@pytest.mark.parametrize(
    ("guest", "said"),
    [
        (raises_later, "it raised RuntimeError: out of luck really at step 7"),
        (lambda x, gradient: np.append(x, 0), "must move x to 2 real numbers, at step 0"),
        (lambda x, gradient: None, "must move x to 2 real numbers"),
        (lambda x, gradient: "far", "must move x to 2 real numbers"),
        (lambda x, gradient: x + 1j, "must move x to 2 real numbers"),
        (lambda x, gradient, state: x, "must return (x, state)"),
        (_Shared(), "what it remembers must be its state"),
        (lambda x, gradient: x + _RANDOM.normal(size=2), "what it remembers must be its state"),
    ],
)
def test_what_a_guest_must_not_do_is_one_line_and_nothing_is_lost(guest: Any, said: str) -> None:
    with pytest.raises(GuestError) as caught:
        descend(F, STARTS, guest, steps=50)
    assert said in str(caught.value)
    assert "\n" not in str(caught.value)
    kept = caught.value.trajectories
    assert kept is not None
    assert (kept.positions[0] == STARTS).all()
    if guest is raises_later:
        expected = descend(F, STARTS[:1], GradientDescent(0.01), steps=7)
        assert (kept.positions[:8, 0] == expected.positions[:, 0]).all()


@pytest.mark.parametrize(
    "guest", ["adam", None, 3, GradientDescent, lambda: None, lambda a, b, c, d: a, [], {"lr": 1}]
)
def test_what_moves_nothing_is_refused(guest: Any) -> None:
    with pytest.raises(ValueError, match=r"^descend\.optimizer"):
        descend(F, STARTS, guest)


def test_not_a_number_is_a_result() -> None:
    run = descend(F, STARTS, lambda x, gradient: x * np.nan, steps=5)
    assert set(run.ending.tolist()) == {descend(F, STARTS, GradientDescent(1e300), steps=5).ending[0]}


def test_a_run_of_a_guest_is_saved_with_its_name(tmp_path: Any) -> None:
    run = descend(F, STARTS, Guest(plain, label="my rule"), steps=20)
    run.save(tmp_path / "run.npz")
    again = type(run).load(tmp_path / "run.npz")
    assert (again.positions == run.positions).all()
    assert again.optimizer is not None
    assert again.optimizer.name == "my rule"
    with pytest.raises(ValueError, match="my rule"):
        descend(F, STARTS, again.optimizer)


def test_nothing_of_theirs_is_imported() -> None:
    code = (
        "import sys; from descent import descend; from landscapes import catalogue;"
        "descend(catalogue['sphere'], [[1.0, 1.0]], lambda x, g: x - 0.1 * g, steps=3);"
        "assert not {'torch', 'jax', 'optax', 'nevergrad', 'cma'} & set(sys.modules)"
    )
    subprocess.run([sys.executable, "-c", code], check=True, timeout=120)


@pytest.mark.parametrize("x", ["a", None, [1, 2, 3], [[1.0, 2.0, 3.0]], [1j, 2.0]])
def test_watched_functions_say_what_they_take(x: Any) -> None:
    with watch(F) as seen, pytest.raises(ValueError, match="points on himmelblau must have shape"):
        seen.value(x)
    with pytest.raises(ValueError, match="there are no evaluations"):
        seen.trajectories()


class _OneMemory:
    """A memory of the class, which all copies have together."""

    memory: ClassVar[dict[str, Any]] = {}

    def step(self, x: Any, gradient: Any) -> Any:
        self.memory["v"] = 0.9 * self.memory.get("v", 0.0) - 0.01 * gradient
        return x + self.memory["v"]


_MEMORY: dict[str, Any] = {}
_BUFFER = np.zeros(2)


def _outside(x: Any, gradient: Any, state: Any) -> Any:
    _MEMORY["v"] = 0.9 * _MEMORY.get("v", 0.0) - 0.01 * gradient
    return x + _MEMORY["v"], state


def _into_a_buffer(x: Any, gradient: Any) -> Any:
    _BUFFER[:] = _BUFFER + x - 0.01 * gradient
    return _BUFFER


@pytest.mark.parametrize("guest", [_OneMemory(), _OneMemory, _outside, _into_a_buffer])
def test_a_memory_that_particles_share_is_seen_wherever_it_is_kept(guest: Any) -> None:
    with pytest.raises(GuestError, match="it made two places"):
        descend(F, STARTS, guest, steps=3)


class _Pair:
    """An optimizer as optax has them, of plain functions."""

    def __init__(self, update: Any) -> None:
        self.update = update

    @staticmethod
    def init(params: Any) -> Any:
        return 0


@pytest.mark.parametrize("update", [lambda g, s, p: (g[:1], s), lambda g, s, p: g, lambda g, s, p: (0.1, s)])
def test_an_update_has_the_shape_of_the_parameters(update: Any) -> None:
    with pytest.raises(
        GuestError, match=r"it raised (TypeError: it must return|ValueError: its updates must)"
    ):
        descend(F, STARTS, _Pair(update), steps=3)


def test_a_pair_of_plain_functions_plays_also_where_jax_is_loaded() -> None:
    pytest.importorskip("jax")
    pair = _Pair(lambda g, s, p: (-0.01 * g, s))
    for guest in (pair, lambda: pair):
        run = descend(F, STARTS, guest, steps=20)
        assert np.allclose(
            run.positions, descend(F, STARTS, GradientDescent(0.01), steps=20).positions, atol=1e-4
        )


class _Locked:
    def __init__(self) -> None:
        self.lock = threading.Lock()

    def step(self, x: Any, gradient: Any) -> Any:
        return x


@pytest.mark.parametrize(
    ("guest", "said"),
    [
        (_Locked(), r"can be copied.* lambda: _Locked\("),
        (lambda *every: every[0], r"\*args do not say which"),
    ],
)
def test_what_cannot_play_is_told_how_it_could(guest: Any, said: str) -> None:
    with pytest.raises(ValueError, match=said) as caught:
        descend(F, STARTS, guest, steps=3)
    assert "\n" not in str(caught.value)
