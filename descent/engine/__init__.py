"""How many particles get through many steps, quickly, and to the same bits however they are cut into blocks.

tracing.py      arrays that only write down what is done to them
traced_rule.py  an optimizer's rule as a program of NumPy's ufuncs
run.py          what all blocks of a run have in common
stepping.py     how the particles of a block get through a few steps
record.py       the memory that a run is written into
patience.py     when a run that is not told how long it is has gone on long enough
block.py        some particles, from their starts to their ends: a few steps blindly, then a look
"""

from descent.engine.block import Block, BlockEnd
from descent.engine.patience import LOOKS, MOST, PATIENCE, SOON, Patience
from descent.engine.record import REMEMBERED_STEPS, Kept, Record, Rows
from descent.engine.run import ESCAPE_FACTOR, RunSettings, enlarged
from descent.engine.traced_rule import RuleProgram, rule_program
from descent.engine.tracing import Given, Log, RecordedColumns, column_lengths, column_products

__all__ = [
    "ESCAPE_FACTOR",
    "LOOKS",
    "MOST",
    "PATIENCE",
    "REMEMBERED_STEPS",
    "SOON",
    "Block",
    "BlockEnd",
    "Given",
    "Kept",
    "Log",
    "Patience",
    "Record",
    "RecordedColumns",
    "Rows",
    "RuleProgram",
    "RunSettings",
    "column_lengths",
    "column_products",
    "enlarged",
    "rule_program",
]
