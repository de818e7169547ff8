"""The examples by name: what each has to show."""

from __future__ import annotations

import difflib
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from landscapes import TrainingRun, TrainingSurface

COUNT = 51
"""Losses along each side of the surface."""


@dataclass(frozen=True)
class Shown:
    """What an example has to show.

    Parameters
    ----------
    surface, run : for a scene
    said : what was done, in lines
    """

    surface: TrainingSurface
    run: TrainingRun
    said: tuple[str, ...]


Report = Callable[[int, int], None]


def check_example(name: str) -> None:
    """There is an example of this name.

    Raises
    ------
    LookupError
        If not; the message names the nearest.
    """
    if name not in EXAMPLES:
        near = difflib.get_close_matches(name.lower(), EXAMPLES, n=1, cutoff=0.3)
        hint = f"did you mean {near[0]!r}?" if near else f"there are {', '.join(EXAMPLES)}"
        raise LookupError(f"unknown example {name!r}; {hint}")


def shown_example(name: str, report: Report | None = None) -> Shown:
    """Run the example of this name."""
    return EXAMPLES[name](report)


def _training(report: Report | None) -> Shown:
    from gallery.examples.two_moons import train

    with tempfile.TemporaryDirectory(prefix="thalweg-") as folder:
        run = TrainingRun(Path(folder) / "two-moons.npz")
        loss, who = train(run)
        run.close()
        plane = run.plane("pca")
        surface = plane.survey(loss, COUNT, report=report, title="A network learns two moons")
    steps, first, last = int(run.steps[-1]), run.losses[0], run.losses[-1]
    trained = f"{who}: {steps} steps, {len(run)} checkpoints of {run.layout.count} weights, loss {first:.3g} to {last:.3g}"
    return Shown(surface, run, (trained, f"{plane.said}; {COUNT} x {COUNT} losses"))


EXAMPLES: Mapping[str, Callable[[Report | None], Shown]] = MappingProxyType({"training": _training})
