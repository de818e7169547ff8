"""Initializations, optimizers and learning rates compared: as numbers, pictures, a film and a page.

comparing.py  `compare` and what it returns
asking.py     text or values to values
running.py    cases over an executor, records that let an interrupted run go on
records.py    cases and outcomes to the table's lines
table.py      the table: terminal, notebook, CSV, JSON
findings.py   what the numbers say, in sentences
"""

from gallery.comparison.comparing import Comparison, compare

__all__ = ["Comparison", "compare"]
