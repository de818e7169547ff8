"""The line in which a formula is typed in the window."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

LONGEST = 2_000
DONE, LEFT_ALONE = ("Return", "KP_Enter"), ("Escape",)
WIDE = 76
"""So many characters are shown, those about the cursor."""
SELECT_ALL = "\x01"


@dataclass(frozen=True)
class Entry:
    """What has been typed, and what is wrong with it.

    Parameters
    ----------
    text : a formula, after a semicolon the domain's four numbers if they shall change
    domain : xmin, xmax, ymin, ymax where the text names none
    error : some lines, empty where all is well
    behind : how many characters stand behind the cursor
    selected : whether the next character takes the place of all of them
    """

    text: str
    domain: tuple[float, ...]
    error: str = ""
    behind: int = 0
    selected: bool = False

    def typed(self, key: str, character: str) -> Entry:
        """The line after one more key."""
        if character == SELECT_ALL:
            return replace(self, selected=bool(self.text), behind=0)
        moved = {"Left": self.behind + 1, "Right": self.behind - 1, "Home": len(self.text), "End": 0}
        if key in moved:
            behind = moved[key] if not self.selected else len(self.text) if key in ("Left", "Home") else 0
            return replace(self, behind=min(max(behind, 0), len(self.text)), selected=False)
        before, after = ("", "") if self.selected else self._halves
        if key == "BackSpace":
            return self._with(before[:-1], after)
        if key == "Delete":
            return self._with(before, after[1:])
        if len(character) == 1 and character.isprintable() and len(before + after) < LONGEST:
            return self._with(before + character, after)
        return self

    @property
    def _halves(self) -> tuple[str, str]:
        """What stands before the cursor, and behind it."""
        place = len(self.text) - self.behind
        return self.text[:place], self.text[place:]

    def _with(self, before: str, after: str) -> Entry:
        return Entry(before + after, self.domain, behind=len(after))

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
        """The line with its cursor and, under it, what is wrong or what keys do."""
        before, after = self._halves
        after = after if len(after) < WIDE // 2 else after[: WIDE // 2 - 1] + "…"
        room = WIDE - len(after)
        before = before if len(before) < room else "…" + before[1 - room :]
        line = f"[{before}{after}]" if self.selected else f"{before}▏{after}"
        way_out = "write over it, or ← → to change it" if self.selected else "; -2 2 -1 1  sets the domain"
        return f"formula in x and y, or a name:  {line}\n{self.error or f'enter: draw it     esc: leave it     {way_out}'}"
