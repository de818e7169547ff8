"""How large a film is: in pixels, in inches, for a purpose, in bytes; every face says the same."""

from __future__ import annotations

from pathlib import Path

import pytest

from gallery.cli import main
from gallery.spec.field import FieldError
from gallery.spec.film import PURPOSES, FilmSpec
from gallery.spec.landscape import LandscapeSpec
from gallery.spec.look import LookSpec
from gallery.spec.scene import SceneSpec

MP4 = [Path("a.mp4")]
HERE = LandscapeSpec(name="himmelblau")


@pytest.mark.parametrize(
    ("said", "size"),
    [
        ({"width": "3.5in"}, (1050, 788)),
        ({"width": "89mm", "dpi": 600}, (2102, 1576)),
        ({"width": "252pt", "dpi": 100}, (348, 260)),
        ({"purpose": "slides"}, (1920, 1080)),
        ({"purpose": "story"}, (1080, 1920)),
        ({"purpose": "paper"}, (1050, 788)),
        ({"purpose": "slides", "size": (640, 480)}, (640, 480)),
        ({"purpose": "paper", "width": "7in", "dpi": 100}, (700, 524)),
    ],
)
def test_pixels(said: dict[str, object], size: tuple[int, int]) -> None:
    spec = FilmSpec(**said)  # type: ignore[arg-type]
    assert spec.suited(MP4, ()).size == size
    (film,) = spec.files(MP4, ())
    assert film.size in (None, size)


def test_purposes_say_what_nobody_else_does() -> None:
    spec = SceneSpec(landscape=HERE, film=FilmSpec(purpose="paper"))
    assert spec.look.theme == "publication"
    assert (
        SceneSpec(landscape=HERE, look=LookSpec(theme="light"), film=FilmSpec(purpose="paper")).look.theme
        == "light"
    )
    assert SceneSpec(landscape=HERE, film=FilmSpec(purpose="blog")).suited(MP4).max_size == 5_000_000
    for purpose in PURPOSES:
        spec = SceneSpec(landscape=HERE, film=FilmSpec(purpose=purpose))
        assert SceneSpec.loads(spec.dumps()) == spec == SceneSpec.from_link(spec.link())


def test_bytes_go_through_every_face() -> None:
    spec = SceneSpec(landscape=HERE, film=FilmSpec(max_size="1.5MB"))  # type: ignore[arg-type]
    assert spec.film.max_size == 1_500_000
    assert SceneSpec.loads(spec.dumps()) == spec == SceneSpec.from_link(spec.link())
    assert SceneSpec.loads(spec.dumps().replace("1500000", '"1500 kB"')) == spec


@pytest.mark.parametrize(
    "said",
    [
        {"width": "3 apples"},
        {"width": "3.5in", "size": (64, 64)},
        {"purpose": "art"},
        {"dpi": 5},
        {"max_size": "x"},
    ],
)
def test_what_is_none_is_refused(said: dict[str, object]) -> None:
    with pytest.raises(FieldError):
        FilmSpec(**said)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--for", "art", "-o", "a.mp4"], "--for must be one of slides, paper, blog, story"),
        (["--for", "slides", "-o", "a.html"], "--for has no effect on a page"),
        (["--max-size", "5MB", "-o", "a.png"], "--max-size has no effect"),
        (["--max-size", "5 apples", "-o", "a.mp4"], "--max-size: must be bytes"),
    ],
)
def test_the_command_line_says_it_by_its_flag(
    words: list[str], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["animate", "himmelblau", *words]) == 2
    assert said in capsys.readouterr().err


@pytest.mark.opengl
def test_a_film_that_fits_nowhere_is_one_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    target = tmp_path / "a.gif"
    size = ["--size", "64x64", "--seconds", "0.3", "--steps", "5"]
    assert main(["animate", "parabola", "--max-size", "1kB", *size, "-o", str(target)]) == 2
    said = capsys.readouterr().err.splitlines()
    assert len(said) == 1 and said[0].startswith(
        "thalweg: --max-size: no GIF of it fits into 0.001 MB; the smallest"
    )
    assert not target.exists()
