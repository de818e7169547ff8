"""The explorer as a page: a file in which all landscapes, optimizers and starts are to be chosen."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from gallery.explore.choices import drawable
from gallery.explore.ensemble import ground_of
from gallery.spec import LandscapeSpec, SceneSpec, living_of_spec

if TYPE_CHECKING:
    from landscapes import Landscape

FIRST = ("grid:12",)
"""What is dropped where nobody says: a first sight moves."""


def write_explorer(path: Path, scene: SceneSpec, others: Sequence[str] = (), command: str = "") -> Path:
    """Write the explorer's page of a scene.

    Parameters
    ----------
    path : the file, .html
    scene : what it begins with
    others : names of more landscapes to choose from; empty for the whole catalogue
    command : what remakes the page

    Raises
    ------
    ValueError, LookupError
        For a landscape that does not exist, and one of `others` that a plane alone would show.
    OSError
        If it cannot be written.
    """
    from render.page import write_page

    ground = ground_of(scene.landscape)
    if not any(run.starts for run in scene.runs):
        scene = replace(scene, runs=tuple(replace(run, starts=FIRST) for run in scene.runs))
    own = LandscapeSpec(name=scene.landscape.name) if plain(scene.landscape) else scene.landscape
    living = living_of_spec(scene, ground, command, others=choices(own, others), everything=True)
    return write_page(path, living)


def plain(land: LandscapeSpec) -> bool:
    """Whether a landscape is one of the catalogue's, as it is."""
    return land.name is not None and land == LandscapeSpec(name=land.name)


def choices(own: LandscapeSpec, names: Sequence[str] = ()) -> Iterator[tuple[LandscapeSpec, Landscape]]:
    """The landscapes of these names, or all of the catalogue that a page can compute, but for the scene's own.

    Raises
    ------
    ValueError, LookupError
        For a landscape that does not exist, or of which there is but a plane to draw.
    """
    from landscapes import catalogue

    every = [f.name for f in catalogue.values() if f.kind == "formula" and (f.dimensions == 1 or drawable(f))]
    for name in names or every:
        land = LandscapeSpec(name=name)
        if land == own:
            continue
        ground = ground_of(land)
        if ground.plane is not None:
            raise ValueError(f"a page draws a plane of the landscape that is named first: name {name} first")
        yield land, ground.landscape
