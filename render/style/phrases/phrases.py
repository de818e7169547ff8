"""What films say, in the language that is asked for; each language has one table of all phrases."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from typing import Any

LANGUAGES = ("en", "de", "es", "zh")
"""English, German, Spanish, Chinese."""
MODULES = {"en": "english", "de": "german", "es": "spanish", "zh": "chinese"}
ONE = "|1"
"""Behind a phrase: what is said where its number is 1."""
IDEOGRAPH = "[\u3000-\u303f\u4e00-\u9fff\uff00-\uffef]"
_PARTED = re.compile(f"(?<={IDEOGRAPH}) (?={IDEOGRAPH})")
"""A space that a phrase has for names in other letters."""

_NUMBER = re.compile(
    r"(?:\w+ = )?\(?[\d\N{MINUS SIGN}+][\d\N{MINUS SIGN}., \N{MIDDLE DOT}\u2070-\u207f\xb2\xb3\xb9\N{HORIZONTAL ELLIPSIS}]*\)?(?: %)?"
)
"""The text of a number or of a point, as `render.style.numbers` writes them."""


@dataclass(frozen=True)
class Phrases:
    """The phrases of one language, called by their English words: ``say("{n} of {of}", n=3, of=9)``.

    Parameters
    ----------
    language : one of `LANGUAGES`
    """

    language: str = "en"

    def __call__(self, phrase: str, /, *, number: int | None = None, **values: Any) -> str:
        """A phrase with its values; whole numbers with their thousands parted. `number` chooses a form for one.

        Raises
        ------
        KeyError
            For a phrase that is in no table.
        """
        table = table_of(self.language)
        count = values.get("n") if number is None else number
        single = f"{phrase}{ONE}" if count == 1 and f"{phrase}{ONE}" in table else phrase
        told = {
            name: self.count(v) if isinstance(v, int) else self.number(v) if _NUMBER.fullmatch(str(v)) else v
            for name, v in values.items()
        }
        return _PARTED.sub("", table[single].format(**told))

    def number(self, text: str) -> str:
        """A number's text, or a point's, with the language's decimal sign: ``(3.5, 2)`` is ``(3,5; 2)`` in German."""
        sign = self("decimal")
        return text if sign == "." else text.replace(", ", "; ").replace(".", sign)

    def count(self, number: int) -> str:
        """A whole number with its thousands parted."""
        return f"{number:,}".replace(",", self("thousands"))

    def word(self, number: int) -> str:
        """A small number as a word, a large one with its thousands parted."""
        words = self("numbers").split()
        return words[number] if number < len(words) else self.count(number)

    def listed(self, parts: Sequence[str]) -> str:
        """``a``, ``a and b``, ``a, b and c``."""
        if len(parts) < 2:
            return "".join(parts)
        return self("and").join([self("comma").join(parts[:-1]), parts[-1]])

    def sentence(self, text: str) -> str:
        """With a capital and a full stop; a name keeps its own letters."""
        return f"{text[0].upper()}{text[1:]}{self('stop')}" if text else ""


@cache
def table_of(language: str) -> Mapping[str, str]:
    """All phrases of a language by their English words.

    Raises
    ------
    LookupError
        For a language that there is not.
    """
    if language not in LANGUAGES:
        raise LookupError(f"language must be one of {', '.join(LANGUAGES)}, got {language!r}")
    english: Any = import_module("render.style.phrases.english")
    if language == "en":
        return {phrase: phrase for phrase in english.PHRASES} | english.OTHERWISE
    found: Any = import_module(f"render.style.phrases.{MODULES[language]}")
    table: Mapping[str, str] = found.PHRASES
    return table


def page_table(language: str) -> Mapping[str, str]:
    """All that pages may say, by their English words: the films' phrases and their own.

    Raises
    ------
    LookupError
        For a language that there is not.
    """
    from render.style.phrases.of_pages import PAGES

    own = {phrase: (phrase, *told)[LANGUAGES.index(language)] for phrase, told in PAGES.items()}
    return {**own, **table_of(language)}


ENGLISH = Phrases()
