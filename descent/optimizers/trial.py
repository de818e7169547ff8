"""Whether somebody's own rule makes steps at all: tried once, on a gradient with nothing special about it."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from descent.optimizers.columns import COLUMNS
from descent.optimizers.optimizer import FirstOrder
from landscapes import one_line

_GRADIENT = np.array([[1.0, -2.0, 0.5], [0.25, 3.0, -1.0]])
_RATE = 0.1


def check_rule(kind: type[FirstOrder]) -> None:
    """That a class of somebody's has a rule that returns a step, of the gradient's shape, and what it remembers.

    A class that needs more settings than a learning rate is not tried.

    Raises
    ------
    ValueError
        If it raises, or returns something else; one line.
    """
    try:
        optimizer = kind(learning_rate=_RATE)
    except (TypeError, ValueError):
        return
    owner = f"class {kind.__name__}: its rule"
    try:
        with np.errstate(all="ignore"):
            state = optimizer.initial_state(_GRADIENT)
            answer = optimizer.rule(COLUMNS, _GRADIENT.copy(), state, 0, _RATE)
    except Exception as error:  # whatever somebody's function raises
        said = one_line(str(error))[:160]
        raise ValueError(f"{owner} raises {type(error).__name__}{': ' * bool(said)}{said}") from error
    if not (isinstance(answer, tuple) and len(answer) == 2 and isinstance(answer[1], Mapping)):
        kinds = ", ".join(type(part).__name__ for part in answer) if isinstance(answer, tuple) else ""
        got = f"({kinds})" if kinds else type(answer).__name__
        raise ValueError(f"{owner} must return (displacement, {{name: array}}), got {got}")
    step, named = answer
    if np.shape(step) != _GRADIENT.shape:
        raise ValueError(
            f"{owner} must return a displacement of the gradient's shape, got {np.shape(step)} for {_GRADIENT.shape}"
        )
    if not np.isfinite(np.asarray(step, dtype=float)).all():
        raise ValueError(f"{owner} must return finite displacements, got {one_line(str(step))[:60]}")
    if lacking := [name for name in optimizer.memory if name not in named]:
        raise ValueError(f"{owner} must name {', '.join(lacking)}, its memory, in what it returns")
