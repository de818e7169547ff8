"""The modules of a package, found and not listed: a new file is a new function, optimizer, start or command."""

from __future__ import annotations

from importlib import import_module
from pkgutil import iter_modules
from types import ModuleType


def module_names(package: ModuleType) -> list[str]:
    """The names of a package's modules, without the package's own and in alphabetic order; none is imported."""
    return [found.name for found in iter_modules(package.__path__)]


def package_modules(package: ModuleType) -> list[ModuleType]:
    """The modules of a package, imported, in the order of their names.

    Examples
    --------
    >>> from landscapes import package_modules
    >>> import landscapes.families
    >>> package_modules(landscapes.families)[0].__name__
    'landscapes.families.bowls'
    """
    return [import_module(f"{package.__name__}.{name}") for name in module_names(package)]
