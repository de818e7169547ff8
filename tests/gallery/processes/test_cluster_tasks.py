"""Tasks of a cluster that nobody takes: a line says so, who comes late is welcome, and in the end they are given up."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from gallery import compare
from gallery.cli import main
from gallery.processes import cluster, cluster_tasks
from landscapes.tasks import Deserted

distributed = pytest.importorskip("distributed", reason="pip install .[cluster]")
pytestmark = [pytest.mark.slow, pytest.mark.filterwarnings("default")]  # Dask has warnings of its own


@pytest.fixture
def scheduler(monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """One without workers, and somebody who looks for them all the time."""
    monkeypatch.setattr(cluster_tasks, "LOOK", 0.01)
    monkeypatch.setattr(cluster_tasks, "NOTICED", 0.0)
    with distributed.LocalCluster(
        n_workers=0, threads_per_worker=1, dashboard_address=":0", silence_logs=50
    ) as here:
        yield here


@pytest.mark.parametrize(
    "words",
    [
        "compare booth --optimizer adam --starts uniform:50 --steps 5 --table-only -o made",
        "compare booth --optimizer adam gradient_descent --tune --starts uniform:50 --steps 5 --table-only -o made",
        pytest.param("animate booth --preview -o made.gif", marks=pytest.mark.opengl),
        pytest.param("gallery --only booth -o made", marks=pytest.mark.opengl),
    ],
)
def test_workers_that_never_come_are_told_by_every_command(
    words: str,
    scheduler: Any,
    tmp_path: Path,
    capfd: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("gallery.processes.clusters.QUEUED", 0.5)
    address = scheduler.scheduler_address
    assert main([*words.split(), "--scheduler", address]) == 2
    told, given_up = capfd.readouterr().err.splitlines()
    assert told.startswith(f"thalweg: --scheduler {address} has no worker; waiting 0.5 s")
    assert given_up.startswith(f"thalweg: --scheduler {address}: no worker was there") and "again" in given_up


def test_a_worker_that_comes_late_does_all_of_it(
    scheduler: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    said: list[str] = []

    def begun(line: str) -> None:
        said.append(line)
        scheduler.scale(1)

    monkeypatch.setattr("gallery.terminal.complain", begun)
    with cluster(scheduler.scheduler_address) as workers:
        found = compare("booth", starts="uniform:50", optimizers="adam", steps=5, executor=workers)
        assert len(said) == 1 and not found.failures
    assert found.table.csv == compare("booth", starts="uniform:50", optimizers="adam", steps=5).table.csv


@pytest.mark.parametrize("starts", ["uniform:50", "uniform:20000001"])
def test_a_scheduler_that_is_gone_is_told_as_gone(starts: str, scheduler: Any) -> None:
    address = scheduler.scheduler_address
    with cluster(address) as workers:
        scheduler.close()
        with pytest.raises(Deserted, match=rf"^--scheduler {address} is gone; begin it[^\n]*$"):
            compare("booth", starts=starts, optimizers="adam:0.1", steps=5, executor=workers)


def test_what_is_large_goes_without_a_warning(scheduler: Any) -> None:
    scheduler.scale(1)
    with warnings.catch_warnings(), cluster(scheduler.scheduler_address) as workers:
        warnings.simplefilter("error")
        assert workers.submit(len, bytes(11 << 20)).result() == 11 << 20
