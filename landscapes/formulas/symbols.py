"""SymPy at arm's length: imported when the first formula is built, so that listing the catalogue stays fast."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import sympy as sp
else:

    class _SymPy:
        """Stands for the module `sympy`; the import happens at the first attribute that is asked for."""

        def __getattr__(self, name: str) -> Any:
            import sympy

            return getattr(sympy, name)

    sp = _SymPy()


def names(count: int) -> tuple[str, ...]:
    """What `count` variables are called: ``x``; ``x, y``; or ``x1 ... xn``."""
    return {1: ("x",), 2: ("x", "y")}.get(count) or tuple(f"x{i}" for i in range(1, count + 1))


def variables(count: int) -> tuple[sp.Symbol, ...]:
    """Real symbols for `count` variables, called by their `names`."""
    return tuple(sp.Symbol(name, real=True) for name in names(count))
