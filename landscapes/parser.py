"""A user's own formula, as text or as a SymPy expression, becomes a `Landscape`; text is never evaluated."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from landscapes.formulas import FormulaError, checked_domain, construct, own_names, read
from landscapes.formulas import variables as usual_variables
from landscapes.landscape import Landscape


@dataclass(frozen=True)
class FormulaText:
    """A builder that reads its formula from text, in the usual names or those that it was typed in."""

    text: str
    names: tuple[str, ...] = ()

    def __call__(self, *symbols: Any) -> Any:
        """The expression in these symbols, which go by their own names."""
        named = dict(zip(self.names or map(str, usual_variables(len(symbols))), symbols, strict=True))
        return construct(read(self.text, tuple(named)), self.text, named)


def parse(
    text: str,
    domain: Sequence[float] | Sequence[Sequence[float]],
    *,
    variables: Sequence[str] = (),
    name: str = "formula",
    title: str = "",
) -> Landscape:
    """The landscape of a formula that somebody typed.

    The text may hold ``+ - * / ** ^``, parentheses, decimal numbers, ``pi``, ``e``, the functions ``sin cos tan
    asin acos atan atan2 sinh cosh tanh exp log sqrt abs sign``, ``min`` and ``max`` of two, and the variables: ``x``
    for one range, ``x`` and ``y`` for two, ``x1 ... xn`` for more, or names of your own. It is checked against that
    list and never evaluated as code.

    Parameters
    ----------
    text : str
        The formula, ASCII, at most 2,000 characters.
    domain : n pairs (low, high)
        One range for each variable; a single pair of numbers is one range.
    variables : n names, optional
        What the variables are called in the text, as ``("theta_0", "theta_1")``, and everywhere else.
    name, title : str
        As of any landscape; the title is the text where none is given.

    Returns
    -------
    Landscape
        Without known minimizers. The value is NaN where the formula has no real value.

    Raises
    ------
    FormulaError
        A `ValueError` that shows the place: something that is not on the list, constants that overflow or are
        undefined, exponents over 100, more than 100 operations inside one another.
    ValueError
        For a domain that is not finite or not in order, and names that variables cannot have.

    Examples
    --------
    >>> from landscapes import parse
    >>> f = parse("x**2 + 3*sin(y)", domain=((-5, 5), (-5, 5)))
    >>> f.gradient([2.0, 0.0]).tolist()
    [4.0, 3.0]
    """
    box = checked_domain(domain, owner="parse")
    names = own_names(variables, len(box), "parse") if len(variables) else ()
    landscape = Landscape(
        name=name,
        builder=FormulaText(text, names),
        domain=box,
        variable_names=names,
        title=title or str(text)[:60],
    )
    landscape.formula  # noqa: B018  (refused here and now, not when first used)
    return landscape


__all__ = ["FormulaError", "FormulaText", "parse"]
