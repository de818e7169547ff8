"""Passes: the gradient is zero and yet there is a way down."""

from __future__ import annotations

from typing import Any

from landscapes.declaration import landscape


@landscape(
    title="Hyperbolic saddle",
    domain=(-2, 2),
    minimizers=(),
    minimum=None,
    story="Down to the left and right, up before and behind: exactly on the ridge a particle comes to rest.",
    source="Textbook example; unbounded below",
)
def hyperbolic_saddle(x: Any, y: Any) -> Any:
    return x**2 - y**2


@landscape(
    title="Monkey saddle",
    domain=(-2, 2),
    minimizers=(),
    minimum=None,
    story="Room for two legs and a tail: at the centre the curvature vanishes too, and second-order tests "
    "are silent.",
    source="Hilbert & Cohn-Vossen (1932), Anschauliche Geometrie, section 29; unbounded below",
)
def monkey_saddle(x: Any, y: Any) -> Any:
    return x**3 - 3 * x * y**2
