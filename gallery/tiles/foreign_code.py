"""What code of somebody else's a result depends on, as one number: an optimizer of one's own, a noise, a schedule.

A class is its functions and values and those of the classes it is made of; a function its byte code, its defaults, what
it closes over and what it takes from its module; a module its file and the modules that it imports from beside it.
What came with Python or was installed counts by name and version, what is ours not at all: `digests` knows that.
"""

from __future__ import annotations

import dataclasses
import dis
import functools
import hashlib
import importlib.machinery
import sys
import sysconfig
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from types import BuiltinFunctionType, CodeType, FunctionType, MethodType, ModuleType
from typing import Any

from gallery.tiles.digests import ROOMS, file_digest

MOST_PARTS = 20_000
"""Of the code that is looked at; whoever uses more of his own is not known."""
_PLAIN = (type(None), bool, int, float, complex, str, bytes, type(...), type(NotImplemented))
_WITHOUT_IDENTITY = (tuple, frozenset, CodeType)
"""Whether two equal ones are one object differs from process to process."""
_SKIPPED = frozenset(
    {
        *(
            "__dict__",
            "__weakref__",
            "__doc__",
            "__module__",
            "__annotations__",
            "__abstractmethods__",
            "_abc_impl",
        ),
        *("__firstlineno__", "__static_attributes__", "__slotnames__"),
        *("__dataclass_fields__", "__dataclass_params__", "__match_args__"),
    }
)
"""Of a class: what says nothing that its other parts do not say, or is not the same every time."""
_INSTALLED = tuple(Path(sysconfig.get_path(name)) for name in ("stdlib", "platstdlib"))
_PACKAGES = frozenset({"site-packages", "dist-packages"})


class _Unknown(Exception):
    """Something that nobody can say the contents of."""


def code_digest(*values: Any) -> str | None:
    """SHA-256 of the code of somebody else's that `values` run; None where that cannot be known.

    The same in every process that has the same code; the empty text where all of it is ours.
    """
    reader = _CodeReader()
    try:
        for value in values:
            reader.take(value)
    except (_Unknown, RecursionError):
        return None
    return reader.digest.hexdigest() if reader.foreign else ""


