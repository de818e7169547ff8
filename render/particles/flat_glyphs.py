"""The marks as flat pictures, by Pillow: in legends and on charts."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import numpy as np
from PIL import Image, ImageDraw

from render.particles.glyphs import ARROW, CROSS, DASH, DIAMOND, FLAT, NONE, POINTER, RING, ROUND, TARGET
from render.style import Dot, recording


def glyph(
    picture: Image.Image, centre: tuple[float, float], radius: float, color: str, shape: str = ROUND
) -> None:
    """A smooth mark, one of `glyphs.SHAPES` as on the surface, or a legend's own, or none; centre and radius in pixels."""
    if shape == NONE:
        return
    if shape == ROUND and (kept := recording()) is not None:
        kept.add(Dot(kept.place(centre), kept.scale * radius, color))
        return
    side = int(np.ceil(radius)) * 2 + 4
    left, top = int(centre[0]) - side // 2, int(centre[1]) - side // 2
    stencil = _stencil(shape, side, (centre[0] - left, centre[1] - top), radius)
    picture.paste(color, (left, top), stencil)


@lru_cache(maxsize=256)
def _stencil(shape: str, side: int, centre: tuple[float, float], radius: float) -> Image.Image:
    """Coverage of a mark in a square of `side` pixels."""
    large = 4
    stencil = Image.new("L", (side * large, side * large), 0)
    pen, r = ImageDraw.Draw(stencil), radius * large
    x, y = centre[0] * large, centre[1] * large
    draw_shape(pen, (x, y), r, 255, shape)
    return stencil.reduce(large)


def draw_shape(
    pen: ImageDraw.ImageDraw,
    centre: tuple[float, float],
    radius: float,
    color: Any,
    shape: str = ROUND,
    inset: float = 0.0,
) -> None:
    """One of `glyphs.SHAPES` with hard edges, its outline `inset` pixels inside of the radius; all in pixels."""
    (x, y), r, stroke = centre, radius - inset, max(round(FLAT.stroke * radius - 2 * inset), 1)
    if shape == DIAMOND:
        r = radius - 1.4 * inset
        pen.polygon([(x, y - r), (x + r, y), (x, y + r), (x - r, y)], fill=color)
    elif shape == CROSS:
        arm = FLAT.cross_reach * radius - 0.7 * inset
        for dy in (-arm, arm):
            pen.line([(x - arm, y - dy), (x + arm, y + dy)], fill=color, width=stroke)
    elif shape == DASH:
        pen.line([(x - r, y), (x + r, y)], fill=color, width=stroke)
    elif shape == ARROW:
        pen.line([(x - r, y), (x + 0.5 * r, y)], fill=color, width=max(stroke * 2 // 3, 1))
        pen.polygon([(x + r, y), (x, y - 0.7 * r), (x, y + 0.7 * r)], fill=color)
    elif shape == POINTER:
        pen.polygon([(x - r, y - 0.8 * r), (x + r, y - 0.8 * r), (x, y + r)], fill=color)
    elif shape == TARGET:
        pen.ellipse((x - r, y - r, x + r, y + r), outline=color, width=max(stroke // 2, 1))
        pen.ellipse((x - r / 2, y - r / 2, x + r / 2, y + r / 2), outline=color, width=max(stroke // 2, 1))
    elif shape == RING:
        pen.ellipse((x - r, y - r, x + r, y + r), outline=color, width=stroke)
    else:
        pen.ellipse((x - r, y - r, x + r, y + r), fill=color)
