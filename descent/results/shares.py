"""Shares of counted things, with how far they can be trusted."""

from __future__ import annotations

import math
from dataclasses import dataclass

from descent.settings import number


@dataclass(frozen=True)
class Share:
    """`count` of `total`, as a value between 0 and 1 with a 95 % interval.

    Examples
    --------
    >>> from descent import share
    >>> print(share(30, 100))
    30.0 % (21.9 to 39.6)
    """

    count: int
    total: int
    value: float
    low: float
    high: float

    def __str__(self) -> str:
        return f"{100 * self.value:.1f} % ({100 * self.low:.1f} to {100 * self.high:.1f})"


def share(count: int, total: int, z: float = 1.959963984540054) -> Share:
    """The share with Wilson's score interval; of nothing it is not a number, between 0 and 1.

    Raises
    ------
    ValueError
        If `count` is no whole number in 0 ... `total`, `total` none from 0 up, or `z` not in [0, 100].

    References
    ----------
    Wilson (1927); Brown, Cai & DasGupta (2001), equation 4.

    Examples
    --------
    >>> from descent import share
    >>> print(share(30, 100))
    30.0 % (21.9 to 39.6)
    """
    count, total = number("share: count", count, int), number("share: total", total, int, "[0, inf)")
    if not 0 <= count <= total:
        raise ValueError(f"share: count must be in [0, {total}], got {count}")
    if total == 0:
        return Share(0, 0, math.nan, 0.0, 1.0)
    z = number("share: z", z, float, "[0, 100]")
    p, pull = count / total, z * z / total
    centre = (p + pull / 2) / (1 + pull)
    reach = z * math.sqrt(p * (1 - p) / total + pull / (4.0 * total)) / (1 + pull)
    low = 0.0 if count == 0 else max(centre - reach, 0.0)
    high = 1.0 if count == total else min(centre + reach, 1.0)
    return Share(count, total, p, low, high)
