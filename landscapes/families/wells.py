"""Several basins side by side: where a particle starts decides where it ends."""

from __future__ import annotations

from math import pi
from typing import Any

from landscapes.declaration import Everywhere, PerVariable, landscape
from landscapes.formulas import sp


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
    source="Himmelblau (1972), Applied Nonlinear Programming; one pit is exactly at (3, 2), the others "
    "are roots of a cubic. A third pit at y = +3.283 is a misprint that is often copied",
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
    source="Dixon & Szego (1978), Towards Global Optimization 2; Jamil & Yang (2013), 30",
)
def six_hump_camel(x: Any, y: Any) -> Any:
    return (4 - 2.1 * x**2 + x**4 / 3) * x**2 + x * y + (-4 + 4 * y**2) * y**2


@landscape(
    title="Three-hump camel",
    domain=(-2.2, 2.2),
    search_domain=(-5, 5),
    minimizers=((0.0, 0.0),),
    minimum=0.0,
    story="Three pits in a row, the middle one the deepest: momentum can roll through a wrong one.",
    source="Branin (1972); Jamil & Yang (2013), 29; Surjanovic & Bingham",
)
def three_hump_camel(x: Any, y: Any) -> Any:
    return 2 * x**2 - 1.05 * x**4 + x**6 / 6 + x * y + y**2


@landscape(
    title="Double well",
    domain=(-2, 2),
    minimizers=((-1.0, 0.0), (1.0, 0.0)),
    minimum=-1.0,
    story="Two equal wells and one saddle between them: the line x = 0 is the watershed.",
    source="Textbook example, after the Duffing potential",
)
def double_well(x: Any, y: Any) -> Any:
    return x**4 - 2 * x**2 + y**2


@landscape(
    title="Treccani",
    domain=((-3, 1), (-1.5, 1.5)),
    search_domain=(-5, 5),
    minimizers=((-2.0, 0.0), (0.0, 0.0)),
    minimum=0.0,
    story="A double well set off centre: a random start in a centred box prefers one of two equal answers.",
    source="Treccani, in Dixon & Szego (1975), Towards Global Optimisation; also written Trecanni",
)
def trecanni(x: Any, y: Any) -> Any:
    return x**4 + 4 * x**3 + 4 * x**2 + y**2


@landscape(
    title="Zettl",
    domain=((-0.8, 2.8), (-1.6, 1.6)),
    search_domain=(-5, 10),
    minimizers=((-0.02989598505066038348, 0.0),),
    minimum=-0.003791237220468897998,
    story="A circular moat, slightly tilted: particles reach the circle fast and then creep along it.",
    source="Zettl (1970); Jamil & Yang (2013); some books take the box [-1, 5]^2",
)
def zettl(x: Any, y: Any) -> Any:
    return (x**2 + y**2 - 2 * x) ** 2 + x / 4


@landscape(
    title="Zirilli (Aluffi-Pentini)",
    domain=((-1.8, 1.8), (-1.5, 1.5)),
    search_domain=(-10, 10),
    minimizers=((-1.046680531804602261, 0.0),),
    minimum=-0.3523860738000364210,
    story="A double well slightly tilted: the wrong well is half as deep and nearly as wide.",
    source="Aluffi-Pentini, Parisi & Zirilli (1985), J. Optim. Theory Appl. 47; Jamil & Yang (2013), "
    "round the minimizer to -1.0465",
)
def zirilli(x: Any, y: Any) -> Any:
    return x**4 / 4 - x**2 / 2 + x / 10 + y**2 / 2


@landscape(
    title="Deckkers-Aarts",
    domain=((-0.6, 0.6), (-20, 20)),
    search_domain=(-20, 20),
    minimizers=((0.0, -14.94511215189195795), (0.0, 14.94511215189195795)),
    minimum=-24776.51834231768990,
    story="Two deep wells in a gorge whose walls are fifty times as steep as its floor.",
    source="Dekkers & Aarts (1991), Math. Program. 50; Jamil & Yang (2013), 46, round to -24777 at (0, +-15)",
)
def deckkers_aarts(x: Any, y: Any) -> Any:
    square = x**2 + y**2
    return 100000 * x**2 + y**2 - square**2 + square**4 / 100000


@landscape(
    title="Styblinski-Tang",
    domain=(-5, 5),
    minimizers=Everywhere(-2.903534027771177095),
    minimum=PerVariable(-39.16616570377141546),
    story="Each variable chooses between a deep and a shallow well: one of 2^n combinations is best.",
    source="Styblinski & Tang (1990), Neural Networks 3; Jamil & Yang (2013), misprint the depth as "
    "-78.332 for every n; it is -39.16617 n",
)
def styblinski_tang(*x: Any) -> Any:
    return sum(xi**4 - 16 * xi**2 + 5 * xi for xi in x) / 2


@landscape(
    title="Branin RCOS",
    domain=((-5, 10), (0, 15)),
    minimizers=((-pi, 12.275), (pi, 2.275), (3 * pi, 2.475)),
    minimum=1.25 / pi,
    story="Three pits of equal depth in one winding valley: three right answers, each found from its own "
    "side.",
    source="Branin (1972), IBM J. Res. Dev. 16; Jamil & Yang (2013), 22; minimum exactly 5/(4 pi)",
)
def branin(x: Any, y: Any) -> Any:
    valley = y - 5.1 / (4 * sp.pi**2) * x**2 + 5 / sp.pi * x - 6
    return valley**2 + 10 * (1 - 1 / (8 * sp.pi)) * sp.cos(x) + 10


@landscape(
    title="Branin RCOS 2 (additive logarithm)",
    domain=((-5, 15), (-5, 15)),
    minimizers=((-3.196988424744383198, 12.52625788529011687),),
    minimum=5.558914403893819841,
    story="Branin's three answers with their tie broken: one remains, the others have become traps.",
    source="Muntenau & Lazarescu (1998), in the form of SciPy's and Gavana's benchmarks; the minimum is "
    "5.558914, not 5.559037 as quoted",
)
def branin2_sum(x: Any, y: Any) -> Any:
    valley = y - 5.1 / (4 * sp.pi**2) * x**2 + 5 / sp.pi * x - 6
    wave = 10 * (1 - 1 / (8 * sp.pi)) * sp.cos(x) * sp.cos(y)
    return valley**2 + wave + sp.log(x**2 + y**2 + 1) + 10


@landscape(
    title="Ursem 1",
    domain=((-2.5, 3), (-2, 2)),
    minimizers=((1.697136454365935946, 0.0),),
    minimum=-4.816814063734822194,
    story="One global and one local pit side by side on a smooth sine: the simplest choice there is.",
    source="Ursem (1999), CEC; Jamil & Yang (2013)",
)
def ursem1(x: Any, y: Any) -> Any:
    return -sp.sin(2 * x - sp.pi / 2) - 3 * sp.cos(y) - x / 2
