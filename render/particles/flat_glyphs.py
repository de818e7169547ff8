"""The marks as flat pictures, by Pillow: in legends and on charts."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

import numpy as np
from PIL import Image, ImageChops, ImageDraw

from render.particles.glyphs import ARROW, CROSS, DASH, DIAMOND, FLAT, NONE, POINTER, RING, ROUND, TARGET
from render.style import Dot, Stroke, recording


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


def parted(
    picture: Image.Image, centre: tuple[float, float], radius: float, shares: Sequence[tuple[str, float]]
) -> None:
    """A disc in several colours, each in a part of it as large as its share; centre and radius in pixels."""
    (x, y), start = centre, 0.0
    side = int(np.ceil(radius)) * 2 + 4
    left, top = int(x) - side // 2, int(y) - side // 2
    disc, kept = _stencil(ROUND, side, (x - left, y - top), radius), recording()
    for color, share in shares:
        turns = 2 * np.pi * np.linspace(start, start + share, 25)
        start += share
        rim = [(x + radius * np.sin(turn), y - radius * np.cos(turn)) for turn in turns]
        if kept is not None:
            places = tuple(kept.place(at) for at in (centre, *rim))
            kept.add(Stroke(places, color, 0.0, True, kept.alpha))
            continue
        part = Image.new("L", (4 * side, 4 * side), 0)
        corners = [(4 * (a - left), 4 * (b - top)) for a, b in (centre, *_beyond(centre, rim))]
        ImageDraw.Draw(part).polygon(corners, fill=255)
        picture.paste(color, (left, top), ImageChops.multiply(part.reduce(4), disc))


def _beyond(centre: tuple[float, float], rim: Sequence[tuple[float, float]]) -> list[tuple[float, float]]:
    """The same directions, farther away: the disc itself cuts what is drawn."""
    return [(centre[0] + 1.3 * (a - centre[0]), centre[1] + 1.3 * (b - centre[1])) for a, b in rim]


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
