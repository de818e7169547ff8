"""Processes of ours end with the one that began them, and without a word."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from gallery.processes import family, process_pool

pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="looks into /proc")

LONG = 60.0
"""Seconds that are waited for what comes soon."""

APART = """
import contextlib, os, sys, time
from pathlib import Path
from gallery.terminal import interruptible
from gallery.tiles import run_apart
class Wait:
    def build(self, report):
        part = Path(sys.argv[-1]) / f"{os.getpid()}.part"
        part.touch()
        try:
            while True:
                time.sleep(0.01)
                report(os.getpid() % 7, 100)
        finally:
            part.unlink()
if __name__ == "__main__":
    with contextlib.suppress(KeyboardInterrupt), interruptible():
        for news in run_apart([Wait(), Wait()], 2): pass
"""

POOL = """
import contextlib, os, sys, time
from pathlib import Path
from gallery.terminal import interruptible
from gallery.processes import process_pool
def wait():
    (Path(sys.argv[-1]) / f"{os.getpid()}.part").touch()
    time.sleep(600)
if __name__ == "__main__":
    with contextlib.suppress(KeyboardInterrupt), interruptible(), process_pool(2) as pool:
        for future in [pool.submit(wait) for _ in range(2)]: future.result()
"""


def until(happened: object, what: str) -> None:
    limit = time.monotonic() + LONG
    while not happened():  # type: ignore[operator]
        assert time.monotonic() < limit, what
        time.sleep(0.02)


def lives(number: int) -> bool:
    try:
        return Path(f"/proc/{number}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


@pytest.mark.slow
@pytest.mark.parametrize("everybody", [False, True], ids=["parent", "group"])
@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGHUP, signal.SIGINT, signal.SIGTERM])
@pytest.mark.parametrize("script", [APART, POOL], ids=["gallery", "compare"])
def test_children_end_quietly_with_their_parent(
    script: str, number: signal.Signals, everybody: bool, tmp_path: Path
) -> None:
    if number == signal.SIGKILL and everybody:
        pytest.skip("nobody is left to say anything")
    source, folder = tmp_path / "script.py", tmp_path / "folder"
    source.write_text(script, encoding="utf-8")
    folder.mkdir()
    words = [sys.executable, str(source), str(folder)]
    with subprocess.Popen(words, stderr=subprocess.PIPE, text=True, start_new_session=True) as parent:
        try:
            until(lambda: len(list(folder.iterdir())) == 2, "the children did not begin")
            children = [int(part.stem) for part in folder.iterdir()]
            (os.killpg if everybody else os.kill)(parent.pid, number)
            _, said = parent.communicate(timeout=LONG)
            until(lambda: not any(map(lives, children)), "the children live on")
        finally:
            for left in (parent.pid, *[int(part.stem) for part in folder.iterdir()]):
                if lives(left):
                    os.kill(left, signal.SIGKILL)
    assert said == ""
    if script is APART:
        assert not list(folder.iterdir())


def hold(place: Path) -> None:
    (place / str(os.getpid())).touch()
    time.sleep(LONG * 10)


def test_cases_that_run_are_ended_when_the_block_is_left_by_an_error(tmp_path: Path) -> None:
    with pytest.raises(KeyboardInterrupt), process_pool(2) as pool:
        futures = [pool.submit(hold, tmp_path) for _ in range(4)]
        until(lambda: len(list(tmp_path.iterdir())) == 2, "the cases did not begin")
        raise KeyboardInterrupt
    until(lambda: not any(lives(int(path.name)) for path in tmp_path.iterdir()), "the cases run on")
    assert len(list(tmp_path.iterdir())) == 2
    until(lambda: all(future.done() for future in futures[:2]), "the cases were not given up")


def ignored() -> list[bool]:
    return [signal.getsignal(n) is signal.SIG_IGN for n in (signal.SIGINT, signal.SIGHUP)]


def test_what_a_terminal_sends_to_all_is_left_to_the_parent() -> None:
    begun: list[object] = []
    family(begun)
    with process_pool(1) as pool:
        assert pool.submit(ignored).result() == [True, True]
        assert pool.submit(os.getpid).result() != os.getpid()


def threads_of_mesa(_: int) -> str | None:
    return os.environ.get("LP_NUM_THREADS")


@pytest.mark.parametrize("count", [1, 2, 3])
def test_processes_share_the_cores_that_draw(count: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "cpu_count", lambda: 4)
    monkeypatch.delenv("LP_NUM_THREADS", raising=False)
    with process_pool(count) as pool:
        assert set(pool.map(threads_of_mesa, range(count))) == {{1: "4", 2: "2", 3: "0"}[count]}
    monkeypatch.setenv("LP_NUM_THREADS", "7")
    with process_pool(count) as pool:
        assert set(pool.map(threads_of_mesa, range(count))) == {"7"}
