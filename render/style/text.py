"""Text on pictures: fonts, formulas, and lines of words that fit where they are put."""

from __future__ import annotations

import math
import re
import threading
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

from render.style.letters import can_be_drawn, family, one_line, pieces
from render.style.typeset_masks import mask_of
from render.style.vector_items import Recording, Word, recording

SMALLEST = 9.0
"""Pixels; a font is never smaller."""
STEPS = 4
"""Letters with a halo may move: they are set at so many places between two pixels."""


def text_unit(size: tuple[int, int]) -> float:
    """The measure in pixels that a theme's text sizes are shares of: the smaller side of the picture."""
    return float(min(size))


@cache
def font(size: float, path: str) -> ImageFont.FreeTypeFont:
    """The font of a file in a size in pixels."""
    return ImageFont.truetype(path, max(size, SMALLEST))


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
        return Line(cut(self.text, size, width, self.bold), self.at, size, self.color, self.anchor, self.bold)


@lru_cache(maxsize=4096)
def text_width(text: str, size: float, bold: bool = False) -> float:
    """Pixels from the first to the last glyph."""
    return sum(font(size, path).getlength(part) for part, path in pieces(text, bold))


def cut(text: str, size: float, width: float, bold: bool = False) -> str:
    """The text as it is written, with an ellipsis for the end of it that is beyond `width` pixels."""
    shown = "".join(part for part, _ in pieces(text, bold))
    while len(shown) > 2 and text_width(shown, size, bold) > width:
        shown = shown[:-2].rstrip() + "\N{HORIZONTAL ELLIPSIS}"
    return shown


def wrapped(text: str, size: float, width: float, bold: bool = False) -> list[str]:
    """The text in lines no wider than `width` pixels, broken between words; within one only if it is too long alone."""
    lines = [""]
    for word in one_line(text).split():
        longer = f"{lines[-1]} {word}".strip()
        if text_width(longer, size, bold) <= width:
            lines[-1] = longer
            continue
        lines += [word] if lines[-1] else []
        lines[-1] = lines[-1] or word
        while text_width(lines[-1], size, bold) > width and len(lines[-1]) > 1:
            fits = next(
                k
                for k in range(len(lines[-1]) - 1, 0, -1)
                if k == 1 or text_width(lines[-1][:k], size, bold) <= width
            )
            lines[-1:] = [lines[-1][:fits], lines[-1][fits:]]
    return lines


def fitted_lines(
    text: str, size: float, width: float, most: int, bold: bool = False
) -> tuple[list[str], float]:
    """The text in at most so many lines, and the size in pixels, at most `size`, in which they are no wider than `width`.

    It is made smaller by a quarter before it is broken, and further only where that does not do. Nothing is left out
    unless letters of the least size do not do either.
    """
    length = text_width(text, size, bold)
    if length <= width or most == 1:
        share = 1.0 if length <= width else 0.985 * width / length
        if share >= 0.75 or most == 1:
            line = Line(text, (0, 0), size, "", bold=bold).shrunk_to(width) if most == 1 else None
            return ([line.text], line.size) if line else ([text], size * share)
    elif 0.985 * width >= 0.75 * length:
        return [text], 0.985 * size * width / length
    least = max(SMALLEST, 0.4 * size)
    for share in (0.85, 0.75, 0.66, 0.58, 0.5, 0.4):
        smaller = max(size * share, least)
        lines = wrapped(text, smaller, width, bold)
        if len(lines) <= most and max(text_width(line, smaller, bold) for line in lines) <= width:
            return lines, smaller
    if len(lines) <= most:  # a letter that no line can hold
        return lines, least * 0.985 * width / max(text_width(line, least, bold) for line in lines)
    last = lines[most - 1] + "\N{HORIZONTAL ELLIPSIS}"
    return [*lines[: most - 1], cut(last, least, width, bold)], least


