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
from collections.abc import Iterable, Mapping
from types import MappingProxyType

import landscapes.families as families
from landscapes.gathering import package_modules
from landscapes.landscape import Landscape
from landscapes.models import model_landscapes


class _Catalogue(dict[str, Landscape]):
    def __missing__(self, name: object) -> Landscape:
        if name in model_landscapes:
            raise KeyError(
                f"{name!r} is a model, not a function: find({name!r}) and model_landscapes[{name!r}] have it"
            )
        raise KeyError(_unknown(name, self))


def _unknown(name: object, known: Iterable[str]) -> str:
    """What is said of a name that is not among the `known`: the nearest that is."""
    from difflib import get_close_matches

    near = get_close_matches(str(name).lower(), known, n=1, cutoff=0.5)
    hint = f"did you mean {near[0]!r}?" if near else "`thalweg list` names them all"
    return f"unknown landscape {name!r}; {hint}"


def _gather() -> Mapping[str, Landscape]:
    found = [
        v for module in package_modules(families) for v in vars(module).values() if isinstance(v, Landscape)
    ]
    return MappingProxyType(_Catalogue({f.name: f for f in found}))


catalogue: Mapping[str, Landscape] = _gather()


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
    known = {**model_landscapes, **catalogue}
    if (own := spelled(name)) in known:
        return known[own]
    raise LookupError(_unknown(name, known))
