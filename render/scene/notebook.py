"""A scene as a notebook shows it: a short looped film, or a still where a film is not worth its time."""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import Any

import numpy as np
import pyvista as pv

from descent.results import scratch_folder
from render.particles import Particles
from render.scene.filmed import Animation
from render.scene.prepared import Prepared

SIZE = (480, 360)
SECONDS, FPS = 4.0, 10.0
MOST_PARTICLES = 2_000
"""With more, the still: a notebook should not wait."""


def mimebundle(
    animation: Animation,
    prepared: Prepared,
    include: Collection[str] | None = None,
    exclude: Collection[str] | None = None,
) -> dict[str, bytes | str]:
    """A picture of a scene by MIME type, and its name for where no picture can be shown.

    A scene in which something moves is a looped GIF, any other a PNG.

    Parameters
    ----------
    animation, prepared : the scene, as what can be filmed and as what is shown in it
    include, exclude : MIME types, as IPython passes them

    Raises
    ------
    OpenGLMissing
        If a picture is wanted and none can be drawn.
    """
    kind = "image/gif" if 0 < _count(prepared) <= MOST_PARTICLES else "image/png"
    makers: dict[str, Callable[[], bytes | str]] = {
        "image/gif": lambda: film(animation),
        "image/png": lambda: still(animation),
        "text/plain": lambda: said(prepared),
    }
    wanted = [k for k in (kind, "text/plain") if (not include or k in include) and k not in (exclude or ())]
    return {name: makers[name]() for name in wanted}


def said(prepared: Prepared) -> str:
    """The scene in a line of text."""
    runs = ", ".join(repr(run) for run in prepared.runs.values())
    return f"Scene({prepared.landscape.name}{': ' if runs else ''}{runs})"


def film(animation: Animation) -> bytes:
    """A short looped GIF."""
    with scratch_folder() as folder:
        path = animation.movie(folder / "scene.gif", seconds=SECONDS, fps=FPS, size=SIZE)
        return path.read_bytes()


def still(animation: Animation) -> bytes:
    """The last picture as a PNG."""
    with scratch_folder() as folder:
        return animation.still(folder / "scene.png", size=SIZE).read_bytes()


def add_spheres(plotter: Any, prepared: Prepared, t: float) -> None:
    """Balls for beads at film time `t`: a browser that draws by itself does not know the shapes we draw them with.

    None where there are more than `MOST_PARTICLES`.
    """
    if prepared.surface is None or _count(prepared) > MOST_PARTICLES:
        return
    for run, colors in zip(prepared.runs.values(), prepared.colors, strict=True):
        particles = Particles.of(run, prepared.surface.world, prepared.theme)
        centres, radii, _ = particles.at(prepared.timing.index(t))
        cloud = pv.PolyData(centres)
        cloud["color"], cloud["radius"] = colors.colors, radii
        ball = pv.Sphere(radius=1.0, theta_resolution=12, phi_resolution=8)
        balls = cloud.glyph(geom=ball, scale="radius", orient=False, factor=1.0)
        if balls.n_points:
            balls["color"] = np.repeat(colors.colors, ball.n_points, axis=0)
            plotter.add_mesh(balls, scalars="color", rgb=True, smooth_shading=True)


def _count(prepared: Prepared) -> int:
    return sum(len(run.ending) for run in prepared.runs.values())
