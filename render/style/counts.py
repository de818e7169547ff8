"""Small numbers and lists as an English sentence has them."""

from __future__ import annotations

from collections.abc import Sequence

NUMBERS = (
    "no",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
)


def in_words(count: int) -> str:
    """A small number as a word, a large one with its thousands parted."""
    return NUMBERS[count] if count < len(NUMBERS) else f"{count:,}"


def listed(parts: Sequence[str]) -> str:
    """``a``, ``a and b``, ``a, b and c``."""
    return " and ".join([", ".join(parts[:-1]), parts[-1]] if len(parts) > 1 else parts)
