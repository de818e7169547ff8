"""What moves on the surface: beads, the trails behind them, and what their colours and marks mean.

glyphs.py         a shape and a grey for each ending; the numbers of shapes and light, for GLSL, NumPy, Pillow, JavaScript
shaders.py        the shapes in GLSL, printed from those numbers: for VTK and for the browser
flat_glyphs.py    the shapes by Pillow: in legends, on charts
billboards.py     the shapes in a plotter: points that face the camera
colors.py         a colour for every particle, and the legend that explains it
shared_colors.py  colours that several runs have in common
beads.py          where the particles of a run are in the world, how large and of which shape, and they in a plotter
trails.py         every particle's way, as far as it has happened
"""
