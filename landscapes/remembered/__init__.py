"""What was found out once, on disk: what takes longer to find again than to read.

findings.py    a value by what it was found for, in a file of its own
sources.py     what decides it besides: our own source, libraries, the processor
recipes.py     which formula a landscape has, as part of a question
operations.py  the operations of a formula
typeset.py     how it is written
"""

from landscapes.remembered.findings import cache_folder, recall, remember
from landscapes.remembered.operations import functions_of
from landscapes.remembered.recipes import recipe_of
from landscapes.remembered.sources import source_digest, version_of
from landscapes.remembered.typeset import is_titled, latex_of

__all__ = [
    "cache_folder",
    "functions_of",
    "is_titled",
    "latex_of",
    "recall",
    "recipe_of",
    "remember",
    "source_digest",
    "version_of",
]
