"""The command line, the presets, the pages: everything that talks to a person or to the disk.

cli.py           the `thalweg` command; exit statuses
commands/        one file per command
options.py       the options that commands share, and the way back to a command line
checks.py        sizes, lengths, boxes and output files, checked before anything is drawn; looks.py for names
errors.py        what a user's mistake is
interruption.py  Ctrl-C between two pictures
terminal.py      tables and lines, on a terminal and in a pipe; numbers.py for people
progress.py      a bar with the time left
portrait.py      a landscape in words and numbers, for `show`
shots.py         a film as it is asked for: landscape, descent, looks
presets.py       the scenes of the default gallery
building.py      one tile: its films and its record; digests.py, facts.py
workers.py       many scenes, each in a process of its own
page.py          the gallery's page, from templates/
scenes.py        scene files; scene_values.py their sections, toml.py reading and writing
explore/         `explore`: a window, a page in the browser
comparison/      `compare`: cases side by side, as numbers, pictures and a page
"""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from gallery.comparison import Comparison, compare

__all__ = ["Comparison", "compare"]


def __getattr__(name: str) -> Any:
    # Imported when first used: `thalweg` passes here before it can catch Ctrl-C.
    if name not in __all__:
        raise AttributeError(f"module 'gallery' has no attribute {name!r}")
    from gallery import comparison

    return getattr(comparison, name)
