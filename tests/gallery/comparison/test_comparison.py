"""Comparisons: what they count, that order does not matter, that they go on where they stopped, and fail singly."""

from __future__ import annotations

import csv
import io
import json
import math
import os
from collections.abc import Iterator
from concurrent.futures import BrokenExecutor, Executor, Future, ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import descent.comparison
from descent import Adam, GradientDescent, descend, grid
from descent.optimizers.momentum import GradientDescent as Plain
from gallery import Comparison, compare
from gallery.comparison.figures.gathering import film_kind
from landscapes import find, parse

FAST = {"starts": "uniform:300", "steps": 200}


@pytest.fixture(scope="module")
def himmelblau() -> Comparison:
    return compare("himmelblau", optimizers=["gradient_descent:0.01", "adam:0.2"], **FAST)


def test_counts_are_those_of_descend_itself() -> None:
    f = find("himmelblau")
    found = compare("himmelblau", starts="grid:21", optimizers="gradient_descent:0.01", steps=500)
    paths = descend(f, grid(f.domain, 21), GradientDescent(0.01), steps=500)
    away = np.linalg.norm(paths.positions[-1][:, None] - f.minimizers, axis=-1)
    counts = np.bincount(away.argmin(axis=1), minlength=4)
    (record,) = found.table.records
    assert [m["count"] for m in record["minima"]] == counts.tolist()
    assert record["global"]["count"] == counts.sum() == 441
    assert record["steps_to_rest"]["median"] == np.median(paths.stopped_at)
    assert record["final_height"]["upper"] == pytest.approx(np.quantile(paths.heights[-1], 0.75))


def test_what_is_drawn_of_a_large_grid_lies_all_over_it() -> None:
    found = compare("easom", starts="grid:40", optimizers="adam", steps=3)
    ((case, outcome),) = found.runs
    mosaic = film_kind("film").scene(found)
    (paths,) = mosaic.runs.values()
    assert len(paths) < len(outcome) == 1600
    low, high = np.transpose(case.landscape.domain)
    cells = ((paths.positions[0] - low) / (high - low) * 4.999).astype(int)
    _, counts = np.unique(cells, axis=0, return_counts=True)
    assert len(counts) == 25 and counts.max() < 0.1 * len(paths), "every k-th of a grid lie on lines"
    assert mosaic.note == f"{len(paths)} of 1,600 starts"


def test_a_grid_has_no_interval_and_no_rank() -> None:
    (record,) = compare("himmelblau", starts="grid:5", optimizers="adam", steps=20).table.records
    assert record["global"]["low"] is None and record["rank"] is None


def test_cases_in_another_order_say_the_same() -> None:
    asked = ["gradient_descent", "adam", "rmsprop"]
    one = compare("beale", optimizers=asked, tune=5, **FAST).table.records
    other = compare("beale", optimizers=asked[::-1], tune=5, **FAST).table.records
    assert sorted(one, key=lambda r: r["case"]) == sorted(other, key=lambda r: r["case"])


def test_an_executor_of_ones_own_gives_the_same(himmelblau: Comparison) -> None:
    with ThreadPoolExecutor(2) as pool:
        again = compare("himmelblau", optimizers=["gradient_descent:0.01", "adam:0.2"], executor=pool, **FAST)
    assert again.table.records == himmelblau.table.records


def test_landscapes_starts_rates_and_noises_are_crossed() -> None:
    found = compare(
        ["booth", "matyas"],
        starts=["uniform:10", "grid:3"],
        optimizers=["gradient_descent", "adam:0.1"],
        learning_rates=[0.01, 0.02],
        noises=["none", "gaussian:0.1"],
        steps=5,
    )
    assert len(found.cases) == len({c.label for c in found.cases}) == 2 * 2 * 3 * 2
    assert found.cases[0].label == "booth, uniform 10, gradient descent, rate 0.01, no noise"


@pytest.mark.parametrize(
    ("optimizers", "labels"),
    [
        (["newton", "adam:0.1"], ["Newton", "Adam, rate 0.1"]),
        (["adadelta", "adadelta:0.5"], ["AdaDelta", "rate 0.5"]),
        (["adam:0.1", "adam:0.1,beta1=0.8"], ["Adam", "beta1 0.8"]),
        (["adam:0.1"], ["Adam"]),
        (["scipy:Powell", "scipy:CG"], ["SciPy Powell", "SciPy CG"]),
    ],
)
def test_labels_say_what_distinguishes_a_case(optimizers: list[str], labels: list[str]) -> None:
    found = compare("booth", optimizers=optimizers, starts="grid:2", steps=1)
    assert [case.label for case in found.cases] == labels


