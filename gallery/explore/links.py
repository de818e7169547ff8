"""The whole state as a link's query, and back; what a link says is checked like anything else from outside.

A link is the described scene's own (`SceneSpec.link`), and what only an explorer has: the chosen optimizer, what is
shown, film time, speed. So a scene's link opens in an explorer, and an explorer's is a scene's.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from urllib.parse import parse_qs, urlencode

from gallery.explore.changes import set_speed
from gallery.explore.choices import schedules
from gallery.explore.ensemble import check_size, landscape_of
from gallery.explore.state import LAYERS, MARKS, STEPS, Explorer, from_scene
from gallery.spec import LONGEST_LINK, SceneSpec, fitted_schedule

OLDER_LAYERS = {"arrows": "field"}
"""What older links call a layer."""

OWN = ("show", "chosen", "followed", "time", "speed")
"""What an explorer reads of a link by itself, and more gently than a scene does."""

Given = Mapping[str, Sequence[str]]


def to_query(state: Explorer) -> str:
    """The state as ``name=value&...``; what has its default is left out."""
    plain, words = Explorer(), []
    for key in ("chosen", "speed", "followed"):
        if getattr(state, key) != getattr(plain, key):
            words.append((key, str(getattr(state, key))))
    if state.shown - set(MARKS) != plain.shown:
        words.append(("show", ",".join(layer for layer in LAYERS if layer in state.shown) or "none"))
    if state.time:
        words.append(("time", f"{state.time:.4f}"))
    return "&".join(filter(None, (state.scene.link(), urlencode(words))))


def from_query(query: str) -> Explorer:
    """The state of a link; whatever it does not name has the scene's default.

    Raises
    ------
    ValueError, LookupError
        If it names something that does not exist or is out of range.
    """
    if len(query) > LONGEST_LINK:
        raise ValueError(f"a link may have {LONGEST_LINK} characters, this has {len(query)}")
    given = _newer(parse_qs(query.lstrip("?#"), keep_blank_values=True))
    described = {key: values for key, values in given.items() if key not in OWN}
    scene = SceneSpec.from_link(urlencode(described, doseq=True))
    landscape_of(scene.landscape)
    if scene.runs:
        check_size(Explorer(scene=scene))
    said = {key: values[-1] for key, values in given.items()}
    state = from_scene(scene)
    state = replace(
        state,
        playing=False,
        chosen=max(int(said.get("chosen", 0)), 0),
        followed=max(int(said.get("followed", 0)), 0),
        time=min(max(float(said.get("time", 0.0)), 0.0), 1.0),
    )
    state = state.with_shown(_layers(said["show"])) if "show" in said else state
    check_size(state)
    return set_speed(state, float(said.get("speed", 1.0)))


def _newer(given: Given) -> Given:
    """The same where an older link had optimizers as ``name|rate|schedule`` and starts as ``drop``.

    What such a link did not say was what an explorer began with: a camera at rest, 300 steps, nothing dropped.
    """
    said = {key: list(values) for key, values in given.items()}
    if "drop" not in said and not any("|" in text for text in said.get("optimizer", ())):
        return said
    said = {"camera": ["still"], "steps": [str(STEPS)], **said, "starts": said.pop("drop", [""])}
    shared = {key: said.pop(key) for key in ("starts", "steps", "tolerance", "seed", "noise") if key in said}
    optimizers = said.pop("optimizer", ["gradient_descent"])
    runs = [{**shared, **_older_run(text, int(shared["steps"][-1]))} for text in optimizers]
    return {**said, "run": [urlencode(run, doseq=True) for run in runs]}


def _older_run(text: str, steps: int) -> dict[str, Sequence[str]]:
    name, rate, schedule = (*text.split("|", 2), "", "")[:3]
    if schedule and ":" not in schedule:
        if schedule not in schedules():
            raise LookupError(f"unknown schedule {schedule[:40]!r}")
        schedule = fitted_schedule(schedule, float(rate), steps) if rate else schedule
    return {"optimizer": [name], **({"learning_rate": [schedule or rate]} if schedule or rate else {})}


def _layers(text: str) -> frozenset[str]:
    return frozenset(OLDER_LAYERS.get(word, word) for word in text.split(",")) & frozenset(LAYERS)
