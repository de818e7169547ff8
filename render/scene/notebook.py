"""A scene as a notebook shows it: the living page, a still for where no page can be shown, a short film if asked for."""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import Any

import numpy as np
import pyvista as pv

from descent.results import scratch_folder
from render.page import frame_text, living_of
from render.particles import Particles
from render.scene.filmed import Animation
from render.scene.prepared import Prepared
from render.stage import OpenGLMissing

SIZE = (480, 360)
SECONDS, FPS = 4.0, 10.0
ORDER = ("text/html", "image/gif", "image/png", "text/plain")
MOST_PARTICLES = 2_000
"""With more, the still: a notebook should not wait."""


def mimebundle(
    scene: Any,
    prepared: Prepared,
    include: Collection[str] | None = None,
    exclude: Collection[str] | None = None,
) -> dict[str, bytes | str]:
    """A scene by MIME type: the living page in a frame, a still, and its name.

    Where a notebook takes frames out, as of one that somebody else has run, the still is left of the page. A looped GIF is
    made where `include` names it; without OpenGL there is no picture, but the page.

    Parameters
    ----------
    scene, prepared : the scene, and what is shown in it
    include, exclude : MIME types, as IPython passes them

    Raises
    ------
    OpenGLMissing, ValueError
        If one kind alone is wanted and cannot be made.
    """
    found: dict[str, bytes | str] = {}
    makers: dict[str, Callable[[], bytes | str]] = {
        "image/png": lambda: still(scene),
        "text/html": lambda: frame_text(living_of(scene), _bytes(found.get("image/png"))),
        "image/gif": lambda: film(scene),
        "text/plain": lambda: said(prepared),
    }
    wanted = include or ("text/html", "image/png", "text/plain")
    for name in (kind for kind in makers if kind in wanted and kind not in (exclude or ())):
        try:
            found[name] = makers[name]()
        except (OpenGLMissing, ValueError):
            # A page of a theme of one's own, a picture where nothing draws: the others are shown.
            if len(wanted) == 1:
                raise
    return {name: found[name] for name in ORDER if name in found}


def _bytes(found: bytes | str | None) -> bytes:
    return found if isinstance(found, bytes) else b""


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
        particles = Particles.of(run, prepared.surface.world, prepared.theme, rank=colors.rank)
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
