"""What there is to choose from, and the sliders that belong to a choice."""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Mapping
from functools import cache
from typing import Annotated, Any, cast, get_args, get_origin, get_type_hints

SLOWEST, FASTEST = 1 / 8, 8.0


@dataclasses.dataclass(frozen=True)
class Slider:
    """One number of an optimizer: its name, the range worth trying, its default, and whether it moves by factors."""

    name: str
    low: float
    high: float
    default: float
    by_factors: bool = False
    whole: bool = False


@cache
def landscapes() -> Mapping[str, str]:
    """Name to title of every landscape that a surface can be drawn of."""
    from landscapes import catalogue

    return {f.name: f.title for f in catalogue.values() if drawable(f)}


def drawable(f: Any) -> bool:
    """Whether a landscape has two variables, or a form of two."""
    return f.dimensions == 2 or getattr(f, "scaled", None) is not None


@cache
def optimizers() -> Mapping[str, tuple[Slider, ...]]:
    """Name of every optimizer to its sliders."""
    from descent import known_optimizers

    return {name: sliders_of(kind) for name, kind in known_optimizers().items() if _runs_alone(kind)}


def _runs_alone(kind: type) -> bool:
    """Whether an optimizer can be made without being told anything."""
    try:
        kind()
    except (TypeError, ValueError):
        return False
    return True


def sliders_of(kind: type) -> tuple[Slider, ...]:
    """The sliders of an optimizer's own numbers; the learning rate has one of its own."""
    hints = get_type_hints(kind, include_extras=True)
    found = []
    for field in dataclasses.fields(kind):
        hint, default = hints[field.name], cast(Any, field.default)
        number = isinstance(default, int | float) and not isinstance(default, bool)
        if number and get_origin(hint) is Annotated and field.name not in ("learning_rate", "weight_decay"):
            number_kind, interval = get_args(hint)
            found.append(_slider(field.name, number_kind, interval, float(default)))
    return tuple(found)


def _slider(name: str, kind: type, interval: str, default: float) -> Slider:
    low, high = (float(bound) for bound in interval[1:-1].split(","))
    whole = kind is int
    if math.isinf(high):
        if whole:
            return Slider(name, max(low, 0), max(10 * default, 10), default, whole=True)
        if default > 0 and not math.isinf(low):
            return Slider(name, max(default / 100, low), default * 100, default, by_factors=True)
        reach = max(10 * abs(default), 1.0)
        return Slider(name, -reach if math.isinf(low) else low, reach, default)
    inside = 1e-3 * (high - low)
    return Slider(
        name,
        low + (inside if interval[0] == "(" else 0),
        high - (inside if interval[-1] == ")" else 0),
        default,
        whole=whole,
    )


@cache
def schedules() -> tuple[str, ...]:
    """Names of the schedules, "" for a constant rate first."""
    from descent import known_schedules

    return ("", *(name for name in known_schedules() if name not in ("constant", "warmup")))
