"""What decides a result is told: every file of a room, by name and content, and the versions of libraries."""

from __future__ import annotations

from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import pytest

from landscapes.remembered import source_digest, version_of
from landscapes.remembered.sources import _installed, _room_digest


@pytest.fixture
def room(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "room_of_a_test"
    (folder / "inner" / "__pycache__").mkdir(parents=True)
    (folder / "__init__.py").write_text("")
    (folder / "inner" / "a.js").write_text("one")
    monkeypatch.syspath_prepend(str(tmp_path))
    return folder


def digest() -> str:
    _room_digest.cache_clear()
    return source_digest(("room_of_a_test",))


def test_a_changed_renamed_or_new_file_is_another_digest_and_bytecode_is_not(room: Path) -> None:
    seen = [digest()]
    (room / "inner" / "__pycache__" / "a.pyc").write_bytes(b"bytecode")
    assert digest() == seen[0]
    (room / "inner" / "a.js").write_text("two")
    seen.append(digest())
    (room / "inner" / "a.js").rename(room / "inner" / "b.js")
    seen.append(digest())
    (room / "inner" / "b.js").rename(room / "b.js")
    seen.append(digest())
    (room / "c.txt").write_text("")
    seen.append(digest())
    assert len(set(seen)) == len(seen)


def test_rooms_are_told_apart() -> None:
    assert source_digest(("landscapes",)) != source_digest(("landscapes", "descent"))
    assert source_digest(("landscapes", "descent")) != source_digest(("descent", "landscapes"))


@pytest.mark.parametrize("library", ["numpy", "sympy", "mpmath", "scipy", "thalweg", "imageio-ffmpeg"])
def test_versions_are_those_of_the_installed_distributions(library: str) -> None:
    assert version_of(library) == version(library)


def test_a_library_without_a_folder_of_its_own_is_looked_for_as_python_does(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    egg = tmp_path / "some_egg.egg-info"
    egg.mkdir()
    (egg / "PKG-INFO").write_text("Metadata-Version: 2.1\nName: some-egg\nVersion: 3.4\n")
    monkeypatch.syspath_prepend(str(tmp_path))
    for forgets in (_installed, version_of):
        forgets.cache_clear()
    assert version_of("some-egg") == "3.4"
    with pytest.raises(PackageNotFoundError):
        version_of("no-such-library-anywhere")
