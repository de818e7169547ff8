"""What a GIF shows between a picture and the next: near enough at every pixel, and nothing left behind."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from numpy.typing import NDArray

from render.film.frame_coding import FADING, PASSING, TURNING, FrameCoding, differing, rests
from render.film.palette import Palette

FPS = 25.0
BEAT = 5
WIDTH, HEIGHT = 64, 48
SLACK = 4 * 3**0.5
"""Of a table's cell and the dither, in both of the distances that are compared."""


def greys() -> Palette:
    return Palette(np.repeat(np.arange(0, 255, dtype=np.uint8)[:, None], 3, axis=1), (WIDTH, HEIGHT))


def ground() -> NDArray[np.uint8]:
    return np.full((HEIGHT, WIDTH, 3), 40, np.uint8)


def trails(count: int = 60) -> list[NDArray[np.uint8]]:
    """A square wanders over a ground at rest and leaves a trail that fades; at the end all is as it was."""
    film = []
    for k in range(count):
        picture = ground()
        for age in range(20):
            at = k - age
            if 0 <= at < count - 30:
                picture[10:16, at : at + 4] = 40 + round(80 * (1 - age / 20))
        film.append(picture)
    return film


def shown(film: list[NDArray[np.uint8]], palette: Palette, samples: bool) -> list[NDArray[np.uint8]]:
    coding = FrameCoding(palette, FPS, film[:: len(film) // 4] if samples else ())
    return [palette.colors[coding.numbers(picture)] for picture in film]


def off(a: NDArray[np.uint8], b: NDArray[np.uint8]) -> float:
    return float(np.linalg.norm(a.astype(float) - b, axis=-1).max())


@pytest.mark.parametrize(("samples", "most"), [(True, PASSING), (False, TURNING)], ids=["still", "turning"])
def test_no_pixel_of_any_picture_is_farther_off_than_is_tolerated(samples: bool, most: int) -> None:
    film = trails()
    seen = [off(a, b) for a, b in zip(shown(film, greys(), samples), film, strict=True)]
    assert 0 < max(seen) <= most + SLACK
    assert max(seen[::BEAT]) <= min(FADING, most) + SLACK


@pytest.mark.parametrize("samples", [True, False])
def test_what_comes_to_rest_is_shown_as_it_is_on_the_next_beat(samples: bool) -> None:
    film, palette = trails(), greys()
    exact = [palette.colors[palette.numbers(picture)] for picture in film]
    pictures = shown(film, palette, samples)
    for k in range(BEAT, len(film), BEAT):
        still = ~differing(film[k], film[k - 1])
        assert (pictures[k][still] == exact[k][still]).all()
    assert (pictures[-1] == exact[-1]).all()


def test_a_change_too_slow_to_be_seen_is_not_lost() -> None:
    """One level in ten pictures: never a step that is tolerated, but all of them are shown on their beats."""
    film = [ground() + np.uint8(k // 10) for k in range(200)]
    pictures = shown(film, greys(), True)
    assert max(off(a, b) for a, b in zip(pictures[9::10], film[9::10], strict=True)) <= SLACK


def test_a_trail_fades_in_few_steps() -> None:
    film, palette = trails(), greys()
    exact = [palette.numbers(picture) for picture in film]
    steady = [p.copy() for p in map(FrameCoding(palette, FPS, film[::15]).numbers, film)]
    changes = [sum(int((b != a).sum()) for a, b in pairwise(f)) for f in (exact, steady)]
    assert changes[1] < 0.6 * changes[0]


def test_the_last_picture_may_have_the_nearest_colors_everywhere() -> None:
    film, palette = trails()[:23], greys()
    coding = FrameCoding(palette, FPS, film[::5])
    for picture in film[:-1]:
        coding.numbers(picture)
    assert (coding.numbers(film[-1], last=True) == palette.numbers(film[-1])).all()


def test_a_camera_rests_if_samples_say_so() -> None:
    film = trails()
    assert rests(film[::12])
    turning = [
        np.roll(np.random.default_rng(0).integers(0, 256, (HEIGHT, WIDTH, 3), np.uint8), k, 1)
        for k in range(5)
    ]
    assert not rests(turning) and not rests([])
    assert not rests([*film[:3], turning[0], turning[0]])
