"""The line in which a formula is typed in the window."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

LONGEST = 2_000
ERASE, DONE = ("BackSpace", "Delete"), ("Return", "KP_Enter", "Escape")


@dataclass(frozen=True)
class Entry:
    """What has been typed, and what is wrong with it.

    Parameters
    ----------
    text : a formula, after a semicolon the domain's four numbers if they shall change
    domain : xmin, xmax, ymin, ymax where the text names none
    error : some lines, empty where all is well
    """

    text: str
    domain: tuple[float, ...]
    error: str = ""

    def typed(self, key: str, character: str) -> Entry:
        """The line after one more key."""
        if key in ERASE:
            return replace(self, text=self.text[:-1])
        if len(character) == 1 and character.isprintable() and len(self.text) < LONGEST:
            return replace(self, text=self.text + character)
        return self

    @property
    def parts(self) -> tuple[str, Sequence[float]]:
        """The formula, and the domain's numbers.

        Raises
        ------
        ValueError
            If what is behind the semicolon are not numbers.
        """
        formula, _, behind = self.text.partition(";")
        words = behind.replace(",", " ").split()
        try:
            return formula.strip(), tuple(float(word) for word in words) or self.domain
        except ValueError:
            raise ValueError(
                f"a domain is four numbers, xmin xmax ymin ymax, got {behind.strip()[:40]!r}"
            ) from None

    @property
    def shown(self) -> str:
        """The line with its cursor and, under it, what is wrong."""
        end = self.text if len(self.text) < 90 else "…" + self.text[-89:]
        line = f"formula in x and y:  {end}▏"
        return (
            f"{line}\n{self.error}"
            if self.error
            else f"{line}\nenter: done     ; -2 2 -1 1   sets the domain"
        )
