"""A landscape in words and numbers, for a person and for a program."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import numpy as np

from gallery.numbers import interval_text, number_text, point_text
from gallery.terminal import say, say_table, speaks_unicode

if TYPE_CHECKING:
    from landscapes import Landscape

TALLEST = 14
"""Lines that a drawn formula may take; a taller one is printed as SymPy writes it."""


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


def describe(f: Landscape) -> dict[str, Any]:
    """The landscape as JSON values; formulas as SymPy text."""
    points = f.stationary_points()
    return {
        **about(f),
        "formula": str(f.formula),
        "latex": f.latex,
        "gradient": [str(g) for g in f.gradient_formula],
        "hessian": [[str(h) for h in row] for row in f.hessian_formula.tolist()],
        "stationary_points": [
            {
                "position": p.position,
                "height": p.height,
                "kind": p.kind,
                "curvatures": curvatures(f, p.position),
                "largest_stable_learning_rate": largest_stable_rate(f, p),
            }
            for p in points
        ],
        "stationary_points_complete": points.complete,
    }


def curvatures(f: Landscape, position: Any) -> np.ndarray[Any, Any]:
    """Eigenvalues (n,) of the Hessian, ascending."""
    return np.linalg.eigvalsh(f.hessian(position))


def largest_stable_rate(f: Landscape, point: Any) -> float | None:
    """The rate above which plain gradient descent leaves a minimum again, 2 / largest curvature."""
    top = float(curvatures(f, point.position)[-1])
    return 2 / top if point.kind == "minimum" and top > 0 else None


def print_portrait(f: Landscape) -> None:
    """The landscape on standard output."""
    say(f"{f.name}: {f.title}" if f.title != f.name else f.name)
    if f.story:
        say(f.story)
    arguments = ", ".join(str(v) for v in f.variables)
    say()
    _print_formula(f"f({arguments}) = ", f.formula)
    say()
    for variable, slope in zip(f.variables, f.gradient_formula, strict=True):
        _print_formula(f"df/d{variable} = ", slope)
    say()
    _print_formula("Hessian = ", f.hessian_formula)
    say()
    for term, text in _terms(f):
        say(f"{term:<15} {text}")
    say()
    _print_stationary_points(f)
    if f.source:
        say()
        say(f"Source: {f.source}")


def _terms(f: Landscape) -> Iterator[tuple[str, str]]:
    yield "Domain", " x ".join(interval_text(*box) for box in f.domain)
    if f.search_domain != f.domain:
        yield "Search domain", " x ".join(interval_text(*box) for box in f.search_domain)
    if f.minimum is not None:
        where = ", ".join(point_text(p, 6) for p in f.minimizers)
        yield "Global minimum", f"{number_text(f.minimum, 10)} at {where}"


def _print_formula(left: str, expression: Any) -> None:
    import sympy

    width = shutil.get_terminal_size((110, 24)).columns
    drawn = sympy.pretty(
        expression, use_unicode=speaks_unicode(), num_columns=width - len(left), wrap_line=True
    )
    lines = str(drawn).splitlines()
    if len(lines) > TALLEST:
        say(left + str(expression))
        return
    for k, line in enumerate(lines):
        say((left if k == len(lines) // 2 else " " * len(left)) + line)


def _print_stationary_points(f: Landscape) -> None:
    points = f.stationary_points()
    if not len(points):
        say("No stationary points in the domain.")
        return
    rows = [
        (
            point.kind,
            point_text(point.position, 6),
            number_text(point.height, 6),
            " ".join(number_text(c) for c in curvatures(f, point.position)),
            number_text(rate) if (rate := largest_stable_rate(f, point)) else "",
        )
        for point in points
    ]
    say(f"Stationary points in the domain ({points.complete}):")
    say_table(("kind", "position", "height", "curvatures", "stable rate below"), rows)
