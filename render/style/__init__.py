"""How pictures look and read, whatever they show.

themes.py   every size and colour
text.py     fonts, lines of words that fit where they are put, formulas
letters.py  words from outside as one line, and the fonts that have its letters
numbers.py  numbers and points as text
counts.py   small numbers and lists as a sentence has them
"""

from typing import TYPE_CHECKING

from render.door import door

if TYPE_CHECKING:
    from render.style.counts import in_words, listed
    from render.style.letters import one_line
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
    from render.style.text import (
        SMALLEST,
        Line,
        fitted_formula,
        fitted_lines,
        paste_mask,
        text_unit,
        text_width,
        wrapped,
        write,
    )
    from render.style.themes import AUTO, DARK, LIGHT, PUBLICATION, THEMES, Theme, find_theme, rgb

__all__ = [
    "AUTO",
    "DARK",
    "LIGHT",
    "MINUS",
    "PUBLICATION",
    "SMALLEST",
    "THEMES",
    "Line",
    "Theme",
    "bracketed",
    "exact_text",
    "find_theme",
    "fitted_formula",
    "fitted_lines",
    "in_words",
    "listed",
    "number_text",
    "one_line",
    "paste_mask",
    "point_text",
    "power_text",
    "rgb",
    "round_number",
    "span_of",
    "text_unit",
    "text_width",
    "wrapped",
    "write",
]

__getattr__ = door(__name__, __file__)