def test_the_default_rate_is_the_landscapes_own() -> None:
    from descent import default_learning_rate

    (case,) = compare("beale", optimizers="gradient_descent", **FAST).cases
    assert case.optimizer == GradientDescent(float(default_learning_rate(find("beale"), Plain)))
    assert case.rate_reason


def test_arrays_values_and_formulas_are_taken() -> None:
    f = parse("(x - 1)**2 + y**2", domain=((-2, 2), (-2, 2)))
    found = compare(f, starts=np.array([[0.0, 0.0], [1.5, 1.0]]), optimizers=Adam(0.1), steps=400)
    (record,) = found.table.records
    assert record["global"] is None and record["converged"]["count"] == 2
    assert record["minima"][0]["position"] == pytest.approx([1, 0], abs=1e-9)


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"optimizers": ["adam:0.1", "adam:learning_rate=0.1"]}, "2 cases are the same"),
        ({"optimizers": []}, "no optimizer was given"),
        ({"starts": []}, "no starts was given"),
        ({"starts": "points:(40,0)"}, "outside the domain"),
        ({"starts": np.array([[40.0, 0.0]])}, "outside the domain"),
        ({"optimizers": "adam:0.1", "learning_rates": [0.1]}, "no optimizer takes the learning rates"),
        ({"learning_rates": [-1]}, "finite number > 0"),
        ({"optimizers": "adamm"}, "did you mean 'adam'"),
        ({"steps": -1}, "steps must be"),
        ({"tune": 1}, "at least 2 trials"),
    ],
)
def test_mistakes_are_refused_before_anything_runs(asked: dict[str, object], said: str) -> None:
    with pytest.raises((ValueError, LookupError), match=said) as caught:
        compare("himmelblau", **asked)
    assert "\n" not in str(caught.value)


