"""PDF: one picture of a film as a figure for papers."""

from __future__ import annotations

from render.film.encoder import VectorFigure


class PDF(VectorFigure):
    """Words and lines as vectors, the 3-D part as a picture."""

    title = "PDF"
    ending = ".pdf"
