"""The gallery of `thalweg gallery`: what it shows, what is said of it, its files and its page; `show`'s portrait.

presets.py        the scenes of the default gallery
tile.py           one tile: its films or its poster, and its record
tile_record.py    the record as it is read, which may be anybody's
facts.py          what there is to say about a film, as JSON values
traits.py         what a landscape is like, in words that can be searched
living_page.py    the page in which every tile's scene is alive
digests.py        whether a file is still what it was
foreign_code.py   what code of somebody else's a result depends on
workers.py        many scenes, each in a process of its own
gallery_page.py   the page, from templates/
portrait.py       a landscape in words and numbers, for `show`
"""

from typing import TYPE_CHECKING

from render import door

if TYPE_CHECKING:
    from gallery.tiles.digests import settings_digest
    from gallery.tiles.foreign_code import code_digest
    from gallery.tiles.gallery_page import formula_markup, render_page
    from gallery.tiles.living_page import LIVING, LivingPage
    from gallery.tiles.portrait import about, portrait_of, print_portrait
    from gallery.tiles.presets import PRESETS, Preset, every_preset, find_presets
    from gallery.tiles.tile import Job, Posters, job_of, tiles_in
    from gallery.tiles.workers import Work, run_apart

__all__ = [
    "LIVING",
    "PRESETS",
    "Job",
    "LivingPage",
    "Posters",
    "Preset",
    "Work",
    "about",
    "code_digest",
    "every_preset",
    "find_presets",
    "formula_markup",
    "job_of",
    "portrait_of",
    "print_portrait",
    "render_page",
    "run_apart",
    "settings_digest",
    "tiles_in",
]

__getattr__ = door(__name__, __file__)
