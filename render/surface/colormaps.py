"""Colours of heights by name: our own, matplotlib's, and those of cmocean, colorcet and cmcrameri where they are there."""

from __future__ import annotations

import difflib
import importlib
from collections.abc import Callable, Iterator
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from render.surface.ramps import RAMPS, mixed_ramp

OTHERS = {"cmocean": ("cmo.", "cm.cmap_d"), "colorcet": ("cet_", "cm"), "cmcrameri": ("cmc.", "cm.cmaps")}
"""Packages, what their names begin with in matplotlib, and where they keep their maps."""

Colormap = Callable[[NDArray[np.float64]], NDArray[np.float64]]


@lru_cache(maxsize=32)
def find_colormap(name: str) -> Colormap:
    """The map of a name: from places (...) in 0..1 to colours (..., 3) sRGB in 0..1.

    Raises
    ------
    LookupError
        If there is none such; the message names the nearest, or what to install.
    """
    if not isinstance(name, str):
        raise LookupError(f"a color map goes by its name, as viridis, got {type(name).__name__}")
    if name in RAMPS:
        return lambda at: mixed_ramp(name, at)
    import matplotlib

    if name in matplotlib.colormaps:
        table: Any = matplotlib.colormaps[name]
        return lambda at: np.asarray(table(at))[..., :3]
    for package, (begins, _) in OTHERS.items():
        maps = _maps_of(package)
        bare = name.removeprefix(begins).removeprefix(f"{package}.")
        if maps is not None and bare in maps:
            found: Any = maps[bare]
            return lambda at: np.asarray(found(at))[..., :3]
    raise LookupError(_unknown(name))


def _maps_of(package: str) -> Any:
    """A package's maps by name; None where it is not installed."""
    try:
        found: Any = importlib.import_module(f"{package}.cm" if package != "colorcet" else package)
    except ImportError:
        return None
    for part in OTHERS[package][1].split(".")[1:] or ["cm"]:
        found = getattr(found, part)
    return found


def _known() -> Iterator[str]:
    import matplotlib

    yield from RAMPS
    yield from matplotlib.colormaps
    for package in OTHERS:
        yield from _maps_of(package) or ()


def _unknown(name: str) -> str:
    near = difflib.get_close_matches(name, list(_known()), n=1, cutoff=0.5)
    missing = [package for package in OTHERS if _maps_of(package) is None]
    hint = (
        f"; did you mean {near[0]!r}?" if near else "; matplotlib's are at hand: viridis, magma, cividis, ..."
    )
    more = f' ({", ".join(missing)}: pip install "thalweg[colors]")' if missing else ""
    return f"unknown color map {name[:40]!r}{hint}{more}"
