"""`thalweg list`: the catalogue as a table."""

from __future__ import annotations

from typing import Annotated

from cyclopts import Parameter

from gallery.spec import Flag
from gallery.terminal import say_json, say_table


def run(*, as_json: Annotated[Flag, Parameter(name="--json")] = False) -> None:
    """Name every landscape there is: its name, how many variables and global minima it has, what it teaches.

    Parameters
    ----------
    as_json
        Print JSON, for programs.
    """
    from gallery.tiles import about
    from landscapes import catalogue, model_landscapes

    known = [*catalogue.values(), *model_landscapes.values()]
    if as_json:
        say_json([about(f) for f in known])
        return
    rows = [(f.name, str(f.dimensions), str(len(f.minimizers)), f.story, f.title) for f in known]
    say_table(("name", "n", "minima", "story", "title"), rows, right=("n", "minima"), wrapped="story")
