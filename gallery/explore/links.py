"""The whole state as a link's query, and back; what a link says is checked like anything else from outside."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any
from urllib.parse import parse_qs, urlencode

from gallery.explore.changes import set_speed
from gallery.explore.choices import schedules
from gallery.explore.ensemble import MOST_METHODS, check_size, landscape_of
from gallery.explore.state import LAYERS, Explorer, Method, from_scene, method_of
from gallery.spec.scene_file import SceneFile
from gallery.spec.sections import LandscapeSection, LookSection, RunSection

LONGEST = 20_000
"""Characters of a link that are looked at."""
_FORMER = {"arrows": "field"}
"""What a layer was called in links of older versions."""


def to_query(state: Explorer) -> str:
    """The state as ``name=value&...``; what has its default is left out."""
    plain = Explorer()
    words: list[tuple[str, str]] = []
    if state.landscape.name is not None:
        words.append(("landscape", state.landscape.name))
    else:
        words.append(("formula", str(state.landscape.formula)))
        words.append(("domain", ",".join(f"{c:g}" for side in state.landscape.domain for c in side)))
    words += [("optimizer", _method_text(method)) for method in state.methods]
    words += [("drop", way) for way in state.starts]
    for key in ("steps", "tolerance", "seed", "noise", "chosen", "speed", "followed"):
        if getattr(state, key) != getattr(plain, key):
            words.append((key, str(getattr(state, key))))
    for key in ("theme", "camera", "color", "height", "clock"):
        if getattr(state.look, key) != getattr(plain.look, key):
            words.append((key, getattr(state.look, key)))
    if state.shown != plain.shown:
        words.append(("show", ",".join(layer for layer in LAYERS if layer in state.shown) or "none"))
    if state.time:
        words.append(("time", f"{state.time:.4f}"))
    return urlencode(words)


def from_query(query: str) -> Explorer:
    """The state of a link; whatever it does not name has its default.

    Raises
    ------
    ValueError, LookupError
        If it names something that does not exist or is out of range.
    """
    if len(query) > LONGEST:
        raise ValueError(f"a link may have {LONGEST} characters, this has {len(query)}")
    given = parse_qs(query.lstrip("?#"), keep_blank_values=True)
    said = {key: values[-1] for key, values in given.items()}
    landscape = _landscape(said)
    landscape_of(landscape)
    state = from_scene(SceneFile(landscape=landscape))
    plain = Explorer()
    methods = tuple(_method(text) for text in given.get("optimizer", []))[:MOST_METHODS]
    state = replace(
        state,
        methods=methods or plain.methods,
        starts=tuple(given.get("drop", [])),
        steps=int(said.get("steps", plain.steps)),
        tolerance=float(said.get("tolerance", plain.tolerance)),
        seed=int(said.get("seed", 0)),
        noise=said.get("noise", ""),
        chosen=max(int(said.get("chosen", 0)), 0),
        followed=max(int(said.get("followed", 0)), 0),
        look=_look(said),
        shown=_layers(said.get("show"), plain.shown),
        time=min(max(float(said.get("time", 0.0)), 0.0), 1.0),
    )
    RunSection(
        starts=state.starts or "grid:1", noise=state.noise, seed=state.seed, tolerance=state.tolerance
    ).check()
    check_size(state)
    return set_speed(state, float(said.get("speed", 1.0)))


def _method_text(method: Method) -> str:
    rate = "" if method.learning_rate is None else repr(method.learning_rate)
    return "|".join((method.text, rate, method.schedule)).rstrip("|")


def _method(text: str) -> Method:
    from descent import parse_schedule

    name, _, rest = text.partition("|")
    rate, _, schedule = rest.partition("|")
    plain = method_of(RunSection(optimizer=name, learning_rate=float(rate) if rate else None))
    if ":" in schedule:
        parse_schedule(schedule)
    elif schedule not in schedules():
        raise LookupError(f"unknown schedule {schedule[:40]!r}")
    return replace(plain, schedule=schedule)


def _landscape(said: Mapping[str, str]) -> LandscapeSection:
    if "formula" not in said:
        return LandscapeSection(name=said.get("landscape", "himmelblau"))
    numbers = [float(word) for word in said.get("domain", "-5,5,-5,5").split(",")]
    if len(numbers) != 4:
        raise ValueError(f"a surface's domain is four numbers, got {len(numbers)}")
    return LandscapeSection(
        formula=said["formula"], domain=((numbers[0], numbers[1]), (numbers[2], numbers[3]))
    )


def _look(said: Mapping[str, str]) -> LookSection:
    from render.camera.paths import find_path
    from render.style.themes import find_theme

    plain = Explorer().look
    keys = ("theme", "camera", "color", "height", "clock")
    chosen: dict[str, Any] = {key: said[key] for key in keys if key in said}
    look = replace(plain, **chosen)
    find_theme(look.theme)
    find_path(look.camera)
    return look


def _layers(text: str | None, plain: frozenset[str]) -> frozenset[str]:
    if text is None:
        return plain
    return frozenset(_FORMER.get(word, word) for word in text.split(",")) & frozenset(LAYERS)
