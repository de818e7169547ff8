"""What films say: in plain words, in one typeface, never over each other.

title.py     the name, and under it a formula or a line of words
said.py      sentences about runs
legend.py    what the colours mean, and how many particles have each
captions.py  where on a picture each of these stands
"""

from typing import TYPE_CHECKING

from render.door import door

if TYPE_CHECKING:
    from render.words.captions import Captions
    from render.words.legend import Legend
    from render.words.said import release_text, settings_text
    from render.words.title import Title

__all__ = ["Captions", "Legend", "Title", "release_text", "settings_text"]

__getattr__ = door(__name__, __file__)
