"""Runs side by side as a picture of its own: one panel each, one clock, cameras that move together.

mosaic.py  `Mosaic`: the description, its checks and its verbs
"""

from typing import TYPE_CHECKING

from render.door import door

if TYPE_CHECKING:
    from render.mosaic.mosaic import Mosaic

__all__ = ["Mosaic"]

__getattr__ = door(__name__, __file__)
