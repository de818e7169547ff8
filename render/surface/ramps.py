"""Colours of heights by name: our own, matplotlib's, and those of cmocean, colorcet and cmcrameri where they are there."""

from __future__ import annotations

import difflib
import importlib
from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache
from types import MappingProxyType
from typing import Any

import numpy as np
from numpy.typing import NDArray

from render.style import Theme

RAMPS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "ember": (
            "#ffe2a0",
            "#fdb45e",
            "#f0764f",
            "#d2446f",
            "#9c3690",
            "#65309a",
            "#3e3096",
            "#28348c",
            "#233f86",
        ),
        # As on a relief model: meadows in the valleys, bare ground, pale summits.
        "paper": (
            "#739f83",
            "#97b789",
            "#b9c592",
            "#d3cb9a",
            "#e3cea4",
            "#e9d2b2",
            "#eddac6",
            "#f3e6dd",
            "#fbf7f4",
        ),
        # The same, each step as much lighter as the one before: what is left in print without colour.
        "print": (
            "#7f9a86",
            "#98ad93",
            "#b0bf9f",
            "#c8cfae",
            "#dadbbd",
            "#e6e3cd",
            "#eeebdd",
            "#f6f4ec",
            "#fdfcfa",
        ),
    }
)
"""Hex colours at even steps; between them it is mixed in Oklab."""

QUARTER, MIDDLE = 0.42, 0.60
"""Places on a map at which the lowest quarter and half of a surface end at least."""
MOST_BENT, MOST_RAISED = 0.28, 2.4
"""The least power of heights that colours are chosen by, and the largest: pits in a plain are lit to their brims."""


def toned(unit_heights: NDArray[np.float64], theme: Theme) -> NDArray[np.float64]:
    """Places (...) on the theme's map of a surface's drawn heights (...), 0..1.

    Where the theme wants it, a power of them: what is low is a small part of any picture, so that it is found, and not
    so small that a picture has one colour.
    """
    return np.asarray(unit_heights ** tone_power(unit_heights, theme))


def tone_power(unit_heights: NDArray[np.float64], theme: Theme) -> float:
    """That power; 1 where the theme wants none."""
    if not theme.toned:
        return 1.0
    quarter, middle = np.clip(np.nanquantile(unit_heights, [0.25, 0.5]), 1e-3, 0.999)
    power = min(np.log(QUARTER) / np.log(quarter), np.log(MIDDLE) / np.log(middle))
    return float(np.clip(power, MOST_BENT, MOST_RAISED))


_LMS = np.array(
    [
        [0.4122214708, 0.5363325363, 0.0514459929],
        [0.2119034982, 0.6806995451, 0.1073969566],
        [0.0883024619, 0.2817188376, 0.6299787005],
    ]
)
_LAB = np.array(
    [
        [0.2104542553, 0.7936177850, -0.0040720468],
        [1.9779984951, -2.4285922050, 0.4505937099],
        [0.0259040371, 0.7827717662, -0.8086757660],
    ]
)


def linear(srgb: NDArray[np.float64]) -> NDArray[np.float64]:
    """Light (...) of sRGB values (...), both 0..1."""
    return np.where(srgb <= 0.04045, srgb / 12.92, ((srgb + 0.055) / 1.055) ** 2.4)


def encoded(light: NDArray[np.float64]) -> NDArray[np.float64]:
    """SRGB values (...) of light (...), both 0..1."""
    light = np.clip(light, 0, 1)
    return np.where(light <= 0.0031308, 12.92 * light, 1.055 * light ** (1 / 2.4) - 0.055)


def mixed_ramp(name: str, at: NDArray[np.float64]) -> NDArray[np.float64]:
    """Colours (..., 3) sRGB in 0..1 of one of `RAMPS` at places (...) in 0..1.

    References
    ----------
    B. Ottosson, "A perceptual color space for image processing", 2020 (Oklab).
    """
    stops = np.array([[int(h[i : i + 2], 16) / 255 for i in (1, 3, 5)] for h in RAMPS[name]])
    lab = np.cbrt(linear(stops) @ _LMS.T) @ _LAB.T
    place = np.linspace(0, 1, len(lab))
    mixed = np.stack([np.interp(at, place, band) for band in lab.T], axis=-1)
    cubed = (mixed @ np.linalg.inv(_LAB).T) ** 3
    return encoded(cubed @ np.linalg.inv(_LMS).T)


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
    missing = [package for package in OTHERS if _maps_of(package) is None]
    for package in missing:
        if name.startswith((OTHERS[package][0], f"{package}.")):
            return f'color map {name[:40]!r} is one of {package}\'s: pip install "thalweg[colors]"'
    near = difflib.get_close_matches(name, list(_known()), n=1, cutoff=0.5)
    hint = (
        f"; did you mean {near[0]!r}?" if near else "; matplotlib's are at hand: viridis, magma, cividis, ..."
    )
    more = f' ({", ".join(missing)}: pip install "thalweg[colors]")' if missing else ""
    return f"unknown color map {name[:40]!r}{hint}{more}"
