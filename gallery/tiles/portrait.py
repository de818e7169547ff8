"""A landscape in words and numbers, for a person and for a program."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from gallery.terminal import interval_text, number_text, point_text, say, say_table, speaks_unicode

if TYPE_CHECKING:
    from landscapes import Landscape
    from landscapes.stationary import StationaryPoint

TALLEST = 14
"""Lines that a drawn formula may take; a taller one is printed as SymPy writes it."""
LONGEST = 1200
MOST_POINTS = 40
CUT_OFF = "Cut off: there are too many, or looking for more would have taken too long."
MOST_VARIABLES = 8
"""With more of them derivatives fill pages and the search for stationary points takes minutes."""
SHORTEST = 600
MOST_OPERATIONS = 20_000
"""Derivatives with more of them written out take minutes and fill pages; the catalogue's have up to 8,000."""


def about(f: Landscape) -> dict[str, Any]:
    """What is known of a landscape without asking for its formula."""
    return {
        "name": f.name,
        "title": f.title,
        "variables": f.dimensions,
        "domain": f.domain,
        "search_domain": f.search_domain,
        "minimizers": f.minimizers,
        "minimum": f.minimum,
        "story": f.story,
        "source": f.source,
    }


def portrait_of(f: Landscape) -> dict[str, Any]:
    """The landscape as JSON values; formulas as SymPy text, null for what takes too long."""
    if is_large(f):
        return {
            **about(f),
            "formula": str(f.formula),
            "latex": f.latex,
            "gradient": None,
            "hessian": None,
            "stationary_points": None,
            "stationary_points_complete": None,
            "left_out": left_out(f),
            "centre": centre_of(f),
        }
    points = f.stationary_points()
    short = _are_short(f)
    return {
        **about(f),
        "formula": str(f.formula),
        "latex": f.latex,
        "gradient": [str(g) for g in f.gradient_formula] if short[0] else None,
        "hessian": [[str(h) for h in row] for row in f.hessian_formula.tolist()] if short[1] else None,
        "stationary_points": [
            {
                "position": p.position,
                "height": p.height,
                "kind": p.kind,
                "curvatures": p.curvatures,
                "largest_stable_learning_rate": stable_rate(f, p),
            }
            for p in points
        ],
        "stationary_points_complete": points.complete,
    }


def is_large(f: Landscape) -> bool:
    """Whether the landscape has too many variables for its derivatives and stationary points to be told."""
    return f.dimensions > MOST_VARIABLES


def left_out(f: Landscape) -> str:
    """What is not told of a large landscape, and the way to it."""
    return (
        f"{f.dimensions} variables are too many for the derivatives' formulas and the stationary points "
        f"(at most {MOST_VARIABLES}); --slice holds some at a number"
    )


def centre_of(f: Landscape) -> dict[str, Any]:
    """The middle of the domain (n,), with its height and gradient (n,)."""
    middle = [(low + high) / 2 for low, high in f.domain]
    height, gradient = f.value_and_gradient(middle)
    return {"position": middle, "height": float(height), "gradient": gradient}


def stable_rate(f: Landscape, point: StationaryPoint) -> float | None:
    """The rate above which plain gradient descent cannot stay at a smooth minimum; None elsewhere."""
    from descent.rates import largest_stable_rate

    try:
        return largest_stable_rate(f, point.position) if point.kind == "minimum" else None
    except ValueError:
        return None


def print_portrait(f: Landscape) -> None:
    """The landscape on standard output."""
    say(f"{f.name}: {f.title}" if f.title != f.name else f.name)
    if f.story:
        say(f.story)
    say()
    if is_large(f):
        text = f"f({f.variables[0]}, ..., {f.variables[-1]}) = {f.formula}"
        say(_shortened(text, SHORTEST))
    else:
        _print_formulas(f)
    say()
    for term, text in _terms(f):
        say(f"{term:<15} {text}")
    say()
    if is_large(f):
        say(left_out(f)[0].upper() + left_out(f)[1:] + ".")
    else:
        _print_stationary_points(f)
    if f.source:
        say()
        say(f"Source: {f.source}")


def _terms(f: Landscape) -> Iterator[tuple[str, str]]:
    if f.dimensions > 2:
        yield "Variables", f"{f.dimensions}: {f.variables[0]} ... {f.variables[-1]}"
    yield "Domain", _box(f.domain)
    if f.search_domain != f.domain:
        yield "Search domain", _box(f.search_domain)
    if f.minimum is not None:
        where = ", ".join(point_text(p, 6, f.search_domain) for p in f.minimizers)
        yield "Global minimum", f"{number_text(f.minimum, 10)}" + f" at {where}" * bool(where)
    if is_large(f):
        centre = centre_of(f)
        yield (
            "At the centre",
            f"height {number_text(centre['height'], 6)}, slope {number_text(_length(centre['gradient']))}",
        )


