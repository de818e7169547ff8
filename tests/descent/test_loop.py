"""`descend` against a loop that is too simple to be wrong."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from descent import (
    Adam,
    Ending,
    FirstOrder,
    GradientDescent,
    Momentum,
    anatomy,
    descend,
    grid,
    known_optimizers,
    uniform,
)
from descent.noise import Gaussian
from landscapes import Landscape, catalogue, parse


def simple_descend(f, starts, optimizer, steps, tolerance, factor=10.0, noise=None):
    """One particle after the other, one step after the other, as the design says it."""
    low, high = np.transpose(f.search_domain)
    centre, reach = (low + high) / 2, (high - low) / 2 * factor
    positions, heights, ending, stopped = [], [], [], []
    for number, start in enumerate(np.atleast_2d(starts)):
        point, how, when = np.array(start, float), None, steps
        path, levels = [point], [float(f.value(point))]
        state = optimizer.initial_state(point[:, None])
        if not np.isfinite(levels[0]):
            how, when = Ending.DIVERGED, 0
        elif (np.abs(point - centre) > reach).any():
            how, when = Ending.ESCAPED, 0
        for k in range(steps):
            gradient = f.gradient(point)
            if how is None and when == steps and tolerance and np.abs(gradient).max() <= tolerance:
                when = k
            if when == steps:
                told = gradient[:, None]
                if noise is not None:
                    told = noise.noisy(told, point[:, None], k, np.array([number]), f)
                with np.errstate(all="ignore"):
                    shift, state = optimizer.step(point[:, None], told, state, k, f)
                    moved = point + shift[:, 0]
                    level = float(f.value(moved))
                if not (np.isfinite(moved).all() and np.isfinite(level)):
                    how, when = Ending.DIVERGED, k
                elif (np.abs(moved - centre) > reach).any():
                    how, when = Ending.ESCAPED, k
                else:
                    point = moved
            path.append(point)
            levels.append(float(f.value(point)))
        positions.append(path)
        heights.append(levels)
        ending.append(how)
        stopped.append(when)
    return np.swapaxes(positions, 0, 1), np.transpose(heights), ending, stopped


def check(f, starts, optimizer, *, steps, tolerance=1e-6, noise=None):
    paths = descend(f, starts, optimizer, steps=steps, tolerance=tolerance, noise=noise)
    positions, heights, ending, stopped = simple_descend(f, starts, optimizer, steps, tolerance, noise=noise)
    np.testing.assert_array_equal(paths.stopped_at, stopped)
    np.testing.assert_allclose(paths.positions, positions, rtol=1e-9, atol=1e-9)
    np.testing.assert_allclose(paths.heights, heights, rtol=1e-9, atol=1e-9)
    assert [
        e if e in (Ending.ESCAPED, Ending.DIVERGED) else None for e in map(Ending, paths.ending)
    ] == ending
    return paths


@pytest.mark.parametrize("optimizer", [GradientDescent(0.01), Momentum(0.002), Adam(0.2)], ids=repr)
@pytest.mark.parametrize("name", ["himmelblau", "easom", "ackley", "bukin6", "schwefel"])
def test_every_step_is_the_simple_loops_step(name: str, optimizer) -> None:
    f = catalogue[name]
    check(f, grid(f.domain, 4), optimizer, steps=50)


@pytest.mark.parametrize("optimizer", [GradientDescent(0.01), Momentum(0.002), Adam(0.05)], ids=repr)
@pytest.mark.parametrize(
    "name", ["price1", "xin_she_yang1", "powell_sum", "bukin4", "ackley2", "tripod", "alpine2", "drop_wave"]
)
def test_steps_along_a_kink_are_the_simple_loops_steps(name: str, optimizer) -> None:
    f = catalogue[name]
    check(f, grid(f.domain, 3), optimizer, steps=70)


@pytest.mark.parametrize("optimizer", [GradientDescent(0.1), Momentum(0.05), Adam(0.1)], ids=repr)
def test_a_slope_with_a_limit_other_than_zero_is_taken_along_a_kink(optimizer) -> None:
    # On the axis x = 0 the slope along y is 0 / 0 times 0 in the formula, and 1 + y / 2 in the limit.
    f = parse("y**2 / 4 + y + abs(x * y)", domain=((-4, 4), (-4, 4)))
    paths = check(f, [[0.0, 3.0], [0.0, -1.0], [0.5, 2.0]], optimizer, steps=70, tolerance=0)
    assert paths.positions[-1, 0, 1] < 0 and (paths.positions[:, :2, 0] == 0).all()


def test_particles_that_come_to_rest_stay_there() -> None:
    f = catalogue["himmelblau"]
    paths = check(f, uniform(f.domain, 20, seed=3), GradientDescent(0.02), steps=120)
    assert (paths.stopped_at < 120).any()
    for p in range(20):
        assert (paths.positions[paths.stopped_at[p] :, p] == paths.positions[-1, p]).all()
        if paths.stopped_at[p] < 120:
            assert np.abs(f.gradient(paths.positions[-1, p])).max() <= 1e-6


def test_a_rate_too_large_ends_inside_the_enlarged_domain() -> None:
    f = catalogue["himmelblau"]
    paths = check(f, uniform(f.domain, 30, seed=1), GradientDescent(0.05), steps=40)
    gone = np.isin(paths.ending, [Ending.ESCAPED, Ending.DIVERGED])
    assert gone.any()
    assert np.isfinite(paths.heights).all()
    assert (np.abs(paths.positions) <= 50).all()


def test_noise_reaches_every_particle_as_in_the_simple_loop() -> None:
    f = catalogue["himmelblau"]
    check(f, grid(f.domain, 4), GradientDescent(0.001), steps=40, noise=Gaussian(2.0, seed=5))


def test_starts_that_are_lost_already() -> None:
    f = Landscape(name="log", builder=_log, domain=((0.5, 3.0),))
    paths = descend(f, [[-1.0], [1.0], [500.0], [0.0]], GradientDescent(0.01), steps=3)
    assert list(paths.ending) == [Ending.UNDEFINED, Ending.RUNNING, Ending.ESCAPED, Ending.UNDEFINED]
    assert list(paths.stopped_at) == [0, 3, 0, 0]
    assert (paths.positions[:, 2] == 500.0).all()


def _log(x):
    import sympy

    return sympy.log(x)


def test_many_blocks_on_threads_give_what_one_gives() -> None:
    f = catalogue["himmelblau"]
    starts = uniform(f.domain, 30_000, seed=2)
    whole = descend(f, starts, Momentum(0.01), steps=60)
    some = np.arange(0, 30_000, 731)
    part = descend(f, starts[some], Momentum(0.01), steps=60)
    np.testing.assert_array_equal(whole.positions[:, some], part.positions)
    np.testing.assert_array_equal(whole.heights[:, some], part.heights)
    np.testing.assert_array_equal(whole.stopped_at[some], part.stopped_at)
    np.testing.assert_array_equal(whole.ending[some], part.ending)


@pytest.mark.parametrize("word", sorted(set(known_optimizers()) - {"scipy"}))
@pytest.mark.parametrize("name", ["rosenbrock", "ackley"])
def test_a_particle_alone_goes_where_it_goes_among_others(word: str, name: str) -> None:
    if name == "ackley" and word in ("gauss_newton", "levenberg_marquardt"):
        name = "dixon_price"  # they want a sum of squares
    f, made = catalogue[name].in_dimensions(17), known_optimizers()[word]
    starts = uniform(f.domain, 8)
    # Which rate is chosen is looked at elsewhere.
    rate = {"learning_rate": 1e-3} if getattr(made(), "learning_rate", 1.0) is None else {}
    clipped = (made(**rate, clip_norm=1.0),) if issubclass(made, FirstOrder) else ()
    for optimizer in (made(**rate), *clipped):
        paths = descend(f, starts, optimizer, steps=12)
        for part in (slice(0, 1), slice(3, 6)):
            alone = descend(f, starts[part], optimizer, steps=12)
            np.testing.assert_array_equal(alone.positions, paths.positions[:, part])
        last = int(paths.stopped_at[5]) - 1
        np.testing.assert_array_equal(anatomy(paths, 5, last).position, paths.positions[last, 5])


@pytest.mark.parametrize("record", [1, 2, 7, 50, 1000, "ends"])
def test_a_thinner_record_holds_rows_of_the_full_one(record) -> None:
    f = catalogue["himmelblau"]
    starts = uniform(f.domain, 300, seed=2)
    full = descend(f, starts, GradientDescent(0.02), steps=99)
    thin = descend(f, starts, GradientDescent(0.02), steps=99, record=record)
    assert thin.indices[0] == 0 and thin.indices[-1] == 99
    np.testing.assert_array_equal(thin.positions, full.positions[thin.indices])
    np.testing.assert_array_equal(thin.heights, full.heights[thin.indices])
    np.testing.assert_array_equal(thin.ending, full.ending)


@pytest.mark.parametrize(("name", "rate"), [("himmelblau", 0.02), ("himmelblau", 0.05), ("ackley", 0.3)])
def test_a_large_run_holds_what_a_thinner_one_and_a_part_of_it_hold(name: str, rate: float) -> None:
    f = catalogue[name]
    starts = uniform(f.domain, 3000, seed=6)
    full = descend(f, starts, GradientDescent(rate), steps=90)
    thin = descend(f, starts, GradientDescent(rate), steps=90, record=4)
    np.testing.assert_array_equal(thin.positions, full.positions[thin.indices])
    np.testing.assert_array_equal(thin.heights, full.heights[thin.indices])
    np.testing.assert_array_equal(thin.ending, full.ending)
    np.testing.assert_array_equal(thin.stopped_at, full.stopped_at)
    some = np.arange(0, 3000, 71)
    part = descend(f, starts[some], GradientDescent(rate), steps=90)
    np.testing.assert_array_equal(part.positions, full.positions[:, some])
    np.testing.assert_array_equal(part.stopped_at, full.stopped_at[some])


def test_float32_halves_the_record_only() -> None:
    f = catalogue["himmelblau"]
    starts = uniform(f.domain, 30, seed=2)
    paths = descend(f, starts, GradientDescent(0.02), steps=20, dtype=np.float32)
    assert paths.positions.dtype == np.float32
    np.testing.assert_array_equal(
        paths.positions, descend(f, starts, GradientDescent(0.02), steps=20).positions.astype(np.float32)
    )


def test_no_steps_and_no_particles() -> None:
    f = catalogue["himmelblau"]
    assert descend(f, [[1.0, 2.0]], GradientDescent(0.1), steps=0).positions.shape == (1, 1, 2)
    nobody = descend(f, np.empty((0, 2)), GradientDescent(0.1), steps=5)
    assert nobody.positions.shape == (6, 0, 2)
    assert nobody.ending.shape == nobody.stopped_at.shape == (0,)


@pytest.mark.parametrize(
    "starts",
    [
        [[1.0, np.nan]],
        [[np.inf, 0.0]],
        [[1.0]],
        [[1.0, 2.0, 3.0]],
        "here",
        [[1, 2], [3]],
        [[1j, 0]],
        None,
        3.0,
    ],
)
def test_unfit_starts_are_refused_in_one_line(starts) -> None:
    with pytest.raises(ValueError, match=r"^starts [^\n]*$"):
        descend(catalogue["himmelblau"], starts, GradientDescent(0.1))


@pytest.mark.parametrize(
    "setting",
    [
        {"steps": -1},
        {"steps": 2.5},
        {"steps": True},
        {"tolerance": -1e-9},
        {"tolerance": np.nan},
        {"tolerance": "small"},
        {"escape_factor": 0.0},
        {"escape_factor": np.inf},
        {"record": 0},
        {"record": "all"},
        {"dtype": int},
    ],
)
def test_unfit_settings_are_refused_in_one_line(setting) -> None:
    with pytest.raises(ValueError, match=rf"^descend\.{next(iter(setting))} [^\n]*$"):
        descend(catalogue["himmelblau"], [[1.0, 2.0]], GradientDescent(0.1), **setting)


@settings(max_examples=60, deadline=None)
@given(
    starts=st.lists(
        st.tuples(*[st.floats(width=64) | st.sampled_from([0.0, 1e308, -1e308, 5e-324])] * 2), max_size=5
    ),
    rate=st.floats(1e-6, 1e6),
    steps=st.integers(0, 40),
)
def test_odd_starts_give_one_clear_error_or_finite_paths(starts, rate, steps) -> None:
    f = catalogue["rosenbrock"]
    try:
        paths = descend(f, starts, GradientDescent(rate), steps=steps)
    except ValueError as error:
        assert "\n" not in str(error)
        assert not np.isfinite(starts).all()
        return
    assert np.isfinite(paths.positions).all()
    assert paths.positions.shape == (steps + 1, len(starts), 2)
    lost = paths.ending == Ending.DIVERGED
    assert np.isfinite(paths.heights[:, ~lost]).all()


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("himmelblau", [[0, 0]], Adam(0.1)), "descend.f must be a Landscape"),
        ((catalogue["sphere"], [[0, 0]], "adam"), "descend.optimizer must be an Optimizer"),
        ((catalogue["sphere"], [[0, 0]], Adam), "got the class Adam"),
    ],
)
def test_what_is_of_another_kind_is_refused_in_one_line(arguments, said):
    with pytest.raises(ValueError, match=said):
        descend(*arguments)
    with pytest.raises(ValueError, match=r"descend\.noise must be a Noise or None, got 'x'"):
        descend(catalogue["sphere"], [[0, 0]], Adam(0.1), noise="x")


def test_record_beyond_the_last_step_keeps_both_ends():
    paths = descend(catalogue["sphere"], [[1.0, 1.0]], GradientDescent(0.1), steps=5, record=10**400)
    assert paths.indices.tolist() == [0, 5]


def test_more_steps_than_tables_are_worth_end_where_the_particles_do():
    few, many = (
        descend(catalogue["sphere"], [[1.0, 1.0]], Adam(0.1), steps=steps, record="ends")
        for steps in (1000, 10**9)
    )
    assert few.stopped_at[0] == many.stopped_at[0] < 1000
    np.testing.assert_array_equal(few.positions[-1], many.positions[-1])
