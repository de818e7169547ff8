"""A landscape as JavaScript text: the same operations in the same order as in NumPy.

statements.py   the instructions of a program as JavaScript statements
markup.py       a formula as MathML
lattice_text.py heights on a lattice, as data and the functions between them
record.py       a landscape's functions and everything else that a page needs of it, as one object literal
"""

from landscapes.javascript.lattice_text import check_printed
from landscapes.javascript.markup import mathml
from landscapes.javascript.record import raw_text, to_javascript
from landscapes.javascript.statements import literal

__all__ = ["check_printed", "literal", "mathml", "raw_text", "to_javascript"]
