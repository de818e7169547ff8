"""The landscape from above beside a panel's surface: the same run on the same clock."""

from __future__ import annotations

from collections.abc import Callable

from PIL import Image

from render.panels import PANELS
from render.stage import graded
from render.style import text_unit
from render.tiles.prepared_mosaic import PreparedMosaic

SHARE = 0.42
"""Of a panel's width."""
TOP, BOTTOM = 0.14, 0.82
"""Shares of a panel's height between which the map lies: name above, bar below."""
EDGE = 0.02
"""Room to its right, a share of a panel's width."""

Draw = Callable[[float], Image.Image]


def beside_map(mosaic: PreparedMosaic, label: str, surface: Draw | None, size: tuple[int, int]) -> Draw:
    """What draws a panel of `size` pixels: its surface, narrower by `SHARE`, and the map to the right of it, or alone."""
    run, ground, clock = mosaic.runs[label], graded(mosaic.theme, size), mosaic.timing
    left = round((1 - SHARE if surface is not None else EDGE) * size[0])
    box = (left, round(TOP * size[1]), round((1 - EDGE) * size[0]), round(BOTTOM * size[1]))
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
    )

    def draw(t: float) -> Image.Image:
        picture = ground.copy()
        if surface is not None:
            picture.paste(surface(t), (0, 0))
        picture.paste(chart.draw(clock.index(t), t), box[:2])
        return picture

    return draw
