"""A rule's own LaTeX: the lines that move particles, run once with SymPy symbols in place of arrays."""

from __future__ import annotations

import copy
import dataclasses
from functools import cache
from typing import Any, ClassVar, Protocol

SYMBOLS = {
    "learning_rate": r"\eta",
    "momentum": r"\mu",
    "decay": r"\rho",
    "beta1": r"\beta_1",
    "beta2": r"\beta_2",
    "beta3": r"\beta_3",
    "nu": r"\nu",
    "nu1": r"\nu_1",
    "nu2": r"\nu_2",
    "epsilon": r"\epsilon",
    "momentum_decay": r"\psi",
    "weight_decay": r"\lambda",
    "velocity": "v",
    "mean": "m",
    "square": "s",
    "peak": "p",
    "travel": "u",
    "bias": "b",
    "now": r"\mu",
    "ahead": r"\mu'",
    "direction": "d",
    "delta": "d",
    "scale": "q",
    "length": "q",
    "change": r"\delta",
    "last": r"g'",
    "span": r"\rho_t",
    "known": "k",
    "factor": r"\gamma",
    "size": "s",
    "lag": r"\ell",
    "before": "D'",
    "estimate": "D",
    "first": "D_0",
    "reward": "r",
    "pull": "a",
    "way": "w",
}
"""How captions write a setting or a remembered array; any other name is set upright."""


class Ruled(Protocol):
    """What is needed of an optimizer: a dataclass with a rule, as `FirstOrder` is one."""

    __dataclass_fields__: ClassVar[dict[str, Any]]
    memory: ClassVar[tuple[str, ...]]
    decoupled: ClassVar[bool]

    @property
    def weight_decay(self) -> float: ...

    def rule(
        self, xp: Any, gradient: Any, state: dict[str, Any], index: Any, learning_rate: Any
    ) -> tuple[Any, dict[str, Any]]: ...


class SymbolicNamespace:
    """What a rule asks of `xp`, for SymPy symbols: coordinate by coordinate, except for a norm."""

    def __init__(self) -> None:
        import sympy

        self._sympy = sympy
        self.linalg = self

    def sqrt(self, x: Any) -> Any:
        return self._sympy.sqrt(x)

    def sign(self, x: Any) -> Any:
        return self._sympy.sign(x)

    def abs(self, x: Any) -> Any:
        return self._sympy.Abs(x)

    def maximum(self, x: Any, y: Any) -> Any:
        return self._sympy.Max(x, y)

    def minimum(self, x: Any, y: Any) -> Any:
        return self._sympy.Min(x, y)

    def norm(self, x: Any, axis: int = 0) -> Any:
        return _reductions()[0](x)

    def vecdot(self, x: Any, y: Any, axis: int = 0) -> Any:
        return _reductions()[1](x, y)


@cache
def _reductions() -> tuple[Any, Any]:
    """What looks at all coordinates, as SymPy functions: a vector's length, the product of two."""
    import sympy as sp

    class Length(sp.Function):
        is_nonnegative = True

        def _latex(self, printer: Any, **_: Any) -> str:
            return rf"\Vert {printer.doprint(self.args[0])} \Vert"

    class Product(sp.Function):
        is_real = True

        def _latex(self, printer: Any, **_: Any) -> str:
            return rf"\langle {', '.join(printer.doprint(x) for x in self.args)} \rangle"

    return Length, Product


@cache
def equations(optimizer: Ruled) -> tuple[str, ...]:
    """The lines of LaTeX of one step, in the order in which the rule makes them; the last one moves x."""
    import sympy as sp

    lines = assignments(optimizer)
    arrays = {sp.Symbol("g", real=True), *(letter for letter, _ in lines)}
    return tuple(
        rf"{sp.latex(left)} \leftarrow {sp.latex(_ordered(right, arrays), order='none')}"
        for left, right in lines
    )


def assignments(optimizer: Ruled) -> tuple[tuple[Any, Any], ...]:
    """The same lines: a symbol, and the expression that it becomes.

    A symbol on the left stands for its new value in the lines below. `t` counts steps from 1.
    """
    import sympy as sp

    given, place = _symbol("learning_rate"), sp.Symbol("x", real=True)
    rate, gradient, step = given, sp.Symbol("g", real=True), sp.Symbol("t", positive=True)
    old = {name: _symbol(name, "_old") for name in optimizer.memory}
    displacement, named = _symbolic(optimizer).rule(SymbolicNamespace(), gradient, old, step - 1, rate)
    seen: list[tuple[Any, Any]] = []
    lines = []
    for name, expression in named.items():
        lines.append((_symbol(name), _shortened(expression, seen)))
        if not expression.is_Symbol:  # one that is kept as it is goes by its own letter
            seen.append((expression, _symbol(name)))
    terms = [place, *sp.Add.make_args(_shortened(displacement, seen))]
    if optimizer.decoupled and optimizer.weight_decay:
        terms.append(-rate * _symbol("weight_decay") * place)
    lines.append((place, sp.Add(*terms, evaluate=False)))
    plain = {symbol: _symbol(name) for name, symbol in old.items()}
    return tuple((left, right.xreplace(plain)) for left, right in lines)


def _shortened(expression: Any, seen: list[tuple[Any, Any]]) -> Any:
    """`expression` with the letters of what was computed before it, the latest first."""
    for known, letter in reversed(seen):
        expression = expression.subs(known, letter)
    return expression


def _ordered(expression: Any, arrays: set[Any]) -> Any:
    """The same expression as people write it: settings before arrays in a product, after them in a sum."""
    import sympy as sp

    if not expression.args:
        return expression
    args = [_ordered(part, arrays) for part in expression.args]
    if isinstance(expression, sp.Mul):
        args.sort(
            key=lambda part: (not part.is_number, bool(part.free_symbols & arrays), isinstance(part, sp.Add))
        )
        return sp.Mul(*args, evaluate=False)
    if isinstance(expression, sp.Add):
        args.sort(key=lambda part: _place_in_sum(part, arrays))
        return sp.Add(*args, evaluate=False)
    return expression.func(*args)


def _place_in_sum(part: Any, arrays: set[Any]) -> int:
    """x, then numbers, what is remembered, the gradient, and settings last."""
    names = {symbol.name for symbol in part.free_symbols & arrays}
    if part.is_Symbol and part.name == "x":
        return 0
    if part.is_number:
        return 1
    return 4 if not names and part.is_Symbol else 3 if names == {"g"} else 2


def letters(name: str) -> str:
    """The LaTeX of a setting or a remembered array."""
    return SYMBOLS.get(name) or rf"\mathrm{{{name}}}".replace("_", r"\ ")


def _symbol(name: str, mark: str = "") -> Any:
    import sympy as sp

    return sp.Symbol(letters(name) + mark, real=True)


def _symbolic(optimizer: Ruled) -> Ruled:
    """The same optimizer with a symbol in place of every number among its settings."""
    twin = copy.copy(optimizer)
    for field in dataclasses.fields(optimizer):
        if isinstance(getattr(optimizer, field.name), float):
            object.__setattr__(twin, field.name, _symbol(field.name))
    return twin
