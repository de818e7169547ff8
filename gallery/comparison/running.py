"""Cases side by side over an executor: what is done already is read, one that fails leaves the others alone."""

from __future__ import annotations

import hashlib
import multiprocessing
import os
from collections.abc import Callable, Generator, Iterator, Sequence
from concurrent.futures import BrokenExecutor, Executor
from contextlib import closing, nullcontext, suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from gallery.processes import Loading, copies_this_process, process_pool

if TYPE_CHECKING:
    from descent.comparison import Case, CaseOutcome, CrowdOutcome

Report = Callable[[int, int], None]

DIED = "the process that ran it died"
TRIES = 3
"""Pools of processes that a crowd may wear out; what was counted stays."""


@dataclass(frozen=True, eq=False)
class Ran:
    """What came of a case: its outcome, or in one line what went wrong.

    Parameters
    ----------
    died : whether its process did, so that it may be no fault of the case
    """

    case: Case
    outcome: CaseOutcome | None = None
    problem: str = ""
    died: bool = False


def run_cases(
    cases: Sequence[Case],
    *,
    executor: Executor | None = None,
    folder: Path | None = None,
    report: Report | None = None,
    dataset: Path | None = None,
    paths: bool = True,
) -> tuple[dict[str, CaseOutcome | CrowdOutcome], dict[str, str]]:
    """Outcomes by label, in the order of the cases, and in one line what went wrong with those that have none.

    Parameters
    ----------
    executor : concurrent.futures.Executor, optional
        Where the cases run; processes of this machine by default.
    folder : Path, optional
        Where each outcome is kept as it comes in, and looked for before anything is run.
    report : called with how many cases are done, and how many there are; of crowds how many blocks
    dataset : Path, optional
        A folder for a row for every start of every crowd.
    paths : bool
        Whether outcomes come with paths to be drawn.

    Raises
    ------
    OSError
        If an outcome cannot be kept in `folder`; what a case raises is told in its line.
    ValueError
        If `dataset` has rows of other runs, before anything is run.
    Deserted
        In one line, if nobody is left to run them.
    """
    crowds = _crowds(cases)
    if dataset is not None:
        _check_rows(dataset, crowds)
    few = [c for c in cases if not c.starts.is_crowd]
    found: dict[str, CaseOutcome | CrowdOutcome] = {
        c.label: known for c in few if (known := _kept(c, folder, paths)) is not None
    }
    failures: dict[str, str] = {}
    waiting = [c for c in few if c.label not in found]
    with closing(_results(waiting, executor, paths)) as results:
        for ran in results:
            if ran.outcome is None:
                failures[ran.case.label] = ran.problem
            else:
                found[ran.case.label] = ran.outcome
                _keep(ran.case, ran.outcome, folder)
            if report is not None:
                report(len(found) + len(failures), len(cases))
    for crowd in crowds:
        outcomes, problem = _run_crowd(crowd, executor, folder, report, dataset)
        found |= outcomes
        failures |= {c.label: problem for c in crowd if problem}
    return {c.label: found[c.label] for c in cases if c.label in found}, failures


def _crowds(cases: Sequence[Case]) -> list[list[Case]]:
    """The cases of too many starts for one array, those with the same starts together."""
    groups: dict[Any, list[Case]] = {}
    for case in cases:
        if case.starts.is_crowd:
            groups.setdefault(case.question, []).append(case)
    return list(groups.values())


def _check_rows(dataset: Path, crowds: Sequence[Sequence[Case]]) -> None:
    """Refuse a folder with rows that are not of these runs: nobody could tell them from these, and nothing is lost."""
    from descent.comparison import rows_of_crowd

    ours = tuple(f"{name}-" for crowd in crowds if (name := rows_of_crowd(crowd)))
    for file in sorted(dataset.glob("starts-*.parquet")):
        if not file.name.startswith(ours):
            raise ValueError(
                f"outcomes: {dataset} has rows of another run ({file.name}): take another folder, or delete them"
            )


def _run_crowd(
    cases: Sequence[Case],
    executor: Executor | None,
    folder: Path | None,
    report: Report | None,
    dataset: Path | None,
) -> tuple[dict[str, CrowdOutcome], str]:
    """What came of cases with the same starts, and in one line what went wrong."""
    from descent.comparison import run_crowd
    from landscapes.tasks import Deserted, fate

    kept = None
    if folder is not None:
        records = [record_of(case, folder) for case in cases]
        if None not in records:
            told = " ".join(record.name for record in records if record is not None).encode()
            kept = folder / f"crowd-{hashlib.sha256(told).hexdigest()[:20]}"
    if _forks(executor):
        _warm_up(cases)
    for _ in range(TRIES):
        ours = process_pool(os.cpu_count() or 1, keeps_memory=True)
        with nullcontext(executor) if executor is not None else ours as pool:
            try:
                return run_crowd(
                    cases, executor=Loading(pool), folder=kept, outcomes=dataset, report=report
                ), ""
            except Deserted:
                raise
            except BrokenExecutor as error:
                if executor is not None:
                    cause = error.__cause__
                    return {}, fate(cause if isinstance(cause, Exception) else error, DIED)
                if kept is None:
                    break
            except Exception as error:
                return {}, _said(error)
    return {}, DIED


