"""Numbers as people read them: on pictures, on the terminal, on pages. `numbers.js` has the same rule."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

MINUS = "\N{MINUS SIGN}"
_SUPERSCRIPTS = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")


MOST_DIGITS = 15
"""Significant digits that a float surely has."""


MOST_TOLD = 6
"""Coordinates of a point that are all written out."""


def number_text(number: float, digits: int = 3, times: str = "·", span: float = math.inf) -> str:
    """A number in so many significant digits, with a real minus sign: ``−0.25``, ``2300``, ``4·10⁻⁷``, ``−10⁹``.

    Powers of ten where a number is smaller than 0.0001 or has more digits than are told, but for 1000 to 9999. `times`
    stands before them: a dot on pictures, a cross with spaces where there is room. Among numbers that lie `span`
    apart as many digits more are told as they have in common: 10⁹ + 2.5 beside 10⁹ is ``1000000002.5``.
    """
    text = f"{number:.{_told(number, digits, span)}g}"
    if "e" in text and 1e3 <= abs(float(text)) < 1e4:
        text = f"{float(text):g}"
    mantissa, _, exponent = text.partition("e")
    if exponent:
        power = power_text(int(exponent))
        text = {"1": power, "-1": f"-{power}"}.get(mantissa, f"{mantissa}{times}{power}")
    return text.replace("-", MINUS) if float(number) else "0"


def power_text(power: int) -> str:
    """A power of ten: ``10⁻⁷``."""
    return f"10{str(power).translate(_SUPERSCRIPTS)}"


def exact_text(number: float) -> str:
    """A number in as few digits as are the number: ``1.7·10⁹``, ``1234567.2``."""
    enough = (k for k in range(1, MOST_DIGITS + 2) if float(f"{number:.{k}g}") == number)
    return number_text(number, next(enough, MOST_DIGITS + 2))


def _told(number: float, digits: int, span: float) -> int:
    """How many digits are told: those asked for, of differences as large as `span` too."""
    if not (0 < span < math.inf and 0 < abs(number) < math.inf):
        return digits
    common = _exponent(number) - _exponent(span)
    return max(digits, min(digits + common, MOST_DIGITS))


def _exponent(number: float) -> int:
    """Of ten, as the decimal text has it: the browser's rule finds the same."""
    return int(f"{number:.16e}".partition("e")[2])


def span_of(numbers: Iterable[float | None]) -> float:
    """How far the finite ones of some numbers lie apart; infinite where they do not, or only by rounding."""
    finite = [float(x) for x in numbers if x is not None and math.isfinite(x)]
    low, high = min(finite, default=0.0), max(finite, default=0.0)
    span = high - low
    return span if span > 1e-13 * max(abs(low), abs(high)) else math.inf


def point_text(
    point: Sequence[float] | NDArray[np.float64], domain: Sequence[tuple[float, float]], name: str = "x"
) -> str:
    """A point (n,) in so many digits as a picture of its domain needs: ``(−2.81, 3.13)``; of one variable ``x = 3``."""
    texts = []
    for c, (low, high) in zip(point, domain, strict=True):
        half = max(high / 2 - low / 2, 1e-300)
        places = 2 - math.floor(math.log10(half))
        places = max(places, 0) if half < 1e6 else places
        texts.append(number_text(round(float(c), places), 1, span=10.0**-places))
    return bracketed(texts, name)


def bracketed(texts: Sequence[str], name: str = "x") -> str:
    """Coordinates that are texts already as a point: ``(3, 2)``, or ``x = 3``; of many the first and the last one."""
    if len(texts) > MOST_TOLD:
        texts = [*texts[:2], "\N{HORIZONTAL ELLIPSIS}", texts[-1]]
    return f"{name} = {texts[0]}" if len(texts) == 1 else f"({', '.join(texts)})"


def round_number(value: float, span: float) -> float:
    """The value in two significant digits, or one where that is within a twentieth; 0 where it is nothing beside `span`."""
    if abs(value) < 1e-6 * span or not math.isfinite(value):
        return 0.0
    one, two = (float(f"{value:.{digits}g}") for digits in (1, 2))
    return one if abs(one - value) < 0.05 * abs(value) else two
