"""Formulas before anything is computed: what SymPy does for people, and how text becomes one.

symbols.py          SymPy, imported when first used; the variables' names
boxes.py            boxes that come from outside, checked
grammar.py          a formula's text -> tree, by a whitelist
construction.py     tree -> SymPy expression, each operation checked before the next
differentiation.py  derivatives as formulas that people read
latex.py            a formula as text, or cut short for a caption
"""

from landscapes.formulas.boxes import Box, Points, checked_domain
from landscapes.formulas.construction import construct
from landscapes.formulas.differentiation import partial
from landscapes.formulas.grammar import FormulaError, read
from landscapes.formulas.latex import abridged_latex, as_typed
from landscapes.formulas.symbols import sp, variables

__all__ = [
    "Box",
    "FormulaError",
    "Points",
    "abridged_latex",
    "as_typed",
    "checked_domain",
    "construct",
    "partial",
    "read",
    "sp",
    "variables",
]
