"""Cones and rings about one centre: functions of the distance, with a tip or a ripple."""

from __future__ import annotations

from typing import Any

from landscapes.declaration import Everywhere, landscape
from landscapes.formulas import sp


@landscape(
    title="Ackley",
    domain=(-5, 5),
    search_domain=(-32.768, 32.768),
    minimizers=Everywhere(0.0),
    minimum=0.0,
    story="A funnel lined with pits, its tip a cone: even at the goal the slope does not fade.",
    source="Ackley (1987), A Connectionist Machine for Genetic Hillclimbing; Jamil & Yang (2013), 1",
)
def ackley(*x: Any) -> Any:
    distance = sp.sqrt(sum(xi**2 for xi in x) / len(x))
    waves = sum(sp.cos(2 * sp.pi * xi) for xi in x) / len(x)
    return 20 + sp.E - 20 * sp.exp(-distance / 5) - sp.exp(waves)


@landscape(
    title="Ackley 2",
    domain=(-32, 32),
    minimizers=((0.0, 0.0),),
    minimum=-200.0,
    story="A cone without a ripple: the slope is steepest at the tip, so a fixed rate overshoots for ever.",
    source="Ackley (1987); Jamil & Yang (2013), 2",
)
def ackley2(x: Any, y: Any) -> Any:
    return -200 * sp.exp(-sp.sqrt(x**2 + y**2) / 50)


@landscape(
    title="Ackley 3",
    domain=(-4, 4),
    search_domain=(-32, 32),
    minimizers=(
        (0.6825771831515794222, -0.3607018630610373459),
        (-0.6825771831515794222, -0.3607018630610373459),
    ),
    minimum=-195.6290282622793434,
    story="Waves push the two best points off the tip of the cone, one to each side.",
    source="Jamil & Yang (2013), 3, whose minimum -219.1418 at (0, -0.4) is wrong: -195.629028 at "
    "(+-0.682577, -0.360702)",
)
def ackley3(x: Any, y: Any) -> Any:
    waves = sp.exp(sp.cos(3 * x) + sp.sin(3 * y))
    return -200 * sp.exp(-sp.sqrt(x**2 + y**2) / 50) + 5 * waves


@landscape(
    title="Ackley 4 (modified Ackley)",
    domain=(-6, 6),
    search_domain=(-35, 35),
    minimizers=(
        (1.509620108158596459, -0.7548651160362330204),
        (-1.509620108158596459, -0.7548651160362330204),
    ),
    minimum=-4.590101634158666707,
    story="A shallow cone under egg-box waves: the two deepest pits lie beside the centre, not in it.",
    source="Jamil & Yang (2013), 4, for n = 2; the minimum is -4.590102, where older lists have -3.917275",
)
def ackley4(x: Any, y: Any) -> Any:
    return sp.exp(-sp.Rational(1, 5)) * sp.sqrt(x**2 + y**2) + 3 * (sp.cos(2 * x) + sp.sin(2 * y))


@landscape(
    title="Salomon",
    domain=(-4, 4),
    search_domain=(-100, 100),
    minimizers=Everywhere(0.0),
    minimum=0.0,
    story="Ring after ring, each a little lower: whoever descends stops in the moat that he started above.",
    source="Salomon (1996), BioSystems 39; Jamil & Yang (2013)",
)
def salomon(*x: Any) -> Any:
    distance = sp.sqrt(sum(xi**2 for xi in x))
    return 1 - sp.cos(2 * sp.pi * distance) + distance / 10


@landscape(
    title="Drop-wave",
    domain=(-2, 2),
    search_domain=(-5.12, 5.12),
    minimizers=((0.0, 0.0),),
    minimum=-1.0,
    story="A drop has fallen into still water: circular waves hide a centre that is low only from very near.",
    source="Surjanovic & Bingham, drop-wave function",
)
def drop_wave(x: Any, y: Any) -> Any:
    square = x**2 + y**2
    return -(1 + sp.cos(12 * sp.sqrt(square))) / (square / 2 + 2)


@landscape(
    title="Schaffer 1 (Schaffer F6)",
    domain=(-10, 10),
    search_domain=(-100, 100),
    minimizers=((0.0, 0.0),),
    minimum=0.0,
    story="Circular moats of almost equal depth: nearly every start ends on the wrong ring.",
    source="Schaffer, Caruana, Eshelman & Das (1989), F6; Jamil & Yang (2013)",
)
def schaffer1(x: Any, y: Any) -> Any:
    square = x**2 + y**2
    return sp.Rational(1, 2) + (sp.sin(sp.sqrt(square)) ** 2 - sp.Rational(1, 2)) / (1 + square / 1000) ** 2


@landscape(
    title="Schaffer 2",
    domain=(-2.5, 2.5),
    search_domain=(-100, 100),
    minimizers=((0.0, 0.0),),
    minimum=0.0,
    story="The moats are hyperbolas here: on the diagonals a particle slides almost level to the centre.",
    source="Schaffer et al. (1989), as modified in Mishra (2006); Surjanovic & Bingham, Schaffer function "
    "N. 2",
)
def schaffer2(x: Any, y: Any) -> Any:
    wave = sp.sin(x**2 - y**2)
    return _schaffer(wave, x, y)


@landscape(
    title="Schaffer 3",
    domain=(-2.2, 2.2),
    search_domain=(-100, 100),
    minimizers=(
        (0.0, 1.253114963120068443),
        (0.0, -1.253114963120068443),
        (1.253114963120068443, 0.0),
        (-1.253114963120068443, 0.0),
    ),
    minimum=0.001566854526004169809,
    story="Four curved moats, lowest where they cross the axes: the differences of depth are in the third "
    "digit.",
    source="Mishra (2006). Four minimizers, of which lists give one; the absolute value of the usual "
    "formula changes nothing inside a cosine",
)
def schaffer3(x: Any, y: Any) -> Any:
    wave = sp.sin(sp.cos(x**2 - y**2))
    return _schaffer(wave, x, y)


@landscape(
    title="Schaffer 4",
    domain=(-2.2, 2.2),
    search_domain=(-100, 100),
    minimizers=(
        (0.0, 1.253131831463733202),
        (0.0, -1.253131831463733202),
        (1.253131831463733202, 0.0),
        (-1.253131831463733202, 0.0),
    ),
    minimum=0.2925786320359805491,
    story="Schaffer 3 with sine and cosine exchanged: nearly the same four pits, moved by 0.00002.",
    source="Mishra (2006); Surjanovic & Bingham, Schaffer function N. 4. Four minimizers, of which lists "
    "give one; the absolute value of the usual formula changes nothing, for the wave is squared",
)
def schaffer4(x: Any, y: Any) -> Any:
    wave = sp.cos(sp.sin(x**2 - y**2))
    return _schaffer(wave, x, y)


def _schaffer(wave: Any, x: Any, y: Any) -> Any:
    return sp.Rational(1, 2) + (wave**2 - sp.Rational(1, 2)) / (1 + (x**2 + y**2) / 1000) ** 2
