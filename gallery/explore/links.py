"""A page's address as a scene, also as explorers wrote it that a server drew."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from urllib.parse import parse_qs, urlencode

from gallery.explore.choices import schedules
from gallery.explore.state import LAYERS, MARKS, STEPS, Explorer
from gallery.spec import LONGEST_LINK, SceneSpec, fitted_schedule

OLDER_LAYERS = {"arrows": "field"}
"""What older links call a layer."""

Given = Mapping[str, Sequence[str]]


def is_link(word: str) -> bool:
    """Whether a word is an address with a scene, or the scene's part of one: no landscape has such a name."""
    return "=" in word


def scene_of_link(address: str) -> SceneSpec:
    """The scene of an address: what stands behind its ``#``, or its ``?``; whatever it does not name has its default.

    Raises
    ------
    ValueError, LookupError
        If it names something that does not exist or is out of range.
    """
    if len(address) > LONGEST_LINK:
        raise ValueError(f"a link may have {LONGEST_LINK} characters, this has {len(address)}")
    before, _, after = address.partition("#")
    query = (after or before).rpartition("?")[2]
    given = _newer(parse_qs(query, keep_blank_values=True))
    shown = given.pop("show", None)
    scene = SceneSpec.from_link(urlencode(given, doseq=True))
    return scene if shown is None else _showing(scene, shown[-1])


def _showing(scene: SceneSpec, text: str) -> SceneSpec:
    """The scene with the layers that an older link shows; those that are a film's marks are its marks."""
    shown = {OLDER_LAYERS.get(word, word) for word in text.split(",")} & set(LAYERS)
    layers = tuple(layer for layer in LAYERS if layer in shown - set(MARKS))
    look = Explorer(scene=scene).with_shown(shown).look
    return replace(scene, look=look, page=replace(scene.page, layers=layers))


def _newer(given: Given) -> dict[str, Sequence[str]]:
    """The same where an older link had optimizers as ``name|rate|schedule`` and starts as ``drop``.

    What such a link did not say was what an explorer began with: a camera at rest, 300 steps, nothing dropped.
    """
    said = {key: list(values) for key, values in given.items()}
    if "drop" not in said and not any("|" in text for text in said.get("optimizer", ())):
        return {**said}
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
