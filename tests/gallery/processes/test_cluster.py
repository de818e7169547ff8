"""A Dask cluster gives the same bytes as processes here, also when a worker dies; a bad address is told in one line."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from whimsical import Killing

from descent import GradientDescent, basins, multistart
from gallery import compare
from gallery.cli import main
from gallery.processes import cluster
from landscapes import TrainingRun, catalogue

distributed = pytest.importorskip("distributed", reason="pip install .[cluster]")
pytestmark = [pytest.mark.slow, pytest.mark.filterwarnings("default")]  # Dask has warnings of its own

OWN = """
from landscapes import landscape
@landscape(domain=((-2, 2), (-2, 2)))
def two_pits(x, y):
    return (x**2 - 1)**2 + y**2
"""


def numbers(found: Any) -> list[Any]:
    return [[t.record for t in found.tallies], found.agreements]


def test_two_workers_one_of_which_dies_count_as_one_process_does() -> None:
    f, asked = catalogue["himmelblau"], {"seed": 3, "steps": 150, "block": 150, "engine": "numpy"}
    alone = multistart(f, GradientDescent(0.01), 1500, **asked)
    with cluster("local:2") as workers:
        pids = list(workers._client.run(os.getpid).values())
        killing = Killing(workers, pids)
        assert numbers(multistart(f, GradientDescent(0.01), 1500, executor=killing, **asked)) == numbers(
            alone
        )
        assert killing.killed.is_set()
        found = compare("booth", starts="uniform:50", optimizers="gradient_descent", tune=4, executor=workers)
        tiles = basins(f, GradientDescent(0.01), resolution=20, steps=150, executor=workers, block=77)
    here = compare("booth", starts="uniform:50", optimizers="gradient_descent", tune=4)
    assert found.table.csv == here.table.csv and found.tunings[0].winner == here.tunings[0].winner
    whole = basins(f, GradientDescent(0.01), resolution=20, steps=150)
    assert tiles.labels.tobytes() == whole.labels.tobytes() and tiles.steps.tobytes() == whole.steps.tobytes()


def test_a_survey_of_a_training_outlives_a_worker(tmp_path: Path) -> None:
    def loss(w: Any) -> float:
        return float(((w - 1) ** 2).sum())

    run, chance = TrainingRun(tmp_path / "run.npz"), np.random.default_rng(0)
    for step, weights in enumerate(chance.normal(size=(6, 5)).cumsum(axis=0)):
        run.save(step, weights, loss(weights))
    plane = run.plane("pca")
    with cluster("local:2") as workers:
        killing = Killing(workers, list(workers._client.run(os.getpid).values()))
        far = plane.survey(loss, 7, executor=killing)
        assert killing.killed.is_set()
    assert far.builder.lattice.tobytes() == plane.survey(loss, 7).builder.lattice.tobytes()


def test_workers_know_the_users_own_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "mine.py").write_text(OWN)
    monkeypatch.chdir(tmp_path)
    words = "compare two_pits --load mine.py --starts uniform:20 --optimizer gradient_descent --steps 20 --table-only"
    for way in (["--scheduler", "local:1", "-o", "far"], ["--jobs", "1", "-o", "near"]):
        assert main([*words.split(), *way]) == 0
    assert (tmp_path / "far" / "table.csv").read_bytes() == (tmp_path / "near" / "table.csv").read_bytes()


@pytest.mark.parametrize("address", ["local:0", "local:x", "local", "nowhere", "tcp://127.0.0.1:9"])
def test_an_address_that_is_none_is_refused(
    address: str, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("gallery.processes.executors.PATIENCE", 1)
    for words in (["compare", "booth", "--table-only"], ["gallery"]):
        assert main([*words, "-o", str(tmp_path / "o"), "--scheduler", address]) == 2
        said = capsys.readouterr().err
        assert said.count("\n") == 1 and "--scheduler" in said and not (tmp_path / "o").exists()
