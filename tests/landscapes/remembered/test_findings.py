"""What was found out comes back from disk to the last bit, and whatever else lies there says nothing."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from landscapes.remembered import cache_folder, findings, recall, remember

ROOMS = ("landscapes",)
QUESTION = ["himmelblau", 2, [-0.0, 5e-324]]
FOUND = [0.1 + 0.2, 5e-324, -0.0, 1e308, float("inf"), "why", None, True]


@pytest.fixture(autouse=True)
def apart(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("THALWEG_CACHE", str(tmp_path))
    return tmp_path


def only_file() -> Path:
    (file,) = (cache_folder() / "things").iterdir()
    return file


def test_a_finding_comes_back_to_the_last_bit_and_only_to_its_own_question() -> None:
    assert recall("things", QUESTION, ROOMS) is None
    remember("things", QUESTION, ROOMS, FOUND)
    assert repr(recall("things", QUESTION, ROOMS)) == repr(FOUND)
    assert recall("things", ["himmelblau", 2, [0.0, 5e-324]], ROOMS) is None
    assert recall("others", QUESTION, ROOMS) is None


def spoiled(change: Callable[[str], str]) -> Callable[[Path], None]:
    return lambda file: file.write_text(change(file.read_text()), encoding="utf-8") and None


def foreign(file: Path) -> None:
    body = json.dumps({"rate": 1.0})
    file.write_text(f"{findings._digest(body)}\n{body}")


def another_question(file: Path) -> None:
    body = file.read_text().partition("\n")[2].replace("himmelblau", "rosenbrock")
    file.write_text(f"{findings._digest(body)}\n{body}")


HARM: dict[str, Callable[[Path], None]] = {
    "cut": spoiled(lambda text: text[: len(text) // 2]),
    "changed": spoiled(lambda text: text.replace("why", "who")),
    "empty": spoiled(lambda text: ""),
    "deep": spoiled(lambda text: f"{findings._digest('[' * 100_000)}\n{'[' * 100_000}"),
    "bytes": lambda file: file.write_bytes(b"\xff\xfe\x00") and None,
    "foreign": foreign,
    "another question": another_question,
    "long": spoiled(lambda text: text + " " * (1 << 20)),
}


@pytest.mark.parametrize("harm", HARM)
def test_a_file_that_is_not_whole_or_not_ours_says_nothing(harm: str) -> None:
    remember("things", QUESTION, ROOMS, FOUND)
    HARM[harm](only_file())
    assert recall("things", QUESTION, ROOMS) is None
    remember("things", QUESTION, ROOMS, FOUND)
    assert repr(recall("things", QUESTION, ROOMS)) == repr(FOUND), "what was harmed is written anew"


def test_another_version_does_not_believe_it_and_takes_its_place(monkeypatch: pytest.MonkeyPatch) -> None:
    remember("things", QUESTION, ROOMS, FOUND)
    monkeypatch.setattr(findings, "arithmetic_digest", lambda rooms: "another")
    assert recall("things", QUESTION, ROOMS) is None
    remember("things", QUESTION, ROOMS, 1)
    assert recall("things", QUESTION, ROOMS) == 1 and only_file()


def test_a_folder_that_cannot_be_written_to_is_no_obstacle(
    apart: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = apart / "file"
    file.touch()
    monkeypatch.setenv("THALWEG_CACHE", str(file))
    remember("things", QUESTION, ROOMS, FOUND)
    assert recall("things", QUESTION, ROOMS) is None


@pytest.mark.parametrize("error", [ImportError, RuntimeError])
def test_where_versions_or_homes_are_unknown_nothing_is_kept(
    error: type[Exception], monkeypatch: pytest.MonkeyPatch
) -> None:
    remember("things", QUESTION, ROOMS, FOUND)

    def raises(*asked: object) -> None:
        raise error("unknown")

    monkeypatch.setattr(findings, "arithmetic_digest" if error is ImportError else "cache_folder", raises)
    assert recall("things", QUESTION, ROOMS) is None
    remember("things", ["another"], ROOMS, FOUND)
    monkeypatch.undo()
    assert recall("things", ["another"], ROOMS) is None
