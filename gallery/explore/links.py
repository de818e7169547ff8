"""The whole state as a link's query, and back; what a link says is checked like anything else from outside.

A link is a described scene's (`gallery.spec.as_query`) and what only an explorer has: what is shown, film time, speed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from urllib.parse import urlencode

import gallery.spec.as_query as as_query
from gallery.explore.changes import set_speed
from gallery.explore.choices import schedules
from gallery.explore.ensemble import MOST_METHODS, check_size, landscape_of
from gallery.explore.state import BARE, LAYERS, STEPS, Explorer
from gallery.spec import SceneSpec, fitted_schedule

ALWAYS = ("camera", "starts", "steps")
"""Fields that a link names even where they have a scene's default, since an explorer begins with others."""

OLDER_LAYERS = {"arrows": "field"}
"""What older links call a layer."""


def to_query(state: Explorer) -> str:
    """The state as ``name=value&...``; what has its default is left out."""
    plain, scene = Explorer(), state.scene
    words = as_query.words_of(scene.landscape, scene.runs, scene.look, scene.film, always=ALWAYS)
    for key in ("chosen", "speed", "followed"):
        if getattr(state, key) != getattr(plain, key):
            words.append((key, str(getattr(state, key))))
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
    given = _newer(as_query.given_by(query))
    scene = SceneSpec(**as_query.sections_of(given))
    scene.check()
    landscape_of(scene.landscape)
    runs = scene.runs[:MOST_METHODS] or (BARE,)
    if "run" not in given:
        runs = tuple(replace(run, starts=run.starts if "starts" in given else ()) for run in runs)
    runs = tuple(replace(run, steps=STEPS if run.steps is None else run.steps) for run in runs)
    camera = scene.look.camera if "camera" in given else Explorer().look.camera
    said = {key: values[-1] for key, values in given.items()}
    state = Explorer(
        scene=replace(scene, runs=runs, look=replace(scene.look, camera=camera)),
        chosen=max(int(said.get("chosen", 0)), 0),
        followed=max(int(said.get("followed", 0)), 0),
        shown=_layers(said.get("show"), Explorer().shown),
        time=min(max(float(said.get("time", 0.0)), 0.0), 1.0),
    )
    check_size(state)
    return set_speed(state, float(said.get("speed", 1.0)))


def _newer(given: as_query.Given) -> as_query.Given:
    """The same where an older link had optimizers as ``name|rate|schedule`` and starts as ``drop``."""
    said = {key: list(values) for key, values in given.items()}
    if "drop" in said:
        said["starts"] = said.pop("drop")
    if not any("|" in text for text in said.get("optimizer", ())):
        return said
    shared = {key: said[key] for key in ("starts", "steps", "tolerance", "seed", "noise") if key in said}
    optimizers = said.pop("optimizer")
    runs = [{**shared, **_older_run(text, said)} for text in optimizers]
    return {**said, "run": [urlencode(run, doseq=True) for run in runs]}


def _older_run(text: str, said: Mapping[str, Sequence[str]]) -> dict[str, Sequence[str]]:
    name, rate, schedule = (*text.split("|", 2), "", "")[:3]
    if schedule and ":" not in schedule:
        if schedule not in schedules():
            raise LookupError(f"unknown schedule {schedule[:40]!r}")
        steps = int(said.get("steps", [str(STEPS)])[-1])
        schedule = fitted_schedule(schedule, float(rate), steps) if rate else schedule
    return {"optimizer": [name], **({"learning_rate": [schedule or rate]} if schedule or rate else {})}


def _layers(text: str | None, plain: frozenset[str]) -> frozenset[str]:
    if text is None:
        return plain
    return frozenset(OLDER_LAYERS.get(word, word) for word in text.split(",")) & frozenset(LAYERS)
