"""A chosen learning rate, and where a choice is kept: in this process, and on disk."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields
from math import isfinite
from typing import Any

from descent.optimizers import FirstOrder
from descent.settings import number
from landscapes import Landscape
from landscapes.remembered import recall, recipe_of, remember

_KIND, _ROOMS = "rates", ("landscapes", "descent")
_OURS = "descent.optimizers."


class ChosenRate(float):
    """A learning rate that knows why it was chosen: ``.reason``, one sentence.

    Examples
    --------
    >>> from descent import ChosenRate
    >>> rate = ChosenRate(0.1, "a lecturer's choice")
    >>> 2 * rate, rate.reason
    (0.2, "a lecturer's choice")
    """

    reason: str

    def __new__(cls, rate: float, reason: str) -> ChosenRate:
        chosen = super().__new__(cls, number("ChosenRate.rate", rate, float, "[0, inf)"))
        chosen.reason = reason
        return chosen

    def __reduce__(self) -> tuple[Any, ...]:
        return ChosenRate, (float(self), self.reason)


def kept_choice(
    f: Landscape, optimizer: FirstOrder, choose: Callable[[Landscape, FirstOrder], ChosenRate]
) -> ChosenRate:
    """What `choose` says of them; once for a landscape of the catalogue and an optimizer of ours, then it is read."""
    question = _question(f, optimizer)
    if question is None:
        return choose(f, optimizer)
    match recall(_KIND, question, _ROOMS):
        case [float(rate), str(reason)] if isfinite(rate) and rate >= 0:
            return ChosenRate(rate, reason)
    chosen = choose(f, optimizer)
    remember(_KIND, question, _ROOMS, [float(chosen), chosen.reason])
    return chosen


def _question(f: Landscape, optimizer: FirstOrder) -> list[Any] | None:
    """All that a choice depends on beside our own source, in JSON; None where that is more."""
    recipe = recipe_of(f.builder, f.dimensions)
    settings = [[setting.name, getattr(optimizer, setting.name)] for setting in fields(optimizer)]
    plain = all(type(value) in (float, int, bool, str, type(None)) for _, value in settings)
    kind = type(optimizer)
    if recipe is None or not plain or not kind.__module__.startswith(_OURS):
        return None
    boxes = [[list(map(float, side)) for side in box] for box in (f.domain, f.search_domain)]
    return [recipe, f.name, boxes, f.minimizers.tolist(), kind.__module__, kind.__qualname__, settings]
