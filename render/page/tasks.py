"""Tasks that a page judges: conditions over what became of the particles, whatever a person picks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

MEASURES = (
    "minimum",
    "global",
    "left",
    "saddle",
    "stalled",
    "moving",
    "steps",
    "median_steps",
    "median_height",
    "particles",
    "rate",
    "stable",
    "momentum",
    "order",
)
"""What can be asked of the chosen run; interface/tasks.js says how it is counted and put in words.

minimum, global, left, saddle, stalled and moving are shares of the particles, 0..1; stable is the rate over 2/L at the
landscape's first minimizer.
"""
RELATIONS = ("<", "<=", ">", ">=")


@dataclass(frozen=True)
class Condition:
    """``Condition("moving", "<=", 0)``: something that must hold.

    Raises
    ------
    ValueError
        For a measure or a relation that there is not.
    """

    measure: str
    relation: str
    value: float

    def __post_init__(self) -> None:
        for name, known in (("measure", MEASURES), ("relation", RELATIONS)):
            if getattr(self, name) not in known:
                raise ValueError(f"{name} must be one of {', '.join(known)}, got {getattr(self, name)!r}")


@dataclass(frozen=True, kw_only=True)
class PageTask:
    """Something to bring about with the controls.

    Parameters
    ----------
    text : what is asked
    conditions : all of them must hold
    free : the fields of a run that may be changed for it; whoever changes others is told so
    praise : what is learned, said when it is done
    """

    text: str
    conditions: Sequence[Condition]
    free: Sequence[str]
    praise: str = ""

    @property
    def told(self) -> dict[str, Any]:
        """As the page reads it."""
        return asdict(self)
