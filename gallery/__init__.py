"""The command line, the presets, the pages: everything that talks to a person or to the disk.

How a command becomes a film, `thalweg animate himmelblau -o film.mp4`:

1. cli.py gathers commands/ and hands the words to cyclopts; `animate.run` gets them as options, which are the fields
   of spec/ (`options_of`), each with the help, choices and limits that its `Field` says.
2. `asked` makes them one `SceneSpec`: landscape, runs, look, film. A scene file, a link, the window and the page come
   to the same value by other faces, and go on from here in the same way.
3. `prepare` refuses what cannot be, before anything large is done: files that cannot be written, names that do not
   exist, numbers out of their limits, looks that do not fit the landscape. Meanwhile a child process finds out which
   OpenGL works.
4. `RunSpec.run` places the starts, settles the learning rate, and descends, once; `Trajectories` come out.
5. `SceneSpec.staged` makes a `render.Scene` of them, once.
6. `write` has the scene drawn, and a bar shows how far it is; every file gets each picture. Files appear whole, or not
   at all, and say which command made them.

cli.py           the `thalweg` command; exit statuses
thalweg.py       `import thalweg`: the names of all rooms, put beside them by the build
citation.py      what was run, as a sentence for a paper; CITATION.cff beside it
loading.py       `--load my.py`: a user's own landscapes and optimizers
__main__.py      `python -m gallery`, the same
commands/        one file per command
spec/            one description of a film, and the faces that say it
processes/       processes of our own
comparison/      `compare`: cases side by side, as numbers, pictures and a page
examples/        whole examples that run by themselves
guide/           the guide: its pages, and what runs their commands
explore/         `explore`: a window, a page in the browser
tiles/           the default gallery: its scenes, their records, its page; `show`'s portrait
terminal/        what a person reads: lines, tables, bars; what a mistake is; what can be written where
templates/       the pages' HTML

Imports inside functions are of what a command may not need, and takes long: SymPy, PyVista, SciPy, rich, the rooms to
the left. `thalweg --help` and `list` import none of them; a test holds them to that.
"""

from __future__ import annotations

TYPE_CHECKING = False  # as in `typing`, which takes 20 ms, in which Ctrl-C cannot be caught yet
if TYPE_CHECKING:
    from typing import Any

    from gallery.comparison import Comparison, compare
    from gallery.spec import FilmSpec, LandscapeSpec, LookSpec, RunSpec, SceneSpec

__all__ = ["Comparison", "FilmSpec", "LandscapeSpec", "LookSpec", "RunSpec", "SceneSpec", "compare"]


def __getattr__(name: str) -> Any:
    """A name of `__all__`; an AttributeError for any other."""
    # Imported when first used: `thalweg` passes here before it can catch Ctrl-C.
    if name not in __all__:
        raise AttributeError(f"module 'gallery' has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module("gallery.spec" if name.endswith("Spec") else "gallery.comparison"), name)
