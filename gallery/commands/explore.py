"""`thalweg explore`: pick a surface up, turn it, drop particles on it; in a window or in a browser."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

from cyclopts import Parameter

from gallery.spec import (
    Flag,
    LandscapeOptions,
    LookOptions,
    RunOptions,
    RunSpec,
    flags,
    named_last,
    spec_over,
)
from gallery.terminal import Refusal, at_the_door, complain, say

if TYPE_CHECKING:
    from gallery.explore import Explorer
    from gallery.spec import LandscapeSpec


def run(
    name: str | None = None,
    /,
    *,
    which: LandscapeOptions = LandscapeOptions(),
    descent: RunOptions = RunOptions(),
    look: LookOptions = LookOptions(),
    web: Flag = False,
    render: Literal["client", "server"] = "client",
    host: str = "127.0.0.1",
    port: int | None = None,
    open_browser: Annotated[bool, Parameter(name="--open", negative="--no-open")] = True,
) -> None:
    """Explore a surface: turn it, choose optimizers, drop particles, play.

    What the options of a descent and a look leave out is as animate has it, but that nothing is dropped unless --starts
    says so, --steps is 300, and the camera stands still.

    Parameters
    ----------
    name
        A landscape's name (see thalweg list) or a scene file (.toml); or use --formula. Default: himmelblau.
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
        begin = beginning(name, which, descent, look)
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
    name: str | None,
    which: LandscapeOptions = LandscapeOptions(),
    descent: RunOptions = RunOptions(),
    look: LookOptions = LookOptions(),
) -> Explorer:
    """The state that the explorer begins with: a scene file's or its own, and what the options say of it.

    Raises
    ------
    ValueError, LookupError
        For a landscape without a surface, a scene file that is wrong, options that fit nothing.
    """
    from gallery.explore import BEGINNING, Explorer, check_size, from_scene, only_in_the_film
    from gallery.explore import landscape_of as drawn
    from gallery.spec import SceneSpec

    name, descent = named_last(name, which, descent)
    scene = BEGINNING
    if name is not None and name.lower().endswith(".toml"):
        if which != LandscapeOptions():
            raise ValueError(
                "a scene file has its own landscape; leave --formula, --domain, --dimensions, --slice away"
            )
        scene = SceneSpec.load(Path(name))
        if unseen := only_in_the_film(scene):
            complain(f"{name}: {unseen}")
    elif name is not None or which != LandscapeOptions():
        scene = replace(scene, landscape=surface_of(name, which))
    runs = tuple(said_of(descent, scene.runs or BEGINNING.runs))
    scene = replace(scene, runs=runs, look=spec_over(scene.look, look))
    scene.check()
    drawn(scene.landscape)
    if descent.steps is not None:
        check_size(Explorer(scene=scene))
    state = from_scene(scene)
    check_size(state)
    return state


def surface_of(name: str | None, which: LandscapeOptions) -> LandscapeSpec:
    """The landscape, which is defined somewhere.

    Raises
    ------
    ValueError, LookupError
        If there is none such.
    """
    from gallery.spec import landscape_of

    spec = landscape_of(name, which)
    spec.landscape()
    return spec


def said_of(descent: RunOptions, runs: tuple[RunSpec, ...]) -> Iterator[RunSpec]:
    """The runs with what the options say: one for each optimizer that they name, otherwise those that are there."""
    if descent.optimizer:
        bare = replace(runs[0], label="", learning_rate=None)
        yield from (spec_over(bare, descent, optimizer=text) for text in descent.optimizer)
    else:
        yield from (spec_over(run, descent) for run in runs)


def check_display() -> None:
    """There is a display to open a window on.

    Raises
    ------
    Refusal
        If there is none, or no window with OpenGL can be opened there.
    """
    if sys.platform.startswith("linux") and not (
        os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")
    ):
        raise Refusal(
            "there is no display to open a window on; thalweg explore --web opens a page in the browser"
        )
    from gallery.spec import need_opengl

    need_opengl()
    from render.stage import opens_windows

    if not opens_windows():
        shown = os.environ.get("DISPLAY", "")
        raise Refusal(
            f"no window can be opened on the display {shown or '(DISPLAY is not set)'}; "
            "thalweg explore --web opens a page in the browser"
        )


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
