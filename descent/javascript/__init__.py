"""Rules, and what there is to set, in JavaScript: so that the living page descends by the same lines and limits.

rules.py          every first-order rule as a function
function_text.py  recorded operations as the body of a function
squares.py        what a landscape adds up the squares of
tables.py         optimizers, schedules, noises and starts with their settings
"""

from descent.javascript.rules import (
    further_optimizers,
    is_ours,
    is_printed,
    rules_to_javascript,
    stages_to_javascript,
    told_optimizers,
)
from descent.javascript.squares import squares_to_javascript
from descent.javascript.tables import page_tables

__all__ = [
    "further_optimizers",
    "is_ours",
    "is_printed",
    "page_tables",
    "rules_to_javascript",
    "squares_to_javascript",
    "stages_to_javascript",
    "told_optimizers",
]
