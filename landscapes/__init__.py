"""Optimization landscapes as SymPy formulas; derivatives and everything else follow from the formula.

landscape.py     the value `Landscape`
recipe.py        the decorator `landscape` that makes one of a formula
catalogue.py     gathers `families/`; look-up by name
families/        the named functions, one decorated function each
models/          losses of real models over their parameters: quadratic fit, perceptron, logistic regression
parser.py        `parse`: a user's own formula, by grammar.py (text -> tree) and construction.py (tree -> SymPy)
expressions.py   `Landscape.from_sympy`
planes.py        slices, planes, and the plane that best holds a run
graph.py         every operation of a formula with its value and gradient at a point
stationary.py    stationary points: enclosures.py (proofs, by intervals.py), newton.py (search), zeros.py and
                 kinds.py (what counts as one, and what it is)
domains.py       boxes that come from outside, checked
symbolic.py      SymPy, imported when first used; the variables' names
calculus.py      derivatives as formulas that people read
notation.py      long formulas cut short for a caption
compiler.py      formula -> NumPy functions of value, gradient and Hessian, in this order:
  lowering.py      formula -> tape.py, a list of operations, each only once
  derivatives.py   gradient and Hessian on the same tape
  instructions.py  which ufunc computes which operation
  program.py       the ufuncs bound to buffers
  packs.py         the same for few points, several numbers at a time
  survey.py        rows of heights and gradients along a descent
  limits.py        derivatives where their formula is 0/0, from wide.py (long floats) and exact.py (mpmath)
"""

from landscapes.catalogue import catalogue, find
from landscapes.computation_graph import ComputationGraph, computation_graph
from landscapes.declaration import landscape
from landscapes.landscape import Landscape
from landscapes.models.data import DataLandscape
from landscapes.models.named import model_landscapes
from landscapes.parser import FormulaError, parse
from landscapes.principal_components import PrincipalPlane, principal_plane

__all__ = [
    "ComputationGraph",
    "DataLandscape",
    "FormulaError",
    "Landscape",
    "PrincipalPlane",
    "catalogue",
    "computation_graph",
    "find",
    "landscape",
    "model_landscapes",
    "parse",
    "principal_plane",
]
