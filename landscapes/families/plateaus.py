"""Flat ground: a gradient too small to say where to go."""

from __future__ import annotations

from math import pi
from typing import Any

from landscapes.declaration import Everywhere, landscape
from landscapes.formulas import sp


@landscape(
    title="Plateau",
    domain=(-4, 4),
    minimizers=Everywhere(0.0),
    minimum=0.0,
    story="A saturated tanh: on the flat the slope is a millionth, and only a method that rescales it "
    "gets off.",
    source="Made for this catalogue, after the saturated neuron of Glorot & Bengio (2010)",
)
def plateau(*x: Any) -> Any:
    return sp.tanh(sum(xi**2 for xi in x) / 4)


@landscape(
    title="Easom",
    domain=(-4, 10),
    search_domain=(-100, 100),
    minimizers=((pi, pi),),
    minimum=-1.0,
    story="One narrow pit in a plain without slope: who does not start beside it never moves.",
    source="Easom (1990), thesis, University of Louisville; Jamil & Yang (2013), 50. Not unimodal: faint "
    "ripples surround the pit",
)
def easom(x: Any, y: Any) -> Any:
    return -sp.cos(x) * sp.cos(y) * sp.exp(-((x - sp.pi) ** 2) - (y - sp.pi) ** 2)


@landscape(
    title="De Jong 5 (Shekel's foxholes)",
    domain=(-48, 48),
    search_domain=(-65.536, 65.536),
    minimizers=((-31.97833483565697021, -31.97833483730079501),),
    minimum=0.9980038377944502580,
    story="Twenty-five steep holes in a level board, numbered by depth: the slope begins at the edge of a "
    "hole.",
    source="De Jong (1975), function F5; Shekel (1971); Surjanovic & Bingham. The minimizer is "
    "(-31.97833, -31.97833), not the hole's nominal (-32, -32)",
)
def dejong5(x: Any, y: Any) -> Any:
    places = (-32, -16, 0, 16, 32)
    holes = [(a, b) for b in places for a in places]
    depth = sum(1 / (i + (x - a) ** 6 + (y - b) ** 6) for i, (a, b) in enumerate(holes, 1))
    return 1 / (sp.Rational(1, 500) + depth)


@landscape(
    title="Xin-She Yang 3 (m = 5, beta = 15)",
    domain=(-20, 20),
    minimizers=Everywhere(0.0),
    minimum=-1.0,
    story="A pit in the middle of a mesa: flat on the top, flat in the plain, and the rim leads away from "
    "the goal.",
    source="Yang (2010), Int. J. Bio-Inspired Comput. 2; Jamil & Yang (2013); centred at 0",
)
def xin_she_yang3(*x: Any) -> Any:
    mesa = sp.exp(-sum((xi / 15) ** 10 for xi in x))
    return mesa - 2 * sp.exp(-sum(xi**2 for xi in x)) * sp.prod(sp.cos(xi) ** 2 for xi in x)
