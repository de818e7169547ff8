"""The looks of a scene, checked by name against a landscape: no run, no mesh and no window is needed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Protocol

import numpy as np

from landscapes import Landscape
from render.camera import find_path, followed
from render.clock import Clock
from render.panels import PANELS, SURFACE, check_panels
from render.particles import COLOR_BY
from render.scene.field_names import ClockName, ColorName, HeightName
from render.style import Theme, check_language, find_theme
from render.surface import KINDS, find_colormap

if TYPE_CHECKING:
    from descent import Trajectories
    from render.camera import Path as CameraPath
    from render.marks import Mark


COMPARED = 256
"""Particles of a run whose heights say whether it is a surface's own."""
ALIKE = 1e-9
"""Relative; formulas that are written otherwise differ by rounding."""

AT_HOME = ("still", "turn")
"""Cameras that begin where the usual one does."""

USUAL_CAMERA = "orbit"
USUAL_CLOCK: ClockName = "ease"
USUAL_COLOR: ColorName = "destination"
FLOODING: tuple[ColorName, ...] = (USUAL_COLOR, "ending", "height")
"""With these colours of particles ground takes those of its basins at the end."""
USUAL_HEIGHT: HeightName = "auto"
"""What holds where nobody says otherwise: never refused."""


class CommonLook(Protocol):
    """What is checked of scenes and mosaics alike; the names mean what they mean to `Scene`."""

    @property
    def theme(self) -> str | Theme: ...
    @property
    def clock(self) -> str: ...
    @property
    def height(self) -> str: ...


class Look(CommonLook, Protocol):
    """What is checked of a scene's look: a `Scene` is one, and so is any description of one.

    What there is more of a look is not named here, only drawn.
    """

    @property
    def camera(self) -> str | CameraPath: ...
    @property
    def color(self) -> str: ...
    @property
    def panels(self) -> Sequence[str]: ...
    @property
    def marks(self) -> Sequence[str | Mark]: ...


def check_look(landscape: Landscape, look: Look) -> None:
    """Refuse what a `Scene` of this landscape that looks so would refuse.

    Whether a followed particle exists is known with the runs: `Scene` itself looks for it.

    Parameters
    ----------
    look : a `Scene`, or whatever has the same names

    Raises
    ------
    ValueError
        For values of another type; for a landscape of more than two variables; for a panel or marks that it cannot
        have; for what has no effect; for a clock, a colour or a height transform that does not exist; for a camera
        "still:..." or "follow:..." or a file of key-frames that cannot be read.
    LookupError
        For a panel, mark, theme or camera of an unknown name.
    """
    _check_types(landscape, look)
    check_dimensions(landscape)
    check_panels(look.panels, landscape.dimensions)
    if look.marks and landscape.dimensions == 1:
        raise ValueError("marks stand on a surface, which a landscape of one variable does not have")
    _check_effects(landscape, look)
    check_surface_options(getattr(look, "surface_options", {}))
    if look.color not in COLOR_BY:
        raise ValueError(f"color must be one of {', '.join(COLOR_BY)}, got {look.color!r}")
    check_common_look(landscape, look)
    if look.marks:
        from render.marks import find_marks

        find_marks(look.marks)
    if followed(look.camera) is None:
        find_path(look.camera)


def _check_types(landscape: object, look: Look) -> None:
    """Refuse what is no landscape, no list of names and no camera.

    Raises
    ------
    ValueError
    """
    if not isinstance(landscape, Landscape):
        raise ValueError(f"a scene shows a Landscape, got {type(landscape).__name__}")
    for name in ("panels", "marks"):
        value = getattr(look, name)
        if isinstance(value, str) or not isinstance(value, Sequence):
            raise ValueError(f"{name} must be a list of names, as ({value!r},), got {value!r}")
    if not isinstance(look.camera, str) and not callable(look.camera):
        raise ValueError(f"camera must be a name or a function of film time, got {look.camera!r}")
    for name in ("title", "caption"):
        if not isinstance(getattr(look, name, None), str | None):
            raise ValueError(f"{name} must be text or None, got {getattr(look, name)!r}")


def _check_effects(landscape: Landscape, look: Look) -> None:
    """Refuse what would not change a single pixel.

    Raises
    ------
    ValueError
        For marks, a camera, a height transform or a clock that no panel heeds.
    """
    shown = set(look.panels or (SURFACE if landscape.dimensions == 2 else "curve",))
    if SURFACE not in shown:
        among = f"none among the panels {', '.join(look.panels)}" if look.panels else "a curve has none"
        if look.marks:
            raise ValueError(f"marks stand on a surface, there is {among}")
        if look.camera != USUAL_CAMERA:
            raise ValueError(f"camera {look.camera!r} has no effect: it looks at a surface, {among}")
    _check_axes(shown, getattr(look, "axes", None))
    if look.height != USUAL_HEIGHT and not any(p == SURFACE or PANELS[p].scales for p in shown):
        among = ", ".join(sorted(shown))
        raise ValueError(
            f"height {look.height!r} has no effect: it is for surface and contour, shown is {among}"
        )
    if look.clock != USUAL_CLOCK and any(p != SURFACE and PANELS[p].stops for p in shown):
        raise ValueError(f"clock {look.clock!r} has no effect: with anatomy the film stops inside steps")


