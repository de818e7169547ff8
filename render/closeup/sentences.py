"""What is said of one step: two lines, computed from its numbers; what the numbers do not carry is not said."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from descent import Step
from render.style import number_text

Array = NDArray[np.float64]

AGREE, AGAINST = 0.5, -0.5
"""Cosines of two parts that go the same way, and against each other."""
ALIKE = 1e-9
EVEN = 1.5
"""Divisors that differ by less are about the same."""

LABELS = {
    "momentum": "still rolling",
    "look-ahead": "looking ahead",
    "decay": "weight decay",
    "step": "the step",
    "together": "together",
}


def label_of(step: Step, part: str) -> str:
    """Two words at most for an arrow."""
    if part == "gradient":
        return "scaled slope" if "scale" in step.quantities else "the slope"
    return LABELS.get(part, part)


def said_of(step: Step, before: Array | None) -> tuple[str, str]:
    """Two lines; `before` (n,) is the step before this one, None for the first."""
    first = _rule(step, before)
    return first, _meaning(step)


def _rule(step: Step, before: Array | None) -> str:
    """How the step is made, where its own numbers say so."""
    rate, slope = step.learning_rate, _length(step.gradient)
    if rate is not None and _same(step.displacement, -rate * step.gradient):
        return f"The slope here, {number_text(slope)}, × the learning rate {number_text(rate)}"
    kept = getattr(step.optimizer, "momentum", None)
    if (
        rate is not None
        and before is not None
        and isinstance(kept, float)
        and _same(step.displacement, kept * before - rate * step.gradient)
    ):
        return f"The last step × {number_text(kept)}, plus the slope × {number_text(rate)}"
    scale = step.quantities.get("scale")
    if scale is not None and np.isfinite(scale).all() and (np.asarray(scale) > 0).all():
        told = [number_text(float(s)) for s in scale]
        return f"The slope along x is divided by {told[0]}, along y by {told[1]}"
    parts = {name: _length(part) for name, part in step.parts.items() if _length(part) > 0}
    if {"gradient", "momentum"} <= set(parts):
        return f"Earlier slopes move it by {number_text(parts['momentum'])}, this one by {number_text(parts['gradient'])}"
    return f"{_capital(step.optimizer.spoken)} moves the marble by {number_text(_length(step.displacement))}"


def _meaning(step: Step) -> str:
    parts = {name: part for name, part in step.parts.items() if _length(part) > 0}
    moved = number_text(_length(step.displacement))
    if {"gradient", "momentum"} <= set(parts):
        together = _cosine(parts["gradient"], parts["momentum"])
        if together > AGREE:
            return f"Both pull the same way: {moved} in one step."
        if together < AGAINST:
            return (
                f"They pull against each other: only {moved} is left."
                if _length(step.displacement) < max(map(_length, parts.values()))
                else f"They pull against each other: it moves by {moved}."
            )
        return f"The marble keeps rolling and leans towards the new slope: {moved} in one step."
    turned = _degrees(step.displacement, -step.gradient)
    if turned < 1:
        return f"It goes straight downhill, by {moved}."
    if not np.isfinite(turned):
        return f"It moves by {moved}."
    if turned <= 90:
        return f"It goes {turned:.0f}° off straight downhill, by {moved}."
    return f"It goes uphill at first, {turned:.0f}° off straight downhill, by {moved}."


def _same(a: Array, b: Array) -> bool:
    size = max(_length(a), _length(b))
    return size > 0 and bool(np.abs(a - b).max() <= ALIKE * size)


def _length(vector: Array) -> float:
    return float(np.linalg.norm(vector))


def _cosine(a: Array, b: Array) -> float:
    return float(a @ b) / max(_length(a) * _length(b), 1e-300)


def _degrees(a: Array, b: Array) -> float:
    """The angle between two vectors; not a number where one is nothing."""
    if not (_length(a) > 0 and _length(b) > 0):
        return float("nan")
    return float(np.degrees(np.arccos(np.clip(_cosine(a, b), -1, 1))))


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
