"""Several runs side by side: one panel each, one clock, cameras that move together.

mosaic.py           `Mosaic`: the description, its checks and its verbs
prepared_mosaic.py  `PreparedMosaic`: clock, colours and groups that follow from it
mosaic_composer.py  `MosaicComposer`: each picture; runs on one landscape share a stage
height_gaps.py      lines to the true heights of a function of more variables, on a plane of it
"""

from typing import TYPE_CHECKING

from render.door import door

if TYPE_CHECKING:
    from render.mosaic.mosaic import Mosaic
    from render.mosaic.mosaic_composer import grid_of

__all__ = ["Mosaic", "grid_of"]

__getattr__ = door(__name__, __file__)
