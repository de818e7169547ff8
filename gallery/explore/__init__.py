"""The explorer: one frozen state, pure changes of it, and the faces that show it.

state.py      everything that an explorer shows, and what it is as a scene file
changes.py    what a person can do to it: choose, drop, step, switch
choices.py    what there is to choose, and the sliders that belong to it
chooser.py    every field of the look and of the film, gone through with two keys
ensemble.py   from a state to its landscape and its runs, remembered; the limits
transport.py  play, pause, step, scrub: film time and steps
words.py      what the caption says, and the command that remakes the picture
links.py      a page's address as a scene, an older one too
staging.py    puts a state on a live scene
window.py     the desktop's face
film_process.py  a film that it has drawn meanwhile
card.py       the help card there: what keys and the mouse do
entry.py      the line in which a formula is typed there
whole_page.py  the page that computes everything itself

What is seen is described as any film is: `Explorer` holds a `SceneSpec`, and beside it only what a film does not have (film
time, playing, the particle that is followed). So a state becomes a scene file, a command or a link by the same fields.
The window goes through the fields of look and film one after the other (chooser.py), as `gallery.spec.controls_of` has
them: a new field of `LookSpec` or `FilmSpec` is there without a line here. Landscape and optimizers have controls of their
own, because what there is to choose differs from one to the next (choices.py).
"""

from typing import TYPE_CHECKING

from render import door

if TYPE_CHECKING:
    from gallery.explore.ensemble import check_size, ground_of, landscape_of
    from gallery.explore.links import is_link, scene_of_link
    from gallery.explore.state import BEGINNING, Explorer, from_scene, only_in_the_film
    from gallery.explore.whole_page import write_explorer
    from gallery.explore.window import open_window

__all__ = [
    "BEGINNING",
    "Explorer",
    "check_size",
    "from_scene",
    "ground_of",
    "is_link",
    "landscape_of",
    "only_in_the_film",
    "open_window",
    "scene_of_link",
    "write_explorer",
]

__getattr__ = door(__name__, __file__)
