"""How much of a picture a surface may fill: all that words leave free."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from render.camera import Corner, Frame

EDGE = 0.02
"""Of the picture, free above and below a surface."""
AIR = 0.016
"""Between words and a surface, a share of the unit of text."""
GAP = 0.10
"""Of the picture's width: words so far apart in one line are words of two corners."""
STEP = 0.02
"""Of the picture's width: what reaches less far beyond what is over it is no step of its own."""


def opened(frame: Frame, ink: NDArray[np.bool_], unit: float, closed: bool = False) -> Frame:
    """The frame up to the picture's edges, with the corners that words fill left to them.

    It ends where it does if it is `closed` below: no corner is so large as a race's bars under a surface.

    Parameters
    ----------
    frame : what is free of words however long they are
    ink : (height, width) of the 3-D picture, True where words stand at any time
    unit : the measure for text, in pixels
    """
    height, width = ink.shape
    if closed:
        ink = ink.copy()
        ink[round(frame.bottom * height) :] = False
    split = round((frame.top + frame.bottom) / 2 * height)
    corners = []
    for part, first in ((ink[:split], 0), (ink[split:], split)):
        for right, places in enumerate(_stairs(part, first, AIR * unit)):
            if places:
                shares = tuple((float(x) / width, float(y) / height) for x, y in places)
                corners.append(Corner(bool(right), first > 0, shares))
    bottom = frame.bottom if closed else 1 - EDGE
    return replace(frame, top=EDGE, bottom=bottom, corners=tuple(corners))


def _stairs(
    words: NDArray[np.bool_], first: int, air: float
) -> tuple[list[tuple[float, float]], list[tuple[float, float]]]:
    """How far words reach towards the picture's middle, from the left and from the right, with some air.

    Pixels (x, y), one for each step of a stair that leads down to the picture's edge; what has no gap belongs to the
    side on which there is more of it. Words of the beginning and the end lie over each other here, so that their lines
    are none: a row of pixels goes by what is near it.

    Parameters
    ----------
    words : all at the top of a picture, or at its bottom; the first row is the picture's row `first`
    """
    height, width = words.shape
    near, rows = round(air), np.arange(height)[:: 1 if first else -1]
    reaches = np.zeros((height, 2))
    for lines in _apart(words.any(axis=1), near):
        for piece in _apart(words[lines].any(axis=0), round(GAP * width)):
            side = int(piece[0] + piece[-1] > width)
            across = piece[0] < width / 4 and piece[-1] > 3 * width / 4
            for row in range(max(lines[0] - near, 0), min(lines[-1] + near + 1, height)):
                columns = words[max(row - near, 0) : row + near + 1, piece[0] : piece[-1] + 1].any(axis=0)
                for part in _apart(columns, round(GAP * width)) if across else _apart(columns, width):
                    right = int(part[0] + part[-1] + 2 * piece[0] > width) if across else side
                    reach = width - piece[0] - part[0] if right else piece[0] + part[-1] + 1
                    k = row if first else height - 1 - row
                    reaches[k, right] = max(reaches[k, right], reach)
    reaches = np.maximum.accumulate(reaches)
    found: tuple[list[tuple[float, float]], list[tuple[float, float]]] = ([], [])
    for right in (0, 1):
        own, k = reaches[:, right], int(np.searchsorted(reaches[:, right], 0, side="right"))
        while k < height:
            last = int(np.searchsorted(own, own[k] + STEP * width, side="right"))
            reach = float(own[last - 1]) + air
            found[right].append((width - reach if right else reach, first + float(rows[k])))
            k = last
    return found


def _apart(there: Any, gap: int) -> list[NDArray[np.int64]]:
    """The places of `there` (n,) that are True, in pieces between which more than a gap is free."""
    places = np.flatnonzero(there)
    return np.split(places, np.flatnonzero(np.diff(places) > gap) + 1) if len(places) else []
