"""Hills and hollows put together like a relief: peaks, passes and the valleys between."""

from __future__ import annotations

from math import exp
from typing import Any

from landscapes.declaration import landscape
from landscapes.formulas import sp


@landscape(
    title="Peaks",
    domain=(-3, 3),
    minimizers=((0.2282789205563690988, -1.625534957499996519),),
    minimum=-6.551133332835836941,
    story="Three hills and three hollows: between the hills a small hollow holds whoever starts there.",
    source="MATLAB's peaks, The MathWorks; a sum of scaled and shifted Gaussians",
)
def peaks(x: Any, y: Any) -> Any:
    north = 3 * (1 - x) ** 2 * sp.exp(-(x**2) - (y + 1) ** 2)
    middle = 10 * (x / 5 - x**3 - y**5) * sp.exp(-(x**2) - y**2)
    return north - middle - sp.exp(-((x + 1) ** 2) - y**2) / 3


@landscape(
    title="Müller-Brown potential",
    domain=((-1.5, 0.9), (-0.2, 1.7)),
    search_domain=((-1.5, 1.2), (-0.2, 2)),
    minimizers=((-0.5582236346330242775, 1.441725841804668655),),
    minimum=-146.6995172099540137,
    story="A chemist's map: three stable states, and the two passes between them set how fast a reaction "
    "runs.",
    source="Mueller & Brown (1979), Theor. Chim. Acta 53",
)
def muller_brown(x: Any, y: Any) -> Any:
    wells = (
        (-200, -1, 0, -10, 1, 0),
        (-100, -1, 0, -10, 0, 0.5),
        (-170, -6.5, 11, -6.5, -0.5, 1.5),
        (15, 0.7, 0.6, 0.7, -1, 1),
    )
    return sum(
        height * sp.exp(a * (x - x0) ** 2 + b * (x - x0) * (y - y0) + c * (y - y0) ** 2)
        for height, a, b, c, x0, y0 in wells
    )


@landscape(
    title="Hosaki",
    domain=((0, 5), (0, 6)),
    minimizers=((4.0, 2.0),),
    minimum=-52 / 3 * exp(-2),
    story="Two hollows joined by a pass, the farther one twice as deep: a start at small x finds the lesser.",
    source="Bekey & Ung (1974); Jamil & Yang (2013), 66; minimum exactly -(52/3) exp(-2)",
)
def hosaki(x: Any, y: Any) -> Any:
    return (1 - 8 * x + 7 * x**2 - 7 * x**3 / 3 + x**4 / 4) * y**2 * sp.exp(-y)
