"""A formula as NumPy functions, in the order in which it becomes one.

tape.py                numbered operations, each only once, simplified on the way
rewriting.py           exponentials, logarithms and waves in forms that neither overflow nor cancel
lowering.py            SymPy expression -> tape
cancellation.py        quotients over one divisor, where their terms would cancel
derivatives.py         gradient and Hessian on the same tape
ufuncs.py              which ufunc computes which operation
program.py             the ufuncs bound to buffers that they write to fast; rows of them along a descent (`Survey`)
functions.py           value, gradient and Hessian of a formula
trust.py               which results are not to be believed though they are numbers
limits.py              heights and derivatives where their formula says nothing, from the next four
effort.py              how much work repairs may cost, of a whole run
rounding.py            how far floats may be off, operation by operation
extended_precision.py  a tape in NumPy's widest floats, at points and right beside them
multiprecision.py      a tape in mpmath: constants to the last bit, and the last word on limits
"""

from landscapes.compiled.derivatives import gradient, hessian
from landscapes.compiled.effort import Effort, bounded, goes_on, open_effort
from landscapes.compiled.functions import Compiled, Kernel
from landscapes.compiled.lowering import Lowering
from landscapes.compiled.multiprecision import exact_values
from landscapes.compiled.program import Flags, Program, Step, Survey, aligned, run
from landscapes.compiled.rounding import EVERYWHERE, Reach
from landscapes.compiled.tape import SMOOTH, Tape
from landscapes.compiled.trust import Findings
from landscapes.compiled.ufuncs import UFUNCS, Instruction, Parts, positional, selected

__all__ = [
    "EVERYWHERE",
    "SMOOTH",
    "UFUNCS",
    "Compiled",
    "Effort",
    "Findings",
    "Flags",
    "Instruction",
    "Kernel",
    "Lowering",
    "Parts",
    "Program",
    "Reach",
    "Step",
    "Survey",
    "Tape",
    "aligned",
    "bounded",
    "exact_values",
    "goes_on",
    "gradient",
    "hessian",
    "open_effort",
    "positional",
    "run",
    "selected",
]
