"""Pictures and films of landscapes and of what moves on them.

How a frame comes about
-----------------------
One particle on its way from `Scene(f, run)`, whose run holds positions (rows, N, n) in domain units, to a pixel in a file:

1. scene: `Scene` checks the names it was given; `movie` asks `Prepared` for what follows from them, each thing once.
2. surface: a lattice of heights, how they are drawn, and the `World` in which the particle's place has x, y and z.
3. particles: its colour, by where it ends, and the entry of the legend that counts it.
4. clock: film time, 0..1, to a step, so that the film ends when the particles have settled.
5. camera: film time to a `Pose`; fitted to the surface it becomes a view.
6. scene: `Composer` lays out the picture, writes on its ground what never changes, and opens a stage.
7. stage: once, the surface goes into a VTK window, and with it
8. particles: `Trails`, the particle's whole way with the film time of each vertex, and `Beads`, which face the camera;
9. marks: then pins, arrows and planes, where they are asked for.
10. For each frame the clock gives the step, and `Particles.at` the bead's centre, radius and shape: how it ended, once it
    has. The trail's shader hides what is still to come, and fades what is long past.
11. stage: VTK draws at twice the size; `lay` averages that down onto the ground. Before a camera at rest `StillStage`
    does without VTK: the bead's centre goes through the `Lens` to a pixel, and a sprite of its shape is laid there.
12. panels: the charts at the same step, flat, with Pillow.
13. words: `Captions` writes the step and the counts. The frame is an array (height, width, 3) uint8.
14. film: `write` hands it to each file's `FilmWriter`, whose thread feeds an encoder; where the film begins again, the
    last frames dissolve into the first. The file gets its name when it is whole.

The folders, the lowest first; none imports from one below it in this list
--------------------------------------------------------------------------
style/        themes, text, numbers
clock/        film time to step
surface/      the landscape as a surface in the world
particles/    beads, trails, and what their colours mean
camera/       where a picture is looked at from
marks/        what else stands on the surface
panels/       flat charts on the film's clock
race/         several optimizers with one particle each, as a race
finale/       how a film ends: flooded ground, one sentence; and the flags on its goal
stage/        the 3-D picture
closeup/      one step of one particle from close by
words/        what films say: title, formula, legend, step
tiles/        small multiples: a panel for each run
film/         pictures to files
page/         the living page: one HTML file that computes what it shows
scene/        `Scene`: described first, drawn when asked for
mosaic/       several runs side by side
figures/      charts and basin maps for pages
interactive/  what explorers draw with

door.py       a folder's names, imported when they are first asked for
gathering.py  panels, marks and formats, found by the names of their files

Imports inside functions
------------------------
Only of what is large and seldom needed (SciPy, PyVista's plotting, contourpy, Matplotlib's math text, ffmpeg's binary), so
that a plain film starts soon and names can be checked without PyVista; never to get round a circle: there is none.
"""

from typing import TYPE_CHECKING

from render.door import door

if TYPE_CHECKING:
    from render.camera import Pose
    from render.film import Film
    from render.scene import Scene
    from render.stage import OpenGLMissing
    from render.style import DARK, LIGHT, PUBLICATION, Theme
    from render.words import Subtitle

__all__ = [
    "DARK",
    "LIGHT",
    "PUBLICATION",
    "Film",
    "OpenGLMissing",
    "Pose",
    "Scene",
    "Subtitle",
    "Theme",
    "door",
]

__getattr__ = door(__name__, __file__)
