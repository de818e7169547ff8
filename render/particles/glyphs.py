"""The marks of particles: a shape and a grey for each way to end, what legends say of places, and how shapes are lit.

What draws reads the numbers here: `shaders` prints them as GLSL for VTK and for the browser, `stage.bead_sprites`
computes with them in NumPy, `flat_glyphs` in Pillow. Lengths are in units of a mark's radius.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from descent import Ending, Searched, Trajectories
from descent.results import Destinations, slack
from landscapes import Landscape, names_of_axes, spoken_name
from render.clock import BEYOND
from render.style import ENGLISH, Phrases, Theme, number_text, point_text

ROUND, RING, DIAMOND, CROSS, TRIANGLE = "disc", "ring", "diamond", "cross", "triangle"

NONE, DASH, ARROW, TARGET, POINTER = "", "dash", "arrow", "target", "pointer"
"""Only in legends: the shape of what is counted and not seen, and those of marks."""

SHAPES = (ROUND, RING, DIAMOND, CROSS)
"""What particles look like; their place here is how arrays and shaders tell them apart. One that moves is round."""

CROSSES, DOT = 6, 0.6
"""So many that ended where the function does are crosses; and the share of a bead's size that more of them have."""

LEVEL, ROUNDING = 1e-6, 1e-14
"""Of the span of heights, and of their size: minima that differ by less are equally deep."""

Direction = tuple[float, float, float]


@dataclass(frozen=True)
class Glyph:
    """The mark of an ending.

    Attributes
    ----------
    shape : one of `SHAPES`
    grey : brightness 0..255 of starts that end so on a basin map, with every theme; None: the colour of their minimum
    """

    shape: str
    grey: int | None


GLYPHS: Mapping[Ending, Glyph] = MappingProxyType(
    {
        Ending.CONVERGED: Glyph(ROUND, None),
        Ending.SADDLE: Glyph(DIAMOND, 225),
        Ending.STALLED: Glyph(RING, 150),
        Ending.RUNNING: Glyph(ROUND, 90),
        Ending.ESCAPED: Glyph(CROSS, 0),
        Ending.DIVERGED: Glyph(CROSS, 0),
        Ending.UNDEFINED: Glyph(CROSS, 40),
    }
)


def legend_shape(ending: Ending, run: Trajectories | None = None) -> str:
    """The mark of an ending in the legend of a run: none for who could not start and stands nowhere."""
    if run is not None and given_out(run)[run.ending == ending].any():
        return ROUND
    return NONE if ending == Ending.UNDEFINED else GLYPHS[ending].shape


def given_out(run: Trajectories) -> NDArray[np.bool_]:
    """Which (N,) of a crowd ended on the map, where the function does: dots, as many crosses look like an error."""
    low, high = np.transpose(run.landscape.domain)
    lost = np.isin(run.ending, [int(Ending.ESCAPED), int(Ending.DIVERGED)])
    ends, beside = run.positions[-1], BEYOND * (high - low)
    lost &= ((ends >= low - beside) & (ends <= high + beside)).all(axis=-1)
    return np.asarray(lost & (lost.sum() > CROSSES))


_PLACES = np.array([SHAPES.index(GLYPHS[ending].shape) for ending in sorted(GLYPHS)], dtype=np.int64)


def shapes_of(endings: NDArray[np.int8]) -> NDArray[np.int64]:
    """The place in `SHAPES` (N,) of the mark of each of the `endings` (N,)."""
    return _PLACES[endings]


@dataclass(frozen=True)
class Billboards:
    """Shapes and light of what faces the camera.

    Attributes
    ----------
    pale : the rim's share in the colour at an edge; the rest is the bead's own, so that a crowd of them keeps its hue
    casing, dark : around every mark of a particle lies a line so wide, of its colour times so much: whatever the
        ground is, the rim or the casing differs from it
    behind : the casing lies so far behind the mark's centre, where the disc is as near as the ball that it shows: of
        balls in a pile the nearest one's body is seen, not all of their casings
    ball_rim : of the disc, the squared distance from the centre beyond which it is rim
    shade, light, towards_light : the disc is a ball whose colour is multiplied by shade + light * max(n.l, 0)
    glint, towards_glint, sharpness : and that gains glint * max(n.l, 0) ** sharpness of white
    ring_inner, ring_outer : squared distances from the centre
    diamond_rim, diamond_reach, diamond_shade : |x| + |y| where the rim begins and ends; the factor of the colour
    cross_width, cross_reach : the largest difference of |x| and |y| on an arm, and how far the arms go
    triangle_rim, triangle_reach, triangle_shade : as of the diamond, of the largest of three sides' distances
    """

    pale: float = 0.55
    casing: float = 0.12
    dark: float = 0.24
    behind: float = 0.6
    ball_rim: float = 0.66
    shade: float = 0.50
    light: float = 0.55
    towards_light: Direction = (-0.40, 0.60, 0.69)
    glint: float = 0.30
    towards_glint: Direction = (-0.32, 0.48, 0.82)
    sharpness: float = 24.0
    ring_inner: float = 0.30
    ring_outer: float = 0.80
    diamond_rim: float = 0.70
    diamond_reach: float = 1.01
    diamond_shade: float = 0.75
    cross_width: float = 0.34
    cross_reach: float = 0.85
    triangle_rim: float = 0.62
    triangle_reach: float = 1.10
    triangle_shade: float = 0.80


