"""`import thalweg` has what the four rooms have, and the build puts it where imports find it."""

from __future__ import annotations

import runpy
import tomllib
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

HOUSE = Path(__file__).parents[2]
FILE = "gallery/thalweg.py"


@pytest.fixture(scope="module")
def thalweg() -> Any:
    found = runpy.run_path(str(HOUSE / FILE))
    return type(
        "Module", (), {"__getattr__": lambda _, name: found["__getattr__"](name), "rooms": found["ROOMS"]}
    )()


def test_every_public_name_is_there_once(thalweg: Any) -> None:
    seen: dict[str, str] = {}
    for room in thalweg.rooms:
        for name in import_module(room).__all__:
            assert name not in seen, f"{name} is public in {seen[name]} and in {room}"
            seen[name] = room
            assert getattr(thalweg, name) is getattr(import_module(room), name)
    assert thalweg.__getattr__("__all__") == sorted(seen)
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        _ = thalweg.nothing


def test_the_build_maps_it() -> None:
    about = tomllib.loads((HOUSE / "pyproject.toml").read_text())["tool"]["hatch"]["build"]["targets"][
        "wheel"
    ]
    assert about["force-include"] == {FILE: "thalweg.py"} and (HOUSE / FILE).is_file()
