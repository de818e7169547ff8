"""A tile's record out of a file that may be anybody's: what does not fit the page's needs is no record."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import NotRequired, TypedDict

from gallery.tiles.digests import json_digest
from gallery.tiles.gallery_page import formula_markup, summary, terms

LARGEST = 1_000_000
"""Bytes."""


class Fate(TypedDict):
    """How some particles ended; see `gallery.tiles.facts.fates`."""

    count: int
    color: str
    ending: str
    words: str
    position: NotRequired[list[float]]
    height: NotRequired[float | None]
    is_global: NotRequired[bool]
    whole: NotRequired[str]


class Facts(TypedDict):
    """What there is to say about a film; see `gallery.tiles.facts.facts_of`."""

    name: str
    title: str
    story: str
    family: str
    traits: list[str]
    link: str
    source: str
    command: str
    files: dict[str, str]
    size: tuple[int, int]
    variables: list[str]
    latex: str
    domain: list[tuple[float, float]]
    minimizers: list[list[float]]
    minimum: float | None
    starts: str
    optimizer: str
    learning_rate: str
    rate_reason: str
    steps: int
    tolerance: float | None
    last_stop: int
    particles: int
    fates: list[Fate]


class TileRecord(TypedDict):
    """All that the file holds: what the tile is made of as one number, and its files' digests by name."""

    format: int
    digest: str
    files: dict[str, str]
    facts: Facts


def read_record(path: Path, version: int, files: Mapping[str, str]) -> TileRecord | None:
    """The record of a tile with these `files` by kind; None where there is none of this `version`."""
    import msgspec

    try:
        with path.open("rb") as file:
            raw = file.read(LARGEST + 1)
        if len(raw) > LARGEST:
            return None
        said = json.loads(raw.decode("utf-8"))
        if not isinstance(said, dict) or said.pop("seal", None) != json_digest(said):
            return None  # not what was written, to the last letter
        record = msgspec.convert(said, TileRecord)
    except (OSError, ValueError, RecursionError):
        return None
    named = record["facts"]["files"] == dict(files) and record["files"].keys() == set(files.values())
    return record if record["format"] == version and named and _can_be_told(record["facts"]) else None


def _can_be_told(facts: Facts) -> bool:
    """Whether the page has words for it."""
    from descent import Ending

    endings = {fate["ending"] for fate in facts["fates"]}
    if not endings <= {ending.name for ending in Ending} or not facts["fates"]:
        return False
    if any("height" in fate and "is_global" not in fate for fate in facts["fates"]):
        return False
    try:
        formula_markup(facts["latex"], facts["variables"])
        terms(facts)
        summary(facts)
    except Exception:  # whatever those raise who are asked: it is no record of ours
        return False
    return True
