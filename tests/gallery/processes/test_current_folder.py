"""Nothing that lies in the current folder is run, whatever it is called."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

OTHERS = [
    "numpy",
    "scipy",
    "sympy",
    "mpmath",
    "pyvista",
    "vtk",
    "vtkmodules",
    "matplotlib",
    "PIL",
    "imageio",
    "imageio_ffmpeg",
    "rich",
    "cyclopts",
    "jinja2",
    "markupsafe",
    "latex2mathml",
    "msgspec",
    "attrs",
    "docstring_parser",
    "sitecustomize",
    "usercustomize",
    "landscapes",
    "descent",
    "render",
    "gallery",
]
MARK = "open(__file__ + '.was_run', 'w').close()\nraise SystemExit(f'{__file__} was run')\n"

COMMANDS: Mapping[str, tuple[str, ...]] = {
    "list": ("list",),
    "show": ("show", "sphere"),
    "help": ("animate", "--help"),
    "picture": ("show", "sphere", "--png", "a.png", "--size", "64x64"),
    "graph": ("show", "booth", "--graph", "--at", "1", "2", "-o", "graph.svg"),
    "film": ("animate", "sphere", "--preview", "--size", "64x64", "--seconds", "0.5", "-o", "a.mp4", "-o", "a.gif"),
    "gallery": ("gallery", "--preview", "--only", "parabola", "-o", "shown"),
    "compare": ("compare", "booth", "--starts", "grid:3", "--steps", "5", "--table-only", "-o", "compared"),
}  # fmt: skip
SLOW = [pytest.param(name, marks=pytest.mark.slow) for name in ("picture", "film", "gallery", "compare")]


@pytest.fixture
def full(tmp_path: Path) -> Path:
    """A folder full of modules, of every name that might be looked for."""
    folder = tmp_path / "full"
    folder.mkdir()
    for name in {*sys.stdlib_module_names, *OTHERS}:
        (folder / f"{name}.py").write_text(MARK, encoding="utf-8")
    return folder


@pytest.fixture
def thalweg(tmp_path: Path) -> list[str]:
    """What starts the command as the installed script does: its own folder is looked into, the current one is not."""
    script = tmp_path / "bin" / "thalweg"
    script.parent.mkdir()
    text = "from gallery.cli import command\nif __name__ == '__main__':\n    command()\n"
    script.write_text(text, encoding="utf-8")
    return [sys.executable, str(script)]


def ran(words: list[str], folder: Path) -> subprocess.CompletedProcess[str]:
    root = str(Path(__file__).parents[3])
    environment = {**os.environ, "PYTHONPATH": root} | {"THALWEG_OPENGL": ""}
    environment.pop("PYTHONSAFEPATH", None)
    return subprocess.run(
        words, cwd=folder, env=environment, capture_output=True, text=True, timeout=300, stdin=subprocess.DEVNULL
    )  # fmt: skip


@pytest.mark.parametrize("command", ["list", "show", "help", "graph", *SLOW])
def test_no_command_runs_what_lies_in_the_current_folder(
    command: str, full: Path, thalweg: list[str]
) -> None:
    done = ran([*thalweg, *COMMANDS[command]], full)
    assert (done.returncode, done.stderr) == (0, "")
    assert not list(full.glob("*.was_run"))


@pytest.mark.slow
@pytest.mark.opengl
def test_nor_does_one_that_a_window_or_a_page_starts(full: Path) -> None:
    code = (
        f"import sys; sys.path.remove({str(full)!r}) if {str(full)!r} in sys.path else None\n"
        "import subprocess; from gallery.processes import thalweg_words\n"
        "sys.exit(subprocess.call(thalweg_words('list')))"
    )
    done = ran([sys.executable, "-P", "-c", code], full)
    assert (done.returncode, done.stderr) == (0, "")
    assert not list(full.glob("*.was_run"))


def test_python_m_gallery_looks_there_no_more_once_it_has_begun(tmp_path: Path) -> None:
    """What Python itself looks for, before the first line of ours, is out of our hands."""
    for name in ("cyclopts", "rich", "numpy", "random", "socket", "signal", "shutil"):
        (tmp_path / f"{name}.py").write_text(MARK, encoding="utf-8")
    done = ran([sys.executable, "-m", "gallery", "list"], tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    assert not list(tmp_path.glob("*.was_run"))
