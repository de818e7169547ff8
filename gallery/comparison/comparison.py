"""`compare`: cases crossed, run side by side, and what they say as one value."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from concurrent.futures import BrokenExecutor
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from gallery.comparison.asking import (
    Asked,
    landscapes_of,
    noises_of,
    optimizers_of,
    rates_of,
    several,
    starts_of,
)
from gallery.comparison.results import Results

if TYPE_CHECKING:
    from concurrent.futures import Executor

    from descent import Trajectories
    from descent.comparison import Case, Tuning
    from descent.compiled_engine import EngineName
    from gallery.comparison.figures import Figure
    from gallery.comparison.running import Report

STARTS = "uniform:1000"
OPTIMIZERS = ("gradient_descent", "momentum", "adam")
STEPS = 500
TRIALS = 16


@dataclass(frozen=True, eq=False, kw_only=True)
class Comparison(Results):
    """What became of several cases, side by side, with its pictures, its film and its page.

    The data are those of `Results`: what draws them reads that, and so knows nothing of what is offered here.

    Examples
    --------
    >>> from gallery import compare
    >>> found = compare("booth", starts="grid:5", optimizers="gradient_descent:0.05")
    >>> found.figure("loss").svg[:4]
    '<svg'
    >>> found.table.columns
    ('case', 'global', 'steps', 'final height', 'rank')
    """

    def figure(self, kind: str = "loss", landscape: str | None = None, theme: str = "dark") -> Figure:
        """One picture.

        Parameters
        ----------
        kind : "loss" and "rates" are charts; "basins" (flat), "surfaces" (draped), "disagreement", "film" and
            "overlay" (their last picture) need a landscape of two variables
        landscape : the name of one, where several are compared; the first by default
        theme : "dark", "light" or "publication", for all but charts

        Raises
        ------
        ValueError
            If there is no such kind, no case has an outcome, or the kind needs another landscape or other cases.
        LookupError
            If `landscape` was not compared, or there is no such theme.
        """
        from gallery.comparison.figures import Subject, draw

        return draw(kind, Subject(self, landscape, theme))

    def what_was_run(self) -> str:
        """A sentence for a paper: landscapes, starts with their seeds, optimizers, where rates come from, versions."""
        from gallery.citation import what_was_run

        return what_was_run(self.cases)

    def movie(self, path: str | Path, *, overlay: bool = False, **look: Any) -> Path:
        """Write the film with one panel for each case, or all cases on one surface.

        Keyword arguments: seconds, fps, size (width, height in pixels), loop, progress and executor as `Scene.movie`
        takes them, theme, camera, clock. If nothing is said: 8 seconds, 20 pictures a second, 1280 x 800.

        Raises
        ------
        ValueError, LookupError
            For an ending of the path that is no format, a size, length, theme, camera or clock that no film has, and
            where no case has an outcome.
        OSError
            If the file cannot be written.
        """
        from gallery.comparison.figures import film_kind

        return film_kind("overlay" if overlay else "film").write(self, path, **look)

    def page(self, path: str | Path, **look: Any) -> Path:
        """Write one HTML file that needs no other and no network: film, maps, table, curves, findings.

        Keyword arguments: those of `movie`.

        Raises
        ------
        ValueError, LookupError
            As `movie`.
        OSError
            If the file cannot be written.
        """
        from gallery.comparison.page import write_page

        return write_page(self, Path(path), **look)

    def to_dataframe(self) -> Any:
        """A pandas data frame with a row for every start: case, seed, start, end, destination, ending, steps, height.

        Raises
        ------
        ImportError
            If pandas is not installed.
        ValueError
            If no case has an outcome.
        """
        from gallery.comparison.outcomes import outcome_frame

        return outcome_frame(self)

    def to_csv(self, path: str | Path) -> None:
        """Write a row for every start, ``.csv``; numbers lose nothing.

        Raises
        ------
        ValueError
            For another ending, or if no case has an outcome.
        OSError
            If the file cannot be written.
        """
        from gallery.comparison.outcomes import check_suffix, write_outcomes

        check_suffix(path, (".csv",), "Comparison.to_csv")
        write_outcomes(self, path)

    def to_parquet(self, path: str | Path) -> None:
        """Write a row for every start, ``.parquet``.

        Raises
        ------
        ValueError
            For another ending, or if no case has an outcome.
        OSError
            If the file cannot be written.
        ImportError
            If pandas or pyarrow is not installed.
        """
        from gallery.comparison.outcomes import check_suffix, write_outcomes

        check_suffix(path, (".parquet",), "Comparison.to_parquet")
        write_outcomes(self, path)

    def __repr__(self) -> str:
        lost = f", {len(self.failures)} failed" if self.failures else ""
        return f"Comparison({len(self.outcomes)} cases{lost})\n{self.table}"

    def _repr_html_(self) -> str:
        """What a notebook shows."""
        return str(self.table._repr_html_())


def compare(
    landscapes: Asked,
    *,
    starts: Asked = STARTS,
    optimizers: Asked = OPTIMIZERS,
    learning_rates: Asked = (),
    noises: Asked = (),
    steps: int = STEPS,
    tolerance: float | None = None,
    engine: EngineName = "numpy",
    seed: int = 0,
    tune: int | bool = 0,
    tune_range: tuple[float, float] | None = None,
    executor: Executor | None = None,
    folder: str | Path | None = None,
    report: Report | None = None,
    runs: Mapping[str, Trajectories] | None = None,
    dataset: str | Path | None = None,
    paths: bool = True,
    command: str = "",
) -> Comparison:
    """Run every combination of landscapes, starts, optimizers, learning rates and noises, and compare them.

    Parameters
    ----------
    landscapes, starts, optimizers, learning_rates, noises
        One or several of each, as the command line writes them or as values; starts may be an array (N, n).
        An optimizer without a learning rate of its own gets each of `learning_rates`, or, where there are
        none, the landscape's default. A population makes one search from each start, seen at the best place that it
        has found; each step buys it 1 + n heights, what a height and a gradient of n variables cost by differences.
    steps, tolerance
        As `descend` takes them; the same for all cases.
    engine
        That of `descend`, for cases and trials; "auto" is chosen for each case by its particle-steps.
    seed
        Of random starts that name none of their own.
    tune
        Give every optimizer so many trials over its learning rate, on starts that are not compared, and let
        it run with the best; True for 16, 0 for none.
    tune_range
        The rates to try, lowest and highest; by default a hundred times around the optimizer's default.
    executor
        A `concurrent.futures.Executor` to run the cases, and a tuning's trials; processes of this machine by default.
    folder
        Where each case's outcome is kept as soon as it is there; a case that is found there is not run again.
    report : called with how many cases are done and how many there are
    runs
        Finished runs by name, anybody's: in the table, tested and ranked like ours; start by start against the cases
        whose starts are the same.
    dataset
        A folder for a Parquet dataset with a row for every start of every case of more than 20,000,000 `uniform`
        starts. These are drawn by number, run in blocks and counted (`multistart`): their quantiles of heights are
        right to 2**-11, all else is exact, and there is nothing of them to draw.
    paths
        Whether to keep some paths of every case for films and maps; else they are run again when these are asked for.

    Raises
    ------
    ValueError, LookupError
        Before anything runs: for an unknown name, a setting out of range, a start outside the search domain,
        two cases that are the same, nothing to compare, more starts than a method or a noise can be counted from. A
        case that fails later fails alone.
    BrokenExecutor
        In one line, if all workers of the executor, or its scheduler, are gone; what is done stays in the folder.

    Examples
    --------
    >>> from gallery import compare
    >>> asked = ["gradient_descent:0.05", "momentum:0.02"]
    >>> found = compare("himmelblau", starts="grid:5", optimizers=asked, steps=50)
    >>> [case.label for case in found.cases]
    ['gradient descent, rate 0.05', 'Momentum, rate 0.02']
    >>> [record["particles"] for record in found.table.records]
    [25, 25]
    """
    from descent.comparison import check_crowds, cross, with_given
    from gallery.comparison.running import run_cases
    from landscapes.tasks import check_executor

    check_executor("compare.executor", executor)
    if tune and several(learning_rates):
        raise ValueError("tune looks for learning rates itself: leave it out, or the rates that are given")
    begun = starts_of(starts, seed)
    checked(steps, tolerance)
    cases: Sequence[Case] = cross(
        landscapes_of(landscapes),
        begun,
        optimizers_of(optimizers),
        rates_of(learning_rates),
        noises_of(noises),
        steps=steps,
        tolerance=tolerance,
        engine=engine,
    )
    check_crowds(cases)
    tunings: list[Tuning] = []
    if tune:
        cases, tunings = _tuned(cases, TRIALS if tune is True else tune, tune_range, executor)
    together, given = with_given(cases, runs or {})
    outcomes, failures = run_cases(
        cases,
        executor=executor,
        folder=None if folder is None else Path(folder),
        report=report,
        dataset=None if dataset is None else Path(dataset),
        paths=paths,
    )
    return Comparison(
        cases=together, outcomes={**outcomes, **given}, failures=failures, tunings=tunings, command=command
    )


def checked(steps: int, tolerance: float | None) -> None:
    """Refuse steps and tolerance that no case can have.

    Raises
    ------
    ValueError
        For steps that are no whole number of 0 to 1000000, or a tolerance that is negative or not finite.
    """
    if not 0 <= steps <= 1_000_000 or steps != int(steps):
        raise ValueError(f"steps must be a whole number of 0 to 1000000, got {steps}")
    if tolerance is not None and not 0 <= tolerance < float("inf"):
        raise ValueError(f"tolerance must be a finite number >= 0, got {tolerance}")


def _tuned(
    cases: Sequence[Case], budget: int, bounds: tuple[float, float] | None, executor: Executor | None
) -> tuple[Sequence[Case], list[Tuning]]:
    """The cases with their best rates, and how these were found; each by itself, so their order is no matter."""
    from descent.comparison import named, tune
    from gallery.processes import Loading
    from landscapes.tasks import Deserted

    workers = None if executor is None else Loading(executor)
    try:
        tried = [tune(case, budget, bounds, executor=workers) for case in cases]
    except Deserted:
        raise
    except BrokenExecutor as error:
        raise ValueError("tune: a process died that tried a learning rate; try it with fewer jobs") from error
    settled = named([case if t is None else t[0] for case, t in zip(cases, tried, strict=True)])
    pairs = zip(settled, tried, strict=True)
    return settled, [
        replace(t[1], sweep=replace(t[1].sweep, case=case.label)) for case, t in pairs if t is not None
    ]
