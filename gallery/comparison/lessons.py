"""Teaching sets: each one comparison with a question, and what to observe."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, kw_only=True)
class Lesson:
    """A comparison that teaches one thing.

    Parameters
    ----------
    title, question : what stands at the head of the page
    observe : what to look at, in order
    landscapes, starts, optimizers, learning_rates, noises, steps : as `compare` takes them
    """

    title: str
    question: str
    observe: tuple[str, ...]
    landscapes: tuple[str, ...]
    optimizers: tuple[str, ...]
    starts: tuple[str, ...] = ("uniform:1000",)
    learning_rates: tuple[str, ...] = ()
    noises: tuple[str, ...] = ()
    steps: int = 500

    @property
    def asked(self) -> dict[str, Any]:
        """What goes to `compare`."""
        names = ("landscapes", "starts", "optimizers", "learning_rates", "noises", "steps")
        return {name: getattr(self, name) for name in names}


LESSONS: dict[str, Lesson] = {}


def find_lesson(name: str) -> Lesson:
    """The lesson called `name`; a LookupError names the nearest one."""
    import difflib

    if name in LESSONS:
        return LESSONS[name]
    close = difflib.get_close_matches(name.lower().replace("_", "-"), LESSONS, n=1)
    hint = f"did you mean {close[0]!r}? " if close else ""
    raise LookupError(f"unknown lesson {name!r}; {hint}there are {', '.join(LESSONS)}")
