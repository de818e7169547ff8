"""Landscapes as people meet them in a notebook: called, plotted, shown as the last line of a cell.

thumbnails.py  a small picture of a landscape, without anything that draws
faces.py       `Faces`: what a landscape answers
landscape_table.py  many landscapes as a table
"""

from landscapes.shown.faces import DRAWING, Faces, drawn
from landscapes.shown.landscape_table import table_of
from landscapes.shown.thumbnails import thumbnail

__all__ = ["DRAWING", "Faces", "drawn", "table_of", "thumbnail"]
