"""A landscape's functions and everything else that a page needs of it, as one object literal."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from fractions import Fraction
from math import isfinite
from sys import float_info
from typing import TYPE_CHECKING, Any

from landscapes.compiled import Parts
from landscapes.formulas import sp, spoken_name, variables
from landscapes.javascript.lattice_text import samples_text
from landscapes.javascript.markup import mathml
from landscapes.javascript.statements import Statements, literal

if TYPE_CHECKING:
    from landscapes.compiled import Compiled
    from landscapes.landscape import Landscape

_MARKUP = re.compile("<(?=/?script|!--)", re.IGNORECASE)
"""What may end or begin something in a page, were it not escaped."""
_SIMPLE = 10**6
"""Fractions with no larger denominator are told from their rounded value (render/page/compute/reading.js)."""


def to_javascript(
    f: Landscape,
    extra: Mapping[str, Any] | None = None,
    *,
    hessian: bool = True,
    code: Mapping[str, str] | None = None,
) -> str:
    """`f` as the text of a JavaScript object: its functions, and what is known of it as data.

    A lattice of samples travels as data, with functions that take the same cubic spline as Python does.

    Parameters
    ----------
    f : Landscape
        Of any number of variables n.
    extra : mapping, optional
        More entries: names and JSON data.
    hessian : bool, default True
        Whether the second derivatives are printed too.
    code : mapping, optional
        More entries: names and JavaScript expressions.

    Returns
    -------
    str
        An expression. Its methods are ``value(p)``, the height at the point ``p``; ``raw(p, o)``, which puts height and
        gradient into ``o[0]``, ``o[1]`` ... ``o[n]``; and ``hessian(p, o)``, the n x n matrix row by row. They are
        what the formula alone says: NaN or infinite at kinks and holes. Where a quotient may lose digits beside a hole,
        ``doubt(p)`` and ``doubtHessian(p)`` say whether they have. A few operations that JavaScript's ``Math`` has
        not are expected in ``Thalweg.arithmetic`` (render/page/compute/arithmetic.js).

        The other entries are ``name``, ``title``, ``untitled`` (true where that is only the formula), ``formula``,
        ``mathml``, ``story``, ``source``, ``variables``, ``domain``, ``searchDomain``, ``minimizers``, ``minimum`` (a
        number or null), ``slopes`` (`gentle_slopes`) and ``fine``: pairs of a number that its functions hold and what
        rounding took from it.

    Notes
    -----
    Heights and derivatives are bit for bit those of `Landscape.value_and_gradient` where + - * / and square roots make
    them, because the operations and their order are the same; functions such as the sine may differ in the last digit
    between machines, in Python as in JavaScript.

    Examples
    --------
    >>> from landscapes import catalogue, to_javascript
    >>> print(to_javascript(catalogue["sphere"]).split(",\\nname:")[0])
    {
    value(p) {
    const x = p[0], y = p[1];
    return x*x + y*y;
    },
    raw(p, o) {
    const x = p[0], y = p[1];
    o[0] = x*x + y*y;
    o[1] = 2*x;
    o[2] = 2*y;
    },
    hessian(p, o) {
    o[0] = 2;
    o[1] = o[2] = 0;
    o[3] = 2;
    }
    """
    more = {**_fields(f), **(extra or {})}
    entries = [f"{key}: {_data(value)}" for key, value in more.items()]
    entries += [f"{key}: {text}" for key, text in (code or {}).items()]
    if f.kind != "formula":
        return samples_text(f, ",\n".join(entries))
    names = [str(x) for x in variables(f.dimensions)]  # those of one's own may be words of JavaScript
    methods = [_value(f.compiled.parts(0), names), raw_text(f.compiled, names)]
    if hessian:
        methods.append(_hessian(f.compiled.parts(2), names))
    methods += _doubts(f, names, hessian)
    return "{\n" + ",\n".join([*methods, *entries]) + "\n}"


def _value(parts: Parts, names: list[str]) -> str:
    body = Statements(parts, parts.outputs, names)
    return _method("value(p)", [*body.lines, f"return {body.results[0]};"])


def raw_text(compiled: Compiled, names: list[str]) -> str:
    """The method ``raw(p, o)`` of a function of the coordinates `names`: it puts value and gradient into ``o``."""
    parts = compiled.parts(1)
    body = Statements(parts, parts.outputs, names)
    return _method("raw(p, o)", [*body.lines, *(f"o[{i}] = {text};" for i, text in enumerate(body.results))])


def _hessian(parts: Parts, names: list[str]) -> str:
    """The lower triangle, row by row, each entry put into both its places."""
    n = len(names)
    body = Statements(parts, parts.outputs[1:], names)
    texts = iter(body.results)
    lines = list(body.lines)
    for i in range(n):
        for j in range(i + 1):
            places = [f"o[{k}]" for k in sorted({i * n + j, j * n + i})]
            lines.append(f"{' = '.join(places)} = {next(texts)};")
    return _method("hessian(p, o)", lines)


def _doubts(f: Landscape, names: list[str], hessian: bool) -> list[str]:
    """Whether height and gradient, or Hessian, have lost too many digits though they are numbers.

    Beside a hole what is small there is judged by what is usual, because it is asked for all the time; a formula that is
    ill-written elsewhere has no use for that.
    """
    slopes = f.gentle_slopes.tolist()
    width = [high - low for low, high in f.domain]
    height = sum(s * w for s, w in zip(slopes, width, strict=True))
    usual = [[height, *slopes]]
    if hessian:
        bends = [
            max(slopes[i] / width[j], slopes[j] / width[i]) for i in range(len(width)) for j in range(i + 1)
        ]
        usual.append([height, *bends])
    methods = []
    reaches = (f.compiled.delicate, f.compiled.delicately_bent)
    for head, order, sizes in zip(("doubt(p)", "doubtHessian(p)"), (1, 2), usual, strict=False):
        reach = reaches[order - 1]
        # Of pieces the one that is flat is nothing lost, which a number alone cannot say.
        # Infinity on the way to a number says nothing about it.
        first = _poles(f.compiled.hidden_poles(), names) if order == 1 else []
        # Of pieces the one that is flat is nothing lost, which a number alone cannot say.
        if not reach.within or (isfinite(reach.within) and f.formula.has(sp.Max, sp.Min, sp.Piecewise)):
            if first:
                methods.append(_method(head, [*first, "return false;"]))
            continue
        away = (f"Math.abs(p[{i}]) >= {literal(reach.within)}" for i in range(len(names)))
        anyway = (" || " if reach.together else " && ").join(away)
        if order == 2 and isfinite(reach.within):
            # Asked for so rarely that wide numbers may see to all of it: half of the text is saved.
            methods.append(_method(head, [f"return !({anyway});"]))
            continue
        parts = f.compiled.doubt(order, sizes if f.compiled.has_holes else [float_info.min] * len(sizes))
        body = Statements(parts, parts.outputs, names)
        first += [f"if ({anyway}) return false;"] if isfinite(reach.within) else []
        methods.append(_method(head, [*first, *body.lines, f"return !({body.results[0]} <= 1);"]))
    return methods


def _poles(parts: Parts | None, names: list[str]) -> list[str]:
    """Statements that return true where one of the numbers is zero."""
    if parts is None:
        return []
    body = Statements(parts, parts.outputs, names)
    asked = " || ".join(f"({text}) === 0" for text in body.results)
    return ["{", *body.lines, f"if ({asked}) return true;", "}"]


def _method(head: str, lines: list[str]) -> str:
    return "\n".join([head + " {", *lines, "}"])


def _fields(f: Landscape) -> dict[str, Any]:
    return {
        "name": f.name,
        "title": f.title,
        **({} if f.is_titled else {"untitled": True}),
        "formula": str(f.formula) if f.kind == "formula" else "",
        "mathml": mathml(f.latex) if f.kind == "formula" else "",
        "story": f.story,
        "variables": [spoken_name(str(x)) for x in f.variables],
        "domain": [list(side) for side in f.domain],
        "searchDomain": [list(side) for side in f.search_domain],
        "minimizers": f.minimizers.tolist(),
        "minimum": f.minimum,
        "slopes": f.gentle_slopes.tolist(),
        "piecewise": f.compiled.is_piecewise,
        "fine": _fine(f) if f.kind == "formula" else [],
    }


def _fine(f: Landscape) -> list[tuple[float, float]]:
    """Numbers as they are printed, and what rounding took from them, where a page would guess wrong.

    It takes a number that a simple fraction is rounded to for that fraction.
    """
    found: dict[float, float] = {}
    for order in range(3):
        for value in f.compiled.constants(order):
            value = abs(value)  # a sign is an operation in JavaScript
            near = float(value)
            if isfinite(near):
                rest, guess = float(value - near), _guessed_rest(near)
                if abs(rest - guess) > 1e-6 * abs(guess):
                    found[near] = rest
    return list(found.items())


def _guessed_rest(near: float) -> float:
    guess = Fraction(near).limit_denominator(_SIMPLE)
    return float(guess - Fraction(near)) if float(guess) == near else 0.0


def _data(value: Any) -> str:
    """JSON as it may stand in a page's script, numbers in their shortest form."""
    match value:
        case bool() | None | str():
            return _MARKUP.sub(r"\\u003c", json.dumps(value, ensure_ascii=False))
        case int():
            return str(value)
        case float():
            return literal(value)
        case Mapping():
            return "{" + ", ".join(f"{_data(str(k))}: {_data(v)}" for k, v in value.items()) + "}"
        case _:
            return "[" + ", ".join(map(_data, value)) + "]"
