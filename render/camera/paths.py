"""Named camera paths: pure functions of film time."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

import numpy as np

from render.camera.pose import Path, Pose, smooth


def still(t: float) -> Pose:
    """A camera at rest."""
    return Pose(-58.0, 42.0)


def orbit(t: float) -> Pose:
    """A slow swing to one side and back: it ends where it began, so that a loop has no jump."""
    swing = np.sin(2 * np.pi * t)
    return Pose(-56.0 + 28.0 * swing, 43.0 + 4.0 * np.cos(2 * np.pi * t))


def turn(t: float) -> Pose:
    """Once around."""
    return Pose(-58.0 + 360.0 * t, 42.0)


def fly_in(t: float) -> Pose:
    """From high and far to low and near."""
    u = smooth(t / 0.8)
    return Pose(-95.0 + 50.0 * u, 58.0 - 30.0 * u, 0.72 + 0.28 * u)


def top_to_side(t: float) -> Pose:
    """From the map's view to the side's."""
    u = smooth((t - 0.15) / 0.6)
    return Pose(-90.0 + 35.0 * u, 88.0 - 62.0 * u)


NAMED_PATHS: Mapping[str, Path] = MappingProxyType(
    {"orbit": orbit, "still": still, "turn": turn, "fly-in": fly_in, "top-to-side": top_to_side}
)


def find_path(camera: str | Path) -> Path:
    """The camera path called `camera`, or `camera` itself if it is a function of film time.

    "NAME.csv" is a file of key-frames, see `render.camera.follow.KeyFrames`; ``still:AZIMUTH,ELEVATION`` and
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
        from render.camera.follow import KeyFrames

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
