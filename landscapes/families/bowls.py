"""One basin, smooth or nearly so: where every method should get there."""

from __future__ import annotations

from typing import Any

from landscapes.landscape import Everywhere, landscape


@landscape(
    title="Sphere",
    domain=(-5.12, 5.12),
    minimizers=Everywhere(0.0),
    minimum=0.0,
    story="The same curvature in every direction: gradient descent walks straight to the bottom.",
    source="De Jong (1975), function F1",
)
def sphere(*x: Any) -> Any:
    return sum(xi**2 for xi in x)
