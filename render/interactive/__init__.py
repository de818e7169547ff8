"""What explorers draw with: pictures that somebody changes while looking.

live_scene.py  `LiveScene`: surface, marks and runs on a plotter, each changed by itself
window.py      `Window`: it on the desktop, with keys, clicks and sliders
remote.py      `RemoteRenderer`: pictures of it for a browser, drawn here
segments.py    the marks that stand still, as coloured segments
web_arrays.py  a scene as plain arrays, for a browser that draws by itself
web_tables.py  what it reads from Python's tables: shapes, endings, sizes
web/           that browser's part, in JavaScript: picture, camera, charts, numbers
"""

from typing import TYPE_CHECKING

from render.door import door

if TYPE_CHECKING:
    from render.interactive.live_scene import LiveScene
    from render.interactive.remote import RemoteRenderer, jpeg
    from render.interactive.segments import mark_segments, segment_arrays
    from render.interactive.web_arrays import run_arrays, surface_arrays
    from render.interactive.web_tables import PICTURE_SCRIPTS, WEB, page_tables
    from render.interactive.window import Knob, Window

__all__ = [
    "PICTURE_SCRIPTS",
    "WEB",
    "Knob",
    "LiveScene",
    "RemoteRenderer",
    "Window",
    "jpeg",
    "mark_segments",
    "page_tables",
    "run_arrays",
    "segment_arrays",
    "surface_arrays",
]

__getattr__ = door(__name__, __file__)
