"""The same runs in machine code: landscape, rule, stop and record as one loop, for very many particle-steps.

choice.py       which engine a run takes, and when this one pays
rule_shape.py   a rule but for the values of its numbers
given_words.py  what the loop is given, and how it writes the record
rule_text.py    a rule in LLVM's language
compilable.py   whether a run can be compiled
kernel_text.py  the loop in LLVM's language
machine.py      from there to a function in memory; compiled kernels are kept on disk
moving.py       particles moved by it, and who is handed back to the NumPy engine
"""

from descent.compiled_engine.choice import ENGINES, PAYS, EngineName, chosen_engine, engine_note, is_installed
from descent.compiled_engine.compilable import engine_of
from descent.compiled_engine.machine import kernel_folder
from descent.compiled_engine.moving import Kernel, KernelEnd, kernel_of

__all__ = [
    "ENGINES",
    "PAYS",
    "EngineName",
    "Kernel",
    "KernelEnd",
    "chosen_engine",
    "engine_note",
    "engine_of",
    "is_installed",
    "kernel_folder",
    "kernel_of",
]
