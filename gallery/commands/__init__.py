"""One file per command: its name is the command's, its function `run` does it; `gallery.cli` gathers them.

animate.py  one film, or several files of it
compare.py  starts, optimizers and learning rates side by side
explore.py  a surface to turn and to drop particles on, on a page or in a window
gallery.py  the default scenes, and the page that shows them
list.py     the catalogue as a table
render.py   a scene file becomes a film
show.py     everything that is known of one landscape
"""
