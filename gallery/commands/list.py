"""`thalweg list`: the catalogue as a table, or the optimizers."""

from __future__ import annotations

from typing import Annotated

from cyclopts import Parameter

from gallery.spec import Flag
from gallery.terminal import say_json, say_table


def run(*, optimizers: Flag = False, as_json: Annotated[Flag, Parameter(name="--json")] = False) -> None:
    """Name every landscape there is: its name, how many variables and global minima it has, what it teaches.

    Parameters
    ----------
    optimizers
        Name every optimizer and population instead, with what can be set.
    as_json
        Print JSON, for programs.
    """
    if optimizers:
        _optimizers(as_json)
        return
    from gallery.tiles import about
    from landscapes import catalogue, guest_landscapes, model_landscapes

    own = guest_landscapes()
    usual = [f for f in catalogue.values() if f.name not in own]
    known = [*usual, *model_landscapes.values(), *own.values()]
    if as_json:
        say_json([about(f) for f in known])
        return
    rows = [(f.name, str(f.dimensions), str(len(f.minimizers)), f.story, f.title) for f in known]
    say_table(("name", "n", "minima", "story", "title"), rows, right=("n", "minima"), wrapped="story")


def _optimizers(as_json: bool) -> None:
    import inspect

    from descent import known_optimizers, known_populations

    columns = ("name", "settings", "what it is")
    rows = []
    for name, kind in {**known_optimizers(), **known_populations()}.items():
        settings = [word for word in inspect.signature(kind).parameters if word not in _OF_ALL]
        rows.append(
            (name, ", ".join(settings), (inspect.getdoc(kind) or "").partition("\n\n")[0].replace("\n", " "))
        )
    if as_json:
        say_json([dict(zip(("name", "settings", "story"), row, strict=True)) for row in rows])
    else:
        say_table(columns, rows, wrapped=columns[-1])


_OF_ALL = ("learning_rate", "weight_decay", "clip_value", "clip_norm")
"""Settings that are the same for all that have them."""
