"""Sine, exponential, logarithm and their kin as lines of arithmetic, within a few roundings of the true values.

The argument is brought into a short interval (Cody & Waite 1980), there a power series is as good as exact. Every
function takes vectors of `Lines` and gives one.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from math import factorial, inf, nan

from landscapes.machine_code.lines import MAGIC, Lines, splat

_MOST_EXPONENT, _LEAST_EXPONENT = 709.782712893384, -708.0
"""Beyond them an exponential is infinite; 0."""
FARTHEST_WAVE = 1e9
"""Sines of larger angles lose digits."""


@cache
def _pieces(constant: str) -> tuple[float, float, float]:
    """A constant of mpmath's as a sum of three floats; halved for pi."""
    from mpmath import mp, mpf

    with mp.workprec(250):
        rest = {"pi/2": mp.pi / 2, "ln2": mp.ln2}[constant]
        pieces = []
        for _ in range(3):
            pieces.append(float(rest))
            rest -= mpf(pieces[-1])
    return pieces[0], pieces[1], pieces[2]


def wave(lines: Lines, angle: str) -> tuple[str, str, str]:
    """Sine, cosine and versine, 1 - cos, of an angle; who asks for several has one series of each kind computed."""
    first, second, third = _pieces("pi/2")
    shifted = lines.fma(angle, splat(1 / first), splat(MAGIC))
    turns, quarter = lines.sub(shifted, splat(MAGIC)), lines.bits(shifted)
    minus = lines.neg(turns)
    rest = lines.fma(minus, splat(first), angle)
    rest = lines.fma(minus, splat(second), rest)
    rest = lines.fma(minus, splat(third), rest)
    square = lines.mul(rest, rest)
    odd = [(-1.0) ** k / factorial(2 * k + 1) for k in range(1, 8)]
    even = [(-1.0) ** k / factorial(2 * k) for k in range(2, 9)]
    sine = lines.fma(lines.mul(rest, square), lines.polynomial(square, odd), rest)
    half = lines.fma(square, splat(-0.5), splat(1.0))
    fourth, tail = lines.mul(square, square), lines.polynomial(square, even)
    cosine = lines.fma(fourth, tail, half)
    swapped = lines.nonzero(lines.word("and", quarter, 1))
    minus_sine = lines.word("shl", lines.word("and", quarter, 2), 62)
    minus_cosine = lines.word("shl", lines.word("and", lines.word("add", quarter, 1), 2), 62)
    a = lines.bits(lines.select(swapped, cosine, sine))
    b = lines.bits(lines.select(swapped, sine, cosine))
    upright = lines.number(lines.word("xor", b, minus_cosine))
    # Where the cosine is near 1 nothing is taken from it: the series begins with the square.
    near = lines.fma(lines.neg(fourth), tail, lines.mul(square, splat(0.5)))
    is_far = lines.nonzero(lines.word("and", quarter, 3))
    versine = lines.select(is_far, lines.sub(splat(1.0), upright), near)
    return lines.number(lines.word("xor", a, minus_sine)), upright, versine


def sine(lines: Lines, angle: str) -> str:
    """sin."""
    return wave(lines, angle)[0]


def cosine(lines: Lines, angle: str) -> str:
    """cos."""
    return wave(lines, angle)[1]


def tangent(lines: Lines, angle: str) -> str:
    """tan."""
    return lines.div(*wave(lines, angle)[:2])


def versine(lines: Lines, angle: str) -> str:
    """1 - cos, exact near 0."""
    return wave(lines, angle)[2]


def _risen(lines: Lines, exponent: str) -> tuple[str, str]:
    """(2**k, p) with exp = 2**k (1 + p), |p| < 0.42."""
    first, second, _ = _pieces("ln2")
    shifted = lines.fma(exponent, splat(1 / first), splat(MAGIC))
    doublings = lines.neg(lines.sub(shifted, splat(MAGIC)))
    rest = lines.fma(doublings, splat(first), exponent)
    rest = lines.fma(doublings, splat(second), rest)
    series = [1 / factorial(k) for k in range(2, 14)]
    risen = lines.fma(lines.mul(rest, rest), lines.polynomial(rest, series), rest)
    # Half of 2**k first: the largest k has no float of its own.
    scale = lines.word("shl", lines.word("add", lines.bits(shifted), 1022), 52)
    return lines.number(scale), risen


def exponential(lines: Lines, exponent: str) -> str:
    """exp; what is below 1e-307 is 0."""
    scale, risen = _risen(lines, exponent)
    half = lines.fma(scale, risen, scale)
    height = lines.add(half, half)
    height = lines.select(lines.compare("ogt", exponent, splat(_MOST_EXPONENT)), splat(inf), height)
    low = lines.compare("olt", exponent, splat(_LEAST_EXPONENT))
    return _or_nan(lines, lines.select(low, splat(0.0), height), exponent)


def expm1(lines: Lines, exponent: str) -> str:
    """exp - 1, exact near 0."""
    scale, risen = _risen(lines, exponent)
    half = lines.fma(scale, risen, lines.sub(scale, splat(0.5)))
    height = lines.add(half, half)
    height = lines.select(lines.compare("ogt", exponent, splat(_MOST_EXPONENT)), splat(inf), height)
    low = lines.compare("olt", exponent, splat(_LEAST_EXPONENT))
    return _or_nan(lines, lines.select(low, splat(-1.0), height), exponent)


