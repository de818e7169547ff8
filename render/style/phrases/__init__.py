"""What films say, in every language that they speak.

phrases.py  `Phrases`: a language's phrases, called by their English words
english.py, german.py, spanish.py, chinese.py  all of them, one table a language

A phrase that is new stands in `english.PHRASES` and in each of the tables; a test compares them.
"""

from render.style.phrases.phrases import (
    ENGLISH,
    LANGUAGES,
    MODULES,
    ONE,
    Phrases,
    table_of,
)

__all__ = ["ENGLISH", "LANGUAGES", "MODULES", "ONE", "Phrases", "table_of"]
