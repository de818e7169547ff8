"""What a landscape adds up the squares of, as JavaScript: Gauss-Newton and Levenberg-Marquardt ask for its slopes."""

from __future__ import annotations

import json

from descent.methods import squares_of
from landscapes import Landscape
from landscapes.formulas import variables
from landscapes.javascript import literal, raw_text


def squares_to_javascript(f: Landscape) -> str:
    """A JavaScript object that says what `f` is made of: ``{terms: [{raw(p, o)}, ...]}``.

    Each of the terms is a function as in `to_javascript`. Where there is a ``table``, a list of rows, they are
    functions of a row's columns too, and the whole is multiplied by ``share``. Of a landscape that is no sum of squares it
    is ``{refused}``, why not.

    Examples
    --------
    >>> from descent.javascript import squares_to_javascript
    >>> from landscapes import catalogue
    >>> print(squares_to_javascript(catalogue["parabola"]))
    {terms: [{raw(p, o) {
    const x = p[0];
    o[0] = x;
    o[1] = 1;
    }}]}
    >>> squares_to_javascript(catalogue["ackley"])[:53]
    '{refused: "ackley is no sum of squares as it is writt'
    """
    try:
        squares = squares_of(f)
    except ValueError as error:
        words = json.dumps(str(error)).replace("<", "\\u003c")
        return f"{{refused: {words}}}"
    names = [str(x) for x in variables(f.dimensions)]
    if squares.table is not None:
        names += [f"row{k}" for k in range(squares.table.shape[1])]
    terms = ", ".join(f"{{{raw_text(residual, names)}}}" for residual in squares.residuals)
    if squares.table is None:
        return f"{{terms: [{terms}]}}"
    rows = ",\n".join("[" + ", ".join(map(literal, row)) + "]" for row in squares.table)
    return f"{{terms: [{terms}], share: {literal(squares.share)}, table: [{rows}]}}"
