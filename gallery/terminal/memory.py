"""Too little memory: said in one line, with what was allowed and what is needed."""

from __future__ import annotations

import errno

from gallery.terminal.errors import in_one_line
from gallery.terminal.numbers import bytes_text

NEEDED = 3_000_000_000
"""Bytes of address space with which everything of usual size can be drawn."""
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
    allowed = allowed_bytes()
    if allowed is None:
        return f"there is not enough memory: {in_one_line(str(error)) or 'ask for less'}"
    return (
        f"there is not enough memory: ulimit -v allows {bytes_text(allowed)}, "
        f"and {bytes_text(NEEDED)} are needed; ulimit -v unlimited"
    )


def allowed_bytes() -> int | None:
    """The most address space that this process may have; None where nothing limits it."""
    try:
        import resource
    except ImportError:  # Windows
        return None
    limit = resource.getrlimit(resource.RLIMIT_AS)[0]
    return None if limit == resource.RLIM_INFINITY else limit
