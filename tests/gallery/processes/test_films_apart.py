"""Films that processes draw by spans: the same bytes for any number of them, and where one is killed in the middle."""

from __future__ import annotations

import os
import signal
import sys
from concurrent.futures import BrokenExecutor, Executor
from pathlib import Path

import pytest
from whimsical import Killing

from descent import Adam, descend, grid
from gallery.cli import main
from gallery.processes import process_pool
from landscapes import find
from render import Film, Scene

pytestmark = pytest.mark.opengl
WORDS = ["--starts", "grid:5", "--steps", "40", "--size", "160x120", "--seconds", "2", "--fps", "10"]


def files(folder: Path, executor: Executor | None, steps: int = 40) -> list[bytes]:
    f = find("himmelblau")
    films = [Film(folder / "f.mp4"), Film(folder / "f.gif", every=2)]
    scene = Scene(f, descend(f, grid(f.domain, 5), Adam(0.1), steps=steps))
    scene.movies(films, seconds=2, fps=10, size=(160, 120), executor=executor)
    return [film.target.read_bytes() for film in films]


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> list[bytes]:
    return files(tmp_path_factory.mktemp("whole"), None)


@pytest.mark.parametrize("workers", [1, 5])
def test_any_number_of_processes_makes_the_same_bytes(
    workers: int, whole: list[bytes], tmp_path: Path
) -> None:
    with process_pool(workers) as pool:
        if workers == 1:
            assert (
                files(tmp_path, pool, steps=9) != whole
            )  # another film: what drew it must not draw the next one
        assert files(tmp_path, pool) == whole


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="nobody can be killed")
def test_a_killed_process_costs_its_span(whole: list[bytes], tmp_path: Path) -> None:
    with process_pool(2, tries=3) as pool:
        killing = Killing(
            pool, [pool.submit(os.getpid).result()]
        )  # with him both are given up, and begun anew
        assert files(tmp_path, killing) == whole
        assert killing.killed.is_set()


def dies(folder: Path, times: int) -> int:
    """Die by SIGKILL so many times; then tell the process."""
    count = len(list(folder.iterdir()))
    (folder / str(count)).touch()
    if count < times:
        os.kill(os.getpid(), signal.SIGKILL)
    return count


@pytest.mark.skipif(sys.platform == "win32", reason="nobody can be killed")
def test_a_task_is_tried_as_often_as_was_said(tmp_path: Path) -> None:
    for times in (2, 3):
        folder = tmp_path / str(times)
        folder.mkdir()
        with process_pool(1, tries=3) as pool:
            asked, after = pool.submit(dies, folder, times), pool.submit(abs, -5)
            if times < 3:
                assert (asked.result(), after.result()) == (2, 5)
            else:
                with pytest.raises(BrokenExecutor):
                    asked.result()
        assert len(list(folder.iterdir())) == 3


def test_commands_draw_with_jobs_what_they_draw_without(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = {}
    for name, more in (("alone", []), ("together", ["--jobs", "2"])):
        (tmp_path / name).mkdir()
        monkeypatch.chdir(tmp_path / name)
        assert main(["animate", "booth", *WORDS, "-o", "f.mp4", "--save-scene", "s.toml", *more]) == 0
        assert main(["render", "s.toml", "-o", "again.gif", *more]) == 0
        made[name] = {path.name: path.read_bytes() for path in Path().iterdir()}
    assert made["alone"] == made["together"]


@pytest.mark.parametrize(
    ("more", "said"),
    [
        (["--jobs", "0"], "--jobs must be >= 1"),
        (["--jobs", "2", "--scheduler", "local:1"], "leave one of them away"),
        (["--jobs", "2", "-o", "a.html"], "--jobs has no effect on a page"),
        (["--scheduler", "local:1", "-o", "a.png"], "--scheduler has no effect on a film's last picture"),
    ],
)
def test_workers_without_work_are_refused(
    more: list[str],
    said: str,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(["animate", "booth", *more]) == 2
    told = capsys.readouterr().err
    assert said in told and told.count("\n") == 1 and not list(tmp_path.iterdir())
