"""A gallery's record may hold anything: it is read, or it is none."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gallery.spec import RunSpec
from gallery.tiles import PRESETS, Job, render_page
from gallery.tiles.digests import json_digest
from gallery.tiles.facts import facts_of
from gallery.tiles.tile import FORMAT
from gallery.tiles.tile_record import read_record

PRESET = PRESETS[0]


@pytest.fixture(scope="module")
def record(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    job = Job(PRESET, tmp_path_factory.mktemp("gallery"))
    paths = RunSpec(starts=("grid:3",), steps=30).run(PRESET.scene.landscape.landscape())
    facts = facts_of(PRESET, paths) | {"command": job.command, "files": job.files, "size": (96, 72)}
    files = dict.fromkeys(job.files.values(), "0" * 64)
    text = json.dumps({"format": FORMAT, "digest": "0" * 64, "files": files, "facts": facts})
    return dict(json.loads(text))


def sealed(text: str) -> str:
    """The text with its seal, where it is an object: what is looked at is what comes behind the seal."""
    try:
        said = json.loads(text)
        return json.dumps({**said, "seal": json_digest(said)}) if isinstance(said, dict) else text
    except (ValueError, RecursionError):
        return text


def read(folder: Path, text: str) -> Any:
    job = Job(PRESET, folder)
    job.record.write_text(sealed(text), encoding="utf-8")
    for name in job.files.values():
        (folder / name).write_bytes(b"film")
    found = job.known()
    if found is not None:
        assert "<html" in render_page([found], folder)
    return found


def test_a_record_of_ours_is_read(record: dict[str, Any], tmp_path: Path) -> None:
    assert read(tmp_path, json.dumps(record))["name"] == PRESET.name


def places_of(value: Any, here: tuple[Any, ...] = ()) -> Any:
    yield here
    inside = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, part in inside:
        yield from places_of(part, (*here, key))


def changed(value: Any, place: tuple[Any, ...], new: Any) -> Any:
    if not place:
        return new
    copy = dict(value) if isinstance(value, dict) else list(value)
    if len(place) == 1 and new is DROPPED:
        del copy[place[0]]
    else:
        copy[place[0]] = changed(copy[place[0]], place[1:], new)
    return copy


DROPPED = object()
VALUES = [
    None,
    True,
    -1,
    0.5,
    10**30,
    "",
    "../x",
    "\\frac{",
    "grid:",
    [],
    [[]],
    {},
    [None],
    [[1, 2]],
    float("nan"),
    DROPPED,
]


@settings(max_examples=200, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_any_field_may_be_anything(data: st.DataObject, record: dict[str, Any], tmp_path: Path) -> None:
    place = data.draw(st.sampled_from(list(places_of(record))[1:]))
    read(tmp_path, json.dumps(changed(record, place, data.draw(st.sampled_from(VALUES)))))


@pytest.mark.parametrize(
    "text", ["", "{", "[]", "7", "null", '"x"', "[" * 100_000, '{"format": 2}', "\x00", "9" * 5000]
)
def test_what_is_no_record_is_none(text: str, tmp_path: Path) -> None:
    assert read(tmp_path, text) is None


def test_other_files_than_its_own_are_refused(record: dict[str, Any], tmp_path: Path) -> None:
    other = {kind: f"../{name}" for kind, name in record["facts"]["files"].items()}
    assert read(tmp_path, json.dumps(changed(record, ("facts", "files"), other))) is None


def test_a_large_file_is_not_read_whole(tmp_path: Path) -> None:
    (tmp_path / "r.json").write_bytes(b" " * 2_000_000)
    assert read_record(tmp_path / "r.json", FORMAT, {}) is None
    assert read_record(tmp_path, FORMAT, {}) is None
