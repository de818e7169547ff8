"""How much of the sun and of the sky each place of a relief sees: by the horizons around it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

DIRECTIONS = 16
"""So many horizons make the sky."""
STRIDES = (1, 2, 3, 5, 7, 10, 14, 20, 28, 40, 57)
"""Cells from a place to what may hide the sky from it."""
PENUMBRA = 7.0
"""Degrees of the sun's height over which a shadow's edge is soft."""
FINEST = 256
"""Lines a side of the even lattice that horizons are looked for on, at most."""

Field = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Even:
    """Heights z (rows, columns) over lines x (columns,), y (rows,) that are evenly spaced."""

    x: Field
    y: Field
    z: NDArray[np.float32]

    @property
    def cell(self) -> tuple[float, float]:
        """Width and height of a cell, world units."""
        across, up = (float(np.diff(line).mean()) if len(line) > 1 else 1.0 for line in (self.x, self.y))
        return across, up


@dataclass(frozen=True, eq=False)
class Relief:
    """Heights z (rows, columns) over lines x (columns,), y (rows,), world units, ascending, not evenly spaced."""

    x: Field
    y: Field
    z: Field

    def sunlit(self, sun: Field) -> Field:
        """0 in the shadow to 1 in the sun, (rows, columns); `sun` (3,) is the unit vector towards it."""
        there, (dx, dy) = self._evenly.z, self._evenly.cell
        across, up = sun[0] / dx, sun[1] / dy
        most = max(abs(across), abs(up))
        if most == 0:
            return np.ones_like(self.z)
        stride = np.array([up, across]) / most
        length = float(np.hypot(stride[0] * dy, stride[1] * dx))
        height = np.degrees(np.arctan2(sun[2], np.hypot(sun[0], sun[1])))
        # Beyond this way no hill is high enough to reach into the penumbra.
        reach = np.ptp(there) / np.tan(np.radians(max(height - PENUMBRA / 2, 1.0)))
        steps = int(min(reach / length + 1, max(there.shape)))
        steepest = np.full(there.shape, -np.inf, dtype=np.float32)
        for k in range(1, steps + 1):
            _raise(steepest, there, stride * k, length * k)
        share = (height - np.degrees(np.arctan(steepest))) / PENUMBRA + 0.5
        return self._back(_smooth(np.clip(share, 0, 1)))

    def open_sky(self) -> Field:
        """The share of the sky that is seen, 0..1, (rows, columns): the mean over the horizons of 1 - sin(horizon)."""
        there, (dx, dy) = self._evenly.z, self._evenly.cell
        cell = min(dx, dy)
        seen = np.zeros(there.shape, dtype=np.float32)
        for k in range(DIRECTIONS):
            angle = 2 * np.pi * (k + 0.5) / DIRECTIONS
            way = np.array([np.sin(angle) * cell / dy, np.cos(angle) * cell / dx])
            steepest = np.zeros(there.shape, dtype=np.float32)
            for stride in STRIDES:
                step = np.round(way * stride)
                if step.any():
                    _raise(steepest, there, step, float(np.hypot(step[0] * dy, step[1] * dx)))
            seen += 1 - steepest / np.sqrt(1 + steepest**2)
        return self._back(seen / DIRECTIONS)

    @cached_property
    def _evenly(self) -> Even:
        """The heights on an even lattice."""
        x, y = (np.linspace(a[0], a[-1], min(len(a), FINEST)) for a in (self.x, self.y))
        there = _between(_between(self.z, self.y, y), self.x, x, axis=1).astype(np.float32)
        return Even(x, y, there)

    def _back(self, field: NDArray[Any]) -> Field:
        """From the even lattice to this one."""
        even = self._evenly
        return _between(_between(field.astype(float), even.y, self.y), even.x, self.x, axis=1)


def _raise(steepest: NDArray[np.float32], z: NDArray[np.float32], step: Field, length: float) -> None:
    """Raise slopes (rows, columns) towards what lies `step` (2,) rows and columns away, `length` world units."""
    whole = np.floor(step).astype(int)
    part = (step - whole).astype(np.float32)
    rows, columns = z.shape
    beyond = whole + (part > 0)
    top, bottom = max(-whole[0], 0), rows - max(beyond[0], 0)
    left, right = max(-whole[1], 0), columns - max(beyond[1], 0)
    if bottom <= top or right <= left:
        return

    def shifted(down: int, over: int) -> NDArray[np.float32]:
        return z[top + down : bottom + down, left + over : right + over]

    far = shifted(*whole)
    if part[1]:
        far = far + part[1] * (shifted(whole[0], beyond[1]) - far)
    if part[0]:
        low = shifted(beyond[0], whole[1])
        if part[1]:
            low = low + part[1] * (shifted(*beyond) - low)
        far = far + part[0] * (low - far)
    here = steepest[top:bottom, left:right]
    np.maximum(here, (far - z[top:bottom, left:right]) * np.float32(1 / length), out=here)


def _between(field: Field, old: Field, new: Field, axis: int = 0) -> Field:
    """A field whose rows, or columns, lie at lines `old`, as it is at lines `new`."""
    if len(old) < 2:
        return np.repeat(field, len(new), axis=axis)
    # No product of matrices: OpenBLAS takes a second thread for it, which then spins for a tenth of a second.
    right = np.clip(np.searchsorted(old, new), 1, len(old) - 1)
    share = (new - old[right - 1]) / (old[right] - old[right - 1])
    share = share if axis else share[:, None]
    return np.asarray(field.take(right - 1, axis) * (1 - share) + field.take(right, axis) * share)


def _smooth(u: NDArray[np.float32]) -> NDArray[np.float32]:
    return u * u * (3 - 2 * u)