class Calls:
    """Counts how often cases are really run."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, fails: str = "") -> None:
        self.labels: list[str] = []
        real = descent.comparison.run_case

        def run(case: descent.comparison.Case) -> descent.comparison.CaseOutcome:
            self.labels.append(case.label)
            if fails and fails in case.label:
                raise FloatingPointError("deliberately")
            return real(case)

        monkeypatch.setattr(descent.comparison, "run_case", run)


@pytest.fixture
def threads() -> Iterator[ThreadPoolExecutor]:
    with ThreadPoolExecutor(1) as pool:
        yield pool


def test_an_interrupted_run_goes_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, threads: ThreadPoolExecutor
) -> None:
    calls = Calls(monkeypatch)
    asked = {"starts": "uniform:50", "steps": 30, "folder": tmp_path, "executor": threads}
    compare("booth", optimizers=["adam:0.1", "rmsprop:0.1"], **asked)
    first = compare("booth", optimizers=["adam:0.1", "rmsprop:0.1", "adam:0.2"], **asked)
    assert len(calls.labels) == 3
    records = sorted(tmp_path.glob("*.npz"))
    assert len(records) == 3 and not list(tmp_path.glob(".*"))
    records[0].write_bytes(records[0].read_bytes()[:100])
    again = compare("booth", optimizers=["adam:0.1", "rmsprop:0.1", "adam:0.2"], **asked)
    assert len(calls.labels) == 4
    assert again.table.records == first.table.records


def test_a_table_runs_nothing_again_when_it_is_to_be_drawn(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, threads: ThreadPoolExecutor
) -> None:
    asked = {"starts": "uniform:50", "steps": 30, "folder": tmp_path, "executor": threads}
    table = compare("booth", optimizers="adam:0.1", paths=False, **asked)
    calls = Calls(monkeypatch)
    drawn, fresh = (
        compare("booth", optimizers="adam:0.1", **options) for options in (asked, {**asked, "folder": None})
    )
    assert len(calls.labels) == 1 and table.table.csv == drawn.table.csv
    (a,), (b,) = drawn.outcomes.values(), fresh.outcomes.values()
    assert len(a.drawn_positions) == 31 and a.drawn_positions.tobytes() == b.drawn_positions.tobytes()


def test_a_case_that_raises_leaves_the_others_alone(
    monkeypatch: pytest.MonkeyPatch, threads: ThreadPoolExecutor
) -> None:
    Calls(monkeypatch, fails="rate 0.2")
    found = compare(
        "booth", optimizers="adam", learning_rates=[0.1, 0.2, 0.3], starts="grid:3", steps=5, executor=threads
    )
    assert list(found.outcomes) == ["rate 0.1", "rate 0.3"]
    assert found.failures == {"rate 0.2": "FloatingPointError: deliberately"}


def _die(case: descent.comparison.Case) -> descent.comparison.CaseOutcome:
    if "0.2" in case.label:
        os._exit(3)
    return _REAL(case)


_REAL = descent.comparison.run_case


@pytest.mark.skipif(os.name != "posix", reason="the deadly case travels by fork")
def test_a_process_that_dies_takes_no_other_case_along(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(descent.comparison, "run_case", _die)
    found = compare("booth", optimizers="adam", learning_rates=[0.1, 0.2, 0.3, 0.4], starts="grid:3", steps=5)
    assert list(found.outcomes) == ["rate 0.1", "rate 0.3", "rate 0.4"]
    assert found.failures == {"rate 0.2": "the process that ran it died"}


def _refuse(*_: Any) -> Any:
    raise ValueError("not today")


@pytest.mark.skipif(os.name != "posix", reason="the rule travels by fork")
def test_a_rule_that_raises_fails_in_its_own_cases_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("llvmlite")
    monkeypatch.setattr(GradientDescent, "rule", _refuse)
    asked = [GradientDescent(0.1), GradientDescent(0.2), Adam(0.05)]
    found = compare("booth", optimizers=asked, starts="grid:3", steps=5, engine="compiled")
    assert set(found.failures.values()) == {"not today"}
    assert len(found.failures) == 2 and len(found.outcomes) == 1


def test_csv_and_json_say_the_same(himmelblau: Comparison, tmp_path: Path) -> None:
    himmelblau.table.to_csv(tmp_path / "t.csv")
    records = json.loads(json.dumps(himmelblau.table.records))
    lines = list(csv.DictReader(io.StringIO((tmp_path / "t.csv").read_text())))
    assert records == himmelblau.table.records
    assert [line["case"] for line in lines] == [r["case"] for r in records]
    for line, record in zip(lines, records, strict=True):
        assert float(line["global_low"]) == record["global"]["low"]
        assert int(line["minimum_2_count"]) == record["minima"][1]["count"]
        assert float(line["final_height_median"]) == record["final_height"]["median"]


def test_lost_starts_are_counted_as_infinitely_high() -> None:
    found = compare("booth", optimizers="gradient_descent", learning_rates=[0.05, 0.2], **FAST)
    fine, bold = found.table.records
    assert bold["escaped"]["count"] == 300 and bold["final_height"]["median"] is None
    assert fine["final_height"]["median"] < 1e-6
    assert "lost" in str(found.table)
    (pair,) = found.pairs
    assert pair.lower_first == 300 and pair.only_first == 300 and pair.height_p < 1e-50


def test_easoms_plain_is_said_in_words() -> None:
    found = compare("easom", optimizers="gradient_descent", starts="uniform:500", steps=50)
    f = find("easom")
    from descent import uniform
    from descent.results import resting_slopes

    slopes = np.abs(f.gradient(uniform(f.domain, 500, seed=0)))
    still = (slopes <= resting_slopes(f)).all(axis=1).mean()
    assert still > 0.4
    assert f"{100 * still:.0f} % of uniform starts never move" in found.findings[0]


def test_equal_cases_are_not_told_apart() -> None:
    found = compare("himmelblau", optimizers=["gradient_descent:0.01", "adam:0.2"], starts="uniform:300")
    assert not any("% of the time" in s for s in found.findings)
    assert all(rank == [1, 2] for rank in (r["rank"] for r in found.table.records))


def test_numbers_that_json_cannot_say_are_none(himmelblau: Comparison) -> None:
    def walk(value: object) -> None:
        if isinstance(value, dict):
            [walk(v) for v in value.values()]
        elif isinstance(value, list):
            [walk(v) for v in value]
        elif isinstance(value, float):
            assert math.isfinite(value)

    walk(himmelblau.table.records)


def test_tuning_finds_the_rate_and_says_how() -> None:
    found = compare("booth", optimizers=["gradient_descent", "adam"], tune=9, tune_range=(1e-3, 1.0), **FAST)
    plain, adam = found.tunings
    assert plain.budget == adam.budget == 9
    assert 0.01 < plain.winner < 2 / 18
    assert plain.held_out == "uniform:count=200,seed=1000003"
    assert found.cases[0].optimizer.learning_rate == plain.winner
    assert set(plain.sweep.regimes) >= {"too slow", "right", "diverges"}


def test_tuning_has_a_budget_of_its_own() -> None:
    (tuning,) = compare("booth", optimizers="adam", starts="grid:3", steps=20, tune=True).tunings
    assert tuning.budget == 16 and tuning.held_out.startswith("uniform")


def test_the_sweep_marks_the_limit_of_theory() -> None:
    found = compare("booth", optimizers="gradient_descent", **FAST)
    (sweep,) = found.sweeps
    assert sweep.limits == pytest.approx([2 / 18])
    for rate, regime in zip(sweep.rates, sweep.regimes, strict=True):
        assert (regime == "diverges") == (rate > 2 / 18)


@pytest.mark.parametrize("width", [40, 80, 120, 1000])
def test_the_table_says_less_where_there_is_less_room(himmelblau: Comparison, width: int) -> None:
    columns, rows = himmelblau.table.fitted(width)
    text = [max(len(line[i]) for line in (columns, *rows)) for i in range(len(columns))]
    assert sum(text) + 2 * (len(text) - 1) <= max(width, 62)
    assert columns[0] == "case" and columns[-1] == "rank" and len(rows) == 2
    assert ("(3, 2)" in columns) == (width == 1000)


LOADED = """
from dataclasses import dataclass
from descent import FirstOrder

