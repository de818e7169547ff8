"""The kinds of figures: every file of this folder holds one, its `KIND`, but for those that are `APART`."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib import import_module
from types import MappingProxyType

from gallery.comparison.figures.figure import Figure
from gallery.comparison.figures.kinds import BasinFigure, Chart, FilmKind, Kind, Subject
from landscapes import package_modules

FOLDER = __name__.rpartition(".")[0]
APART = frozenset({f"{FOLDER}.{name}" for name in ("figure", "kinds", "gathering")})
"""The folder's files that hold none: what a kind is, and who gathers them."""


@cache
def figure_kinds() -> Mapping[str, Kind]:
    """All kinds by name, in their order."""
    modules = [module for module in package_modules(import_module(FOLDER)) if module.__name__ not in APART]
    found = sorted((module.KIND for module in modules), key=lambda kind: kind.order)
    return MappingProxyType({kind.name: kind for kind in found})


def charts() -> list[Chart]:
    """Those that are lines over axes."""
    return [kind for kind in figure_kinds().values() if isinstance(kind, Chart)]


def basin_figures() -> list[BasinFigure]:
    """Those that are made of basin maps."""
    return [kind for kind in figure_kinds().values() if isinstance(kind, BasinFigure)]


def films() -> list[FilmKind]:
    """Those that move."""
    return [kind for kind in figure_kinds().values() if isinstance(kind, FilmKind)]


def film_kind(name: str) -> FilmKind:
    """The kind of film of this name."""
    return next(kind for kind in films() if kind.name == name)


def draw(name: str, subject: Subject) -> Figure:
    """The figure of this kind; see `Comparison.figure`.

    Raises
    ------
    ValueError, LookupError
        For an unknown kind or landscape, and where the kind lacks something.
    """
    if name not in figure_kinds():
        raise ValueError(f"figure must be one of {', '.join(figure_kinds())}, got {name!r}")
    kind = figure_kinds()[name]
    problem = kind.lacking(subject)
    if problem:
        raise ValueError(problem)
    return kind.figure(subject)
