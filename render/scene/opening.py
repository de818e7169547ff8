"""How much of a picture a surface may fill: all that words leave free."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from render.camera import Frame

EDGE = 0.03
"""Of the picture, free above and below a surface."""
AIR = 0.022
"""Between words and a surface, a share of the unit of text."""
GAP = 0.14
"""Of the picture's width: so wide a gap between words at the bottom lets a block's corner in."""
MIDDLE = 0.48
"""Of the picture's width: words in a corner may reach so far."""


def opened(frame: Frame, ink: NDArray[np.bool_], unit: float) -> Frame:
    """The frame up to the picture's edges, with the corners that words fill left to them.

    Parameters
    ----------
    frame : what is free of words however long they are
    ink : (height, width) of the 3-D picture, True where words stand at any time
    unit : the measure for text, in pixels
    """
    height, width = ink.shape
    air = AIR * unit
    corners: list[tuple[float, float]] = []
    top, bottom = EDGE, 1 - EDGE
    split = (frame.top + frame.bottom) / 2 * height
    for part, first in ((ink[: int(split)], 0), (ink[int(split) :], int(split))):
        rows, columns = np.flatnonzero(part.any(axis=1)), np.flatnonzero(part.any(axis=0))
        if not len(rows):
            continue
        gaps = np.diff(np.concatenate([[-1], columns, [width]]))
        widest = int(np.argmax(gaps))
        if gaps[widest] < GAP * width:
            top, bottom = (frame.top, bottom) if first == 0 else (top, frame.bottom)
            continue
        left = columns[widest - 1] + air if widest else 0.0
        right = columns[widest] - air if widest < len(columns) else float(width)
        # Words beyond the middle leave no corner: the surface stays above or below all of them.
        if left > MIDDLE * width or right < (1 - MIDDLE) * width:
            top, bottom = (frame.top, bottom) if first == 0 else (top, frame.bottom)
            continue
        for side, of in ((left, part[:, : round(left)]), (right, part[:, round(right) :])):
            if not of.any():
                continue
            lines = np.flatnonzero(of.any(axis=1)) + first
            y = lines[-1] + air if first == 0 else lines[0] - air
            corners.append((side / width, float(y) / height))
    return replace(frame, top=top, bottom=bottom, corners=tuple(corners))
