"""SVG: one picture of a film as a figure for pages and drawing programs."""

from __future__ import annotations

from render.film.encoder import VectorFigure


class SVG(VectorFigure):
    """Words and lines as vectors, the 3-D part as a picture."""

    title = "SVG"
    ending = ".svg"