def write(picture: ImageDraw.ImageDraw, line: Line, halo: str | None = None) -> None:
    """Draw one line of text, with a halo where it stands on a busy ground."""
    if (kept := recording()) is not None:
        return _record(kept, line, halo)
    (x, y), thick = line.at, 0 if halo is None else max(round(line.size / 9), 1)
    if halo is None:
        mask, (dx, dy) = _inked(line.text, line.size, line.bold, line.anchor)
        _lay(picture, (round(x) + dx, round(y) + dy), mask, line.color)
        return
    whole = (math.floor(x), math.floor(y))
    part = (int((x - whole[0]) * STEPS) / STEPS, int((y - whole[1]) * STEPS) / STEPS)
    for stroke, color in ((thick, halo), (0, line.color)):
        mask, (dx, dy) = _inked(line.text, line.size, line.bold, line.anchor, stroke, part)
        _lay(picture, (whole[0] + dx, whole[1] + dy), mask, color)


def _lay(picture: ImageDraw.ImageDraw, at: tuple[int, int], mask: Image.Image, color: str) -> None:
    """Lay a hex colour through a mask, and as much of it as its own last two digits say: Pillow leaves them out here."""
    share = int(color[7:], 16) / 255 if len(color) == 9 else 1.0
    picture.bitmap(at, mask if share == 1 else mask.point(_fainter(share)), fill=color[:7])


@lru_cache(maxsize=256)
def _fainter(share: float) -> list[int]:
    """What becomes of each coverage, 0..255."""
    return [round(share * v) for v in range(256)]


def _record(kept: Recording, line: Line, halo: str | None) -> None:
    """Keep a line of text from its base line's left end, in the pieces that fonts have letters for."""
    ascent, descent = font(line.size, family(line.bold)[0]).getmetrics()
    y = line.at[1] + {"s": 0.0, "a": ascent, "m": (ascent - descent) / 2, "d": -descent}[line.anchor[1]]
    at, size = kept.place((line.at[0], y)), kept.scale * line.size
    kept.add(Word(line.text, at, size, line.color, line.bold, halo or "", line.anchor[0]))


@lru_cache(maxsize=2048)
def _inked(
    text: str,
    size: float,
    bold: bool,
    anchor: str,
    stroke: int = 0,
    part: tuple[float, float] = (0.0, 0.0),
) -> tuple[Image.Image, tuple[int, int]]:
    """Coverage of a text, and where its top left corner lies from its anchor: most words stay from frame to frame.

    `stroke` pixels are around the letters; they are moved by `part` of a pixel.
    """
    ascent, descent = font(size, family(bold)[0]).getmetrics()
    width = text_width(text, size, bold)
    x = part[0] - {"l": 0.0, "m": width / 2, "r": width}[anchor[0]]
    y = part[1] + {"s": 0.0, "a": ascent, "m": (ascent - descent) / 2, "d": -descent}[anchor[1]]
    runs = []
    for words, path in pieces(text, bold):
        runs.append((x, words, font(size, path)))
        x += font(size, path).getlength(words)
    boxes = [letters.getbbox(words, anchor="ls", stroke_width=stroke) for _, words, letters in runs]
    left, top = runs[0][0] + min(0.0, boxes[0][0]) - stroke, y + min(box[1] for box in boxes)
    right = runs[-1][0] + boxes[-1][2] + stroke
    bottom = y + max(box[3] for box in boxes)
    low = (math.floor(left) - 1, math.floor(top) - 1)
    mask = Image.new("L", (math.ceil(right) + 2 - low[0], max(math.ceil(bottom) + 2 - low[1], 1)), 0)
    pen = ImageDraw.Draw(mask)
    for start, words, letters in runs:
        pen.text(
            (start - low[0], y - low[1]), words, fill=255, font=letters, anchor="ls", stroke_width=stroke
        )
    return mask, low


@lru_cache(maxsize=256)
def formula_mask(latex: str, size: float, *, kept: bool = False) -> NDArray[np.uint8] | None:
    """Coverage (h, w) in 0..255 of a formula typeset by matplotlib's mathtext; `size` of its letters in pixels.

    None where mathtext does not know the notation, or has not all letters. It may be `kept` on disk.
    """
    return mask_of(latex, size, lambda: _mask(latex, size)) if kept else _mask(latex, size)


