"""The modules of a package, found and not listed: a new file is a new function, optimizer, start or command."""

from __future__ import annotations

from functools import lru_cache
from importlib import import_module
from pkgutil import iter_modules
from types import ModuleType


def module_names(package: ModuleType) -> list[str]:
    """The names of a package's modules, without the package's own and in alphabetic order; none is imported."""
    return list(_names_in(tuple(package.__path__)))


@lru_cache(maxsize=64)
def _names_in(folders: tuple[str, ...]) -> tuple[str, ...]:
    """Looked for once: whoever asks for starts or own files by name asks many times."""
    return tuple(found.name for found in iter_modules(folders))


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
