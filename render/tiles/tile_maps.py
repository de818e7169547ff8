"""The landscape from above on a mosaic's card, beside its surface or alone: the same run on the same clock."""

from __future__ import annotations

from collections.abc import Callable

from PIL import Image

from render.finale import Flood, Tide
from render.panels import PANELS
from render.style import text_unit
from render.tiles.prepared_mosaic import PreparedMosaic


def map_of(
    mosaic: PreparedMosaic,
    label: str,
    ground: Image.Image,
    flood: Callable[[str], Flood | None] | None = None,
) -> Callable[[float], Image.Image]:
    """What draws the map of a run on a `ground` of its size; its land ends as its `flood` has it."""
    run, clock = mosaic.runs[label], mosaic.timing
    chart = PANELS["contour"](
        run.landscape,
        (run,),
        [mosaic.colors[label]],
        mosaic.theme,
        ground,
        text_unit(ground.size),
        mosaic.height,
        clock,
        bare=True,
        tide=None if flood is None else Tide(lambda: flood(label)),
    )
    return lambda t: chart.draw(clock.index(t), t)
