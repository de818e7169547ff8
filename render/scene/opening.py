"""How much of a picture a surface may fill: all that words leave free."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from render.camera import Corner, Frame

EDGE = 0.02
"""Of the picture, free above and below a surface."""
AIR = 0.016
"""Between words and a surface, a share of the unit of text."""
GAP = 0.10
"""Of the picture's width: words so far apart in one line are words of two corners."""


def opened(frame: Frame, ink: NDArray[np.bool_], unit: float) -> Frame:
    """The frame up to the picture's edges, with the corners that words fill left to them.

    Parameters
    ----------
    frame : what is free of words however long they are
    ink : (height, width) of the 3-D picture, True where words stand at any time
    unit : the measure for text, in pixels
    """
    height, width = ink.shape
    split = round((frame.top + frame.bottom) / 2 * height)
    corners = []
    for part, first in ((ink[:split], 0), (ink[split:], split)):
        for right, places in enumerate(_stairs(part, first, AIR * unit)):
            if places:
                shares = tuple((float(x) / width, float(y) / height) for x, y in places)
                corners.append(Corner(bool(right), first > 0, shares))
    return replace(frame, top=EDGE, bottom=1 - EDGE, corners=tuple(corners))


def _stairs(
    words: NDArray[np.bool_], first: int, air: float
) -> tuple[list[tuple[float, float]], list[tuple[float, float]]]:
    """How far the lines of words reach towards the picture's middle, from the left and from the right, with some air.

    Pixels (x, y); a line that has no gap belongs to the side on which there is more of it.

    Parameters
    ----------
    words : all at the top of a picture, or at its bottom; the first row is the picture's row `first`
    """
    width = words.shape[1]
    rows = np.flatnonzero(words.any(axis=1))
    found: tuple[list[tuple[float, float]], list[tuple[float, float]]] = ([], [])
    for line in np.split(rows, np.flatnonzero(np.diff(rows) > 2) + 1) if len(rows) else []:
        columns = np.flatnonzero(words[line].any(axis=0))
        y = first + line[0] - air if first else line[-1] + air
        for piece in np.split(columns, np.flatnonzero(np.diff(columns) > GAP * width) + 1):
            right = int(piece[0] + piece[-1] > width)
            found[right].append((piece[0] - air if right else piece[-1] + air, y))
    return found
