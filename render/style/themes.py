"""Every size and colour in one place."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Any

from render.style.phrases import Phrases

RGB = tuple[float, float, float]


@dataclass(frozen=True)
class Theme:
    """How a picture looks; colours as hex text, lengths as shares of the frame's height, texts' of its smaller side.

    Attributes
    ----------
    ground_top, ground_bottom : str
        The background, graded from top to bottom.
    ink, faint : str
        Words that matter, and words that explain.
    toned : whether colours follow a power of drawn heights that makes the lowest a small part
    colormap : str
        Matplotlib's, cmocean's, colorcet's or cmcrameri's name for the heights' colours.
    colormap_range : pair of floats in 0..1
        The part of the map that is used.
    palette : colours of destinations, optimizers or starts; distinguishable without red and green
    still : colour of a particle that has no destination
    ash : colour of the many destinations that are not the lowest
    halo : colour around the numbers on the block's edge
    lamps : the name of what lights it, one of `render.surface.light.LAMPS`
    water : colour of steepest paths on the relief, empty for none; `wet` is how blue rivers are, 0..1
    outline : how strong the block's border is drawn in the contours' colour, 0..1
    tint : how strong basins' colours are on the flooded ground, 0..1; the rest is white, as on a printed map
    language : of its words, one of `render.style.phrases.LANGUAGES`
    axes : whether the block has ticks, numbers and names at its foot where nobody says otherwise

    Examples
    --------
    What is left out is as in the theme dark; or another one with something changed:

    >>> from dataclasses import replace
    >>> from render import LIGHT, Theme
    >>> Theme(name="mine", colormap="viridis", trail_width=0.005).ink
    '#f4f6fb'
    >>> replace(LIGHT, name="larger", text_size=0.05).colormap
    'paper'
    """

    name: str = "dark"
    ground_top: str = "#1b2138"
    ground_bottom: str = "#090b14"
    ink: str = "#f4f6fb"
    faint: str = "#a9b1c6"
    colormap: str = "ember"
    colormap_range: tuple[float, float] = (0.0, 1.0)
    contour: str = "#ffe9d6"
    contour_strength: float = 0.24
    palette: tuple[str, ...] = (
        "#f2bd3d",
        "#45d3bd",
        "#9c2740",
        "#3f6ae6",
        "#642972",
        "#d0feac",
        "#d6221c",
        "#c4a2f8",
    )
    still: str = "#c3cad9"
    rim: str = "#ffffff"
    title_size: float = 0.068
    text_size: float = 0.038
    small_size: float = 0.0325
    margin: float = 0.046
    bead_radius: float = 0.0215
    trail_width: float = 0.0030
    contour_width: float = 0.0016
    stone: str = "#474d78"
    scale: str = "#e4e8f4"
    umbra: str = "#04050a"
    shadow: float = 0.9
    vignette: float = 0.45
    toned: bool = True
    halo: str = "#04050a"
    lamps: str = "dusk"
    water: str = ""
    wet: float = 0.75
    outline: float = 0.0
    tint: float = 1.0
    ash: str = "#878da0"
    axes: bool = False
    language: str = "en"

    @property
    def say(self) -> Phrases:
        """What is said in its language."""
        return Phrases(self.language)


DARK = Theme()

LIGHT = replace(
    DARK,
    name="light",
    ground_top="#f2ede3",
    ground_bottom="#ddd1bf",
    ink="#2a2620",
    faint="#5f574c",
    colormap="paper",
    contour="#7a4a2c",
    contour_strength=0.42,
    palette=("#e5a913", "#2fbfa8", "#8e1d3a", "#2f57d8", "#3b175f", "#dded9d", "#8f6cb3", "#cf2521"),
    ash="#b0a799",
    still="#c9352b",
    vignette=0.06,
    shadow=0.42,
    stone="#cbb69b",
    umbra="#3d3227",
    scale="#4a4036",
    halo="#f8f5ee",
    lamps="paper",
    water="#2f7fc1",
    outline=0.55,
    tint=0.62,
)

PUBLICATION = replace(
    LIGHT,
    name="publication",
    ground_top="#ffffff",
    ground_bottom="#ffffff",
    ink="#000000",
    faint="#444444",
    colormap="print",
    contour="#4a3a30",
    vignette=0.0,
    shadow=0.22,
    stone="#cfc8bd",
    scale="#222222",
    axes=True,
)

AUTO = "auto"
"""No theme of one's own: dark, with the controls of a page as its reader's screen is."""
THEMES: Mapping[str, Theme] = MappingProxyType({t.name: t for t in (DARK, LIGHT, PUBLICATION)})


def find_theme(theme: object) -> Theme:
    """The theme called `theme`, or `theme` itself; a PyVista theme lends its background, font colour and map.

    Raises
    ------
    LookupError
        If it is neither a theme nor the name of one.
    """
    if isinstance(theme, Theme):
        return theme
    if hasattr(theme, "background") and hasattr(theme, "cmap"):
        return _from_pyvista(theme)
    if not isinstance(theme, str):
        raise LookupError(f"a theme is a name, a Theme or a PyVista theme, got {type(theme).__name__}")
    if theme == AUTO:
        return DARK
    if theme not in THEMES:
        raise LookupError(f"unknown theme {theme!r}; there are {', '.join(THEMES)}")
    return THEMES[theme]


def _from_pyvista(theme: Any) -> Theme:
    ground, ink = theme.background.hex_rgb, theme.font.color.hex_rgb
    basis = DARK if sum(rgb(ground)) < 1.5 else LIGHT
    return replace(
        basis,
        name=str(theme.name),
        ground_top=ground,
        ground_bottom=ground,
        ink=ink,
        colormap=str(theme.cmap),
        colormap_range=(0.04, 0.96),
    )


def rgb(color: str) -> RGB:
    """Red, green, blue in 0..1 of a hex colour."""
    value = color.lstrip("#")
    return (int(value[0:2], 16) / 255, int(value[2:4], 16) / 255, int(value[4:6], 16) / 255)
