"""A reader that goes away, or was never there, ends nothing but the printing."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.skipif(os.name != "posix", reason="needs a shell")

CLOSED = {
    "reader gone": "| true",
    "output closed": ">&-",
    "errors closed": "2>&- >/dev/null",
    "both closed": ">&- 2>&-",
    "all closed": "<&- >&- 2>&-",
}
COMMANDS = {
    "list": (0, "list", ()),
    "list --json": (0, "list --json", ()),
    "show": (0, "show sphere", ()),
    "help": (0, "animate --help", ()),
    "version": (0, "--version", ()),
    "graph": (0, "show booth --graph --at 1 2 -o graph.dot", ("graph.dot",)),
    "mistake": (2, "show nowhere", ()),
    "wrong option": (2, "gallery --nosuch", ()),
    "compare": (
        0,
        "compare booth --starts grid:3 --steps 5 --table-only -o compared",
        ("compared/table.csv", "compared/table.json"),
    ),
}
DRAWN = {
    "picture": (0, "animate sphere --preview --size 64x64 --steps 3 -o film.png", ("film.png",)),
    "gallery": (
        0,
        "gallery --preview --only parabola -o shown",
        ("shown/index.html", "shown/parabola.mp4"),
    ),
}


def status_of(line: str, streams: str, folder: Path) -> tuple[int, str]:
    """The command's exit status, and what was said on standard error."""
    script = folder / "script"
    script.write_text(f'"$1" -P -m gallery {line} {streams}\nexit ${{PIPESTATUS[0]}}\n', encoding="utf-8")
    done = subprocess.run(
        ["bash", str(script), sys.executable],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
        capture_output=True,
        text=True,
        timeout=300,
    )
    return done.returncode, done.stderr


@pytest.mark.parametrize("streams", CLOSED)
@pytest.mark.parametrize("command", COMMANDS)
def test_the_work_is_done_and_the_status_tells_of_it(command: str, streams: str, tmp_path: Path) -> None:
    status, line, files = COMMANDS[command]
    found, said = status_of(line, CLOSED[streams], tmp_path)
    assert found == status
    assert said.count("\n") == (status == 2 and streams in ("reader gone", "output closed"))
    assert all((tmp_path / name).stat().st_size for name in files)


@pytest.mark.slow
@pytest.mark.opengl
@pytest.mark.parametrize(("command", "streams"), [("picture", "reader gone"), ("gallery", "all closed")])
def test_what_is_drawn_is_drawn_to_its_end(command: str, streams: str, tmp_path: Path) -> None:
    status, line, files = DRAWN[command]
    assert status_of(line, CLOSED[streams], tmp_path) == (status, "")
    assert all((tmp_path / name).stat().st_size for name in files)


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a device that is full")
@pytest.mark.parametrize("command", ["list", "show", "help", "compare"])
def test_a_full_disk_is_told_after_the_work(command: str, tmp_path: Path) -> None:
    _, line, files = COMMANDS[command]
    assert status_of(line, ">/dev/full", tmp_path) == (
        2,
        "thalweg: standard output: No space left on device\n",
    )
    assert all((tmp_path / name).stat().st_size for name in files)
