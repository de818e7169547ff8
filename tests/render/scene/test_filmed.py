"""From pictures at film times to files: what is drawn for which films."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from descent import GradientDescent, descend, grid
from landscapes import find
from render import Film, Scene
from render.film.formats.gif import GIF
from render.scene.filmed import Animation, Size

SIZE = (96, 72)


class Told:
    """A hand that draws the film time as a shade, and tells which were asked for."""

    def __init__(self, size: Size, told: list[float]) -> None:
        self._size, self._told = size, told

    def picture(self, t: float) -> NDArray[np.uint8]:
        self._told.append(t)
        return np.full((self._size[1], self._size[0], 3), round(255 * t), np.uint8)

    def pictures(self, times: Iterable[float]) -> Iterator[NDArray[np.uint8]]:
        return map(self.picture, times)

    def close(self) -> None:
        self._told.append(np.inf)


class Shades(Animation):
    """A film from black to white."""

    command, heading = "", "shades"

    def __init__(self) -> None:
        self.told: list[float] = []

    def drawn(self, size: Size) -> Told:
        return Told(size, self.told)


@dataclass
class Ground(Animation):
    """Pictures of one grey, which its theme names."""

    theme: str
    command, heading = "", "ground"

    def drawn(self, size: Size) -> Uniform:
        return Uniform(size, {"dark": 0, "light": 255}[self.theme])


@dataclass
class Uniform:
    size: Size
    value: int

    def picture(self, t: float) -> NDArray[np.uint8]:
        return np.full((self.size[1], self.size[0], 3), self.value, dtype=np.uint8)

    def pictures(self, times: Iterable[float]) -> Iterator[NDArray[np.uint8]]:
        return map(self.picture, times)

    def close(self) -> None:
        """Nothing is open."""


def test_one_film_may_have_another_theme_than_its_description(tmp_path: Path) -> None:
    ground = Ground("dark")
    for name, theme, shade in (("own.png", None, 0), ("other.png", "light", 255)):
        ground.movie(tmp_path / name, seconds=0.4, size=SIZE, theme=theme)
        assert (np.asarray(Image.open(tmp_path / name)) == shade).all()
    assert ground.theme == "dark"


@pytest.mark.parametrize("ending", [".gif", ".GIF"])
def test_a_gifs_palette_is_made_of_pictures_drawn_before_the_film(tmp_path: Path, ending: str) -> None:
    film = Shades()
    film.movies([Film(tmp_path / "a.mp4"), Film(tmp_path / f"b{ending}")], seconds=0.4, fps=25, size=SIZE)
    assert film.told == [*GIF.sampled, *(k / 9 for k in range(10)), np.inf]


def test_a_film_dissolves_into_its_beginning_only_if_it_loops(tmp_path: Path) -> None:
    Shades().movie(tmp_path / "once", seconds=1.6, fps=25, size=SIZE)
    Shades().movie(tmp_path / "again", seconds=1.6, fps=25, size=SIZE, loop=True)
    once, again = (
        [int(np.asarray(Image.open(tmp_path / name / f"{k:05d}.png")).mean()) for k in (37, 38, 39)]
        for name in ("once", "again")
    )
    assert once == [round(255 * k / 39) for k in (37, 38, 39)]
    assert again[0] == once[0] and again[1] < once[1] - 50 and again[2] < 100


def test_without_a_gif_nothing_is_drawn_twice(tmp_path: Path) -> None:
    film = Shades()
    film.movies([Film(tmp_path / "a.mp4"), Film(tmp_path / "a.png")], seconds=0.4, fps=25, size=SIZE)
    assert film.told == [*(k / 9 for k in range(10)), np.inf]


def test_nothing_is_drawn_for_films_that_cannot_be_written(tmp_path: Path) -> None:
    film = Shades()
    with pytest.raises(ValueError, match="asked for twice"):
        film.movies([Film(tmp_path / "a.gif"), Film(tmp_path / "a.gif")], size=SIZE)
    assert film.told == []


@pytest.mark.opengl
@pytest.mark.parametrize("camera", ["still", "orbit"])
def test_a_film_is_the_same_with_a_gif_beside_it(tmp_path: Path, camera: str) -> None:
    f = find("himmelblau")
    scene = Scene(f, descend(f, grid(f.domain, 4), GradientDescent(0.01), steps=40), camera=camera)
    for folder, endings in (("alone", [".mp4"]), ("both", [".mp4", ".gif"]), ("again", [".mp4", ".gif"])):
        (tmp_path / folder).mkdir()
        films = [Film(tmp_path / folder / f"a{ending}") for ending in endings]
        scene.movies(films, seconds=0.8, fps=25, size=SIZE)
    mp4, gif = ({p.parent.name: p.read_bytes() for p in tmp_path.glob(f"*/a{e}")} for e in (".mp4", ".gif"))
    assert mp4["alone"] == mp4["both"] == mp4["again"] and gif["both"] == gif["again"]


@pytest.mark.opengl
def test_a_time_of_numpy_is_a_time() -> None:
    f = find("himmelblau")
    scene = Scene(f, descend(f, grid(f.domain, 3), GradientDescent(0.01), steps=20))
    np.testing.assert_array_equal(
        scene.picture(np.linspace(0, 1, 3)[1], (96, 72)), scene.picture(0.5, (96, 72))
    )
