"""Cases of too many starts for one array are counted, and a run that ended early goes on."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from whimsical import Whimsical

from descent.multistart import driving
from descent.starts import starts
from gallery import compare

ASKED: dict[str, Any] = {
    "starts": "uniform:300,seed=2",
    "optimizers": ["gradient_descent:0.05", "momentum:0.02"],
    "steps": 60,
}


@pytest.fixture
def crowded(monkeypatch: pytest.MonkeyPatch) -> None:
    """Few starts are run as if they were many."""
    monkeypatch.setattr(starts, "LARGEST", 100)
    monkeypatch.setitem(driving.multistart.__kwdefaults__, "block", 70)


def test_a_crowd_goes_on_wherever_its_folder_was_moved(
    crowded: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with ThreadPoolExecutor(2) as pool:
        first = compare("booth", executor=pool, folder=tmp_path / "here", **ASKED)
        (tmp_path / "here").rename(tmp_path / "there")
        monkeypatch.chdir(tmp_path)
        monkeypatch.setattr(driving, "run_block", None)  # who runs a block now fails
        again = compare("booth", executor=pool, folder="there", **ASKED)
    assert not again.failures and again.table.csv == first.table.csv
    assert len(list((tmp_path / "there").rglob("block-*.json"))) == 5


def test_every_crowd_of_a_comparison_has_its_rows_and_none_of_another_run(
    crowded: None, tmp_path: Path
) -> None:
    parquet = pytest.importorskip("pyarrow.parquet", reason="pip install .[cluster]")
    rows = tmp_path / "rows"
    asked = ASKED | {"starts": ["uniform:300,seed=2", "uniform:120,seed=3"], "dataset": rows}
    with ThreadPoolExecutor(2) as pool:
        for folder in ("first", "again"):
            found = compare(["booth", "matyas"], executor=pool, folder=tmp_path / folder, **asked)
            assert not found.failures
            table = parquet.read_table(rows).to_pydict()
            keys = list(zip(*(table[k] for k in ("landscape", "seed", "optimizer", "number")), strict=True))
            assert len(keys) == len(set(keys)) == 2 * 2 * (300 + 120)
            assert set(table["case"]) == {case.label for case in found.cases}
        before = sorted(rows.iterdir())
        other = asked | {"steps": 50}
        with pytest.raises(ValueError, match="rows of another run") as refused:
            compare(["booth", "matyas"], executor=pool, **other)
    assert str(rows) in str(refused.value) and sorted(rows.iterdir()) == before


def test_a_crowds_optimizers_are_compared_whichever_engines_move_them(crowded: None) -> None:
    pytest.importorskip("llvmlite", reason='needs llvmlite: pip install "thalweg[fast]"')
    asked: dict[str, Any] = {**ASKED, "optimizers": ["newton", "adam:0.1"], "engine": "compiled"}
    found = compare("booth", **asked)
    assert [case.engine for case in found.cases] == ["numpy", "compiled"]
    assert [record["engine"] for record in found.table.records] == ["numpy", "compiled"]
    assert [len(found.outcomes[case.label].against) for case in found.cases] == [1, 1]


@pytest.mark.parametrize(
    ("more", "words"),
    [
        (
            {"optimizers": ["gradient_descent:0.05", "cma_es"]},
            "compare: CMA-ES takes at most 20,000,000 starts",
        ),
        (
            {"noises": ["none", "gaussian:0.1"]},
            "compare: the noise gaussian:scale=0.1 takes at most 20,000,000",
        ),
    ],
)
def test_what_cannot_be_counted_is_refused_by_its_own_name_before_anything_runs(
    more: dict[str, Any], words: str, tmp_path: Path
) -> None:
    asked = {**ASKED, "starts": "uniform:20000001", **more}
    with pytest.raises(
        ValueError, match=r"got uniform:count=20000001,seed=0; take fewer, or leave it away$"
    ) as refused:
        compare("booth", folder=tmp_path / "cases", **asked)
    assert str(refused.value).startswith(words) and not (tmp_path / "cases").exists()


def test_a_worker_that_died_is_told_by_every_case_of_its_crowd(crowded: None) -> None:
    found = compare("booth", executor=Whimsical(0, lives=1), **ASKED)
    assert list(found.failures.values()) == ["the process that ran it died"] * 2
