"""The phrases that a page may say, of the films' tables and its own: compute/phrases.js says them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

from render.page.assembly import SCRIPTS, source
from render.style import ONE, page_table, table_of

_TEXT = re.compile(r'"([^"\\\n]*)"')


@cache
def page_phrases(language: str, labels: bool = True) -> Mapping[str, str]:
    """What a page may say, by its English words; left out is what is said by these, and without `labels` what no film says.

    Raises
    ------
    LookupError
        For a language that there is not.
    """
    table = page_table(language) if labels else table_of(language)
    return {
        phrase: text
        for phrase, text in table.items()
        if phrase.removesuffix(ONE) in _asked() and text != phrase
    }


@cache
def _asked() -> frozenset[str]:
    """The phrases among all texts that scripts and Python's tables have."""
    from descent import page_tables
    from render.page.picture_tables import picture_tables

    scripts = (source(folder, name) for folder, names in SCRIPTS.items() for name in names)
    texts = (text[1] for script in scripts for text in _TEXT.finditer(script))
    told = _texts([page_tables({}), picture_tables()])
    return frozenset(page_table("en").keys() & {*texts, *told})


def _texts(table: Any) -> Iterator[str]:
    if isinstance(table, str):
        yield table
    elif isinstance(table, Mapping):
        for value in table.values():
            yield from _texts(value)
    elif isinstance(table, list | tuple):
        for value in table:
            yield from _texts(value)
