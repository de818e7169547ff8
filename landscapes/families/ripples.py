"""A large shape with many small pits on it."""

from __future__ import annotations

from typing import Any

from landscapes.declaration import Everywhere, landscape
from landscapes.formulas import sp


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


@landscape(
    title="Rastrigin",
    domain=(-5.12, 5.12),
    minimizers=Everywhere(0.0),
    minimum=0.0,
    story="A bowl with a pit at every integer point: plain descent stops in the first, noise may leave it.",
    source="Rastrigin (1974); n variables: Muehlenbein, Schomisch & Born (1991); Surjanovic & Bingham",
)
def rastrigin(*x: Any) -> Any:
    return 10 * len(x) + sum(xi**2 - 10 * sp.cos(2 * sp.pi * xi) for xi in x)


@landscape(
    title="Bohachevsky 1",
    domain=(-2, 2),
    search_domain=(-100, 100),
    minimizers=((0.0, 0.0),),
    minimum=0.0,
    story="A bowl with a separate ripple along each axis; seen at the scale of its box the ripple vanishes.",
    source="Bohachevsky, Johnson & Stein (1986), Technometrics 28; Jamil & Yang (2013), 17",
)
def bohachevsky1(x: Any, y: Any) -> Any:
    return x**2 + 2 * y**2 - 0.3 * sp.cos(3 * sp.pi * x) - 0.4 * sp.cos(4 * sp.pi * y) + 0.7


@landscape(
    title="Bohachevsky 2",
    domain=(-2, 2),
    search_domain=(-100, 100),
    minimizers=((0.0, 0.0),),
    minimum=0.0,
    story="The two ripples multiplied: pits like the squares of one colour on a chessboard.",
    source="Bohachevsky, Johnson & Stein (1986), Technometrics 28; Jamil & Yang (2013), 18",
)
def bohachevsky2(x: Any, y: Any) -> Any:
    return x**2 + 2 * y**2 - 0.3 * sp.cos(3 * sp.pi * x) * sp.cos(4 * sp.pi * y) + 0.3


@landscape(
    title="Bohachevsky 3",
    domain=(-2, 2),
    search_domain=(-100, 100),
    minimizers=((0.0, 0.0),),
    minimum=0.0,
    story="One oblique wave across a bowl: furrows that lead a particle sideways past the bottom.",
    source="Bohachevsky, Johnson & Stein (1986), Technometrics 28; Jamil & Yang (2013), 19. The only "
    "minimizer is the origin; points (0, +-0.24) in some lists are not minimizers",
)
def bohachevsky3(x: Any, y: Any) -> Any:
    return x**2 + 2 * y**2 - 0.3 * sp.cos(3 * sp.pi * x + 4 * sp.pi * y) + 0.3


@landscape(
    title="Levy",
    domain=(-10, 10),
    minimizers=Everywhere(1.0),
    minimum=0.0,
    story="Waves along x stand like walls, waves along y are slight: one coordinate is much harder to set.",
    source="Levy & Montalvo (1985), SIAM J. Sci. Stat. Comput. 6, as in Surjanovic & Bingham, with w = 1 "
    "+ (x - 1)/4",
)
def levy(*x: Any) -> Any:
    turns = [sp.pi * (xi + 3) / 4 for xi in x]  # pi w
    inner = zip(x[:-1], turns, strict=False)
    middle = sum((xi - 1) ** 2 * (1 + 10 * sp.sin(t + 1) ** 2) for xi, t in inner) / 16
    end = (x[-1] - 1) ** 2 * (1 + sp.sin(2 * turns[-1]) ** 2) / 16
    return sp.sin(turns[0]) ** 2 + middle + end


@landscape(
    title="Levy 13",
    domain=(-2, 4),
    search_domain=(-10, 10),
    minimizers=((1.0, 1.0),),
    minimum=0.0,
    story="The waves grow with the distance from the answer: far out the slope says little about the way "
    "home.",
    source="Levy & Montalvo (1985); Surjanovic & Bingham, Levy function N. 13",
)
def levy13(x: Any, y: Any) -> Any:
    along_x = (x - 1) ** 2 * (1 + sp.sin(3 * sp.pi * y) ** 2)
    along_y = (y - 1) ** 2 * (1 + sp.sin(2 * sp.pi * y) ** 2)
    return sp.sin(3 * sp.pi * x) ** 2 + along_x + along_y


