"""Many scenes in processes of their own."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable
from concurrent.futures import Executor
from dataclasses import dataclass
from pathlib import Path

import pytest

from gallery.processes import cluster, process_pool
from gallery.tiles.workers import News, run_apart


@dataclass(frozen=True)
class Task:
    """Does what its name says, in another process."""

    what: str
    folder: Path

    def build(self, report: Callable[[int, int], None]) -> None:
        if self.what == "refuse":
            raise ValueError("no such thing")
        if self.what == "die":
            os.kill(os.getpid(), signal.SIGKILL)
        if self.what == "die once" and not (mark := self.folder / "died").exists():
            mark.touch()
            os.kill(os.getpid(), signal.SIGKILL)
        if self.what == "wait":
            part = self.folder / f"{os.getpid()}.part"
            part.touch()
            try:
                report(1, 100)
                time.sleep(60)
            finally:
                part.unlink()
        for k in range(10):
            report(k + 1, 10)
        (self.folder / self.what).write_text(str(os.getpid()))


def ends(tasks: list[Task], jobs: int, executor: Executor | None = None) -> dict[str, News]:
    return {tasks[news.place].what: news for news in run_apart(tasks, jobs, executor) if news.ended}


@pytest.mark.slow
def test_a_scene_that_fails_or_dies_leaves_the_others_alone(tmp_path: Path) -> None:
    tasks = [Task(what, tmp_path) for what in ("refuse", "one", "die", "two")]
    heard = ends(tasks, jobs=2)
    assert heard["refuse"].error == "no such thing"
    assert "died" in heard["die"].error
    assert not heard["one"].error and not heard["two"].error
    assert {p.name for p in tmp_path.iterdir()} == {"one", "two"}


@pytest.mark.slow
def test_a_process_does_one_scene_after_another_until_it_dies(tmp_path: Path) -> None:
    tasks = [Task(what, tmp_path) for what in ("one", "two", "refuse", "three", "die", "four", "five")]
    heard = ends(tasks, jobs=1)
    assert sorted(what for what, news in heard.items() if news.error) == ["die", "refuse"]
    worked = {p.name: p.read_text() for p in tmp_path.iterdir()}
    assert worked["one"] == worked["two"] == worked["three"] != worked["four"] == worked["five"]


@pytest.mark.slow
def test_a_pool_whose_process_dies_says_so(tmp_path: Path) -> None:
    with process_pool(1) as pool:
        heard = ends([Task(what, tmp_path) for what in ("refuse", "die", "one")], 1, pool)
    assert heard["refuse"].error == "no such thing" and "died" in heard["die"].error
    assert "died" in heard["one"].error or (tmp_path / "one").exists()


@pytest.mark.slow
@pytest.mark.filterwarnings("default")
def test_a_cluster_gives_the_task_of_a_worker_that_died_to_another(tmp_path: Path) -> None:
    pytest.importorskip("distributed", reason="pip install .[cluster]")
    with cluster("local:2") as workers:
        heard = ends([Task(what, tmp_path) for what in ("die once", "one", "refuse")], 1, workers)
    assert heard.pop("refuse").error == "no such thing"
    assert [(n.share, n.error) for n in heard.values()] == [(1.0, "")] * 2
    assert {p.name for p in tmp_path.iterdir()} == {"die once", "one", "died"}


@pytest.mark.slow
def test_leaving_early_ends_the_workers_and_their_files(tmp_path: Path) -> None:
    news = run_apart([Task("wait", tmp_path), Task("wait", tmp_path)], jobs=2)
    assert next(news).share == 0.01
    next(news)
    assert len(list(tmp_path.iterdir())) == 2
    begin = time.monotonic()
    news.close()  # type: ignore[attr-defined]
    assert time.monotonic() - begin < 10
    assert not list(tmp_path.iterdir())
