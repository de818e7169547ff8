"""Optimization landscapes as SymPy formulas; derivatives and everything else follow from the formula.

Each folder's `__init__` says what lives in its files; from below upwards:

formulas/                SymPy at arm's length: symbols, boxes, derivatives and LaTeX for people, a formula's text
function.py              what algorithms need of a landscape, and the fields that one is made of
compiled/                formula -> NumPy functions of value, gradient and Hessian
remembered/              what was found out once, on disk: operations of formulas; for rooms above, whatever they find
machine_code/            a formula as vector arithmetic in LLVM's language, for runs of very many particles
stationary/              stationary points: found, proven, told apart; when two points are the same
slopes.py                how steep a landscape is where it is gentle
from_sympy.py            the fields of a landscape for a SymPy expression
measured/                somebody's function, or heights on a lattice, as a landscape without a formula
subspaces.py             the fields of slices and planes
shown/                   what notebooks show of landscapes; small pictures
landscape.py             the value `Landscape`, above all that it is made with
declaration.py           the decorator `landscape` that makes one of a formula
families/                the named functions by subject, one decorated function each
models/                  losses of real models over their parameters: quadratic fit, perceptron, logistic regression
plugins/                 other people's code: files that a user names, packages that announce themselves
gathering.py             the modules of a package, so that a new file needs no list
tasks/                   work that is cut into tasks, for any executor; values that travel with them
training/                real training runs: weights kept on the way, the loss surveyed around them
surface_files.py         a measured surface in a file
catalogue.py             gathers `families/`; look-up by name
parser.py                `parse`: a user's own formula
creases.py               where a formula may bend or break
planes.py                planes in a space of many variables: of a run, or random
computation_graph.py     every operation of a formula with its value and gradient at a point
serialization.py         a landscape as JSON, and back
javascript/              a landscape as JavaScript text

Imports inside functions: SymPy and mpmath are imported when a formula is first asked for, because they take longer to
import than `thalweg --help` and `thalweg list` to run. So `formulas.symbols.sp` stands for SymPy, and `Landscape`
imports what it compiles or searches with where it does. Everything else is imported at the top of its file.
"""

from landscapes.catalogue import catalogue, find, guest_landscapes, own_landscapes, spelled
from landscapes.computation_graph import ComputationGraph, computation_graph
from landscapes.creases import creases
from landscapes.declaration import landscape
from landscapes.formulas import CheckedRecord, names_of_axes, one_line, spoken_name, typed
from landscapes.gathering import package_modules
from landscapes.javascript import to_javascript
from landscapes.landscape import Landscape
from landscapes.measured import is_surface_file, read_table
from landscapes.models import DataLandscape, fit, model_landscapes
from landscapes.parser import FormulaError, parse
from landscapes.planes import Plane, PrincipalPlane, principal_plane, random_plane
from landscapes.serialization import from_record, to_record
from landscapes.shown import drawn
from landscapes.surface_files import read_surface
from landscapes.training import TrainingPlane, TrainingRun, TrainingSurface

__all__ = [
    "CheckedRecord",
    "ComputationGraph",
    "DataLandscape",
    "FormulaError",
    "Landscape",
    "Plane",
    "PrincipalPlane",
    "TrainingPlane",
    "TrainingRun",
    "TrainingSurface",
    "catalogue",
    "computation_graph",
    "creases",
    "drawn",
    "find",
    "fit",
    "from_record",
    "guest_landscapes",
    "is_surface_file",
    "landscape",
    "model_landscapes",
    "names_of_axes",
    "one_line",
    "own_landscapes",
    "package_modules",
    "parse",
    "principal_plane",
    "random_plane",
    "read_surface",
    "read_table",
    "spelled",
    "spoken_name",
    "to_javascript",
    "to_record",
    "typed",
]
