"""Trails in a plotter: ribbons that face the camera, wide at the head, a hair at the old end."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import pyvista as pv
from numpy.typing import NDArray
from vtkmodules.vtkCommonDataModel import vtkDataObject
from vtkmodules.vtkRenderingCore import vtkActor, vtkPolyDataMapper, vtkShaderProperty

from descent import Trajectories
from render.clock import Clock
from render.particles.colors import ParticleColors
from render.particles.tracks import FRESH, Comet, Thinned, Tracks, trail_lift
from render.surface import Surface

CHUNKS = 10
"""A run's segments are drawn in so many parts, by the time at which they appear: what is to come costs nothing."""

SHARP = 0.35
"""Radians of turn from which on a joint is rounded by a cap; under it the ribbon bends."""

USUAL_PIXELS = 1440.0
"""Height of a picture, drawn twice as large, on which curves are as fine as usual."""

NEARER = 0.004
"""World units by which ribbons are tested nearer than they are: on a slope one of their edges would be in the ground."""


@dataclass(frozen=True, eq=False)
class Trails:
    """One run's tracks in a plotter: actors, and the film times from which each is to be seen, and is as it stays."""

    actors: tuple[tuple[float, float, vtkActor], ...]

    @classmethod
    def add(
        cls,
        plotter: pv.Plotter,
        run: Trajectories,
        ground: Surface,
        colors: ParticleColors,
        clock: Clock,
        *,
        pixels: float,
        parts: int = 1,
        thinned: Thinned | None = None,
        among: int = 0,
    ) -> Trails:
        """Add the whole paths to a picture `pixels` high; `show` tells how much of them has happened.

        The plotter may show it in `parts` parts each way, one after the other. `thinned` is as in `Tracks.of`,
        `among` as in `Comet.of`.
        """
        count, theme = len(run.ending), ground.theme
        lift, fine = trail_lift(theme, count), fineness(pixels)
        tracks = Tracks.of(
            run, ground.world, colors, clock, lift=lift, fine=fine, ground=ground, thinned=thinned
        )
        comet = Comet.of(theme, count, pixels, among)
        actors = []
        edges = np.linspace(0, len(tracks.segments), CHUNKS + 1).astype(int)
        for part in (slice(a, b) for a, b in pairwise(edges) if b > a):
            actor = _comets(ribbons(tracks, part), comet, pixels)
            actor.GetShaderProperty().GetVertexCustomUniforms().SetUniformf("parts", parts)
            plotter.add_actor(actor, render=False, reset_camera=False)  # type: ignore[arg-type]
            ends = tracks.segments[part].ravel()
            born, done = float(tracks.birth[ends[0]]), float((tracks.birth + tracks.fade)[ends].max())
            actors.append((born, done, actor))
        trails = cls(tuple(actors))
        trails.show(0.0)
        return trails

    def show(self, t: float) -> tuple[float, ...]:
        """Show what has happened up to film time `t`; equal answers are equal pictures."""
        shown = tuple(min(t, done) if born <= t else -1.0 for born, done, _ in self.actors)
        for now, (*_, actor) in zip(shown, self.actors, strict=True):
            actor.SetVisibility(now >= 0)
            if now >= 0:
                actor.GetShaderProperty().GetVertexCustomUniforms().SetUniformf("now", now)
        return shown


def fineness(pixels: float) -> float:
    """How much finer curves are on a picture drawn `pixels` high."""
    return max(pixels / USUAL_PIXELS, 1.0)


def ribbons(tracks: Tracks, part: slice = slice(None)) -> pv.PolyData:
    """Some of the segments as bands without width, for a shader to widen: "side" -1 or 1, "cap" 0 or 1 at round ends."""
    points, pairs = tracks.points, tracks.segments[part]
    tangent, rounded = _joints(tracks)
    own = points[pairs[:, 1]] - points[pairs[:, 0]]
    own /= np.maximum(np.linalg.norm(own, axis=1), 1e-9)[:, None]
    along = [np.where(rounded[pairs[:, k], None], own, tangent[pairs[:, k]]) for k in (0, 1)]
    first, last = np.flatnonzero(rounded[pairs[:, 0]]), np.flatnonzero(rounded[pairs[:, 1]])
    # Four corners a band: of the segments themselves, of the caps before them and of those behind them.
    ends = [(pairs[:, 0], along[0], 0), (pairs[:, 1], along[1], 0)]
    bands = [
        ends,
        *(
            [(pairs[which, k], sign * own[which], cap) for cap in (0, 1)]
            for k, which, sign in ((0, first, -1), (1, last, 1))
        ),
    ]
    vertex, direction, side, cap = [], [], [], []
    for band in bands:
        count = len(band[0][0])
        corners = [(end, s) for end in band for s in (-1, 1)]
        vertex.append(np.stack([end[0] for end, _ in corners], axis=1).ravel())
        direction.append(np.stack([end[1] for end, _ in corners], axis=1).reshape(-1, 3))
        side.append(np.tile([float(s) for _, s in corners], count))
        cap.append(np.tile([float(end[2]) for end, _ in corners], count))
    at = np.concatenate(vertex)
    mesh = pv.PolyData(points[at]) if len(at) else pv.PolyData()
    mesh.verts = np.zeros(0, dtype=int)
    corner = np.arange(0, len(at), 4)[:, None]
    triangles = np.concatenate([corner + np.array(half) for half in ((0, 1, 2), (2, 1, 3))])
    mesh.faces = np.column_stack([np.full(len(triangles), 3), triangles]).ravel()
    mesh["color"] = tracks.colors[at]
    for name, values in (("birth", tracks.birth), ("fade", tracks.fade), ("strength", tracks.strength)):
        mesh[name] = values[at]
    mesh["along"] = np.concatenate(direction).astype(np.float32)
    mesh["side"], mesh["cap"] = (np.concatenate(each).astype(np.float32) for each in (side, cap))
    return mesh


