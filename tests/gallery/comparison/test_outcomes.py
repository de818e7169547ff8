"""Data out: a row for every start, in whatever form, and finished runs of anybody beside ours."""

from __future__ import annotations

import csv
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import pytest

from descent import Adam, Ending, Gaussian, Trajectories, descend, grid
from gallery.comparison import compare
from gallery.comparison.outcomes import outcome_columns
from landscapes import catalogue

F = catalogue["himmelblau"]
FOUND = compare(
    "himmelblau",
    starts=["grid:4", "uniform:7"],
    optimizers=["gradient_descent:0.01", "newton"],
    steps=60,
    seed=5,
)
HAS_PANDAS = find_spec("pandas") is not None


def rows_of(path: Path) -> list[dict[str, str]]:
    with path.open(newline="") as file:
        return list(csv.DictReader(file))


def test_every_start_of_every_case_has_a_row_that_says_what_the_run_says(tmp_path: Path) -> None:
    FOUND.to_csv(tmp_path / "starts.csv")
    rows = rows_of(tmp_path / "starts.csv")
    assert len(rows) == 2 * (16 + 7)
    for case, _ in FOUND.runs:
        own = [row for row in rows if row["case"] == case.label]
        run = descend(F, case.points(), case.optimizer, steps=60)
        assert [int(row["start"]) for row in own] == list(range(len(run)))
        for what, points in (("start", run.positions[0]), ("end", run.positions[-1])):
            told = np.array([[float(row[f"{what}_{name}"]) for name in "xy"] for row in own])
            np.testing.assert_array_equal(told, points)
        np.testing.assert_array_equal([float(row["height"]) for row in own], run.heights[-1])
        assert [int(row["steps"]) for row in own] == run.stopped_at.tolist()
        assert [row["ending"] for row in own] == [Ending(e).name for e in run.ending]
        assert {row["seed"] for row in own} == ({"5"} if case.starts.is_random else {""})
        for row, end in zip(own, run.positions[-1], strict=True):
            known = row["destination_x"] != ""
            assert known == (row["ending"] in ("CONVERGED", "SADDLE"))
            if known:
                assert (
                    np.hypot(float(row["destination_x"]) - end[0], float(row["destination_y"]) - end[1])
                    < 1e-3
                )


def test_variables_of_other_landscapes_are_empty_and_labels_do_not_run_in_spreadsheets(
    tmp_path: Path,
) -> None:
    found = compare(["parabola", "booth"], starts="grid:3", optimizers="gradient_descent:0.05", steps=20)
    found.to_csv(tmp_path / "a.csv")
    rows = rows_of(tmp_path / "a.csv")
    assert {row["start_y"] == "" for row in rows if row["landscape"] == "parabola"} == {True}
    assert {row["start_y"] == "" for row in rows if row["landscape"] == "booth"} == {False}
    assert not any(entry[:1] in "=+@" for row in rows for entry in row.values() if entry)


@pytest.mark.parametrize("method", ["to_csv", "to_parquet"])
def test_another_ending_is_refused(method: str, tmp_path: Path) -> None:
    wrong = tmp_path / ("a.parquet" if method == "to_csv" else "a.csv")
    with pytest.raises(ValueError, match=f"Comparison.{method} writes"):
        getattr(FOUND, method)(wrong)
    with pytest.raises(ValueError, match=r"to_csv writes \.csv"):
        descend(F, [[0.0, 0.0]], Adam(0.1), steps=2).to_csv(tmp_path / "run.parquet")
    with pytest.raises(ValueError, match=r"Table.to_csv writes \.csv"):
        FOUND.table.to_csv(tmp_path / "t.json")
    assert not list(tmp_path.iterdir())


@pytest.mark.skipif(HAS_PANDAS, reason="what is said where pandas is missing")
def test_without_pandas_it_says_what_to_install(tmp_path: Path) -> None:
    for ask in (FOUND.to_dataframe, lambda: FOUND.to_parquet(tmp_path / "a.parquet")):
        with pytest.raises(ImportError, match="pip install pandas"):
            ask()


@pytest.mark.skipif(not HAS_PANDAS, reason="needs pandas")
def test_a_data_frame_holds_the_same(tmp_path: Path) -> None:
    frame = FOUND.to_dataframe()
    columns = outcome_columns(FOUND)
    assert list(frame.columns) == list(columns) and len(frame) == len(columns["case"])
    np.testing.assert_array_equal(frame["height"], columns["height"])
    assert frame.groupby("case")["start"].count().tolist() == [16, 16, 7, 7]


