"""The best place is far from where the slopes point: at the rim, in a corner, behind a ridge."""

from __future__ import annotations

from math import pi
from typing import Any

from landscapes.declaration import Everywhere, PerVariable, landscape
from landscapes.formulas import sp


@landscape(
    title="Schwefel 2.26",
    domain=(-500, 500),
    minimizers=Everywhere(420.9687463599820273),
    minimum=PerVariable(1.272756629372521356e-05),
    story="The second-best pit lies at the other end of the box: what is near in height is far in place.",
    source="Schwefel (1981), problem 2.26; Surjanovic & Bingham. The rounded offset leaves a minimum of "
    "1.27e-5 n, not 0",
)
def schwefel(*x: Any) -> Any:
    offset = sp.Rational(4189829, 10000) * len(x)
    return offset - sum(xi * sp.sin(sp.sqrt(sp.Abs(xi))) for xi in x)


@landscape(
    title="Eggholder",
    domain=(-512, 512),
    minimizers=((512.0, 404.2318051137578109),),
    minimum=-959.6406627208508028,
    story="The deepest pit is cut off by the edge of the box: without bounds a particle rolls on and leaves.",
    source="Whitley et al. (1996); Jamil & Yang (2013), 53; minimizer on the edge x = 512",
)
def eggholder(x: Any, y: Any) -> Any:
    z = y + 47
    return -z * sp.sin(sp.sqrt(sp.Abs(x / 2 + z))) - x * sp.sin(sp.sqrt(sp.Abs(x - z)))


@landscape(
    title="Bird",
    domain=(-2 * pi, 2 * pi),
    minimizers=((4.701043130249553023, 3.152938503724930073), (-1.582142176930033453, -3.130246803454656404)),
    minimum=-106.7645367492646748,
    story="Shift both coordinates by a full turn and it repeats: two deepest pits of one shape, far apart.",
    source="Mishra (2006); Jamil & Yang (2013), 16",
)
def bird(x: Any, y: Any) -> Any:
    peaks = sp.sin(x) * sp.exp((1 - sp.cos(y)) ** 2) + sp.cos(y) * sp.exp((1 - sp.sin(x)) ** 2)
    return peaks + (x - y) ** 2


@landscape(
    title="Keane (negated)",
    domain=(0, 10),
    minimizers=((0.0, 1.393249075325588516), (1.393249075325588516, 0.0)),
    minimum=-0.6736675211468547275,
    story="Bumps fade with the distance from a corner, and the two best are half-hidden by the edges of "
    "the box.",
    source="Keane (1994); Jamil & Yang (2013), 69, maximise it; as it stands there its minimum 0 fills "
    "whole lines",
)
def keane(x: Any, y: Any) -> Any:
    square = x**2 + y**2
    bumps = -(sp.sin(x - y) ** 2) * sp.sin(x + y) ** 2 / sp.sqrt(square)
    return sp.Piecewise((bumps, square > 0), (0, True))  # its limit where the quotient is 0/0


@landscape(
    title="Adjiman",
    domain=((-1, 2), (-1, 1)),
    minimizers=((2.0, 0.1057834694517169065),),
    minimum=-2.021806783359786953,
    story="The lowest point sits on an edge where the ground still falls: free descent walks out of the box.",
    source="Adjiman, Dallwig, Floudas & Neumaier (1998); Jamil & Yang (2013), 5; minimizer on the edge x = 2",
)
def adjiman(x: Any, y: Any) -> Any:
    return sp.cos(x) * sp.sin(y) - x / (y**2 + 1)


@landscape(
    title="Ursem Waves",
    domain=((-0.9, 1.2), (-1.2, 1.2)),
    minimizers=((1.2, 1.2),),
    minimum=-8.5536,
    story="Waves run towards a corner that is lower than all their troughs: the best place is no "
    "stationary point.",
    source="Ursem (1999), CEC; Jamil & Yang (2013), the literal (y^2 - 4.5 y^2) x y; minimizer in the corner",
)
def ursem_waves(x: Any, y: Any) -> Any:
    ripple = sp.cos(3 * x - y**2 * (2 + x)) * sp.sin(sp.Rational(5, 2) * sp.pi * x)
    return -0.9 * x**2 + (y**2 - 4.5 * y**2) * x * y + 4.7 * ripple


@landscape(
    title="Langermann",
    domain=(0, 10),
    minimizers=((2.793402208645036854, 1.597232501328360034),),
    minimum=-4.155809291847785073,
    story="Five drops, five systems of rings: where they meet they make pits that none of them has alone.",
    source="Langermann; Molga & Smutnicki (2005); Surjanovic & Bingham, with their sign +. SciPy uses the "
    "negative",
)
def langermann(x: Any, y: Any) -> Any:
    drops = ((1, 3, 5), (2, 5, 2), (5, 2, 1), (2, 1, 4), (3, 7, 9))
    squares = ((c, (x - a) ** 2 + (y - b) ** 2) for c, a, b in drops)
    return sum(c * sp.exp(-square / sp.pi) * sp.cos(sp.pi * square) for c, square in squares)
