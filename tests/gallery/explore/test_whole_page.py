"""`thalweg explore` and `animate` write pages: what is in them, how large they are, what is refused."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from gallery.cli import main
from gallery.explore.whole_page import choices
from gallery.spec import LandscapeSpec
from landscapes import catalogue


def written(path: Path, *words: str) -> str:
    assert main([*words, "-o", str(path)]) == 0
    return path.read_text(encoding="utf-8")


@pytest.mark.slow
def test_the_whole_catalogue_fits_in_400_kb(tmp_path: Path) -> None:
    assert len(written(tmp_path / "all.html", "explore", "himmelblau")) <= 400_000


def test_the_whole_catalogue_is_offered_curves_too() -> None:
    offered = {land.name for land, _ in choices(LandscapeSpec(name="himmelblau"))}
    assert offered | {"himmelblau"} == {f.name for f in catalogue.values() if f.kind == "formula"}


def test_a_curve_can_be_explored(tmp_path: Path) -> None:
    text = written(tmp_path / "x.html", "explore", "parabola", "sphere")
    assert "thalweg explore parabola sphere -o x.html" in text


def test_one_scene_fits_in_150_kb_and_names_its_command(tmp_path: Path) -> None:
    text = written(tmp_path / "x.html", "animate", "himmelblau", "--layers", "basins")
    assert len(text) <= 150_000
    assert "thalweg animate himmelblau --layers basins -o x.html" in text
    assert "default-src 'none'" in text and not re.search(r"(src|href)=.?https?:", text)


LARGEST = ("plateau", "pen_holder", "cross_in_tray")
"""Of all that the catalogue has: what judges kinks, wide numbers and a Hessian make a page large."""


def test_the_largest_pages_fit(tmp_path: Path) -> None:
    for name in LARGEST:
        words = [sys.executable, "-m", "gallery", "animate", name, "-o", "x.html"]
        subprocess.run(words, cwd=tmp_path, check=True, capture_output=True, timeout=300)
        assert (tmp_path / "x.html").stat().st_size <= 150_000, name
    assert len(written(tmp_path / "x.html", "animate", "dejong5", "--optimizer", "trust_region")) <= 156_000


def test_a_page_for_exploring_is_written_and_opened(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    opened: list[str] = []
    monkeypatch.setattr("webbrowser.open", opened.append)
    monkeypatch.setattr("tempfile.gettempdir", lambda: str(tmp_path))
    assert main(["explore", "himmelblau", "sphere"]) == 0
    (page,) = tmp_path.glob("*/himmelblau.html")
    assert opened == [page.as_uri()] and str(page) in capsys.readouterr().out


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["animate", "sphere", "--size", "640x480", "-o", "x.html"], "--size has no effect on a page"),
        (["animate", "sphere", "--preview", "-o", "x.html"], "--preview has no effect on a page"),
        (["animate", "sphere", "--time", "0.5", "-o", "x.mp4"], "--time has no effect on a film"),
        (["animate", "sphere", "--camera", "x.csv", "-o", "x.html"], "camera"),
        (["animate", "sphere", "--time", "2", "-o", "x.html"], "--time must be 0 to 1, got 2"),
        (["explore", "sphere", "-o", "x.htm"], "--output must end in .html"),
        (["explore", "sphere", "--window", "-o", "x.html"], "--window shows no page"),
        (["explore", "sphere", "roller_coaster", "-o", "x.html"], "name roller_coaster first"),
    ],
)
def test_what_a_page_cannot_have_is_refused_in_a_line(
    words: list[str],
    message: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(words) == 2
    said = capsys.readouterr()
    assert said.err.count("\n") == 1 and message in said.err and not list(tmp_path.iterdir())