def record_of(case: Case, folder: Path) -> Path | None:
    """The file that holds the outcome of a case; its name is a digest of the case and of what computes it.

    Ours, and what is somebody's own in it. None where that cannot be known: such a case is always run.
    """
    from gallery.tiles import code_digest, settings_digest

    own = code_digest(type(case.landscape), type(case.starts), case.optimizer, case.noise)
    if own is None:
        return None
    try:
        described = [case.record, own]
    except ValueError:  # a landscape that cannot be written down
        return None
    digest = settings_digest(described, ("landscapes", "descent"), ("numpy", "sympy", "scipy"))
    return folder / f"{digest[:20]}.npz"


def _kept(case: Case, folder: Path | None, paths: bool) -> CaseOutcome | None:
    from descent.comparison import CaseOutcome

    path = None if folder is None else record_of(case, folder)
    if path is None or not path.is_file():
        return None
    try:
        outcome = CaseOutcome.load(path, case)
    except (OSError, ValueError):  # damaged, or somebody else's: the case is run again
        return None
    return outcome.with_paths(case) if paths else outcome


def _keep(case: Case, outcome: CaseOutcome, folder: Path | None) -> None:
    path = None if folder is None else record_of(case, folder)
    if path is not None:
        path.parent.mkdir(parents=True, exist_ok=True)
        outcome.save(path, case.record)


def _results(cases: Sequence[Case], executor: Executor | None, paths: bool) -> Generator[Ran, None, None]:
    """What comes of each case, as it comes in."""
    if not cases:
        return
    if _forks(executor):
        _warm_up(cases)
    if executor is not None:
        yield from _gathered(cases, executor, paths)
        return
    if multiprocessing.current_process().daemon:  # it may have no children
        for case in cases:
            yield _alone(case, paths)
        return
    orphans = []
    with process_pool(min(len(cases), os.cpu_count() or 1), keeps_memory=True) as pool:
        for ran in _gathered(cases, pool, paths):
            if ran.died:
                orphans.append(ran.case)
            else:
                yield ran
    # A process that dies takes the others' work along: whoever was running is tried once more, by itself.
    for case in orphans:
        with process_pool(1, keeps_memory=True) as pool:
            yield from _gathered([case], pool, paths)


def _forks(executor: Executor | None) -> bool:
    """Whether copies of this process will run the cases: those of an executor, or our own."""
    if executor is None:
        return not multiprocessing.current_process().daemon
    return copies_this_process(executor)


def _warm_up(cases: Sequence[Case]) -> None:
    """Import and compile here what every forked process would do again."""
    import importlib

    from landscapes.tasks import marked

    names = ["descent.comparison.case_outcome"]  # few cases need SciPy, which takes long to import
    if any(c.engine == "compiled" for c in cases):
        names.append("llvmlite.binding")
    for name in names:
        importlib.import_module(name)
    for f in {id(c.landscape): c.landscape for c in cases}.values():
        marked(f)
        middle = [[sum(side) / 2 for side in f.domain]]
        f.gradient(middle)
        if f.kind == "formula":
            f.hessian(middle)
            f.gentle_slopes  # noqa: B018
    _make_kernels(cases)


def _make_kernels(cases: Sequence[Case]) -> None:
    """Those of the compiled engine that several cases have in common: each process would make them for itself."""
    from descent import FirstOrder
    from descent.comparison import rehearse

    kinds: dict[Any, list[Case]] = {}
    for case in cases:
        if case.engine == "compiled" and isinstance(case.optimizer, FirstOrder):
            kinds.setdefault((id(case.landscape), type(case.optimizer)), []).append(case)
    for alike in kinds.values():
        if len(alike) > 1:
            with suppress(Exception):  # the case's own, which is told when it runs
                rehearse(alike[0])


def _gathered(cases: Sequence[Case], executor: Executor, paths: bool) -> Iterator[Ran]:
    from descent.comparison import run_case
    from landscapes.tasks import Deserted, fate, gathered, tells_of_a_death

    run = run_case if paths else partial(run_case, paths=False)
    for place, outcome, error in gathered(Loading(executor), run, cases):
        if isinstance(error, Deserted):
            raise error
        died = tells_of_a_death(error)
        problem = "" if error is None else fate(error, DIED) if died else _said(error)
        yield Ran(cases[place], outcome, problem, died)


def _alone(case: Case, paths: bool) -> Ran:
    from descent.comparison import run_case

    try:
        return Ran(case, run_case(case) if paths else run_case(case, paths=False))
    except Exception as error:
        return Ran(case, problem=_said(error))


def _said(error: Exception) -> str:
    lines = str(error).strip().splitlines()
    known = isinstance(error, ValueError | LookupError | MemoryError)
    return (
        lines[0] if known and lines else f"{type(error).__name__}: {lines[0] if lines else 'no reason given'}"
    )
