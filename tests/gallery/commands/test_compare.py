"""`thalweg compare` as a person meets it: what it writes, what it refuses, a page that needs nothing else."""

from __future__ import annotations

import json
import re
from html.parser import HTMLParser
from pathlib import Path

import pytest

from gallery.cli import main
from gallery.comparison.lessons import LESSONS
from gallery.comparison.tables.cell_text import percent

QUICK = ("--starts", "uniform:60", "--steps", "60")


def run(*argv: str) -> int:
    return main(["compare", *argv])


class Page(HTMLParser):
    """What a browser would look for, and what it would show."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.sources: list[str] = []
        self.alts: list[str] = []
        self.tags: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        named = dict(attrs)
        self.sources += [str(named[k]) for k in ("src", "href", "poster", "data") if named.get(k)]
        if tag == "img":
            self.alts.append(str(named.get("alt", "")))
        if tag == "video":
            self.alts.append(str(named.get("aria-label", "")))


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    output = tmp_path_factory.mktemp("compare") / "out"
    look = ("--size", "320x200", "--seconds", "0.5", "--fps", "4")
    asked = ("--optimizer", "gradient_descent", "--optimizer", "adam", "--tune", "--trials", "4")
    assert run("himmelblau", *asked, *QUICK, *look, "-o", str(output)) == 0
    return output


@pytest.mark.opengl
@pytest.mark.slow
def test_a_folder_holds_film_maps_tables_curves_and_page(folder: Path) -> None:
    names = {p.name for p in folder.iterdir()}
    assert names == {
        *("index.html", "film.mp4", "overlay.mp4", "table.csv", "table.json", "cases", "what-was-run.txt"),
        *("loss.svg", "rates.svg", "basins.png", "surfaces.png", "disagreement.png"),
    }
    found = json.loads((folder / "table.json").read_text())
    assert len(found["cases"]) == 2 and len(found["pairs"]) == 1 and len(found["tunings"]) == 2
    assert found["command"].startswith(
        "thalweg compare himmelblau --starts uniform:60 --optimizer gradient_descent adam"
    )


@pytest.mark.opengl
@pytest.mark.slow
def test_the_page_needs_no_other_file_and_no_network(folder: Path) -> None:
    text = (folder / "index.html").read_text()
    page = Page(text)
    assert page.sources and all(s.startswith("data:") for s in page.sources)
    assert not re.findall(r"url\(|@import|fetch\(|XMLHttpRequest", text)
    assert not re.findall(r"https?://(?!www\.w3\.org/)", text)
    assert all(page.alts) and {"math", "svg", "video", "table"} <= set(page.tags)
    for said in ("4 trials", "held-out starts", "thalweg compare himmelblau", "numpy 2", "Wilson"):
        assert said in text


@pytest.mark.opengl
@pytest.mark.slow
def test_what_is_done_is_not_done_again(folder: Path) -> None:
    before = {p: p.stat().st_mtime_ns for p in (folder / "cases").iterdir()}
    asked = ("--optimizer", "gradient_descent", "--optimizer", "adam", "--tune", "--trials", "4")
    assert run("himmelblau", *asked, *QUICK, "--table-only", "-o", str(folder)) == 0
    assert {p: p.stat().st_mtime_ns for p in (folder / "cases").iterdir()} == before


@pytest.mark.parametrize(
    ("argv", "said"),
    [
        ((), "give the NAME of a landscape"),
        (("himmelbau",), "did you mean 'himmelblau'"),
        (("himmelblau", "himmelblau"), "named twice"),
        (("himmelblau", "--optimizer", "adamm"), "did you mean 'adam'"),
        (("himmelblau", "--starts", "points:(70,0)"), "outside the domain"),
        (("himmelblau", "--learning-rate", "0"), "finite number > 0"),
        (("himmelblau", "--optimizer", "adam:0.1", "adam:0.1"), "are the same"),
        (("himmelblau", "--steps", "-1"), "steps must be"),
        (("himmelblau", "--noise", "minibatch:4"), "needs a landscape made of data"),
        (("himmelblau", "--tune-range", "0.1", "1"), "belongs to --tune"),
        (("himmelblau", "--trials", "5"), "belongs to --tune"),
        (("himmelblau", "--tune", "--trials", "1"), "--trials must be >= 2"),
        (("himmelblau", "--theme", "pink"), "--theme must be one of"),
        (("himmelblau", "--size", "99x99"), "even numbers"),
        (("himmelblau", "--jobs", "0"), "--jobs must be"),
        (("--lesson", "saddel"), "did you mean 'saddle'"),
        (("booth", "--lesson", "saddle"), "brings its own"),
        (("--formula", "x**2+", "--domain", "-1", "1"), "x**2+"),
    ],
)
def test_mistakes_are_one_line_and_status_two(
    argv: tuple[str, ...], said: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(*argv, "--table-only", "-o", str(tmp_path / "out")) == 2
    error = capsys.readouterr().err
    assert said in error and error.startswith("thalweg: ")
    assert not (tmp_path / "out" / "table.csv").exists()


def test_a_file_where_the_folder_should_be_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "out").write_text("")
    assert run("booth", "--table-only", "-o", str(tmp_path / "out")) == 2
    assert "name a folder" in capsys.readouterr().err


def test_json_on_standard_output_is_the_whole_table(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("booth", "--optimizer", "adam", *QUICK, "--json", "--table-only", "-o", str(tmp_path)) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["cases"][0]["particles"] == 60
    assert found == json.loads((tmp_path / "table.json").read_text())


def test_formulas_are_compared_too(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    asked = ("--formula", "(x**2 - 1)**2", "--domain", "-2", "2", *QUICK, "--table-only", "-o", str(tmp_path))
    assert run(*asked) == 0
    assert "converged" in capsys.readouterr().out
    assert "--formula '(x**2 - 1)**2' --domain -2 2" in (tmp_path / "table.json").read_text()


@pytest.mark.parametrize("name", ["learning-rate", "saddle", "noise"])
def test_a_lesson_is_one_command(name: str, tmp_path: Path) -> None:
    assert run("--lesson", name, "--table-only", "-o", str(tmp_path)) == 0
    found = json.loads((tmp_path / "table.json").read_text())
    assert found["command"] == f"thalweg compare --lesson {name} --table-only"


def test_there_is_a_lesson_on_everything_that_was_promised() -> None:
    promised = [
        "learning-rate",
        "saddle",
        "plateau",
        "ravine",
        "many-minima",
        "noise",
        "schedules",
        "initialization",
    ]
    assert set(promised) <= set(LESSONS)
    assert all(lesson.question.endswith("?") and len(lesson.observe) >= 3 for lesson in LESSONS.values())


@pytest.mark.parametrize(
    ("share", "text"),
    [(0, "0"), (1, "100"), (0.9961, "99.6"), (0.99999, ">99.9"), (0.0001, "<0.1"), (0.5, "50")],
)
def test_nearly_all_is_not_all(share: float, text: str) -> None:
    assert percent(share) == text


@pytest.mark.parametrize(
    ("words", "is_told"),
    [
        (["--optimizer", "adam"], True),
        (["--optimizer", "newton", "cma_es"], False),
        (["--optimizer", "adam", "--noise", "gaussian:0.1"], False),
    ],
)
def test_the_compiled_engine_is_advised_only_where_it_would_run(
    words: list[str],
    is_told: bool,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("descent.compiled_engine.choice.PAYS", 10)
    assert run("booth", *words, *QUICK, "--table-only", "-o", str(tmp_path / "o")) == 0
    assert ("--engine compiled" in capsys.readouterr().err) == is_told
