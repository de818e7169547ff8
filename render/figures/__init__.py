"""Pictures that do not move: basins, and charts for pages.

basin_maps.py    where each start ends, flat and draped; where two cases disagree
basin_colors.py  basins painted on a surface, and particles in the colours of theirs
svg_chart.py     line charts as SVG text
"""
