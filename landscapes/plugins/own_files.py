"""A user's own Python file as a module that can be found again: what it defines is known as long as it is there.

Nothing is written down beside `sys.modules`: whoever asks for landscapes or optimizers of one's own looks there.
"""

from __future__ import annotations

import hashlib
import re
import sys
from pathlib import Path
from types import CodeType, ModuleType

MARK = "thalweg_own_"
"""How the modules are called; after it the file's name, and a digest of its whole path."""
LONGEST = 200
"""Characters of what a file raises that are repeated."""


def own_modules() -> list[ModuleType]:
    """The modules of the files that have been run, in that order."""
    return [module for name, module in sys.modules.copy().items() if name.startswith(MARK)]


def run_own_file(path: str | Path) -> ModuleType:
    """Run a Python file as a module, or find it where it was run before; other processes know it by the same name.

    Raises
    ------
    ValueError
        One line, the file first: it is not there, no Python, or raises (the line in it is told).
    """
    place = Path(path).absolute()
    stem = re.sub(r"\W", "_", place.stem)
    name = f"{MARK}{stem}_{hashlib.sha256(str(place).encode()).hexdigest()[:8]}"
    if name in sys.modules:
        return sys.modules[name]
    code = _compiled(path, place)
    module = ModuleType(name)
    module.__file__ = str(place)
    sys.modules[name] = module
    sys.path.append(str(place.parent))  # what lies beside it is found too, behind all that is installed
    try:
        exec(code, module.__dict__)
    except (Exception, SystemExit) as error:
        forget(module)
        raise ValueError(f"{path}{_line_in(place, error)} raises {one_line_of(error)}") from error
    except BaseException:
        forget(module)
        raise
    return module


def forget(module: ModuleType) -> None:
    """The file was not run: nobody finds what it defines any more."""
    sys.modules.pop(module.__name__, None)
    folder = str(Path(str(module.__file__)).parent)
    if folder in sys.path:
        del sys.path[len(sys.path) - 1 - sys.path[::-1].index(folder)]


def one_line_of(error: BaseException) -> str:
    """An exception's kind and the first line of what it says."""
    said = " ".join(str(error).split())
    return f"{type(error).__name__}: {said[:LONGEST]}" if said else type(error).__name__


def _compiled(path: str | Path, place: Path) -> CodeType:
    if place.suffix != ".py":
        raise ValueError(f"{path} is no Python file: its name must end in .py")
    if place.is_dir():
        raise ValueError(f"{path} is a folder; name a Python file in it")
    try:
        source = place.read_bytes()
    except OSError as error:
        raise ValueError(f"{path}: {error.strerror or 'cannot be read'}") from None
    try:
        return compile(source, str(place), "exec", dont_inherit=True)
    except SyntaxError as error:
        where = f", line {error.lineno}" if error.lineno else ""
        raise ValueError(f"{path}{where} is no Python: {error.msg}") from None
    except (ValueError, RecursionError, MemoryError, OverflowError) as error:
        raise ValueError(f"{path} is no Python: {one_line_of(error)}") from None


def _line_in(place: Path, error: BaseException) -> str:
    """The last line of the file on the way to the error."""
    line, frame = 0, error.__traceback__
    while frame is not None:
        if frame.tb_frame.f_code.co_filename == str(place):
            line = frame.tb_lineno
        frame = frame.tb_next
    return f", line {line}," if line else ""