COLORED_BY_US = frozenset(
    [
        "scalars",
        "rgb",
        "cmap",
        "clim",
        "color",
        "n_colors",
        "colormap",
        "log_scale",
        "flip_scalars",
        "multi_colors",
        "nan_color",
        "nan_opacity",
        "above_color",
        "below_color",
        "annotations",
        "categories",
        "component",
        "preference",
        "interpolate_before_map",
        "show_scalar_bar",
        "scalar_bar_args",
        "texture",
    ]
)
"""Options of `add_mesh` that say how a mesh's numbers become colours: the surface's colours are its light too."""


def check_surface_options(options: Mapping[str, object]) -> None:
    """Refuse what `pyvista.Plotter.add_mesh` does not know, and what would not change the surface.

    Raises
    ------
    ValueError
    """
    if not options:
        return
    import inspect

    import pyvista as pv

    known = inspect.signature(pv.Plotter.add_mesh).parameters
    for name in options:
        if name in COLORED_BY_US:
            raise ValueError(
                f"surface_options: {name} has no effect, heights are coloured by cmap=... or a theme's colormap"
            )
        if name not in known:
            raise ValueError(f"surface_options: add_mesh has no option {name!r}")


def _check_axes(shown: set[str], axes: object) -> None:
    """Refuse axes of a block that is not shown, or seen from too close by.

    Raises
    ------
    ValueError
    """
    if axes not in (None, True, False):
        raise ValueError(f"axes must be True, False or None, got {axes!r}")
    if axes is not None and (SURFACE not in shown or shown == {SURFACE, "anatomy"}):
        among = "a close-up has none" if SURFACE in shown else "charts have their own"
        raise ValueError(f"axes has no effect: they stand at the surface's block, {among}")


def check_particles(look: Look, runs: int) -> None:
    """Refuse what shows nothing where so many runs have particles.

    Scenes are not asked this: who explores has a look before there are particles.

    Raises
    ------
    ValueError
        For a panel, a mark, a color or a clock of particles where there are none; for a color that several runs do
        not have.
    """
    if runs > 1 and look.color not in (USUAL_COLOR, "optimizer"):
        raise ValueError(
            f"color {look.color!r} has no effect: several runs are told apart by the optimizer's color"
        )
    if runs == 1 and set(look.panels) == {SURFACE, "anatomy"} and not look.marks and look.camera in AT_HOME:
        raise ValueError(
            f"camera {look.camera!r} has no effect: anatomy is a close-up from where orbit begins"
        )
    if runs:
        return
    for name in look.panels:
        if name != SURFACE and PANELS[name].follows:
            raise ValueError(f"panel {name!r} shows particles, there are none; say where they start")
    if look.marks:
        from render.marks import find_marks

        for mark, said in zip(find_marks(look.marks), look.marks, strict=True):
            if mark.follows:
                raise ValueError(f"mark {said!r} shows particles, there are none; say where they start")
    if look.color != USUAL_COLOR or look.clock != USUAL_CLOCK:
        raise ValueError("color and clock are for particles, there are none; say where they start")


def check_common_look(landscape: Landscape, look: CommonLook) -> None:
    """Refuse what scenes and mosaics of this landscape both would refuse.

    Raises
    ------
    ValueError, LookupError
        As of `check_look`, for the landscape, the height transform, the theme and the clock.
    """
    check_dimensions(landscape)
    if look.height not in KINDS:
        raise ValueError(f"height must be one of {', '.join(KINDS)}, got {look.height!r}")
    if landscape.dimensions == 1 and look.height != USUAL_HEIGHT:
        raise ValueError(
            f"height {look.height!r} has no effect: it is for surfaces, one variable has a curve"
        )
    find_colormap(find_theme(look.theme).colormap)
    check_language(getattr(look, "language", "en"))
    if getattr(look, "cmap", None) is not None:
        find_colormap(getattr(look, "cmap"))  # noqa: B009  (no look has to have one)
    Clock(0.0, look.clock)


def check_run(landscape: Landscape, run: Trajectories, label: str = "") -> None:
    """Refuse a run of another function: its particles would not lie on the surface.

    The same function of another domain, or made again, is no other: what counts are the heights at its own places.

    Raises
    ------
    ValueError
        If the run is on other heights, or in another number of variables.
    """
    theirs = run.landscape
    if theirs is landscape:
        return
    who = f"the run {label!r}" if label else "the run"
    way_out = f"draw it on the landscape that it ran on, {theirs.name}"
    if theirs.dimensions != landscape.dimensions:
        raise ValueError(
            f"Scene: {who} has {theirs.dimensions} variables, {landscape.name} has {landscape.dimensions}; {way_out}"
        )
    places = run.positions[[0, len(run.positions) // 2, -1], :COMPARED]
    with np.errstate(all="ignore"):
        mine, its = landscape.value(places), theirs.value(places)
    slack = ALIKE * np.abs(its[np.isfinite(its)]).max(initial=0.0)
    if not np.allclose(mine, its, rtol=ALIKE, atol=slack, equal_nan=True):
        raise ValueError(f"Scene: {who} is of another function than {landscape.name}; {way_out}")


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
