"""A GIF's pictures as numbers of colours, of which as few change as the eye allows."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from render.film.palette import Palette

Picture = NDArray[np.uint8]

BEAT = 0.2
"""Seconds between two pictures in which everything is looked at."""
PASSING, FADING = 40, 12
"""How much farther than the nearest colour the one that is shown may be (RGB): between beats, and on a beat."""
TURNING = 8
"""The same where the camera moves: there an error is everywhere and would be seen as noise."""
MUCH, RESTLESS = 0.22, 0.03
"""The shares of the pixels, of two samples and of all of them, above which the camera is taken to move."""


class FrameCoding:
    """Keeps the colour that a pixel shows while it is near enough to the one that it should have.

    Each change costs bytes, and what passes by is gone before a small error is seen: between beats only pixels that
    are far off change. On a beat those that are a little off do too, so a trail fades in few steps, all of it at a
    time; and whatever stands still gets its nearest colour, so nothing is left behind.

    Parameters
    ----------
    palette : the film's colours
    fps : pictures a second
    samples : pictures from all over the film, which tell whether the camera rests
    """

    def __init__(self, palette: Palette, fps: float, samples: Sequence[Picture] = ()) -> None:
        self._turning = not rests(samples)
        self._palette, self._beat = palette, max(round(BEAT * fps), 1)
        self._count = 0
        self._picture: Picture | None = None
        self._shown: NDArray[np.uint8]
        self._unsettled: NDArray[np.bool_]

    def numbers(self, picture: Picture, *, last: bool = False) -> NDArray[np.uint8]:
        """The colours' numbers (height, width) for the next picture (height, width, 3); one array, used again.

        With `last` all of them are the nearest: this picture will stay.
        """
        if self._picture is None:
            self._shown = self._palette.numbers(picture)
            self._unsettled = np.zeros(self._shown.shape, bool)
        else:
            moving = differing(picture, self._picture)
            if last or self._count % self._beat == 0:
                self._change(picture, moving | self._unsettled, FADING, settling=~moving | last)
            else:
                self._change(picture, moving, PASSING)
        self._picture = picture
        self._count += 1
        return self._shown

    def _change(
        self,
        picture: Picture,
        pixels: NDArray[np.bool_],
        tolerated: int,
        settling: NDArray[np.bool_] | None = None,
    ) -> None:
        """Give those of the pixels their nearest colours that are farther off than is tolerated, or are to settle."""
        at = np.flatnonzero(pixels)
        shown = self._shown.reshape(-1)
        cells = self._palette.cells(picture, at)
        nearest = self._palette.nearest(cells)
        off = self._palette.regrets(cells, shown.take(at))
        changes = off > (TURNING if self._turning else tolerated)
        if settling is not None:
            changes |= settling.take(at)
        shown[at[changes]] = nearest[changes]
        self._unsettled.reshape(-1)[at] = (off > 0) & ~changes


def differing(picture: Picture, before: Picture) -> NDArray[np.bool_]:
    """The pixels (height, width) in which two pictures differ."""
    channels = picture != before
    pixels: NDArray[np.bool_] = channels[..., 0] | channels[..., 1]
    pixels |= channels[..., 2]
    return pixels


def rests(samples: Sequence[Picture]) -> bool:
    """Whether a camera seems to rest, by pictures (height, width, 3) from all over its film; not so without any."""
    changes = [differing(a, b) for a, b in pairwise(samples)]
    if not changes:
        return False
    most = max(float(change.mean()) for change in changes)
    return most <= MUCH and float(np.logical_and.reduce(changes).mean()) <= RESTLESS
