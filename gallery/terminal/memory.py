"""Too little memory: said in one line, with what was allowed and what is needed."""

from __future__ import annotations

import errno
import os

from gallery.terminal.errors import Refusal, in_one_line
from gallery.terminal.numbers import bytes_text

TO_BEGIN = (250_000_000, 25_000_000)
"""Bytes of address space with which NumPy can be imported, and more for every processor: each has a thread."""
TO_DRAW = (2_000_000_000, 100_000_000)
"""With which films of usual size are drawn; OpenGL and VTK end the process where they get no memory."""
SYMPTOMS = (
    "allocate memory",
    "failed to map segment",
    "can't start new thread",
    "Unable to allocate",
    "bad_alloc",
)
"""What libraries say, each by its own kind of error, when the system gives them no memory."""


def refused_for_memory(error: Exception) -> str | None:
    """What to say of an error whose cause is too little memory; None for any other."""
    of_memory = isinstance(error, MemoryError) or getattr(error, "errno", None) == errno.ENOMEM
    if not of_memory and not any(symptom in str(error) for symptom in SYMPTOMS):
        return None
    if allowed_bytes() is None:
        return f"there is not enough memory: {in_one_line(str(error)) or 'ask for less'}"
    return _too_little(bytes_of(TO_DRAW))


def check_memory(needed: tuple[int, int] = TO_DRAW) -> None:
    """The system allows this process as much address space as it needs.

    Raises
    ------
    Refusal
        If it does not.
    """
    allowed = allowed_bytes()
    if allowed is not None and allowed < bytes_of(needed):
        raise Refusal(_too_little(bytes_of(needed)))


def bytes_of(needed: tuple[int, int]) -> int:
    """What is needed on a machine with as many processors as this one."""
    return needed[0] + needed[1] * (os.cpu_count() or 1)


def _too_little(needed: int) -> str:
    return (
        f"there is not enough memory: ulimit -v allows {bytes_text(allowed_bytes() or 0)}, and "
        f"{bytes_text(needed)} are needed; ulimit -v unlimited"
    )


def allowed_bytes() -> int | None:
    """The most address space that this process may have; None where nothing limits it."""
    try:
        import resource
    except ImportError:  # Windows
        return None
    limit = resource.getrlimit(resource.RLIMIT_AS)[0]
    return None if limit == resource.RLIM_INFINITY else limit
