"""Words and lines kept as such instead of being drawn: what a vector figure is made of.

While a figure is `recorded`, `write`, `paste_mask` and what draws lines say what they would draw, where on the whole
picture, and leave pixels alone. Whoever draws on a part of a picture says where that lies: `moved`.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

Place = tuple[float, float]


@dataclass(frozen=True)
class Word:
    """One line of text: a place on its base line, which end of the text it is (l, m, r), size in pixels, a halo or none."""

    text: str
    at: Place
    size: float
    color: str
    bold: bool = False
    halo: str = ""
    anchor: str = "l"


@dataclass(frozen=True)
class Formula:
    """A typeset formula: its top left corner and size of letters in pixels."""

    latex: str
    at: Place
    size: float
    color: str


@dataclass(frozen=True)
class Stroke:
    """A polyline, or what it encloses where it is `filled`; pixels."""

    points: tuple[Place, ...]
    color: str
    width: float = 1.0
    filled: bool = False
    alpha: float = 1.0


@dataclass(frozen=True)
class Dot:
    """A disc with a rim; pixels."""

    at: Place
    radius: float
    color: str
    rim: str = ""


Item = Word | Formula | Stroke | Dot


@dataclass
class Recording:
    """What was said so far, in its order; the same twice is there once."""

    items: dict[Item, None] = field(default_factory=dict)
    left: float = 0.0
    top: float = 0.0
    scale: float = 1.0
    alpha: float = 1.0

    def place(self, at: Any) -> Place:
        """A place on the part that is drawn as one on the whole picture."""
        return self.left + self.scale * float(at[0]), self.top + self.scale * float(at[1])

    def add(self, item: Item) -> None:
        """Keep one more."""
        self.items.setdefault(item)


_kept = threading.local()


def recording() -> Recording | None:
    """The recording of this thread, if there is one."""
    found: Recording | None = getattr(_kept, "now", None)
    return found


@contextmanager
def recorded() -> Iterator[Recording]:
    """In this block words and lines are kept."""
    before, _kept.now = recording(), Recording()
    try:
        yield _kept.now
    finally:
        _kept.now = before


@contextmanager
def unrecorded() -> Iterator[None]:
    """In this block they are drawn, whatever is said around it: what only measures where words stand."""
    before, _kept.now = recording(), None
    try:
        yield
    finally:
        _kept.now = before


@contextmanager
def faded(alpha: float) -> Iterator[None]:
    """Lines of this block let through what is under them."""
    now = recording()
    if now is not None:
        now.alpha *= alpha
    yield
    if now is not None:
        now.alpha /= alpha


@contextmanager
def moved(left: float, top: float, scale: float = 1.0) -> Iterator[None]:
    """What is drawn in this block is on a part of the picture: its corner's place, and the size of its pixels."""
    now = recording()
    if now is None:
        yield
        return
    before = now.left, now.top, now.scale
    (now.left, now.top), now.scale = now.place((left, top)), now.scale * scale
    try:
        yield
    finally:
        now.left, now.top, now.scale = before
