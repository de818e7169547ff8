"""What films say: in plain words, in one typeface, never over each other.

title.py     the name, and under it a formula or a line of words
said.py      sentences about runs
legend.py    what the colours mean, and how many particles have each
labels.py    words at places of the 3-D picture
own_words.py  words of one's own in place of these
captions.py  where on a picture each of these stands
"""

from typing import TYPE_CHECKING

from render.door import door

if TYPE_CHECKING:
    from render.words.captions import Captions
    from render.words.labels import write_labels
    from render.words.legend import Legend
    from render.words.own_words import OwnWords, Subtitle, read_subtitles, settled_subtitles, subtitle_lines
    from render.words.said import release_text, settings_text
    from render.words.title import Title

__all__ = [
    "Captions",
    "Legend",
    "OwnWords",
    "Subtitle",
    "Title",
    "read_subtitles",
    "release_text",
    "settings_text",
    "settled_subtitles",
    "subtitle_lines",
    "write_labels",
]

__getattr__ = door(__name__, __file__)
