"""The names that a film's looks may have, checked under the flags that gave them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from gallery.terminal.errors import naming

if TYPE_CHECKING:
    from gallery.spec.film import FilmOptions


def check_looks(look: FilmOptions) -> None:
    """Camera, clock, theme, colour, heights, panels and marks exist."""
    from render.camera.paths import find_path, paths
    from render.clock.clock import KINDS as CLOCKS
    from render.marks.known_marks import MARKS
    from render.panels.known_panels import panel_names
    from render.particles.colors import COLOR_BY
    from render.style.themes import themes
    from render.surface.heights import KINDS as HEIGHTS

    known("--theme", [look.theme], tuple(themes))
    known("--clock", [look.clock], CLOCKS)
    known("--color", [look.color], COLOR_BY)
    known("--height", [look.height], HEIGHTS)
    known("--panels", look.panels, panel_names())
    known("--marks", look.marks, tuple(MARKS))
    with naming("--camera"):
        if follows(look.camera):
            return
    if ":" not in look.camera and not look.camera.endswith(".csv"):
        known("--camera", [look.camera], (*paths, "follow:K", "still:AZIMUTH,ELEVATION", "FILE.csv"))
    with naming("--camera"):
        find_path(look.camera)


def follows(camera: str) -> bool:
    """Whether the camera rides along with a particle, which must be there first."""
    from render.scene.scene import followed

    return followed(camera) is not None


def known(flag: str, given: Sequence[str], names: Sequence[str]) -> None:
    """Every word given is one of the names."""
    for word in given:
        if word not in names:
            raise ValueError(f"{flag} must be one of {', '.join(names)}, got {word!r}")
