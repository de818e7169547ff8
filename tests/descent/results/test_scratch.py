"""Scratch folders: a dead owner's is swept away, a living one's never, whoever looks."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path
from types import FrameType

import pytest

from descent.results.scratch import LOCK, NAME, scratch_folder, sweep

pytestmark = pytest.mark.skipif(os.name != "posix", reason="needs locks on files")

OWN = """
import os, signal, sys
from pathlib import Path
from descent.results import scratch_folder
with scratch_folder(Path(sys.argv[1])) as folder:
    (folder / "inside").mkdir()
    (folder / "inside" / "half").write_text("half")
    print(folder, flush=True)
    if sys.argv[2] == "die":
        os.kill(os.getpid(), signal.SIGKILL)
    sys.stdin.read()
"""

TAKE_TURNS = """
import sys
from pathlib import Path
from descent.results import scratch_folder
for _ in range(40):
    with scratch_folder(Path(sys.argv[1])) as folder:
        (folder / "mine").write_text("mine")
        with scratch_folder(Path(sys.argv[1])) as another:
            assert another != folder
        assert (folder / "mine").read_text() == "mine" and (folder / "lock").exists()
"""


def owner(home: Path, how: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", OWN, str(home), how],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )


def interrupted(at: int, home: Path) -> bool:
    """Whether Ctrl-C came, before the `at`-th line of what makes a folder."""
    lines = 0

    def trace(frame: FrameType, event: str, _: object) -> object:
        nonlocal lines
        if Path(frame.f_code.co_filename).name != "scratch.py":
            return None
        if event == "line" and frame.f_code.co_name in ("scratch_folder", "_make"):
            lines += 1
            if lines == at:
                raise KeyboardInterrupt
        return trace

    former = sys.gettrace()
    try:
        sys.settrace(trace)
        with scratch_folder(home):
            sys.settrace(former)
    except KeyboardInterrupt:
        return True
    finally:
        sys.settrace(former)
    return False


def test_ctrl_c_leaves_nothing_whenever_it_comes(tmp_path: Path) -> None:
    """Also when it comes while the folder is made."""
    at = 1
    while interrupted(at, tmp_path):
        assert not list(tmp_path.iterdir()), at
        at += 1
    assert at > 10 and not list(tmp_path.iterdir())


def test_what_a_dead_process_left_goes_with_the_next_one(tmp_path: Path) -> None:
    with owner(tmp_path, "die") as process:
        process.communicate()
    assert process.returncode == -signal.SIGKILL
    (left,) = tmp_path.iterdir()
    assert (left / "inside" / "half").exists()
    with scratch_folder(tmp_path) as folder:
        assert list(tmp_path.iterdir()) == [folder]
    assert not list(tmp_path.iterdir())


def test_a_living_one_keeps_its_own(tmp_path: Path) -> None:
    with owner(tmp_path, "live") as process:
        assert process.stdout is not None
        theirs = Path(process.stdout.readline().strip())
        sweep(tmp_path)
        with scratch_folder(tmp_path):
            assert (theirs / "inside" / "half").read_text() == "half"
        process.communicate("")
    assert process.returncode == 0
    assert not list(tmp_path.iterdir())


def test_many_at_once_in_one_folder_do_each_other_no_harm(tmp_path: Path) -> None:
    words = [sys.executable, "-c", TAKE_TURNS, str(tmp_path)]
    running = [subprocess.Popen(words, stderr=subprocess.PIPE, text=True) for _ in range(4)]
    said = [process.communicate()[1] for process in running]
    assert [process.returncode for process in running] == [0] * 4, said
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    "name",
    [
        ".thalweg-00000000-00000000-abcdefgh.part",  # another machine's
        ".film.mp4.part",
        ".thalweg-notes.part",
        "thalweg.part",
    ],
)
def test_what_others_made_stays(name: str, tmp_path: Path) -> None:
    (tmp_path / name).mkdir()
    (tmp_path / name / LOCK).touch()
    sweep(tmp_path)
    assert (tmp_path / name / LOCK).exists()


def ours(tmp_path: Path) -> Path:
    """A name as this machine gives it."""
    with scratch_folder(tmp_path) as folder:
        return folder


def test_a_folder_whose_owner_died_before_it_had_a_lock_goes(tmp_path: Path) -> None:
    folder = ours(tmp_path)
    folder.mkdir()
    sweep(tmp_path)
    assert not folder.exists()


def test_a_link_is_not_followed(tmp_path: Path) -> None:
    precious = tmp_path / "precious"
    precious.mkdir()
    (precious / LOCK).touch()
    (precious / "kept").touch()
    os.symlink(precious, ours(tmp_path))
    sweep(tmp_path)
    assert (precious / "kept").exists() and (precious / LOCK).exists()


def test_names_are_short(tmp_path: Path) -> None:
    folder = ours(tmp_path)
    assert NAME.fullmatch(folder.name) and len(folder.name) < 60
