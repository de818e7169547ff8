"""Blocks add up to what one run of all starts gives, whoever runs them, in whichever order, however they are cut."""

from __future__ import annotations

from concurrent.futures import BrokenExecutor, ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from whimsical import Whimsical

from descent import Adam, Ending, GradientDescent, Momentum, descend, multistart
from descent.multistart.blocks import starts_between
from descent.multistart.histogram import RELATIVE_ERROR, Histogram
from landscapes import catalogue, parse

METHODS = (GradientDescent(0.01), Momentum(0.005))
COUNT, STEPS = 700, 250


def numbers(found: Any) -> list[Any]:
    return [[t.record for t in found.tallies], found.agreements, [o.text for o in found.optimizers]]


@pytest.fixture(scope="module")
def alone() -> Any:
    return multistart(catalogue["six_hump_camel"], METHODS, COUNT, seed=5, steps=STEPS, block=100)


def test_counts_are_those_of_one_run_of_the_same_starts(alone: Any) -> None:
    f = catalogue["six_hump_camel"]
    starts = starts_between(f.domain, 5, 0, COUNT)
    low, high = np.transpose(f.domain)
    assert ((starts >= low) & (starts < high)).all() and len(np.unique(starts, axis=0)) == COUNT
    ends = []
    for method, tally in zip(METHODS, alone.tallies, strict=True):
        run = descend(f, starts, method, steps=STEPS)
        places = run.destinations
        assert tally.ended.tolist() == np.bincount(run.ending, minlength=len(Ending)).tolist()
        np.testing.assert_allclose(tally.places, places.positions, atol=1e-6)
        assert tally.counts.tolist() == places.counts.tolist()
        resting = np.sort(run.stopped_at[run.ending == Ending.CONVERGED])
        assert tally.steps.quantile(0.5) == np.quantile(resting, 0.5)
        best = places.is_global[places.labels] & (places.labels >= 0) & (run.ending == Ending.CONVERGED)
        assert tally.successes == best.sum()
        ends.append((best, run.heights[-1]))
        lost = np.isin(run.ending, (Ending.ESCAPED, Ending.DIVERGED))
        ordered = np.sort(np.where(lost, np.inf, run.heights[-1]) - f.minimum)[int(0.9 * (COUNT - 1)) :]
        above = tally.height_quantile(0.9) - tally.level
        assert ordered[0] * (1 - 2 * RELATIVE_ERROR) <= above <= ordered[1] * (1 + 2 * RELATIVE_ERROR)
    agreement = alone.agreements[0, 1]
    assert agreement.both == (ends[0][0] & ends[1][0]).sum()
    assert agreement.only_first == (ends[0][0] & ~ends[1][0]).sum()


@pytest.mark.parametrize("block", [1, 37, 700, 10**6])
def test_how_starts_are_cut_is_no_matter(alone: Any, block: int) -> None:
    count = 40 if block == 1 else COUNT
    f = catalogue["six_hump_camel"]
    found = multistart(f, METHODS, count, seed=5, steps=STEPS, block=block)
    if count == COUNT:
        assert found.agreements == alone.agreements
        for ours, theirs in zip(found.tallies, alone.tallies, strict=True):
            assert ours.ended.tolist() == theirs.ended.tolist()
            assert ours.counts.tolist() == theirs.counts.tolist()
            assert ours.above.record == theirs.above.record and ours.steps.record == theirs.steps.record
            np.testing.assert_allclose(ours.places, theirs.places, atol=1e-7)
    assert [len(t) for t in found.tallies] == [count] * 2


@pytest.mark.parametrize("seed", [0, 1])
def test_who_is_done_first_is_no_matter(alone: Any, seed: int) -> None:
    f = catalogue["six_hump_camel"]
    found = multistart(f, METHODS, COUNT, seed=5, steps=STEPS, block=100, executor=Whimsical(seed))
    assert numbers(found) == numbers(alone)
    with ThreadPoolExecutor(3) as pool:
        assert numbers(
            multistart(f, METHODS, COUNT, seed=5, steps=STEPS, block=100, executor=pool)
        ) == numbers(alone)


def test_what_was_done_before_a_death_is_not_done_again(alone: Any, tmp_path: Path) -> None:
    f = catalogue["six_hump_camel"]
    asked: dict[str, Any] = {"seed": 5, "steps": STEPS, "block": 100, "folder": tmp_path}
    with pytest.raises(BrokenExecutor):
        multistart(f, METHODS, COUNT, executor=Whimsical(3, lives=4), **asked)
    kept = sorted(tmp_path.iterdir())
    assert 1 <= len(kept) <= 4
    written = [path.stat().st_mtime_ns for path in kept]
    kept[0].write_text(kept[0].read_text()[:-40])  # and one of them is damaged
    found = multistart(f, METHODS, COUNT, **asked)
    assert numbers(found) == numbers(alone)
    assert [path.stat().st_mtime_ns for path in kept[1:]] == written[1:]
    other = multistart(f, METHODS, COUNT, **(asked | {"seed": 6}))
    assert numbers(other) != numbers(alone)  # another question never gets an old answer
    assert numbers(multistart(f, METHODS[:1], COUNT, **asked))[0] == [alone.tallies[0].record]


