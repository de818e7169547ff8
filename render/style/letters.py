"""Words from outside as one line that can be drawn: titles, labels and symbols may hold any character."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from functools import cache, lru_cache
from itertools import groupby
from pathlib import Path

from landscapes.remembered import recall, remember
from render.style.phrases import table_of

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
def pieces(text: str, bold: bool = False) -> tuple[tuple[str, str], ...]:
    """One line of the text in parts, each with the file of the font that has its letters.

    Source Sans, for what it lacks DejaVu Sans, then a font of the system. Where none has a letter a word in brackets
    says what is there: ``[CJK]``, ``[rocket]``. What is neither letter nor digit stays with what is before it.
    """
    line, fonts = one_line(text), family(bold)
    if line.isascii():
        return ((line, fonts[0]),)
    found: list[tuple[str, str]] = []
    for letter in line:
        last = found[-1][1] if found else fonts[0]
        stays = not letter.isalnum() and letter in _letters(last)
        path = last if stays else _font_of(letter, fonts)
        found.append((letter, path))
    parts: list[tuple[str, str]] = []
    for path, run in groupby(found, key=lambda part: part[1]):
        letters = "".join(letter for letter, _ in run)
        if not path:
            letters = "".join(f"[{kind}]" for kind, _ in groupby(letters, key=_kind))
        if parts and (path or fonts[0]) == parts[-1][1]:
            letters = parts.pop()[0] + letters
        parts.append((letters, path or fonts[0]))
    return tuple(parts)


def can_be_spoken(language: str) -> bool:
    """Whether a font here has the letters of a language."""
    return language != "zh" or not any("[" in part for part, _ in pieces("步高度"))


def check_language(language: object) -> None:
    """Refuse a language that there is not, or whose letters no font here has.

    Raises
    ------
    LookupError
    """
    table_of(language if isinstance(language, str) else str(language))
    if not can_be_spoken(str(language)):
        raise LookupError(
            "language zh needs a font with Chinese letters, as of the package fonts-wqy-microhei"
        )


def _font_of(letter: str, fonts: tuple[str, ...]) -> str:
    """The first file that has a letter, the system's last; empty where none has it."""
    for files in (lambda: fonts, _system_fonts):  # to look for the system's takes long
        if (path := next((path for path in files() if letter in _letters(path)), None)) is not None:
            return path
    return ""


def can_be_drawn(text: str) -> bool:
    """Whether DejaVu Sans has all letters of a text: formulas take from it what Source Sans lacks."""
    return text.isascii() or frozenset(text) <= _letters(dejavu())


@cache
def family(bold: bool = False) -> tuple[str, ...]:
    """The files of the fonts that words are set in, the first one that has a letter: Source Sans, DejaVu Sans."""
    import importlib.util

    name = "SourceSansPro-Semibold.ttf" if bold else "SourceSansPro-Regular.ttf"
    # Found without importing it: the package is of a time when fonts made themselves known through pkg_resources.
    spec = importlib.util.find_spec("font_source_sans_pro")
    places = (spec.submodule_search_locations or ()) if spec else ()
    files = [str(file) for place in places if (file := Path(place) / "files" / name).is_file()]
    return (*files, dejavu(bold))


@cache
def dejavu(bold: bool = False) -> str:
    """The file of DejaVu Sans; it has Latin, Greek, Cyrillic, nabla and the minus sign."""
    import importlib.util

    name = Path("fonts", "ttf", "DejaVuSans-Bold.ttf" if bold else "DejaVuSans.ttf")
    # Where it usually is, matplotlib is not imported for it: that takes a tenth of a second.
    spec = importlib.util.find_spec("matplotlib")
    for place in (spec.submodule_search_locations or ()) if spec else ():
        if (file := Path(place) / "mpl-data" / name).is_file():
            return str(file)
    import matplotlib

    return str(Path(matplotlib.get_data_path()) / name)


def _kind(letter: str) -> str:
    """A script's name, "CJK" or "thai"; of what is no letter its own, "rocket"."""
    words = unicodedata.name(letter, "sign").split()
    if not unicodedata.category(letter).startswith(("L", "M")):
        return " ".join(words).lower()
    return words[0] if words[0] == "CJK" else words[0].lower()


@cache
def _letters(path: str) -> frozenset[str]:
    """The characters that a font's file has shapes for; none where it cannot be read."""
    try:
        file = Path(path).stat()
    except OSError:
        return frozenset()
    # FreeType's answer is kept on disk: to import matplotlib for it takes a tenth of a second.
    question = [path, file.st_size, file.st_mtime_ns]
    if isinstance(known := recall(_KIND, question, _ROOMS), str):
        return frozenset(known)
    from matplotlib.ft2font import FT2Font

    try:
        letters = "".join(map(chr, sorted(FT2Font(path).get_charmap())))
    except (RuntimeError, OSError, ValueError):
        return frozenset()
    remember(_KIND, question, _ROOMS, letters)
    return frozenset(letters)


_KIND, _ROOMS = "letters_of_fonts", ("render.style",)


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
