"""`thalweg show`: everything that is known of one landscape."""

from __future__ import annotations

import shlex
from pathlib import Path
from typing import Annotated, Any

from cyclopts import Parameter

from gallery.loading import load_words
from gallery.spec import (
    Flag,
    LandscapeOptions,
    Named,
    Several,
    check_size,
    file_word,
    flags,
    landscape_of,
    option_words,
    pixels,
)
from gallery.terminal import at_the_door, check_outputs, file_text, folders_of, say, say_json
from gallery.tiles import portrait_of, print_portrait

USUAL = "960x720"


def run(
    name: Annotated[str | None, Named] = None,
    /,
    *,
    which: LandscapeOptions = LandscapeOptions(),
    as_json: Annotated[Flag, Parameter(name="--json")] = False,
    png: Annotated[Path | None, Parameter(allow_leading_hyphen=True)] = None,
    size: str = USUAL,
    graph: Flag = False,
    at: Annotated[tuple[float, ...], Several] = (),
    output: Annotated[Path | None, Parameter(alias="-o", allow_leading_hyphen=True)] = None,
) -> None:
    """Print what is known of a landscape: formula, derivatives, stationary points, stable learning rates.

    Parameters
    ----------
    name
        A landscape's name (see thalweg list); or use --formula.
    as_json
        Print JSON, for programs.
    png
        Draw the surface into this file.
    size
        The picture's pixels.
    graph
        The computation graph with value and gradient at every node, in Graphviz' DOT.
    at
        The point of the graph: one number for each variable.
    output
        Write the graph to this file, .dot or .svg, instead of printing it.
    """
    with at_the_door(), flags():
        if not graph and (at or output):
            raise ValueError("--at and --output belong to --graph")
        if png is not None:
            from render.film import still_endings

            check_outputs([png], still_endings(), "--png")
        f = landscape_of(name, which).landscape()
        check_size(wide := pixels(size))
    if graph:
        _graph(f, at, output)
    elif png is not None:
        words = [name] if name is not None else []
        sized = ["--size", size] if size != USUAL else []
        words += [*option_words(which), *load_words()]
        command = ["thalweg", "show", *words, "--png", file_word(png.name), *sized]
        _draw(f, png, wide, shlex.join(command))
    elif as_json:
        say_json(portrait_of(f))
    else:
        print_portrait(f)


def _graph(f: Any, at: tuple[float, ...], output: Path | None) -> None:
    from landscapes import computation_graph

    with at_the_door():
        if output is not None:
            check_outputs([output], (".dot", ".svg"))
        if not at:
            raise ValueError(f"--graph needs --at with {f.dimensions} numbers")
        drawn = computation_graph(f, at)
        text = drawn.svg() if output is not None and output.suffix.lower() == ".svg" else drawn.dot()
    if output is None:
        say(text)
        return
    from descent.results import replacing

    with folders_of([output]), replacing(output, "w") as file:
        file.write(text)
    say(file_text(output))


def _draw(f: Any, png: Path, size: tuple[int, int], command: str) -> None:
    from gallery.spec import need_opengl

    with at_the_door():
        need_opengl()
        from render import Scene

        scene = Scene(f, command=command)
    with folders_of([png]):
        scene.still(png, size=size)
    say(file_text(png))
