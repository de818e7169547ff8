"""The living page: a scene as one HTML file that computes what it shows.

assembly.py     the page's scripts, gathered from their folders into the text of one file
short_names.py  shorter names for what functions call their own
living.py       what a page shows of a scene: its state, its landscapes, runs that are carried
drawn.py        what drawing the scene finds out, which its page is told
writing.py      the page as one HTML file, and as a frame
picture_tables.py  the drawing's numbers and colors, from Python's tables
page_phrases.py  what it may say, of the films' phrases
widget.py       the page as a notebook's widget; widget.js is its half in the browser
tasks.py        what a page of a lesson judges
fields.py       the fields of the page's state, which are a scene file's
compute/        arithmetic, landscapes, optimizers, endings, basins: no page, no picture; runs in a worker too
formulas/       what a person types: read, differentiated, made a landscape
drawing/        the picture, in WebGL2
interface/      state, controls, panels, words

page.html has places for what is put in; body.html and page.css are the page's text and look; loader.js unpacks them and
the scripts.
Scripts are readable text here; in the file they are packed, without indents, comments and a function's long names. A
folder's scripts share one scope, in the order of `SCRIPTS`; what the next folder may use is what the last of them puts into
``globalThis.Thalweg``.

A page speaks its film's language (compute/phrases.js): what films say, and the labels of its panel. Sentences about rates,
the card of keys, a lesson's tasks and refusals are English, and marked so; words that commands and files have are theirs.

A film shows many runs of many particles as small multiples; a page has one surface that is turned, with all runs on it:
a browser gives few WebGL contexts, and each run is chosen in the page's own list. The plane of a function of many
variables is chosen when the page is written.
"""

from typing import TYPE_CHECKING

from render.door import door

if TYPE_CHECKING:
    from render.page.assembly import SCRIPTS, compute_text, embedded
    from render.page.drawn import sides_of
    from render.page.fields import (
        LAYERS,
        MOST_RUNS,
        PAGE_ENDING,
        SPEEDS,
        USUAL_LAYERS,
        check_size,
        state_fields,
    )
    from render.page.living import (
        BROUGHT,
        Living,
        is_computed,
        is_searched,
        landscape_state,
        living_of,
        page_optimizers,
    )
    from render.page.tasks import MEASURES, Condition, PageTask
    from render.page.widget import widget_of
    from render.page.writing import frame_text, page_text, printed_of, shared_page, write_page

__all__ = [
    "BROUGHT",
    "LAYERS",
    "MEASURES",
    "MOST_RUNS",
    "PAGE_ENDING",
    "SCRIPTS",
    "SPEEDS",
    "USUAL_LAYERS",
    "Condition",
    "Living",
    "PageTask",
    "check_size",
    "compute_text",
    "embedded",
    "frame_text",
    "is_computed",
    "is_searched",
    "landscape_state",
    "living_of",
    "page_optimizers",
    "page_text",
    "printed_of",
    "shared_page",
    "sides_of",
    "state_fields",
    "widget_of",
    "write_page",
]

__getattr__ = door(__name__, __file__)
