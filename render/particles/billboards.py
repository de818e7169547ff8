"""Small flat shapes that face the camera: beads, rings, diamonds, triangles, crosses."""

from __future__ import annotations

import numpy as np
import pyvista as pv
from numpy.typing import NDArray
from vtkmodules.vtkRenderingCore import vtkActor, vtkPointGaussianMapper

from render.particles.colors import bytes_of
from render.particles.shaders import PROJECTION, vtk_code
from render.style import rgb


def billboard_actor(
    cloud: pv.PolyData, scale: str, shape: str, rim: str, ball: float | None = None
) -> vtkActor:
    """An actor that draws a shape of `glyphs` at every point of `cloud` in its "color", as large as its array `scale`.

    Discs are balls of the radius `ball`, world units, where they lie in each other.
    """
    mapper = vtkPointGaussianMapper()
    mapper.SetInputData(cloud)
    mapper.SetScalarModeToUsePointFieldData()
    mapper.SelectColorArray("color")
    mapper.SetColorModeToDirectScalars()
    mapper.SetScaleArray(scale)
    mapper.SetScaleFactor(1.0)
    mapper.EmissiveOff()
    mapper.SetSplatShaderCode(vtk_code(shape, rgb(rim), piled=ball is not None))
    mapper.SetBoundScale(1.2)
    actor = vtkActor()
    actor.SetMapper(mapper)
    if ball is not None:
        shader, declared = actor.GetShaderProperty(), "//VTK::Color::Dec"
        shader.AddFragmentShaderReplacement(declared, True, f"{declared}\n{PROJECTION}", False)
        shader.GetFragmentCustomUniforms().SetUniformf("ball", ball)
    actor.ForceOpaqueOn()
    actor.GetProperty().LightingOff()
    return actor


def add_billboards(
    plotter: pv.Plotter, at: NDArray[np.float64], color: str, radius: float, shape: str, rim: str
) -> pv.PolyData:
    """The same shape at world points (N, 3), all in the hex `color`; `radius` in world units. Returns their cloud."""
    cloud = pv.PolyData(np.asarray(at, dtype=np.float32).reshape(-1, 3))
    cloud["color"] = np.tile(bytes_of(color), (cloud.n_points, 1))
    cloud["scale"] = np.full(cloud.n_points, radius, dtype=np.float32)
    plotter.add_actor(billboard_actor(cloud, "scale", shape, rim), render=False, reset_camera=False)  # type: ignore[arg-type]
    return cloud
