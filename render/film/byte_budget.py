"""A film that has to fit into so many bytes: which size, rate, colours and length, the least loss first."""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from render.film.encoder import COARSEST, Encoder
from render.film.limits import SIDES, Size

SHARES = (1.0, 0.85, 0.72, 0.6, 0.5, 0.42, 0.35, 0.28)
RATES = (1.0, 0.8, 0.6, 0.5, 0.4, 0.3)
LENGTHS = (1.0, 0.8, 0.6, 0.45)
"""What may be taken of a film's width and height, of its pictures a second, of its length."""
SLOWEST = 8.0
"""Fewer pictures a second are no motion."""
LOSSES = (2.2, 1.2, 2.6, 0.35)
"""How much a halved size, rate, length, and one step of coarser coding are felt."""
COARSER = 0.78
"""About what one step of coarser coding leaves of a file."""
TRIES, SLACK, FILLED = 6, 0.95, 0.6
"""Files that are made at most, the share of the limit that is aimed at, and that which is enough."""


@dataclass(frozen=True)
class Recipe:
    """How a film is made.

    Attributes
    ----------
    size : width and height in pixels
    fps, seconds : pictures a second, and length
    lean : steps by which its colours are coarser than usual
    """

    size: Size
    fps: float
    seconds: float
    lean: int = 0

    @property
    def text(self) -> str:
        """As people read it: ``640x480, 20 pictures a second, 9 s``."""
        coarse = f", colors coarser by {self.lean} of {COARSEST}" if self.lean else ""
        return (
            f"{self.size[0]}x{self.size[1]}, {self.fps:.3g} pictures a second, {self.seconds:.3g} s{coarse}"
        )


class TooLargeError(ValueError):
    """No film of a scene has as few bytes as it must have.

    Examples
    --------
    >>> from render.film import TooLargeError
    >>> issubclass(TooLargeError, ValueError)
    True
    """


def fitted(first: Recipe, kind: type[Encoder], most: int, make: Callable[[Recipe], int]) -> Recipe:
    """The recipe that loses least of `first` and gives a file of at most so many bytes; `make` makes it and tells them.

    Files are made until one fits; from each it is learned how large the others would be.

    Raises
    ------
    TooLargeError
        If none fits; the message has the smallest that was made.
    """
    candidates, made = list(_recipes(first, kind)), []
    recipe, fits = first, None
    for _ in range(TRIES):
        size = make(recipe)
        made.append((_bytes(recipe), size))
        if size <= most:
            fits, better = recipe, _next(first, candidates, made, most)
            if size >= FILLED * most or better is None or _loss(first, better) >= _loss(first, recipe):
                return recipe
            recipe = better
        elif fits is not None:
            make(fits)
            return fits
        else:
            recipe = _next(first, candidates, made, most) or min(candidates, key=_bytes)
    if fits is not None:
        make(fits)
        return fits
    smallest = min(size for _, size in made)
    raise TooLargeError(
        f"no {kind.title} of it fits into {most / 1e6:.3g} MB; the smallest has {smallest / 1e6:.3g} MB: allow so many"
    )


def _next(
    first: Recipe, candidates: Sequence[Recipe], made: Sequence[tuple[float, int]], most: int
) -> Recipe | None:
    """The one that loses least of those that should fit after what was learned from the files that were made."""
    (before, size_before), (last, size) = [made[max(len(made) - 2, 0)], made[-1]]
    told = abs(math.log(before / last)) > 0.05 and size > 0 and size_before > 0
    power = math.log(size_before / size) / math.log(before / last) if told else 1.0
    power = min(max(power, 0.5), 2.0)
    fitting = [r for r in candidates if size * (_bytes(r) / last) ** power <= SLACK * most]
    if size > most:
        fitting = [r for r in fitting if _bytes(r) < last]
    return min(fitting, key=lambda r: (_loss(first, r), _bytes(r)), default=None)


def _recipes(first: Recipe, kind: type[Encoder]) -> Iterator[Recipe]:
    for share, rate, length, lean in itertools.product(SHARES, RATES, LENGTHS, range(COARSEST + 1)):
        size = (
            max(2 * round(share * first.size[0] / 2), SIDES[0]),
            max(2 * round(share * first.size[1] / 2), SIDES[0]),
        )
        fps = (
            kind.nearest_fps(max(round(rate * first.fps), min(SLOWEST, first.fps))) if rate < 1 else first.fps
        )
        seconds = first.seconds if length == 1 else max(round(length * first.seconds, 1), 0.2)
        yield Recipe(size, fps, seconds, lean)


def _bytes(recipe: Recipe) -> float:
    """About in proportion to a file's bytes: pixels are alike near each other, pictures less so."""
    pixels = (recipe.size[0] * recipe.size[1]) ** 0.8
    return float(pixels * recipe.fps**0.85 * recipe.seconds * COARSER**recipe.lean)


def _loss(first: Recipe, recipe: Recipe) -> float:
    ratios = (first.size[0] / recipe.size[0], first.fps / recipe.fps, first.seconds / recipe.seconds)
    halved = [max(math.log2(ratio), 0.0) ** 1.3 for ratio in ratios]
    return sum(weight * loss for weight, loss in zip(LOSSES, [*halved, recipe.lean**1.2], strict=True))
