"""Quotients in derivatives whose terms cancel by algebra: put over one divisor, so that they do not cancel in floats.

The slope of x / (1 + |x|) comes out as 1/d - |x|/d^2 with d = 1 + |x|, which loses all digits where x is large; it is
(d - |x|)/d^2 = 1/d^2. Likewise 1/r - x^2/r^3 with r = sqrt(x^2 + y^2) is y^2/r^3.
"""

from __future__ import annotations

from fractions import Fraction

from landscapes.compiled.rewriting import difference, linear, negative
from landscapes.compiled.tape import Tape

Monomial = tuple[tuple[int, int], ...]
"""Nodes and their powers, negative for divisors, by number."""
Polynomial = dict[Monomial, Fraction]

_MOST_TERMS = 24
_MOST_NODES = 150


def without_cancellation(tape: Tape, number: int) -> int:
    """The node of the same value with its divisors in one place, where that leaves fewer terms; else `number`."""
    number = _sigmoids_apart(tape, number)
    order = tape.reachable([number])
    if len(order) > _MOST_NODES or not any(tape.nodes[k][0] == "inv" for k in order):
        return number
    expanded = _Expansion(tape).of(number)
    if expanded is None or len(expanded) < 2:
        return number
    for node in sorted({node for monomial in expanded for node, power in monomial if power < 0}):
        joined = _over_one_divisor(tape, expanded, node)
        if joined is not None and len(joined) < len(expanded):
            return _written(tape, joined)
    return number


def _sigmoids_apart(tape: Tape, number: int) -> int:
    """The same sum, sigmoid a - sigmoid b as tanh((a - b)/2) times a sum of products, which keeps its digits near 0."""
    if tape.nodes[number][0] != "add":
        return number
    parts = linear(tape, number)
    waves = [k for k in sorted(parts) if tape.nodes[k][0] == "sigmoid"]
    for i, one in enumerate(waves):
        for other in waves[:i]:
            if parts[one] != -parts[other]:
                continue
            a, b = tape.nodes[one][1], tape.nodes[other][1]
            rest = tape.sum(
                tape.mul(tape.constant(c), k) for k, c in sorted(parts.items()) if k not in (one, other)
            )
            return tape.add(
                _sigmoids_apart(tape, rest), tape.mul(tape.constant(parts[one]), _gap(tape, a, b))
            )
    return number


def _gap(tape: Tape, a: int, b: int) -> int:
    half, minus_a, minus_b = tape.constant(Fraction(1, 2)), negative(tape, a), negative(tape, b)
    if b == minus_a:
        return tape.apply("tanh", tape.mul(half, a))
    sides = [
        tape.mul(tape.apply("sigmoid", u), tape.apply("sigmoid", v)) for u, v in ((a, minus_b), (minus_a, b))
    ]
    return tape.mul(tape.apply("tanh", tape.mul(half, difference(tape, a, b))), tape.sum(sides))


