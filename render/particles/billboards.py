"""Small flat shapes that face the camera: beads, rings, diamonds, triangles, crosses."""

from __future__ import annotations

import numpy as np
import pyvista as pv
from numpy.typing import NDArray
from vtkmodules.vtkRenderingCore import vtkActor, vtkPointGaussianMapper

from render.style.themes import rgb

PALE = 0.55
"""The rim's share in the colour at a bead's edge; the rest is the bead's own, so that a crowd of them keeps its hue."""

_START = "//VTK::Color::Impl\nvec2 at = offsetVCVSOutput.xy;\n"
_END = "ambientColor = vec3(0.0); opacity = 1.0;\n"

ROUND = (
    _START
    + """float r2 = dot(at, at);
if (r2 > 1.0) discard;
vec3 outward = vec3(at, sqrt(1.0 - r2));
float lit = 0.50 + 0.55 * clamp(dot(outward, vec3(-0.40, 0.60, 0.69)), 0.0, 1.0);
float glint = 0.30 * pow(clamp(dot(outward, vec3(-0.32, 0.48, 0.82)), 0.0, 1.0), 24.0);
diffuseColor = r2 > 0.66 ? mix(diffuseColor, RIM, PALE) : diffuseColor * lit + glint;
"""
    + _END
)
RING = _START + "float r2 = dot(at, at);\nif (r2 > 0.80 || r2 < 0.30) discard;\n" + _END
DIAMOND = (
    _START
    + """float d = abs(at.x) + abs(at.y);
if (d > 1.15) discard;
diffuseColor = d > 0.80 ? mix(diffuseColor, RIM, PALE) : diffuseColor * 0.75;
"""
    + _END
)
TRIANGLE = (
    _START
    + """float d = max(abs(at.x) * 1.732 + at.y, -2.0 * at.y);
if (d > 1.10) discard;
diffuseColor = d > 0.62 ? RIM : diffuseColor * 0.80;
"""
    + _END
)
CROSS = (
    _START
    + """vec2 a = abs(at);
if (abs(a.x - a.y) > 0.34 || max(a.x, a.y) > 0.85) discard;
"""
    + _END
)


def splat_actor(cloud: pv.PolyData, scale: str, shape: str, rim: str) -> vtkActor:
    """An actor that draws `shape` at every point of `cloud` in its "colour", as large as its array `scale`."""
    mapper = vtkPointGaussianMapper()
    mapper.SetInputData(cloud)
    mapper.SetScalarModeToUsePointFieldData()
    mapper.SelectColorArray("color")
    mapper.SetColorModeToDirectScalars()
    mapper.SetScaleArray(scale)
    mapper.SetScaleFactor(1.0)
    mapper.EmissiveOff()
    tint = "vec3({:.3f}, {:.3f}, {:.3f})".format(*rgb(rim))
    mapper.SetSplatShaderCode(shape.replace("RIM", tint).replace("PALE", f"{PALE:.3f}"))
    mapper.SetBoundScale(1.2)
    actor = vtkActor()
    actor.SetMapper(mapper)
    actor.ForceOpaqueOn()
    actor.GetProperty().LightingOff()
    return actor


def add_splats(
    plotter: pv.Plotter, at: NDArray[np.float64], color: str, radius: float, shape: str, rim: str
) -> pv.PolyData:
    """The same shape at world points (N, 3) in one colour; `radius` in world units. Returns their cloud."""
    cloud = pv.PolyData(np.asarray(at, dtype=np.float32).reshape(-1, 3))
    cloud["color"] = np.tile(np.round(np.array(rgb(color)) * 255).astype(np.uint8), (cloud.n_points, 1))
    cloud["scale"] = np.full(cloud.n_points, radius, dtype=np.float32)
    plotter.add_actor(splat_actor(cloud, "scale", shape, rim), render=False, reset_camera=False)  # type: ignore[arg-type]
    return cloud
