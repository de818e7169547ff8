"""The numbers that are written at a scale: short, and told apart however much they have in common."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from render.style import MINUS, Phrases, exact_text, number_text, power_text, text_width

ROOM = 4.0
"""Widths of a letter M that a number may take before what all have in common is written once, beside the scale."""
COMMON = 100
"""So many times larger than their span is what is taken off numbers."""
EVEN = 50
"""Numbers whose span is not so many times their smallest distance have a power of ten in common."""


@dataclass(frozen=True)
class Graduation:
    """Numbers at a scale.

    Attributes
    ----------
    texts : of the numbers, in their order; no two numbers have the same
    common : what is left out of them and belongs behind the scale's name, as "− 10⁹" or "in 10⁻¹²"; mostly nothing
    """

    texts: tuple[str, ...]
    common: str = ""

    @classmethod
    def of(cls, numbers: NDArray[np.float64], room: float = ROOM) -> Graduation:
        """The texts of numbers (k,), ascending; `room` for each in widths of a letter M."""
        plain = _texts(numbers)
        if _width(plain) <= room or len(numbers) < 2:
            return cls(plain)
        offset = roundest(float(numbers[0]) - 1.001 * _step(numbers), float(numbers[-1]))
        if abs(offset) / COMMON < numbers[-1] - numbers[0]:
            offset = 0.0
        rest = numbers - offset
        rest = np.where(np.abs(rest) < max(1e-6 * _step(numbers), 1e-15 * abs(offset)), 0.0, rest)
        less = f"{MINUS if offset > 0 else '+'} {exact_text(abs(offset))}" if offset else ""
        even = _step(numbers) * EVEN > numbers[-1] - numbers[0]
        if _width(_texts(rest)) <= room or not even:
            return cls(_texts(rest), less)
        power = int(np.floor(np.log10(np.abs(rest).max())))
        scaled = rest / 10.0**power if power > -300 else rest * 1e300 / 10.0 ** (power + 300)
        return cls(_texts(scaled), f"{less} in {power_text(power)}".strip())

    def said(self, say: Phrases) -> Graduation:
        """The same in a language."""
        return replace(self, texts=tuple(map(say.number, self.texts)), common=say.number(self.common))

    def named(self, name: str) -> str:
        """The scale's name with what its numbers have in common: ``height − 10⁹``."""
        return f"{name} {self.common}".strip()


def roundest(low: float, high: float) -> float:
    """The roundest number from `low` to `high`: 10⁶ from 999999 to 1000001."""
    if low <= 0 <= high:
        return 0.0
    most = int(np.floor(np.log10(max(abs(low), abs(high)))))
    for power in range(most, most - 17, -1):
        # As text: the nearest float to a round number, which a product of floats need not be.
        candidate = float(f"{np.ceil(low / float(f'1e{power}')):.0f}e{power}")
        if low <= candidate <= high:
            return candidate
    return low


def _texts(numbers: NDArray[np.float64]) -> tuple[str, ...]:
    if len(numbers) < 2:
        return tuple(number_text(float(x)) for x in numbers)
    gaps = np.diff(numbers)
    nearest = np.minimum(np.append(gaps, np.inf), np.insert(gaps, 0, np.inf))
    return tuple(number_text(float(x), span=float(gap)) for x, gap in zip(numbers, nearest, strict=True))


def _step(numbers: NDArray[np.float64]) -> float:
    return float(np.diff(numbers).min()) if len(numbers) > 1 else np.inf


def _width(texts: tuple[str, ...]) -> float:
    return max(text_width(text, 100.0) for text in texts) / text_width("M", 100.0) if texts else 0.0
