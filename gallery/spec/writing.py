"""From a described scene to its files: what `animate`, `render` and the gallery's tiles have in common."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from concurrent.futures import Executor
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from gallery.processes import check_workers, workers_of
from gallery.spec.as_page import as_drawn, living_of_spec
from gallery.spec.field import FieldError, differing
from gallery.spec.film import check_rate, only_stills
from gallery.spec.run import RunSpec, check_seed
from gallery.spec.scene import SceneSpec
from gallery.terminal import (
    OpenGLRefusal,
    Refusal,
    at_the_door,
    check_memory,
    check_outputs,
    file_text,
    folders_of,
    progress_bar,
    say,
)

if TYPE_CHECKING:
    from descent import Trajectories
    from render import Scene
    from render.page import Living


@dataclass(frozen=True)
class Prepared:
    """A scene ready to be written: as films and stills where such files are asked for, alive where pages are."""

    scene: Scene | None = None
    living: Living | None = None


def prepare(spec: SceneSpec, outputs: Sequence[Path], command: str) -> Prepared:
    """The scene with its runs, ready to be drawn into these files; whatever is wrong is found before the descent.

    Raises
    ------
    ValueError, LookupError, Refusal
        For what cannot be drawn, written or described so.
    """
    from render.film import film_endings, still_endings
    from render.page import PAGE_ENDING
    from render.scene import check_particles

    check_outputs(outputs, (*film_endings(), *still_endings(), PAGE_ENDING))
    films = films_of(outputs)
    if films:
        seek_opengl()
        check_formats(films)
    spec.check()
    check_rate(films, spec.suited(films).fps or 0)
    ground = spec.landscape.ground()
    spec.check_look(ground.landscape)
    check_particles(spec.look, sum(bool(run.starts) for run in spec.runs))
    living = living_of_spec(spec, ground, command) if len(films) < len(outputs) else None
    if films:
        need_opengl()
    scene = spec.staged(ground, spec.descend(ground), command)
    return Prepared(scene if films else None, living and as_drawn(living, spec, scene))


def films_of(outputs: Sequence[Path]) -> list[Path]:
    """Those that are films or pictures, not pages."""
    from render.page import PAGE_ENDING

    return [path for path in outputs if path.suffix.lower() != PAGE_ENDING]


def write(
    spec: SceneSpec,
    prepared: Prepared,
    outputs: Sequence[Path],
    jobs: int | None = None,
    scheduler: str | None = None,
) -> None:
    """Draw the scene's pictures once, write every file of them and the pages, and say so.

    Raises
    ------
    Refusal
        If no film is as small as it must be, or nobody answers at the scheduler's address.
    """
    from descent.compiled_engine import engine_note, engine_of

    films = films_of(outputs)
    with ExitStack() as inside:
        with at_the_door():
            workers = inside.enter_context(workers_of(jobs, scheduler))
        inside.enter_context(folders_of(outputs))
        if prepared.scene is not None:
            for line in _drawn(prepared.scene, spec, films, workers):
                say(line)
        if prepared.living is not None:
            from render.page import write_page

            for path in outputs:
                if path not in films:
                    write_page(path, prepared.living)
    for path in outputs:
        say(file_text(path))
    for asked, run in zip(spec.runs, prepared.scene.runs.values() if prepared.scene else (), strict=False):
        pays = engine_of(run.landscape, run.optimizer, run.steps, "compiled", run.noise) == "compiled"
        if pays and (note := engine_note(asked.engine, run.engine, len(run) * run.steps)):
            say(note)
    if prepared.scene is not None and len(spec.runs) == 1:
        for run in prepared.scene.runs.values():
            for hint in still_moving(run, open_ended=spec.runs[0].steps is None):
                say(hint)


def _drawn(scene: Scene, spec: SceneSpec, films: Sequence[Path], workers: Executor | None) -> list[str]:
    """Draw and write the scene's films and stills; what is to be said of them."""
    from render.film import TooLargeError
    from render.scene import NoRoomError

    film, files = spec.suited(films), spec.film.files(films, spec.look.panels, len(spec.runs))
    recipes = [spec.suited([one.target]).recipe for one in files] if film.max_size is not None else []
    try:
        with progress_bar(scene.landscape.title) as report:
            if film.max_size is None:
                shown: dict[str, Any] = {
                    "seconds": film.seconds or 0,
                    "fps": film.fps or 0,
                    "size": film.size,
                }
                scene.movies(files, **shown, progress=report, executor=workers)
                return []
            chosen = [
                scene.fitted(one, film.max_size, recipe, progress=report, executor=workers)
                for one, recipe in zip(files, recipes, strict=True)
            ]
    except TooLargeError as error:
        raise Refusal(f"--max-size: {error}") from error
    except NoRoomError as error:
        raise Refusal(f"--size: {error}") from error
    return [f"{one.target}  {recipe.text}" for one, recipe in zip(files, chosen, strict=True)]


def check_drawers(jobs: int | None, scheduler: str | None, outputs: Sequence[Path]) -> None:
    """Refuse workers that no command can run on, or that would have nothing to draw.

    Raises
    ------
    ValueError
    """
    check_workers(jobs, scheduler)
    films = films_of(outputs)
    if (jobs, scheduler) != (None, None) and only_stills(films):
        what = "a film's last picture" if films else "a page"
        raise ValueError(
            f"--{'jobs' if scheduler is None else 'scheduler'} has no effect on {what}: leave it out"
        )


