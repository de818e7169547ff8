"""Answers for steps of a film, worked out several at a time."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Generic, TypeVar

TOGETHER = 4096
"""Particles, of several steps."""

Answer = TypeVar("Answer")


class Foreseen(Generic[Answer]):
    """What is asked for step by step, where answering for many steps costs little more than for one.

    Parameters
    ----------
    work : the answers for steps, in their order; one step's may not depend on the others
    each : how many particles an answer is about; some thousand are looked at together
    """

    def __init__(self, work: Callable[[Sequence[float]], Sequence[Answer]], each: int) -> None:
        self._work, self._most = work, max(TOGETHER // max(each, 1), 1)
        self._coming: list[float] = []
        self._made: dict[float, Answer] = {}

    def expect(self, steps: Iterable[float]) -> None:
        """These steps will be asked for, in this order."""
        self._coming = list(dict.fromkeys(steps))

    def at(self, step: float) -> Answer:
        """The answer for a step, expected or not."""
        if step not in self._made:
            here = self._coming.index(step) if step in self._coming else len(self._coming)
            asked = self._coming[here : here + self._most] or [step]
            self._made = dict(zip(asked, self._work(asked), strict=True))
        return self._made[step]
