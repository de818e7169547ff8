"""`thalweg animate`: one film, or several files of it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

from gallery.spec import (
    FilmOptions,
    FilmSpec,
    Flag,
    LandscapeOptions,
    LookOptions,
    LookSpec,
    PageOptions,
    PageSpec,
    RunOptions,
    SceneSpec,
    animate_line,
    check_moves,
    films_of,
    flags,
    landscape_of,
    named_last,
    prepare,
    runs_of,
    spec_of,
    write,
)
from gallery.terminal import at_the_door, check_outputs, folders_of, say


def run(
    name: str | None = None,
    /,
    *,
    output: Annotated[
        tuple[Path, ...], Parameter(alias="-o", allow_leading_hyphen=True, show_default=False)
    ] = (),
    which: LandscapeOptions = LandscapeOptions(),
    descent: RunOptions = RunOptions(),
    look: LookOptions = LookOptions(),
    film: FilmOptions = FilmOptions(),
    page: PageOptions = PageOptions(),
    preview: Flag = False,
    save_scene: Annotated[Path | None, Parameter(show_default=False, allow_leading_hyphen=True)] = None,
) -> None:
    """Draw the descent of a landscape as a film, or write it as a living page.

    Parameters
    ----------
    name
        A landscape's name (see thalweg list); or use --formula.
    output
        The film: .gif .mp4 .webm .webp, .png for its last picture, or .html for a page that computes it and can be
        played with. May be given several times. Default: NAME.mp4.
    preview
        Small, short and quick: 480x360, 4 seconds, 10 pictures a second.
    save_scene
        Write a scene file (.toml) of exactly this film too; thalweg render makes the film of it.
    """
    with at_the_door(), flags():
        spec = asked(name, which, descent, look, film, page)
        output = output or (Path(f"{spec.landscape.name or 'formula'}.mp4"),)
        check_preview(preview, output)
        if save_scene is None:
            check_moves(spec, output)
        command = line(spec, output, preview)
        spec = spec.previewed() if preview else spec
        if save_scene is not None:
            check_outputs([save_scene], [".toml"], flag="--save-scene")
        scene = prepare(spec, output, command)
        if save_scene is not None:
            with folders_of([save_scene]):
                say(str(movable(spec.rated()).save(save_scene)))
    write(spec, scene, output)


def movable(spec: SceneSpec) -> SceneSpec:
    """The same scene for a file that may be read elsewhere: all files go by their whole paths."""
    land, look = spec.landscape, spec.look
    if land.name in land.files:
        land = replace(land, name=_whole(land.name))
    if land.data is not None:
        land = replace(land, data=_whole(land.data))
    if look.camera.endswith(".csv"):
        look = replace(look, camera=_whole(look.camera))
    if look.subtitles is not None:
        look = replace(look, subtitles=_whole(look.subtitles))
    runs = tuple(run if run.path is None else replace(run, path=_whole(run.path)) for run in spec.runs)
    return replace(spec, landscape=land, look=look, runs=runs)


def _whole(name: str | None) -> str:
    return str(Path(str(name)).absolute())


def asked(
    name: str | None,
    which: LandscapeOptions = LandscapeOptions(),
    descent: RunOptions = RunOptions(),
    look: LookOptions = LookOptions(),
    film: FilmOptions = FilmOptions(),
    page: PageOptions = PageOptions(),
) -> SceneSpec:
    """The scene that options describe.

    Raises
    ------
    FieldError, ValueError
        For a value that its field cannot have, or a landscape that is named twice or not at all.
    """
    name, descent = named_last(name, which, descent)
    return SceneSpec(
        landscape=landscape_of(name, which),
        runs=runs_of(descent),
        look=spec_of(LookSpec, look),
        film=spec_of(FilmSpec, film),
        page=spec_of(PageSpec, page),
    )


def check_preview(preview: bool, outputs: tuple[Path, ...]) -> None:
    """A preview is of a film: a page is quick and fits its window.

    Raises
    ------
    ValueError
        If nothing but pages is made of it.
    """
    if preview and not films_of(outputs):
        raise ValueError("--preview has no effect on a page: leave it out")


def line(spec: SceneSpec, outputs: tuple[Path, ...], preview: bool = False) -> str:
    """The `thalweg animate` line that makes these files of the scene; empty where none can."""
    names = [path.name for path in outputs]
    page = spec.page if len(films_of(outputs)) < len(outputs) else None
    return (
        animate_line(spec.landscape, spec.runs, spec.look, spec.film, names, preview=preview, page=page) or ""
    )
