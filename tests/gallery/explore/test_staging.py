"""What a live picture takes of a look, and what it makes again when the look changes."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import pytest

from gallery.explore.changes import drop, toggle
from gallery.explore.staging import MOVING, Staging, flown, live_look, surface_key
from gallery.explore.state import Explorer
from gallery.spec.film import FilmSpec
from gallery.spec.look import LookSpec

DROPPED = drop(Explorer(), (1.0, 2.0), "particle")
OTHERS: dict[str, Any] = {
    "theme": "light",
    "camera": "orbit",
    "clock": "arc",
    "color": "start",
    "height": "rank",
    "panels": ("surface", "anatomy"),
    "marks": ("floor",),
}


@dataclass(frozen=True, kw_only=True)
class Brighter(LookSpec):
    """A look with an option that nothing knows."""

    exposure: float = 1.0


class Recorded:
    """In place of a live scene: what was asked of it."""

    def __init__(self) -> None:
        self.surface: Any = None
        self.asked: list[str] = []

    def set_surface(self, surface: Any) -> None:
        self.surface = surface
        self.asked.append("surface")

    def set_runs(self, *_: Any) -> None:
        self.asked.append("runs")

    def set_marks(self, *_: Any) -> None:
        self.asked.append("marks")

    def paint(self, *_: Any) -> None: ...

    def switch(self, *_: Any) -> None: ...


def asked_between(before: Explorer, after: Explorer) -> list[str]:
    live: Any = Recorded()
    staging = Staging(live)
    staging.show(before)
    live.asked.clear()
    staging.show(after)
    return list(live.asked)


def test_an_option_that_nothing_knows_changes_surface_and_flight() -> None:
    state = DROPPED.with_scene(look=Brighter())
    brighter = state.with_look(exposure=1.5)
    assert surface_key(state) != surface_key(brighter) and live_look(state) != live_look(brighter)
    assert live_look(brighter, *MOVING) == Brighter(exposure=1.5)


@pytest.mark.parametrize("name", OTHERS)
def test_a_live_picture_has_every_option_that_is_not_the_films(name: str) -> None:
    value = OTHERS[name]
    scene, plain = flown(DROPPED.with_look(**{name: value})), LookSpec()
    wanted = getattr(plain, name) if name in ("camera", "panels", "marks") else value
    assert getattr(scene, name) == (wanted or ("surface",) if name == "panels" else wanted)


@pytest.mark.parametrize("name", OTHERS)
def test_no_more_is_made_again_than_must_be(name: str) -> None:
    asked = asked_between(DROPPED, DROPPED.with_look(**{name: OTHERS[name]}))
    if name in ("camera", "panels", "marks"):
        assert asked == []
    elif name in ("color", "clock"):
        assert asked == ["runs"]
    else:
        assert asked == ["surface", "runs", "marks"]


def test_layers_time_and_the_films_length_make_nothing_again() -> None:
    longer = DROPPED.with_scene(film=FilmSpec(seconds=3.0))
    for after in (toggle(DROPPED, "stationary"), replace(DROPPED, time=0.5), longer):
        assert not {"surface", "runs"} & set(asked_between(DROPPED, after))
