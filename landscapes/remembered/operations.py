"""What was found out about a formula of ours: its operations, so that neither it is built nor SymPy imported again."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from landscapes.compiled import Compiled, Findings, Reach, Tape
from landscapes.formulas import variables
from landscapes.remembered.findings import recall, remember
from landscapes.remembered.recipes import recipe_of

_KIND, _ROOMS = "formulas", ("landscapes",)
_MOST_VARIABLES = 2
"""Of more the second derivatives are many, and few ask for them."""


def functions_of(builder: Callable[..., Any], dimensions: int, formula: Callable[[], Any]) -> Compiled:
    """The functions of a formula; the `formula` itself is asked for only where nothing is known of it.

    Raises
    ------
    ValueError
        As `Compiled`, and as `formula` does.
    """
    recipe = recipe_of(builder, dimensions) if dimensions <= _MOST_VARIABLES else None
    if recipe is None:
        return Compiled(formula(), variables(dimensions))
    known = _read(recall(_KIND, recipe, _ROOMS), dimensions)
    if known is not None:
        return known
    made = Compiled(formula(), variables(dimensions))
    tape, heights, reaches = made.findings
    record = tape.record
    if record is not None:
        remember(
            _KIND,
            recipe,
            _ROOMS,
            [record, heights, [[float(reach.within), bool(reach.together)] for reach in reaches]],
        )
    return made


def _read(record: Any, dimensions: int) -> Compiled | None:
    """What a record says; None of one that says nothing."""
    match record:
        case [
            list(operations),
            list(heights),
            [[float(slopes), bool(together)], [float(curvatures), bool(also)]],
        ]:
            try:
                tape = Tape.of_record(operations)
            except ValueError:
                return None
            reaches = Reach(slopes, together), Reach(curvatures, also)
            many = 1 + dimensions + dimensions * (dimensions + 1) // 2
            if len(heights) == many and all(type(k) is int and 0 <= k < len(tape.nodes) for k in heights):
                return Compiled.of(Findings(tape, heights, reaches), dimensions)
    return None
