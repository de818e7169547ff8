"""Starts as text: ``grid:15``, ``latin_hypercube:200,seed=3``, ``points:(-0.4,-0.65);(1,2)``."""

from __future__ import annotations

import importlib
import inspect
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from descent.notation import nearest, read_call
from descent.settings import brief, check_landscape, number
from descent.starts.shapes import LARGEST
from landscapes import Landscape, package_modules


@dataclass(frozen=True)
class Starts:
    """A way to begin, not yet tied to a landscape: called with one it gives points (N, n).

    Attributes
    ----------
    name : str, of the function that makes the points
    settings : its arguments by name

    Raises
    ------
    ValueError
        For an unknown name, and if `settings` are no pairs of a setting that these starts have and its value.

    Examples
    --------
    >>> from descent import Starts
    >>> from landscapes import catalogue
    >>> f = catalogue["himmelblau"]
    >>> starts = Starts("grid", (("count", 15),))
    >>> starts.text
    'grid:count=15'
    >>> starts(f).shape
    (225, 2)
    """

    name: str
    settings: tuple[tuple[str, Any], ...] = ()

    def __post_init__(self) -> None:
        make = known_starts()[nearest("starts", str(self.name), known_starts())]
        accepted = list(inspect.signature(make).parameters)[1:]
        pairs = isinstance(self.settings, tuple) and all(
            isinstance(pair, tuple) and len(pair) == 2 for pair in self.settings
        )
        if not pairs or not {str(key) for key, _ in self.settings} <= set(accepted):
            raise ValueError(
                f"Starts.settings must be pairs of a setting ({', '.join(accepted)}) and its value,"
                f" got {brief(self.settings)}"
            )

    def __call__(self, f: Landscape) -> NDArray[np.float64]:
        """The points (N, n) on `f`, in domain units: in its domain, or given ones anywhere in its search domain."""
        check_landscape(f"{self.name}.landscape", f)
        make = known_starts()[self.name]
        settings = dict(self.settings)
        if next(iter(inspect.signature(make).parameters)) == "landscape":
            return np.asarray(make(f, **settings))
        return np.asarray(make(_both(f) if self.name == "points" else f.domain, **settings))

    @property
    def is_crowd(self) -> bool:
        """Whether there are too many for one array: they are drawn block by block, by `multistart`."""
        return self.name == "uniform" and dict(self.settings).get("count", 0) > LARGEST

    def size(self, f: Landscape) -> int:
        """How many points they are on `f`."""
        return int(dict(self.settings)["count"]) if self.is_crowd else len(self(f))

    @property
    def text(self) -> str:
        """As the command line writes it; `parse_starts` gives it back."""
        words = [f"{key}={_written(value)}" for key, value in self.settings]
        return f"{self.name}:{','.join(words)}" if words else self.name

    @property
    def is_random(self) -> bool:
        """Whether another seed gives other points."""
        return "seed" in inspect.signature(known_starts()[self.name]).parameters


def known_starts() -> dict[str, Callable[..., Any]]:
    """Every function of this package that makes starts, by name.

    Examples
    --------
    >>> from descent import known_starts
    >>> sorted(known_starts())[:4]
    ['constant', 'edge', 'gaussian', 'grid']
    """
    return dict(_makers())


@cache
def _makers() -> dict[str, Callable[..., Any]]:
    package = importlib.import_module(__package__)
    found = {}
    for module in package_modules(package):
        for name, value in vars(module).items():
            if inspect.isfunction(value) and value.__module__ == module.__name__ and not name.startswith("_"):
                arguments = list(inspect.signature(value).parameters)
                if len(arguments) > 1 and arguments[0] in ("domain", "landscape"):
                    found[name] = value
    return dict(sorted(found.items()))


def parse_starts(text: str) -> Starts:
    """The starts that `text` describes, checked as far as that goes without a landscape.

    Raises
    ------
    ValueError
        For an unknown name or setting (the message names the accepted ones), a count below 1, a bad seed.

    Examples
    --------
    >>> from descent import parse_starts
    >>> from landscapes import catalogue
    >>> f = catalogue["himmelblau"]
    >>> parse_starts("uniform:200,seed=3")(f).shape
    (200, 2)
    >>> parse_starts("points:(1,2);(0,0)").text
    'points:positions=(1,2);(0,0)'
    """
    name, settings = read_call("starts", text, known_starts())
    if name == "points":
        given = settings["positions"]
        settings["positions"] = tuple(given) if isinstance(given, list) else (given,)
    for key, interval in (("count", "[1, inf)"), ("seed", "[0, inf)")):
        if key in settings:
            settings[key] = number(f"{name}.{key}", settings[key], int, interval)
    return Starts(name, tuple(settings.items()))


def _both(f: Landscape) -> tuple[tuple[float, float], ...]:
    pairs = zip(f.domain, f.search_domain, strict=True)
    return tuple((min(a[0], b[0]), max(a[1], b[1])) for a, b in pairs)


def _written(value: Any) -> str:
    if isinstance(value, tuple) and value and isinstance(value[0], tuple):
        return ";".join(_written(point) for point in value)
    if isinstance(value, tuple):
        return f"({','.join(map(repr, value))})"
    return str(value) if isinstance(value, str) else repr(value)
