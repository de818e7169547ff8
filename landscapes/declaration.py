"""From a decorated formula to a `Landscape`: how the functions in `families/` are written down."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Any

from landscapes.formulas import Box, Points
from landscapes.landscape import Landscape

Intervals = Sequence[float] | Sequence[Sequence[float]]
MOST_LISTED = 4096  # minimizers of one landscape; 2^n and 8^n outgrow every list


def landscape(
    *,
    domain: Intervals | Callable[[int], Intervals],
    title: str = "",
    minimizers: Points | Callable[[int], Points] = (),
    minimum: float | Callable[[int], float | None] | None = None,
    story: str = "",
    source: str = "",
    search_domain: Intervals | Callable[[int], Intervals] | None = None,
    fewest: int = 1,
) -> Callable[[Callable[..., Any]], Landscape]:
    """Make the decorated formula a `Landscape` under the function's own name.

    A formula with named arguments ``f(x, y)`` has as many variables as arguments. One with ``f(*x)`` is
    built for any number and taken at two. Of `domain` and `search_domain` a single interval ``(low, high)``
    holds for every variable, and the last of several for all further ones. These two, `minimizers` and
    `minimum` may be functions of the number of variables: module-level ones, so that a landscape can be
    pickled. Minimizers that are too many to list, or not known, are an empty tuple; of a function of one's own all but
    the domain may be left away. The title is then made of the name.
    `fewest` is the smallest number of variables that the formula makes sense for.

    Returns
    -------
    callable
        Formula -> landscape. The landscape's `scaled` raises ValueError below `fewest` variables.

    Examples
    --------
    >>> from landscapes import landscape
    >>> @landscape(
    ...     title="Bowl",
    ...     domain=(-1, 1),
    ...     minimizers=((0.0, 0.0),),
    ...     minimum=0.0,
    ...     story="As plain as can be.",
    ...     source="nobody",
    ... )
    ... def bowl(x, y):
    ...     return x**2 + y**2
    >>> bowl.name, bowl.domain, float(bowl.value([3.0, 4.0]))
    ('bowl', ((-1.0, 1.0), (-1.0, 1.0)), 25.0)
    """

    def make(formula: Callable[..., Any]) -> Landscape:
        kinds = [p.kind for p in inspect.signature(formula).parameters.values()]
        any_number = inspect.Parameter.VAR_POSITIONAL in kinds
        # The module's name for the formula is going to be the Landscape: this is where pickle finds it.
        formula.__qualname__ = f"{formula.__name__}.builder"
        boxes = (domain, search_domain or domain)
        recipe = _Recipe(formula, title, *boxes, minimizers, minimum, story, source, fewest)
        return recipe(2) if any_number else recipe.landscape(len(kinds))

    return make


@dataclass(frozen=True)
class _Recipe:
    """What the decorator was told; called with a number of variables it gives the landscape."""

    formula: Callable[..., Any]
    title: str
    domain: Any
    search_domain: Any
    minimizers: Any
    minimum: Any
    story: str
    source: str
    fewest: int

    def __call__(self, count: int) -> Landscape:
        if count < self.fewest:
            raise ValueError(f"{self.formula.__name__} needs at least {self.fewest} variables, got {count}")
        return self.landscape(count, scaled=self)

    def landscape(self, count: int, scaled: Callable[[int], Landscape] | None = None) -> Landscape:
        return Landscape(
            name=self.formula.__name__,
            builder=self.formula,
            domain=_box(_taken_at(count, self.domain), count),
            search_domain=_box(_taken_at(count, self.search_domain), count),
            minimizer_points=_taken_at(count, self.minimizers),
            minimum=_taken_at(count, self.minimum),
            title=self.title or self.formula.__name__.replace("_", " ").capitalize(),
            story=self.story,
            source=self.source,
            scaled=scaled,
        )


@dataclass(frozen=True)
class Everywhere:
    """The minimizer with the same coordinate in every variable, in any number of variables."""

    coordinate: float

    def __call__(self, count: int) -> Points:
        return ((self.coordinate,) * count,)


@dataclass(frozen=True)
class Combinations:
    """Every combination of `coordinates`, one for each variable; none where they are too many to list."""

    coordinates: tuple[float, ...]

    def __call__(self, count: int) -> Points:
        if len(self.coordinates) ** count > MOST_LISTED:
            return ()
        return tuple(product(self.coordinates, repeat=count))


@dataclass(frozen=True)
class PerVariable:
    """A height proportional to the number of variables."""

    height: float

    def __call__(self, count: int) -> float:
        return count * self.height


def _taken_at(count: int, entry: Any) -> Any:
    return entry(count) if callable(entry) else entry


def _box(intervals: Any, count: int) -> Box:
    pairs = [intervals] if isinstance(intervals[0], int | float) else list(intervals)
    pairs += [pairs[-1]] * (count - len(pairs))
    return tuple((float(low), float(high)) for low, high in pairs[:count])
