"""The marks by name, as the command line and scene files write them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType

from render.marks.marks import EndMark, FieldMark, FloorMark, Mark, ParticleArrows, StartMark, StationaryMark
from render.marks.tangents import CurvatureMark, TaylorMark

MARKS: Mapping[str, Mark] = MappingProxyType(
    {
        "floor": FloorMark(),
        "stationary": StationaryMark(),
        "starts": StartMark(),
        "ends": EndMark(),
        "field": FieldMark(),
        "arrows": ParticleArrows(),
        "tangent": TaylorMark(order=1),
        "taylor": TaylorMark(order=2),
        "curvature": CurvatureMark(),
    }
)


def find_marks(marks: Sequence[str | Mark]) -> tuple[Mark, ...]:
    """The marks of these names; a `Mark` stands for itself."""
    for mark in marks:
        if isinstance(mark, str) and mark not in MARKS:
            raise LookupError(f"unknown mark {mark!r}; there are {', '.join(MARKS)}")
    return tuple(MARKS[m] if isinstance(m, str) else m for m in marks)
