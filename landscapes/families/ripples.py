"""A large shape with many small pits on it."""

from __future__ import annotations

from typing import Any

from landscapes.recipe import Everywhere, landscape
from landscapes.symbolic import sp


@landscape(
    title="Griewank",
    domain=(-10, 10),
    search_domain=(-600, 600),
    minimizers=Everywhere(0.0),
    minimum=0.0,
    story="A shallow bowl under a product of cosines: from afar a bowl, from near a field of traps.",
    source="Griewank (1981), J. Optim. Theory Appl. 34; the product form (a sum of cosines is a misprint)",
)
def griewank(*x: Any) -> Any:
    bowl = sum(xi**2 for xi in x) / 4000
    return 1 + bowl - sp.prod(sp.cos(xi / sp.sqrt(i)) for i, xi in enumerate(x, 1))