def _joints(tracks: Tracks) -> tuple[NDArray[np.float32], NDArray[np.bool_]]:
    """Mean direction (V, 3) of the segments at each vertex, and whether (V,) they end there or turn sharply."""
    count = len(tracks.points)
    first, last = tracks.segments.T
    way = tracks.points[last] - tracks.points[first]
    way /= np.maximum(np.linalg.norm(way, axis=1), 1e-9)[:, None]
    coming, going = np.zeros((2, count, 3), dtype=np.float32)
    going[first], coming[last] = way, way
    mean = going + coming
    mean /= np.maximum(np.linalg.norm(mean, axis=1), 1e-9)[:, None]
    return mean, np.sum(coming * going, axis=1) < np.cos(SHARP)


def _comets(mesh: pv.PolyData, comet: Comet, pixels: float) -> vtkActor:
    mapper = vtkPolyDataMapper()
    mapper.SetInputData(mesh)
    mapper.SetColorModeToDirectScalars()
    mapper.SetScalarModeToUsePointFieldData()
    mapper.SelectColorArray("color")
    for name in ("birth", "fade", "strength", "side", "cap", "along"):
        mapper.MapDataArrayToVertexAttribute(name, name, vtkDataObject.FIELD_ASSOCIATION_POINTS, -1)
    actor = vtkActor()
    actor.SetMapper(mapper)
    actor.GetProperty().LightingOff()
    actor.ForceTranslucentOn()
    _widen(actor.GetShaderProperty(), comet, pixels)
    return actor


def _widen(shader: vtkShaderProperty, comet: Comet, pixels: float) -> None:
    """Give the bands their width and let them taper and fade, as `Comet` says and `stage.trail_raster` computes."""
    said, done = "//VTK::Normal::Dec", "//VTK::PositionVC::Impl"
    shader.AddVertexShaderReplacement(
        said,
        True,
        f"{said}\nin float birth, fade, strength, side, cap; in vec3 along;\n"
        "out float ageVS, strengthVS, coverVS; out vec2 edgeVS;",
        False,
    )
    shader.AddVertexShaderReplacement(
        done,
        True,
        f"""{done}
float age = (now - birth) / fade;
float left = 1.0 - clamp(age, 0.0, 1.0);
float half_width = mix({comet.hair:.4f}, {comet.wide:.4f}, left);
float drawn = max(half_width, 0.55);
vec3 upward = vec3(MCDCMatrix[0].y, MCDCMatrix[1].y, MCDCMatrix[2].y);
vec3 rightward = vec3(MCDCMatrix[0].x, MCDCMatrix[1].x, MCDCMatrix[2].x);
vec3 onward = vec3(MCDCMatrix[0].w, MCDCMatrix[1].w, MCDCMatrix[2].w);
if (parts > 1.0) {{  // a camera that looks aside
    upward -= onward * dot(upward, onward) / dot(onward, onward);
    rightward -= onward * dot(rightward, onward) / dot(onward, onward);
}}
float aspect = length(upward) / length(rightward);
vec4 head = MCDCMatrix * vec4(along, 0.0);
vec2 ahead = head.xy * gl_Position.w - gl_Position.xy * head.w;
ahead.x *= aspect;
ahead /= max(length(ahead), 1e-9);
vec2 shift = (vec2(-ahead.y, ahead.x) * side + ahead * cap) * drawn * {2 / pixels:.8f} * parts;
gl_Position.xy += vec2(shift.x / aspect, shift.y) * gl_Position.w;
vec4 depths = vec4(MCDCMatrix[0].z, MCDCMatrix[1].z, MCDCMatrix[2].z, MCDCMatrix[3].z);
vec4 ways = vec4(MCDCMatrix[0].w, MCDCMatrix[1].w, MCDCMatrix[2].w, MCDCMatrix[3].w);
float slope = dot(depths.xyz, ways.xyz) / dot(ways.xyz, ways.xyz);
gl_Position.z += (depths.w - slope * ways.w) * {NEARER} / max(gl_Position.w - {NEARER}, 0.001);
ageVS = age; strengthVS = strength; coverVS = min(half_width / 0.55, 1.0); edgeVS = vec2(side, cap);
""",
        False,
    )
    shader.AddFragmentShaderReplacement(
        said, True, f"{said}\nin float ageVS, strengthVS, coverVS; in vec2 edgeVS;", False
    )
    shader.AddFragmentShaderReplacement(
        "//VTK::Light::Impl",
        True,
        f"""//VTK::Light::Impl
if (ageVS < 0.0 || (edgeVS.y > 0.0 && dot(edgeVS, edgeVS) > 1.0)) discard;
float weight = clamp(ageVS, 0.0, 1.0);
float ink = mix({FRESH} * sqrt(strengthVS), {comet.lasting:.4f} * strengthVS, weight);
fragOutput0 = vec4(fragOutput0.rgb, ink * coverVS);
""",
        False,
    )
    shader.GetVertexCustomUniforms().SetUniformf("now", 0.0)
