"""How much work repairs may cost: of a whole run, a verdict or a search, however many calls it makes.

A call of `Landscape.gradient` repairs what it is asked for, with a bound on its own work. Whoever makes a thousand calls
opens an `Effort` around them, as one opens `numpy.errstate`. Work is counted in operations, never in seconds: the same
run has the same outcome on a slow machine.
"""

from __future__ import annotations

from collections.abc import Callable
from contextvars import ContextVar, Token
from functools import wraps
from sys import maxsize
from typing import Any, ParamSpec, TypeVar

Asked = ParamSpec("Asked")
Answer = TypeVar("Answer")

EXACT = 8_000
"""Operations in mpmath (some 50 microseconds each)."""
BESIDE = 50_000
"""Points times operations for which limits are sought in the widest floats (some 5 microseconds each)."""
WIDE = 800_000
"""Points times operations that are looked at in the widest floats (some 0.5 microseconds each)."""
CALL, CALL_BESIDE, QUICK = 60, 15, 8
"""What a call costs however few its points are, as a number of them; and so many looks in floats cost one in wider ones."""
PLAIN = 1_200_000
"""What all evaluations without repairs may cost, by the following (some microseconds)."""
EVALUATION, TOGETHER, POINT = 150, 300, 2
"""What an evaluation costs by itself; points that cost an operation as much as its call; what each point costs."""
GLANCE, GLANCE_CALL = 64, 16
"""The same of looks in plain floats."""
ALONG_KINKS = 6
"""A run may look for so many times as many limits: whoever starts on a kink may stay on it for hundreds of steps."""
AROUND = 3
"""A verdict may look for so many times as many: it looks all around a place, at several distances."""
PARTICLES = 256
"""So many come with the usual effort, more of them with more."""


class Effort:
    """What is left of the work that repairs may cost while it is open, in the thread that opened it.

    An effort inside of another counts alone, but the other is told that it was cut off. What was found out is
    remembered as long as it is open, so that an outcome depends on nothing that was asked before.

    Attributes
    ----------
    exact, beside, wide, plain : int
        The operations that are left, see `EXACT`, `BESIDE`, `WIDE` and `PLAIN`. The last piece of work may make them
        negative.
    cut_off : bool
        Whether some place was left without the repair that it would have got: its height as the floats have it, its
        slopes 0 where these say nothing.
    in_a_run : bool
        Whether it is of particles on their way: which side of a kink they are on is then told by plain floats.

    Examples
    --------
    >>> from landscapes import parse
    >>> f = parse("abs(x)**y", [(-1, 1), (-1, 1)])
    >>> with Effort() as effort:
    ...     slopes = f.gradient([[0.0, 0.5]])
    >>> effort.cut_off
    False
    """

    def __init__(
        self, *, exact: int = EXACT, beside: int = BESIDE, wide: int = WIDE, plain: int = PLAIN
    ) -> None:
        self.exact, self.beside, self.wide, self.plain, self.cut_off = exact, beside, wide, plain, False
        self.in_a_run = False
        self._given = exact, beside, wide
        self._memories: dict[Any, list[dict[bytes, float]]] = {}
        self._tokens: list[Token[Effort | None]] = []

    def memory(self, owner: Any, parts: int) -> list[dict[bytes, float]]:
        """What `owner` knows already, for each of its `parts`."""
        return self._memories.setdefault(owner, [{} for _ in range(parts)])

    @classmethod
    def of(cls, points: int) -> Effort:
        """For a run of so many points: more looks, because there are hundreds of steps."""
        share = _share(points)
        beside = ALONG_KINKS * share * BESIDE
        effort = cls(exact=share * EXACT, beside=beside, wide=2 * share * WIDE, plain=share * PLAIN)
        effort.in_a_run = True
        return effort

    @classmethod
    def judging(cls, points: int = PARTICLES) -> Effort:
        """For what is found out about so many points once, from many looks at few of them."""
        share = _share(points)
        beside, wide = share * AROUND * BESIDE, share * WIDE * 3 // 2
        return cls(exact=2 * share * EXACT, beside=beside, wide=wide, plain=share * PLAIN * 5 // 4)

    def looks(self, points: int, operations: int) -> bool:
        """Whether there is work left for a look in floats at `points` through `operations`; counts it."""
        if self.wide <= 0:
            self.cut_off = True
            return False
        self.wide -= (points // QUICK + CALL) * operations
        return True

    def glances(self, points: int, operations: int) -> bool:
        """The same for a quick look in plain floats."""
        if self.wide <= 0:
            self.cut_off = True
            return False
        self.wide -= (points // GLANCE + GLANCE_CALL) * operations
        return True

    def evaluated(self, points: int, operations: int) -> None:
        """Count an evaluation of so many operations at so many points."""
        self.plain -= EVALUATION + operations + points * operations // TOGETHER + POINT * points

    def charge(self, part: Effort) -> None:
        """Count what has been done of a `portion`."""
        exact, beside, wide = part._given
        self.exact -= exact - part.exact
        self.beside -= beside - part.beside
        self.wide -= wide - part.wide
        self.cut_off |= part.cut_off

    def __enter__(self) -> Effort:
        """Count from here on."""
        self._tokens.append(_OPEN.set(self))
        return self

    def __exit__(self, *_: object) -> None:
        """Count no more; whoever opened another one around this goes on with that."""
        _OPEN.reset(self._tokens.pop())
        around = _OPEN.get()
        if around is not None and around is not self:
            around.cut_off |= self.cut_off


def _share(points: int) -> int:
    return max(1, -(-points // PARTICLES))


def bounded(function: Callable[Asked, Answer]) -> Callable[Asked, Answer]:
    """The same function, each call of which opens an `Effort` around what it does, with half of the usual looks."""

    @wraps(function)
    def within(*args: Asked.args, **options: Asked.kwargs) -> Answer:
        with Effort.judging():
            return function(*args, **options)

    return within


def goes_on() -> bool:
    """Whether there is work left for another round of a search; where there is none, the search is cut off."""
    effort = open_effort()
    if effort is None or effort.plain > 0:
        return True
    effort.cut_off = True
    return False


def open_effort() -> Effort | None:
    """The effort that counts here; None where a call has only its own bounds."""
    return _OPEN.get()


def portion(whole: Effort | None, exact: int, beside: int, *, last: bool) -> Effort:
    """What one call may take of `whole`, at most `exact` and `beside`; all of that where there is no whole.

    A third of the work in mpmath is kept for those who come `last`: a height that is lost is a particle lost.
    """
    if whole is None:
        return Effort(exact=exact, beside=beside, wide=maxsize)
    kept = 0 if last else whole._given[0] // 3
    return Effort(exact=min(exact, whole.exact - kept), beside=min(beside, whole.beside), wide=whole.wide)


_OPEN: ContextVar[Effort | None] = ContextVar("effort", default=None)