BILLBOARD = Billboards()


@dataclass(frozen=True)
class FlatMarks:
    """The same marks as flat pictures: in legends and on charts, where they are a few pixels large.

    Attributes
    ----------
    stroke : width of a ring's line and of a cross's arms
    cross_reach : how far the arms go
    """

    stroke: float = 0.45
    cross_reach: float = BILLBOARD.cross_reach


FLAT = FlatMarks()


def place_text(ends: Destinations, k: int, f: Landscape, say: Phrases = ENGLISH) -> str:
    """What a legend says of those that reach destination `k`: "at (3, 2)", "on a curve of minima, height 0"."""
    if whole := ends.whole(k):
        return say(f"on {whole}, height {{height}}", height=number_text(float(ends.heights[k])))
    return say("at {place}", place=point_text(ends.positions[k], f.domain, spoken_name(names_of_axes(f)[0])))


def others_text(count: int) -> str:
    """The same of those that reach one of the `count` minima without a colour of their own."""
    return "stopped in other pits" if count != 1 else "stopped in another pit"


def lowest_text(count: int, *, known: bool = True) -> str:
    """The same of those that reach the lowest of many minima, known to be so or the lowest that any reached."""
    if not known:
        return (
            "in the deepest pit that any found" if count == 1 else "in one of the deepest pits that any found"
        )
    return "in the lowest pit" if count == 1 else "in one of the lowest pits"


def lowest_of(ends: Destinations, used: Sequence[int], same: float = 0.0) -> list[int]:
    """Which of the minima `used` are the lowest: global ones, or else all that are as deep as the deepest.

    Heights no more than `same` apart are the same, value units: of some that are zero floats make others.
    """
    if known := [k for k in used if ends.is_global[k]]:
        return known
    return [k for k, deep in zip(used, deepest(ends.heights[list(used)], same), strict=True) if deep]


def golden_of(ends: Destinations, used: Sequence[int], f: Landscape) -> list[int]:
    """Which of the many minima `used` are gold."""
    gold = golden(ends.is_global[list(used)], ends.heights[list(used)], f)
    return [k for k, is_gold in zip(used, gold, strict=True) if is_gold]


def golden(known: NDArray[np.bool_], heights: NDArray[np.float64], f: Landscape) -> NDArray[np.bool_]:
    """Which of many minima (k,) are gold: those that are `known` as lowest, or else the deepest.

    None of them where a lowest place is known that nobody came to: the deepest is a wrong one then, if it is no lower.
    """
    missed = f.minimum is not None and len(f.minimizers) and not (heights < f.minimum - slack(f)).any()
    return known if known.any() or missed else deepest(heights, slack(f))


def inks_of(run: Trajectories, used: Sequence[int], theme: Theme) -> Sequence[str]:
    """The colours of the few minima `used`: ash is a single pit in which a population gathered that is not the lowest."""
    missed = len(used) == 1 and not golden_of(run.destinations, used, run.landscape)
    return (theme.ash,) if missed and isinstance(run, Searched) else theme.palette


def deepest(heights: NDArray[np.float64], same: float) -> NDArray[np.bool_]:
    """Which heights (k,), value units, are as low as the lowest: no more than about `same` above it."""
    level = max(LEVEL * np.ptp(heights) + ROUNDING * np.abs(heights).max(), same)
    return np.asarray(heights - heights.min() <= level)


def told_as_one(endings: Sequence[Ending]) -> list[tuple[str, list[Ending]]]:
    """What a legend says of `endings`, and of which it says that."""
    texts = dict.fromkeys(e.phrase.short for e in endings)
    return [(text, [e for e in endings if e.phrase.short == text]) for text in texts]
