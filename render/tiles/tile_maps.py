"""The landscape from above beside a panel's surface: the same run on the same clock."""

from __future__ import annotations

from collections.abc import Callable

from PIL import Image

from render.finale import Flood, Tide
from render.panels import PANELS
from render.stage import graded
from render.style import text_unit
from render.tiles.prepared_mosaic import PreparedMosaic

SHARE = 0.47
"""Of a panel's width."""
TOP, BOTTOM = 0.14, 0.82
"""Shares of a panel's height between which the map lies at least: name above, bar below."""
ABOVE, BELOW = 2.1, 2.9
"""Sizes of text that name and bar take of a panel in which they take less."""
EDGE = 0.02
"""Room to its right, a share of a panel's width."""

Draw = Callable[[float], Image.Image]
Size = tuple[int, int]


def beside_map(
    mosaic: PreparedMosaic,
    label: str,
    surface: Draw | None,
    size: Size,
    whole: Size,
    flood: Callable[[str], Flood | None] | None = None,
) -> Draw:
    """What draws a panel of `size` pixels in a picture of the size `whole`.

    Its surface, narrower by `SHARE`, and the map to the right of it, or alone; its ground ends as its `flood` has it.
    """
    run, ground, clock = mosaic.runs[label], graded(mosaic.theme, size), mosaic.timing
    left = round((1 - SHARE if surface is not None else EDGE) * size[0])
    text = mosaic.theme.text_size * text_unit(whole)
    top, bottom = min(TOP * size[1], ABOVE * text), max(BOTTOM * size[1], size[1] - BELOW * text)
    box = (left, round(top), round((1 - EDGE) * size[0]), round(bottom))
    chart = PANELS["contour"](
        run.landscape,
        (run,),
        [mosaic.colors[label]],
        mosaic.theme,
        ground.crop(box),
        text_unit(size),
        mosaic.height,
        clock,
        bare=True,
        tide=None if flood is None else Tide(lambda: flood(label)),
    )

    def draw(t: float) -> Image.Image:
        picture = ground.copy()
        if surface is not None:
            picture.paste(surface(t), (0, 0))
        picture.paste(chart.draw(clock.index(t), t), box[:2])
        return picture

    return draw
