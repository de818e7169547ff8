"""Creases, jumps and cusps: places where the gradient is not there, or is there and misleads."""

from __future__ import annotations

from itertools import product
from math import pi
from typing import Any

from landscapes.declaration import Everywhere, landscape
from landscapes.formulas import sp


@landscape(
    title="Bukin 6",
    domain=((-15, -5), (-3, 3)),
    minimizers=((-10.0, 1.0),),
    minimum=0.0,
    story="A knife-edged gutter: the gradient grows without bound towards the floor, so particles jump "
    "across it.",
    source="Bukin (1997); Jamil & Yang (2013), 28; Surjanovic & Bingham",
)
def bukin6(x: Any, y: Any) -> Any:
    return 100 * sp.sqrt(sp.Abs(y - x**2 / 100)) + sp.Abs(x + 10) / 100


@landscape(
    title="Bukin 4",
    domain=((-15, -5), (-3, 3)),
    minimizers=((-10.0, 0.0),),
    minimum=0.0,
    story="Steep and smooth across, slight and creased along: y is settled at once, x inches home at a "
    "constant pace.",
    source="Bukin (1997); Jamil & Yang (2013), 27",
)
def bukin4(x: Any, y: Any) -> Any:
    return 100 * y**2 + sp.Abs(x + 10) / 100


@landscape(
    title="Bartels Conn",
    domain=(-2, 2),
    search_domain=(-500, 500),
    minimizers=((0.0, 0.0),),
    minimum=1.0,
    story="A smooth bowl pressed into pleats: every fold can stop a particle on its way down.",
    source="Bartels & Conn; Jamil & Yang (2013), 9",
)
def bartels_conn(x: Any, y: Any) -> Any:
    return sp.Abs(x**2 + y**2 + x * y) + sp.Abs(sp.sin(x)) + sp.Abs(sp.cos(y))


@landscape(
    title="Price 1 (Becker-Lago)",
    domain=(-10, 10),
    search_domain=(-500, 500),
    minimizers=tuple(product((-5.0, 5.0), repeat=2)),
    minimum=0.0,
    story="Four parabolic bowls joined at creases: the signs of the start are the signs of the answer.",
    source="Becker & Lago; Price (1977), Comput. J. 20; Jamil & Yang (2013), 94",
)
def price1(x: Any, y: Any) -> Any:
    return (sp.Abs(x) - 5) ** 2 + (sp.Abs(y) - 5) ** 2


@landscape(
    title="Tripod",
    domain=(-100, 100),
    minimizers=((0.0, -50.0),),
    minimum=0.0,
    story="Three feet and two jumps between them: one foot stands on the ground, the gradient knows "
    "nothing of jumps.",
    source="Clerc (2006), Particle Swarm Optimization; Rahnamayan, Tizhoosh & Salama (2007); with p(0) = 1",
)
def tripod(x: Any, y: Any) -> Any:
    right, up = (sp.Piecewise((1, t >= 0), (0, True)) for t in (x, y))
    return up * (1 + right) + sp.Abs(x + 50 * up * (1 - 2 * right)) + sp.Abs(y + 50 * (1 - 2 * up))


@landscape(
    title="Xin-She Yang 1 (random coefficients fixed to 1/2)",
    domain=(-5, 5),
    minimizers=Everywhere(0.0),
    minimum=0.0,
    story="A crease along one axis, a parabola along the other: |x| is descended in equal steps, y^2 in "
    "shrinking ones.",
    source="Yang (2010), Int. J. Bio-Inspired Comput. 2; the random factors, uniform on [0, 1], replaced "
    "by their mean 1/2",
)
def xin_she_yang1(*x: Any) -> Any:
    return sum(sp.Abs(xi) ** i for i, xi in enumerate(x, 1)) / 2


@landscape(
    title="Xin-She Yang 2",
    domain=(-3, 3),
    search_domain=(-2 * pi, 2 * pi),
    minimizers=Everywhere(0.0),
    minimum=0.0,
    story="A creased pyramid eaten by ever quicker waves: round the rim the pits are dense, the tip is a "
    "crease.",
    source="Yang (2010), Int. J. Bio-Inspired Comput. 2; Jamil & Yang (2013)",
)
def xin_she_yang2(*x: Any) -> Any:
    return sum(sp.Abs(xi) for xi in x) * sp.exp(-sum(sp.sin(xi**2) for xi in x))


@landscape(
    title="Xin-She Yang 4",
    domain=(-6, 6),
    search_domain=(-10, 10),
    minimizers=Everywhere(0.0),
    minimum=-1.0,
    story="One cusped needle below a wavy plain: the way down begins only a step or two away from the goal.",
    source="Yang (2010), Int. J. Bio-Inspired Comput. 2; Jamil & Yang (2013)",
)
def xin_she_yang4(*x: Any) -> Any:
    waves = sum(sp.sin(xi) ** 2 for xi in x)
    cusps = sum(sp.sin(sp.sqrt(sp.Abs(xi))) ** 2 for xi in x)
    return (waves - sp.exp(-sum(xi**2 for xi in x))) * sp.exp(-cusps)


@landscape(
    title="Ursem 3",
    domain=((-2, 2), (-1.5, 1.5)),
    minimizers=((0.0, 0.0),),
    minimum=-3.0,
    story="A tip in the middle with smooth side pits about it: the deepest pit alone is creased.",
    source="Ursem (1999), CEC; Jamil & Yang (2013), in the separable form of both variables",
)
def ursem3(x: Any, y: Any) -> Any:
    return -sum(
        sp.sin(sp.Rational(11, 5) * sp.pi * t + sp.pi / 2) * (2 - sp.Abs(t)) * (3 - sp.Abs(t)) / 4
        for t in (x, y)
    )


@landscape(
    title="Ursem 4",
    domain=(-2, 2),
    minimizers=((0.0, 0.0),),
    minimum=-1.5,
    story="A tent pitched on a wave: one conical tip, and a gradient that keeps its length up to it.",
    source="Ursem (1999), CEC; Jamil & Yang (2013)",
)
def ursem4(x: Any, y: Any) -> Any:
    return -3 * sp.sin(sp.pi * x / 2 + sp.pi / 2) * (2 - sp.sqrt(x**2 + y**2)) / 4
