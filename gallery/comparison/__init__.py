"""Initializations, optimizers and learning rates compared: as numbers, pictures, a film and a page.

comparing.py   `compare` and what it returns
asking.py      text or values to values
options.py     the command's options
lessons.py     teaching sets
running.py     cases over an executor, records that let an interrupted run go on
records.py     cases and outcomes to the table's lines
table.py       the table: terminal, notebook, CSV, JSON
everything.py  all of it as JSON
findings.py    what the numbers say, in sentences
figures.py     curves, basin maps, films
drawing.py     which picture is made from what
planes.py      functions of many variables on a plane
sheets.py      the page's tables
page.py        the page
folder.py      the folder
"""

from gallery.comparison.comparison import Comparison, compare

__all__ = ["Comparison", "compare"]
