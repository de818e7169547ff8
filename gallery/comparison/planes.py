"""Runs of a function of many variables on the plane that best holds them all."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from descent.comparison.case_outcome import CaseOutcome
    from descent.comparison.cases import Case
    from descent.results.trajectories import Trajectories
    from landscapes.principal_components import PrincipalPlane

DRAWN = 24
LOOKS = 60
"""So many particles and steps of each case say where the plane lies."""


@dataclass(frozen=True, eq=False)
class Common:
    """Runs on their common principal plane.

    Attributes
    ----------
    plane : with the share of the runs' motion that it holds
    runs : by label, positions on the plane, heights the true ones of the function of many variables
    """

    plane: PrincipalPlane
    runs: Mapping[str, Trajectories]

    @property
    def caption(self) -> str:
        """What must be known to read the picture."""
        return (
            f"The surface is the plane that best holds all these runs; it holds {100 * self.plane.explained:.0f} % of "
            "their motion. A line joins each bead to its true height, which may lie above or below the plane's."
        )


def common_plane(runs: Sequence[tuple[Case, CaseOutcome]]) -> Common:
    """The plane through the kept paths of runs on one landscape, every case with the same weight, and the paths on it."""
    import numpy as np

    from gallery.comparison.figures import some_of
    from landscapes.principal_components import principal_plane

    paths = {case.label: some_of(outcome.paths(case), DRAWN) for case, outcome in runs}
    looks = []
    for run in paths.values():
        rows = np.unique(np.linspace(0, len(run.indices) - 1, LOOKS).astype(int))
        seen = run.positions[rows].reshape(-1, run.positions.shape[2])
        looks.append(seen[np.linspace(0, len(seen) - 1, DRAWN * LOOKS).astype(int)])
    plane = principal_plane(runs[0][0].landscape, np.concatenate(looks))
    flat = replace(plane.landscape, title=runs[0][0].landscape.title)
    placed = {
        label: replace(run, landscape=flat, positions=plane.project(run.positions))
        for label, run in paths.items()
    }
    return Common(plane, placed)