def _mask(latex: str, size: float) -> NDArray[np.uint8] | None:
    import logging

    from matplotlib import rc_context
    from matplotlib.font_manager import FontProperties

    tamed = re.sub(r"(?<!\\)\$", r"\\$", one_line(latex))
    if not can_be_drawn(tamed):
        return None
    while (flat := _FLAT_BARS.sub(r"|\1|", tamed)) != tamed:
        tamed = flat
    tamed = tamed.replace(r"\left|", r"\left\vert ").replace(r"\right|", r"\right\vert ")
    tamed = tamed.replace(r"\operatorname{atan}_{2}", r"\mathrm{atan2}")
    fonts: dict[Any, str] = math_fonts()
    complaints = logging.getLogger("matplotlib")
    with _TYPESETTING, rc_context({**fonts, **HINTING}):
        before = complaints.level
        complaints.setLevel(logging.CRITICAL)  # it prints its boxes where they are a pixel too small
        try:
            letters = FontProperties(size=max(size, SMALLEST), math_fontfamily="custom")
            drawn = _typeset(f"${tamed}$", letters)
        except (ValueError, RuntimeError):
            return None
        finally:
            complaints.setLevel(before)
    return np.asarray(drawn.image, dtype=np.uint8)


def _typeset(text: str, letters: Any) -> Any:
    """What mathtext makes of a text, as `MathTextParser.parse` does it, without figures and axes.

    That one imports Agg's backend, a quarter of a second, for one of the user's settings; here it is `HINTING`.
    """
    from matplotlib.mathtext import MathTextParser

    parser: Any = MathTextParser("agg")
    # Behind `parse`, and not promised: another matplotlib may have none, or one that takes something else.
    within = getattr(parser, "_parse_cached", None)
    try:
        from matplotlib.ft2font import LoadFlags

        return within(text, 72, letters, True, LoadFlags.DEFAULT)  # type: ignore[misc]
    except (ImportError, AttributeError, TypeError):
        return parser.parse(text, dpi=72, prop=letters, antialiased=True)


HINTING: dict[Any, str] = {"text.hinting": "default"}
"""matplotlib's setting of how letters in formulas are fitted to pixels: as the font says."""
_FLAT_BARS = re.compile(r"\\left\|((?:(?!\\left\||\\right\||\\frac).)*)\\right\|")
"""A value's bars around what is one line high: mathtext fits such bars too tightly, letters reach out of them."""
_TYPESETTING = threading.Lock()
"""matplotlib's settings are of the whole process."""


@cache
def math_fonts() -> dict[str, str]:
    """matplotlib's settings under which formulas are set in the letters of words."""
    from matplotlib.font_manager import FontProperties, fontManager

    upright, *others = family()
    if not others:
        return {"mathtext.fontset": "dejavusans"} | {f"mathtext.{kind}": "DejaVu Sans" for kind in _KINDS}
    for path in (upright, upright.replace("Regular", "It")):
        fontManager.addfont(path)
    name = FontProperties(fname=upright).get_name()
    return {f"mathtext.{kind}": name for kind in _KINDS} | {
        "mathtext.it": f"{name}:italic",
        "mathtext.cal": f"{name}:italic",
        "mathtext.fallback": "stixsans",
    }


_KINDS = ("rm", "it", "bf", "sf", "tt", "cal")
"""What matplotlib calls the kinds of letters in formulas."""


def fitted_formula(
    latex: str, size: float, width: float, height: float = np.inf, *, least: float = 0.62, kept: bool = False
) -> NDArray[np.uint8] | None:
    """The formula's coverage (h, w) in the largest size up to `size` that fits into `width` and `height`, all in pixels.

    None if it would have to be smaller than `least` times `size`, or mathtext does not know its notation. It may be
    `kept` on disk.
    """
    mask = formula_mask(latex, round(size * 4) / 4, kept=kept)
    if mask is None or (mask.shape[1] <= width and mask.shape[0] <= height):
        return mask
    share = min(width / mask.shape[1], height / mask.shape[0])
    smaller = round(size * share * 4 - 0.5) / 4
    return formula_mask(latex, smaller, kept=kept) if smaller >= max(least * size, SMALLEST) else None


def paste_mask(picture: Image.Image, mask: NDArray[np.uint8], at: tuple[int, int], color: str) -> None:
    """Lay a colour over the picture through a coverage mask (h, w) in 0..255, its top left corner at pixel `at`."""
    picture.paste(color, at, Image.fromarray(mask, mode="L"))