def test_a_row_for_every_start_is_written_block_by_block(tmp_path: Path) -> None:
    parquet = pytest.importorskip("pyarrow.parquet", reason="pip install .[cluster]")
    f = catalogue["booth"]
    found = multistart(f, METHODS, 250, seed=1, steps=60, block=100, outcomes=tmp_path / "rows")
    table = parquet.read_table(tmp_path / "rows")
    assert table.num_rows == 500 and len(list((tmp_path / "rows").iterdir())) == 3
    rows = table.to_pydict()
    first = [k for k, text in enumerate(rows["optimizer"]) if text == METHODS[0].text]
    points = np.column_stack([np.array(rows[f"start_{v}"])[first] for v in "xy"])
    assert (points == starts_between(f.domain, 1, 0, 250)[np.array(rows["number"])[first]]).all()
    assert sum(rows["ending"][k] == "CONVERGED" for k in first) == found.tallies[0].ended[Ending.CONVERGED]


def test_rows_are_of_each_start_once_however_often_they_are_written(tmp_path: Path) -> None:
    """Of another seed, landscape or number they stay apart; of the same starts, cut otherwise, they are replaced."""
    parquet = pytest.importorskip("pyarrow.parquet", reason="pip install .[cluster]")
    f, rows = catalogue["booth"], tmp_path / "rows"
    asked: dict[str, Any] = {"steps": 40, "outcomes": rows, "folder": tmp_path / "kept"}

    def counted() -> dict[tuple[str, str], int]:
        table = parquet.read_table(rows).to_pydict()
        keys = list(zip(*(table[k] for k in ("landscape", "seed", "optimizer", "number")), strict=True))
        assert len(keys) == len(set(keys))
        return {one: sum(key[:2] == one for key in keys) for one in {key[:2] for key in keys}}

    multistart(f, METHODS, 250, seed=1, block=100, **asked)
    multistart(f, METHODS, 250, seed=1, block=70, **asked)
    assert counted() == {("booth", "1"): 500}
    first = sorted(parquet.read_table(rows).column("height").to_pylist())
    multistart(f, METHODS, 250, seed=2, block=70, **asked)
    multistart(catalogue["matyas"], METHODS, 30, seed=1, **asked)
    multistart(f, METHODS, 250, seed=1, block=70, **asked)
    assert counted() == {("booth", "1"): 500, ("booth", "2"): 500, ("matyas", "1"): 60}
    table = parquet.read_table(rows, filters=[("landscape", "=", "booth"), ("seed", "=", "1")])
    assert sorted(table.column("height").to_pylist()) == first
    assert set(table.column("engine").to_pylist()) == {"numpy"}


@given(st.lists(st.floats(allow_nan=False), min_size=1, max_size=60), st.integers(0, 60))
def test_a_histogram_s_quantiles_are_within_their_error(values: list[float], cut: int) -> None:
    found = Histogram.of_reals(values[:cut]) + Histogram.of_reals(values[cut:])
    assert found.record == Histogram.of_reals(values[::-1]).record and len(found) == len(values)
    ordered = sorted(values)
    for k, value in enumerate(ordered):
        share = k / max(len(ordered) - 1, 1)
        told = found.quantile(share)
        if np.isfinite(value) and abs(value) > 1e-300 and abs(value) < 1e300:
            near = (ordered[max(k - 1, 0)], value, ordered[min(k + 1, len(ordered) - 1)])
            low, high = min(near), max(near)
            slack = 2 * RELATIVE_ERROR
            assert low - slack * abs(low) <= told <= high + slack * abs(high)


@settings(max_examples=60)
@given(
    st.integers(0, 10**14), st.integers(1, 40), st.integers(0, 39), st.integers(1, 5), st.integers(0, 10**20)
)
def test_start_number_k_is_the_same_point_whoever_draws_it(
    first: int, count: int, later: int, variables: int, seed: int
) -> None:
    box = tuple((float(-k - 1), float(k + 2)) for k in range(variables))
    whole = starts_between(box, seed, first, count)
    part = starts_between(box, seed, first + min(later, count - 1), 1)
    assert (whole[min(later, count - 1)] == part[0]).all()


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ({"starts": 0}, "multistart.starts must be in [1, "),
        ({"block": 2.5}, "multistart.block must be a whole number"),
        ({"seed": -1}, "multistart.seed must be in [0, "),
        ({"domain": ((0, 1),)}, "multistart.domain has 1 sides, himmelblau has 2 variables"),
        ({"optimizers": []}, "multistart.optimizers must be one optimizer or several"),
        ({"optimizers": ["adam"]}, "multistart.optimizers must be"),
        (
            {"optimizers": "adam"},
            "multistart.optimizers must be an Optimizer, as Adam(0.05) or parse_optimizer('adam'), got 'adam'",
        ),
        ({"optimizers": 3}, "multistart.optimizers must be an Optimizer, as Adam(0.05)"),
        ({"executor": "local:2"}, "multistart.executor must be a concurrent.futures.Executor"),
        ({"tolerance": -1.0}, "multistart.tolerance must be"),
        ({"engine": "gpu"}, "multistart.engine must be one of"),
    ],
)
def test_what_cannot_be_is_refused_in_one_line(asked: dict[str, Any], words: str) -> None:
    settings: dict[str, Any] = {"optimizers": Adam(0.1), "starts": 5, "steps": 2} | asked
    with pytest.raises((ValueError, TypeError)) as said:
        multistart(catalogue["himmelblau"], settings.pop("optimizers"), settings.pop("starts"), **settings)
    assert words in str(said.value) and "\n" not in str(said.value)


def test_a_curve_of_minima_is_one_place_however_it_is_cut() -> None:
    f = parse("(x**2+y**2-1)**2", ((-2, 2), (-2, 2)))
    one, many = (multistart(f, GradientDescent(0.05), 120, steps=400, block=b).tallies[0] for b in (120, 11))
    assert len(one.places) == len(many.places) == 1 or one.ended.tolist() == many.ended.tolist()
    assert one.counts.sum() == many.counts.sum() and len(one.places) == len(many.places)
