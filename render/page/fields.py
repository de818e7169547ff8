"""The fields of a page's state, which are a scene file's: what each may be and what it is where nobody says.

The page reads, writes and checks links, commands and scene files by this table. What there is to choose from comes from
where it is made: themes, cameras, optimizers.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from render.film import FPS, SECONDS, SIDES

PAGE_ENDING = ".html"
LAYERS = ("contours", "trails", "basins")
"""What a page can switch on and off besides the marks of a film."""
USUAL_LAYERS = ("contours", "trails")
SPEEDS = (1 / 8, 8.0)
"""How many times as fast as the film's length says, the least and the most."""
MOST_RUNS = 16
"""Of one scene, in a link and on a page."""
MOST_STEPS = 1_000_000
MOST_PARTICLES = 100_000
"""Of a run on a page."""
MOST_WORK = 60_000_000
"""Particles times steps of a run on a page: it keeps what it computes, and nobody waits."""
OPEN_STEPS = 300
"""What a run whose steps are left open is taken for."""
MOST_VARIABLES = 10_000

About = Mapping[str, Any]


def state_fields() -> Mapping[str, Mapping[str, About]]:
    """Section and name of every field to its ``kind``, ``default``, and where there are some ``choices`` and ``limits``.

    Kinds: "text", "words" (several), "number", "whole", "switch", "rate" (a number or a schedule's text), "pairs"
    (two numbers for each variable), "size" (two whole numbers). A default of None: not said, as suits the rest.
    ``open``: other texts than the choices are allowed, too.
    """
    return {
        "landscape": {
            "name": _field("text"),
            "formula": _field("text"),
            "domain": _field("pairs", ()),
            "dimensions": _field("whole", limits=(1, MOST_VARIABLES)),
            "slice": _field("text"),
            "plane": _field("text"),
            "variables": _field("words", ()),
        },
        "runs": {
            "label": _field("text", ""),
            "optimizer": _field("text", "gradient_descent"),
            "learning_rate": _field("rate"),
            "starts": _field("words", ("grid:15",)),
            "steps": _field("whole", limits=(0, MOST_STEPS)),
            "tolerance": _field("number", limits=(0, math.inf)),
            "seed": _field("whole", 0, limits=(0, math.inf)),
            "noise": _field("text", ""),
        },
        "look": _look(),
        "film": {
            "size": _field("size", limits=SIDES),
            "seconds": _field("number", limits=SECONDS),
            "fps": _field("number", limits=FPS),
            "loop": _field("switch"),
            "max_size": _field("bytes", limits=(1000, math.inf)),
            "width": _field("text"),
            "dpi": _field("number", limits=(30, 1200)),
            "purpose": {**_field("text", choices=("slides", "paper", "blog", "story")), "flag": "for"},
        },
        "page": {
            "layers": _field("words", USUAL_LAYERS, LAYERS),
            "chosen": _field("whole", 0, limits=(0, MOST_RUNS - 1)),
            "followed": _field("whole", 0, limits=(0, math.inf)),
            "time": _field("number", 0.0, limits=(0, 1)),
            "speed": _field("number", 1.0, limits=SPEEDS),
            "playing": _field("switch", True),
        },
    }


def check_size(runs: int, particles: int, steps: int | None) -> None:
    """A page takes so many runs of so many particles and steps; None for steps that are left open.

    Raises
    ------
    ValueError
        With the largest number that it would take.
    """
    if runs > MOST_RUNS:
        raise ValueError(f"a page takes at most {MOST_RUNS} optimizers at once, got {runs}")
    if particles > MOST_PARTICLES:
        raise ValueError(f"a page takes at most {MOST_PARTICLES:,} particles, that would be {particles:,}")
    if particles * (steps or OPEN_STEPS) > MOST_WORK:
        most = MOST_WORK // particles
        raise ValueError(
            f"with {particles:,} particles a page takes at most {most:,} steps, got {steps or OPEN_STEPS:,}"
        )


def _look() -> Mapping[str, About]:
    from render.camera import NAMED_PATHS
    from render.clock import KINDS as CLOCKS
    from render.marks import MARKS
    from render.panels import panel_names
    from render.particles import COLOR_BY
    from render.style import AUTO, LANGUAGES, THEMES
    from render.surface import KINDS

    return {
        "theme": _field("text", AUTO, (AUTO, *THEMES)),
        "camera": _field("text", "orbit", NAMED_PATHS, open=True),
        "clock": _field("text", "ease", CLOCKS),
        "color": _field("text", "destination", COLOR_BY),
        "height": _field("text", "auto", KINDS),
        "panels": _field("words", (), panel_names()),
        "marks": _field("words", (), MARKS),
        "axes": _field("switch"),
        "cmap": _field("text"),
        "title": _field("text"),
        "caption": _field("text"),
        "no_caption": _field("switch", False),
        "no_legend": _field("switch", False),
        "subtitles": _field("words", ()),
        "language": _field("text", "en", LANGUAGES),
    }


def _field(kind: str, default: Any = None, choices: Any = (), limits: Any = (), open: bool = False) -> About:
    about: dict[str, Any] = {"kind": kind, "default": default}
    if choices:
        about["choices"] = tuple(choices)
    if limits:
        about["limits"] = tuple(limit if math.isfinite(limit) else None for limit in limits)
    return about | ({"open": True} if open else {})
