"""The command line, the presets, the pages: everything that talks to a person or to the disk.

cli.py           the `thalweg` command; exit statuses
commands/        one file per command
options.py       the options that commands share
checks.py        sizes, lengths and output files, checked before anything is drawn
errors.py        what a user's mistake is
terminal.py      tables and lines, on a terminal and in a pipe
progress.py      a bar with the time left
comparison/      `compare`: cases side by side, as numbers, pictures and a page
"""

from gallery.comparison import Comparison, compare

__all__ = ["Comparison", "compare"]