def _or_nan(lines: Lines, value: str, argument: str) -> str:
    return lines.select(lines.compare("uno", argument, argument), argument, value)


def logarithm(lines: Lines, number: str) -> str:
    """log; of what is below 2.2e-308 it is not finite."""
    first, second, _ = _pieces("ln2")
    root_half, bits = 0x3FE6A09E667F3BCD, lines.bits(number)
    above = lines.word("sub", bits, root_half)
    # Shifted as if it were positive, then told apart from 2**52: the exponent as a float, with its sign.
    biased = lines.word("lshr", lines.word("add", above, 1023 << 52), 52)
    doublings = lines.sub(lines.number(lines.word("or", biased, 0x4330 << 48)), splat(2.0**52 + 1023.0))
    mantissa = lines.number(lines.word("add", lines.word("and", above, (1 << 52) - 1), root_half))
    # 2 atanh(s) with s = f/(2 + f): Cody & Waite's way to keep the last digit, f - s (f - r).
    beyond = lines.sub(mantissa, splat(1.0))
    ratio = lines.div(beyond, lines.add(beyond, splat(2.0)))
    square = lines.mul(ratio, ratio)
    series = lines.mul(square, lines.polynomial(square, [2 / (2 * k + 3) for k in range(10)]))
    small = lines.sub(beyond, lines.mul(ratio, lines.sub(beyond, series)))
    value = lines.fma(doublings, splat(first), lines.fma(doublings, splat(second), small))
    value = lines.select(lines.compare("oeq", number, splat(inf)), number, value)
    value = lines.select(lines.compare("olt", number, splat(2.0**-1022)), splat(-inf), value)
    unfit = lines.compare("ult", number, splat(0.0))
    return lines.select(unfit, splat(nan), value)


def log1p(lines: Lines, number: str) -> str:
    """log(1 + x), exact near 0: what 1 + x lost comes back by its slope."""
    above = lines.add(number, splat(1.0))
    lost = lines.sub(number, lines.sub(above, splat(1.0)))
    # The lost part is nothing where 1 + x is infinite.
    step = lines.div(lost, above)
    height = logarithm(lines, above)
    return lines.select(lines.compare("oeq", step, step), lines.add(height, step), height)


def power(lines: Lines, base: str, exponent: str) -> str:
    """base**exponent of a base >= 0; of a negative one not a number."""
    height = exponential(lines, lines.mul(exponent, logarithm(lines, base)))
    at_zero = lines.select(lines.compare("ogt", exponent, splat(0.0)), splat(0.0), splat(inf))
    height = lines.select(lines.compare("oeq", base, splat(0.0)), at_zero, height)
    flat = lines.select(lines.compare("uno", base, base), base, splat(1.0))
    return lines.select(lines.compare("oeq", exponent, splat(0.0)), flat, height)


def hyperbolic_tangent(lines: Lines, number: str) -> str:
    """tanh."""
    size = lines.size(number)
    fallen = expm1(lines, lines.mul(size, splat(-2.0)))
    return lines.signed(lines.div(lines.neg(fallen), lines.add(fallen, splat(2.0))), number)


def hyperbolic_sine(lines: Lines, number: str) -> str:
    """sinh."""
    risen = expm1(lines, lines.size(number))
    inner = lines.div(risen, lines.add(risen, splat(1.0)))
    far = lines.select(lines.compare("oeq", risen, splat(inf)), splat(1.0), inner)
    return lines.signed(lines.mul(lines.add(risen, far), splat(0.5)), number)


def hyperbolic_cosine(lines: Lines, number: str) -> str:
    """cosh."""
    risen = exponential(lines, lines.size(number))
    return lines.mul(lines.add(risen, lines.div(splat(1.0), risen)), splat(0.5))


def arctangent(lines: Lines, number: str) -> str:
    """atan, by two halvings of the angle: tan(a/2) = t/(1 + sqrt(1 + t**2))."""
    size = lines.size(number)
    large = lines.compare("ogt", size, splat(1.0))
    inverse = lines.div(splat(1.0), size)
    ratio = lines.select(large, inverse, size)
    for _ in range(2):
        root = lines.call("sqrt", lines.fma(ratio, ratio, splat(1.0)))
        ratio = lines.div(ratio, lines.add(root, splat(1.0)))
    square = lines.mul(ratio, ratio)
    series = lines.polynomial(square, [4 * (-1.0) ** k / (2 * k + 1) for k in range(12)])
    angle = lines.mul(ratio, series)
    quarter = splat(_pieces("pi/2")[0])
    return lines.signed(lines.select(large, lines.sub(quarter, angle), angle), number)


Unary = Callable[[Lines, str], str]

FUNCTIONS: Mapping[str, Unary] = {
    "sin": sine,
    "cos": cosine,
    "tan": tangent,
    "exp": exponential,
    "expm1": expm1,
    "log": logarithm,
    "log1p": log1p,
    "tanh": hyperbolic_tangent,
    "sinh": hyperbolic_sine,
    "cosh": hyperbolic_cosine,
    "arctan": arctangent,
}
"""By the names of NumPy's ufuncs."""
