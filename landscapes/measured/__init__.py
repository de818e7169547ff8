"""Landscapes that are measured instead of written: somebody's function, or heights on a lattice.

unwritten.py    value, gradient and Hessian of what has no formula, with the faces that compiled formulas have
differences.py  slopes and curvatures from heights nearby
callables.py    somebody's Python function, called as it wants to be called
number_table.py tables of numbers in text files
files.py        surfaces in files: text, NumPy, HDF5, TIFF
samples.py      heights on a lattice, and what lies between them
bicubic.py      a cubic spline of two variables at many points
"""

from landscapes.measured.callables import fields_of_function
from landscapes.measured.files import SUFFIXES, fields_of_file, is_surface_file
from landscapes.measured.number_table import read_table
from landscapes.measured.samples import FEWEST, Samples, fields_of_samples
from landscapes.measured.unwritten import Laid, Measured, MeasuredFunctions

__all__ = [
    "FEWEST",
    "SUFFIXES",
    "Laid",
    "Measured",
    "MeasuredFunctions",
    "Samples",
    "fields_of_file",
    "fields_of_function",
    "fields_of_samples",
    "is_surface_file",
    "read_table",
]
