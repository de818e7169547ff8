"""What is drawn on a part of a picture, or laid on it again, is what drawing on the whole makes."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageDraw

from render.style import Decal, Line, opened, write

SIZE = (90, 60)


def ground(seed: int) -> np.ndarray:
    return np.random.default_rng(seed).integers(0, 256, (SIZE[1], SIZE[0], 3), dtype=np.uint8)


def wholly(picture: np.ndarray, line: Line, halo: str | None) -> np.ndarray:
    image = Image.fromarray(picture)
    write(ImageDraw.Draw(image, "RGBA"), line, halo)
    return np.asarray(image)


@given(
    at=st.tuples(st.floats(5, 50), st.floats(20, 50)),
    corner=st.tuples(st.floats(-9, 5), st.floats(-9, 5)),
    halo=st.sampled_from([None, "#20202080"]),
)
def test_on_a_part_words_stand_where_they_stand_on_the_whole(
    at: tuple[float, float], corner: tuple[float, float], halo: str | None
) -> None:
    line = Line("Pit 3", at, 13.0, "#ffc040")
    picture = ground(1)
    wanted = wholly(picture, line, halo)
    with opened(picture, (*corner, SIZE[0] + 20, SIZE[1])) as part:
        assert part is not None
        image, left, top = part
        moved = Line(line.text, (at[0] - left, at[1] - top), line.size, line.color)
        write(ImageDraw.Draw(image, "RGBA"), moved, halo)
    # A halo's letters may move by a quarter of a pixel: by floats they may round to the next place.
    assert (np.abs(picture.astype(int) - wanted) > (40 if halo else 0)).mean() < 0.01


@pytest.mark.parametrize("box", [(-20, 0, -5, 9), (0, 60, 9, 80), (95, 3, 99, 9), (30, 30, 20, 40)])
def test_outside_there_is_nothing_to_draw_on(box: tuple[float, float, float, float]) -> None:
    picture = ground(2)
    with opened(picture, box) as part:
        assert part is None
    np.testing.assert_array_equal(picture, ground(2))


@given(
    seed=st.integers(0, 99),
    alpha=st.sampled_from(["", "80", "20"]),
    halo=st.sampled_from([None, "#20202060"]),
)
def test_a_decal_covers_any_ground_as_drawing_does(seed: int, alpha: str, halo: str | None) -> None:
    line = Line("4.5 m", (12.3, 40.2), 14.0, f"#3080ff{alpha}")

    def draw(picture: np.ndarray) -> None:
        picture[...] = wholly(picture, line, halo)

    decal, picture = Decal.of(draw, SIZE), ground(seed)
    decal.lay(picture)
    wanted = wholly(ground(seed), line, halo)
    assert np.abs(picture.astype(int) - wanted).max() <= 2
    assert (wanted != ground(seed)).any()
