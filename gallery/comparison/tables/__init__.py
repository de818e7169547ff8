"""What is said of every case, and the tables that say it.

lines.py       a case with its numbers: shares of starts, quartiles, minima
cell_text.py   shares, steps, heights, ranks and p-values as people read them
column.py      what a column is: its value, and how terminal, page, CSV and JSON write it
columns.py     one column for each statistic
table.py       the table of cases: terminal, notebook, CSV, JSON
sheets.py      the page's tables: cases, pairs, tuned rates
"""

from typing import TYPE_CHECKING

from render import door

if TYPE_CHECKING:
    from gallery.comparison.tables.cell_text import inert, percent, probability, share_text, step_text
    from gallery.comparison.tables.column import plain
    from gallery.comparison.tables.lines import Line, finite, lines_of
    from gallery.comparison.tables.sheets import case_sheet, pair_sheet, tuning_sheet
    from gallery.comparison.tables.table import Table

__all__ = [
    "Line",
    "Table",
    "case_sheet",
    "finite",
    "inert",
    "lines_of",
    "pair_sheet",
    "percent",
    "plain",
    "probability",
    "share_text",
    "step_text",
    "tuning_sheet",
]

__getattr__ = door(__name__, __file__)
