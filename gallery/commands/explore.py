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
from typing import TYPE_CHECKING, Annotated

from cyclopts import Parameter

from gallery.loading import load_words
from gallery.spec import (
    Flag,
    LandscapeOptions,
    LookOptions,
    Named,
    PageOptions,
    RunOptions,
    RunSpec,
    file_word,
    flags,
    named_last,
    spec_over,
)
from gallery.terminal import Refusal, at_the_door, check_outputs, complain, file_text, folders_of, say

if TYPE_CHECKING:
    from gallery.explore import Explorer
    from gallery.spec import LandscapeSpec, SceneSpec


def run(
    *names: Annotated[str, Named],
    output: Annotated[
        Path | None, Parameter(alias="-o", show_default=False, allow_leading_hyphen=True)
    ] = None,
    which: LandscapeOptions = LandscapeOptions(),
    descent: RunOptions = RunOptions(),
    look: LookOptions = LookOptions(),
    page: PageOptions = PageOptions(),
    window: Flag = False,
    open_browser: Annotated[bool, Parameter(name="--open", negative="--no-open")] = True,
) -> None:
    """Explore a surface: turn it, choose optimizers, drop particles, play.

    A page is written that computes everything itself, and the browser is opened on it. What the options of a descent and
    a look leave out is as animate has it, but that the camera stands still, and that where --starts says nothing the page
    begins with a grid of 12 x 12 particles, the window with none.

    Parameters
    ----------
    names
        A landscape's name (see thalweg list), a scene file (.toml) or a page's link; or use --formula. Default:
        himmelblau. Of several the page carries these; of one all of the catalogue.
    output
        The page, .html. Default: a file in the folder for temporary ones, which the browser opens.
    window
        A window of this program instead of a page.
    open_browser
        Open the browser, where no --output says where the page shall be.
    """
    with at_the_door(), flags():
        if window and output is not None:
            raise ValueError("--window shows no page: leave --output away")
        if window and len(names) > 1:
            raise ValueError("a window begins with one landscape: name one")
        scene = scene_of(names[0] if names else None, which, descent, look, page, window=window)
        begin = begun(scene, window)
        if window:
            check_display()
        else:
            check_outputs([output] if output else [], [".html"])
    if window:
        from gallery.explore import open_window

        open_window(begin)
    else:
        with at_the_door(), flags():
            _write(replace(begin.described, page=scene.page), names, output, open_browser)


def _write(scene: SceneSpec, names: tuple[str, ...], output: Path | None, open_browser: bool) -> None:
    """Write the page, say so, and open it where no file was asked for."""
    from gallery.explore import write_explorer

    path = output or _cached(scene)
    with folders_of([path]):
        write_explorer(path, scene, names[1:], said_again(names, path))
    say(file_text(path))
    if output is None and open_browser:
        import webbrowser

        webbrowser.open(path.absolute().as_uri())


def _cached(scene: SceneSpec) -> Path:
    """Where a page lies that nobody named."""
    folder = Path(tempfile.gettempdir()) / f"thalweg-{getpass.getuser()}"
    return folder / f"{scene.landscape.name or 'formula'}.html"


def said_again(names: tuple[str, ...], path: Path) -> str:
    """The line that writes the same page but for its options."""
    return shlex.join(["thalweg", "explore", *names, *load_words(), "-o", file_word(path.name)])


def scene_of(
    name: str | None,
    which: LandscapeOptions = LandscapeOptions(),
    descent: RunOptions = RunOptions(),
    look: LookOptions = LookOptions(),
    page: PageOptions = PageOptions(),
    window: bool = False,
) -> SceneSpec:
    """The scene that the explorer begins with: a scene file's, a link's or its own, and what the options say of it.

    Raises
    ------
    ValueError, LookupError
        For a scene file or a link that is wrong, options that fit nothing.
    """
    from gallery.explore import BEGINNING, is_link, only_in_the_film, scene_of_link
    from gallery.spec import SceneSpec

    name, descent = named_last(name, which, descent)
    scene = BEGINNING
    given = name is not None and (name.lower().endswith(".toml") or is_link(name))
    if name is not None and given:
        if which != LandscapeOptions():
            raise ValueError(
                f"a {'link' if is_link(name) else 'scene file'} has its own landscape; "
                "leave --formula, --domain, --dimensions, --slice away"
            )
        scene = scene_of_link(name) if is_link(name) else SceneSpec.load(Path(name))
        if unseen := only_in_the_film(scene, window):
            complain(f"{name}: {unseen}")
    elif name is not None or which != LandscapeOptions():
        scene = replace(scene, landscape=surface_of(name, which))
    runs = tuple(said_of(descent, scene.runs or BEGINNING.runs))
    scene = replace(scene, runs=runs, look=spec_over(scene.look, look), page=spec_over(scene.page, page))
    scene.check()
    return scene


def begun(scene: SceneSpec, window: bool = False) -> Explorer:
    """The explorer of a scene.

    Raises
    ------
    ValueError, LookupError
        For a landscape that cannot be drawn, in a window for one without a surface, and for more particles or steps than
        the explorer takes.
    """
    from gallery.explore import Explorer, check_size, from_scene, ground_of, landscape_of

    (landscape_of if window else ground_of)(scene.landscape)
    if all(run.steps is not None for run in scene.runs):
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
