"""Basin maps: each start in the colour of where it ends, flat and on the surface."""

from __future__ import annotations

import numpy as np
import pytest

from descent import Adam, Ending, GradientDescent, Newton, basins
from landscapes import find
from render.figures.basin_maps import Atlas
from render.particles.glyphs import GLYPHS

HIMMELBLAU = find("himmelblau")


def test_basin_maps_color_each_start_by_where_it_ends() -> None:
    maps = {
        "plain": basins(HIMMELBLAU, GradientDescent(0.01), resolution=31),
        "Newton": basins(HIMMELBLAU, Newton(), resolution=31),
    }
    atlas = Atlas(maps)
    paint = atlas.paint("Newton")
    ending = maps["Newton"].ending
    assert (paint[ending == Ending.SADDLE] == GLYPHS[Ending.SADDLE].grey).all()
    assert (paint[ending == Ending.ESCAPED] == 0).all()
    hues = {}
    for label, chart in maps.items():
        for k, place in enumerate(chart.destinations.positions):
            here = (chart.labels == k) & (chart.ending == Ending.CONVERGED)
            if here.any() and chart.destinations.is_minimum[k]:
                mean = atlas.paint(label)[here].mean(axis=0)
                hues.setdefault(tuple(np.round(place, 3)), []).append(int(np.argmax(mean)))
    assert len(hues) == 4 and all(len(set(h)) == 1 for h in hues.values())
    picture = np.asarray(atlas.flat("plain", 31))
    assert (
        picture.shape == (31, 31, 3) and np.abs(picture[::-1].astype(int) - atlas.paint("plain")).max() < 40
    )
    assert 0 < atlas.share_apart("plain", "Newton") < 1
    assert atlas.share_apart("plain", "plain") == 0


def test_flat_maps_keep_the_domains_proportion() -> None:
    f = find("beale")
    chart = basins(f, Adam(0.1), resolution=5, steps=3, domain=((-2, 4), (-1.5, 1.5)))
    assert Atlas({"": chart}).flat("", 100).size == (100, 50)


def test_maps_of_two_landscapes_do_not_mix() -> None:
    with pytest.raises(ValueError, match="one landscape"):
        Atlas(
            {
                "a": basins(HIMMELBLAU, Adam(0.1), resolution=3),
                "b": basins(find("booth"), Adam(0.1), resolution=3),
            }
        )


@pytest.mark.opengl
@pytest.mark.slow
def test_sheets_show_every_map() -> None:
    atlas = Atlas({str(r): basins(HIMMELBLAU, GradientDescent(r), resolution=40) for r in (0.005, 0.01)})
    for draped in (False, True):
        sheet = np.asarray(atlas.sheet((640, 400), draped=draped))
        assert sheet.shape[1:] == (640, 3) and sheet.shape[0] <= 400
        assert sheet[60:340, :320].std() > 10 and sheet[60:340, 320:].std() > 10


def test_a_sheet_of_flat_maps_is_cropped_to_them() -> None:
    atlas = Atlas({str(k): basins(HIMMELBLAU, GradientDescent(0.01), resolution=8) for k in range(3)})
    sheet = np.asarray(atlas.sheet((640, 400)))
    empty = (sheet == sheet[0, 0]).all(axis=(1, 2))
    runs = "".join("01"[int(row)] for row in empty).split("0")
    assert max(map(len, runs)) < 0.12 * len(sheet)


@pytest.mark.opengl
@pytest.mark.parametrize("count", [1, 2, 3, 4])
def test_no_quarter_of_a_sheet_of_surfaces_is_empty(count: int) -> None:
    f = find("himmelblau")
    chart = basins(f, GradientDescent(0.005), resolution=20, steps=60)
    sheet = np.asarray(Atlas({str(k): chart for k in range(count)}).sheet((640, 400), draped=True))
    bare = np.abs(sheet.astype(int) - sheet[0, 0]).max(axis=-1) < 12
    rows, columns = bare.shape
    for down in (slice(0, rows // 2), slice(rows // 2, int(0.9 * rows))):
        for across in (slice(0, columns // 2), slice(columns // 2, columns)):
            assert bare[down, across].mean() < 0.85, (down, across)
