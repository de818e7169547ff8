"""Trays, tables and holders: products of sines under exp|1 - r/pi|, creased where they are folded by |.|."""

from __future__ import annotations

from itertools import product
from typing import Any

from landscapes.declaration import Combinations, landscape
from landscapes.formulas import sp


def _bell(x: Any, y: Any) -> Any:
    return sp.exp(sp.Abs(1 - sp.sqrt(x**2 + y**2) / sp.pi))


@landscape(
    title="Cross-in-tray",
    domain=(-10, 10),
    minimizers=Combinations((-1.349406617153910792, 1.349406617153910792)),
    minimum=-2.062611870822736878,
    story="A sharp cross divides the tray: no descent ever passes from one quarter into the next.",
    source="Mishra (2006); Jamil & Yang (2013), 39; four minimizers",
)
def cross_in_tray(x: Any, y: Any) -> Any:
    rim = sp.exp(sp.Abs(100 - sp.sqrt(x**2 + y**2) / sp.pi))
    return -((sp.Abs(sp.sin(x) * sp.sin(y) * rim) + 1) ** sp.Rational(1, 10)) / 10000


@landscape(
    title="Hölder table",
    domain=(-10, 10),
    minimizers=tuple(
        product((-8.055023475736563420, 8.055023475736563420), (-9.664590019241272890, 9.664590019241272890))
    ),
    minimum=-19.20850256788673183,
    story="A table on four deep legs: the middle is full of shallow pits, the answers stand in the corners.",
    source="Mishra (2006); Surjanovic & Bingham, Holder table function; four minimizers",
)
def holder_table(x: Any, y: Any) -> Any:
    return -sp.Abs(sp.sin(x) * sp.cos(y) * _bell(x, y))


@landscape(
    title="Carrom table",
    domain=(-10, 10),
    minimizers=Combinations((-9.646167670410365543, 9.646167670410365543)),
    minimum=-24.15681554739119070,
    story="Four pockets in the corners of a board: random starts mostly settle in the dimples between.",
    source="Mishra (2006); Jamil & Yang (2013); four minimizers",
)
def carrom_table(x: Any, y: Any) -> Any:
    return -((sp.cos(x) * sp.cos(y) * _bell(x, y)) ** 2) / 30


@landscape(
    title="Pen holder",
    domain=(-11, 11),
    minimizers=Combinations((-9.646167670410365543, 9.646167670410365543)),
    minimum=-0.9635348327265057475,
    story="Square holes with flat rims: on a rim all derivatives vanish, in a hole only the depth differs.",
    source="Mishra (2006); Jamil & Yang (2013), 86; four minimizers",
)
def pen_holder(x: Any, y: Any) -> Any:
    return -sp.exp(-1 / sp.Abs(sp.cos(x) * sp.cos(y) * _bell(x, y)))


@landscape(
    title="Test tube holder",
    domain=(-10, 10),
    minimizers=((-1.570602614165802164, 0.0), (1.570602614165802164, 0.0)),
    minimum=-10.87230010562274492,
    story="Rows of tubes of nearly one depth: the two in the middle win by a fraction.",
    source="Mishra (2006), with the absolute value over the whole product; Jamil & Yang (2013)",
)
def test_tube_holder(x: Any, y: Any) -> Any:
    product_of_waves = sp.sin(x) * sp.cos(y) * sp.exp(sp.Abs(sp.cos((x**2 + y**2) / 200)))
    return -4 * sp.Abs(product_of_waves)
