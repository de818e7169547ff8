"""`thalweg list`: the catalogue as a table."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

from cyclopts import Parameter

from gallery.terminal import say_json, say_table

if TYPE_CHECKING:
    from landscapes import Landscape


def run(*, as_json: Annotated[bool, Parameter(name="--json")] = False) -> None:
    """Name every landscape there is.

    Parameters
    ----------
    as_json
        Print JSON, for programs.
    """
    from landscapes import catalogue

    if as_json:
        say_json([about(f) for f in catalogue.values()])
        return
    rows = [(f.name, f.title, str(f.dimensions), str(len(f.minimizers)), f.story) for f in catalogue.values()]
    say_table(("name", "title", "variables", "minimizers", "story"), rows, right=("variables", "minimizers"))


def about(f: Landscape) -> dict[str, Any]:
    """What is known of a landscape without asking for its formula."""
    return {
        "name": f.name,
        "title": f.title,
        "variables": f.dimensions,
        "domain": f.domain,
        "search_domain": f.search_domain,
        "minimizers": f.minimizers,
        "minimum": f.minimum,
        "story": f.story,
        "source": f.source,
    }
