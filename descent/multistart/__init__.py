"""Starts beyond count: blocks of them run anywhere, in any order, and only what they add up to is kept.

histogram.py  numbers as counts of keys: exact for steps, with a stated error for heights; sums of such
tally.py      what a block, or many, of one method's starts came to; sums of such
blocks.py     one block: its starts, its runs, its rows for other programs
driving.py    `multistart`: the blocks over an executor, each kept as it comes
"""

from descent.multistart.driving import Multistart, multistart, rows_named
from descent.multistart.tally import Agreement, Tally, agreed, successful

__all__ = ["Agreement", "Multistart", "Tally", "agreed", "multistart", "rows_named", "successful"]
