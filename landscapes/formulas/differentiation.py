"""Partial derivatives as SymPy formulas that people can read: signs and steps, never Dirac deltas."""

from __future__ import annotations

from functools import cache
from typing import Any

from landscapes.formulas.symbols import sp


def partial(expression: Any, variable: Any) -> Any:
    """The derivative of `expression` with respect to `variable`, where it exists.

    |u| has sign(u) for its derivative, maxima and minima have Heaviside steps; signs, steps and
    floor are flat.
    """
    if not expression.has(*_substitutes()):
        return sp.diff(expression, variable)
    substitutes = _substitutes()
    inert = expression.replace(lambda e: type(e) in substitutes, lambda e: substitutes[type(e)](*e.args))
    slope = sp.diff(inert, variable)
    return slope.replace(lambda e: hasattr(e, "original"), lambda e: e.original(*e.args))


@cache
def _substitutes() -> dict[Any, Any]:
    """SymPy's functions with kinks -> functions that SymPy differentiates as we want it."""

    class Flat(sp.Function):
        def fdiff(self, argindex: int = 1) -> Any:
            return sp.S.Zero

    class _Abs(sp.Function):
        original = sp.Abs
        is_real = True

        def fdiff(self, argindex: int = 1) -> Any:
            return _Sign(self.args[0])

    class _Sign(Flat):
        original = sp.sign
        is_real = True

    class _Floor(Flat):
        original = sp.floor

    class _Step(Flat):
        original = sp.Heaviside

    class _Max(sp.Function):
        original = sp.Max

        def fdiff(self, argindex: int = 1) -> Any:
            mine = self.args[argindex - 1]
            others = self.args[: argindex - 1] + self.args[argindex:]
            return _Step(mine - sp.Max(*others))

    class _Min(sp.Function):
        original = sp.Min

        def fdiff(self, argindex: int = 1) -> Any:
            mine = self.args[argindex - 1]
            others = self.args[: argindex - 1] + self.args[argindex:]
            return _Step(sp.Min(*others) - mine)

    return {c.original: c for c in (_Abs, _Sign, _Floor, _Step, _Max, _Min)}
