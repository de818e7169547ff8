"""A film keeps of a long run what it shows, and of a usual one everything."""

import numpy as np
import pytest

import gallery.spec.run as run
from gallery.spec import RunSpec
from landscapes import catalogue

F = catalogue["himmelblau"]


@pytest.mark.parametrize(("particles", "steps"), [(225, 1000), (1000, 10_000), (1, 1_000_000), (225, None)])
def test_of_usual_runs_every_step_is_kept(particles, steps):
    assert run.steps_of_a_film(particles, steps) == 1


@pytest.mark.parametrize("particles", [11, 200, 10_000, 2_000_000, 20_000_000])
@pytest.mark.parametrize("steps", [1_000_000, 1_000_003])
def test_of_long_runs_so_many_are_kept_the_first_ones_one_by_one(particles, steps):
    kept = run.steps_of_a_film(particles, steps)
    assert kept[0] == 0 and kept[-1] == steps and (np.diff(kept) > 0).all()
    assert len(kept) <= run.MOST_KEPT // particles + 3
    gaps = np.diff(kept)
    first = np.argmax(gaps > 1)
    assert first >= len(kept) // 2 - 2 and len(set(gaps[first:-1])) <= 1


def test_a_long_run_is_the_same_where_it_is_kept(monkeypatch):
    spec = RunSpec(optimizer="adam:0.1", starts=("grid:4",), steps=300)
    whole = spec.run(F)
    monkeypatch.setattr(run, "MOST_KEPT", 16 * 50)
    thinned = spec.run(F)
    assert len(thinned.positions) < 60 and thinned.steps == 300
    np.testing.assert_array_equal(thinned.positions, whole.positions[thinned.indices])
    np.testing.assert_array_equal(thinned.ending, whole.ending)
