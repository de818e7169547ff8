"""Numbers as people read them: on pictures, on the terminal, on pages. `numbers.js` has the same rule."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

MINUS = "\N{MINUS SIGN}"
_SUPERSCRIPTS = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")


def number_text(number: float, digits: int = 3, times: str = "·") -> str:
    """A number in so many significant digits, with a real minus sign: ``−0.25``, ``2300``, ``4·10⁻⁷``, ``−10⁹``.

    Powers of ten where a number is smaller than 0.0001 or has more digits than are told, but for 1000 to 9999. `times`
    stands before them: a dot on pictures, a cross with spaces where there is room.
    """
    text = f"{number:.{digits}g}"
    if "e" in text and 1e3 <= abs(float(text)) < 1e4:
        text = f"{float(text):g}"
    mantissa, _, exponent = text.partition("e")
    if exponent:
        power = f"10{str(int(exponent)).translate(_SUPERSCRIPTS)}"
        text = {"1": power, "-1": f"-{power}"}.get(mantissa, f"{mantissa}{times}{power}")
    return text.replace("-", MINUS) if float(number) else "0"


def point_text(point: Sequence[float] | NDArray[np.float64], domain: Sequence[tuple[float, float]]) -> str:
    """A point (n,) in so many digits as a picture of its domain needs: ``(−2.81, 3.13)``; of one variable ``x = 3``."""
    texts = []
    for c, (low, high) in zip(point, domain, strict=True):
        places = max(0, 2 - math.floor(math.log10(max((high - low) / 2, 1e-12))))
        text = f"{round(float(c), places) + 0.0:.{places}f}"
        text = text.rstrip("0").rstrip(".") if "." in text else text
        texts.append(text.replace("-", MINUS))
    return bracketed(texts)


def bracketed(texts: Sequence[str]) -> str:
    """Coordinates that are texts already as a point: ``(3, 2)``, or ``x = 3``."""
    return f"x = {texts[0]}" if len(texts) == 1 else f"({', '.join(texts)})"


def round_number(value: float, span: float) -> float:
    """The value in two significant digits, or one where that is within a twentieth of it; 0 where it is nothing beside `span`."""
    if abs(value) < 1e-6 * span:
        return 0.0
    one, two = (float(f"{value:.{digits}g}") for digits in (1, 2))
    return one if abs(one - value) < 0.05 * abs(value) else two
