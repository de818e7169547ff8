"""Pictures and films of landscapes and of what moves on them.

scene.py        `Scene`: what is drawn and how; movies, stills, a plotter
draughtsman.py  composes each picture from stage, charts and words
stage.py        the 3-D picture, drawn off-screen
offscreen.py    the window for that
still.py        the same before a camera at rest: only what moves is drawn again
ink.py          trails for it, pixel by pixel
stamps.py       beads for it
sprites.py      their shapes at fractions of a pixel
surface.py      the surface: drawn heights, baked light, contours
facets.py       as few triangles as the eye allows
thinning.py     lines of few vertices
particles.py    beads
trails.py       trails
splats.py       small shapes that face the camera
marks.py        stationary points, starts, ends, arrows
tangents.py     tangent plane, quadratic model, curvature
signs.py        the marks by name
labels.py       words at places of the 3-D picture
world.py        domain units to world coordinates
heights.py      true heights to drawn heights
camera.py       camera paths and the fit
ride.py         cameras that follow a particle or key-frames
facing.py       the side from which a named camera looks
clock.py        film time to step index
arrivals.py     when particles are where they end
tints.py        what the particles' colours mean
panels.py       flat charts on the film's clock
chart_map.py    the landscape from above
anatomy_panel.py  one step built from its parts
arc.py          a clock by the way that is gone
stops.py        the clock that stops inside steps
charts.py       the flat panels by name
chart.py        axes and lines for them
layout.py       where panels lie
legend.py       colours and counts
captions.py     what a film says about itself
words.py        fonts, lines of text, formulas
digits.py       numbers as captions write them
themes.py       every size and colour
mosaic.py       `Mosaic`: several runs side by side
tiles.py        composes each picture of a mosaic
shared_tints.py  colours that several runs have in common
gaps.py         true heights beside a plane's surface
maps.py         basin maps, flat and draped
graphs.py       line charts as SVG
exhibit.py      what an explorer shows on a plotter, changed piece by piece
easel.py        pictures of it for a browser far away
window.py       the explorer's window
moments.py      what was recorded, between the recorded steps
layers.py       what the explorer lays over a surface
basins.py       basins on a surface, and particles in their colours
browser.py      a scene as plain arrays, for the browser
notebook.py     what a notebook shows of a scene
shooting.py     from what can be drawn to its pictures and files
loop.py         films that begin again without a jump
film.py         pictures to files
desk.py         one film in the making: a thread, a scratch folder
encoders.py     what an encoder is; MP4, WebM, WebP
gif.py          GIF
palette.py      its 255 colours
stills.py       PNG, one or many
ffmpeg.py       ffmpeg in child processes
tags.py         what made it, inside the file
opengl.py       which OpenGL works here
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from render.camera.pose import Pose
    from render.film.film import Film
    from render.scene.scene import Scene
    from render.stage.opengl import OpenGLMissing
    from render.style.themes import Theme

__all__ = ["Film", "OpenGLMissing", "Pose", "Scene", "Theme"]

_HOMES = {
    "Film": "render.film.film",
    "OpenGLMissing": "render.stage.opengl",
    "Pose": "render.camera.pose",
    "Scene": "render.scene.scene",
    "Theme": "render.style.themes",
}
"""Imported when they are asked for: who wants a theme or a number as text does not wait for PyVista."""


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    globals()[name] = getattr(import_module(_HOMES[name]), name)
    return globals()[name]


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
