"""The marks' shapes in GLSL, printed from the numbers of `glyphs`: for VTK's points.

Every piece finds `vec2 at`, the place in the mark in units of its radius, x to the right and y up, and the particle's
colour in INK; it discards what the shape does not cover and leaves the colour that is seen in INK. RIM stands for the
rim's colour.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from render.particles.glyphs import BILLBOARD as B
from render.particles.glyphs import CROSS, DIAMOND, RING, ROUND, TRIANGLE, Direction


def _vector(direction: Direction) -> str:
    return "vec3({:.3f}, {:.3f}, {:.3f})".format(*direction)


_RIM = f"mix(INK, RIM, {B.pale:.3f})"

PIECES: Mapping[str, str] = MappingProxyType(
    {
        ROUND: f"""float r2 = dot(at, at);
if (r2 > pow(1.0 + {B.casing:.3f}, 2.0)) discard;
vec3 outward = vec3(at, sqrt(max(1.0 - r2, 0.0)));
float lit = {B.shade:.3f} + {B.light:.3f} * clamp(dot(outward, {_vector(B.towards_light)}), 0.0, 1.0);
float shine = clamp(dot(outward, {_vector(B.towards_glint)}), 0.0, 1.0);
if (r2 > 1.0) INK *= {B.dark:.3f};
else INK = r2 > {B.ball_rim:.3f} ? {_RIM} : INK * lit + {B.glint:.3f} * pow(shine, {B.sharpness:.3f});
""",
        RING: f"""float r = length(at), inner = sqrt({B.ring_inner:.3f}), outer = sqrt({B.ring_outer:.3f});
if (r > outer + {B.casing:.3f} || r < inner - {B.casing:.3f}) discard;
if (r > outer || r < inner) INK *= {B.dark:.3f};
""",
        DIAMOND: f"""float d = abs(at.x) + abs(at.y);
if (d > {B.diamond_reach:.3f} + 1.414 * {B.casing:.3f}) discard;
if (d > {B.diamond_reach:.3f}) INK *= {B.dark:.3f};
else INK = d > {B.diamond_rim:.3f} ? {_RIM} : INK * {B.diamond_shade:.3f};
""",
        CROSS: f"""vec2 a = abs(at);
float aside = abs(a.x - a.y), along = max(a.x, a.y);
if (aside > {B.cross_width:.3f} + 1.414 * {B.casing:.3f} || along > {B.cross_reach:.3f} + {B.casing:.3f}) discard;
if (aside > {B.cross_width:.3f} || along > {B.cross_reach:.3f}) INK *= {B.dark:.3f};
""",
        TRIANGLE: f"""float d = max(abs(at.x) * 1.732 + at.y, -2.0 * at.y);
if (d > {B.triangle_reach:.3f}) discard;
INK = d > {B.triangle_rim:.3f} ? RIM : INK * {B.triangle_shade:.3f};
""",
    }
)


PROJECTION = "uniform mat4 VCDCMatrix;"
"""What VTK projects vertices with, declared where fragments are coloured: of one name it is one uniform."""
_NEARER = f"""float nearer = r2 > 1.0 ? -{B.behind:.3f} : r2 > {B.ball_rim:.3f} ? 0.0 : outward.z;
float scale = VCDCMatrix[3][2], shift = 1.0 - VCDCMatrix[2][2];
float away = scale / (2.0 * gl_FragCoord.z - shift);
gl_FragDepth = clamp(0.5 * (shift + scale / (away - ball * nearer)), 0.0, 1.0);
"""


def vtk_code(shape: str, rim: Direction, piled: bool = False) -> str:
    """What `vtkPointGaussianMapper` wants to draw one shape with; `rim` is red, green, blue in 0..1.

    Discs that are `piled` are at each place as near as the ball that they show, of the radius `ball` in world units:
    balls that lie in each other are one body, and not a stack of edges. They want `PROJECTION`.
    """
    piece = PIECES[shape] + (_NEARER if piled and shape == ROUND else "")
    piece = piece.replace("INK", "diffuseColor").replace("RIM", _vector(rim))
    return f"//VTK::Color::Impl\nvec2 at = offsetVCVSOutput.xy;\n{piece}ambientColor = vec3(0.0); opacity = 1.0;\n"
