"""How pictures look and read, whatever they show.

themes.py   every size and colour
text.py     fonts, lines of words that fit where they are put, formulas
vector_items.py  words and lines kept as such, for vector figures
picture_parts.py  whether two parts of a picture meet; one given to Pillow and taken back
typeset_masks.py  formulas of ours as they were typeset once
fractions.py  a formula's fractions, large enough to be read
broken_formulas.py  long formulas in lines
decal.py    words and marks that stand alike on every picture
letters.py  words from outside as one line, and the fonts that have its letters
numbers.py  numbers and points as text
phrases/    what films say, one table a language
counts.py   small numbers and lists as a sentence has them
"""

from typing import TYPE_CHECKING

from render.door import door

if TYPE_CHECKING:
    from render.style.broken_formulas import formula_lines
    from render.style.counts import in_words, listed
    from render.style.decal import Decal
    from render.style.fractions import large_fractions
    from render.style.letters import can_be_spoken, check_language, family, one_line, pieces
    from render.style.numbers import (
        MINUS,
        bracketed,
        exact_text,
        number_text,
        point_text,
        power_text,
        round_number,
        span_of,
    )
    from render.style.phrases import ENGLISH, LANGUAGES, ONE, Phrases, page_table, table_of
    from render.style.picture_parts import meet, opened
    from render.style.text import (
        SMALLEST,
        Line,
        fitted_formula,
        fitted_lines,
        font,
        math_fonts,
        paste_mask,
        text_unit,
        text_width,
        wrapped,
        write,
    )
    from render.style.themes import AUTO, DARK, LIGHT, PUBLICATION, THEMES, Theme, find_theme, rgb
    from render.style.vector_items import (
        Dot,
        Formula,
        Item,
        Stroke,
        Word,
        faded,
        moved,
        recorded,
        recording,
        unrecorded,
    )

__all__ = [
    "AUTO",
    "DARK",
    "ENGLISH",
    "LANGUAGES",
    "LIGHT",
    "MINUS",
    "ONE",
    "PUBLICATION",
    "SMALLEST",
    "THEMES",
    "Decal",
    "Dot",
    "Formula",
    "Item",
    "Line",
    "Phrases",
    "Stroke",
    "Theme",
    "Word",
    "bracketed",
    "can_be_spoken",
    "check_language",
    "exact_text",
    "faded",
    "family",
    "find_theme",
    "fitted_formula",
    "fitted_lines",
    "font",
    "formula_lines",
    "in_words",
    "large_fractions",
    "listed",
    "math_fonts",
    "meet",
    "moved",
    "number_text",
    "one_line",
    "opened",
    "page_table",
    "paste_mask",
    "pieces",
    "point_text",
    "power_text",
    "recorded",
    "recording",
    "rgb",
    "round_number",
    "span_of",
    "table_of",
    "text_unit",
    "text_width",
    "unrecorded",
    "wrapped",
    "write",
]

__getattr__ = door(__name__, __file__)
