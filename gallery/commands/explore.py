"""`thalweg explore`: pick a surface up, turn it, drop particles on it; in a window or in a browser."""

from __future__ import annotations

import os
import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

from cyclopts import Parameter

from gallery.explore import STEPS
from gallery.spec import Flag, LandscapeOptions, flags, landscape_of
from gallery.terminal import Refusal, at_the_door, complain, say

if TYPE_CHECKING:
    from gallery.explore import Explorer


def run(
    name: str | None = None,
    /,
    *,
    which: LandscapeOptions = LandscapeOptions(),
    optimizer: Annotated[tuple[str, ...], Parameter(consume_multiple=True, show_default=False)] = (),
    starts: str | None = None,
    steps: int = STEPS,
    web: Flag = False,
    render: Literal["client", "server"] = "client",
    host: str = "127.0.0.1",
    port: int | None = None,
    open_browser: Annotated[bool, Parameter(name="--open", negative="--no-open")] = True,
) -> None:
    """Explore a surface: turn it, choose optimizers, drop particles, play.

    Parameters
    ----------
    name
        A landscape's name (see thalweg list) or a scene file (.toml); or use --formula. Default: himmelblau.
    optimizer
        One or several, with settings after a colon: adam:beta1=0.8
    starts
        What is dropped at the beginning, as grid:15 or points:(1,2).
    steps
        At most so many.
    web
        A page in the browser instead of a window.
    render
        Who draws the page's picture: the browser (client), or for big ensembles the server, which sends pictures.
    host
        Who may open the page. Default: this machine only; with another address a token is needed.
    port
        Of the page. A busy one says so, and the next is taken.
    open_browser
        Open the browser.
    """
    with at_the_door(), flags():
        begin = beginning(name, which, optimizer, starts, steps)
        if web:
            check_web(port, begin, render)
        elif render != "client":
            raise ValueError("--render says who draws the page: it needs --web")
        else:
            check_display()
    if web:
        _serve(begin, host, port, open_browser, render)
    else:
        from gallery.explore import open_window

        open_window(begin)


def beginning(
    name: str | None, which: LandscapeOptions, optimizers: tuple[str, ...], starts: str | None, steps: int
) -> Explorer:
    """The state that the explorer begins with."""
    from gallery.explore import (
        Explorer,
        check_surface,
        choose_formula,
        choose_landscape,
        drop_starts,
        from_scene,
        only_in_the_film,
        set_steps,
    )
    from gallery.spec import SceneSpec
    from landscapes.formulas import as_typed

    state = Explorer()
    if name is not None and name.endswith(".toml"):
        scene = SceneSpec.load(Path(name))
        state = from_scene(scene)
        if unseen := only_in_the_film(scene):
            complain(f"{name}: {unseen}")
    elif which.slice is not None or which.dimensions not in (None, 2):
        f = landscape_of(name, which).landscape()
        check_surface(f)
        state = choose_formula(state, as_typed(f.formula), [c for side in f.domain for c in side])
    elif which.formula is not None:
        spec = landscape_of(name, which)
        spec.landscape()
        state = choose_formula(state, which.formula, [c for side in spec.domain for c in side])
    elif name is not None:
        state = choose_landscape(state, name)
    if optimizers:
        first = state.scene.runs[0]
        state = state.with_scene(
            runs=tuple(replace(first, optimizer=text, learning_rate=None) for text in optimizers)
        )
        state.scene.check()
    state = state if steps == STEPS else set_steps(state, steps)
    return drop_starts(state, starts) if starts else state


def check_display() -> None:
    """There is a display to open a window on.

    Raises
    ------
    Refusal
        If there is none, or no OpenGL that works.
    """
    if sys.platform.startswith("linux") and not (
        os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")
    ):
        raise Refusal(
            "there is no display to open a window on; thalweg explore --web opens a page in the browser"
        )
    from gallery.spec import need_opengl

    need_opengl()


def check_web(port: int | None, begin: Explorer, render: str = "client") -> None:
    """The page's libraries are there and the port is one.

    Raises
    ------
    ValueError
        For a port outside of 0 to 65535, and more particles than a browser draws.
    Refusal
        If a library is missing, or the server is to draw and no OpenGL works.
    """
    from importlib.util import find_spec

    if port is not None and not 0 <= port <= 65535:
        raise ValueError(f"--port must be 0 to 65535, got {port}")
    missing = [name for name in ("trame", "trame_vtk", "trame_vuetify", "aiohttp") if find_spec(name) is None]
    if missing:
        raise Refusal(f"the page needs {', '.join(missing)}: pip install 'thalweg[explore]'")
    if render == "server":
        from gallery.spec import need_opengl

        need_opengl()
    else:
        from gallery.explore.web import crowded

        if words := crowded(begin):
            raise ValueError(f"{words}; let the server draw: --render server")


def _serve(begin: Explorer, host: str, port: int | None, open_browser: bool, render: str) -> None:
    from gallery.explore.web import is_local, serve_pages

    def opened(address: str) -> None:
        say(address)
        say("Ctrl-C, or closing the last page, ends it." if is_local(host) else "Ctrl-C ends it.")
        sys.stdout.flush()
        if open_browser:
            import webbrowser

            webbrowser.open(address)

    options: dict[str, Any] = {"linger": not is_local(host), "render": render}
    serve_pages(begin, host=host, port=port, **options, opened=opened, said=complain)
