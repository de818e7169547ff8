"""`thalweg compare`: starts, optimizers and learning rates side by side."""

from __future__ import annotations

import shlex
import shutil
from concurrent.futures import Executor
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

from cyclopts import Parameter

from gallery.comparison import (
    CaseOptions,
    MosaicOptions,
    ReelOptions,
    TuningOptions,
    asked_of,
    check_effects,
    check_formats_of_tables,
    check_table_alone,
    film_of,
    write_outcomes,
)
from gallery.loading import load_words
from gallery.processes import check_workers, workers_of
from gallery.spec import Flag, LandscapeOptions, Named, RunSpec, check_seed, flags, landscape_of, option_words
from gallery.terminal import (
    Refusal,
    at_the_door,
    check_folder,
    check_outputs,
    complain,
    file_text,
    folders_of,
    is_terminal,
    progress_bar,
    say,
    say_json,
    say_table,
)

if TYPE_CHECKING:
    from gallery.comparison import Comparison, Lesson


def _lessons(_: object) -> list[str]:
    from gallery.comparison import LESSONS

    return list(LESSONS)


def run(
    *names: Annotated[str, Named],
    which: LandscapeOptions = LandscapeOptions(),
    cases: CaseOptions = CaseOptions(),
    tuning: TuningOptions = TuningOptions(),
    lesson: Annotated[str | None, Parameter(completer=_lessons)] = None,
    output: Annotated[Path, Parameter(alias="-o", allow_leading_hyphen=True)] = Path("thalweg-compare"),
    look: MosaicOptions = MosaicOptions(),
    film: ReelOptions = ReelOptions(),
    preview: Flag = False,
    table_only: Flag = False,
    as_json: Annotated[Flag, Parameter(name="--json")] = False,
    outcomes: Annotated[Path | None, Parameter(show_default=False, allow_leading_hyphen=True)] = None,
    jobs: int | None = None,
    scheduler: str | None = None,
) -> int:
    """Compare starts, optimizers and learning rates: a film, basin maps, a table, curves, and a page of them all.

    Every combination of what is given several times is one case. Random starts get intervals, cases with the
    same starts are compared start by start. An interrupted run goes on where it stopped.

    Parameters
    ----------
    names
        Landscapes (see thalweg list); or use --formula.
    lesson
        A teaching set instead: learning-rate, saddle, plateau, ravine, many-minima, noise, schedules, initialization,
        starts, mini-batch.
    output
        The folder to write.
    preview
        Small, short and quick: 640x400, 3 seconds, 10 pictures a second.
    table_only
        The numbers alone: no films, no maps, no page.
    as_json
        Print the table as JSON, for programs.
    outcomes
        Write a row for every start too: a .csv or .parquet file; a folder for more than 20,000,000 uniform starts.
    jobs
        Cases that run at the same time; as many processes then map basins and draw the films. Default: as many cases as
        there are processors, one process for what is drawn.
    scheduler
        Run on a Dask cluster instead: its address, or local:4 for four workers of this machine.
    """
    with at_the_door(), flags():
        check_folder(output)
        crowded = _is_crowded(cases)
        if outcomes is not None:
            _check_outcomes(outcomes, crowded)
        shown = film_of(look, film, preview)
        if table_only:
            check_table_alone(look, film, preview)
        elif crowded:
            raise ValueError(
                "so many starts are counted and not drawn: use --table-only, or take 20,000,000 or fewer"
            )
        check_workers(jobs, scheduler)
        if not table_only:
            from gallery.spec import check_formats, need_opengl, seek_opengl

            seek_opengl()
            check_formats([Path("film.mp4")])
        taught = _lesson(lesson, names, which, cases)
        asked = taught.asked if taught else {**asked_of(cases), "landscapes": _landscapes(names, which)}
        if not taught:
            check_effects(shown, asked["landscapes"])
            if not tuning.budget:
                check_seed((RunSpec(starts=asked["starts"], seed=cases.seed),))
        switches = ["--preview"] * preview + ["--table-only"] * table_only
        command = _command(names, lesson, (which, cases, tuning, look, film), switches)
        asked |= {"folder": output / "cases", "command": command}
        asked |= {"seed": cases.seed, "tune": tuning.budget, "tune_range": tuning.bounds}
        asked |= {"paths": not table_only}
        if not table_only:
            need_opengl()
        if crowded and outcomes is not None:
            asked["dataset"] = outcomes
    with ExitStack() as inside:
        with at_the_door(), flags():
            workers = inside.enter_context(workers_of(jobs, scheduler, keeps_memory=table_only))
            comparison = _compared(asked, workers)
        _tell(comparison, as_json)
        if not comparison.outcomes:
            raise Refusal("every case failed")
        _write(comparison, output, taught, {**shown, "executor": workers}, table_only, quiet=as_json)
    if outcomes is not None and not crowded:
        with at_the_door(), folders_of([outcomes]):
            write_outcomes(comparison, outcomes)
        if not as_json:
            say(file_text(outcomes))
    _tell_engine(cases.engine, comparison)
    return 1 if comparison.failures else 0


