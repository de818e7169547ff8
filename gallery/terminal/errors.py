"""What goes wrong by the user's hand or the machine's lack: one line and an exit status, no traceback."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager


class Refusal(Exception):
    """Something that was asked for cannot be done; the message is one line that says why and what to do."""

    status = 2


class OpenGLRefusal(Refusal):
    """This machine cannot draw; the message names what to install."""

    status = 3


@contextmanager
def at_the_door() -> Iterator[None]:
    """The user's mistakes: `ValueError`, `LookupError` and `OSError` of this block become a `Refusal`.

    Everything that can be checked before the first picture is drawn goes into such a block. Outside of it a
    `ValueError` is a fault of ours and keeps its traceback; so do `KeyError` and `IndexError` everywhere.
    """
    try:
        yield
    except (KeyError, IndexError):
        raise
    except (ValueError, LookupError) as error:
        raise Refusal(in_one_line(str(error))) from error
    except OSError as error:
        raise Refusal(said(error)) from error


@contextmanager
def naming(flag: str) -> Iterator[None]:
    """What is wrong in this block was said by `flag`: the message begins with it.

    Raises
    ------
    ValueError
        For every `ValueError` or `LookupError` of the block; `KeyError` and `IndexError` stay as they are.
    """
    try:
        yield
    except (KeyError, IndexError):
        raise
    except (ValueError, LookupError) as error:
        raise ValueError(f"{flag}: {error}") from error


def in_one_line(message: str) -> str:
    """A message on one line; an excerpt with a caret under it becomes the excerpt with a mark in it."""
    lines = message.splitlines()
    if len(lines) > 2 and lines[-1].strip() == "^":
        place = lines[-1].index("^")
        lines[-2:] = [f"{lines[-2][:place].lstrip()}>>> {lines[-2][place:]}"]
        return ": ".join(lines)
    return " ".join(line.strip() for line in lines)


def said(error: OSError) -> str:
    """An operating system's error in one line, the file first."""
    if error.strerror is None:
        return str(error)
    return f"{error.filename}: {error.strerror}" if error.filename else error.strerror
