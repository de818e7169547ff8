"""Several basins side by side: where a particle starts decides where it ends."""

from __future__ import annotations

from typing import Any

from landscapes.landscape import landscape


@landscape(
    title="Himmelblau",
    domain=(-5, 5),
    minimizers=(
        (3.0, 2.0),
        (-2.805118086952744853, 3.131312518250572966),
        (-3.779310253377746892, -3.283185991286169412),
        (3.584428340330491745, -1.848126526964403554),
    ),
    minimum=0.0,
    story="Four equally deep pits share the plane: the start alone decides which one a particle finds.",
    source="Himmelblau (1972), Applied Nonlinear Programming; one pit is exactly at (3, 2), "
    "the others are roots of a cubic. A third pit at y = +3.283 is a misprint that is often copied",
)
def himmelblau(x: Any, y: Any) -> Any:
    return (x**2 + y - 11) ** 2 + (x + y**2 - 7) ** 2


@landscape(
    title="Six-hump camel",
    domain=((-2, 2), (-1.1, 1.1)),
    search_domain=((-3, 3), (-2, 2)),
    minimizers=(
        (0.0898420131003180624, -0.7126564030207396334),
        (-0.0898420131003180624, 0.7126564030207396334),
    ),
    minimum=-1.031628453489877350,
    story="Six pits, only two of them global: the four others hold whoever starts near them.",
    source="Dixon & Szego (1978), Towards Global Optimization 2",
)
def six_hump_camel(x: Any, y: Any) -> Any:
    return (4 - 2.1 * x**2 + x**4 / 3) * x**2 + x * y + (-4 + 4 * y**2) * y**2