def _length(vector: Any) -> float:
    return float((vector**2).sum() ** 0.5)


def _box(sides: Sequence[tuple[float, float]]) -> str:
    if len(sides) > 2 and len(set(sides)) == 1:
        return f"{interval_text(*sides[0])} for each variable"
    return " x ".join(interval_text(*side) for side in sides)


def _print_formulas(f: Landscape) -> None:
    """The formula, its gradient and its Hessian as equations, one below the other."""
    import sympy

    d = "\N{PARTIAL DIFFERENTIAL}" if speaks_unicode() else "d"
    n = f.dimensions
    say(_drawn(sympy.Function("f")(*f.variables), f.formula))
    gradient, hessian = _are_short(f)
    for variable, slope in zip(f.variables, f.gradient_formula, strict=True) if gradient else ():
        say()
        say(_drawn(sympy.Symbol(f"{d}f/{d}{variable}"), slope))
    say()
    if hessian:
        say(_drawn(sympy.MatrixSymbol("Hessian", n, n), f.hessian_formula))
    else:
        what = "Hessian is" if gradient else "gradient and its Hessian are"
        say(f"Its {what} too long to be written out (over {MOST_OPERATIONS:,} operations).")


def _are_short(f: Landscape) -> tuple[bool, bool]:
    """Whether the gradient's and the Hessian's formulas are short enough to be written out."""
    _, once, twice = _operations(f.formula, {})
    return once <= MOST_OPERATIONS, f.dimensions * twice <= MOST_OPERATIONS


def _operations(expression: Any, known: dict[Any, tuple[int, int, int]]) -> tuple[int, int, int]:
    """About how many operations an expression has, its derivatives and their derivatives, as trees."""
    if expression not in known:
        parts = [_operations(a, known) for a in expression.args]
        size = 1 + sum(s for s, _, _ in parts)
        own = 1 if expression.is_Add else size
        moving = [(once, twice) for _, once, twice in parts if once]
        factors = 1 if expression.is_Add else 1 + len(parts)
        once = sum(own + o for o, _ in moving) or int(expression.is_Symbol)
        twice = sum(2 * own + factors * o + t for o, t in moving)
        known[expression] = size, once, twice
    return known[expression]


def _drawn(left: Any, right: Any) -> str:
    """``left = right``, drawn over several lines; on one line where that would be too wide or too tall."""
    import sympy

    equation = sympy.Eq(left, right, evaluate=False)
    drawn = str(sympy.pretty(equation, use_unicode=speaks_unicode(), wrap_line=False))
    lines = [line.rstrip() for line in drawn.splitlines()]
    width = shutil.get_terminal_size((110, 24)).columns
    if len(lines) <= TALLEST and max(map(len, lines)) <= width:
        return "\n".join(lines)
    text = f"{left} = {right.tolist() if hasattr(right, 'tolist') else right}"
    return _shortened(text, LONGEST)


def _shortened(text: str, most: int) -> str:
    return text if len(text) <= most else f"{text[:most]} ... ({len(text)} characters; --json has them all)"


def _print_stationary_points(f: Landscape) -> None:
    points = f.stationary_points()
    if not len(points):
        found = points.complete != "cut off"
        say("No stationary points in the domain." if found else f"No stationary points found. {CUT_OFF}")
        return
    from render.style import span_of

    scale = max(1.0, *(abs(p.height) for p in points))
    span = span_of(p.height for p in points)
    rows = [
        (
            p.kind,
            point_text(p.position.tolist(), 6, f.domain),
            number_text(p.height if abs(p.height) > 1e-14 * scale else 0.0, 6, span),
            "  ".join(number_text(float(c)) for c in p.curvatures),
            number_text(rate) if (rate := stable_rate(f, p)) else "",
        )
        for p in points[:MOST_POINTS]
    ]
    say(f"Stationary points in the domain ({points.complete}):")
    say_table(("kind", "position", "height", "curvatures", "stable rate below"), rows)
    if len(points) > MOST_POINTS:
        say(f"... and {len(points) - MOST_POINTS} higher ones; --json has them all")
    if points.complete == "cut off":
        say(CUT_OFF)
