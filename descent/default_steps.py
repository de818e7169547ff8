"""A number of steps in which particles come to rest, found by running."""

from __future__ import annotations

from numpy.typing import ArrayLike

from descent.loop import descend
from descent.optimizers import FirstOrder, Optimizer
from descent.rates import checked_settings
from descent.settings import check_landscape
from descent.starts import checked_starts, grid, uniform
from landscapes import Landscape


def default_steps(f: Landscape, optimizer: Optimizer, starts: ArrayLike | None = None) -> int:
    """A number of steps, 50 to 10,000, in which particles come to rest.

    So many that every one of the `starts` (N, n), in domain units, stops by itself (at rest, or lost), where a
    thousand are enough for that; else so many that 95 % do, or that they no longer go down. The same landscape,
    optimizer and starts always give the same.

    Raises
    ------
    ValueError
        If `f` is no landscape, `optimizer` no optimizer, or `starts` do not fit `f`.

    Examples
    --------
    >>> from descent import GradientDescent, default_steps, grid
    >>> from landscapes import catalogue
    >>> f = catalogue["himmelblau"]
    >>> default_steps(f, GradientDescent(), grid(f.domain, 5)) % 10
    0
    """
    check_landscape("default_steps.f", f)
    settings = checked_settings("default_steps", optimizer)
    few = 14 if isinstance(settings, FirstOrder) else 6
    if starts is None:
        places = (
            grid(f.domain, few if f.dimensions == 2 else 60) if f.dimensions <= 2 else uniform(f.domain, 100)
        )
    else:
        places = checked_starts(f, starts)
    return descend(f, places, settings, steps=None, record="ends").steps
