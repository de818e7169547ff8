"""What a landscape is like, for whoever looks for one: found by looking at it, at its family and at its particles."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from descent import Trajectories
    from landscapes import Landscape

SIDE = 61
"""Points along each side of the lattice on which slopes are looked at."""
LEVEL, MUCH = 0.01, 0.15
"""A slope that rises less than this share of all heights on its way across the map is none; so much of the map is much."""
LONG = 40.0
"""Times as steep across as along, at a minimum: a valley."""
MANY = 5
FAMILIES = {"valleys": "valley", "plateaus": "plateau", "kinks": "kink", "saddles": "saddle"}
"""What families are named after."""


def family_of(f: Landscape) -> str:
    """The family file that the landscape stands in, "" where it stands in none."""
    module = str(getattr(f.builder, "__module__", ""))
    return module.rpartition(".")[2] if module.startswith("landscapes.families.") else ""


def traits_of(f: Landscape, paths: Trajectories) -> list[str]:
    """Properties in words: "many minima", "plateau", "valley", "kink" ...

    Parameters
    ----------
    paths : particles from all over the domain, for the minima that they find
    """
    return list(dict.fromkeys([*_of_minima(f, paths), *_of_ground(f)]))


def _of_minima(f: Landscape, paths: Trajectories) -> Iterator[str]:
    found, known = len(paths.destinations.positions), len(f.minimizers)
    if f.dimensions == 1:
        yield "one variable"
    if max(found, known) >= MANY:
        yield "many minima"
    elif max(found, known) == 1:
        yield "one minimum"
    if known > 1:
        yield "several global minima"
    if not known and f.minimum is None:
        yield "no minimum"


def _of_ground(f: Landscape) -> Iterator[str]:
    word = FAMILIES.get(family_of(f), "")
    if word:
        yield word
    if f.compiled.is_piecewise or _is_cone(f):
        yield "kink"
    if _level_share(f) >= MUCH:
        yield "plateau"
    if _lengthening(f) >= LONG:
        yield "valley"


def _sides(f: Landscape) -> Any:
    return np.ptp(np.array(f.domain), axis=1)


def _level_share(f: Landscape) -> float:
    """The share of the map that is level."""
    lines = [np.linspace(low, high, SIDE) for low, high in f.domain]
    points = np.stack(np.meshgrid(*lines), axis=-1).reshape(-1, f.dimensions)
    heights, slopes = f.value_and_gradient(points)
    span = np.ptp(heights[np.isfinite(heights)])
    return float(np.mean(np.linalg.norm(slopes * _sides(f), axis=-1) < LEVEL * span)) if span > 0 else 1.0


def _lengthening(f: Landscape) -> float:
    """How many times as steep the first minimum is across as along, in a square map."""
    if not len(f.minimizers) or f.dimensions == 1:
        return 1.0
    bends = f.hessian(f.minimizers[0]) * np.outer(_sides(f), _sides(f))
    if not np.all(np.isfinite(bends)):
        return 1.0
    low, *_, high = np.linalg.eigvalsh(bends)
    return float(high / low) if low > 0 else 1.0


def _is_cone(f: Landscape) -> bool:
    """Whether the slope beside a minimum stays, however near one comes."""
    if not len(f.minimizers):
        return False
    point, away = f.minimizers[0], _sides(f)
    near, far = (np.linalg.norm(f.gradient(point + share * away) * away) for share in (1e-7, 1e-4))
    return bool(far > 0 and near > 0.5 * far)