def _lesson(
    lesson: str | None, names: tuple[str, ...], which: LandscapeOptions, cases: CaseOptions
) -> Lesson | None:
    if lesson is None:
        return None
    from gallery.comparison import find_lesson

    if names or which.formula or cases != CaseOptions(seed=cases.seed):
        raise ValueError("a --lesson brings its own landscapes and cases; leave yours away")
    return find_lesson(lesson)


def _landscapes(names: tuple[str, ...], which: LandscapeOptions) -> list[Any]:
    if not names or which.formula is not None:
        return [landscape_of(" ".join(names) or None, which).landscape()]
    repeated = sorted({name for name in names if names.count(name) > 1})
    if repeated:
        raise ValueError(f"{', '.join(repeated)} is named twice")
    return [landscape_of(name, which).landscape() for name in names]


def _is_crowded(cases: CaseOptions) -> bool:
    """Whether there are starts that no array holds."""
    from descent import parse_starts

    return any(parse_starts(text).is_crowd for text in cases.starts)


def _check_outcomes(path: Path, crowded: bool) -> None:
    if not crowded:
        check_outputs([path], [".csv", ".parquet"], flag="--outcomes")
        check_formats_of_tables([path])
        return
    from importlib.util import find_spec

    if path.suffix:
        raise ValueError(f"--outcomes of so many starts is a folder of Parquet files, got {str(path)!r}")
    if find_spec("pyarrow") is None:
        raise ValueError(f"--outcomes {path} needs pyarrow: pip install pyarrow")
    check_folder(path)


def _compared(asked: dict[str, Any], workers: Executor | None) -> Comparison:
    from gallery.comparison import compare

    landscapes = asked.pop("landscapes")
    with progress_bar("cases") as report:
        return compare(landscapes, report=report, executor=workers, **asked)


def _tell_engine(asked: str, comparison: Comparison) -> None:
    """To the error output: tables as JSON stay what they are."""
    from descent.compiled_engine import engine_note, engine_of

    ran = [(c, len(o) * c.steps) for c in comparison.cases if (o := comparison.outcomes.get(c.label))]
    compiled = sum(work for c, work in ran if c.engine == "compiled")
    may_be = (
        work
        for c, work in ran
        if engine_of(c.landscape, c.optimizer, c.steps, "compiled", c.noise) == "compiled"
    )
    note = engine_note(asked, "compiled" if compiled else "numpy", compiled or sum(may_be))
    if note:
        complain(note)


def _tell(comparison: Comparison, as_json: bool) -> None:
    for label, why in comparison.failures.items():
        complain(f"{label}: {why}")
    if as_json:
        from gallery.comparison import comparison_record

        say_json(comparison_record(comparison))
        return
    if comparison.outcomes:
        width = shutil.get_terminal_size().columns if is_terminal() else 10_000
        columns, rows = comparison.table.fitted(width)
        say_table(columns, rows, right=columns[1:])
    for sentence in comparison.findings:
        say(sentence)


def _write(
    comparison: Comparison,
    output: Path,
    lesson: Lesson | None,
    shown: dict[str, Any],
    table_only: bool,
    quiet: bool,
) -> None:
    from gallery.comparison import write_folder, write_tables

    if table_only:
        files = write_tables(comparison, output)
    else:
        files = write_folder(comparison, output, lesson=lesson, bar=progress_bar, **shown)
    if not quiet:
        for path in files:
            say(file_text(path))


def _command(
    names: tuple[str, ...], lesson: str | None, options: tuple[Any, ...], switches: list[str]
) -> str:
    """The line that repeats it; the folder is named by whoever repeats it."""
    words = ["thalweg", "compare", *names, *(["--lesson", lesson] if lesson else [])]
    words += [word for option in options for word in option_words(option)]
    return shlex.join([*words, *load_words(), *switches])
