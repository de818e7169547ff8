"""A Dask cluster gives the same bytes as processes here, also when a worker dies; a bad address is told in one line."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from concurrent.futures import BrokenExecutor
from contextlib import contextmanager
from multiprocessing import active_children
from pathlib import Path
from threading import Event, Thread
from typing import Any

import numpy as np
import pytest
from whimsical import Killing

from descent import GradientDescent, basins, descend, grid, multistart
from gallery import compare
from gallery.cli import main
from gallery.processes import cluster
from landscapes import TrainingRun, catalogue
from render import Scene

dask = pytest.importorskip("dask", reason="pip install .[cluster]")
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


def test_two_workers_one_of_which_dies_count_and_draw_as_one_process_does(tmp_path: Path) -> None:
    f, asked = catalogue["himmelblau"], {"seed": 3, "steps": 150, "block": 150, "engine": "numpy"}
    alone = multistart(f, GradientDescent(0.01), 1500, **asked)
    scene = Scene(f, descend(f, grid(f.domain, 5), GradientDescent(0.01), steps=40))
    film: dict[str, Any] = {"seconds": 2, "fps": 10, "size": (160, 120)}
    with cluster("local:2") as workers:
        pids = list(workers._client.run(os.getpid).values())
        killing = Killing(workers, pids)
        assert numbers(multistart(f, GradientDescent(0.01), 1500, executor=killing, **asked)) == numbers(
            alone
        )
        assert killing.killed.is_set()
        found = compare("booth", starts="uniform:50", optimizers="gradient_descent", tune=4, executor=workers)
        tiles = basins(f, GradientDescent(0.01), resolution=20, steps=150, executor=workers, block=77)
        killing = Killing(workers, pids[1:])
        drawn = scene.movie(tmp_path / "far.gif", **film, executor=killing).read_bytes()
        assert killing.killed.is_set()
    here = compare("booth", starts="uniform:50", optimizers="gradient_descent", tune=4)
    assert found.table.csv == here.table.csv and found.tunings[0].winner == here.tunings[0].winner
    assert drawn == scene.movie(tmp_path / "here.gif", **film).read_bytes()
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


@contextmanager
def deaths(most: int) -> Iterator[Event]:
    """Kill what this process begins, as soon as it is begun; an event that so many are dead."""
    enough, ended = Event(), Event()

    def kill() -> None:
        killed: set[int | None] = set()
        while len(killed) < most and not ended.wait(0.01):
            for child in active_children():
                if child.pid not in killed and len(killed) < most:
                    child.kill()
                    killed.add(child.pid)
        enough.set()

    killer = Thread(target=kill)
    killer.start()
    try:
        yield enough
    finally:
        ended.set()
        killer.join()


def test_workers_that_die_while_they_begin_are_begun_again() -> None:
    with deaths(3) as enough, cluster("local:2") as workers:
        assert enough.is_set()
        assert [future.result() for future in [workers.submit(abs, -k) for k in range(4)]] == [0, 1, 2, 3]


def test_workers_that_never_come_are_told_in_one_line(
    tmp_path: Path, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("gallery.processes.clusters.BEGINNING", 2)
    words = f"compare booth --table-only --scheduler local:1 -o {tmp_path / 'o'}"
    with deaths(1000):
        assert main(words.split()) == 2
    said = capfd.readouterr().err
    assert said.count("\n") == 1 and "no worker was there" in said and "run it again" in said


def test_a_place_that_kills_every_worker_is_told_in_one_line(tmp_path: Path) -> None:
    def deadly(w: Any) -> float:
        os.kill(os.getpid(), signal.SIGKILL)
        return 0.0

    run = TrainingRun(tmp_path / "run.npz")
    for step in range(3):
        run.save(step, np.array([1.0 + step, step**2, 0.5]), 1.0)
    with (
        dask.config.set({"distributed.scheduler.allowed-failures": 1}),
        cluster("local:1") as workers,
        pytest.raises(BrokenExecutor, match=r"^TrainingPlane.survey: a worker died[^\n]*$"),
    ):
        run.plane("pca").survey(deadly, 4, executor=workers)


def test_workers_begun_here_keep_memory_for_the_next_array_unless_somebody_says_otherwise(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def thresholds() -> list[str | None]:
        with cluster("local:1") as workers:
            names = "MALLOC_TRIM_THRESHOLD_", "MALLOC_MMAP_THRESHOLD_"
            return [workers.submit(os.getenv, name).result(60) for name in names]

    for name in ("MALLOC_TRIM_THRESHOLD_", "MALLOC_MMAP_THRESHOLD_"):
        monkeypatch.delenv(name, raising=False)
    assert thresholds() == ["67108864", "33554432"] and "MALLOC_MMAP_THRESHOLD_" not in os.environ
    monkeypatch.setenv("MALLOC_TRIM_THRESHOLD_", "65536")  # as Dask leaves it
    assert thresholds() == ["67108864", "33554432"] and os.environ["MALLOC_TRIM_THRESHOLD_"] == "65536"
    monkeypatch.setenv("MALLOC_TRIM_THRESHOLD_", "65537")
    assert thresholds() == ["65537", None]


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
    monkeypatch.setattr("gallery.processes.clusters.PATIENCE", 1)
    for words in (["compare", "booth", "--table-only"], ["gallery"]):
        assert main([*words, "-o", str(tmp_path / "o"), "--scheduler", address]) == 2
        said = capsys.readouterr().err
        assert said.count("\n") == 1 and "--scheduler" in said and not (tmp_path / "o").exists()
