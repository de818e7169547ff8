"""The fields of look and film whose values can be gone through, with two keys: which one, and its next value."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from gallery.explore.state import Explorer
from gallery.spec import Control, FilmSpec, LookSpec, controls_of, following

TYPED = "text"
"""The kind of control for what is typed: nothing follows a value."""
PARTS = (("look", LookSpec), ("film", FilmSpec))


@dataclass(frozen=True)
class Chooser:
    """The place among all fields that the keys refer to."""

    place: int = 0

    def moved(self, by: int) -> Chooser:
        """At another field."""
        return replace(self, place=self.place + by)

    def changed(self, state: Explorer, by: int) -> Explorer:
        """The state with the field's next value."""
        part, control = self._field
        section = getattr(state.scene, part)
        value = following(control, getattr(section, control.name), by)
        if part == "look":
            return state.with_look(**{control.name: value})
        return state.with_scene(**{part: replace(section, **{control.name: value})})

    def said(self, state: Explorer) -> str:
        """The field and its value, and the keys."""
        part, control = self._field
        value: Any = getattr(getattr(state.scene, part), control.name)
        words = ", ".join(value) if control.kind == "several" else value
        plain = "as suits" if words in (None, "") else words
        return f"{control.label}: {plain}     j another     k another field"

    @property
    def _field(self) -> tuple[str, Control]:
        found = [
            (part, control) for part, kind in PARTS for control in controls_of(kind) if control.kind != TYPED
        ]
        return found[self.place % len(found)]