@dataclass(frozen=True)
class Loaded(FirstOrder):
    def rule(self, xp, gradient, state, index, learning_rate):
        return SIGN learning_rate * gradient, {}
"""


def loaded(sign: str) -> Any:
    scope: dict[str, Any] = {"__name__": "notebook"}
    exec(LOADED.replace("SIGN", sign), scope)
    return scope["Loaded"](0.1)


def test_changed_code_never_gets_old_numbers(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, threads: ThreadPoolExecutor
) -> None:
    calls = Calls(monkeypatch)
    asked = {"starts": "uniform:20", "steps": 120, "folder": tmp_path, "executor": threads}
    down, again, up = (compare("sphere", optimizers=[loaded(sign)], **asked) for sign in "--+")
    assert len(calls.labels) == 2  # the second time nothing had changed
    assert down.table.records == again.table.records
    shares = [found.table.records[0]["global"]["share"] for found in (down, up)]
    assert shares == [1.0, 0.0]


def test_a_case_whose_code_cannot_be_known_is_run_every_time(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, threads: ThreadPoolExecutor
) -> None:
    calls = Calls(monkeypatch)
    mine = loaded("-")
    type(mine).secret = (line for line in "ab")
    for _ in range(2):
        compare("sphere", optimizers=[mine], starts="grid:2", steps=3, folder=tmp_path, executor=threads)
    assert len(calls.labels) == 2 and not list(tmp_path.iterdir())


def test_trials_are_tasks_of_the_executor() -> None:
    asked = {"optimizers": ["gradient_descent", "adam"], "starts": "uniform:20", "steps": 30, "tune": 4}
    here = compare("booth", **asked)
    with ThreadPoolExecutor(3) as pool:
        found = compare("booth", **asked, executor=pool)
    for a, b in zip(found.tunings, here.tunings, strict=True):
        assert a.winner == b.winner and a.sweep.quartiles.tobytes() == b.sweep.quartiles.tobytes()
    assert found.table.csv == here.table.csv


def test_a_process_that_dies_at_a_trial_is_told_in_one_line() -> None:
    class Broken(Executor):
        def submit(self, fn: Any, /, *args: Any, **options: Any) -> Future[Any]:
            raise BrokenExecutor("died")

    with pytest.raises(ValueError, match="a process died that tried a learning rate"):
        compare("booth", optimizers="adam", tune=4, **{**FAST, "executor": Broken()})
