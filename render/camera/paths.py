"""Named camera paths: pure functions of film time."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np

from render.camera.pose import Path, Pose
from render.clock import LEAD, REST

FIRST, LAST = LEAD, 1 - REST
"""Film times between which named cameras move; before and after they stand still."""


def paced(u: float, ramp: float = 0.5) -> float:
    """0..1 to 0..1, and 0 before, 1 after, at an even pace, gathered and lost over the share `ramp` at each end."""
    u = min(max(u, 0.0), 1.0)
    if u > 0.5:
        return 1 - paced(1 - u, ramp)
    return (u * u / (2 * ramp) if u < ramp else u - ramp / 2) / (1 - ramp)


@dataclass(frozen=True)
class Glide:
    """From one pose to another, eased between two film times.

    Attributes
    ----------
    first, last : azimuth and elevation in degrees, and zoom
    begin, end : film times
    ramp : the share of the way's time in which it gathers pace, and in which it loses it; at most 0.5
    """

    first: tuple[float, float, float]
    last: tuple[float, float, float]
    begin: float = FIRST
    end: float = LAST
    ramp: float = 0.5

    def __call__(self, t: float) -> Pose:
        """The pose at film time `t`."""
        u = paced((t - self.begin) / (self.end - self.begin), self.ramp)
        azimuth, elevation, zoom = (a + u * (b - a) for a, b in zip(self.first, self.last, strict=True))
        return Pose(azimuth, elevation, zoom)


@dataclass(frozen=True)
class Swing:
    """To one side and back: it ends where it began, so that a loop has no jump.

    Attributes
    ----------
    home : azimuth and elevation in degrees, at the beginning and at the end
    reach : how far it swings
    begin, end : film times
    """

    home: tuple[float, float]
    reach: tuple[float, float]
    begin: float = FIRST
    end: float = LAST

    def __call__(self, t: float) -> Pose:
        """The pose at film time `t`."""
        u = min(max((t - self.begin) / (self.end - self.begin), 0.0), 1.0)
        away = (1 - np.cos(2 * np.pi * u)) / 2 if 0 < u < 1 else 0.0
        azimuth, elevation = (a + float(away) * b for a, b in zip(self.home, self.reach, strict=True))
        return Pose(azimuth, elevation)


def named_paths(
    home: tuple[float, float], reach: tuple[float, float] = (25.0, -3.0)
) -> dict[str, Glide | Swing]:
    """The named cameras, with `home` as their best azimuth and elevation, degrees; a swing goes `reach` beyond it.

    They are: a slow swing to one side and back; a camera at rest; once around; from high and far to low and near;
    from the map's view to the side's.
    """
    azimuth, elevation = home
    best = (azimuth, elevation, 1.0)
    return {
        "orbit": Swing(home, reach),
        "still": Glide(best, best),
        "turn": Glide(best, (azimuth + 360, elevation, 1.0), ramp=0.2),
        "fly-in": Glide((azimuth - 50, min(elevation + 24, 80.0), 0.72), best),
        "top-to-side": Glide((azimuth - 35, 88.0, 1.0), best, begin=0.15, end=0.75),
    }


USUAL = (-56.0, 40.0)
"""Azimuth and elevation, degrees, where nothing speaks for another side."""

NAMED: Mapping[str, Glide | Swing] = MappingProxyType(named_paths(USUAL))
NAMED_PATHS: Mapping[str, Path] = NAMED
still = NAMED["still"]


def find_path(camera: str | Path) -> Path:
    """The camera path called `camera`, or `camera` itself if it is a function of film time.

    "NAME.csv" is a file of key-frames, see `render.camera.keyframes.KeyFrames`; ``still:AZIMUTH,ELEVATION`` and
    ``still:AZIMUTH,ELEVATION,ZOOM`` are fixed poses, in degrees.

    Raises
    ------
    LookupError
        If there is none of that name.
    ValueError
        For a fixed pose or a file of key-frames that cannot be read.
    """
    if callable(camera):
        return camera
    if camera.startswith("still:"):
        pose = _fixed(camera)
        return lambda t: pose
    if camera.endswith(".csv"):
        from render.camera.keyframes import KeyFrames

        return KeyFrames.load(camera)
    if camera not in NAMED_PATHS:
        raise LookupError(f"unknown camera {camera!r}; there are {', '.join(NAMED_PATHS)}")
    return NAMED_PATHS[camera]


def followed(camera: str | Path) -> int | None:
    """The particle that ``follow`` (the first) or ``follow:K`` rides along with; None for other cameras.

    Raises
    ------
    ValueError
        If what stands behind ``follow:`` is no particle's number.
    """
    if not isinstance(camera, str) or camera.partition(":")[0] != "follow":
        return None
    number = camera.partition(":")[2] or "0"
    if not number.isdecimal():
        raise ValueError(f"a camera that follows is follow:K with a particle's number, got {camera!r}")
    return int(number)


def _fixed(text: str) -> Pose:
    try:
        numbers = [float(word) for word in text.removeprefix("still:").split(",")]
    except ValueError:
        numbers = []
    if len(numbers) not in (2, 3) or not np.isfinite(numbers).all():
        raise ValueError(f"a fixed camera is still:AZIMUTH,ELEVATION[,ZOOM] in degrees, got {text[:60]!r}")
    if not -90 <= numbers[1] <= 90 or not all(0.05 <= zoom <= 20 for zoom in numbers[2:]):
        raise ValueError(f"a camera's elevation is -90 to 90 and its zoom 0.05 to 20, got {text[:60]!r}")
    return Pose(numbers[0], numbers[1], *numbers[2:])  # type: ignore[arg-type]
