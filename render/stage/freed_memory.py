"""What large pictures leave behind when they are gone."""

from __future__ import annotations

import ctypes
import sys
from contextlib import suppress

_MMAP_THRESHOLD = -3
"""glibc's number of the setting (malloc.h)."""
_LARGE = 1 << 22


def give_back_pictures() -> None:
    """Have arrays of 4 MB and more leave the process as soon as they are free, where glibc keeps its memory.

    It would keep as many as it ever gave out at once, in pieces that few others fit into: at 3840 x 2160 a seventh more.
    Page faults cost it a hundredth of what such a picture takes.
    """
    if sys.platform == "linux":
        with suppress(OSError, AttributeError):
            ctypes.CDLL(None).mallopt(_MMAP_THRESHOLD, _LARGE)


def give_back_freed() -> None:
    """Have what was freed leave the process: of what was made before a 4K film 60 MB stay else, in pieces."""
    if sys.platform == "linux":
        with suppress(OSError, AttributeError):
            ctypes.CDLL(None).malloc_trim(0)