def still_moving(run: Trajectories, *, open_ended: bool = False) -> Iterator[str]:
    """Of a run that some are still moving in: how many, and the options that would let most of them arrive.

    Where nobody said how long it is (`open_ended`), these were tried out.
    """
    import numpy as np

    from descent import Ending, Population, Remedy, arrived, has_steady_rate, remedy, steps_wanted
    from descent.optimizers import FirstOrder
    from render.clock import off_since

    if isinstance(run.optimizer, Population):  # its members are never meant to rest
        return
    left = off_since(run) <= run.steps  # as the film has it: who moves on off the map has left it
    moving, wanted = (np.asarray(run.ending) == Ending.RUNNING) & ~left, steps_wanted(run)
    count = int(moving.sum())
    if not count or wanted == run.steps or run.optimizer is None:
        return
    there, single = arrived(run), len(run) == 1
    who = "it is" if single else f"{count:,} of {len(run):,} {'is' if count == 1 else 'are'}"
    said = f"{who} still moving after {run.steps:,} steps"
    if beside := int((moving & there).sum()):
        said += f", {'' if single else 'all ' if beside == count else f'{beside:,} of them '}beside a minimum"
    if Remedy(run.steps, False, there.mean()).helps and (wanted is None or 2 * beside < count):
        yield said
    elif wanted is not None:
        yield f"{said}; {'it' if single else 'most'} would rest after about {wanted:,}: --steps {wanted}"
    elif open_ended and (found := remedy(run)) is not None:
        if found.helps:
            falling = " and a rate that falls" if found.falls else ""
            rate = "--learning-rate cosine " if found.falls else ""
            who = "it" if single else f"{found.arrived:.0%} of those tried"
            yield f"{said}; with {found.steps:,} steps{falling} {who} arrived: {rate}--steps {found.steps}"
        else:
            them = "it" if single else "most of them"
            tried = f"{found.steps:,} steps did not let"
            if has_steady_rate(run.optimizer):
                tried = f"neither {found.steps:,} steps nor a rate that falls let"
            yield f"{said}; {tried} {them} arrive when tried"
    elif isinstance(run.optimizer, FirstOrder) and isinstance(run.optimizer.learning_rate, float):
        longer = max(run.steps, 2000)
        yield (
            f"{said}; a rate that falls may let {'it' if single else 'them'} rest: "
            f"--learning-rate cosine --steps {longer}"
        )
    else:
        yield said


def check_moves(spec: SceneSpec, outputs: Sequence[Path]) -> None:
    """Refuse what only a moving picture shows, where nothing but stills is made; and likewise what only a page, or a film.

    Raises
    ------
    ValueError
    """
    films = films_of(outputs)
    if len(films) == len(outputs):
        check_seed(spec.runs)
        _check_searches(spec.runs)
        for about, _ in differing(spec.page):
            raise ValueError(f"--{about.name} has no effect on a film: it belongs to a page, -o NAME.html")
    if not films:
        for about, _ in differing(spec.film):
            if about.name in ("size", "fps", "max_size", "width", "dpi", "purpose"):
                raise ValueError(f"{about.flag} has no effect on a page, which fits its window: leave it out")
        return
    if not only_stills(films) or len(films) < len(outputs):
        return
    said = [
        about.name
        for about, _ in differing(spec.film)
        if about.name not in ("size", "width", "dpi", "purpose")
    ]
    said += [about.name for about, _ in differing(spec.look) if about.name == "clock"]
    for name in said:
        name = name.replace("_", "-")
        raise ValueError(f"--{name} has no effect on a film's last picture: leave it out, or make a film too")


def check_formats(outputs: Sequence[Path]) -> None:
    """What encodes files of such names is there.

    Raises
    ------
    OSError
        If something is not, as ffmpeg.
    """
    from render.film import format_of

    for kind in {format_of(path) for path in outputs}:
        kind.check()


def seek_opengl() -> None:
    """Begin to look for a way to draw: a child process tries, while this one imports and compiles."""
    from render.stage import start_probe

    start_probe()


def need_opengl() -> None:
    """Find a way to draw.

    Raises
    ------
    Refusal
        If there is too little memory to try.
    OpenGLRefusal
        If there is none; the message says what to install.
    """
    from render.stage import OpenGLMissing, ensure_opengl

    check_memory()
    try:
        ensure_opengl()
    except OpenGLMissing as error:
        raise OpenGLRefusal(str(error)) from error


def _check_searches(runs: tuple[RunSpec, ...]) -> None:
    """Refuse what has no effect where populations alone search: they begin anywhere, or at one point.

    Raises
    ------
    FieldError
    """
    from descent import parse_starts

    plain = RunSpec()
    for run in runs if all(run.is_search for run in runs) else ():
        name = run.method().name
        ways = [dict(parse_starts(way).settings) for way in run.starts]
        alone = len(ways) == 1 and ways[0].get("count", len(ways[0].get("positions", ()))) == 1
        if run.starts != plain.starts and not alone:
            raise FieldError(
                "starts", f"of {name} are anywhere, or one point: leave them away, or say points:(1,2)"
            )
        for about in ("tolerance", "engine"):
            if getattr(run, about) != getattr(plain, about):
                raise FieldError(
                    about, f"must be left away: {name} asks for heights alone, generation by generation"
                )
