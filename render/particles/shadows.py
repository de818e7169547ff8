"""Contact shadows: soft dark discs on the ground under beads, lying on its slope."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyvista as pv
from numpy.typing import NDArray
from vtkmodules.vtkRenderingCore import vtkActor, vtkPolyDataMapper

REACH, DARK, ASIDE, MOST = 1.75, 0.62, 0.30, 300
"""A disc's radius and how far it lies from the sun, in those of its bead; how dark its middle is; of more beads none."""

INSIDE = 0.85
"""Of a disc's radius: so far it keeps from the block's edge; what is beyond is hardly seen."""

_CORNERS = np.array([(-1, -1), (1, -1), (-1, 1), (1, 1)], dtype=float)


@dataclass(frozen=True, eq=False)
class Discs:
    """Discs in the world.

    Attributes
    ----------
    middles : (N, 3)
    across : (N, 2, 3) two radii at right angles
    """

    middles: NDArray[np.float64]
    across: NDArray[np.float64]

    @classmethod
    def under(
        cls,
        centres: NDArray[np.float64],
        radii: NDArray[np.float64],
        normals: NDArray[np.float64],
        lifts: NDArray[np.float64],
        sun: NDArray[np.float64],
        half_sides: NDArray[np.float64],
    ) -> Discs:
        """Those of balls at `centres` (N, 3) of `radii` (N,), `lifts` (N,) above ground with unit `normals` (N, 3).

        `sun` (3,) is the way to it: shadows lie on the other side. None hangs over the edge of the ground, whose
        `half_sides` (2,) are in world units, as everything here.
        """
        x, y, z = normals.T
        long = np.hypot(x, z)
        east, down = z / long, -x / long
        nowhere = np.zeros_like(x)
        across = np.stack([-east, nowhere, -down, -y * down, x * down - z * east, y * east], axis=-1)
        across = across.reshape(-1, 2, 3)
        from_sun = np.array([-sun[0], -sun[1], 0.0]) / np.hypot(sun[0], sun[1])
        downhill = x * from_sun[0] + y * from_sun[1]
        away = from_sun - downhill[:, None] * normals
        middles = centres + ASIDE * radii[:, None] * away
        middles -= (lifts - 0.12 * radii)[:, None] * normals
        across *= (REACH * radii)[:, None, None]
        limits = np.maximum(half_sides - INSIDE * np.hypot(across[:, 0, :2], across[:, 1, :2]), 0)
        inward = np.clip(middles[:, :2], -limits, limits) - middles[:, :2]
        middles[:, :2] += inward
        middles[:, 2] -= np.sum(inward * normals[:, :2], axis=1) / np.maximum(z, 0.1)
        return cls(middles, across)


def shadow_actor(cloud: pv.PolyData) -> vtkActor:
    """An actor for squares of four points each; `corners_of` says where they lie."""
    mapper = vtkPolyDataMapper()
    mapper.SetInputData(cloud)
    mapper.SetScalarVisibility(False)
    mapper.MapDataArrayToVertexAttribute("corner", "corner", 0, -1)
    actor = vtkActor()
    actor.SetMapper(mapper)
    actor.GetProperty().LightingOff()
    actor.GetProperty().SetColor(0.0, 0.0, 0.0)
    actor.ForceTranslucentOn()
    shader, said, done = actor.GetShaderProperty(), "//VTK::Normal::Dec", "//VTK::PositionVC::Impl"
    shader.AddVertexShaderReplacement(said, True, f"{said}\nin vec2 corner; out vec2 cornerVS;", False)
    shader.AddVertexShaderReplacement(done, True, f"{done}\ncornerVS = corner;", False)
    shader.AddFragmentShaderReplacement(said, True, f"{said}\nin vec2 cornerVS;", False)
    shader.AddFragmentShaderReplacement(
        "//VTK::Light::Impl",
        True,
        f"""//VTK::Light::Impl
float free = 1.0 - dot(cornerVS, cornerVS);
if (free <= 0.0) discard;
fragOutput0 = vec4(0.0, 0.0, 0.0, {DARK} * free * sqrt(free));
""",
        False,
    )
    return actor


def squares(count: int) -> pv.PolyData:
    """`count` squares, yet without a place."""
    cloud = pv.PolyData(np.zeros((4 * count, 3), dtype=np.float32))
    cloud.verts = np.zeros(0, dtype=int)
    corner = np.arange(0, 4 * count, 4)[:, None]
    triangles = np.concatenate([corner + np.array(half) for half in ((0, 1, 2), (2, 1, 3))])
    cloud.faces = np.column_stack([np.full(len(triangles), 3), triangles]).ravel()
    cloud["corner"] = np.tile(_CORNERS, (count, 1)).astype(np.float32)
    return cloud


def corners_of(discs: Discs) -> NDArray[np.float64]:
    """World points (4 N, 3) of the squares around discs."""
    return (discs.middles[:, None] + np.einsum("cj,njk->nck", _CORNERS, discs.across)).reshape(-1, 3)
