"""Formulas before anything is computed: what SymPy does for people, and how text becomes one.

symbols.py          SymPy, imported when first used; the variables' names
names.py            what variables are called by their owners, and as people read it
boxes.py            boxes that come from outside, checked
checked_record.py   a record out of a file, its values held to types and sizes
one_line.py         titles and other words from outside, on one line
grammar.py          a formula's text -> tree, by a whitelist
typed_text.py       a formula as people type it, put into that grammar
construction.py     tree -> SymPy expression, each operation checked before the next
differentiation.py  derivatives as formulas that people read
latex.py            a formula as text, or typeset as its author wrote it
nodes.py            what a stored formula may consist of
magnitude.py        how large the constants in a stored formula are, before anybody works them out
stored.py           a formula as plain data and back, the same to the last bit
repr_text.py        formulas as older files have them
"""

from landscapes.formulas.boxes import Box, Points, checked_domain
from landscapes.formulas.checked_record import CheckedRecord
from landscapes.formulas.construction import built, construct
from landscapes.formulas.differentiation import partial
from landscapes.formulas.grammar import FormulaError, known_names, read
from landscapes.formulas.latex import as_typed, written_latex
from landscapes.formulas.names import names_of, names_of_axes, own_names, spoken_name
from landscapes.formulas.one_line import one_line
from landscapes.formulas.repr_text import entries_of_repr
from landscapes.formulas.stored import check_entries, rebuilt, written
from landscapes.formulas.symbols import sp, variables
from landscapes.formulas.typed_text import typed

__all__ = [
    "Box",
    "CheckedRecord",
    "FormulaError",
    "Points",
    "as_typed",
    "built",
    "check_entries",
    "checked_domain",
    "construct",
    "entries_of_repr",
    "known_names",
    "names_of",
    "names_of_axes",
    "one_line",
    "own_names",
    "partial",
    "read",
    "rebuilt",
    "sp",
    "spoken_name",
    "typed",
    "variables",
    "written",
    "written_latex",
]
