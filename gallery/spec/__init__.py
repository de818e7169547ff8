"""One description of a film, and the faces that say it.

field.py        what is said once of every value: help, choices, limits, its form as text; `described` lists them
ground.py       `Ground`: what a picture of a landscape stands on
landscape.py    `LandscapeSpec`: which surface
run.py          `RunSpec`: one optimizer, its starts, its steps
look.py         `LookSpec`: what is shown and how
film.py         `FilmSpec`: size, length, pictures a second
handled.py      `PageSpec`: what a person does with the living scene
as_command.py   the fields as options of the command line, and back to a line
as_toml.py      as a scene file
as_query.py     as a link
as_page.py      as a living page
as_controls.py  as menus, sliders and boxes, of the window
scene.py        `SceneSpec`: all five together, from any face to `render.Scene`
writing.py      from there to files, for `animate` and `render`

A new option is one `Field` here, the field of `render.Scene` that it stands for, and what draws it.
"""

from typing import TYPE_CHECKING

from render import door

if TYPE_CHECKING:
    from gallery.spec.as_command import (
        FilmOptions,
        Flag,
        LandscapeOptions,
        LookOptions,
        Named,
        PageOptions,
        RunOptions,
        Several,
        animate_line,
        file_word,
        flags,
        landscape_of,
        named_last,
        option_words,
        options_of,
        runs_of,
        spec_of,
        spec_over,
        spec_words,
    )
    from gallery.spec.as_controls import Control, controls_of, following
    from gallery.spec.as_page import living_of_spec, state_of
    from gallery.spec.as_query import LONGEST_LINK
    from gallery.spec.field import FieldError, check_fields
    from gallery.spec.film import FilmSpec, check_size, pixels
    from gallery.spec.ground import Ground
    from gallery.spec.handled import PageSpec
    from gallery.spec.landscape import LandscapeSpec
    from gallery.spec.look import LookSpec
    from gallery.spec.run import RunSpec, check_seed, fitted_schedule, labels
    from gallery.spec.scene import SceneSpec
    from gallery.spec.writing import (
        Prepared,
        check_drawers,
        check_formats,
        check_moves,
        films_of,
        need_opengl,
        prepare,
        seek_opengl,
        write,
    )

__all__ = [
    "LONGEST_LINK",
    "Control",
    "FieldError",
    "FilmOptions",
    "FilmSpec",
    "Flag",
    "Ground",
    "LandscapeOptions",
    "LandscapeSpec",
    "LookOptions",
    "LookSpec",
    "Named",
    "PageOptions",
    "PageSpec",
    "Prepared",
    "RunOptions",
    "RunSpec",
    "SceneSpec",
    "Several",
    "animate_line",
    "check_drawers",
    "check_fields",
    "check_formats",
    "check_moves",
    "check_seed",
    "check_size",
    "controls_of",
    "file_word",
    "films_of",
    "fitted_schedule",
    "flags",
    "following",
    "labels",
    "landscape_of",
    "living_of_spec",
    "named_last",
    "need_opengl",
    "option_words",
    "options_of",
    "pixels",
    "prepare",
    "runs_of",
    "seek_opengl",
    "spec_of",
    "spec_over",
    "spec_words",
    "state_of",
    "write",
]

__getattr__ = door(__name__, __file__)
