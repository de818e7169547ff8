"""What is said of one step: two lines, computed from its numbers; what the numbers do not carry is not said."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from descent import Step
from render.style import ENGLISH, Phrases, number_text

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


def label_of(step: Step, part: str, say: Phrases = ENGLISH) -> str:
    """Two words at most for an arrow."""
    if part == "gradient":
        return say("scaled slope" if "scale" in step.quantities else "the slope")
    return say(LABELS[part]) if part in LABELS else part


def said_of(step: Step, before: Array | None, say: Phrases = ENGLISH) -> tuple[str, str]:
    """Two lines; `before` (n,) is the step before this one, None for the first."""
    return _rule(step, before, say), _meaning(step, say)


def _rule(step: Step, before: Array | None, say: Phrases) -> str:
    """How the step is made, where its own numbers say so."""
    rate, slope = step.learning_rate, _length(step.gradient)
    if rate is not None and _same(step.displacement, -rate * step.gradient):
        told = "The slope here, {slope}, × the learning rate {rate}"
        return say(told, slope=number_text(slope), rate=number_text(rate))
    kept = getattr(step.optimizer, "momentum", None)
    if (
        rate is not None
        and before is not None
        and isinstance(kept, float)
        and _same(step.displacement, kept * before - rate * step.gradient)
    ):
        told = "The last step × {kept}, plus the slope × {rate}"
        return say(told, kept=number_text(kept), rate=number_text(rate))
    scale = step.quantities.get("scale")
    if scale is not None and np.isfinite(scale).all() and (np.asarray(scale) > 0).all():
        x, y = (number_text(float(s)) for s in scale[:2])
        return say("The slope along x is divided by {x}, along y by {y}", x=x, y=y)
    parts = {name: _length(part) for name, part in step.parts.items() if _length(part) > 0}
    if {"gradient", "momentum"} <= set(parts):
        told = "Earlier slopes move it by {before}, this one by {now}"
        return say(told, before=number_text(parts["momentum"]), now=number_text(parts["gradient"]))
    moved = number_text(_length(step.displacement))
    return say("{name} moves the marble by {moved}", name=_capital(step.optimizer.spoken), moved=moved)


def _meaning(step: Step, say: Phrases) -> str:
    parts = {name: part for name, part in step.parts.items() if _length(part) > 0}
    moved = number_text(_length(step.displacement))
    if {"gradient", "momentum"} <= set(parts):
        together = _cosine(parts["gradient"], parts["momentum"])
        if together > AGREE:
            return say("Both pull the same way: {moved} in one step.", moved=moved)
        if together < AGAINST:
            less = _length(step.displacement) < max(map(_length, parts.values()))
            left, on = "only {moved} is left", "it moves by {moved}"
            return say(f"They pull against each other: {left if less else on}.", moved=moved)
        phrase = "The marble keeps rolling and leans towards the new slope: {moved} in one step."
        return say(phrase, moved=moved)
    turned = _degrees(step.displacement, -step.gradient)
    if turned < 1:
        return say("It goes straight downhill, by {moved}.", moved=moved)
    if not np.isfinite(turned):
        return say("It moves by {moved}.", moved=moved)
    if turned <= 90:
        return say("It goes {angle}° off straight downhill, by {moved}.", angle=f"{turned:.0f}", moved=moved)
    phrase = "It goes uphill at first, {angle}° off straight downhill, by {moved}."
    return say(phrase, angle=f"{turned:.0f}", moved=moved)


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
