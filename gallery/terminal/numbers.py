"""Numbers as people read them."""

from __future__ import annotations

from collections.abc import Sequence

MINUS = "\N{MINUS SIGN}"


def number_text(number: float | None, digits: int = 4) -> str:
    """A number in a few significant digits, with a real minus sign and superscripts: ``2.1 × 10⁻⁷``."""
    if number is None:
        return "unknown"
    text = f"{number:.{digits}g}"
    mantissa, _, exponent = text.partition("e")
    if not exponent:
        return text.replace("-", MINUS) if float(text) else "0"
    power = str(int(exponent)).translate(str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹"))
    times = "" if mantissa == "1" else f"{mantissa.replace('-', MINUS)} × "
    return f"{times}10{power}"


def point_text(point: Sequence[float], digits: int = 4) -> str:
    """A point, ``(3, 2)`` or ``x = 3``; a coordinate that is zero but for rounding is 0."""
    if len(point) == 1:
        return f"x = {number_text(float(point[0]), digits)}"
    scale = max((abs(c) for c in point), default=0.0)
    return (
        "("
        + ", ".join(number_text(c if abs(c) > 1e-9 * max(scale, 1.0) else 0.0, digits) for c in point)
        + ")"
    )


def interval_text(low: float, high: float) -> str:
    """A closed interval: ``[-5, 5]``."""
    return f"[{number_text(low)}, {number_text(high)}]"


def bytes_text(count: int) -> str:
    """A file's size: ``1.3 MB``."""
    if count < 1_000_000:
        return f"{max(count / 1000, 1):.0f} kB"
    return f"{count / 1e6:.1f} MB"
