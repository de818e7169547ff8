"""One sun, the sky, and what both leave in a relief: colours in linear light, baked once a film."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from render.surface.horizons import Relief
from render.surface.ramps import encoded, linear

KNEE = 0.45
"""Light up to which nothing is compressed."""
GLOWS = 0.13
"""Unit height at which the glow of the lowest places has faded to a third."""

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
    """

    height: float = 42.0
    azimuth: float = 150.0
    sun: tuple[float, float, float] = (1.22, 1.10, 0.95)
    sky: tuple[float, float, float] = (0.30, 0.33, 0.44)
    bounce: tuple[float, float, float] = (0.34, 0.22, 0.18)
    rim: tuple[float, float, float] = (0.10, 0.14, 0.30)
    ember: tuple[float, float, float] = (0.85, 0.36, 0.09)

    @property
    def towards(self) -> Field:
        """The unit vector (3,) from the ground to the sun."""
        a, e = np.radians([self.azimuth, self.height])
        return np.array([np.cos(a) * np.cos(e), np.sin(a) * np.cos(e), np.sin(e)])


def lit(
    albedo: Field, x: Field, y: Field, z: Field, normals: Field, low: Field, lamps: Lamps
) -> NDArray[np.uint8]:
    relief = Relief(x, y, z)
    sky = relief.open_sky()
    sun = relief.sunlit(lamps.towards) * np.maximum(normals @ lamps.towards, 0)
    up = 0.5 + 0.5 * normals[..., 2]
    opposite = lamps.towards * [-1, -1, 0.35]
    rim = np.maximum(normals @ (opposite / np.linalg.norm(opposite)), 0) * sky
    own = linear(albedo)
    # What a hollow hides of the sky it gives back in its own colour, again and again.
    hidden = (1 - sky)[..., None]
    bounced = 1 / (1 - own * hidden)
    light = (
        sun[..., None] * lamps.sun
        + ((sky * up)[..., None] * lamps.sky + hidden * lamps.bounce) * bounced
        + rim[..., None] * lamps.rim
    )
    ember = (low * (0.45 + 0.55 * sky))[..., None] * lamps.ember
    return np.round(255 * encoded(filmic(own * light + ember))).astype(np.uint8)


def filmic(light: Field) -> Field:
    """Light (..., 3) with a soft shoulder."""
    over = np.maximum(light - KNEE, 0) / (1 - KNEE)
    return np.where(light < KNEE, light, KNEE + (1 - KNEE) * (1 - np.exp(-over)))
