"""As few facets as the eye allows: lattice lines whose neighbours say the same are left out."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

HEIGHT = 0.001
"""World units that a facet may lie beside the lattice: a third of a pixel at 720 lines."""

COLOR = 6.0
"""Of 255: so much a colour may differ from the lattice's."""

_ROUNDS = 3
"""Each round leaves out at most every other line, so that no facet is wider than eight cells."""


def needed_lines(
    vertices: NDArray[np.float64], colors: NDArray[np.uint8], whole: NDArray[np.bool_]
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """The rows (r,) and the columns (c,) of a lattice between which all others can be interpolated.

    Parameters
    ----------
    vertices : (rows, columns, 3), world coordinates
    colors : (rows, columns, 3) uint8
    whole : (rows, columns), False where there is no height
    """
    parts = (vertices[..., 2:] / HEIGHT, colors / COLOR, whole[..., None] * 1e3)
    values = np.concatenate(parts, axis=-1)
    rows = _needed(values.reshape(len(values), -1), vertices[:, 0, 1])
    across = values[rows].transpose(1, 0, 2)
    return rows, _needed(across.reshape(len(across), -1), vertices[0, :, 0])


def _needed(values: NDArray[np.float64], at: NDArray[np.float64]) -> NDArray[np.int64]:
    """Indices of the lines, of values (lines, k) at coordinates (lines,), that differ from their neighbours' mean."""
    kept = list(range(len(at)))
    for _ in range(_ROUNDS):
        thinner, k = kept[:1], 1
        while k < len(kept):
            if k + 1 < len(kept) and _between(values, at, thinner[-1], kept[k + 1]):
                k += 1
            thinner.append(kept[k])
            k += 1
        if len(thinner) == len(kept):
            break
        kept = thinner
    return np.array(kept)


def _between(values: NDArray[np.float64], at: NDArray[np.float64], first: int, last: int) -> bool:
    """Whether the lines between two others lie on the straight way from one to the other, within 1."""
    share = ((at[first + 1 : last] - at[first]) / (at[last] - at[first]))[:, None]
    straight = values[first] + share * (values[last] - values[first])
    return bool((np.abs(straight - values[first + 1 : last]) <= 1).all())
