"""The kinds of figures: every file in `figures/` holds one, its `KIND`."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from types import MappingProxyType

import gallery.comparison.figures as figures
from gallery.comparison.figure import Figure
from gallery.comparison.kinds import BasinFigure, Chart, FilmKind, Kind, Subject
from landscapes import package_modules


@cache
def figure_kinds() -> Mapping[str, Kind]:
    """All kinds by name, in their order."""
    found = sorted((module.KIND for module in package_modules(figures)), key=lambda kind: kind.order)
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
