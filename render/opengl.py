"""Which OpenGL VTK may use: without one it crashes the process, so it is tried out in a child first."""

from __future__ import annotations

import os
import subprocess
import sys
from functools import cache

CHOICE = "VTK_DEFAULT_OPENGL_WINDOW"
"""The environment variable by which VTK chooses its window class; child processes inherit the choice."""

CHECKED = "THALWEG_OPENGL"
"""Set once a choice is known to draw, so that child processes need not try again."""

_CANDIDATES = ("vtkEGLRenderWindow", "vtkOSOpenGLRenderWindow")
_PROBE = """
import vtkmodules.vtkRenderingOpenGL2 as gl
window = getattr(gl, {name!r})() if {name!r} else __import__("vtkmodules.vtkRenderingCore").vtkRenderingCore.vtkRenderWindow()
window.SetOffScreenRendering(1)
window.SetSize(16, 16)
ok = window.SupportsOpenGL()
window.Render()
raise SystemExit(0 if ok else 1)
"""


class OpenGLMissing(RuntimeError):
    """No OpenGL library works here; the message says what to install."""


@cache
def ensure_opengl() -> str:
    """Choose a window class that draws, once a process; returns its name, or "native".

    Raises
    ------
    OpenGLMissing
        If none does.
    """
    if not sys.platform.startswith("linux"):
        return "native"
    if os.environ.get(CHECKED):
        return os.environ[CHECKED]
    for name in _order():
        if _draws(name):
            if name:
                os.environ[CHOICE] = name
            os.environ[CHECKED] = name or "native"
            return name or "native"
    raise OpenGLMissing(
        "no OpenGL library works on this machine; on Debian or Ubuntu: apt install libegl1 libgl1 "
        "(or libosmesa6, which needs no driver)"
    )


def has_display() -> bool:
    """Whether a window could be shown to somebody."""
    if not sys.platform.startswith("linux"):
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def _order() -> tuple[str, ...]:
    """The window classes to try; an empty name is VTK's own choice. What the user asked for comes first."""
    if not os.environ.get(CHOICE):
        os.environ.pop(CHOICE, None)  # set but empty, it crashes VTK
    asked = os.environ.get(CHOICE, "")
    first = ("",) if has_display() else ()
    rest = tuple(c for c in (*first, *_CANDIDATES) if c != asked)
    return (asked, *rest) if asked else rest


def _draws(name: str) -> bool:
    environment = {k: v for k, v in os.environ.items() if k != CHOICE}
    if name:
        environment[CHOICE] = name
    done = subprocess.run(
        [sys.executable, "-c", _PROBE.format(name=name)],
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        timeout=60,
        check=False,
    )
    return done.returncode == 0
