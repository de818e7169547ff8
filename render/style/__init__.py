"""How pictures look and read, whatever they show.

themes.py   every size and colour
text.py     fonts, lines of words that fit where they are put, formulas
numbers.py  numbers and points as text
"""

from typing import TYPE_CHECKING

from render.door import door

if TYPE_CHECKING:
    from render.style.numbers import bracketed, number_text, point_text, round_number
    from render.style.text import Line, fitted_formula, paste_mask, text_unit, text_width, write
    from render.style.themes import THEMES, Theme, find_theme, rgb

__all__ = [
    "THEMES",
    "Line",
    "Theme",
    "bracketed",
    "find_theme",
    "fitted_formula",
    "number_text",
    "paste_mask",
    "point_text",
    "rgb",
    "round_number",
    "text_unit",
    "text_width",
    "write",
]

__getattr__ = door(__name__, __file__)
