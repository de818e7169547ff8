"""What holds of every mark: it is seen, and what stands still is the same in films and explorers."""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest
from PIL import Image

from descent import Adam, descend, grid
from landscapes import catalogue
from render import Scene
from render.clock.clock import Clock
from render.interactive.segments import mark_segments
from render.marks.known_marks import MARKS, find_marks
from render.marks.mark import Dots, Mark, Polylines, Site
from render.marks.starts import StartMark
from render.particles import glyph
from render.style.themes import find_theme
from render.surface.surface import Surface
from render.words.legend import MOST_ENTRIES

SIZE = (240, 180)
HIMMELBLAU = catalogue["himmelblau"]
LEAST = 4
"""Pixels of a small picture."""
SOME = descend(HIMMELBLAU, [[-0.4, -0.65], [1.0, 1.0], [-3.0, -2.0]], Adam(0.05), steps=60)
PATHS = descend(HIMMELBLAU, grid(HIMMELBLAU.domain, 5), Adam(0.05), steps=60)


def surface(name: str = "himmelblau") -> Surface:
    return Surface.of(catalogue[name], find_theme("dark"), resolution=60)


@pytest.mark.opengl
@pytest.mark.usefixtures("coarse")
@pytest.mark.parametrize(
    ("camera", "beside"),
    [
        ("orbit", ()),
        ("orbit", ("loss",)),
        ("still", ()),
        ("still:-30,40", ("loss",)),
        ("turn", ()),
        ("follow:0", ()),
    ],
)
@pytest.mark.parametrize("mark", MARKS)
def test_every_mark_is_seen_whatever_the_camera_does(mark: str, camera: str, beside: tuple[str, ...]) -> None:
    """In the pictures of a film, with panels beside and without."""
    plain, marked = pictures((), camera, beside).astype(int), pictures((mark,), camera, beside).astype(int)
    # From close by, an arrow on its way past the marble is a few pixels.
    assert (np.abs(plain - marked).max(axis=-1) > 12).sum() >= LEAST


@cache
def pictures(marks: tuple[str, ...], camera: str, beside: tuple[str, ...]) -> np.ndarray:
    """A film's pictures at three times, one below the other."""
    scene = Scene(HIMMELBLAU, SOME, marks=marks, camera=camera, panels=("surface", *beside))
    return np.concatenate(list(scene.frames(3, SIZE)))


@pytest.mark.opengl
@pytest.mark.parametrize("camera", ["orbit", "still"])
@pytest.mark.parametrize("count", [1, 5])
def test_ends_are_seen_at_the_end_though_beads_lie_there(camera: str, count: int) -> None:
    runs = descend(HIMMELBLAU, grid(HIMMELBLAU.domain, count) + 0.3, Adam(0.3), steps=200)
    plain, marked = (
        Scene(HIMMELBLAU, runs, marks=marks, camera=camera).picture(1.0, (480, 360)).astype(int)
        for marks in ((), ("ends",))
    )
    assert (np.abs(plain - marked).max(axis=-1) > 40).sum() > 15


@pytest.mark.opengl
@pytest.mark.usefixtures("coarse")
@pytest.mark.parametrize("mark", MARKS)
def test_every_mark_is_drawn_where_nothing_descends_and_where_somebody_has_left(mark: str) -> None:
    gone = descend(HIMMELBLAU, [[5.9, 5.9], [90.0, 0.0]], Adam(0.5), steps=5)
    for paths in ({}, gone):
        assert Scene(HIMMELBLAU, paths, marks=(mark,)).picture(0.5, (96, 72)).shape == (72, 96, 3)


