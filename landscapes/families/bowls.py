"""One basin, smooth or nearly so: where every method should get there."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from math import exp, pi, sqrt
from typing import Any

from landscapes.declaration import Everywhere, landscape
from landscapes.formulas import sp


@landscape(
    title="Sphere (De Jong 1)",
    domain=(-5.12, 5.12),
    minimizers=Everywhere(0.0),
    minimum=0.0,
    story="The same curvature in every direction: gradient descent walks straight to the bottom.",
    source="De Jong (1975), function F1; Jamil & Yang (2013)",
)
def sphere(*x: Any) -> Any:
    return sum(xi**2 for xi in x)


@landscape(
    title="Sum squares (axis-parallel hyper-ellipsoid)",
    domain=(-10, 10),
    minimizers=Everywhere(0.0),
    minimum=0.0,
    story="Each axis is steeper than the one before, so one learning rate has to serve all of them.",
    source="Surjanovic & Bingham, sum squares function; Jamil & Yang (2013)",
)
def sum_squares(*x: Any) -> Any:
    return sum(i * xi**2 for i, xi in enumerate(x, 1))


@landscape(
    title="Rotated hyper-ellipsoid (Schwefel 1.2 variant)",
    domain=(-65.536, 65.536),
    minimizers=Everywhere(0.0),
    minimum=0.0,
    story="Despite its name it is not rotated: its axes are the coordinates', so a step size for each is "
    "enough.",
    source="Surjanovic & Bingham, rotated hyper-ellipsoid function; the double sum of squares is a "
    "weighted sum of squares. For the rotated form see double_sum",
)
def rotated_hyper_ellipsoid(*x: Any) -> Any:
    return sum(xj**2 for i in range(len(x)) for xj in x[: i + 1])


@landscape(
    title="Double sum (Schwefel 1.2)",
    domain=(-65.536, 65.536),
    minimizers=Everywhere(0.0),
    minimum=0.0,
    story="A valley oblique to the axes: a step size for each coordinate, as in AdaGrad, does not "
    "straighten it.",
    source="Schwefel (1981), problem 1.2; Jamil & Yang (2013)",
)
def double_sum(*x: Any) -> Any:
    return sum(sum(x[: i + 1]) ** 2 for i in range(len(x)))


@landscape(
    title="Powell sum (sum of different powers)",
    domain=(-1, 1),
    minimizers=Everywhere(0.0),
    minimum=0.0,
    story="Along y the bottom is cubically flat: the closer a particle comes, the more slowly it moves.",
    source="Jamil & Yang (2013), 93; Surjanovic & Bingham, sum of different powers function",
)
def powell_sum(*x: Any) -> Any:
    return sum(sp.Abs(xi) ** (i + 1) for i, xi in enumerate(x, 1))


@landscape(
    title="Matyas",
    domain=(-10, 10),
    minimizers=((0.0, 0.0),),
    minimum=0.0,
    story="A long trough on the diagonal, 25 times flatter than its walls are steep: descent falls in at "
    "once and then crawls.",
    source="Matyas (1965); Jamil & Yang (2013), 71; Surjanovic & Bingham",
)
def matyas(x: Any, y: Any) -> Any:
    return 0.26 * (x**2 + y**2) - 0.48 * x * y


@landscape(
    title="Booth",
    domain=(-10, 10),
    minimizers=((1.0, 3.0),),
    minimum=0.0,
    story="Two linear equations squared and added: solving them and descending meet at the same point.",
    source="Booth, in Jamil & Yang (2013), 17; Surjanovic & Bingham",
)
def booth(x: Any, y: Any) -> Any:
    return (x + 2 * y - 7) ** 2 + (2 * x + y - 5) ** 2


@landscape(
    title="Zakharov",
    domain=(-2, 2),
    search_domain=(-5, 10),
    minimizers=Everywhere(0.0),
    minimum=0.0,
    story="A fourth power steepens the walls: the rate that is safe at the rim is far too small at the "
    "bottom.",
    source="Surjanovic & Bingham, Zakharov function; Jamil & Yang (2013). The weights count from 1, not "
    "from 0 as in some programs",
)
def zakharov(*x: Any) -> Any:
    tilt = sum(i * xi for i, xi in enumerate(x, 1)) / 2
    return sum(xi**2 for xi in x) + tilt**2 + tilt**4


@landscape(
    title="McCormick",
    domain=((-1.5, 4), (-3, 4)),
    minimizers=((0.5 - pi / 3, -0.5 - pi / 3),),
    minimum=-pi / 3 - sqrt(3) / 2,
    story="A wave on a slope: beyond the first trough a shallower one waits to hold late starters.",
    source="McCormick (1976), Math. Program. 10; Jamil & Yang (2013), 72. The minimum is -1.9132230, not "
    "-1.9133 as often printed",
)
def mccormick(x: Any, y: Any) -> Any:
    return sp.sin(x + y) + (x - y) ** 2 - 1.5 * x + 2.5 * y + 1


def _trid_box(count: int) -> tuple[float, float]:
    return (-float(count**2), float(count**2))


def _trid_minimizer(count: int) -> Sequence[Sequence[float]]:
    return (tuple(float(i * (count + 1 - i)) for i in range(1, count + 1)),)


def _trid_minimum(count: int) -> float:
    return -count * (count + 4) * (count - 1) / 6


@landscape(
    title="Trid",
    domain=_trid_box,
    minimizers=_trid_minimizer,
    minimum=_trid_minimum,
    story="Neighbouring variables pull on each other, and the bowl grows longer with every variable added.",
    source="Surjanovic & Bingham, Trid function; Jamil & Yang (2013). Box [-n^2, n^2]; minimum -n (n + 4) "
    "(n - 1) / 6",
)
def trid(*x: Any) -> Any:
    return sum((xi - 1) ** 2 for xi in x) - sum(a * b for a, b in pairwise(x))


@landscape(
    title="Exponential",
    domain=(-1, 1),
    minimizers=Everywhere(0.0),
    minimum=-1.0,
    story="The inside of a bell: convex near the centre only, and flatter with every step away from it.",
    source="Rahnamayan, Tizhoosh & Salama (2007); Jamil & Yang (2013), 54",
)
def exponential(*x: Any) -> Any:
    return -sp.exp(-sum(xi**2 for xi in x) / 2)


@landscape(
    title="Brent",
    domain=(-10, 10),
    minimizers=((-10.0, -10.0),),
    minimum=exp(-200.0),
    story="A bump on the far side of a bowl: to the optimizer only the bowl exists, whose bottom is a "
    "corner.",
    source="Brent, in Jamil & Yang (2013), 20. The minimum is exp(-200) = 1.4e-87, not 0; the bump moves "
    "the minimizer by 1e-86, less than a float can show",
)
def brent(x: Any, y: Any) -> Any:
    return (x + 10) ** 2 + (y + 10) ** 2 + sp.exp(-(x**2) - y**2)
