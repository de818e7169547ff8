"""What may be asked for as text or as values becomes values: landscapes, starts, optimizers, rates, noises."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from descent import Noise, Optimizer, Population, Schedule, Starts
    from landscapes import Landscape

Asked = Any
"""One thing, or several; each as text or as the value itself."""


def several(asked: Asked) -> list[Any]:
    """A list of what was asked for; a single thing is a list of one."""
    if asked is None:
        return []
    if isinstance(asked, str) or not isinstance(asked, Sequence):
        return [asked]
    return list(asked)


def landscapes_of(asked: Asked) -> list[Landscape]:
    """Landscapes by name or as they are.

    Raises
    ------
    LookupError
        If there is no landscape of a name; it names the nearest one.
    """
    from landscapes import find

    return [find(one) if isinstance(one, str) else one for one in several(asked)]


def starts_of(asked: Asked, seed: int = 0) -> list[Starts]:
    """Starts as text, as `Starts`, or as an array (N, n) in domain units; random ones that name no seed get `seed`.

    Raises
    ------
    ValueError
        For an unknown name or setting; the message names the accepted ones.
    """
    from descent import Starts, parse_starts

    found = []
    for one in [asked] if hasattr(asked, "ndim") else several(asked):
        if isinstance(one, str):
            made = parse_starts(one)
        elif isinstance(one, Starts):
            made = one
        else:
            if isinstance(one, int | float):
                raise ValueError(f"starts must be text, as 'uniform:{one}', or points (N, n), got {one!r}")
            made = Starts("points", (("positions", tuple(map(tuple, _rows(one)))),))
        if made.is_random and "seed" not in dict(made.settings):
            made = replace(made, settings=(*made.settings, ("seed", seed)))
        found.append(made)
    return found


def optimizers_of(asked: Asked) -> list[Optimizer | Population]:
    """Optimizers and populations as text or as they are.

    Raises
    ------
    ValueError
        For an unknown name or setting, or a value out of its interval.
    """
    from descent import parse_method

    return [parse_method(one) if isinstance(one, str) else one for one in several(asked)]


def rates_of(asked: Asked) -> list[float | Schedule]:
    """Learning rates: numbers, or schedules as text or as they are.

    Raises
    ------
    ValueError
        For an unknown schedule, or a number that is not finite and > 0.
    """
    return [_rate(one) for one in several(asked)]


def noises_of(asked: Asked) -> list[Noise | None]:
    """Noises as text or as they are; None or ``none`` for exact gradients, which is also the default.

    Raises
    ------
    ValueError
        For an unknown name or setting, or a value out of its interval.
    """
    from descent import parse_noise

    found: list[Noise | None] = []
    for one in several(asked) or [None]:
        exact = one is None or (isinstance(one, str) and one.strip().lower() == "none")
        found.append(None if exact else parse_noise(one) if isinstance(one, str) else one)
    return found


def _rate(one: Any) -> float | Schedule:
    from descent import Schedule, parse_schedule

    if isinstance(one, Schedule):
        return one
    try:
        rate = float(one)
    except ValueError:
        return parse_schedule(one)
    if not 0 < rate < float("inf"):
        raise ValueError(f"a learning rate must be a finite number > 0, got {one}")
    return rate


def _rows(points: Any) -> Iterable[Iterable[float]]:
    import numpy as np

    rows = np.atleast_2d(np.asarray(points, dtype=float))
    return rows.tolist() if np.ndim(points) != 1 else [[v] for v in np.asarray(points, dtype=float)]
