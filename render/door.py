"""Doors that open when somebody knocks: a package's names, imported when they are first asked for (PEP 562).

A package whose names cost PyVista or Pillow says them once, as imports for the type checker; `door` reads these::

    if TYPE_CHECKING:
        from render.panels.canvas import Canvas

    __all__ = ["Canvas"]

    __getattr__ = door(__name__, __file__)
"""

from __future__ import annotations

import ast
import sys
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Any


def door(package: str, file: str) -> Callable[[str], Any]:
    """The `__getattr__` of a package: what its ``if TYPE_CHECKING:`` imports, when it is first asked for.

    Parameters
    ----------
    package, file : the package's `__name__` and `__file__`

    Raises
    ------
    AttributeError
        By what is returned, for any other name.
    """
    blocks = [
        node for node in ast.parse(Path(file).read_text(encoding="utf-8")).body if isinstance(node, ast.If)
    ]
    imports = [node for block in blocks for node in block.body if isinstance(node, ast.ImportFrom)]
    homes = {alias.name: str(node.module) for node in imports for alias in node.names}

    def opened(name: str) -> Any:
        if name not in homes:
            raise AttributeError(f"module {package!r} has no attribute {name!r}")
        value = getattr(import_module(homes[name]), name)
        setattr(sys.modules[package], name, value)
        return value

    return opened
