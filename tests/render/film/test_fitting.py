"""A film of at most so many bytes: it fits, what is given up is little, and it is said when none is so small."""

from __future__ import annotations

from pathlib import Path

import pytest
from PIL import Image

from landscapes import catalogue
from render import Film, Scene
from render.film import FORMATS, Recipe, byte_count, fitted

FIRST = Recipe((960, 720), 25.0, 9.0)


@pytest.mark.parametrize("kind", ["gif", "mp4", "webp"])
@pytest.mark.parametrize("power", [0.7, 1.0, 1.2])
@pytest.mark.parametrize("share", [2.0, 0.9, 0.3, 0.08])
def test_it_fits_and_no_more_is_given_up_than_has_to_be(kind: str, power: float, share: float) -> None:
    made: list[tuple[Recipe, int]] = []

    def make(r: Recipe) -> int:
        pixels = (r.size[0] * r.size[1] / (960 * 720)) ** power
        size = round(1e7 * pixels * (r.fps / 25) * (r.seconds / 9) * 0.7**r.lean)
        made.append((r, size))
        return size

    most = round(share * 1e7)
    recipe = fitted(FIRST, FORMATS[kind], most, make)
    assert made[-1][0] == recipe and made[-1][1] <= most
    assert (recipe == FIRST) == (share >= 1)
    assert made[-1][1] >= 0.4 * min(most, 1e7)
    assert recipe.size[0] / recipe.size[1] == pytest.approx(4 / 3, rel=0.02)
    assert FORMATS[kind].nearest_fps(recipe.fps) == recipe.fps or recipe.fps == FIRST.fps


def test_where_none_fits_it_is_said() -> None:
    with pytest.raises(ValueError, match=r"no GIF of it fits into 0.001 MB; the smallest has 2 MB"):
        fitted(FIRST, FORMATS["gif"], 1000, lambda r: 2_000_000)


@pytest.mark.parametrize(
    ("text", "count"), [("5MB", 5_000_000), ("800 kB", 800_000), ("1.5m", 1_500_000), ("9000", 9_000)]
)
def test_bytes_as_people_write_them(text: str, count: int) -> None:
    assert byte_count(text) == count


@pytest.mark.parametrize("text", ["", "MB", "5 apples", "-5MB"])
def test_what_is_no_size_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="as 5MB"):
        byte_count(text)


@pytest.mark.opengl
@pytest.mark.parametrize("ending", ["gif", "mp4"])
def test_a_file_is_as_small_as_is_asked_for(ending: str, tmp_path: Path) -> None:
    scene, film = Scene(catalogue["parabola"]), Film(tmp_path / f"a.{ending}")
    recipe = Recipe((256, 192), 10.0, 1.0)
    whole = scene.fitted(film, 10**9, recipe)
    size = film.target.stat().st_size
    smaller = scene.fitted(film, size // 2, recipe)
    assert whole == recipe != smaller and film.target.stat().st_size <= size // 2


def test_a_still_says_its_pixels_per_inch(tmp_path: Path) -> None:
    scene = Scene(catalogue["parabola"])
    scene.movies([Film(tmp_path / "a.png", dpi=300.0)], size=(128, 96))
    with Image.open(tmp_path / "a.png") as picture:
        assert picture.info["dpi"] == pytest.approx((300, 300), rel=1e-3)
