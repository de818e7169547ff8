"""The browser's face of the explorer.

serve.py      `serve_pages`: the address, the token, one port for all; ends when the last page is closed
front.py      hands pages and sockets on to the page's own process
worker.py     one page's process: a trame server on a port of its own
session.py    what a page asks for and what it gets
painter.py    its picture, where the server draws it
controls.py   the state of the page's controls
layout.py     the page in Vuetify
static/       the page's own part: words, keys, the server's JPEGs; picture, camera and charts are render's
"""

from typing import TYPE_CHECKING

from render import door

if TYPE_CHECKING:
    from gallery.explore.web.serve import is_local, serve_pages
    from gallery.explore.web.session import crowded

__all__ = ["crowded", "is_local", "serve_pages"]

__getattr__ = door(__name__, __file__)