@pytest.mark.parametrize("name", ["himmelblau", "ackley", "easom"])
@pytest.mark.parametrize("mark", MARKS)
def test_an_explorer_s_lines_are_those_of_the_film(mark: str, name: str) -> None:
    ground = surface(name)
    shapes = MARKS[mark]().shapes(Site(ground, {}, Clock(0.0), 720.0))
    points, pairs, colors = mark_segments(ground, {mark, "contours", "basins"})
    assert len(colors) == len(points) and np.isfinite(points).all()
    assert len(pairs) == 0 or pairs.max() < len(points)
    at = 0
    for shape in shapes:
        if isinstance(shape, Polylines):
            there = points[at : at + shape.at.size // 3].reshape(shape.at.shape)
            np.testing.assert_array_equal(there, np.nan_to_num(shape.at))
            at += shape.at.size // 3
        else:
            middle = points[at : at + 6 * len(shape.at)].reshape(-1, 6, 3).mean(axis=1)
            np.testing.assert_allclose(middle, shape.at, atol=1e-12)
            at += 6 * len(shape.at)
    assert at == len(points)


def test_segments_of_several_marks_do_not_run_into_each_other() -> None:
    ground = surface()
    points, pairs, colors = mark_segments(ground, {"field", "stationary"})
    alone = [mark_segments(ground, {name}) for name in ("field", "stationary")]
    np.testing.assert_array_equal(points, np.concatenate([a[0] for a in alone]))
    np.testing.assert_array_equal(pairs, np.concatenate([alone[0][1], alone[1][1] + len(alone[0][0])]))
    assert (colors[pairs[:, 0]] == colors[pairs[:, 1]]).all()
    assert np.linalg.norm(points[pairs[:, 0]] - points[pairs[:, 1]], axis=1).max() < 0.3


def test_where_there_is_no_ground_no_line_is_drawn() -> None:
    class Torn(Mark):
        def shapes(self, site: Site) -> list[Polylines | Dots]:
            line = np.zeros((1, 4, 3))
            line[0, 2, 2] = np.nan
            return [Polylines(line, "#ffffff", 0.002)]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("render.interactive.segments.MARKS", {"torn": Torn})
        points, pairs, _ = mark_segments(surface(), {"torn"})
    assert np.isfinite(points).all() and pairs.tolist() == [[0, 1]]


def test_what_is_no_mark_is_refused_with_the_names_of_all() -> None:
    with pytest.raises(LookupError, match=f"^unknown mark 'flag'; there are {', '.join(MARKS)}$"):
        find_marks(["floor", "flag"])


def test_a_mark_stands_for_itself() -> None:
    class Own(Mark):
        pass

    own = Own()
    assert find_marks([own, "floor"])[0] is own
    assert [mark.needs_floor for mark in find_marks([own, "floor"])] == [False, True]


@pytest.mark.parametrize("theme", ["dark", "light", "publication"])
def test_a_legend_says_what_marks_are_that_have_no_words_of_their_own(theme: str) -> None:
    look, shapes = find_theme(theme), []
    settled = descend(HIMMELBLAU, grid(HIMMELBLAU.domain, 5), Adam(0.1), steps=400)
    for mark in find_marks(sorted({*MARKS} - {"floor", "stationary"})):
        told = list(mark.told([settled], look))
        assert told, mark
        shapes += [shape for _, _, shape in told]
        scene = Scene(HIMMELBLAU, settled, marks=[mark, "floor", "starts"], theme=theme)
        entries = [entry for row in scene.prepared.captions((960, 720)).legend.rows for _, entry in row]
        assert {entry.text for entry in entries} >= {text for text, *_ in told}, mark
        # And what the colours are, unless these are more than can be read.
        marked = sum(not entry.counted for entry in entries)
        assert sum(entry.counted for entry in entries) == (4 if marked + 4 <= MOST_ENTRIES else 0)
    pictures = []
    for shape in dict.fromkeys(shapes):
        picture = Image.new("RGB", (24, 24))
        glyph(picture, (12, 12), 8, "#ffffff", shape)
        pictures.append(np.asarray(picture))
    assert len({one.tobytes() for one in pictures}) == len(pictures)


def test_the_followed_marble_is_named_and_a_crowds_starts_are_dots() -> None:
    scene = Scene(HIMMELBLAU, PATHS, camera="follow:7")
    legend = scene.prepared.captions((960, 720)).legend
    assert "marble 8 of 25, followed" in {entry.text for row in legend.rows for _, entry in row}
    few, crowd = (descend(HIMMELBLAU, grid(HIMMELBLAU.domain, n), Adam(0.05), steps=1) for n in (5, 12))
    wide = [
        np.ptp(StartMark().shapes(Site(surface(), {"": run}, Clock(0.0), 720.0))[0].at[..., :2], axis=1).max()
        for run in (few, crowd)
    ]
    assert wide[1] < 0.4 * wide[0]
