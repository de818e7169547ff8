"""Runs that are there already, whoever made them, as cases beside our own."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import cast

import numpy as np
from numpy.typing import NDArray

from descent.comparison.case_outcome import BAND, DRAWN, LOOKS, CaseOutcome, seen
from descent.comparison.cases import Case, CaseWords, FinishedRun
from descent.comparison.statistics import quantiles
from descent.compiled_engine import EngineName
from descent.results import Trajectories
from descent.settings import brief
from descent.starts import Starts, checked_starts
from landscapes import Landscape

Array = NDArray[np.float64]


def given_case(label: str, run: Trajectories, others: Sequence[Case]) -> Case:
    """A finished run as a case; where one of the `others` has its starts, the two are compared start by start.

    Raises
    ------
    ValueError
        If none of the `others` is on its landscape, it has no particles, or its label is theirs.
    """
    if not isinstance(run, Trajectories):
        raise ValueError(
            f"runs[{label!r}] must be a Trajectories, as Trajectories.from_arrays(f, positions) makes it, "
            f"got {type(run).__name__}"
        )
    if label in {case.label for case in others}:
        raise ValueError(f"runs[{label!r}]: a case is called so already; give it another name")
    alike = [case for case in others if case.landscape == run.landscape]
    if others and not alike:
        names = ", ".join(dict.fromkeys(case.landscape.name for case in others))
        raise ValueError(
            f"runs[{label!r}] is on {run.landscape.name}, the cases are on {names}: compare on one of these"
        )
    begun = np.asarray(run.positions[0], dtype=float)
    if not len(begun):
        raise ValueError(f"runs[{label!r}] has no particles")
    f = alike[0].landscape if alike else run.landscape
    same = (case.starts for case in alike if np.array_equal(case.points(), begun))
    word = re.sub(r"\s+", " ", label).strip()
    return Case(
        label=word,
        words=CaseWords(method=word),
        landscape=f,
        starts=next(same, None) or _starts(f, begun),
        optimizer=FinishedRun(word),
        steps=run.steps,
        tolerance=run.tolerance,
        engine=cast(EngineName, run.engine),
    )


def _starts(f: Landscape, points: Array) -> Starts:
    return Starts("points", (("positions", tuple(map(tuple, checked_starts(f, points).tolist()))),))


def given_outcome(run: Trajectories) -> CaseOutcome:
    """What a finished run leaves, as `run_case` tells it of one of ours."""
    count, ends = len(run), run.destinations
    every = max(1, len(run.indices) * count // LOOKS)
    rows = np.unique(np.append(np.arange(0, len(run.indices), every), len(run.indices) - 1))
    looks = seen(run)[rows]
    drawn = np.unique(np.linspace(0, count - 1, min(count, DRAWN)).astype(int))
    return CaseOutcome(
        ending=np.asarray(run.ending),
        labels=ends.labels,
        stopped_at=np.asarray(run.stopped_at),
        heights=np.asarray(run.heights[-1], dtype=float),
        starts=np.asarray(run.positions[0], dtype=float),
        ends=np.asarray(run.positions[-1], dtype=float),
        places=ends.positions,
        is_minimum=ends.is_minimum,
        is_global=ends.is_global,
        indices=np.asarray(run.indices)[rows],
        band=np.array([quantiles(row, BAND) for row in looks]).T,
        drawn=drawn,
        drawn_positions=np.asarray(run.positions[rows][:, drawn], dtype=float),
        drawn_heights=np.asarray(run.heights[rows][:, drawn], dtype=float),
        drawn_indices=np.asarray(run.indices)[rows],
    )


def with_given(
    cases: Sequence[Case], runs: Mapping[str, Trajectories]
) -> tuple[tuple[Case, ...], dict[str, CaseOutcome]]:
    """The cases and the finished runs' cases behind them, and the outcomes of these.

    Raises
    ------
    ValueError
        As of `given_case`.
    """
    found, outcomes = tuple(cases), {}
    if not isinstance(runs, Mapping):
        raise ValueError(
            f'runs must be finished runs by name, as {{"mine": trajectories}}, got {brief(runs)}'
        )
    for label, run in runs.items():
        found = (*found, given_case(label, run, found))
        outcomes[found[-1].label] = given_outcome(run)
    return found, outcomes
