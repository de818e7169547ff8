"""Words from outside as one line that can be drawn: titles, labels and symbols may hold any character."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from functools import cache, lru_cache
from itertools import groupby
from pathlib import Path

UNSEEN = ("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp")
"""Unicode's categories of what has no shape of its own, or turns the line's direction: line breaks, controls, halves."""


@lru_cache(maxsize=4096)
def one_line(text: str) -> str:
    """The text with a space for each run of line breaks and control characters."""
    if text.isprintable():
        return text
    parts = groupby(text, key=lambda c: unicodedata.category(c) in UNSEEN)
    return "".join(" " if unseen else "".join(run) for unseen, run in parts)


@lru_cache(maxsize=4096)
def drawable(text: str) -> tuple[str, str]:
    """One line of the text, and the file of the font that has all its letters.

    DejaVu Sans, which matplotlib ships, or else a font of the system. Where none has them a word in brackets says what
    is there: ``[CJK]``, ``[rocket]``.
    """
    line = one_line(text)
    if line.isascii():
        return line, dejavu()
    letters = frozenset(line)
    if letters <= _letters(dejavu()):
        return line, dejavu()
    for path in _system_fonts():
        if letters <= _letters(path):
            return line, path
    known = _letters(dejavu())
    parts = groupby(line, key=lambda c: "" if c in known else _kind(c))
    words = (f"[{kind}]" if kind else "".join(run) for kind, run in parts)
    return "".join(words), dejavu()


def can_be_drawn(text: str) -> bool:
    """Whether DejaVu Sans has all letters of a text: nothing else typesets formulas."""
    return text.isascii() or frozenset(text) <= _letters(dejavu())


@cache
def dejavu(bold: bool = False) -> str:
    """The file of DejaVu Sans; it has Latin, Greek, Cyrillic, nabla and the minus sign."""
    import matplotlib

    name = "DejaVuSans-Bold.ttf" if bold else "DejaVuSans.ttf"
    return str(Path(matplotlib.get_data_path()) / "fonts" / "ttf" / name)


def _kind(letter: str) -> str:
    """A script's name, "CJK" or "thai"; of what is no letter its own, "rocket"."""
    words = unicodedata.name(letter, "sign").split()
    if not unicodedata.category(letter).startswith(("L", "M")):
        return " ".join(words).lower()
    return words[0] if words[0] == "CJK" else words[0].lower()


@cache
def _letters(path: str) -> frozenset[str]:
    """The characters that a font's file has shapes for; none where it cannot be read."""
    from matplotlib.ft2font import FT2Font

    try:
        return frozenset(map(chr, FT2Font(path).get_charmap()))
    except (RuntimeError, OSError, ValueError):
        return frozenset()


@cache
def _system_fonts() -> tuple[str, ...]:
    """The system's fonts of outlines, in a fixed order: plain ones before bold and slanted ones."""
    from matplotlib.font_manager import findSystemFonts

    found: Iterable[str] = findSystemFonts()
    plain = [path for path in found if "emoji" not in path.lower()]  # these hold pictures of one size
    styled = ("bold", "italic", "oblique", "light", "thin", "black", "mono")
    return tuple(
        sorted(plain, key=lambda path: (any(word in Path(path).stem.lower() for word in styled), path))
    )