class _CodeReader:
    """Takes values apart, each once, and puts what they are made of into a digest."""

    def __init__(self) -> None:
        self.digest = hashlib.sha256(sys.version.encode())
        self.foreign = False
        self._known: dict[int, tuple[int, Any]] = {}

    def take(self, value: Any) -> None:
        """Everything that `value` is made of."""
        if isinstance(value, _PLAIN):
            self._say(type(value).__name__, repr(value))
            return
        if isinstance(value, _WITHOUT_IDENTITY):
            self._take_apart(value)
            return
        if id(value) in self._known:
            self._say("again", str(self._known[id(value)][0]))
            return
        if len(self._known) >= MOST_PARTS:
            raise _Unknown
        self._known[id(value)] = (len(self._known), value)  # kept, lest another gets its identity
        self._take_apart(value)

    def _take_apart(self, value: Any) -> None:
        if isinstance(value, ModuleType):
            self._module(value)
        elif isinstance(value, type):
            self._class(value)
        elif isinstance(value, FunctionType | MethodType | BuiltinFunctionType):
            self._function(value)
        elif isinstance(value, CodeType):
            self._code(value)
        elif isinstance(value, staticmethod | classmethod):
            self._all(type(value).__name__, [value.__func__])
        elif isinstance(value, property):
            self._all("property", [value.fget, value.fset, value.fdel])
        elif isinstance(value, functools.cached_property):
            self._all("cached property", [value.func])
        elif isinstance(value, list | tuple):
            self._all(type(value).__name__, value)
        elif isinstance(value, set | frozenset):
            self._all(type(value).__name__, sorted(value, key=repr))
        elif isinstance(value, Mapping):
            self._all("mapping", (part for pair in value.items() for part in pair))
        else:
            self._instance(value)

    def _say(self, *words: str) -> None:
        for word in words:
            self.digest.update(f"{len(word)}:{word}".encode("utf-8", "surrogatepass"))

    def _all(self, kind: str, parts: Iterable[Any]) -> None:
        listed = list(parts)
        self._say(kind, str(len(listed)))
        for part in listed:
            self.take(part)

    def _is_settled(self, value: Any) -> bool:
        """Whether a name says enough: of ours, and of what is installed."""
        module = str(getattr(value, "__module__", None) or "builtins")
        if not _is_ours(module) and not _is_installed(module):
            self.foreign = True
            return False
        self._say(
            module, str(getattr(value, "__qualname__", "")), "" if _is_ours(module) else _version(module)
        )
        return True

    def _class(self, kind: type) -> None:
        if self._is_settled(kind):
            return
        self._say("class", kind.__qualname__)
        self._all("bases", kind.__mro__[1:])
        for name, value in sorted(vars(kind).items()):
            if name not in _SKIPPED and type(value).__name__ not in (
                "member_descriptor",
                "getset_descriptor",
            ):
                self._say(name)
                self.take(value)

    def _function(self, value: Any) -> None:
        if isinstance(value, MethodType):
            self._all("method", [value.__func__, value.__self__])
            return
        if isinstance(value, BuiltinFunctionType):
            owner = value.__self__
            if owner is None or isinstance(owner, ModuleType):
                self._say("builtin", value.__qualname__)
            else:
                self._all("builtin", [value.__qualname__, owner])
            return
        if self._is_settled(value):
            return
        self.take(value.__code__)
        self._all("defaults", [value.__defaults__, value.__kwdefaults__])
        self._all("closure", (_content(cell) for cell in value.__closure__ or ()))
        wrapped = vars(value).get("__wrapped__")
        self._all("wrapped", [] if wrapped is None else [wrapped])
        for name in sorted(set(_names(value.__code__))):
            if name in value.__globals__:
                self._say(name)
                self.take(value.__globals__[name])
        for name in sorted(set(_imports(value.__code__))):
            self._imported(name)

    def _code(self, code: CodeType) -> None:
        self._say("code", code.co_code.hex(), *code.co_names, *code.co_varnames, *code.co_freevars)
        self._all("constants", code.co_consts)

    def _instance(self, value: Any) -> None:
        """An object by its class and its fields, or by what it would be made of again."""
        kind = type(value)
        self.take(kind)
        if dataclasses.is_dataclass(kind):
            # Not all that it has: what it has worked out and keeps is there at one time and not at another.
            self._all("fields", [getattr(value, field.name) for field in dataclasses.fields(kind)])
            return
        if "__wrapped__" in dir(value):  # functools.cache and its like
            self._all("wrapped", [value.__wrapped__])
            return
        try:
            parts = value.__reduce_ex__(4)
        except Exception:  # whatever a class of somebody else's raises
            raise _Unknown from None
        if isinstance(parts, str):
            self._say("name", parts)
        else:
            made, given, *rest = parts
            state, items, pairs = [*rest, None, None, None][:3]
            self._all("made", [made, given, state, list(items or ()), list(pairs or ())])

    def _module(self, module: ModuleType) -> None:
        name = module.__name__
        if _is_ours(name) or _is_installed(name):
            self._say("module", name, "" if _is_ours(name) else _version(name))
            return
        self.foreign = True
        path = getattr(module, "__file__", None)
        if path is None:
            raise _Unknown
        self._file(Path(path))
        for part in list(vars(module).values()):
            if isinstance(part, ModuleType):
                self.take(part)
            elif isinstance(part, type | FunctionType) and part.__module__ in sys.modules:
                self.take(sys.modules[part.__module__])

    def _file(self, path: Path) -> None:
        try:
            self._say("file", path.name, file_digest(path))
        except OSError:
            raise _Unknown from None

    def _imported(self, name: str) -> None:
        """A module that a function imports when it runs."""
        if name in sys.modules:
            self.take(sys.modules[name])
            return
        if _is_ours(name) or _is_installed(name):
            return
        spec = importlib.machinery.PathFinder.find_spec(name.partition(".")[0])
        if spec is not None and spec.origin:
            self.foreign = True
            self._file(Path(spec.origin))


def _content(cell: Any) -> Any:
    try:
        return cell.cell_contents
    except ValueError:  # not filled yet
        return None


def _nested(code: CodeType) -> Iterator[CodeType]:
    yield code
    for part in code.co_consts:
        if isinstance(part, CodeType):
            yield from _nested(part)


def _names(code: CodeType) -> Iterator[str]:
    for part in _nested(code):
        yield from part.co_names


def _imports(code: CodeType) -> Iterator[str]:
    for part in _nested(code):
        yield from (str(i.argval) for i in dis.get_instructions(part) if i.opname == "IMPORT_NAME")


def _is_ours(module: str) -> bool:
    return module.partition(".")[0] in ROOMS


def _is_installed(module: str) -> bool:
    """Whether a module came with Python or was installed, and so does not change without its version."""
    first = module.partition(".")[0]
    if first == "__main__":
        return False
    if first in sys.stdlib_module_names or first in sys.builtin_module_names:
        return True
    found = sys.modules.get(first)
    path = getattr(found, "__file__", None) or next(iter(getattr(found, "__path__", ())), None)
    if path is None:
        spec = importlib.machinery.PathFinder.find_spec(first)
        path = spec.origin if spec is not None else None
    if path is None:
        return False
    place = Path(path)
    return not _PACKAGES.isdisjoint(place.parts) or any(place.is_relative_to(folder) for folder in _INSTALLED)


def _version(module: str) -> str:
    return str(getattr(sys.modules.get(module.partition(".")[0]), "__version__", ""))
