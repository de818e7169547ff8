"""Functions of one variable, to begin with: the derivative is a slope that one can see."""

from __future__ import annotations

from typing import Any

from landscapes.declaration import landscape
from landscapes.formulas import sp


@landscape(
    title="Parabola",
    domain=(-2, 2),
    minimizers=((0.0,),),
    minimum=0.0,
    story="The first descent there is: each step multiplies x by 1 - 2 eta, so rates above 1 diverge.",
    source="Textbook example",
)
def parabola(x: Any) -> Any:
    return x**2


@landscape(
    title="Tilted parabola",
    domain=(-2, 3),
    minimizers=((2 / 3,),),
    minimum=11 / 3,
    story="Solve 6 x - 4 = 0, or walk there: the derivative that is zero at 2/3 also says which way to go.",
    source="Textbook example",
)
def tilted_parabola(x: Any) -> Any:
    return 3 * x**2 - 4 * x + 5


@landscape(
    title="Quartic",
    domain=(-1.2, 3.2),
    minimizers=((2.25,),),
    minimum=-6.54296875,
    story="At x = 0 the slope is zero and it is no minimum: a particle from the left slows down and stays "
    "there.",
    source="Textbook example; minimum -1675/256 at 9/4, an inflection at 0",
)
def quartic(x: Any) -> Any:
    return x**4 - 3 * x**3 + 2


@landscape(
    title="Forrester",
    domain=(0, 1),
    minimizers=((0.7572487578418558700,),),
    minimum=-6.020740055767082787,
    story="A shallow pit on the left and a deep one on the right: starts left of 0.52 go the wrong way.",
    source="Forrester, Sobester & Keane (2008), Engineering Design via Surrogate Modelling",
)
def forrester(x: Any) -> Any:
    return (6 * x - 2) ** 2 * sp.sin(12 * x - 4)


@landscape(
    title="Gramacy-Lee",
    domain=(0.5, 2.5),
    minimizers=((0.5485634445276051841,),),
    minimum=-0.8690111349894997699,
    story="The wave shrinks while the ground rises: nine pits, the deepest near the left end.",
    source="Gramacy & Lee (2012), Stat. Comput. 22",
)
def gramacy_lee(x: Any) -> Any:
    return sp.sin(10 * sp.pi * x) / (2 * x) + (x - 1) ** 4
