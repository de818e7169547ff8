"""What holds of every format: it holds the pictures it was given, at the rate and size it says, and what made them."""

from __future__ import annotations

import subprocess
from pathlib import Path

import imageio.v3 as iio
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from gallery.spec.film import check_rate
from render.film.ffmpeg import executable
from render.film.film import Film, check, write
from render.film.known_formats import FORMATS, film_endings, format_of, still_endings

SIZE = (96, 64)
MADE_BY = {"title": "Himmelblau", "command": "thalweg animate himmelblau -o a.gif", "seed": "0"}


def pictures(count: int = 6) -> list[NDArray[np.uint8]]:
    """A square that moves over a graded ground."""
    y, x = np.mgrid[0 : SIZE[1], 0 : SIZE[0]]
    film = [np.stack([40 + y, 30 + x, 90 + 0 * x], axis=-1).astype(np.uint8) for _ in range(count)]
    for k, picture in enumerate(film):
        picture[20:40, 6 + 8 * k : 22 + 8 * k] = (250, 200, 40)
    return film


def read(path: Path) -> list[NDArray[np.uint8]]:
    """A file's or folder's pictures: by imageio, a video's by ffmpeg."""
    if path.is_dir():
        return [iio.imread(p) for p in sorted(path.iterdir())]
    if path.suffix in (".mp4", ".webm"):
        to_pixels = ["-f", "rawvideo", "-pix_fmt", "rgb24", "-"]
        command = [executable(), "-v", "error", "-i", str(path), *to_pixels]
        data = subprocess.run(command, capture_output=True, check=True).stdout
        return list(np.frombuffer(data, np.uint8).reshape(-1, SIZE[1], SIZE[0], 3))
    return list(iio.imread(path, plugin="pillow", index=..., mode="RGB"))


def test_formats_have_titles_that_tell_them_apart() -> None:
    titles = [kind.title for kind in FORMATS.values()]
    assert all(titles) and len(set(titles)) == len(titles)


PIXELS = [name for name, kind in FORMATS.items() if kind.ending not in (".pdf", ".svg")]
"""Formats of pictures; figures of words and lines have tests of their own."""


@pytest.mark.parametrize("name", PIXELS)
@pytest.mark.parametrize("sampled", [True, False])
def test_a_format_holds_its_pictures(tmp_path: Path, name: str, sampled: bool) -> None:
    kind, film = FORMATS[name], pictures()
    path = tmp_path / f"a{kind.ending}"
    samples = [film[round(t * (len(film) - 1))] for t in kind.sampled] if sampled else []
    write(film, [Film(path, metadata=MADE_BY)], kind.nearest_fps(25.0), samples=samples)
    held = read(path)
    assert len(held) == (1 if kind.still else len(film))
    for picture, true in zip(held, film[-len(held) :], strict=True):
        assert picture.shape == true.shape and np.abs(picture.astype(int) - true).mean() < 5


@pytest.mark.parametrize("name", PIXELS)
def test_a_format_says_what_made_it(tmp_path: Path, name: str) -> None:
    path = tmp_path / f"a{FORMATS[name].ending}"
    write(pictures(), [Film(path, metadata=MADE_BY)], 25.0)
    for file in sorted(path.iterdir()) if path.is_dir() else [path]:
        assert MADE_BY["command"].encode() in file.read_bytes()


@pytest.mark.parametrize("name", FORMATS)
def test_a_format_has_an_ending_of_its_own_in_any_case_of_letters(name: str) -> None:
    kind = FORMATS[name]
    assert format_of(Path(f"film{kind.ending}")) is kind is format_of(Path(f"film{kind.ending.upper()}"))
    assert kind.ending == kind.ending.lower() and kind.ending[:1] in ("", ".")
    assert (kind.ending in (*film_endings(), *still_endings())) == bool(kind.ending)
    assert (kind.ending in still_endings()) == kind.still and not {*film_endings()} & {*still_endings()}
    assert 0 < kind.usual_share <= 1 and kind.nearest_fps(kind.usual_fps or 25) == (kind.usual_fps or 25)


@settings(max_examples=60, deadline=None)
@given(fps=st.floats(1, 60), name=st.sampled_from(sorted(FORMATS)))
def test_the_nearest_rate_is_one_that_the_format_holds(fps: float, name: str) -> None:
    kind = FORMATS[name]
    rate = kind.nearest_fps(fps)
    assert 0 < rate <= kind.fastest
    assert kind.nearest_fps(rate) == pytest.approx(rate, rel=1e-12)
    assert abs(rate - fps) <= max(0.2 * fps, fps - kind.fastest)


def test_a_gif_s_rates_are_told_where_another_was_asked_for() -> None:
    words = "of a GIF must be one of 1, 2, 4, 5, 10, 20, 25, 50, got 24$"
    check_rate([Path("a.mp4"), Path("a.webm"), Path("a.png")], 24)
    check_rate([Path("a.GIF")], 50)
    with pytest.raises(ValueError, match=words):
        check_rate([Path("a.mp4"), Path("a.gif")], 24)


def test_an_ending_of_no_format_is_refused_with_those_that_there_are() -> None:
    with pytest.raises(ValueError, match=r"^a\.avi has an unknown ending '\.avi'; there are \.gif, \.mp4, "):
        check(Film("a.avi"))
