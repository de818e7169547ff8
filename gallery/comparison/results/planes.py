"""Runs of a function of many variables on the plane that best holds them all."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from descent.results import Trajectories
    from landscapes import PrincipalPlane

LOOKS = 60
"""So many steps of each case say where the plane lies."""
WEIGHT = 24 * LOOKS
"""So many positions of each case."""


@dataclass(frozen=True, eq=False)
class CommonPlane:
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


def common_plane(paths: Mapping[str, Trajectories]) -> CommonPlane:
    """The plane through the paths of cases on one landscape, every case with the same weight, and the paths on it.

    Parameters
    ----------
    paths : by label, all on one landscape of n variables
    """
    import numpy as np

    from descent import seen_on
    from landscapes import principal_plane

    f = next(iter(paths.values())).landscape
    looks = []
    for run in paths.values():
        rows = np.unique(np.linspace(0, len(run.indices) - 1, LOOKS).astype(int))
        seen = run.positions[rows].reshape(-1, run.positions.shape[2])
        looks.append(seen[np.linspace(0, len(seen) - 1, WEIGHT).astype(int)])
    plane = principal_plane(f, np.concatenate(looks))
    flat = replace(plane.landscape, title=f.title)
    placed = {label: seen_on(plane, run, flat) for label, run in paths.items()}
    return CommonPlane(plane, placed)
