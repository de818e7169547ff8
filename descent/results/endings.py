"""How a particle ended."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import IntEnum
from types import MappingProxyType


class Ending(IntEnum):
    """What became of a particle.

    CONVERGED came to rest at a minimum: a point, one of a curve or a flat of them, or the lower lip of a jump.
    SADDLE at any other stationary point, a maximum included; STALLED where the gradient is small though there is no
    stationary point, on a flat from which it falls, or beside a jump down; RUNNING still moves; ESCAPED left the
    enlarged search domain; DIVERGED was no longer finite; UNDEFINED began where the function has no value.

    Examples
    --------
    >>> from descent import Ending, GradientDescent, descend
    >>> from landscapes import catalogue
    >>> run = descend(catalogue["six_hump_camel"], [[0.0, 0.0], [1.0, 1.0]], GradientDescent(0.01), steps=500)
    >>> [Ending(code).name for code in run.ending]
    ['SADDLE', 'CONVERGED']
    """

    CONVERGED = 0
    SADDLE = 1
    STALLED = 2
    RUNNING = 3
    ESCAPED = 4
    DIVERGED = 5
    UNDEFINED = 6

    @property
    def word(self) -> str:
        """Its name in tables and files: "converged"."""
        return self.name.lower()

    @property
    def phrase(self) -> Phrase:
        """What is said of particles that ended so."""
        return PHRASES[self]


LOST = (Ending.ESCAPED, Ending.DIVERGED, Ending.UNDEFINED)
"""Of particles that are nowhere at the end: they count as higher than any that are somewhere."""


@dataclass(frozen=True)
class Phrase:
    """An ending in words, for the sentences that need it.

    Attributes
    ----------
    short : after a number of particles, in a legend: "56 on a saddle or a top"; those that look alike are told as one
    one : of one particle: "particle 3: left the search domain"
    several : what particles do: "12 go over the edge"
    alone : what one does: "1 goes over the edge"
    """

    short: str
    one: str
    several: str
    alone: str


PHRASES: Mapping[Ending, Phrase] = MappingProxyType(
    {
        Ending.CONVERGED: Phrase("at rest", "at rest in a minimum", "reach a minimum", "reaches a minimum"),
        Ending.SADDLE: Phrase(
            "on a saddle or a top",
            "at rest on a saddle",
            "rest at a saddle or a maximum",
            "rests at a saddle or a maximum",
        ),
        Ending.STALLED: Phrase(
            "stuck on flat ground",
            "stalled on flat ground",
            "sit still: no slope to feel",
            "sits still: no slope to feel",
        ),
        Ending.RUNNING: Phrase("still moving", "still moving", "are still moving", "is still moving"),
        Ending.ESCAPED: Phrase(
            "over the edge", "left the search domain", "go over the edge", "goes over the edge"
        ),
        Ending.DIVERGED: Phrase("over the edge", "diverged", "blow up", "blows up"),
        Ending.UNDEFINED: Phrase(
            "started outside",
            "undefined at the start",
            "start where the function is undefined",
            "starts where the function is undefined",
        ),
    }
)
