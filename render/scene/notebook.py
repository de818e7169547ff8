"""A scene as a notebook shows it: a short looped film, or a still where a film is not worth its time."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Collection
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from render.scene.scene import Scene

SIZE = (480, 360)
SECONDS, FPS = 4.0, 10.0
MOST_PARTICLES = 2_000
"""With more, the still: a notebook should not wait."""


def mimebundle(
    scene: Scene, include: Collection[str] | None = None, exclude: Collection[str] | None = None
) -> dict[str, bytes | str]:
    """A picture of the scene by MIME type, and its name for where no picture can be shown.

    A scene in which something moves is a looped GIF, any other a PNG. `include` and `exclude` name MIME types, as
    IPython passes them.
    """
    kind = "image/gif" if _moves(scene) else "image/png"
    wanted = [k for k in (kind, "text/plain") if (not include or k in include) and k not in (exclude or ())]
    makers: dict[str, Callable[[Scene], bytes | str]] = {
        "image/gif": film,
        "image/png": still,
        "text/plain": said,
    }
    return {name: makers[name](scene) for name in wanted}


def said(scene: Scene) -> str:
    """The scene in a line of text."""
    runs = ", ".join(repr(paths) for paths in scene.runs.values())
    return f"Scene({scene.landscape.name}{': ' if runs else ''}{runs})"


def film(scene: Scene) -> bytes:
    """A short looped GIF."""
    with tempfile.TemporaryDirectory(prefix="thalweg-") as folder:
        path = scene.movie(Path(folder) / "scene.gif", seconds=SECONDS, fps=FPS, size=SIZE)
        return path.read_bytes()


def still(scene: Scene) -> bytes:
    """The last picture as a PNG."""
    with tempfile.TemporaryDirectory(prefix="thalweg-") as folder:
        return scene.still(Path(folder) / "scene.png", size=SIZE).read_bytes()


def add_spheres(plotter: Any, scene: Scene, t: float) -> None:
    """Balls for beads: a browser that draws by itself does not know the shapes that we draw them with."""
    import numpy as np
    import pyvista as pv

    from render.particles.beads import Swarm

    if scene.surface is None or sum(len(paths.ending) for paths in scene.runs.values()) > MOST_PARTICLES:
        return
    for paths, tint in zip(scene.runs.values(), scene.tints, strict=True):
        centres, radii, _ = Swarm.of(paths, scene.surface.world, scene.look).at(scene.timing.index(t))
        cloud = pv.PolyData(centres)
        cloud["color"], cloud["radius"] = tint.colors, radii
        ball = pv.Sphere(radius=1.0, theta_resolution=12, phi_resolution=8)
        balls = cloud.glyph(geom=ball, scale="radius", orient=False, factor=1.0)
        if balls.n_points:
            balls["color"] = np.repeat(tint.colors, ball.n_points, axis=0)
            plotter.add_mesh(balls, scalars="color", rgb=True, smooth_shading=True)


def _moves(scene: Scene) -> bool:
    count = sum(len(paths.ending) for paths in scene.runs.values())
    return 0 < count <= MOST_PARTICLES
