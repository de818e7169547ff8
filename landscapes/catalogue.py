"""Every named landscape, gathered from `families/`: a new function needs no change outside its own file.

Examples
--------
>>> from landscapes import catalogue
>>> catalogue["rosenbrock"].minimizers.tolist()
[[1.0, 1.0]]
>>> len(catalogue) > 100
True
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from functools import cache
from pathlib import Path
from types import MappingProxyType, ModuleType
from typing import TYPE_CHECKING

import landscapes.families as families
from landscapes.gathering import package_modules
from landscapes.landscape import Landscape
from landscapes.measured import SUFFIXES
from landscapes.models import model_landscapes
from landscapes.plugins import own_modules, plugged, warn
from landscapes.shown import table_of

GROUP = "thalweg.landscapes"
"""The entry point of packages: each name leads to a `Landscape`, or to a module of them."""
KEPT = "__landscapes__"
"""Where a module of somebody's keeps what it defines: the same landscape is the same object, compiled once."""
UNNAMED = ("formula", "samples", "function", "lambda", "")
"""Names of landscapes that nobody named."""


class _Catalogue(Mapping[str, Landscape]):
    """The package's own landscapes; behind them those of plugins and of files that were loaded, looked for when needed."""

    def __init__(self, families: Mapping[str, Landscape]) -> None:
        self.families = families

    def __getitem__(self, name: str) -> Landscape:
        if name in self.families:
            return self.families[name]
        others = guest_landscapes()
        if name in others:
            return others[name]
        if name in model_landscapes:
            raise KeyError(
                f"{name!r} is a model, not a function: find({name!r}) and model_landscapes[{name!r}] have it"
            )
        raise KeyError(_unknown(name, self))

    if not TYPE_CHECKING:  # a type checker shall go on refusing attributes that are none

        def __getattr__(self, name: str):
            """No landscape is an attribute: who asks for one is told how to.

            Raises
            ------
            AttributeError
            """
            known = f"catalogue[{name!r}]" if name in self.__dict__.get("families", ()) else "catalogue[NAME]"
            raise AttributeError(f"the catalogue has no attribute {name!r}; a landscape is {known}")

    def __contains__(self, name: object) -> bool:
        return name in self.families or name in guest_landscapes()

    def __iter__(self) -> Iterator[str]:
        return iter((*self.families, *guest_landscapes()))

    def __len__(self) -> int:
        return len(self.families) + len(guest_landscapes())

    def _ipython_key_completions_(self) -> list[str]:
        """What a notebook offers after ``catalogue["``."""
        return list(self)

    def _repr_html_(self) -> str:
        """How a notebook shows it."""
        return table_of(self.values())


def _unknown(name: object, known: Iterable[str]) -> str:
    """What is said of a name that is not among the `known`: the nearest that is."""
    from difflib import get_close_matches

    near = get_close_matches(str(name).lower(), known, n=1, cutoff=0.5)
    hint = f"did you mean {near[0]!r}?" if near else "`thalweg list` names them all"
    if not near and Path(str(name)).suffix:
        hint = f"{hint}; a surface's file ends in {' '.join(SUFFIXES)}"
    return f"unknown landscape {name!r}; {hint}"


def _gather() -> Mapping[str, Landscape]:
    found = [
        v for module in package_modules(families) for v in vars(module).values() if isinstance(v, Landscape)
    ]
    return MappingProxyType({f.name: f for f in found})


catalogue: Mapping[str, Landscape] = _Catalogue(built_in := _gather())


def guest_landscapes() -> Mapping[str, Landscape]:
    """The landscapes of the catalogue that came from elsewhere: of packages' entry points, and of files that were run.

    Examples
    --------
    >>> from landscapes import guest_landscapes
    >>> "sphere" in guest_landscapes()
    False
    """
    files = {name: f for module in own_modules() for name, f in own_landscapes(module).items()}
    return {**files, **{name: f for name, f in _plugged().items() if name not in files}}


@cache
def _plugged() -> Mapping[str, Landscape]:
    found: dict[str, Landscape] = {}
    for label, offered in plugged(GROUP).items():
        try:
            if isinstance(offered, Landscape):
                more = {_checked_name(offered.name): offered}
            elif isinstance(offered, ModuleType):
                more = own_landscapes(offered)
            else:
                raise ValueError(
                    f"must lead to a Landscape or a module of them, got {type(offered).__name__}"
                )
            if taken := sorted(set(more) & set(found)):
                raise ValueError(f"landscape {taken[0]!r} is another plugin's name already")
            found |= more
        except ValueError as error:
            warn(f"{label}, an entry point of {GROUP}: {error}; it is left out")
    return MappingProxyType(found)


def own_landscapes(module: ModuleType) -> dict[str, Landscape]:
    """The landscapes that a module of somebody's defines, by name: those of its variables that do not begin with _.

    One that nobody named, as `parse` makes it, is called as its variable is; what the catalogue has already is no
    definition.

    Raises
    ------
    ValueError
        For a name that is none, that the catalogue has, or that two of them have.

    Examples
    --------
    >>> from types import ModuleType
    >>> from landscapes import own_landscapes, parse
    >>> mine = ModuleType("mine")
    >>> mine.saddle = parse("x*y", domain=((-1, 1), (-1, 1)))
    >>> list(own_landscapes(mine))
    ['saddle']
    """
    if KEPT in vars(module):
        return dict(vars(module)[KEPT])
    found: dict[str, Landscape] = {}
    passed = [*built_in.values(), *model_landscapes.values()]
    for variable, value in list(vars(module).items()):
        if not isinstance(value, Landscape) or variable.startswith("_"):
            continue
        if any(value is known for known in passed):
            continue
        passed.append(value)
        f = replace(value, name=variable) if value.name in UNNAMED else value
        if _checked_name(f.name) in found:
            raise ValueError(f"landscape {f.name!r} is defined twice: rename one of them")
        found[f.name] = f
    vars(module)[KEPT] = found
    return dict(found)


def _checked_name(name: str) -> str:
    if not re.fullmatch(r"[a-z][a-z0-9_]*", name):
        meant = (
            re.sub(r"\W+", "_", spelled(re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name))).strip("_") or "my_own"
        )
        raise ValueError(f"a landscape's name must be in lower_snake_case, got {name!r}; call it {meant!r}")
    if name in built_in or name in model_landscapes:
        raise ValueError(f"landscape {name!r} is the catalogue's name already: rename yours, as my_{name}")
    return name


def spelled(name: str) -> str:
    """A landscape's name as it is kept, in lower_snake_case, however it was typed.

    Examples
    --------
    >>> from landscapes import spelled
    >>> spelled("Six-Hump Camel")
    'six_hump_camel'
    """
    return "_".join(re.split(r"[\s_-]+", str(name).strip().lower()))


def find(name: str) -> Landscape:
    """The landscape called `name`: a function of the catalogue, or one of `landscapes.models`.

    Raises
    ------
    LookupError
        If there is none; the message names the nearest.

    Examples
    --------
    >>> from landscapes import find
    >>> find("iris_logistic").dimensions
    2
    >>> find("himelblau")
    Traceback (most recent call last):
    LookupError: unknown landscape 'himelblau'; did you mean 'himmelblau'?
    """
    own = spelled(name)
    if own in built_in:  # plugins are not waited for
        return built_in[own]
    known = {**model_landscapes, **catalogue}
    if own in known:
        return known[own]
    raise LookupError(_unknown(name, known))
