"""A camera through poses of one's own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from landscapes import one_line
from render.camera.pose import Pose

if TYPE_CHECKING:
    from scipy.interpolate import PchipInterpolator

LARGEST = 1_000_000
"""Bytes of a file of key-frames; nobody has more."""


@dataclass(frozen=True, eq=False)
class KeyFrames:
    """A camera through poses of one's own.

    Attributes
    ----------
    rows : (k, 4) film time in 0..1, azimuth and elevation in degrees, zoom
    """

    rows: NDArray[np.float64]

    @classmethod
    def of(cls, rows: Sequence[Sequence[float]] | NDArray[np.float64]) -> KeyFrames:
        """Check rows (k, 3) or (k, 4): film time in 0..1, azimuth and elevation in degrees, and a zoom or none.

        Raises
        ------
        ValueError
            If there are fewer than two, a number is missing or not finite, or the times do not rise.
        """
        table = np.array([[*row, 1.0][:4] for row in rows], dtype=float)
        if table.ndim != 2 or len(table) < 2 or table.shape[1] != 4 or not np.isfinite(table).all():
            raise ValueError("key-frames need two or more rows of film time, azimuth, elevation[, zoom]")
        if (np.diff(table[:, 0]) <= 0).any():
            raise ValueError("key-frames need film times that rise from row to row")
        return cls(table)

    @classmethod
    def load(cls, path: str | Path) -> KeyFrames:
        """Read a CSV file of such rows; its first line may name the columns, lines that begin with # are comments.

        Raises
        ------
        ValueError
            If the file cannot be read or is too large, or `of` refuses its rows: one line that names it.
        """
        try:
            with open(path, "rb") as file:
                raw = file.read(LARGEST + 1)
            if len(raw) > LARGEST:
                raise ValueError(f"larger than {LARGEST:,} bytes")
            lines = [line for line in raw.decode("utf-8").splitlines() if line.strip()]
            named = bool(lines) and any(c.isalpha() and c not in "eE" for c in lines[0].partition("#")[0])
            rows = np.loadtxt(lines[named:], delimiter=",", ndmin=2) if lines[named:] else np.empty((0, 4))
            return cls.of(rows)
        except (OSError, ValueError) as error:
            raise ValueError(f"cannot read key-frames from {path}: {one_line(str(error))[:200]}") from error

    @cached_property
    def _curve(self) -> PchipInterpolator:
        from scipy.interpolate import PchipInterpolator  # a third of a second, for those who have key-frames

        return PchipInterpolator(self.rows[:, 0], self.rows[:, 1:], extrapolate=True)

    def __call__(self, t: float) -> Pose:
        azimuth, elevation, zoom = self._curve(np.clip(t, self.rows[0, 0], self.rows[-1, 0]))
        return Pose(float(azimuth), float(np.clip(elevation, -89, 89)), float(zoom))
