"""Memory is asked for before it is used up."""

import tracemalloc

import numpy as np
import pytest

from descent import Adam, GradientDescent, descend, grid, memory
from descent.engine import record
from landscapes import catalogue

F = catalogue["himmelblau"]
STARTS = grid(F.domain, 3)


@pytest.mark.parametrize("kept", [1, 3, 1000])
def test_a_record_that_does_not_fit_is_refused_before_any_of_it_is_taken(kept, monkeypatch):
    monkeypatch.setattr(record, "free_memory", lambda: 1e7)
    descend(F, STARTS, GradientDescent(0.01), steps=1)  # what a landscape takes once is no record
    tracemalloc.start()
    try:
        with pytest.raises(ValueError, match="does not fit in memory") as caught:
            descend(F, STARTS, GradientDescent(0.01), steps=10**9, record=kept)
        assert tracemalloc.get_traced_memory()[1] < 1e7
    finally:
        tracemalloc.stop()
    assert "\n" not in str(caught.value)


def test_what_is_kept_counts_and_not_what_is_asked_for(monkeypatch):
    monkeypatch.setattr(record, "free_memory", lambda: 1e5)
    monkeypatch.setattr(record, "_SMALL", 0)
    assert len(descend(F, STARTS, GradientDescent(0.01), steps=5000, record="ends").positions) == 2
    assert len(descend(F, STARTS, GradientDescent(0.01), steps=5000, record=100).positions) == 51
    with pytest.raises(ValueError, match="does not fit"):
        descend(F, STARTS, GradientDescent(0.01), steps=5000)


def test_a_short_run_asks_nobody_what_memory_there_is(monkeypatch):
    """To ask takes as long as to move a film's particles on the compiled engine."""
    monkeypatch.setattr(record, "free_memory", None)
    assert len(descend(F, grid(F.domain, 15), GradientDescent(0.01), steps=200).positions) == 201


def test_the_least_of_what_machine_container_and_limit_leave_counts(monkeypatch, tmp_path):
    monkeypatch.setattr(memory, "_CGROUP", tmp_path)
    free = memory.free_memory()
    assert free > 0
    (tmp_path / "memory.max").write_text("5000\n")
    (tmp_path / "memory.current").write_text("1000\n")
    assert memory.free_memory() == 4000
    (tmp_path / "memory.max").write_text("max\n")
    assert memory.free_memory() > 4000


@pytest.mark.parametrize("optimizer", [GradientDescent(0.01), Adam(0.1)])
@pytest.mark.parametrize("steps", [40, 200, None])
def test_steps_that_are_named_are_those_of_the_whole_record(optimizer, steps):
    named = (0, 1, 2, 3, 7, 20, 33, 34, 90, 91, 10_000)
    whole = descend(F, STARTS, optimizer, steps=steps)
    some = descend(F, STARTS, optimizer, steps=steps, record=named)
    assert some.steps == whole.steps
    assert some.indices.tolist() == [*(k for k in named if k < whole.steps), whole.steps]
    np.testing.assert_array_equal(some.positions, whole.positions[some.indices])
    np.testing.assert_array_equal(some.heights, whole.heights[some.indices])
    np.testing.assert_array_equal(some.stopped_at, whole.stopped_at)


@pytest.mark.parametrize("wrong", [(), (-1,), (0.5,), ("a",), [1, 2], "all", 0, True])
def test_what_is_no_record_is_refused(wrong):
    with pytest.raises(ValueError, match=r"descend\.record"):
        descend(F, STARTS, Adam(0.1), record=wrong)
