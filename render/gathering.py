"""Classes of one role, one to a file of a folder: listed by the names of the files, imported when asked for."""

from __future__ import annotations

import inspect
import pkgutil
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from importlib import import_module
from typing import Generic, TypeVar

Role = TypeVar("Role")


@dataclass(frozen=True, eq=False)
class Gathered(Mapping[str, type[Role]], Generic[Role]):
    """What a folder's files hold, by the files' names in the alphabet's order; a new file is found, nothing else changes.

    Parameters
    ----------
    folder : the package's name, as "render.marks"
    role : module and name of the class that all of them are, as "render.marks.mark:Mark"
    apart : the folder's files that hold none: the role itself and what its classes share
    """

    folder: str
    role: str
    apart: frozenset[str] = frozenset()

    @cached_property
    def names(self) -> tuple[str, ...]:
        """The files' names. Nothing is imported for them."""
        found = pkgutil.iter_modules(import_module(self.folder).__path__)
        return tuple(sorted(module.name for module in found if module.name not in self.apart))

    def __iter__(self) -> Iterator[str]:
        return iter(self.names)

    def __len__(self) -> int:
        return len(self.names)

    def __contains__(self, name: object) -> bool:
        return name in self.names

    def __getitem__(self, name: str) -> type[Role]:
        """The class in the file of that name.

        Raises
        ------
        KeyError
            If there is no such file.
        TypeError
            If the file holds no class of the role, or several: a mistake of who wrote it.
        """
        if name not in self.names:
            raise KeyError(name)
        module = import_module(f"{self.folder}.{name}")
        role: type[Role] = pkgutil.resolve_name(self.role)
        own = [c for c in vars(module).values() if isinstance(c, type) and c.__module__ == module.__name__]
        found = [c for c in own if issubclass(c, role) and not inspect.isabstract(c) and c.__name__[0] != "_"]
        if len(found) != 1:
            held = ", ".join(c.__name__ for c in found) or "none"
            raise TypeError(f"{module.__name__} must hold one {role.__name__}, it holds {held}")
        return found[0]
