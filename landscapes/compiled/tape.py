"""A formula as a list of elementary operations, each one only once.

SymPy expressions are trees: their derivatives repeat themselves, and differentiating them costs more than
using them. Here every operation is a numbered node whose operands have smaller numbers; asking for a node
that is already there gives its number back. Values, derivatives and programs all grow on the same tape.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction
from typing import Any, NamedTuple

Node = tuple[Any, ...]
"""(operation, operand numbers), or ("constant", Fraction), ("number", `Named` or SymPy number), ("variable", index)."""

SMOOTH = frozenset(
    {"constant", "number", "variable", "add", "mul", "inv", "sin", "cos", "tan", "exp", "expm1", "log", "log1p", "tanh",
     "sinh", "cosh", "atan", "asinh", "versine", "logaddexp", "sigmoid", "sech2", "logcosh", "log1mexp", "sinc", "sincm1",
     "sinc1", "sinc2"}
)  # fmt: skip
"""Operations without a kink: where they have a value they have all derivatives."""
POLES = frozenset({"inv", "tan"})
"""Those of them that go to infinity in the midst of numbers."""
BREAKING = frozenset({"abs", "sign", "sgn", "floor", "max", "min", "where", "lt", "le", "eq"})
"""Operations that put pieces together."""
BLIND = frozenset({"where", "lt", "le", "eq", "power"})
"""Operations that can make a number of NaN."""

_LARGEST_CHAIN = 1000
"""Integer powers up to here are multiplied out."""
_DEAR = 32
"""So many other operations a power costs in wide floats and in mpmath where its exponent is large."""


class Named(NamedTuple):
    """pi, E or nan, for SymPy's number of this name, which takes long to import."""

    name: str

    @property
    def is_real(self) -> bool:
        """Whether it is a number."""
        return self.name != "nan"

    @property
    def is_positive(self) -> bool:
        """Whether it is a number above 0."""
        return self.is_real


PI, E, NAN = _NAMED = Named("pi"), Named("E"), Named("nan")


