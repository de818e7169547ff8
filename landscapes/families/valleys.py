"""Long narrow valleys, straight and curved: falling in is quick, following the floor is slow."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

from landscapes.declaration import Everywhere, landscape


@landscape(
    title="Long valley",
    domain=(-5, 5),
    minimizers=((0.0, 0.0),),
    minimum=0.0,
    story="Twenty times steeper across than along: plain gradient descent zigzags where momentum glides.",
    source="A quadratic of condition number 20, as in Zhang et al., Dive into Deep Learning, section 12.6",
)
def long_valley(x: Any, y: Any) -> Any:
    return 0.1 * x**2 + 2 * y**2


@landscape(
    title="Rosenbrock",
    domain=((-2, 2), (-1, 3)),
    search_domain=(-5, 10),
    minimizers=Everywhere(1.0),
    minimum=0.0,
    fewest=2,
    story="A bent valley: it is easy to fall into it and slow to follow its nearly level floor round the "
    "bend.",
    source="Rosenbrock (1960), Comput. J. 3; Jamil & Yang (2013), 105. From four variables on it has a "
    "second, local minimum near (-1, 1, ..., 1)",
)
def rosenbrock(*x: Any) -> Any:
    return sum(100 * (b - a**2) ** 2 + (1 - a) ** 2 for a, b in pairwise(x))


@landscape(
    title="Cube",
    domain=((-1.5, 1.5), (-3, 3)),
    search_domain=(-10, 10),
    minimizers=((1.0, 1.0),),
    minimum=0.0,
    story="Rosenbrock's valley with an inflection: halfway the floor turns a second corner.",
    source="Leon (1966), in Lavi & Vogl, Recent Advances in Optimization Techniques; Jamil & Yang (2013), 41",
)
def cube(x: Any, y: Any) -> Any:
    return 100 * (y - x**3) ** 2 + (1 - x) ** 2


def _dixon_price_minimizers(count: int) -> Sequence[Sequence[float]]:
    # Only the last coordinate may change its sign: 2 x_i^2 = x_{i-1} needs the others positive.
    x = [2.0 ** (2.0 ** (1 - i) - 1) for i in range(1, count + 1)]
    return (tuple(x),) if count == 1 else (tuple(x), (*x[:-1], -x[-1]))


@landscape(
    title="Dixon-Price",
    domain=((-2, 2), (-1.5, 1.5)),
    search_domain=(-10, 10),
    minimizers=_dixon_price_minimizers,
    minimum=0.0,
    story="A parabola opens sideways for a valley: its two arms hold two equal minima, mirrored in y.",
    source="Dixon & Price (1989), J. Optim. Theory Appl. 60; Jamil & Yang (2013), 48. Two minimizers for "
    "every n > 1; most books list only the positive one",
)
def dixon_price(*x: Any) -> Any:
    pairs = enumerate(pairwise(x), 2)
    return (x[0] - 1) ** 2 + sum(i * (2 * b**2 - a) ** 2 for i, (a, b) in pairs)


@landscape(
    title="Beale",
    domain=((-2, 4), (-1.5, 1.5)),
    search_domain=(-4.5, 4.5),
    minimizers=((3.0, 0.5),),
    minimum=0.0,
    story="A flat-bottomed valley between cliffs at the corners: a rate that suits the floor throws a "
    "particle off the walls.",
    source="Beale (1958); Jamil & Yang (2013), 10; Surjanovic & Bingham",
)
def beale(x: Any, y: Any) -> Any:
    return (1.5 - x + x * y) ** 2 + (2.25 - x + x * y**2) ** 2 + (2.625 - x + x * y**3) ** 2


@landscape(
    title="Goldstein-Price",
    domain=((-1.2, 1.2), (-1.8, 0.6)),
    search_domain=(-2, 2),
    minimizers=((0.0, -1.0),),
    minimum=3.0,
    story="Heights from 3 to a million: gradients of such different size defeat any fixed learning rate.",
    source="Goldstein & Price (1971), Math. Comput. 25; Jamil & Yang (2013), 58",
)
def goldstein_price(x: Any, y: Any) -> Any:
    first = (x + y + 1) ** 2 * (19 - 14 * x + 3 * x**2 - 14 * y + 6 * x * y + 3 * y**2)
    second = (2 * x - 3 * y) ** 2 * (18 - 32 * x + 12 * x**2 + 48 * y - 36 * x * y + 27 * y**2)
    return (1 + first) * (30 + second)


@landscape(
    title="Bukin 2 (squared second term)",
    domain=((-15, -5), (-3, 3)),
    minimizers=((-10.0, 0.0),),
    minimum=0.0,
    story="A smooth bent gutter, 10,000 times steeper across than along.",
    source="Bukin (1997), with both terms squared; books that leave the first square out print a function "
    "that is unbounded below",
)
def bukin2(x: Any, y: Any) -> Any:
    return 100 * (y - x**2 / 100 + 1) ** 2 + (x + 10) ** 2 / 100
