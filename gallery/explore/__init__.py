"""The explorer: one frozen state, pure changes of it, and two faces that show it.

state.py      everything that an explorer shows, and what it is as a scene file
changes.py    what a person can do to it: choose, drop, step, switch
choices.py    what there is to choose, and the sliders that belong to it
ensemble.py   from a state to its landscape and its runs, remembered; the limits
transport.py  play, pause, step, scrub: film time and steps
words.py      what the caption says, and the command that remakes the picture
links.py      the state as a link, and back
staging.py    puts a state on a live scene, in the window or on the server
window.py     the desktop's face
entry.py      the line in which a formula is typed there
web/          the browser's face
"""

from typing import TYPE_CHECKING

from render import door

if TYPE_CHECKING:
    from gallery.explore.changes import choose_formula, choose_landscape, drop_starts, set_steps
    from gallery.explore.ensemble import check_surface
    from gallery.explore.state import Explorer, from_scene, only_in_the_film
    from gallery.explore.window import open_window

__all__ = [
    "Explorer",
    "check_surface",
    "choose_formula",
    "choose_landscape",
    "drop_starts",
    "from_scene",
    "only_in_the_film",
    "open_window",
    "set_steps",
]

__getattr__ = door(__name__, __file__)
