"""`thalweg animate`: one film, or several files of it."""

from __future__ import annotations

import shlex
from dataclasses import asdict, replace
from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

from gallery.spec import (
    FilmOptions,
    FilmSpec,
    Flag,
    LandscapeOptions,
    LandscapeSpec,
    LookOptions,
    LookSpec,
    Named,
    PageOptions,
    PageSpec,
    Prepared,
    RunOptions,
    SceneSpec,
    animate_line,
    check_drawers,
    check_formats,
    check_moves,
    file_word,
    films_of,
    flags,
    landscape_of,
    named_last,
    need_opengl,
    option_words,
    prepare,
    runs_of,
    seek_opengl,
    spec_of,
    spec_words,
    write,
)
from gallery.terminal import at_the_door, check_outputs, folders_of, progress_bar, say


def run(
    name: Annotated[str | None, Named] = None,
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
    example: str | None = None,
    save_scene: Annotated[Path | None, Parameter(show_default=False, allow_leading_hyphen=True)] = None,
    jobs: int | None = None,
    scheduler: str | None = None,
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
    example
        Instead of a landscape a whole example that runs by itself: training (a small network learns two half moons, with
        torch if it is installed; its checkpoints become a surface and a path). Default file: NAME.mp4.
    save_scene
        Write a scene file (.toml) of exactly this film too; thalweg render makes the film of it.
    jobs
        Processes that draw spans of the film at the same time; the file is the same. Default: it is drawn in one piece.
    scheduler
        Draw them on a Dask cluster instead: its address, or local:4 for four workers of this machine.
    """
    if example is not None:
        with at_the_door(), flags():
            check_alone(name, which, descent, page, save_scene)
            spec = SceneSpec(
                landscape=EXAMPLE, runs=(), look=spec_of(LookSpec, look), film=spec_of(FilmSpec, film)
            )
            output = output or (Path(f"{example}.mp4"),)
            check_drawers(jobs, scheduler, output)
            staged = example_scene(example, spec, output, preview)
        write(spec.previewed() if preview else spec, staged, output, jobs, scheduler)
        return
    with at_the_door(), flags():
        spec = asked(name, which, descent, look, film, page)
        output = output or (Path(f"{spec.landscape.name or 'formula'}.mp4"),)
        check_preview(preview, output)
        check_drawers(jobs, scheduler, output)
        if films_of(output):
            seek_opengl()  # a child process tries, while this one imports
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
    write(spec, scene, output, jobs, scheduler)


EXAMPLE = LandscapeSpec(name="perceptron")
"""What a scene of an example says of its landscape; it brings its own."""


def check_alone(
    name: str | None, which: LandscapeOptions, descent: RunOptions, page: PageOptions, save_scene: Path | None
) -> None:
    """An example brings landscape and run.

    Raises
    ------
    ValueError
        Where others are asked for, or a scene file.
    """
    if name is not None:
        raise ValueError(f"--example brings its own landscape: leave {name} away")
    for options in (which, descent, page):
        if words := option_words(options):
            raise ValueError(f"--example brings its own landscape and run: leave {words[0]} away")
    if save_scene is not None:
        raise ValueError("--example trains anew each time: no scene file can say it; leave --save-scene away")


def example_scene(example: str, spec: SceneSpec, output: tuple[Path, ...], preview: bool) -> Prepared:
    """Run an example; its scene, ready to be drawn into these files.

    Raises
    ------
    ValueError, LookupError, Refusal
        For a name that is none, and what cannot be drawn or written so.
    """
    from gallery.examples import check_example, shown_example
    from render import Scene
    from render.film import film_endings, still_endings

    check_example(example)
    check_outputs(output, (*film_endings(), *still_endings()))
    check_formats(output)
    spec.check()
    seek_opengl()
    words = [
        *(word for part in (spec.look, spec.film) for word in spec_words(part)),
        *(["--preview"] * preview),
    ]
    names = [word for path in output for word in ("-o", file_word(path.name))]
    command = shlex.join(["thalweg", "animate", "--example", example, *words, *names])
    with progress_bar("losses") as report:
        shown = shown_example(example, report)
    for line in shown.said:
        say(line)
    need_opengl()
    spec = spec.previewed() if preview else spec
    return Prepared(Scene(shown.surface, shown.run, command=command, **asdict(spec.look)))


def movable(spec: SceneSpec) -> SceneSpec:
    """The same scene for a file that may be read elsewhere: all files go by their whole paths."""
    land, look = spec.landscape, spec.look
    if land.name in land.files:
        land = replace(land, name=_whole(land.name))
    if land.data is not None:
        land = replace(land, data=_whole(land.data))
    if look.camera.endswith(".csv"):
        look = replace(look, camera=_whole(look.camera))
    said = tuple(_whole(word) if word in look.files else word for word in look.subtitles)
    look = replace(look, subtitles=said)
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
