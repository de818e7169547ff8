"""Pictures to files. Knows nothing of what is on the pictures.

limits.py         how large, long and quick a film may be, and usually is
film.py           `Film`: one file to be written; several from one drawing of the pictures
known_formats.py  the formats by name and by ending
formats/          one file a format
encoder.py        the role of a format; what those share that are one run of ffmpeg
spans.py          a film's pictures in spans, drawn here or by an executor's workers
writer.py         one film in the making: a thread, a scratch folder
ffmpeg.py         ffmpeg in child processes
palette.py        a GIF's 255 colours
frame_coding.py   a GIF's pictures, of which as few pixels change as the eye allows
byte_budget.py    what is given up for a file of at most so many bytes
metadata.py       what made it, inside the file
dissolve.py       films that begin again without a jump
"""

from typing import TYPE_CHECKING

from render.door import door

if TYPE_CHECKING:
    from render.film.byte_budget import Recipe, TooLargeError, fitted
    from render.film.dissolve import Dissolve
    from render.film.film import Film, check, check_all, write
    from render.film.known_formats import FORMATS, film_endings, format_of, still_endings
    from render.film.limits import (
        FPS,
        SECONDS,
        SHEET_SIZE,
        SIDES,
        USUAL_FPS,
        USUAL_SECONDS,
        USUAL_SIZE,
        byte_count,
        check_size,
        has_possible_sides,
    )
    from render.film.spans import FrameSource, OnePieceWarning, Unsendable, drawn_apart, drawn_here, packed

__all__ = [
    "FORMATS",
    "FPS",
    "SECONDS",
    "SHEET_SIZE",
    "SIDES",
    "USUAL_FPS",
    "USUAL_SECONDS",
    "USUAL_SIZE",
    "Dissolve",
    "Film",
    "FrameSource",
    "OnePieceWarning",
    "Recipe",
    "TooLargeError",
    "Unsendable",
    "byte_count",
    "check",
    "check_all",
    "check_size",
    "drawn_apart",
    "drawn_here",
    "film_endings",
    "fitted",
    "format_of",
    "has_possible_sides",
    "packed",
    "still_endings",
    "write",
]

__getattr__ = door(__name__, __file__)
