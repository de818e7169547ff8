"""What is said of every case, and the tables that say it.

lines.py       a case with its numbers: shares of starts, quartiles, minima
cell_text.py   shares, steps, heights, ranks and p-values as people read them
column.py      what a column is: its value, and how terminal, page, CSV and JSON write it
columns.py     one column for each statistic
table.py       the table of cases: terminal, notebook, CSV, JSON
sheets.py      the page's tables: cases, pairs, tuned rates
"""