def test_finished_runs_stand_beside_ours_and_are_judged_like_them() -> None:
    starts = grid(F.domain, 4)
    ours = descend(F, starts, Adam(0.1), steps=60)
    mine = Trajectories.from_arrays(F, np.asarray(ours.positions))
    found = compare(
        "himmelblau",
        starts="grid:4",
        optimizers=["adam:0.1", "gradient_descent:0.01"],
        steps=60,
        runs={"mine": mine},
    )
    lines = {line.case.label: line for line in found.table.lines}
    (adam,) = (line for label, line in lines.items() if label.startswith("Adam"))
    assert set(found.outcomes) >= {"mine", adam.case.label}
    np.testing.assert_array_equal(found.outcomes["mine"].heights, found.outcomes[adam.case.label].heights)
    assert lines["mine"].best.count == adam.best.count
    (pair,) = (p for p in found.pairs if {p.first, p.second} == {"mine", adam.case.label})
    assert pair.starts == pair.ties == 16
    assert {"mine"} <= set(outcome_columns(found)["case"])
    assert "mine" not in {case.label for case in found_maps(found)}


def found_maps(found: object) -> list[object]:
    from gallery.comparison.figures import Subject

    return list(Subject(found).mapped.values())


@pytest.mark.parametrize(
    ("runs", "said"),
    [
        ({"adam, rate 0.1": None}, r"must be a Trajectories"),
        ({"gradient descent": "taken"}, "a case is called so already"),
        ({"mine": "elsewhere"}, "is on booth, the cases are on himmelblau"),
    ],
)
def test_runs_that_cannot_be_compared_are_refused(runs: dict[str, object], said: str) -> None:
    here, there = (descend(f, [[0.0, 0.0]], Adam(0.1), steps=2) for f in (F, catalogue["booth"]))
    given = {label: {"taken": here, "elsewhere": there}.get(str(what), what) for label, what in runs.items()}
    with pytest.raises(ValueError, match=said):
        compare(
            "himmelblau",
            starts="grid:2",
            optimizers=["gradient_descent:0.01", "momentum:0.01"],
            steps=2,
            runs=given,
        )


def test_noise_changes_no_number_of_a_start() -> None:
    found = compare(
        "himmelblau", starts="uniform:9", optimizers="gradient_descent:0.01", noises="gaussian:1", steps=5
    )
    (case, outcome) = found.runs[0]
    run = descend(F, case.points(), case.optimizer, steps=5, noise=Gaussian(1.0))
    np.testing.assert_array_equal(outcome.starts, run.positions[0])
    np.testing.assert_array_equal(outcome.ends, run.positions[-1])


@pytest.mark.parametrize(
    ("count", "total", "said"),
    [
        (37, 1_000_000, "37 of 1,000,000"),
        (1, 1000, "0.1 %"),
        (0, 50, "0 %"),
        (1, 5000, "1 of 5,000"),
        (9, 10, "90 %"),
    ],
)
def test_small_shares_are_told_as_numbers(count: int, total: int, said: str) -> None:
    from descent import share
    from gallery.comparison.tables import share_text
    from gallery.comparison.tables.lines import Part

    assert share_text(Part.of(share(count, total), sampled=False)) == said


def test_a_row_says_what_moved_its_particle(tmp_path: Path) -> None:
    pytest.importorskip("llvmlite", reason='needs llvmlite: pip install "thalweg[fast]"')
    given = {
        "moved": descend(F, grid(F.domain, 2), Adam(0.1), steps=5, engine="compiled"),
        "measured": Trajectories.from_arrays(F, np.zeros((3, 4, 2)) + np.arange(4)[:, None]),
    }
    asked = ["newton", "adam:0.2"]
    found = compare("himmelblau", starts="grid:2", optimizers=asked, steps=5, engine="compiled", runs=given)
    found.to_csv(tmp_path / "starts.csv")
    told = {row["optimizer"].partition(":")[0]: row["engine"] for row in rows_of(tmp_path / "starts.csv")}
    assert told == {"newton": "numpy", "adam": "compiled", "moved": "compiled", "measured": ""}
    assert [record["engine"] for record in found.table.records] == ["numpy", "compiled", "compiled", None]
