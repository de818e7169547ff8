"""What a person reads in a terminal, and what a mistake is.

errors.py        mistakes of the user or of the machine: one line and an exit status
checks.py        files that cannot be written, refused before anything is drawn
numbers.py       numbers, points and intervals as text
output.py        lines, tables and JSON: rich on a terminal, plain text in a pipe
progress.py      bars, one or many, with the time left
interruption.py  Ctrl-C and SIGTERM, heeded between two pictures

Whatever prints, prints by these; nothing here knows of landscapes, runs or pictures.
"""

from typing import TYPE_CHECKING

from render import door

if TYPE_CHECKING:
    from gallery.terminal.checks import check_folder, check_outputs, folders_of
    from gallery.terminal.errors import OpenGLRefusal, Refusal, at_the_door, said
    from gallery.terminal.interruption import Report, heeding_signals
    from gallery.terminal.numbers import bytes_text, interval_text, number_text, point_text, stop_text
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

__all__ = [
    "OpenGLRefusal",
    "Refusal",
    "Report",
    "at_the_door",
    "bytes_text",
    "check_folder",
    "check_outputs",
    "complain",
    "folders_of",
    "heeding_signals",
    "interval_text",
    "is_terminal",
    "json_value",
    "number_text",
    "point_text",
    "progress_bar",
    "progress_board",
    "said",
    "say",
    "say_json",
    "say_table",
    "speaks_unicode",
    "stop_text",
]

__getattr__ = door(__name__, __file__)
