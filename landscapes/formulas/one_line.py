"""Words from outside, such as titles and labels, made fit for a line of a table, a picture, a page or a terminal."""

from __future__ import annotations

_JOINERS = "\u200c\u200d"
"""Not printable by themselves, but part of words and of emoji."""


def one_line(text: str) -> str:
    r"""The text on one line: breaks, tabs and control characters become single spaces, none at the ends.

    Examples
    --------
    >>> from landscapes import one_line
    >>> one_line("Cost\nof a\tfit\x1b[2J")
    'Cost of a fit [2J'
    """
    words = str(text)
    if not words.isprintable():
        words = "".join(c if c.isprintable() or c in _JOINERS else " " for c in words)
    return " ".join(words.split())
