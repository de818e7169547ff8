"""The scenes of the default gallery: each is an earlier one plus what differs."""

from __future__ import annotations

from dataclasses import dataclass, replace

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


def find_presets(names: tuple[str, ...]) -> tuple[Preset, ...]:
    """The presets of these names, all of them for no name.

    Raises
    ------
    LookupError
        If the gallery has no scene of a name.
    """
    known = {p.name: p for p in PRESETS}
    for name in names:
        if name not in known:
            raise LookupError(f"unknown scene {name!r}; the gallery has {', '.join(known)}")
    return tuple(known[name] for name in dict.fromkeys(names)) if names else PRESETS
