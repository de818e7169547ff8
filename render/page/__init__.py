"""The living page: a scene as one HTML file that computes what it shows.

assembly.py     the page's scripts, gathered from their folders into the text of one file
fields.py       the fields of the page's state, which are a scene file's
compute/        arithmetic, landscapes, formulas, optimizers, endings, basins: no page, no picture; runs in a worker too
drawing/        the picture, in WebGL2
interface/      state, controls, panels, words

Scripts are readable text that stands in the file as it is written here. A folder's scripts share one scope, in the
order of `SCRIPTS`; what the next folder may use is what the last of them puts into ``globalThis.Thalweg``.
"""

from render.page.assembly import SCRIPTS, compute_text, embedded
from render.page.fields import LAYERS, MOST_RUNS, SPEEDS, USUAL_LAYERS, fields

__all__ = ["LAYERS", "MOST_RUNS", "SCRIPTS", "SPEEDS", "USUAL_LAYERS", "compute_text", "embedded", "fields"]
