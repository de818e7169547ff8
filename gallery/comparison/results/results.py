"""What a comparison found, as data alone: cases, outcomes, and what follows from them; all pictures read it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from descent.comparison import Case, CaseOutcome, CrowdOutcome, Pair, Sweep, Tuning
    from descent.results import Trajectories
    from gallery.comparison.results.planes import CommonPlane
    from gallery.comparison.tables import Table

Runs = Sequence[tuple["Case", "CaseOutcome"]]
EveryRun = Sequence[tuple["Case", "CaseOutcome | CrowdOutcome"]]

DRAWN = 120
"""So many particles move on each panel of a film."""
PLANE_DRAWN = 24
"""So many particles of each case say where a common plane lies."""


@dataclass(frozen=True, eq=False, kw_only=True)
class Results:
    """What became of several cases, side by side.

    Attributes
    ----------
    cases : the cases, those that failed included
    outcomes : what became of each, by its label
    failures : in one line why a case has no outcome, by its label
    tunings : how each rate was chosen, where `tune` asked for it
    command : the command line that repeats it; empty where it was made in Python
    """

    cases: Sequence[Case]
    outcomes: Mapping[str, CaseOutcome | CrowdOutcome]
    failures: Mapping[str, str] = field(default_factory=dict)
    tunings: Sequence[Tuning] = ()
    command: str = ""

    @property
    def every_run(self) -> EveryRun:
        """The cases that have an outcome, with it."""
        return [(c, self.outcomes[c.label]) for c in self.cases if c.label in self.outcomes]

    @property
    def runs(self) -> Runs:
        """Those of them whose starts were kept, and can be drawn and listed; crowds are only counted."""
        from descent.comparison import CaseOutcome

        return [(c, o) for c, o in self.every_run if isinstance(o, CaseOutcome)]

    def runs_on(self, landscape: str | None = None) -> Runs:
        """The runs of one landscape: of the named one, or of the first.

        Raises
        ------
        ValueError
            If no case has an outcome.
        LookupError
            If `landscape` is not among the compared ones.
        """
        if not self.runs:
            many = " that was kept start by start" if self.every_run else ""
            raise ValueError(f"no case has an outcome{many}: there is nothing to draw")
        name = self.runs[0][0].landscape.name if landscape is None else landscape
        found = [run for run in self.runs if run[0].landscape.name == name]
        if not found:
            known = dict.fromkeys(case.landscape.name for case, _ in self.runs)
            raise LookupError(f"{name!r} is not among the compared landscapes: {', '.join(known)}")
        return found

    @cached_property
    def table(self) -> Table:
        """Shares of starts by where they end, steps, heights and ranks: a line for each case."""
        from gallery.comparison.tables import Table, lines_of

        return Table(*lines_of(self.every_run))

    @cached_property
    def pairs(self) -> list[Pair]:
        """Every two cases with the same starts, compared start by start; p-values corrected after Holm."""
        from descent.comparison import all_pairs

        return all_pairs(self.every_run)

    @cached_property
    def findings(self) -> list[str]:
        """What the numbers support, in sentences."""
        from gallery.comparison.results.findings import findings

        return findings(self.table.lines, self.pairs, self.tunings)

    @cached_property
    def sweeps(self) -> list[Sweep]:
        """Final height against learning rate, for each optimizer of each landscape that has a rate to vary."""
        from descent.comparison import sweep

        asked: dict[Any, Case] = {}
        for case, _ in self.runs:
            rate = getattr(case.optimizer, "learning_rate", None)
            if isinstance(rate, float):
                bare = replace(case.optimizer, learning_rate=None)
                asked.setdefault((case.landscape.name, bare.text, case.noise), case)
        return [found for case in asked.values() if (found := sweep(case)) is not None]

    @cached_property
    def plane(self) -> CommonPlane:
        """The runs of the first landscape on the plane that best holds them all."""
        from gallery.comparison.results.planes import common_plane

        return common_plane(drawn_paths(self.runs_on(), PLANE_DRAWN))


def drawn_paths(runs: Runs, most: int = DRAWN) -> Mapping[str, Trajectories]:
    """Some of each case's kept paths, by label."""
    return {case.label: some_of(outcome.paths(case), most) for case, outcome in runs}


def some_of(paths: Trajectories, most: int) -> Trajectories:
    """The first particles of a run: its starts are in random order, or few."""
    import numpy as np

    if len(paths) <= most:
        return paths
    chosen = np.unique(np.linspace(0, len(paths) - 1, most).astype(int))
    return replace(
        paths,
        positions=paths.positions[:, chosen],
        heights=paths.heights[:, chosen],
        ending=paths.ending[chosen],
        stopped_at=paths.stopped_at[chosen],
    )
