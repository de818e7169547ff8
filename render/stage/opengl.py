"""Which OpenGL window VTK can open here, found out in a child process: without a usable one VTK crashes.

The answer stands in two environment variables, so that child processes neither crash nor ask again: VTK's own
`VTK_DEFAULT_OPENGL_WINDOW`, which picks the window class, and `THALWEG_OPENGL`, which says that it was tried.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Sequence
from concurrent.futures import Future
from functools import cache
from threading import Thread

CHOICE = "VTK_DEFAULT_OPENGL_WINDOW"
TRIED = "THALWEG_OPENGL"
NATIVE = "native"
ON_SCREEN = "vtkXOpenGLRenderWindow"
PATIENCE = 30.0
"""Seconds after which a probe that does not answer counts as failed."""

_PROBE = """
import resource, sys
resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
import vtkmodules
sys.meta_path[:] = [finder for finder in sys.meta_path if not type(finder).__module__.startswith("vtkmodules")]
from vtkmodules import vtkRenderingOpenGL2
window = getattr(vtkRenderingOpenGL2, sys.argv[1])()
window.SetOffScreenRendering(True)
window.SetSize(16, 16)
if not window.SupportsOpenGL():
    sys.exit(1)
window.Render()
"""
"""Without VTK's own finder of modules, which imports NumPy for what no window needs: half of the time."""


class OpenGLMissing(RuntimeError):
    """No way to draw was found; the message says what to install.

    Examples
    --------
    >>> from render import OpenGLMissing
    >>> try:
    ...     scene.still("himmelblau.png")
    ... except OpenGLMissing as error:
    ...     print(error)  # drawing needs an OpenGL library and none is usable; on Debian or Ubuntu: apt install ...
    """


def ensure_opengl() -> str:
    """Make VTK's first window safe to open; to be called before it.

    Returns
    -------
    The name of the window class that VTK will use, or "native": off Linux, and where an X display works.

    Raises
    ------
    OpenGLMissing
        If neither X nor EGL nor OSMesa can draw.
    """
    return start_probe().result()


@cache
def start_probe() -> Future[str]:
    """Begin to look for a usable window, once in a process; `ensure_opengl` waits for the answer.

    Returns
    -------
    The name that `ensure_opengl` returns, or its `OpenGLMissing`, once they are known.
    """
    answer: Future[str] = Future()
    if not sys.platform.startswith("linux"):
        answer.set_result(NATIVE)
        return answer
    if not os.environ.get(CHOICE):
        os.environ.pop(CHOICE, None)  # set but empty crashes VTK
    standing = os.environ.get(TRIED)
    if standing and standing == os.environ.get(CHOICE, NATIVE):
        answer.set_result(standing)
        return answer
    Thread(target=_answer, args=(answer,), name="opengl-probe", daemon=True).start()
    return answer


def _answer(answer: Future[str]) -> None:
    try:
        choice = _first_usable(_candidates())
    except BaseException as error:
        answer.set_exception(error)
        return
    if choice != NATIVE:
        os.environ[CHOICE] = choice
    os.environ[TRIED] = choice
    answer.set_result(choice)


def opens_windows() -> bool:
    """Whether a window can be opened that a person sees.

    Raises
    ------
    OpenGLMissing
        If not even an unseen one can.
    """
    return ensure_opengl() in (NATIVE, ON_SCREEN)


def _candidates() -> list[str]:
    """Window classes in the order of trial: the user's own choice alone, else the display's, EGL, OSMesa."""
    if chosen := os.environ.get(CHOICE):
        return [chosen]
    display = [NATIVE] if os.environ.get("DISPLAY") else []
    return [*display, "vtkEGLRenderWindow", "vtkOSOpenGLRenderWindow"]


def _first_usable(candidates: Sequence[str]) -> str:
    for name in candidates:
        if _works(ON_SCREEN if name == NATIVE else name):
            return name
    if chosen := os.environ.get(CHOICE):
        raise OpenGLMissing(f"{CHOICE}={chosen} cannot draw on this machine; unset it to let thalweg choose")
    raise OpenGLMissing(
        "drawing needs an OpenGL library and none is usable; "
        "on Debian or Ubuntu: apt install libegl1 libgl1 (or libosmesa6)"
    )


def _works(window: str) -> bool:
    """Whether a child process can draw in a window of this class: it ends well, or not, or crashes."""
    try:
        probe = subprocess.run(
            [
                sys.executable,
                "-P",
                "-c",
                _PROBE,
                window,
            ],  # -P: a `random.py` in the current folder is not ours
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            timeout=PATIENCE,
            start_new_session=True,
        )
    except subprocess.TimeoutExpired:
        return False
    return probe.returncode == 0
