"""What a landscape answers when it is called, plotted, or stands last in a notebook's cell."""

from __future__ import annotations

import html
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from landscapes.formulas import spoken_name
from landscapes.function import Function
from landscapes.plugins import plugged
from landscapes.shown.thumbnails import thumbnail

DRAWING = "thalweg.drawing"
"""The entry point of what draws landscapes and runs: this room knows nobody who does."""
LONGEST = 2000
"""Letters of LaTeX; what is longer fills a page."""


def drawn(*shown: Any, **look: Any) -> Any:
    """What the installed drawing makes of a landscape and runs: of ours a `render.Scene`.

    Raises
    ------
    ModuleNotFoundError
        Where none is installed.

    Examples
    --------
    >>> from landscapes import catalogue, drawn
    >>> type(drawn(catalogue["sphere"])).__name__
    'Scene'
    """
    for draw in plugged(DRAWING).values():
        return draw(*shown, **look)
    raise ModuleNotFoundError("plot() needs thalweg to be installed: pip install -e . in its folder")


class Faces:
    """What is convenient for people, of anything that has `value`, `latex` and a domain."""

    def __call__(self: Any, *coordinates: ArrayLike, **named: ArrayLike) -> Any:
        """Heights: of coordinates, ``f(1, 2)``, ``f(x=1, y=2)``, which may be arrays; of points (..., n), ``f(points)``.

        Raises
        ------
        ValueError
            For another number of coordinates than there are variables.
        """
        n = self.dimensions
        if named:
            coordinates = (*coordinates, *(named[x] for x in map(str, self.variables) if x in named))
        if len(coordinates) == 1 and n > 1 and not named:
            found = self.value(coordinates[0])
        elif len(coordinates) == n and set(named) <= {str(x) for x in self.variables[n - len(named) :]}:
            found = self.value(np.stack(np.broadcast_arrays(*map(_floats, coordinates)), axis=-1))
        else:
            names = ", ".join(map(str, self.variables[:4])) + (", ..." if n > 4 else "")
            given = (
                f"{len(coordinates)}"
                if not named
                else ", ".join(["..."] * (len(coordinates) > len(named)) + [*named])
            )
            raise ValueError(f"{self.name}({names}) takes {n} coordinates, got {given}")
        return float(found) if found.ndim == 0 else found

    def __repr__(self: Any) -> str:
        names = ", ".join(map(str, self.variables[:4])) + ", ..." * (self.dimensions > 4)
        box = " x ".join(f"[{low:g}, {high:g}]" for low, high in self.domain[:3]) + " x ..." * (
            self.dimensions > 3
        )
        measured = "" if self.kind == "formula" else f", {self.kind}"
        return f"{type(self).__name__}({self.name}({names}) on {box}{measured})"

    def plot(self, **look: Any) -> Any:
        """The landscape as a `render.Scene`, which notebooks show; `look` goes to it, as ``theme="light"``.

        Examples
        --------
        >>> from landscapes import catalogue
        >>> catalogue["himmelblau"].plot(theme="light").movie("himmelblau.mp4")  # doctest: +SKIP
        """
        return drawn(self, **look)

    def _repr_html_(self: Any) -> str:
        """How a notebook shows it: its name, formula, a small picture, what it teaches."""
        return card(self)


def card(f: Any) -> str:
    """A landscape as a small piece of HTML; the formula for the notebook's typesetting."""
    names = ", ".join(spoken_name(str(v)) for v in f.variables[:6]) + (", ..." if f.dimensions > 6 else "")
    latex = formula_of(f)
    formula = f"<div>$f({html.escape(names)}) = {html.escape(latex)}$</div>" if latex else ""
    said = f"<div>{html.escape(f.story)}</div>" if f.story else ""
    box = " × ".join(f"[{low:g}, {high:g}]" for low, high in f.domain[:3]) + " × ..." * (f.dimensions > 3)
    return (
        '<div style="display:flex;gap:12px;align-items:center">'
        f"{thumbnail(f)}<div><b>{html.escape(f.title)}</b>{formula}{said}<small>{box}</small></div></div>"
    )


def formula_of(f: Function) -> str:
    """A landscape's LaTeX; empty where it has none, or one that nobody reads."""
    latex = str(getattr(f, "latex", "")) if f.kind == "formula" else ""
    return latex if len(latex) <= LONGEST else ""


def _floats(given: ArrayLike) -> NDArray[np.float64]:
    return np.asarray(given, dtype=float)
