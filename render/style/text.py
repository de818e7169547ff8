"""Text on pictures: fonts, formulas, and lines of words that fit where they are put."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, lru_cache

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

from render.style.letters import can_be_drawn, dejavu, drawable, one_line

SMALLEST = 9.0
"""Pixels; a font is never smaller."""


def text_unit(size: tuple[int, int]) -> float:
    """The measure in pixels that a theme's text sizes are shares of, for a picture of this width and height."""
    return float(min(size[1], size[0] * 0.8))


@cache
def font(size: float, bold: bool = False, path: str = "") -> ImageFont.FreeTypeFont:
    """DejaVu Sans in a size in pixels, or the font of another file."""
    return ImageFont.truetype(path or dejavu(bold), max(size, SMALLEST))


def _set(text: str, size: float, bold: bool) -> tuple[str, ImageFont.FreeTypeFont]:
    """What can be drawn of a text, and the font that has its letters."""
    line, path = drawable(text)
    return line, font(size, bold) if path == dejavu() else font(size, False, path)


@dataclass(frozen=True)
class Line:
    """Text, where its anchor is (pixels from the top left), its size in pixels and its colour."""

    text: str
    at: tuple[float, float]
    size: float
    color: str
    anchor: str = "ls"
    bold: bool = False

    def shrunk_to(self, width: float) -> Line:
        """The same line in the largest size, at most its own, that is no wider than `width`; cut if it must be."""
        length = text_width(self.text, self.size, self.bold)
        if length <= width:
            return self
        size = max(0.985 * self.size * width / length, SMALLEST, self.size * 0.6)
        text = drawable(self.text)[0]
        while len(text) > 2 and text_width(text, size, self.bold) > width:
            text = text[:-2].rstrip() + "\N{HORIZONTAL ELLIPSIS}"
        return Line(text, self.at, size, self.color, self.anchor, self.bold)


@lru_cache(maxsize=4096)
def text_width(text: str, size: float, bold: bool = False) -> float:
    """Pixels from the first to the last glyph."""
    line, letters = _set(text, size, bold)
    return letters.getlength(line)


def write(picture: ImageDraw.ImageDraw, line: Line, halo: str | None = None) -> None:
    """Draw one line of text, with a halo where it stands on a busy ground."""
    if halo is None:
        mask, (dx, dy) = _inked(line.text, line.size, line.bold, line.anchor)
        picture.bitmap((round(line.at[0]) + dx, round(line.at[1]) + dy), mask, fill=line.color)
        return
    text, letters = _set(line.text, line.size, line.bold)
    picture.text(
        line.at,
        text,
        fill=line.color,
        font=letters,
        anchor=line.anchor,
        stroke_width=max(round(line.size / 9), 1),
        stroke_fill=halo,
    )


@lru_cache(maxsize=1024)
def _inked(text: str, size: float, bold: bool, anchor: str) -> tuple[Image.Image, tuple[int, int]]:
    """Coverage of a text, and where its top left corner lies from its anchor: most words stay from frame to frame."""
    text, letters = _set(text, size, bold)
    left, top, right, bottom = letters.getbbox(text, anchor=anchor)
    box = (int(left) - 1, int(top) - 1, int(right) + 2, int(bottom) + 2)
    mask = Image.new("L", (max(box[2] - box[0], 1), max(box[3] - box[1], 1)), 0)
    ImageDraw.Draw(mask).text((-box[0], -box[1]), text, fill=255, font=letters, anchor=anchor)
    return mask, box[:2]


@lru_cache(maxsize=256)
def formula_mask(latex: str, size: float) -> NDArray[np.uint8] | None:
    """Coverage (h, w) in 0..255 of a formula typeset by matplotlib's mathtext; `size` of its letters in pixels.

    None where mathtext does not know the notation, or has not all letters.
    """
    import logging

    from matplotlib.font_manager import FontProperties
    from matplotlib.mathtext import MathTextParser

    tamed = re.sub(r"(?<!\\)\$", r"\\$", one_line(latex))
    if not can_be_drawn(tamed):
        return None
    tamed = tamed.replace(r"\left|", r"\left\vert ").replace(r"\right|", r"\right\vert ")
    tamed = tamed.replace(r"\operatorname{atan}_{2}", r"\mathrm{atan2}")
    complaints = logging.getLogger("matplotlib.mathtext")
    before = complaints.level
    complaints.setLevel(logging.CRITICAL)  # it prints its boxes where they are a pixel too small
    try:
        drawn = MathTextParser("agg").parse(
            f"${tamed}$", dpi=72, prop=FontProperties(size=size, math_fontfamily="dejavusans")
        )
    except (ValueError, RuntimeError):
        return None
    finally:
        complaints.setLevel(before)
    return np.asarray(drawn.image, dtype=np.uint8)


def fitted_formula(
    latex: str, size: float, width: float, height: float = np.inf, *, least: float = 0.62
) -> NDArray[np.uint8] | None:
    """The formula's coverage (h, w) in the largest size up to `size` that fits into `width` and `height`, all in pixels.

    None if it would have to be smaller than `least` times `size`, or mathtext does not know its notation.
    """
    mask = formula_mask(latex, round(size * 4) / 4)
    if mask is None or (mask.shape[1] <= width and mask.shape[0] <= height):
        return mask
    share = min(width / mask.shape[1], height / mask.shape[0])
    smaller = round(size * share * 4 - 0.5) / 4
    return formula_mask(latex, smaller) if smaller >= max(least * size, SMALLEST) else None


def paste_mask(picture: Image.Image, mask: NDArray[np.uint8], at: tuple[int, int], color: str) -> None:
    """Lay a colour over the picture through a coverage mask (h, w) in 0..255, its top left corner at pixel `at`."""
    picture.paste(color, at, Image.fromarray(mask, mode="L"))
