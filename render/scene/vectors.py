"""A picture as a vector figure, PDF or SVG: words, axes, curves and lines of maps as such, the 3-D part as a picture."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from typing import IO, Any

import numpy as np
from numpy.typing import NDArray

from render.style import Dot, Formula, Item, Stroke, Word, font, math_fonts, pieces

DPI = 300.0
"""Pixels per inch where nobody says otherwise."""
POINTS = 72.0
"""Of an inch."""


def write_vectors(
    file: IO[bytes],
    ending: str,
    picture: NDArray[np.uint8],
    items: Iterable[Item],
    *,
    dpi: float | None = None,
    metadata: Mapping[str, str] | None = None,
) -> None:
    """Write a figure; the same figure gives the same bytes.

    Parameters
    ----------
    file : to be written
    ending : .pdf or .svg
    picture : (height, width, 3), what lies under the items
    items : what stands on it, in pixels of it
    dpi : pixels of the picture per inch on paper
    metadata : "title" and "command" are written into the file

    Raises
    ------
    OSError
        If the file cannot be written.
    """
    from matplotlib import rc_context
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    kind, resolution = ending.lower().lstrip("."), dpi or DPI
    height, width = picture.shape[:2]
    settings: dict[Any, Any] = {
        "pdf.fonttype": 42,
        "svg.hashsalt": "thalweg",
        "image.composite_image": False,
        **math_fonts(),
    }
    with rc_context(settings):
        figure = Figure(figsize=(width / resolution, height / resolution), dpi=resolution)
        FigureCanvasAgg(figure)
        axes: Any = figure.add_axes((0, 0, 1, 1), frameon=False)
        axes.set_axis_off()
        axes.imshow(picture, extent=(0, width, height, 0), interpolation="none", aspect="auto")
        axes.set_xlim(0, width)
        axes.set_ylim(height, 0)
        for place, item in enumerate(items):
            _ADDED[type(item)](axes, item, POINTS / resolution, place + 2)
        said = metadata or {}
        told = {"Title": said.get("title", ""), "Creator": said.get("software", "thalweg")}
        told |= (
            {"Subject": said.get("command", "")}
            if kind == "pdf"
            else {"Description": said.get("command", "")}
        )
        undated = {"CreationDate": None} if kind == "pdf" else {"Date": None}
        figure.savefig(file, format=kind, dpi=resolution, metadata={**told, **undated})


def _word(axes: Any, word: Word, point: float, order: int) -> None:
    from matplotlib.font_manager import FontProperties
    from matplotlib.patheffects import Normal
    from matplotlib.patheffects import Stroke as Outline

    parts = pieces(word.text, word.bold)
    width = sum(font(word.size, file).getlength(text) for text, file in parts)
    alone = len(parts) == 1
    x = word.at[0] if alone else word.at[0] - {"l": 0.0, "m": width / 2, "r": width}[word.anchor]
    color, alpha = _shade(word.color)
    for text, file in parts:
        effects = []
        if word.halo:
            shade, strength = _shade(word.halo)
            thick = 2 * max(word.size / 9, 1.0) * point
            effects = [Outline(linewidth=thick, foreground=shade, alpha=strength), Normal()]
        axes.text(
            x,
            word.at[1],
            re.sub(r"\$", r"\\$", text),
            color=color,
            alpha=alpha,
            ha={"l": "left", "m": "center", "r": "right"}[word.anchor] if alone else "left",
            va="baseline",
            fontproperties=FontProperties(fname=file, size=word.size * point),
            path_effects=effects or None,
            zorder=order,
        )
        x += font(word.size, file).getlength(text)


def _formula(axes: Any, formula: Formula, point: float, order: int) -> None:
    from matplotlib.font_manager import FontProperties
    from matplotlib.patches import PathPatch
    from matplotlib.textpath import TextPath
    from matplotlib.transforms import Affine2D

    letters = FontProperties(size=formula.size, math_fontfamily="custom")
    tamed = formula.latex.replace(r"\left|", r"\left\vert ").replace(r"\right|", r"\right\vert ")
    tamed = tamed.replace(r"\operatorname{atan}_{2}", r"\mathrm{atan2}")
    outline = TextPath((0, 0), f"${tamed}$", size=formula.size, prop=letters)
    box = outline.get_extents()
    moved = Affine2D().translate(-box.x0, -box.y1).scale(1, -1).translate(*formula.at)
    patch = PathPatch(moved.transform_path(outline), facecolor=formula.color, linewidth=0, zorder=order)
    axes.add_patch(patch)


def _stroke(axes: Any, stroke: Stroke, point: float, order: int) -> None:
    x, y = np.array(stroke.points).T
    color, alpha = _shade(stroke.color)
    if stroke.filled:
        axes.fill(x, y, facecolor=color, alpha=alpha * stroke.alpha, linewidth=0, zorder=order)
        return
    axes.plot(
        x,
        y,
        color=color,
        alpha=alpha * stroke.alpha,
        linewidth=stroke.width * point,
        solid_capstyle="round",
        solid_joinstyle="round",
        zorder=order,
    )


def _dot(axes: Any, dot: Dot, point: float, order: int) -> None:
    from matplotlib.patches import Circle

    rim = 0.26 * dot.radius if dot.rim else 0.0
    axes.add_patch(
        Circle(
            dot.at,
            dot.radius - rim / 2,
            facecolor=dot.color,
            edgecolor=dot.rim or "none",
            linewidth=rim * point,
            zorder=order,
        )
    )


def _shade(color: str) -> tuple[str, float]:
    """A colour without its share of opacity, and that."""
    return color[:7], int(color[7:9], 16) / 255 if len(color) == 9 else 1.0


_ADDED: Mapping[type, Callable[[Any, Any, float, int], None]] = {
    Word: _word,
    Formula: _formula,
    Stroke: _stroke,
    Dot: _dot,
}
