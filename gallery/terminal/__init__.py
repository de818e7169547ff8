"""What a person reads in a terminal, and what a mistake is.

errors.py        mistakes of the user or of the machine: one line and an exit status
memory.py        too little of it
checks.py        words and files that cannot be, refused before anything is drawn
numbers.py       numbers, points and intervals as text
output.py        lines, tables and JSON: rich on a terminal, plain text in a pipe
progress.py      bars, one or many, with the time left
streams.py       a reader that goes away ends nothing but the printing
width.py         how wide the terminal is, at least
interruption.py  Ctrl-C and other signals, heeded where they do no harm

Whatever prints, prints by these; nothing here knows of landscapes, runs or pictures.
"""

from typing import TYPE_CHECKING

from render import door

if TYPE_CHECKING:
    from gallery.terminal.checks import check_folder, check_outputs, check_words, folders_of
    from gallery.terminal.errors import OpenGLRefusal, Refusal, at_the_door, said
    from gallery.terminal.interruption import Report, interruptible, is_interrupted, noting_signals
    from gallery.terminal.memory import TO_BEGIN, check_memory, refused_for_memory
    from gallery.terminal.numbers import (
        bytes_text,
        file_text,
        interval_text,
        number_text,
        point_text,
        stop_text,
    )
    from gallery.terminal.output import (
        complain,
        is_terminal,
        json_value,
        say,
        say_json,
        say_table,
        speaks_unicode,
    )
    from gallery.terminal.progress import progress_bar, progress_board
    from gallery.terminal.streams import steady_streams
    from gallery.terminal.width import sensible_width

__all__ = [
    "TO_BEGIN",
    "OpenGLRefusal",
    "Refusal",
    "Report",
    "at_the_door",
    "bytes_text",
    "check_folder",
    "check_memory",
    "check_outputs",
    "check_words",
    "complain",
    "file_text",
    "folders_of",
    "interruptible",
    "interval_text",
    "is_interrupted",
    "is_terminal",
    "json_value",
    "noting_signals",
    "number_text",
    "point_text",
    "progress_bar",
    "progress_board",
    "refused_for_memory",
    "said",
    "say",
    "say_json",
    "say_table",
    "sensible_width",
    "speaks_unicode",
    "steady_streams",
    "stop_text",
]

__getattr__ = door(__name__, __file__)
