"""The looks of a scene, checked by name against a landscape: no run, no mesh and no window is needed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from landscapes import Landscape
from render.camera import find_path, followed
from render.clock import Clock
from render.panels import check_panels
from render.particles import COLOR_BY
from render.style import Theme, find_theme
from render.surface import KINDS

if TYPE_CHECKING:
    from render.camera import Path as CameraPath
    from render.marks import Mark


def check_look(
    landscape: Landscape,
    *,
    theme: str | Theme = "dark",
    camera: str | CameraPath = "orbit",
    clock: str = "ease",
    panels: Sequence[str] = (),
    marks: Sequence[str | Mark] = (),
    color: str = "destination",
    height: str = "auto",
) -> None:
    """Refuse what a `Scene` of this landscape would refuse; the parameters are its own, with its defaults.

    Whether a followed particle exists is known with the runs: `Scene` itself looks for it.

    Raises
    ------
    ValueError
        For a landscape of more than two variables; for a panel or marks that it cannot have; for a clock, a colour
        or a height transform that does not exist; for a camera "still:..." or "follow:..." or a file of key-frames
        that cannot be read.
    LookupError
        For a panel, mark, theme or camera of an unknown name.
    """
    check_dimensions(landscape)
    check_panels(panels, landscape.dimensions)
    if marks and landscape.dimensions == 1:
        raise ValueError("marks stand on a surface, which a landscape of one variable does not have")
    if color not in COLOR_BY:
        raise ValueError(f"color must be one of {', '.join(COLOR_BY)}, got {color!r}")
    if height not in KINDS:
        raise ValueError(f"height must be one of {', '.join(KINDS)}, got {height!r}")
    find_theme(theme)
    if marks:
        from render.marks import find_marks

        find_marks(marks)
    if followed(camera) is None:
        find_path(camera)
    Clock(0.0, clock)


def check_dimensions(landscape: Landscape) -> None:
    """Refuse a landscape that no picture can show.

    Raises
    ------
    ValueError
        If it has more than two variables.
    """
    if landscape.dimensions > 2:
        raise ValueError(
            f"a picture needs one or two variables, {landscape.name} has {landscape.dimensions}; "
            "take a slice or a plane of it"
        )
