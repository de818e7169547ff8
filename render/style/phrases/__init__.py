"""What films say, in every language that they speak.

phrases.py  `Phrases`: a language's phrases, called by their English words
english.py  all of them
german.py   the same in German
spanish.py  in Spanish
chinese.py  in Chinese
of_pages.py  what only living pages say, in all three

A phrase that is new stands in `english.PHRASES` and in each of the tables; a test compares them.
"""

from render.style.phrases.phrases import (
    ENGLISH,
    LANGUAGES,
    MODULES,
    ONE,
    Phrases,
    page_table,
    table_of,
)

__all__ = ["ENGLISH", "LANGUAGES", "MODULES", "ONE", "Phrases", "page_table", "table_of"]
