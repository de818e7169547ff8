"""Small multiples: a panel for each run, one clock, cameras that move together.

prepared_mosaic.py  `PreparedMosaic`: clock, colours and groups that follow from a description
run_group.py        the runs of one landscape on one stage, and how each of them ends
mosaic_composer.py  `MosaicComposer`: each picture of all panels
tile_layout.py      rows and columns of cards, and where on a card its words and its views are
tile_words.py       whose card it is, how many have arrived, and a bar
tile_maps.py        the landscape from above on a card
height_gaps.py      lines to the true heights of a function of more variables, on a plane of it
"""

from typing import TYPE_CHECKING

from render.door import door

if TYPE_CHECKING:
    from render.tiles.mosaic_composer import MosaicComposer
    from render.tiles.prepared_mosaic import PreparedMosaic
    from render.tiles.tile_layout import grid_of

__all__ = ["MosaicComposer", "PreparedMosaic", "grid_of"]

__getattr__ = door(__name__, __file__)