class Tape:
    """Numbered operations, shared and lightly simplified while they are written down.

    `risen` names, for a node that was rewritten, another one that differs by a constant and has simpler slopes.
    """

    def __init__(self) -> None:
        self.nodes: list[Node] = []
        self.is_constant: list[bool] = []
        self.risen: dict[int, int] = {}
        self._numbers: dict[Node, int] = {}
        self.zero, self.one = self.constant(0), self.constant(1)

    def _intern(self, node: Node, is_constant: bool) -> int:
        number = self._numbers.get(node)
        if number is None:
            number = self._numbers[node] = len(self.nodes)
            self.nodes.append(node)
            self.is_constant.append(is_constant)
        return number

    def constant(self, value: int | Fraction) -> int:
        """The exact number `value`."""
        return self._intern(("constant", Fraction(value)), True)

    def number(self, symbol: Any) -> int:
        """A named number such as pi, kept exact."""
        known = next((one for one in _NAMED if one.name == str(symbol)), symbol)
        return self._intern(("number", known), True)

    def variable(self, index: int) -> int:
        """Coordinate `index` of the point."""
        return self._intern(("variable", index), False)

    @property
    def record(self) -> list[Any] | None:
        """All of it in JSON; None where a number is not one of those that have a name here."""
        nodes: list[list[Any]] = []
        for kind, *parts in self.nodes:
            if kind == "number" and parts[0] not in _NAMED:
                return None
            nodes.append([kind, *(parts if kind not in ("number", "constant") else map(_told, parts))])
        return [nodes, sorted(self.risen.items())]

    @classmethod
    def of_record(cls, record: Any) -> Tape:
        """What `record` describes, the same node by node.

        Raises
        ------
        ValueError
            If it describes none.
        """
        tape = cls()
        match record:
            case [list(nodes), list(risen)]:
                for node in nodes:
                    tape._recorded(node)
                if len(tape.nodes) == len(nodes) and all(map(tape._is_pair, risen)):
                    tape.risen = dict(risen)
                    return tape
        raise ValueError("this is no record of a tape")

    def _recorded(self, node: Any) -> None:
        match node:
            case ["constant", str(told)]:
                self.constant(Fraction(told))
            case ["number", str(told)]:
                self.number(Named(told))
            case ["variable", int(index)] if index >= 0:
                self.variable(index)
            case [str(operation), *parts] if operation not in _LEAVES and parts and self._are_nodes(parts):
                self._intern((operation, *parts), all(self.is_constant[k] for k in parts))
            case _:
                raise ValueError("this is no record of a node")

    def _is_pair(self, pair: Any) -> bool:
        return isinstance(pair, list) and len(pair) == 2 and self._are_nodes(pair)

    def _are_nodes(self, numbers: Any) -> bool:
        return all(type(k) is int and 0 <= k < len(self.nodes) for k in numbers)

    def apply(self, operation: str, *operands: int) -> int:
        """The node of any operation; arithmetic is simplified on the way."""
        special = getattr(self, operation, None) if operation in _SIMPLIFIED else None
        if special is not None:
            return int(special(*operands))
        return self._intern((operation, *operands), all(self.is_constant[k] for k in operands))

    def exact(self, number: int) -> Fraction | None:
        """The rational value of a constant node, or None."""
        node = self.nodes[number]
        return node[1] if node[0] == "constant" else None

    def scaled(self, number: int) -> tuple[int, int]:
        """The node as (constant factor, rest), both nodes."""
        node = self.nodes[number]
        return (node[1], node[2]) if node[0] == "mul" and self.is_constant[node[1]] else (self.one, number)

    def add(self, a: int, b: int) -> int:
        """The node of a + b: constants are added up, c u + d u is (c + d) u, and a constant comes last."""
        if self.is_constant[a] and not self.is_constant[b]:
            a, b = b, a
        p, q = self.exact(a), self.exact(b)
        if q == 0:
            return a
        if p == 0:
            return b
        if p is not None and q is not None:
            return self.constant(p + q)
        (c, u), (d, v) = self.scaled(a), self.scaled(b)
        if u == v and not self.is_constant[u]:
            return self.mul(self.add(c, d), u)
        inner = self.nodes[a]
        if self.is_constant[b] and inner[0] == "add" and self.is_constant[inner[2]]:
            return self.add(inner[1], self.add(inner[2], b))
        if not self.is_constant[b] and a > b:
            a, b = b, a
        return self._intern(("add", a, b), self.is_constant[a] and self.is_constant[b])

    def sub(self, a: int, b: int) -> int:
        """The node of a - b, as a + (-1) b: a ufunc that subtracts is chosen later."""
        return self.add(a, self.mul(self.constant(-1), b))

    def mul(self, a: int, b: int) -> int:
        """The node of a b: constants are multiplied up and come first, c u d v is (c d) (u v)."""
        if self.is_constant[b] and not self.is_constant[a]:
            a, b = b, a
        p, q = self.exact(a), self.exact(b)
        if p == 0 or q == 0:
            return self.zero
        if p == 1:
            return b
        if q == 1:
            return a
        if p is not None and q is not None:
            return self.constant(p * q)
        if self.is_constant[a] and self.is_constant[b]:
            return self._intern(("mul", *sorted((a, b))), True)
        (c, u), (d, v) = self.scaled(a), self.scaled(b)
        if self.is_constant[a]:
            return self._intern(("mul", a, b), False) if d == self.one else self.mul(self.mul(a, d), v)
        if c != self.one or d != self.one:
            return self.mul(self.mul(c, d), self.mul(u, v))
        return self._intern(("mul", *sorted((a, b))), False)

    def inv(self, a: int) -> int:
        """The node of 1 / a; 1 / (1 / a) is a."""
        value = self.exact(a)
        if value:
            return self.constant(1 / value)
        factor, rest = self.scaled(a)
        if factor != self.one:
            return self.mul(self.inv(factor), self.inv(rest))
        node = self.nodes[a]
        return node[1] if node[0] == "inv" else self._intern(("inv", a), self.is_constant[a])

    def work(self, order: Sequence[int]) -> int:
        """What the nodes in `order` cost in wide floats, as a number of operations."""
        return sum(_DEAR if self.nodes[k][0] == "power" else 1 for k in order)

    def power(self, a: int, exponent: int) -> int:
        """The node of a to the `exponent`: multiplied out for whole numbers, with one root for halves.

        NumPy's `power` takes as long as some forty products.
        """
        value = self.exact(exponent)
        if value is None:
            return self._intern(("power", a, exponent), self.is_constant[a] and self.is_constant[exponent])
        if value < 0:
            return self.inv(self.power(a, self.constant(-value)))
        if value.denominator == 1 and value <= _LARGEST_CHAIN:
            return self._whole_power(a, int(value))
        if value.denominator == 2 and value <= _LARGEST_CHAIN:
            root = self.apply("sqrt", a)
            return self.mul(self._whole_power(a, int(value - Fraction(1, 2))), root)
        return self._intern(("power", a, exponent), self.is_constant[a])

    def _whole_power(self, a: int, exponent: int) -> int:
        if exponent < 2:
            return a if exponent else self.one
        half = self._whole_power(a, exponent // 2)
        square = self.mul(half, half)
        return self.mul(square, a) if exponent % 2 else square

    def sum(self, terms: Iterable[int]) -> int:
        """The terms added up, constants last; a factor that several share is multiplied once."""
        shared: dict[int, int] = {}
        for term in terms:
            factor, rest = (term, self.one) if self.is_constant[term] else self.scaled(term)
            if rest == self.one:
                factor, rest = self.one, term
            shared[factor] = self.add(shared[factor], rest) if factor in shared else rest
        total = self.zero
        for factor, rest in shared.items():
            total = self.add(total, self.mul(factor, rest))
        return total

    def replay(self, other: Tape, arguments: Sequence[int]) -> list[int]:
        """Write `other` down here, the nodes `arguments` for its variables; the new numbers of its nodes."""
        here: list[int] = []
        for node in other.nodes:
            match node:
                case ("constant", value):
                    here.append(self.constant(value))
                case ("number", symbol):
                    here.append(self.number(symbol))
                case ("variable", index):
                    here.append(arguments[index])
                case (operation, *operands):
                    here.append(self.apply(operation, *(here[k] for k in operands)))
        return here

    def made_of(self, root: int, operations: frozenset[str]) -> bool:
        """Whether what depends on variables below a node is done by some operations only."""
        return all(self.is_constant[k] or self.nodes[k][0] in operations for k in self.reachable([root]))

    def reachable(self, roots: Iterable[int], *, risen: bool = False) -> list[int]:
        """All nodes that the roots need, in order; with `risen` those that their slopes need."""
        found: set[int] = set()
        waiting = list(roots)
        while waiting:
            number = waiting.pop()
            if number not in found:
                found.add(number)
                waiting.extend(operands(self.nodes[number]))
                if risen and number in self.risen:
                    waiting.append(self.risen[number])
        return sorted(found)


def _told(number: Fraction | Named) -> str:
    return number.name if isinstance(number, Named) else str(number)


def operands(node: Node) -> tuple[int, ...]:
    """The numbers of the nodes that `node` works on."""
    return () if node[0] in _LEAVES else node[1:]


def signs_of(tape: Tape, order: Sequence[int]) -> dict[int, bool | None]:
    """Of each node whether it is sure to be positive (True), or at least not negative (False, "may be zero"), or None."""
    known: dict[int, Any] = {}
    for number in order:
        match tape.nodes[number]:
            case ("constant", value):
                known[number] = True if value > 0 else False if value == 0 else None
            case ("number", symbol):
                known[number] = True if symbol.is_positive else None
            case ("exp" | "cosh" | "sigmoid" | "sech2", _):
                known[number] = True
            case ("abs" | "versine" | "logcosh", _):
                known[number] = False
            case ("mul", a, b) if a == b:
                known[number] = bool(known[a])
            case ("mul" | "min", a, b):
                known[number] = None if None in (known[a], known[b]) else known[a] and known[b]
            case ("add", a, b):
                known[number] = None if None in (known[a], known[b]) else known[a] or known[b]
            case ("max", a, b):
                known[number] = (
                    True if True in (known[a], known[b]) else False if False in (known[a], known[b]) else None
                )
            case ("sqrt" | "inv" | "log1p", a):
                known[number] = known[a]
            case ("power", a, _):
                known[number] = known[a]
            case _:
                known[number] = None
    return known


_LEAVES = frozenset({"constant", "number", "variable"})
_SIMPLIFIED = frozenset({"add", "sub", "mul", "inv", "power"})
