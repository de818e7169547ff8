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
"""Of the picture's width: so wide a gap between words of one row lets a block's corner in."""


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
    top, bottom, corners = EDGE, 1 - EDGE, []
    for part, first in ((ink[:split], 0), (ink[split:], split)):
        columns = np.flatnonzero(part.any(axis=0))
        if not len(columns):
            continue
        gaps = np.diff(np.concatenate([[-1], columns, [width]]))
        widest = int(np.argmax(gaps))
        if gaps[widest] < GAP * width:
            top, bottom = (frame.top, bottom) if first == 0 else (top, frame.bottom)
            continue
        left = columns[widest - 1] + 1 if widest else 0
        right = columns[widest] if widest < len(columns) else width
        for words, start in ((part[:, :left], 0), (part[:, right:], right)):
            if words.any():
                places = _stairs(words, start, first, AIR * unit)
                shares = tuple((float(x) / width, float(y) / height) for x, y in places)
                corners.append(Corner(start > 0, first > 0, shares))
    return replace(frame, top=top, bottom=bottom, corners=tuple(corners))


def _stairs(words: NDArray[np.bool_], start: int, first: int, air: float) -> list[tuple[float, float]]:
    """How far the lines of words reach towards the picture's middle, pixels (x, y) with some air.

    Parameters
    ----------
    words : a corner's; its left column is `start`, its top row `first`
    """
    rows = np.flatnonzero(words.any(axis=1))
    lines = np.split(rows, np.flatnonzero(np.diff(rows) > 2) + 1)
    found = []
    for line in lines:
        columns = np.flatnonzero(words[line].any(axis=0))
        x = start + columns[0] - air if start else columns[-1] + air
        found.append((x, first + line[0] - air if first else line[-1] + air))
    return found
