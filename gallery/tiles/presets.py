"""The scenes of the default gallery: each is an earlier one plus what differs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from difflib import get_close_matches

from gallery.spec import FilmSpec, LandscapeSpec, LookSpec, RunSpec, SceneSpec


@dataclass(frozen=True)
class Preset:
    """One tile of the gallery.

    Parameters
    ----------
    name : the files' stem
    scene : what is drawn
    title, story : where the landscape's own do not say it
    """

    name: str
    scene: SceneSpec
    title: str = ""
    story: str = ""


PLAYED = FilmSpec(loop=True)
"""The gallery's page plays its films again and again."""

GRID = RunSpec(starts=("grid:15",))
"""225 particles on a square grid, plain gradient descent."""

POINT = RunSpec(tolerance=0.01, learning_rate=0.1)
"""One particle, as the article *Breaking it Down: Gradient Descent* follows it."""


def on_grid(name: str) -> Preset:
    """The grid on a named landscape, before a camera that swings to and fro."""
    return Preset(name, SceneSpec(landscape=LandscapeSpec(name=name), runs=(GRID,), film=PLAYED))


SPHERE = on_grid("sphere")
HIMMELBLAU = on_grid("himmelblau")
GRIEWANK = on_grid("griewank")
SIX_HUMP_CAMEL = on_grid("six_hump_camel")
EASOM = on_grid("easom")

PARABOLA = Preset(
    "parabola",
    replace(
        SPHERE.scene,
        landscape=LandscapeSpec(name="parabola"),
        runs=(replace(POINT, starts=("points:(1.8)",)),),
    ),
    title="One particle on a parabola",
    story="Slope times learning rate is the step: as the ground flattens the steps shorten by themselves.",
)

HIMMELBLAU_POINT = Preset(
    "himmelblau-point",
    replace(
        HIMMELBLAU.scene,
        runs=(replace(POINT, starts=("points:(-0.4,-0.65)",), learning_rate=None),),
        look=LookSpec(panels=("surface", "slices")),
        film=replace(PLAYED, size=(1280, 720)),
    ),
    title="One particle on Himmelblau",
    story="Beside the surface are the two curves that the particle feels: the slices along x and y.",
)

PRESETS = (SPHERE, HIMMELBLAU, GRIEWANK, SIX_HUMP_CAMEL, EASOM, PARABOLA, HIMMELBLAU_POINT)


def every_preset() -> Mapping[str, Preset]:
    """The default gallery's scenes by name, and after them the grid on every other landscape of the catalogue."""
    from landscapes import catalogue

    known = {preset.name: preset for preset in PRESETS}
    others = [name for name, f in catalogue.items() if f.dimensions <= 2 and name not in known]
    return known | {name: on_grid(name) for name in others}


def find_presets(names: tuple[str, ...]) -> tuple[Preset, ...]:
    """The presets of these names, those of the default gallery for no name.

    Raises
    ------
    LookupError
        If neither the gallery has a scene of a name nor the catalogue a landscape.
    """
    if not names:
        return PRESETS
    known = every_preset()
    for name in names:
        if name not in known:
            near = get_close_matches(str(name).lower(), known, n=1)
            meant = f"did you mean {near[0]!r}? " if near else ""
            usual = ", ".join(preset.name for preset in PRESETS)
            raise LookupError(
                f"unknown scene {name!r}; {meant}the gallery has {usual} and every landscape of thalweg list"
            )
    return tuple(known[name] for name in dict.fromkeys(names))
