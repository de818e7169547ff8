"""The choice of an OpenGL window: in a child process each time, since it is made once in a process."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Mapping

import pytest

from render.stage.opengl import _PROBE  # type: ignore[attr-defined]

pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="windows are native elsewhere")

ASK = "from render.stage.opengl import ensure_opengl as ask; import os; print(ask(), ask(), dict(os.environ))"


def answer(code: str = ASK, **changes: str) -> subprocess.CompletedProcess[str]:
    """Run code in a fresh interpreter with changed environment variables and without a display."""
    environment = {k: v for k, v in os.environ.items() if k not in VARIABLES} | changes
    return subprocess.run(
        [sys.executable, "-c", code], env=environment, capture_output=True, text=True, timeout=60
    )


VARIABLES = ("DISPLAY", "VTK_DEFAULT_OPENGL_WINDOW", "THALWEG_OPENGL")
NO_LIBRARY: Mapping[str, str] = {"__EGL_VENDOR_LIBRARY_FILENAMES": "/dev/null"}
"""With it libglvnd finds no EGL driver."""


@pytest.mark.slow
@pytest.mark.opengl
def test_a_machine_without_display_gets_a_window_class_by_name() -> None:
    done = answer()
    assert done.returncode == 0, done.stderr
    first, second, variables = done.stdout.split(" ", 2)
    assert first == second and first in ("vtkEGLRenderWindow", "vtkOSOpenGLRenderWindow")
    assert (
        f"'VTK_DEFAULT_OPENGL_WINDOW': '{first}'" in variables and f"'THALWEG_OPENGL': '{first}'" in variables
    )


@pytest.mark.slow
@pytest.mark.opengl
def test_the_chosen_window_draws_without_a_word() -> None:
    code = "from render.stage.opengl import ensure_opengl; ensure_opengl()\n"
    code += "import pyvista as pv; p = pv.Plotter(off_screen=True, window_size=(32, 32)); p.show()"
    done = answer(code, VTK_DEFAULT_OPENGL_WINDOW="")
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


@pytest.mark.slow
def test_a_process_that_inherits_the_answer_asks_no_more() -> None:
    known = {"VTK_DEFAULT_OPENGL_WINDOW": "vtkEGLRenderWindow", "THALWEG_OPENGL": "vtkEGLRenderWindow"}
    code = "import subprocess\nsubprocess.run = None\n" + ASK
    assert answer(code, **known).stdout.startswith("vtkEGLRenderWindow vtkEGLRenderWindow")
    assert answer(code, THALWEG_OPENGL="native").stdout.startswith("native native")


@pytest.mark.slow
@pytest.mark.opengl
def test_the_probe_imports_nothing_that_no_window_needs() -> None:
    ends = (
        'import atexit, sys; atexit.register(lambda: "numpy" in sys.modules and __import__("os")._exit(7))\n'
    )
    known = subprocess.run([sys.executable, "-c", ends + "import numpy"], timeout=60).returncode
    window = answer("from render.stage.opengl import ensure_opengl; print(ensure_opengl())").stdout.strip()
    done = subprocess.run([sys.executable, "-P", "-c", ends + _PROBE, window], timeout=60).returncode
    assert (known, done) == (7, 0)


def test_starting_the_probe_does_not_wait_for_it() -> None:
    code = "from time import time; from render.stage.opengl import start_probe; t = time(); start_probe()"
    assert float(answer(code + "; print(time() - t)").stdout) < 0.1


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        (NO_LIBRARY, ("apt install libegl1 libgl1", "libosmesa6")),
        (
            {"VTK_DEFAULT_OPENGL_WINDOW": "vtkNoSuchWindow"},
            ("VTK_DEFAULT_OPENGL_WINDOW=vtkNoSuchWindow", "unset"),
        ),
    ],
    ids=["no library", "a wrong choice of the user's"],
)
def test_without_usable_opengl_the_error_says_what_to_do(
    changes: Mapping[str, str], words: tuple[str, ...]
) -> None:
    code = "from render.stage.opengl import OpenGLMissing, ensure_opengl\n"
    code += "for _ in range(2):\n try: ensure_opengl()\n except OpenGLMissing as error: print(error)"
    done = answer(code, **changes)
    if changes is NO_LIBRARY and not done.stdout:
        pytest.skip("another OpenGL library took over")
    assert done.stderr == "" and done.returncode == 0
    lines = done.stdout.splitlines()
    assert len(lines) == 2 and lines[0] == lines[1]
    assert all(word in lines[0] for word in words)


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("Xvfb") is None, reason="needs Xvfb")
def test_a_display_that_works_stays_native_and_a_dead_one_is_passed_over() -> None:
    read, write = os.pipe()
    server = subprocess.Popen(
        ["Xvfb", "-displayfd", str(write), "-screen", "0", "64x64x24"],
        pass_fds=[write],
        stderr=subprocess.DEVNULL,
    )
    try:
        display = f":{os.read(read, 16).decode().strip()}"
        assert answer(DISPLAY=display).stdout.startswith("native native")
    finally:
        server.terminate()
        server.wait()
        os.close(read)
        os.close(write)
    assert answer(DISPLAY=display).stdout.startswith("vtk")
