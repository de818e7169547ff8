"""One sun, the sky, and what both leave in a relief: colours in linear light, baked once a film."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from render.surface.horizons import Relief
from render.surface.ramps import encoded, linear

KNEE = 0.45
"""Light up to which nothing is compressed."""
GLOWS, CORE = 0.15, 0.05
"""Places on the map of heights at which the two parts of the glow of what is low have faded to a third."""
AROUND = 0.55
"""The share of the wider part."""

Field = NDArray[np.float64]


@dataclass(frozen=True)
class Lamps:
    """The lights of a theme; colours are linear red, green, blue and may exceed 1.

    Attributes
    ----------
    height : of the sun, degrees
    azimuth : where it stands, degrees from the x axis
    sun, sky, bounce, rim : what comes from the sun, the sky, the ground around, and from low behind
    ember : what glows in the lowest places by itself
    glow : how much of the surface's colour a wall has at its upper edge
    foot : light at a wall's foot, as a share of that at the upper edge
    """

    height: float = 42.0
    azimuth: float = 150.0
    sun: tuple[float, float, float] = (1.22, 1.10, 0.95)
    sky: tuple[float, float, float] = (0.30, 0.33, 0.44)
    bounce: tuple[float, float, float] = (0.34, 0.22, 0.18)
    rim: tuple[float, float, float] = (0.10, 0.14, 0.30)
    ember: tuple[float, float, float] = (0.85, 0.36, 0.09)
    glow: float = 0.62
    foot: float = 0.22

    @property
    def glows(self) -> bool:
        """Whether the lowest places have light of their own: not on paper."""
        return any(self.ember)

    @property
    def towards(self) -> Field:
        """The unit vector (3,) from the ground to the sun."""
        a, e = np.radians([self.azimuth, self.height])
        return np.array([np.cos(a) * np.cos(e), np.sin(a) * np.cos(e), np.sin(e)])


LAMPS: Mapping[str, Lamps] = MappingProxyType(
    {
        "dusk": Lamps(),
        "paper": Lamps(
            height=40.0,
            sun=(1.42, 1.26, 1.00),
            sky=(0.52, 0.60, 0.72),
            bounce=(0.40, 0.36, 0.28),
            rim=(0.05, 0.07, 0.12),
            ember=(0.0, 0.0, 0.0),
            glow=0.12,
            foot=0.62,
        ),
    }
)
"""What themes are lit by."""


@dataclass(frozen=True, eq=False)
class Daylight:
    """What of the lamps reaches each place of a relief, (rows, columns); looked for once, whatever is painted there.

    Attributes
    ----------
    sun : the share of the sun's light, by its shadow and its angle
    sky : the share of the sky that is seen
    up : how much of the sky lies before the slope
    rim : the share of the light from low behind
    """

    lamps: Lamps
    sun: Field
    sky: Field
    up: Field
    rim: Field

    @classmethod
    def on(cls, relief: Relief, normals: Field, lamps: Lamps) -> Daylight:
        """That on a relief with unit normals (rows, columns, 3)."""
        sky = relief.open_sky()
        sun = relief.sunlit(lamps.towards) * np.maximum(normals @ lamps.towards, 0)
        opposite = lamps.towards * [-1, -1, 0.35]
        rim = np.maximum(normals @ (opposite / np.linalg.norm(opposite)), 0) * sky
        return cls(lamps, sun, sky, 0.5 + 0.5 * normals[..., 2], rim)

    def lit(self, albedo: Field, low: Field) -> NDArray[np.uint8]:
        """Colours (rows, columns, 3) of a relief painted in `albedo`, 0..1, that glows by itself where it is `low`."""
        lamps, own = self.lamps, linear(albedo)
        # What a hollow hides of the sky it gives back in its own colour, again and again.
        hidden = (1 - self.sky)[..., None]
        bounced = 1 / (1 - own * hidden)
        light = (
            self.sun[..., None] * lamps.sun
            + ((self.sky * self.up)[..., None] * lamps.sky + hidden * lamps.bounce) * bounced
            + self.rim[..., None] * lamps.rim
        )
        ember = (low * (0.45 + 0.55 * self.sky))[..., None] * lamps.ember
        return np.round(255 * encoded(filmic(own * light + ember))).astype(np.uint8)


def glow_of(tones: Field) -> Field:
    """How much light (...) comes from low places by themselves, 0..1, by their places on the map of heights."""
    return np.asarray(
        AROUND * np.exp(-((tones / GLOWS) ** 2)) + (1 - AROUND) * np.exp(-((tones / CORE) ** 2))
    )


def filmic(light: Field) -> Field:
    """Light (..., 3) with a soft shoulder."""
    over = np.maximum(light - KNEE, 0) / (1 - KNEE)
    return np.where(light < KNEE, light, KNEE + (1 - KNEE) * (1 - np.exp(-over)))
