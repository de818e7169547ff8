"""How large, how long and how quick a film may be, and how it is where nobody says; light: the command line reads it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from numbers import Integral

Size = tuple[int, int]

SIDES = (64, 4096)
"""The fewest and the most pixels of width and of height; both are even, as video needs it."""
SECONDS = (0.1, 600.0)
"""The shortest and the longest film."""
FPS = (1.0, 60.0)
"""The fewest and the most pictures a second."""

USUAL_SIZE = (960, 720)
"""Width and height in pixels."""
SHEET_SIZE = (1280, 800)
"""The same for several pictures side by side."""
USUAL_SECONDS, USUAL_FPS = 9.0, 25.0


def check_size(owner: str, size: object) -> None:
    """Refuse what is not width and height in whole pixels; `owner` is what it is the size of, as "Film.size".

    Raises
    ------
    ValueError
    """
    pair = list(size) if isinstance(size, Iterable) else []
    if len(pair) != 2 or not all(isinstance(n, Integral) and not isinstance(n, bool) for n in pair):
        raise ValueError(f"{owner} must be width and height in pixels, as {USUAL_SIZE}, got {size!r}")


def has_possible_sides(size: Size) -> bool:
    """Whether width and height are even, and within `SIDES`."""
    low, high = SIDES
    return all(side % 2 == 0 and low <= side <= high for side in size)


def byte_count(text: str) -> int:
    """The bytes of ``5MB``, ``800 kB`` or ``1.5M``.

    Raises
    ------
    ValueError
        For anything else.

    Examples
    --------
    >>> byte_count("1.5 MB"), byte_count("800kB")
    (1500000, 800000)
    """
    match = re.fullmatch(r"\s*(\d+(?:\.\d+)?)\s*(k|M|G)?B?\s*", text, re.IGNORECASE)
    if match is None:
        raise ValueError(f"must be bytes, as 5MB or 800kB, got {text[:40]!r}")
    count = round(float(match[1]) * {"": 1, "k": 1e3, "m": 1e6, "g": 1e9}[(match[2] or "").lower()])
    if count < 1000:
        raise ValueError(f"must be 1000 bytes or more, as 5MB or 800kB, got {text[:40]!r}")
    return count