@landscape(
    title="Egg crate",
    domain=(-5, 5),
    minimizers=((0.0, 0.0),),
    minimum=0.0,
    story="Nine hollows in a sagging crate: the middle one is deepest, the eight around it hold their "
    "particles.",
    source="Jamil & Yang (2013), 52",
)
def egg_crate(x: Any, y: Any) -> Any:
    return x**2 + y**2 + 25 * (sp.sin(x) ** 2 + sp.sin(y) ** 2)


@landscape(
    title="Price 2 (periodic)",
    domain=(-10, 10),
    minimizers=((0.0, 0.0),),
    minimum=0.9,
    story="Forty-nine pits that look alike, and only the one at the origin is a tenth deeper.",
    source="Price (1977), Comput. J. 20; Ali, Khompatraporn & Zabinsky (2005), periodic; Jamil & Yang "
    "(2013), 95",
)
def price2(x: Any, y: Any) -> Any:
    return 1 + sp.sin(x) ** 2 + sp.sin(y) ** 2 - sp.exp(-(x**2) - y**2) / 10


@landscape(
    title="Chichinadze",
    domain=((2, 10), (-3, 4)),
    search_domain=(-30, 30),
    minimizers=((6.189866586984310385, 0.5),),
    minimum=-42.94438701899097467,
    story="Great waves along x hide that y matters at all: its whole effect is less than half a unit.",
    source="Chichinadze; SciPy's and Gavana's form with exp(-(y - 0.5)^2/2)/sqrt(5). The minimizer is x = "
    "6.189867, not 5.90133 as in Jamil & Yang (2013), 33",
)
def chichinadze(x: Any, y: Any) -> Any:
    waves = 10 * sp.cos(sp.pi * x / 2) + 8 * sp.sin(5 * sp.pi * x / 2)
    return x**2 - 12 * x + 11 + waves - sp.exp(-((y - sp.Rational(1, 2)) ** 2) / 2) / sp.sqrt(5)


@landscape(
    title="Giunta",
    domain=(-1, 1),
    minimizers=((0.4673200253979606057, 0.4673200253979606057),),
    minimum=0.06447042053690564989,
    story="A bowl with a faint tremor: the bottom shifts a little and nobody guesses where to.",
    source="Mishra (2006); Jamil & Yang (2013), 57, give the minimizer 0.45834282, which is not "
    "stationary; it is 0.46732003",
)
def giunta(x: Any, y: Any) -> Any:
    phases = [16 * xi / 15 - 1 for xi in (x, y)]
    return 0.6 + sum(sp.sin(t) + sp.sin(t) ** 2 + sp.sin(4 * t) / 50 for t in phases)


@landscape(
    title="Venter & Sobiezcczanski-Sobieski",
    domain=(-10, 10),
    search_domain=(-50, 50),
    minimizers=((0.0, 0.0),),
    minimum=-400.0,
    story="Two waves of different kind on one bowl, one of them ever faster: no single step length fits "
    "both.",
    source="Venter & Sobieszczanski-Sobieski (2003), AIAA J. 41; Jamil & Yang (2013)",
)
def venter_sobiezcczanski(x: Any, y: Any) -> Any:
    return sum(t**2 - 100 * sp.cos(t) ** 2 - 100 * sp.cos(t**2 / 30) for t in (x, y))


@landscape(
    title="Trefethen",
    domain=(-0.5, 0.5),
    search_domain=(-10, 10),
    minimizers=((-0.02440307969437517190, 0.2106124271553557706),),
    minimum=-3.306868647475237280,
    story="Five waves at once: thousands of pits, and a search needs a proof, not only luck, to know the "
    "deepest.",
    source="Trefethen (2002), SIAM News 35, the hundred-digit challenge, problem 4",
)
def trefethen(x: Any, y: Any) -> Any:
    fast = sp.exp(sp.sin(50 * x)) + sp.sin(60 * sp.exp(y)) + sp.sin(70 * sp.sin(x)) + sp.sin(sp.sin(80 * y))
    return fast - sp.sin(10 * (x + y)) + (x**2 + y**2) / 4
