"""A formula in machine code, for runs of many particles: printed in LLVM's language from what NumPy computes.

lines.py       lines about several numbers at once, and names for what they make
elementary.py  sine, exponential, logarithm and their kin as arithmetic
printing.py    a program of ufuncs as lines, and where its results are not to be believed
"""

from landscapes.machine_code.lines import LANES, TRUTHS, VECTOR, WORDS, Lines, splat, words
from landscapes.machine_code.printing import FormulaCode, Judged, Unprintable, written

__all__ = [
    "LANES",
    "TRUTHS",
    "VECTOR",
    "WORDS",
    "FormulaCode",
    "Judged",
    "Lines",
    "Unprintable",
    "splat",
    "words",
    "written",
]
