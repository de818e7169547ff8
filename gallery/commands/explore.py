"""`thalweg explore`: pick a surface up, turn it, drop particles on it; on a page, or in a window."""

from __future__ import annotations

import getpass
import os
import shlex
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

from cyclopts import Parameter

from gallery.spec import (
    Flag,
    LandscapeOptions,
    LookOptions,
    PageOptions,
    RunOptions,
    RunSpec,
    file_word,
    flags,
    named_last,
    spec_over,
)
from gallery.terminal import Refusal, at_the_door, bytes_text, check_outputs, complain, folders_of, say

if TYPE_CHECKING:
    from gallery.explore import Explorer
    from gallery.spec import LandscapeSpec


def run(
    *names: str,
    output: Annotated[
        Path | None, Parameter(alias="-o", show_default=False, allow_leading_hyphen=True)
    ] = None,
    which: LandscapeOptions = LandscapeOptions(),
    descent: RunOptions = RunOptions(),
    look: LookOptions = LookOptions(),
    page: PageOptions = PageOptions(),
    window: Flag = False,
    web: Flag = False,
    render: Literal["client", "server"] = "client",
    host: str = "127.0.0.1",
    port: int | None = None,
    open_browser: Annotated[bool, Parameter(name="--open", negative="--no-open")] = True,
) -> None:
    """Explore a surface: turn it, choose optimizers, drop particles, play.

    A page is written that computes everything itself, and the browser is opened on it. What the options of a descent and
    a look leave out is as animate has it, but that nothing is dropped unless --starts says so, and the camera stands
    still.

    Parameters
    ----------
    names
        A landscape's name (see thalweg list) or a scene file (.toml); or use --formula. Default: himmelblau. Of several
        the page carries these; of one all of the catalogue.
    output
        The page, .html. Default: a file in the folder for temporary ones, which the browser opens.
    window
        A window of this program instead of a page.
    web
        A page that a server computes and draws; for ensembles that a browser cannot bear.
    render
        Who draws the server's page: the browser (client), or for big ensembles the server, which sends pictures.
    host
        Who may open the server's page. Default: this machine only; with another address a token is needed.
    port
        Of the server's page. A busy one says so, and the next is taken.
    open_browser
        Open the browser.
    """
    with at_the_door(), flags():
        if window and (web or output is not None):
            raise ValueError("--window shows no page: leave --output and --web away")
        if web and output is not None:
            raise ValueError("--web serves its page: leave --output away")
        if len(names) > 1 and (window or web):
            raise ValueError("a window, and the server's page, begin with one landscape: name one")
        begin = beginning(names[0] if names else None, which, descent, look, page)
        if web:
            check_web(port, begin, render)
        elif render != "client":
            raise ValueError("--render says who draws the server's page: it needs --web")
        elif window:
            check_display()
        else:
            check_outputs([output] if output else [], [".html"])
    if web:
        _serve(begin, host, port, open_browser, render)
    elif window:
        from gallery.explore import open_window

        open_window(begin)
    else:
        with at_the_door(), flags():
            _write(begin, names, output, open_browser)


def _write(begin: Explorer, names: tuple[str, ...], output: Path | None, open_browser: bool) -> None:
    """Write the page, say so, and open it where no file was asked for."""
    from gallery.explore import write_explorer

    path = output or _cached(begin)
    with folders_of([path]):
        write_explorer(path, begin.described, names if len(names) > 1 else (), said_again(names, path))
    say(f"{path}  {bytes_text(path.stat().st_size)}")
    if output is None and open_browser:
        import webbrowser

        webbrowser.open(path.absolute().as_uri())


def _cached(begin: Explorer) -> Path:
    """Where a page lies that nobody named."""
    return (
        Path(tempfile.gettempdir())
        / f"thalweg-{getpass.getuser()}"
        / f"{begin.landscape.name or 'formula'}.html"
    )


def said_again(names: tuple[str, ...], path: Path) -> str:
    """The line that writes the same page but for its options."""
    return shlex.join(["thalweg", "explore", *names, "-o", file_word(path.name)])


def beginning(
    name: str | None,
    which: LandscapeOptions = LandscapeOptions(),
    descent: RunOptions = RunOptions(),
    look: LookOptions = LookOptions(),
    page: PageOptions = PageOptions(),
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
    scene = replace(scene, runs=runs, look=spec_over(scene.look, look), page=spec_over(scene.page, page))
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
            "there is no display to open a window on; thalweg explore without --window opens a page in the browser"
        )
    from gallery.spec import need_opengl

    need_opengl()
    from render.stage import opens_windows

    if not opens_windows():
        shown = os.environ.get("DISPLAY", "")
        raise Refusal(
            f"no window can be opened on the display {shown or '(DISPLAY is not set)'}; "
            "thalweg explore without --window opens a page in the browser"
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