def _over_one_divisor(tape: Tape, terms: Polynomial, divisor: int) -> Polynomial | None:
    """The terms times the highest power of `divisor` that divides one, multiplied out, and divided by it again."""
    powers = [dict(monomial).get(divisor, 0) for monomial in terms]
    most = -min(powers)
    root = tape.nodes[divisor][0] == "sqrt"
    expansion = _Expansion(tape)
    inside = expansion.of(tape.nodes[divisor][1]) if root else expansion.opened(divisor, divisor=True)
    if inside is None or (not root and len(inside) < 2):
        return None
    total: Polynomial = {}
    for (monomial, times), power in zip(terms.items(), powers, strict=True):
        missing = most + power
        part: Polynomial | None = {_with(monomial, divisor, -power): times}
        for _ in range(missing // 2 if root else missing):
            part = expansion.product(part, inside)
        if part is None:
            return None
        if root and missing % 2:
            part = {_with(m, divisor, 1): c for m, c in part.items()}
        for m, c in part.items():
            total[m] = total.get(m, Fraction(0)) + c
    return {_with(m, divisor, -most): c for m, c in total.items() if c}


def _with(monomial: Monomial, node: int, power: int) -> Monomial:
    powers = dict(monomial)
    powers[node] = powers.get(node, 0) + power
    return tuple(sorted((k, p) for k, p in powers.items() if p))


def _written(tape: Tape, terms: Polynomial) -> int:
    """The polynomial as a node; what all terms share is multiplied once."""
    shared = set.intersection(*(set(m) for m in terms)) if terms else set()
    total = tape.sum(
        tape.mul(tape.constant(c), _product(tape, [p for p in m if p not in shared]))
        for m, c in sorted(terms.items())
    )
    return tape.mul(total, _product(tape, sorted(shared)))


def _product(tape: Tape, powers: list[tuple[int, int]]) -> int:
    made = tape.one
    for node, power in powers:
        factor = node if power > 0 else tape.inv(node)
        for _ in range(abs(power)):
            made = tape.mul(made, factor)
    return made


class _Expansion:
    """Nodes multiplied out; None where that has too many terms."""

    def __init__(self, tape: Tape) -> None:
        self._tape = tape
        self._known: dict[int, Polynomial | None] = {}

    def of(self, number: int) -> Polynomial | None:
        """A sum or product in terms of what is neither."""
        if number not in self._known:
            self._known[number] = self.opened(number)
        return self._known[number]

    def opened(self, number: int, *, divisor: bool = False) -> Polynomial | None:
        """The same, not remembered; exp u - 1 is a sum only as a `divisor`."""
        value = self._tape.exact(number)
        if value is not None:
            return {(): value} if value else {}
        match self._tape.nodes[number]:
            case ("expm1", a) if divisor:
                return {((self._tape.apply("exp", a), 1),): Fraction(1), (): Fraction(-1)}
            case ("add", a, b):
                first, second = self.of(a), self.of(b)
                if first is None or second is None:
                    return None
                return self._fit(
                    {m: first.get(m, Fraction(0)) + second.get(m, Fraction(0)) for m in {**first, **second}}
                )
            case ("mul", a, b):
                return self.product(self.of(a), self.of(b))
            case ("inv", a):
                inner = self.of(a)
                if inner is not None and len(inner) == 1:
                    ((monomial, times),) = inner.items()
                    return {tuple((k, -p) for k, p in monomial): 1 / times}
                return {((a, -1),): Fraction(1)}
        return {((number, 1),): Fraction(1)}

    def product(self, a: Polynomial | None, b: Polynomial | None) -> Polynomial | None:
        """Both multiplied out."""
        if a is None or b is None or len(a) * len(b) > _MOST_TERMS:
            return None
        total: Polynomial = {}
        for m, c in a.items():
            for n, d in b.items():
                both = self._settled(m, n)
                total[both] = total.get(both, Fraction(0)) + c * d
        return self._fit(total)

    def _settled(self, a: Monomial, b: Monomial) -> Monomial:
        """The product of two monomials: u sgn u is |u|, |u|^2 is u^2."""
        powers = dict(a)
        for node, power in b:
            powers[node] = powers.get(node, 0) + power
        for node in list(powers):
            kind, *parts = self._tape.nodes[node]
            if kind == "abs" and powers[node] >= 2 and self._tape.nodes[parts[0]][0] not in ("add", "mul"):
                pairs = powers[node] // 2
                powers[node] -= 2 * pairs
                powers[parts[0]] = powers.get(parts[0], 0) + 2 * pairs
            elif kind == "sgn" and powers[node] == 1 and powers.get(parts[0], 0) >= 1:
                size = self._tape.apply("abs", parts[0])
                powers[node], powers[parts[0]] = 0, powers[parts[0]] - 1
                powers[size] = powers.get(size, 0) + 1
        return tuple(sorted((k, p) for k, p in powers.items() if p))

    @staticmethod
    def _fit(terms: Polynomial) -> Polynomial | None:
        kept = {m: c for m, c in terms.items() if c}
        return kept if len(kept) <= _MOST_TERMS else None
