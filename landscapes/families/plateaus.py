"""Flat ground: a gradient too small to say where to go."""

from __future__ import annotations

from math import pi
from typing import Any

from landscapes.recipe import landscape
from landscapes.symbolic import sp


@landscape(
    title="Easom",
    domain=(-4, 10),
    search_domain=(-100, 100),
    minimizers=((pi, pi),),
    minimum=-1.0,
    story="One narrow pit in a plain without slope: who does not start beside it never moves.",
    source="Easom (1990), thesis, University of Louisville",
)
def easom(x: Any, y: Any) -> Any:
    return -sp.cos(x) * sp.cos(y) * sp.exp(-((x - sp.pi) ** 2) - (y - sp.pi) ** 2)
