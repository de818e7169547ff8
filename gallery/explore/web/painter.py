"""Draws a page's picture on the server, for ``--render server``."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gallery.explore.staging import Staging
from gallery.explore.state import Explorer

MOVING, SHARP = 72, 90
"""JPEG's quality while something moves, and at rest."""


class Painter:
    """One page's renderer. Its pictures are drawn in the thread that made it."""

    def __init__(self) -> None:
        from render.interactive import RemoteRenderer

        self._renderer = RemoteRenderer()
        self._staging = Staging(self._renderer.live)

    def picture(self, state: Explorer, wanted: Mapping[str, Any]) -> bytes:
        """A JPEG of the state.

        Parameters
        ----------
        wanted : the page's "time", 0 to 1; "eye" and "focus", world points; "size", pixels; whether the camera is
            "moving"; whether the picture "rests", and may take its time
        """
        from render.camera import View
        from render.interactive import jpeg

        view = View(_point(wanted["eye"]), _point(wanted["focus"]))
        width, height = (int(side) for side in wanted["size"])
        self._staging.show(state)
        rests = bool(wanted.get("rests"))
        time = min(max(_finite(wanted["time"]), 0.0), 1.0)
        picture = self._renderer.picture(
            time, view, (width, height), moving=bool(wanted.get("moving")), rests=rests
        )
        return jpeg(picture, SHARP if rests else MOVING)


def _finite(number: Any) -> float:
    value = float(number)
    if not math.isfinite(value):
        raise ValueError(f"a picture needs finite numbers, got {value}")
    return value


def _point(numbers: Sequence[Any]) -> NDArray[np.float64]:
    x, y, z = (_finite(number) for number in numbers)
    if max(abs(x), abs(y), abs(z)) > 1e3:
        raise ValueError("the camera is too far away")
    return np.array([x, y, z])
