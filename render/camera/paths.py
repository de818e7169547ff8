"""Named camera paths: pure functions of film time."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np

from render.camera.pose import Path, Pose, smooth


@dataclass(frozen=True)
class Glide:
    """From one pose to another, eased between two film times; at an even pace where they are those of the whole film.

    Attributes
    ----------
    first, last : azimuth and elevation in degrees, and zoom
    begin, end : film times
    """

    first: tuple[float, float, float]
    last: tuple[float, float, float]
    begin: float = 0.0
    end: float = 1.0
    eased: bool = True

    def __call__(self, t: float) -> Pose:
        """The pose at film time `t`."""
        u = (t - self.begin) / (self.end - self.begin)
        u = smooth(u) if self.eased else u
        azimuth, elevation, zoom = (a + u * (b - a) for a, b in zip(self.first, self.last, strict=True))
        return Pose(azimuth, elevation, zoom)


@dataclass(frozen=True)
class Swing:
    """To one side, to the other and back: it ends where it began, so that a loop has no jump.

    Attributes
    ----------
    middle : azimuth and elevation in degrees
    reach : how far they swing; the elevation is highest at the beginning
    """

    middle: tuple[float, float]
    reach: tuple[float, float]

    def __call__(self, t: float) -> Pose:
        """The pose at film time `t`."""
        across, up = np.sin(2 * np.pi * t), np.cos(2 * np.pi * t)
        return Pose(self.middle[0] + self.reach[0] * across, self.middle[1] + self.reach[1] * up)


_STILL = (-58.0, 42.0, 1.0)
still = Glide(_STILL, _STILL)
"""A camera at rest."""
orbit = Swing((-56.0, 43.0), (28.0, 4.0))
"""A slow swing to one side and back."""
turn = Glide(_STILL, (302.0, 42.0, 1.0), eased=False)
"""Once around."""
fly_in = Glide((-95.0, 58.0, 0.72), (-45.0, 28.0, 1.0), end=0.8)
"""From high and far to low and near."""
top_to_side = Glide((-90.0, 88.0, 1.0), (-55.0, 26.0, 1.0), begin=0.15, end=0.75)
"""From the map's view to the side's."""

NAMED: Mapping[str, Glide | Swing] = MappingProxyType(
    {"orbit": orbit, "still": still, "turn": turn, "fly-in": fly_in, "top-to-side": top_to_side}
)
NAMED_PATHS: Mapping[str, Path] = NAMED


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
