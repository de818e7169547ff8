"""The ways in which people draw such a film: the ancestor's loop, the obvious PyVista loop, matplotlib.

Each is a generator of pictures (720, 960, 3) uint8 of a surface of 300 x 300 points (matplotlib: 50 x 50 facets) over
which particles move, with trails that grow: frame k shows step k of `paths`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

import numpy as np
import pyvista as pv
from numpy.typing import NDArray

from descent import Trajectories

SIZE = (960, 720)
LINES = 300
Pictures = Iterator[NDArray[np.uint8]]


def _tall(heights: NDArray[np.float64]) -> NDArray[np.float64]:
    """Heights as an author would scale them for the picture: logarithmic, about as tall as a side."""
    return 3 * np.log1p(np.maximum(heights, 0)) / np.log1p(900)


def _surface(paths: Trajectories) -> pv.StructuredGrid:
    x, y = np.meshgrid(*[np.linspace(low, high, LINES) for low, high in paths.landscape.domain])
    grid = pv.StructuredGrid(x, y, _tall(paths.landscape.value(np.stack([x, y], -1))))
    grid["height"] = grid.points[:, 2]
    return grid


def _placed(paths: Trajectories) -> NDArray[np.float32]:
    return np.concatenate([paths.positions, _tall(paths.heights)[..., None]], -1).astype(np.float32)


def _polylines(points: NDArray[np.float32]) -> pv.PolyData:
    """Every particle's path over rows 0 ... k, points (k + 1, N, 3)."""
    rows, count = points.shape[:2]
    ids = np.arange(rows * count).reshape(rows, count).T
    lines = np.concatenate([np.full((count, 1), rows), ids], axis=1)
    mesh = pv.PolyData(points.reshape(-1, 3))
    mesh.verts = np.zeros(0, dtype=int)
    mesh.lines = lines.ravel()
    return mesh


def _plotter(paths: Trajectories, **options: object) -> pv.Plotter:
    plotter = pv.Plotter(off_screen=True, window_size=list(SIZE), **options)
    plotter.add_mesh(_surface(paths), scalars="height", cmap="viridis", show_scalar_bar=False)
    plotter.camera_position = [(-14, -16, 14), (0, 0, 0.5), (0, 0, 1)]
    return plotter


def ancestor(paths: Trajectories, frames: Iterable[int], moving: bool = True) -> Pictures:
    """Glyph spheres and tubes, removed and added again for each frame."""
    at = _placed(paths)
    plotter, old = _plotter(paths), []
    plotter.show(auto_close=False)
    for k in frames:
        for actor in old:
            plotter.remove_actor(actor)
        spheres = pv.PolyData(at[k]).glyph(geom=pv.Sphere(radius=0.08), scale=False, orient=False)
        old = [plotter.add_mesh(spheres, color="white")]
        if k:
            old.append(plotter.add_mesh(_polylines(at[: k + 1]).tube(radius=0.02), color="yellow"))
        plotter.camera.azimuth = 0.5 * k if moving else 0.0
        plotter.render()
        yield plotter.image
    plotter.close()


def obvious(paths: Trajectories, frames: Iterable[int], moving: bool = True) -> Pictures:
    """Everything added once; points as spheres moved in place, lines replaced; PyVista's default antialiasing."""
    at = _placed(paths)
    plotter = _plotter(paths)
    cloud, trails = pv.PolyData(at[0].copy()), _polylines(at[:2])
    plotter.add_mesh(cloud, color="white", point_size=9, render_points_as_spheres=True)
    plotter.add_mesh(trails, color="yellow", line_width=2)
    plotter.enable_anti_aliasing("msaa", multi_samples=8)
    plotter.show(auto_close=False)
    for k in frames:
        cloud.points = at[k]
        trails.copy_from(_polylines(at[: max(k + 1, 2)]))
        plotter.camera.azimuth = 0.5 * k if moving else 0.0
        plotter.render()
        yield plotter.image
    plotter.close()


def matplotlib_loop(paths: Trajectories, frames: Iterable[int], moving: bool = True) -> Pictures:
    """plot_surface at 50 x 50 facets, one scatter and one line collection, updated."""
    import matplotlib

    matplotlib.use("agg")
    from matplotlib import pyplot as plt
    from mpl_toolkits.mplot3d.art3d import Line3DCollection

    at = _placed(paths)
    x, y = np.meshgrid(*[np.linspace(low, high, 51) for low, high in paths.landscape.domain])
    figure = plt.figure(figsize=(9.6, 7.2), dpi=100)
    axes = figure.add_subplot(projection="3d")
    z = _tall(paths.landscape.value(np.stack([x, y], -1)))
    axes.plot_surface(x, y, z, rcount=50, ccount=50, cmap="viridis")
    scatter = axes.scatter(*at[0].T, s=8, c="white")
    lines = axes.add_collection(Line3DCollection([at[:2, 0]], colors="yellow", linewidths=0.8))
    for k in frames:
        scatter._offsets3d = tuple(at[k].T)
        lines.set_segments(list(at[: k + 1].transpose(1, 0, 2)))
        axes.view_init(35, 0.5 * k if moving else 0.0)
        figure.canvas.draw()
        yield np.asarray(figure.canvas.buffer_rgba())[..., :3].copy()
    plt.close(figure)


LOOPS: dict[str, Callable[..., Pictures]] = {
    "ancestor": ancestor,
    "obvious PyVista": obvious,
    "matplotlib 50x50": matplotlib_loop,
}
