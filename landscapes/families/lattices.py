"""Many pits of equal or nearly equal depth, in rows and columns."""

from __future__ import annotations

from itertools import product
from math import asin, pi
from typing import Any

from landscapes.declaration import MOST_LISTED, Combinations, Everywhere, PerVariable, landscape
from landscapes.formulas import Points, sp

# sum j cos((j + 1) t + j): its lowest and highest points in [-10, 10], one in each period, and their heights.
_TROUGHS = (-7.708313735499347448, -1.425128428319760971, 4.858056878859825506)
_CRESTS = (-7.083506407651559602, -0.8003211004719731247, 5.482864206707613352)
_LOW = -12.87088549772568490
_HIGH = 14.50800792719503312
_SINE_TROUGHS = (-7.397284994761438497, -1.114099687581852020, 5.169085619597734457)


def _shubert_wave(t: Any) -> Any:
    return sum(j * sp.cos((j + 1) * t + j) for j in range(1, 6))


def _shubert_minimizers(count: int) -> Points:
    # The crests are higher than the troughs are deep: one factor in its trough, all others on a crest.
    if count * 3**count > MOST_LISTED:
        return ()
    one_trough = (tuple(_TROUGHS if i == k else _CRESTS for i in range(count)) for k in range(count))
    return tuple(point for rows in one_trough for point in product(*rows))


def _shubert_minimum(count: int) -> float:
    return _LOW * _HIGH ** (count - 1)


@landscape(
    title="Shubert",
    domain=(-10, 10),
    minimizers=_shubert_minimizers,
    minimum=_shubert_minimum,
    story="Hundreds of pits, eighteen of them the deepest: many right answers, and many more wrong ones.",
    source="Shubert (1972), SIAM J. Numer. Anal. 9; Jamil & Yang (2013); 18 minimizers in pairs",
)
def shubert(*x: Any) -> Any:
    return sp.prod(_shubert_wave(xi) for xi in x)


@landscape(
    title="Shubert 3 (sum of sines)",
    domain=(-10, 10),
    minimizers=Combinations(_SINE_TROUGHS),
    minimum=PerVariable(-14.83795002571059023),
    story="The waves are added, not multiplied: each coordinate can be settled without the other.",
    source="In the form sum j sin((j + 1) x + j) of Jamil & Yang (2013), with coefficient j; minimum "
    "-29.675900, often quoted as -29.6733337",
)
def shubert3(*x: Any) -> Any:
    return sum(j * sp.sin((j + 1) * xi + j) for xi in x for j in range(1, 6))


@landscape(
    title="Shubert 4 (sum of cosines)",
    domain=(-10, 10),
    minimizers=Combinations(_TROUGHS),
    minimum=PerVariable(_LOW),
    story="Nine equal pits a full turn apart: a periodic landscape has as many answers as the box has "
    "room for.",
    source="In the form sum j cos((j + 1) x + j) of Jamil & Yang (2013), with coefficient j; minimum "
    "-25.741771, often quoted as -25.740858",
)
def shubert4(*x: Any) -> Any:
    return sum((_shubert_wave(xi) for xi in x), sp.Integer(0))


@landscape(
    title="Hansen",
    domain=(-10, 10),
    minimizers=tuple(product((-7.589893010800887523, -1.306707703621301046, 4.976477603558285431), _TROUGHS)),
    minimum=13.71636731349532815 * _LOW,
    story="A product of two unlike waves: nine deepest pits, in columns where the first wave has its crest.",
    source="Hansen, in Jamil & Yang (2013), 61, who list the nine minimizers in this box to six digits",
)
def hansen(x: Any, y: Any) -> Any:
    first = sum((i + 1) * sp.cos(i * x + i + 1) for i in range(5))
    second = sum((i + 1) * sp.cos((i + 2) * y + i + 1) for i in range(5))
    return first * second


@landscape(
    title="Parsopoulos",
    domain=(-5, 5),
    minimizers=tuple(product((-3 * pi / 2, -pi / 2, pi / 2, 3 * pi / 2), (-pi, 0.0, pi))),
    minimum=0.0,
    story="Twelve equal pits, as regular as an egg box: an even spread of starts finds every one.",
    source="Parsopoulos & Vrahatis; Jamil & Yang (2013), 85; 12 minimizers in the box",
)
def parsopoulos(x: Any, y: Any) -> Any:
    return sp.cos(x) ** 2 + sp.sin(y) ** 2


