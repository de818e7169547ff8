"""The flat charts beside the surface, all on the film's clock: one file each, found by its name.

A panel's file holds one subclass of `Panel` and nothing else has to change: its name is the panel's name
on the command line, in scene files and in `Scene.panels`. The class says which landscapes can have it (`variables`), how
high it is beside others (`share`), whether it is empty without particles (`follows`), whether the film stops inside steps
(`stops`), and draws in three parts: `furnish` once, `move` at every step index, `act` at every film time.

panel.py          the role
known_panels.py   the panels by name; refuses those that a landscape cannot have
canvas.py         what they draw on: Pillow's pen, large pixels averaged down
axes.py           limits, ticks and pixels of a chart's axes
graduation.py     the numbers at a scale, told apart
tracing.py        curves: which heights are shown, and lines that end where a function jumps
over_steps.py     what loss and gradient_norm share: median and middle half over the steps

anatomy.py        one step of one particle, built from its parts
contour.py        the landscape from above
curve.py          a landscape of one variable, with tangents
gradient_norm.py  the length of the gradient
loss.py           the height above the minimum
slices.py         the two cuts through the first particle
"""

from typing import TYPE_CHECKING

from render.door import door

if TYPE_CHECKING:
    from render.panels.axes import (
        Limits,
        even_ticks,
        linear_ticks,
        log_limits,
        log_ticks,
        padded,
    )
    from render.panels.canvas import OVERSIZE, mixed
    from render.panels.curve import Curve
    from render.panels.graduation import Graduation, roundest
    from render.panels.known_panels import PANELS, SURFACE, check_panels, panel_names
    from render.panels.panel import Panel
    from render.panels.slices import cut_through
    from render.panels.tracing import tracing_table

__all__ = [
    "OVERSIZE",
    "PANELS",
    "SURFACE",
    "Curve",
    "Graduation",
    "Limits",
    "Panel",
    "check_panels",
    "cut_through",
    "even_ticks",
    "linear_ticks",
    "log_limits",
    "log_ticks",
    "mixed",
    "padded",
    "panel_names",
    "roundest",
    "tracing_table",
]

__getattr__ = door(__name__, __file__)
