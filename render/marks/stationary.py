"""A pin on every stationary point of the domain, its head's shape and colour by kind, its height beside it."""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from render.marks.mark import Dots, Label, Mark, Polylines, Site
from render.particles import DIAMOND, RING, ROUND, TRIANGLE
from render.style import number_text, span_of

PINS = MappingProxyType(
    {
        "minimum": (ROUND, "#ffffff", "min"),
        "saddle": (DIAMOND, "#ffe3c4", "saddle"),
        "maximum": (TRIANGLE, "#ffd0d8", "max"),
        "degenerate": (RING, "#c3cad9", "degenerate"),
    }
)
"""Shape, colour and word for each kind of stationary point; the colours are no destination's."""
DARK_RIM = "#20222c"
"""Around a pin's head, which is pale on any ground."""
_MOST_PINS = 60
"""Where there are more stationary points, only the lowest minima are marked: more pins would hide the surface."""


@dataclass(frozen=True)
class StationaryMark(Mark):
    """Pins as high as `height` (world units); of more points than `most_labels` only minima say theirs, or none."""

    height: float = 0.11
    most_labels: int = 14

    def shapes(self, site: Site) -> list[Polylines | Dots]:
        theme, feet = site.surface.theme, _feet(site)
        drawn: list[Polylines | Dots] = []
        for kind, (shape, color, _) in PINS.items():
            at = np.array([f for f, k, _ in feet if k == kind]).reshape(-1, 3)
            if len(at):
                heads = at + np.array([0.0, 0.0, self.height])
                drawn.append(Polylines(np.stack([at, heads], axis=1), theme.ink, 0.0022))
                drawn.append(Dots(heads, color, 1.0 * theme.bead_radius, shape, DARK_RIM))
        return drawn

    def labels(self, site: Site) -> list[Label]:
        feet = _feet(site)
        if len(feet) > self.most_labels:
            feet = [foot for foot in feet if foot[1] == "minimum"]
        if len(feet) > self.most_labels:
            return []
        span, say = span_of(h for *_, h in feet), site.surface.theme.say
        return [
            Label(
                (f[0], f[1], f[2] + self.height + 0.03),
                f"{say(PINS[k][2])} {say.number(number_text(h, span=span))}",
                site.surface.theme.ink,
            )
            for f, k, h in feet
        ]


def _feet(site: Site) -> list[tuple[NDArray[np.float64], str, float]]:
    """World foot (3,), kind and height of each stationary point, the lowest first."""
    found = [p for p in site.surface.landscape.stationary_points() if np.isfinite(p.height)]
    found = sorted(found, key=lambda p: p.height)
    if len(found) > _MOST_PINS:
        found = [p for p in found if str(p.kind) == "minimum"][:_MOST_PINS]
    span = site.surface.world.transform.high - site.surface.world.transform.low
    return [
        (
            site.surface.world.place(np.array(p.position)),
            str(p.kind),
            0.0 if abs(p.height) < 1e-9 * span else float(p.height),
        )
        for p in found
    ]