_ALPINE_ROOTS = (0.0, *(k * pi - (-1) ** k * asin(0.1) for k in range(-3, 4)))


@landscape(
    title="Alpine 1",
    domain=(-10, 10),
    minimizers=Combinations(_ALPINE_ROOTS),
    minimum=0.0,
    story="Creased mountains: sixty-four valley points all at height zero, each on a fold.",
    source="Rahnamayan, Tizhoosh & Salama (2007); Jamil & Yang (2013), 6, list the origin only: zero "
    "wherever sin x = -1/10 too",
)
def alpine1(*x: Any) -> Any:
    return sum(sp.Abs(xi * sp.sin(xi) + xi / 10) for xi in x)


def _alpine2_minimum(count: int) -> float:
    return float(-(2.808131180007004899**count))


@landscape(
    title="Alpine 2 (negated)",
    domain=(0, 10),
    minimizers=Everywhere(7.917052684666207077),
    minimum=_alpine2_minimum,
    story="Peaks and pits grow with the distance from the corner: the best lies far out, where both waves "
    "are high.",
    source="Clerc (1999); Jamil & Yang (2013), 7, maximise the product, here it is negated; SciPy "
    "minimises it as it is",
)
def alpine2(*x: Any) -> Any:
    return -sp.prod(sp.sqrt(xi) * sp.sin(xi) for xi in x)


_MICHALEWICZ = (
    (2.202905520172609346, -0.8013034100985525327),
    (pi / 2, -1.0),
    (1.284991570552924360, -0.9590912698960059482),
    (1.923058469866362843, -0.9384624184720834101),
    (1.720469772565841280, -0.9888010806215043611),
    (pi / 2, -1.0),
    (1.454413971362379028, -0.9932271353558816045),
    (1.756086520945026373, -0.9828720362722105987),
    (1.655717416821029104, -0.9963943649251029582),
    (pi / 2, -1.0),
)  # the sum has one term for each variable: its lowest point and height, computed for the first ten


def _michalewicz_minimizer(count: int) -> Points:
    return (tuple(x for x, _ in _MICHALEWICZ[:count]),) if count <= len(_MICHALEWICZ) else ()


def _michalewicz_minimum(count: int) -> float | None:
    return sum(height for _, height in _MICHALEWICZ[:count]) if count <= len(_MICHALEWICZ) else None


@landscape(
    title="Michalewicz (m = 10)",
    domain=(0, pi),
    minimizers=_michalewicz_minimizer,
    minimum=_michalewicz_minimum,
    story="Narrow trenches cross on a level plain: a particle must fall into two of them to find their "
    "crossing.",
    source="Michalewicz (1992), Genetic Algorithms + Data Structures; Surjanovic & Bingham; minimum known "
    "here for up to ten variables",
)
def michalewicz(*x: Any) -> Any:
    return -sum(sp.sin(xi) * sp.sin(i * xi**2 / sp.pi) ** 20 for i, xi in enumerate(x, 1))


@landscape(
    title="Ripple 25",
    domain=(0, 1),
    minimizers=((0.1, 0.1),),
    minimum=-2.0,
    story="Twenty-five pits whose depth falls off from one corner: neighbours tell in which row to look "
    "next.",
    source="Jamil & Yang (2013), 104",
)
def ripple25(x: Any, y: Any) -> Any:
    return -sum(_fading(t) * sp.sin(5 * sp.pi * t) ** 6 for t in (x, y))


@landscape(
    title="Ripple 1",
    domain=(0, 1),
    minimizers=((0.1, 0.1),),
    minimum=-2.2,
    story="A tremor too fine to be drawn covers 25 pits: some quarter of a million local minima in a unit "
    "square.",
    source="Jamil & Yang (2013), 103, count 252004 local minima",
)
def ripple1(x: Any, y: Any) -> Any:
    return -sum(_fading(t) * (sp.sin(5 * sp.pi * t) ** 6 + sp.cos(500 * sp.pi * t) ** 2 / 10) for t in (x, y))


def _fading(t: Any) -> Any:
    return sp.exp(-2 * sp.log(2) * ((t - sp.Rational(1, 10)) / sp.Rational(4, 5)) ** 2)
