"""Numbers in the sentences and tables of terminal and pages: `render.style.numbers` with more digits and more room."""

from __future__ import annotations

import math
from collections.abc import Sequence
from pathlib import Path

from render.style import bracketed
from render.style import number_text as drawn_number_text

TIMES = " × "


def number_text(number: float | None, digits: int = 4, span: float = math.inf) -> str:
    """A number in a few significant digits, with a real minus sign and superscripts: ``2.1 × 10⁻⁷``.

    Among others that lie `span` apart it has as many digits more as tell them from each other.
    """
    return "unknown" if number is None else drawn_number_text(number, digits, TIMES, span)


def point_text(point: Sequence[float], digits: int = 4, domain: Sequence[tuple[float, float]] = ()) -> str:
    """A point, ``(3, 2)`` or ``x = 3``, in the digits that its `domain` needs; what is zero but for rounding is 0."""
    scale = max((abs(c) for c in point), default=0.0) if len(point) > 1 else 0.0
    spans = [high - low for low, high in domain] or [math.inf] * len(point)
    return bracketed(
        [
            number_text(
                c if abs(c) > 1e-9 * min(max(scale, 1.0), span) or len(point) == 1 else 0.0, digits, span
            )
            for c, span in zip(point, spans, strict=True)
        ]
    )


def interval_text(low: float, high: float) -> str:
    """A closed interval: ``[-5, 5]``."""
    span = high - low
    return f"[{number_text(low, span=span)}, {number_text(high, span=span)}]"


def bytes_text(count: int) -> str:
    """A file's size: ``1.3 MB``."""
    if count < 1_000_000:
        return f"{max(count / 1000, 1):.0f} kB"
    return f"{count / 1e6:.1f} MB"


def file_text(path: Path) -> str:
    """A file that was written, with its size; a pipe or a device has none."""
    return f"{path}  {bytes_text(path.stat().st_size)}" if path.is_file() else str(path)


def stop_text(tolerance: float | None) -> str:
    """Where a particle stops, as the end of a sentence."""
    if tolerance is None:
        return "the slope is negligible on this landscape"
    return f"no component of the gradient is above {number_text(tolerance)}"
