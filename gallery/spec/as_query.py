"""A description as a link's query, ``landscape=himmelblau&optimizer=adam&starts=grid:15``, and back.

Every field goes by its name; what has its default is left out, and numbers lose nothing. One run stands flat among
the others; of several each is a ``run=`` with a query of its own.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, TypeVar

from gallery.spec.field import described, differing
from gallery.spec.film import FilmSpec
from gallery.spec.handled import PageSpec
from gallery.spec.landscape import LandscapeSpec
from gallery.spec.look import LookSpec
from gallery.spec.run import RunSpec
from render.page import MOST_RUNS

Section = TypeVar("Section")
Given = Mapping[str, Sequence[str]]

LONGEST_LINK = 20_000
"""Characters of a link that are looked at."""


def words_of(
    landscape: LandscapeSpec,
    runs: tuple[RunSpec, ...],
    look: LookSpec,
    film: FilmSpec,
    page: PageSpec,
) -> list[tuple[str, str]]:
    """Names and values of a link's query."""
    from urllib.parse import urlencode

    words = [(_NAMES.get(key, key), value) for key, value in _words(landscape)]
    if len(runs) == 1:
        words += _words(runs[0]) or [("optimizer", runs[0].optimizer)]
    else:
        words += [("run", urlencode(_words(run))) for run in runs]
    return [*words, *_words(look), *_words(film), *_words(page)]


def given_by(query: str) -> Given:
    """The values of every name in a query.

    Raises
    ------
    ValueError
        For a link that is longer than `LONGEST_LINK`.
    """
    from urllib.parse import parse_qs

    if len(query) > LONGEST_LINK:
        raise ValueError(f"a link may have {LONGEST_LINK} characters, this has {len(query)}")
    return parse_qs(query.lstrip("?#"), keep_blank_values=True)


def sections_of_link(given: Given) -> dict[str, Any]:
    """The descriptions that a link says; whatever it does not name has its default. Names of no field are passed over.

    Raises
    ------
    ValueError
        For a value that its field cannot have, or more than `MOST_RUNS` runs.
    """
    given = {_OLDER.get(key, key): values for key, values in given.items()}
    named = {_FIELDS.get(key, key): values for key, values in given.items()}
    if "formula" in named:
        named.pop("name", None)
        named.setdefault("domain", ["-5,5,-5,5"])
    else:
        named.setdefault("name", ["himmelblau"])
    runs = _runs(given)
    if len(runs) > MOST_RUNS:
        raise ValueError(f"a link may have {MOST_RUNS} runs, this has {len(runs)}")
    return {
        "landscape": _section(named, LandscapeSpec),
        "runs": tuple(_section(run, RunSpec) for run in runs),
        "look": _section(given, LookSpec),
        "film": _section(given, FilmSpec),
        "page": _section(given, PageSpec),
    }


_NAMES = {"name": "landscape"}
_FIELDS = {link: name for name, link in _NAMES.items()}
"""What a link calls a field otherwise than its name."""
_OLDER = {"show": "layers"}
"""What older links called a field."""


def _words(section: Any) -> list[tuple[str, str]]:
    """A description's names and values; of several words each is one of the name's values, and none is an empty one."""
    found: list[tuple[str, str]] = []
    for about, value in differing(section):
        several = value if about.is_several else (value,)
        found += [(about.name, about.text(word)) for word in several] or [(about.name, "")]
    return found


def _runs(given: Given) -> list[Given]:
    from urllib.parse import parse_qs

    if "run" in given:
        return [parse_qs(run, keep_blank_values=True) for run in given["run"]]
    flat = {key: given[key] for key in described(RunSpec) if key in given}
    if not flat:
        return []
    optimizers = flat.pop("optimizer", [described(RunSpec)["optimizer"].default])
    return [{**flat, "optimizer": [text]} for text in optimizers]


def _section(given: Given, kind: type[Section]) -> Section:
    found = {}
    for key, about in described(kind).items():
        if key in given:
            words = tuple(word for word in given[key] if word)
            found[key] = about.value(words if about.is_several else given[key][-1], words=True)
    return kind(**found)
