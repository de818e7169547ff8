"""Files appear whole or not at all, and read the same on every machine."""

from __future__ import annotations

import errno
import os
import resource
import subprocess
import sys
from pathlib import Path
from threading import Thread

import pytest

from descent.results.atomic import replacing


def test_text_is_utf8_whatever_the_locale(tmp_path: Path) -> None:
    target = tmp_path / "text"
    write = f"with replacing({str(target)!r}, 'w') as file: file.write('∂ – ·\\n')"
    lines = f"from descent.results import replacing\n{write}"
    plain = {"LC_ALL": "C", "PYTHONCOERCECLOCALE": "0", "PYTHONUTF8": "0"}
    script = tmp_path / "script.py"
    script.write_text(lines, encoding="utf-8")
    done = subprocess.run([sys.executable, script], env=os.environ | plain, capture_output=True, check=False)
    assert done.returncode == 0, done.stderr
    assert target.read_bytes() == "∂ – ·\n".encode()


def test_an_interrupted_file_leaves_the_old_one(tmp_path: Path) -> None:
    target = tmp_path / "kept"
    target.write_text("old", encoding="utf-8")
    with pytest.raises(KeyboardInterrupt), replacing(target, "w") as file:
        file.write("half of the new")
        raise KeyboardInterrupt
    assert target.read_text(encoding="utf-8") == "old"
    assert [path.name for path in tmp_path.iterdir()] == ["kept"]


def written(target: Path, text: str = "new") -> None:
    with replacing(target, "w") as file:
        file.write(text)


def test_a_link_stays_and_what_it_leads_to_is_written(tmp_path: Path) -> None:
    there, link, next_link = tmp_path / "there" / "file", tmp_path / "link", tmp_path / "next"
    there.parent.mkdir()
    link.symlink_to("there/file")
    next_link.symlink_to(link)
    for kind in ("not there yet", "there"):
        written(next_link, kind)
        assert there.read_text(encoding="utf-8") == kind and not there.is_symlink()
        assert link.is_symlink() and next_link.is_symlink()
    assert [path.name for path in there.parent.iterdir()] == ["file"]


def test_a_pipe_gets_the_bytes(tmp_path: Path) -> None:
    pipe, heard = tmp_path / "pipe", []
    os.mkfifo(pipe)
    reader = Thread(target=lambda: heard.append(pipe.read_bytes()), daemon=True)
    reader.start()
    written(pipe, "through")
    reader.join()
    assert heard == [b"through"] and pipe.is_fifo()
    assert list(tmp_path.iterdir()) == [pipe]


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a device that is full")
def test_a_full_device_is_named(tmp_path: Path) -> None:
    (tmp_path / "full").symlink_to("/dev/full")
    with pytest.raises(OSError) as caught:
        written(tmp_path / "full")
    assert (caught.value.errno, caught.value.filename) == (errno.ENOSPC, str(tmp_path / "full"))


@pytest.mark.parametrize("size", [100, 100_000])
def test_where_there_is_no_room_the_file_is_named_and_the_old_one_stays(size: int, tmp_path: Path) -> None:
    target = tmp_path / "kept"
    target.write_text("old", encoding="utf-8")
    usual = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (50, usual[1]))
    try:
        with pytest.raises(OSError) as caught:
            written(target, size * "x")
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, usual)
    assert (caught.value.errno, caught.value.filename) == (errno.EFBIG, str(target))
    assert target.read_text(encoding="utf-8") == "old"
    assert list(tmp_path.iterdir()) == [target]


def test_a_folder_that_is_not_there_is_said_of_the_file(tmp_path: Path) -> None:
    target = tmp_path / "nowhere" / "file"
    with pytest.raises(FileNotFoundError) as caught:
        written(target)
    assert caught.value.filename == str(target)


def test_the_longest_name_of_a_file_can_be_written(tmp_path: Path) -> None:
    target = tmp_path / ("n" * os.pathconf(tmp_path, "PC_NAME_MAX"))
    written(target)
    assert list(tmp_path.iterdir()) == [target]
