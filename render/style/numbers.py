"""Numbers as captions write them."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike

_SUPERSCRIPTS = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")


def number_text(number: float, digits: int = 3) -> str:
    """A number in a few significant digits, with a real minus sign: ``−0.25``, ``2300``, ``4·10⁻⁷``."""
    text = f"{number:.{digits}g}"
    if 1e3 <= abs(float(text)) < 1e4:
        text = f"{float(text):g}"
    if "e" in text:
        mantissa, exponent = text.split("e")
        power = f"10{str(int(exponent)).translate(_SUPERSCRIPTS)}"
        text = {"1": power, "-1": f"-{power}"}.get(mantissa, f"{mantissa}·{power}")
    return text.replace("-", "\N{MINUS SIGN}")


def point_text(point: ArrayLike, domain: Sequence[tuple[float, float]]) -> str:
    """A point in so many digits as a picture of its domain needs: ``(−2.81, 3.13)``; of one variable ``x = 3``."""
    texts = []
    for c, (low, high) in zip(np.asarray(point, dtype=float), domain, strict=True):
        places = max(0, 2 - int(np.floor(np.log10(max((high - low) / 2, 1e-12)))))
        text = f"{round(float(c), places) + 0.0:.{places}f}"
        text = text.rstrip("0").rstrip(".") if "." in text else text
        texts.append(text.replace("-", "\N{MINUS SIGN}"))
    return f"x = {texts[0]}" if len(texts) == 1 else f"({', '.join(texts)})"


def round_number(value: float, span: float) -> float:
    """The value in two significant digits, or one where that is within a twentieth of it."""
    if abs(value) < 1e-6 * span:
        return 0.0
    one, two = (float(f"{value:.{digits}g}") for digits in (1, 2))
    return one if abs(one - value) < 0.05 * abs(value) else two
