"""Noise that repeats, whatever the company."""

from itertools import chain

import numpy as np
import pytest
from scipy.stats import kstest

from descent import Gaussian, GradientDescent, MiniBatch, descend, grid, uniform
from descent.noise import standard_normal
from landscapes import catalogue

F = catalogue["himmelblau"]


def test_draws_are_standard_normal_and_independent():
    draws = np.array([standard_normal(5, k, np.arange(20_000), c) for k in range(4) for c in range(2)])
    assert kstest(draws.ravel(), "norm").pvalue > 0.01
    correlation = np.corrcoef(draws) - np.eye(8)
    assert np.abs(correlation).max() < 0.035
    assert np.abs(np.corrcoef(draws[:, 1:].ravel(), draws[:, :-1].ravel())[0, 1]) < 0.02


def test_draws_depend_on_the_particles_number_only():
    np.testing.assert_array_equal(
        standard_normal(1, 9, np.arange(1000), 0)[[7, 400]], standard_normal(1, 9, np.array([7, 400]), 0)
    )


def test_noisy_run_repeats_and_another_seed_differs():
    run = [
        descend(F, grid(F.domain, 4), GradientDescent(0.005), steps=30, noise=Gaussian(5.0, seed=s))
        for s in (1, 1, 2)
    ]
    np.testing.assert_array_equal(run[0].positions, run[1].positions)
    assert not np.array_equal(run[0].positions, run[2].positions)


def test_particle_is_disturbed_alike_in_any_ensemble_size():
    starts = uniform(F.domain, 300, seed=0)
    noise = Gaussian(5.0, seed=3)
    many = descend(F, starts, GradientDescent(0.005), steps=20, noise=noise)
    few = descend(F, starts[:10], GradientDescent(0.005), steps=20, noise=noise)
    np.testing.assert_allclose(many.positions[:, :10], few.positions, rtol=1e-12)


def test_noise_goes_by_the_particles_number():
    gradient = np.zeros((2, 400))
    everyone = Gaussian(1.0).noisy(gradient, gradient, 4, np.arange(400), F)
    two = Gaussian(1.0).noisy(gradient[:, :2], gradient[:, :2], 4, np.array([7, 399]), F)
    np.testing.assert_array_equal(two, everyone[:, [7, 399]])


def test_noise_along_one_axis_leaves_the_other_alone():
    gradient = np.ones((2, 50))
    noisy = Gaussian(2.0, axis=1).noisy(gradient, gradient, 0, np.arange(50), F)
    np.testing.assert_array_equal(noisy[0], 1.0)
    assert noisy[1].std() == pytest.approx(2.0, rel=0.4)
    np.testing.assert_array_equal(gradient, 1.0)


def test_axis_must_exist():
    with pytest.raises(ValueError, match=r"^Gaussian\.axis must be < 2 for himmelblau, got 2$"):
        Gaussian(1.0, axis=2).noisy(np.ones((2, 1)), np.ones((2, 1)), 0, np.arange(1), F)


def test_epoch_visits_every_row_once():
    noise = MiniBatch(4, seed=2)
    batches = [noise.batch(k, 10).tolist() for k in range(6)]
    assert [len(b) for b in batches] == [4, 4, 2, 4, 4, 2]
    assert sorted(chain(*batches[:3])) == sorted(chain(*batches[3:])) == list(range(10))
    assert batches[:3] != batches[3:]


def test_mini_batches_need_data():
    with pytest.raises(ValueError, match="MiniBatch needs a landscape made of data, sphere has none"):
        descend(catalogue["sphere"], [[1.0, 1.0]], GradientDescent(0.1), steps=1, noise=MiniBatch(2))


@pytest.mark.parametrize(("scale", "seed"), [(-1, 0), (float("nan"), 0), (1, -1), (1, 0.5), ("1", 0)])
def test_settings_are_checked(scale, seed):
    with pytest.raises(ValueError, match=r"^Gaussian\.(scale|seed) must be"):
        Gaussian(scale, seed=seed)
