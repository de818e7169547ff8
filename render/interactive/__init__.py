"""What the explorer's window draws with: a picture that somebody changes while looking.

live_scene.py  `LiveScene`: surface, marks and runs on a plotter, each changed by itself
window.py      `Window`: it on the desktop, with keys, clicks and sliders
segments.py    the marks that stand still, as coloured segments
"""

from typing import TYPE_CHECKING

from render.door import door

if TYPE_CHECKING:
    from render.interactive.live_scene import LiveScene
    from render.interactive.segments import mark_segments
    from render.interactive.window import Knob, Window

__all__ = [
    "Knob",
    "LiveScene",
    "Window",
    "mark_segments",
]

__getattr__ = door(__name__, __file__)
