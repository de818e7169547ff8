"""One description of a film, and the faces that say it.

field.py        what is said once of every value: help, choices, limits, its form as text; `described` lists them
landscape.py    `LandscapeSpec`: which surface
run.py          `RunSpec`: one optimizer, its starts, its steps
look.py         `LookSpec`: what is shown and how
film.py         `FilmSpec`: size, length, pictures a second
as_command.py   the fields as options of the command line, and back to a line
as_toml.py      as a scene file
as_query.py     as a link
as_controls.py  as menus, sliders and boxes, of the page and the window
scene.py        `SceneSpec`: all four together, from any face to `render.Scene`
writing.py      from there to files, for `animate` and `render`

A new option is one `Field` here, the field of `render.Scene` that it stands for, and what draws it.
"""
