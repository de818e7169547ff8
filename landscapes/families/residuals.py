"""Sums of squared residuals: systems of equations in disguise, often with more than one root."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import product
from math import sqrt
from typing import Any

from landscapes.declaration import MOST_LISTED, landscape
from landscapes.formulas import Points, sp


@landscape(
    title="Powell badly scaled",
    domain=(-1, 10),
    minimizers=(
        (1.098159329699817456e-05, 9.106146739866524011),
        (9.106146739866524011, 1.098159329699817456e-05),
    ),
    minimum=0.0,
    story="The product x y must be 0.0001: a valley so narrow that the learning rate it allows hardly moves.",
    source="Powell (1970); More, Garbow & Hillstrom (1981), problem 3. Two mirrored minimizers, mostly "
    "one is listed",
)
def powell_badly_scaled(x: Any, y: Any) -> Any:
    return (10000 * x * y - 1) ** 2 + (sp.exp(-x) + sp.exp(-y) - 1.0001) ** 2


@landscape(
    title="Brown badly scaled",
    domain=((-1e6, 2e6), (-3, 3)),
    search_domain=((-2e6, 2e6), (-10, 10)),
    minimizers=((1e6, 2e-6),),
    minimum=0.0,
    story="One coordinate is counted in millions, the other in millionths: scale your variables first.",
    source="Brown; More, Garbow & Hillstrom (1981), problem 4",
)
def brown_badly_scaled(x: Any, y: Any) -> Any:
    return (x - 10**6) ** 2 + (y - sp.Rational(2, 10**6)) ** 2 + (x * y - 2) ** 2


@landscape(
    title="Freudenstein-Roth",
    domain=((-2, 16), (-2, 5)),
    search_domain=(-10, 10),
    minimizers=((5.0, 4.0),),
    minimum=0.0,
    story="A local minimum of height 48.98 lies in the wide basin and the true root in the narrow one.",
    source="Freudenstein & Roth (1963), J. ACM 10; Jamil & Yang (2013), 56; local minimum near (11.41, "
    "-0.897)",
)
def freudenstein_roth(x: Any, y: Any) -> Any:
    return (x - 13 + ((5 - y) * y - 2) * y) ** 2 + (x - 29 + ((y + 1) * y - 14) * y) ** 2


@landscape(
    title="Jennrich-Sampson",
    domain=(-0.5, 0.35),
    search_domain=(-1, 1),
    minimizers=((0.25782521367036407, 0.25782521367036407),),
    minimum=124.3621823556148535,
    story="Two exponentials fit a straight line and cannot: least squares need not reach zero.",
    source="Jennrich & Sampson (1968); More, Garbow & Hillstrom (1981), problem 6; Jamil & Yang (2013), "
    "65, round the minimizer to 0.257825",
)
def jennrich_sampson(x: Any, y: Any) -> Any:
    return sum((2 + 2 * i - sp.exp(i * x) - sp.exp(i * y)) ** 2 for i in range(1, 11))


@landscape(
    title="Wayburn-Seader 1",
    domain=((-1.8, 1.8), (-2.2, 2.3)),
    search_domain=(-5, 5),
    minimizers=((1.0, 2.0), (1.596804153876933337, 0.8063916922461333268)),
    minimum=0.0,
    story="A line crosses a rounded square: the two crossings are the two roots of one system.",
    source="Wayburn & Seader (1987), Comput. Chem. Eng. 11; Jamil & Yang (2013)",
)
def wayburn_seader1(x: Any, y: Any) -> Any:
    return (x**6 + y**4 - 17) ** 2 + (2 * x + y - 4) ** 2


@landscape(
    title="Wayburn-Seader 2",
    domain=((-0.3, 0.93), (0.7, 1.4)),
    search_domain=(-500, 500),
    minimizers=((0.3125 - sqrt(0.012625), 1.0), (0.3125 + sqrt(0.012625), 1.0)),
    minimum=0.0,
    story="Twin pits a quarter of a unit apart in a box a thousand wide: first the scale must be found.",
    source="Wayburn & Seader (1987); Jamil & Yang (2013). The usual minimizers (0.2, 1) and (0.425, 1) "
    "are rounded: x = 0.3125 -+ sqrt(0.012625)",
)
def wayburn_seader2(x: Any, y: Any) -> Any:
    return (1.613 - 4 * (x - 0.3125) ** 2 - 4 * (y - 1.625) ** 2) ** 2 + (y - 1) ** 2


@landscape(
    title="Price 3",
    domain=((-1.5, 1.8), (-0.8, 1.8)),
    search_domain=(-5, 5),
    minimizers=((1.0, 1.0), (0.3413075033535242144, 0.1164908118454159408)),
    minimum=0.0,
    story="Two parabolas cross twice, and on the valley between the roots and a third pit a particle "
    "hesitates.",
    source="Price (1983), J. Optim. Theory Appl. 40, modified Rosenbrock; Jamil & Yang (2013), 96. A "
    "local minimum of height 0.0074 lies at (-0.664, 0.441)",
)
def price3(x: Any, y: Any) -> Any:
    return 100 * (y - x**2) ** 2 + (6.4 * (y - 0.5) ** 2 - x - 0.6) ** 2


@landscape(
    title="Price 4",
    domain=((-0.5, 2.3), (-3.2, 4.4)),
    search_domain=(-50, 50),
    minimizers=((0.0, 0.0), (2.0, 4.0), (1.464352119663698356, -2.506012760781662107)),
    minimum=0.0,
    story="Three roots, three pits; the one at the origin is degenerate, and along its floor progress is "
    "slow.",
    source="Price (1977), Comput. J. 20; Jamil & Yang (2013), 97",
)
def price4(x: Any, y: Any) -> Any:
    return (2 * x**3 * y - y**3) ** 2 + (6 * x - y**2 + y) ** 2


def _qing_minimizers(count: int) -> Points:
    if 2**count > MOST_LISTED:
        return ()
    return tuple(product(*((sqrt(i), -sqrt(i)) for i in range(1, count + 1))))


@landscape(
    title="Qing",
    domain=(-2.5, 2.5),
    search_domain=(-500, 500),
    minimizers=_qing_minimizers,
    minimum=0.0,
    story="Every sign pattern of the square roots is a solution: each variable doubles the number of pits.",
    source="Qing (2006); Jamil & Yang (2013), 98",
)
def qing(*x: Any) -> Any:
    return sum((xi**2 - i) ** 2 for i, xi in enumerate(x, 1))


def _up_to_count(count: int) -> tuple[float, float]:
    return (-float(count), float(count))


def _perm_d_beta_minimizers(count: int) -> Points:
    # Two variables solved exactly; with more, further roots are not known.
    return {1: ((1.0,),), 2: ((1.0, 2.0), (23 / 13, 14 / 13))}.get(count, ())


@landscape(
    title="Perm d, beta (beta = 1/2)",
    domain=_up_to_count,
    minimizers=_perm_d_beta_minimizers,
    minimum=0.0,
    story="A shallow trough joins the documented root (1, 2) with a twin of the same height that few "
    "mention.",
    source="Neumaier; Surjanovic & Bingham, perm function d, beta. For n = 2 a second minimizer, (23/13, "
    "14/13), is missing from the references",
)
def perm_d_beta(*x: Any) -> Any:
    weight = sp.Rational(1, 2)
    numbers = range(1, len(x) + 1)
    return sum(sum((j**i + weight) * ((x[j - 1] / j) ** i - 1) for j in numbers) ** 2 for i in numbers)


def _perm_0_d_beta_minimizers(count: int) -> Points:
    return {1: ((1.0,),), 2: ((1.0, 0.5), (11 / 23, 45 / 46))}.get(count, ())


@landscape(
    title="Perm 0, d, beta (beta = 10)",
    domain=((-1.5, 2), (-1.5, 2)),
    search_domain=_up_to_count,
    minimizers=_perm_0_d_beta_minimizers,
    minimum=0.0,
    story="A line and an ellipse cross twice at so flat an angle that hardly a ridge parts the two pits.",
    source="Neumaier; Surjanovic & Bingham, perm function 0, d, beta. For n = 2 a second minimizer, "
    "(11/23, 45/46), is missing from the references",
)
def perm_0_d_beta(*x: Any) -> Any:
    numbers: Sequence[int] = range(1, len(x) + 1)
    return sum(sum((j + 10) * (x[j - 1] ** i - sp.Rational(1, j**i)) for j in numbers) ** 2 for i in numbers)
