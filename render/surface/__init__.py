"""The landscape as a surface in the world.

surface.py    `Surface`: lattice of heights, light and contours baked into its colours
heights.py    true heights to drawn heights
world.py      domain units to world coordinates
levels.py     the height that several runs are measured from
mesh.py       as few triangles as the eye allows
polylines.py  lines of few vertices
"""
