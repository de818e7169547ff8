"""What installed packages offer under an entry point; a broken one is said in one line and stops no other."""

from __future__ import annotations

import warnings
from functools import cache
from types import MappingProxyType
from typing import Any

from landscapes.plugins.own_files import one_line_of


class PluginWarning(UserWarning):
    """A package offers something that is not there, cannot be imported, or is of another kind."""


@cache
def plugged(group: str) -> MappingProxyType[str, Any]:
    """What the entry points of a group lead to, by ``package: name``, imported now, once for a process.

    Warns
    -----
    PluginWarning
        One line for each that cannot be imported.
    """
    from importlib.metadata import entry_points  # takes longer than all that is asked for without it

    found = {}
    for point in sorted(entry_points(group=group), key=lambda point: point.name):
        label = f"{point.dist.name if point.dist else 'a package'}: {point.name}"
        try:
            found[label] = point.load()
        except (Exception, SystemExit) as error:
            warn(
                f"{label}, an entry point of {group}, cannot be loaded: {one_line_of(error)}; it is left out"
            )
    return MappingProxyType(found)


def warn(line: str) -> None:
    """Say what is wrong with a plugin."""
    warnings.warn(PluginWarning(line), stacklevel=2)
