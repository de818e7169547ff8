"""Figures for pages and notebooks: charts and maps that stand still.

svg_chart.py     `Graph`: line charts as SVG text
basin_maps.py    `Atlas`: basin maps, flat and draped on the surface, and where two of them disagree
basin_colors.py  basins painted on a surface, and particles in their colours
"""

from typing import TYPE_CHECKING

from render.door import door

if TYPE_CHECKING:
    from render.figures.basin_colors import basin_recolored, basin_shades
    from render.figures.basin_maps import Atlas
    from render.figures.svg_chart import Graph, Series, plain

__all__ = ["Atlas", "Graph", "Series", "basin_recolored", "basin_shades", "plain"]

__getattr__ = door(__name__, __file__)
