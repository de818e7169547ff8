"""Names, links and limits of the system that outputs meet: refused at the door, or they work."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from gallery.cli import main
from gallery.spec import RunSpec
from gallery.terminal.memory import TO_BEGIN, TO_DRAW, bytes_of, refused_for_memory
from gallery.tiles import PRESETS, Job
from gallery.tiles.digests import file_digest, json_digest
from gallery.tiles.facts import facts_of
from gallery.tiles.tile import FORMAT

pytestmark = pytest.mark.skipif(os.name != "posix", reason="needs a system of that kind")

BAD = os.fsdecode(b"bad\xff")
EVERY_COMMAND = {
    "animate": ["animate", "sphere", "-o", f"{BAD}.gif"],
    "animate below": ["animate", "sphere", "-o", f"{BAD}/film.gif"],
    "animate name": ["animate", BAD, "-o", "a.gif"],
    "save-scene": ["animate", "sphere", "-o", "a.gif", "--save-scene", f"{BAD}.toml"],
    "compare": ["compare", "sphere", "-o", BAD],
    "gallery": ["gallery", "-o", BAD],
    "render": ["render", f"{BAD}.toml"],
    "show": ["show", "sphere", "--png", f"{BAD}.png"],
    "graph": ["show", "booth", "--graph", "--at", "1", "2", "-o", f"{BAD}.dot"],
    "explore": ["explore", f"{BAD}.toml"],
    "list": ["list", BAD],
    "command": [BAD],
}


@pytest.mark.parametrize("case", EVERY_COMMAND)
def test_a_word_that_is_no_text_is_refused_at_the_door(
    case: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(EVERY_COMMAND[case]) == 2
    said = capsys.readouterr()
    assert said.out == "" and said.err.count("\n") == 1
    assert said.err.startswith("thalweg: ") and "bad\\xff" in said.err
    assert not list(tmp_path.iterdir())


def name_of(count: int, ending: str) -> str:
    return "n" * (count - len(ending)) + ending


@pytest.mark.parametrize("count", [237, 250, 255])
def test_the_longest_names_work(
    count: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    graph, table = name_of(count, ".dot"), name_of(count, "")
    assert main(["show", "booth", "--graph", "--at", "1", "2", "-o", graph]) == 0
    options = ["--starts", "grid:3", "--steps", "3", "--table-only", "-o", table]
    assert main(["compare", "booth", "--optimizer", "adam", *options]) == 0
    assert {path.name for path in tmp_path.iterdir()} == {graph, table}


@pytest.mark.slow
@pytest.mark.opengl
def test_the_longest_name_of_a_film_works(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    names = [name_of(255, ending) for ending in (".mp4", ".gif", ".png")]
    outputs = [word for name in names for word in ("-o", name)]
    assert main(["animate", "sphere", "--size", "64x64", "--seconds", "0.3", "--steps", "3", *outputs]) == 0
    assert {path.name for path in tmp_path.iterdir()} == set(names)


@pytest.mark.parametrize("words", [["animate", "sphere", "-o"], ["show", "sphere", "--png"]])
def test_a_name_that_is_too_long_is_refused_at_the_door(
    words: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    for name in (name_of(256, ".png"), f"{name_of(300, '')}/a.png"):
        assert main([*words, name]) == 2
        said = capsys.readouterr().err
        assert said.count("\n") == 1 and ("255 bytes" in said or "name too long" in said)


@pytest.mark.slow
@pytest.mark.opengl
def test_films_are_written_through_links(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "there").mkdir()
    (tmp_path / "there" / "film.gif").write_bytes(b"old")
    (tmp_path / "film.gif").symlink_to("there/film.gif")
    (tmp_path / "film.png").symlink_to("there/new.png")
    words = ["animate", "sphere", "--size", "64x64", "--seconds", "0.3", "--steps", "3"]
    assert main([*words, "-o", "film.gif", "-o", "film.png"]) == 0
    assert (tmp_path / "film.gif").is_symlink() and (tmp_path / "film.png").is_symlink()
    assert (tmp_path / "there" / "film.gif").read_bytes().startswith(b"GIF89a")
    assert {path.name for path in (tmp_path / "there").iterdir()} == {"film.gif", "new.png"}


def test_a_link_that_leads_nowhere_is_refused_at_the_door(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "film.gif").symlink_to("nowhere/film.gif")
    assert main(["animate", "sphere", "-o", str(tmp_path / "film.gif")]) == 2
    assert "there is no folder" in capsys.readouterr().err


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a device that is full")
@pytest.mark.parametrize("ending", ["dot", "svg"])
def test_a_graph_that_finds_no_room_is_named(
    ending: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    target = tmp_path / f"graph.{ending}"
    target.symlink_to("/dev/full")
    assert main(["show", "booth", "--graph", "--at", "1", "2", "-o", str(target)]) == 2
    assert capsys.readouterr().err == f"thalweg: {target}: No space left on device\n"


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a device that is full")
@pytest.mark.parametrize("name", ["table.csv", "table.json"])
def test_a_table_that_finds_no_room_is_named(
    name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / name).symlink_to("/dev/full")
    words = ["compare", "booth", "--optimizer", "adam", "--starts", "grid:3", "--steps", "3", "--table-only"]
    assert main([*words, "-o", str(tmp_path)]) == 2
    assert capsys.readouterr().err == f"thalweg: {tmp_path / name}: No space left on device\n"


def test_the_records_of_cases_have_the_same_bytes_whenever_they_are_written(tmp_path: Path) -> None:
    words = ["compare", "booth", "--optimizer", "adam", "gradient_descent", "--starts", "grid:5", "--steps"]
    for name in ("once", "again"):
        assert main([*words, "20", "--table-only", "-o", str(tmp_path / name)]) == 0
    once, again = (
        {p.name: file_digest(p) for p in (tmp_path / n / "cases").iterdir()} for n in ("once", "again")
    )
    assert len(once) == 2 and once == again  # fmt: skip


def sealed(job: Job) -> dict[str, Any]:
    """A record as a job writes it, its films made up."""
    for name in job.files.values():
        (job.folder / name).write_bytes(b"film")
    files = {name: file_digest(job.folder / name) for name in job.files.values()}
    paths = RunSpec(starts=("grid:3",), steps=30).run(job.preset.scene.landscape.landscape())
    facts = facts_of(job.preset, paths) | {"command": job.command, "files": job.files, "size": [96, 72]}
    record = {
        "format": FORMAT,
        "digest": job.digest(),
        "files": files,
        "facts": json.loads(json.dumps(facts)),
    }
    return {**record, "seal": json_digest(record)}


SPOILED: dict[str, Any] = {
    "empty": "",
    "a number": "7",
    "a list": "[]",
    "no fields": "{}",
    "only the format": json.dumps({"format": FORMAT}),
    "deep": "[" * 100_000,
    "deep and whole": "[" * 100_000 + "]" * 100_000,
    "deep inside": '{"format": 3, "files": ' + '{"a":' * 100_000 + "1" + "}" * 100_000 + "}",
    "not text": b"\xff\xfe\x00",
    "endless digits": '{"format": ' + "9" * 10_000 + "}",
}


@pytest.mark.parametrize("spoiled", SPOILED)
def test_a_record_that_is_none_is_as_if_it_were_not_there(spoiled: str, tmp_path: Path) -> None:
    job, text = Job(PRESETS[0], tmp_path), SPOILED[spoiled]
    sealed(job)
    job.record.write_bytes(text if isinstance(text, bytes) else text.encode())
    assert job.known() is None and job.standing() is None


@pytest.mark.parametrize("field", ["format", "digest", "files", "facts", "seal"])
@pytest.mark.parametrize("value", ["absent", None, 1, "text", [], {}])
def test_a_record_with_a_field_that_is_not_its_own_is_none(field: str, value: Any, tmp_path: Path) -> None:
    job = Job(PRESETS[0], tmp_path)
    record = sealed(job)
    job.record.write_text(json.dumps(record), encoding="utf-8")
    assert json.loads(json.dumps([job.known(), job.standing()])) == 2 * [record["facts"]]
    if value == "absent":
        del record[field]
    else:
        record[field] = value
    job.record.write_text(json.dumps(record), encoding="utf-8")
    assert job.known() is None and job.standing() is None


LIMITED = (
    "import resource, sys; resource.setrlimit(resource.RLIMIT_AS, ({0}, {0}));"
    "from gallery.cli import command; command()"
)


@pytest.mark.parametrize(
    ("allowed", "words"),
    [
        (bytes_of(TO_BEGIN) - 1, ["list"]),
        (bytes_of(TO_BEGIN) - 1, ["compare", "sphere"]),
        (bytes_of(TO_DRAW) - 1, ["animate", "sphere", "-o", "a.gif"]),
        (bytes_of(TO_DRAW) - 1, ["gallery"]),
        (bytes_of(TO_DRAW) - 1, ["compare", "sphere"]),
        (bytes_of(TO_DRAW) - 1, ["show", "sphere", "--png", "a.png"]),
    ],
    ids=lambda value: value[0] if isinstance(value, list) else "",
)
def test_too_little_memory_is_said_before_anything_is_drawn(
    allowed: int, words: list[str], tmp_path: Path
) -> None:
    code = LIMITED.format(allowed)
    done = subprocess.run(
        [sys.executable, "-c", code, *words], cwd=tmp_path, capture_output=True, text=True, timeout=120
    )
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("thalweg: there is not enough memory: ulimit -v allows ")
    assert done.stderr.count("\n") == 1
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    "error",
    [
        MemoryError(),
        MemoryError("Unable to allocate 7.45 GiB for an array"),
        ImportError("libx.so: failed to map segment from shared object"),
        RuntimeError("can't start new thread"),
        OSError(12, "Cannot allocate memory"),
    ],
    ids=repr,
)
def test_what_libraries_say_of_memory_is_understood(error: Exception) -> None:
    said = refused_for_memory(error)
    assert said is not None and said.startswith("there is not enough memory") and "\n" not in said


@pytest.mark.parametrize("error", [ValueError("x"), ImportError("no module"), OSError(28, "No space left")])
def test_other_errors_are_not_taken_for_it(error: Exception) -> None:
    assert refused_for_memory(error) is None


@pytest.mark.slow
@pytest.mark.opengl
@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="needs X")
def test_a_display_that_is_dead_is_refused(tmp_path: Path) -> None:
    environment = {
        k: v for k, v in os.environ.items() if k not in ("VTK_DEFAULT_OPENGL_WINDOW", "THALWEG_OPENGL")
    }
    done = subprocess.run(
        [sys.executable, "-m", "gallery", "explore", "--window"],
        env={**environment, "DISPLAY": ":987"}, cwd=tmp_path, capture_output=True, text=True, timeout=120,
    )  # fmt: skip
    assert done.returncode == 2
    assert done.stderr.startswith("thalweg: no window can be opened on the display :987;")
    assert done.stderr.count("\n") == 1
