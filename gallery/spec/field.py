"""What is said once of every value that describes a scene: its help, its choices, its limits, its form as text.

A description is a frozen dataclass whose fields are ``name: Annotated[type, Field(...)] = default``. The command
line, scene files, links, the window and the page read `described`; none of them repeats any of it.
"""

from __future__ import annotations

import dataclasses
import difflib
import math
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cache
from types import NoneType, UnionType
from typing import Annotated, Any, Union, get_args, get_origin, get_type_hints


@dataclasses.dataclass(frozen=True, kw_only=True)
class Field:
    """What the faces know of one value besides its type and its default.

    Parameters
    ----------
    help : what it is, as ``--help`` says it; with "Default: ..." where the default is worked out, and {choices} where
        the names are to stand, if listing them is cheap
    choices : () -> the names it may have; called when asked, for what it imports
    check : value -> None, for what choices and limits cannot say; a ValueError or LookupError has the reason.
        Where it is given, `choices` are what a menu offers, and not all there is
    limits : lowest and highest value, both allowed
    read, write : one word of text to the value and back, where that is more than `str` of it
    numbers : whether its text is numbers with commas between them, which the command line takes one by one
    """

    help: str
    choices: Callable[[], Sequence[str]] | None = None
    check: Callable[[Any], object] | None = None
    limits: tuple[float, float] | None = None
    read: Callable[[str], Any] | None = None
    write: Callable[[Any], str] | None = None
    numbers: bool = False


@dataclasses.dataclass(frozen=True)
class Described:
    """One field of a description: its name, its type, its default, and what its `Field` says."""

    name: str
    type: Any
    default: Any
    field: Field

    @property
    def help(self) -> str:
        """The field's help; where it says so, with the names that there are to choose from."""
        said = self.field.help
        if "{choices}" not in said or self.field.choices is None:
            return said
        return said.replace("{choices}", ", ".join(self.field.choices()))

    @property
    def flag(self) -> str:
        """Its flag on the command line."""
        return flag_of(self.name)

    @property
    def is_several(self) -> bool:
        """Whether it is any number of words."""
        return self.type == tuple[str, ...]

    def text(self, value: Any) -> str:
        """A value as one word of text; a number loses nothing."""
        if self.field.write is not None:
            return self.field.write(value)
        return str(value).lower() if isinstance(value, bool) else number_word(value)

    def value(self, given: Any, words: bool = False) -> Any:
        """What a face has given as the field's value: of its type, lists as tuples, text in its own form read.

        Parameters
        ----------
        given : a value of TOML, of Python, or one word of text
        words : whether numbers, true and false may be given as text, as links and controls do

        Raises
        ------
        FieldError
            For a value of another type, or a text that cannot be read.
        """
        plain = self.spelled(_plain(given))
        if isinstance(plain, str) and self.field.read is not None:
            with naming(self.name):
                plain = _plain(self.field.read(plain))
        if isinstance(plain, str) and self.is_several:
            plain = (plain,)
        if (plain is None and self.default is None) or any(_fits(plain, kind) for kind in _kinds(self.type)):
            return plain
        import msgspec

        try:
            return msgspec.convert(plain, self.type, strict=not words)
        except msgspec.ValidationError:
            said = " or ".join(_SAID[kind] for kind in _kinds(self.type))
            raise FieldError(self.name, f"must be {said}, got {_short(given)}") from None

    def spelled(self, value: Any) -> Any:
        """A value whose words are choices but for their case, as the choices are written."""
        if self.field.choices is None or not isinstance(value, str | tuple | list):
            return value
        if not isinstance(value, str):
            return type(value)(map(self.spelled, value))
        if value == value.lower():  # as the choices are: not even asked for, which may import much
            return value
        names = self.field.choices()
        return value.lower() if value not in names and value.lower() in names else value

    def check(self, value: Any) -> None:
        """Refuse a value that the field cannot have.

        Raises
        ------
        FieldError
            For a name that is no choice, a number beyond the limits, or whatever `Field.check` refuses.
        """
        if value is None or value == ():
            return
        field = self.field
        if field.limits is not None:
            low, high = field.limits
            if not low <= value <= high or value == math.inf:
                least, most = number_word(low), number_word(high)
                rule = f"{least} to {most}" if math.isfinite(high) else f"a finite number >= {least}"
                raise FieldError(self.name, f"must be {rule}, got {number_word(value)}")
        if field.check is not None:
            with naming(self.name):
                field.check(value)
        elif field.choices is not None:
            names = field.choices()
            for word in value if isinstance(value, tuple) else (value,):
                if word not in names:
                    parts = str(word).replace(",", " ").split()
                    apart = len(parts) > 1 and all(part in names for part in parts)
                    hint = f"; several are words of their own: {' '.join(parts)}" if apart else ""
                    raise FieldError(self.name, f"must be one of {', '.join(names)}, got {word!r}{hint}")


FLAGS = {"purpose": "for"}
"""Fields whose flags are words that Python keeps to itself."""


def flag_of(name: str, no: bool = False) -> str:
    """A field's flag on the command line, ``--learning-rate``; or the one that says no."""
    return f"--{'no-' if no else ''}{FLAGS.get(name, name).replace('_', '-')}"


class FieldError(ValueError):
    """A value that its field cannot have; each face says the field's name in its own way.

    Attributes
    ----------
    name : the field
    why : what follows the name in the message
    """

    def __init__(self, name: str, why: str) -> None:
        super().__init__(f"{name} {why}" if not why.startswith(":") else f"{name}{why}")
        self.name, self.why = name, why

    @property
    def as_flag(self) -> str:
        """The same as the command line says it."""
        return f"{flag_of(self.name)}{'' if self.why.startswith(':') else ' '}{self.why}"


@contextmanager
def naming(name: str) -> Iterator[None]:
    """What is wrong in this block was said by the field `name`.

    Raises
    ------
    FieldError
        In place of any ValueError or LookupError but KeyError and IndexError, which are faults of ours.
    """
    try:
        yield
    except (FieldError, KeyError, IndexError):
        raise
    except (ValueError, LookupError) as error:
        raise FieldError(name, f": {error}") from error


def described(spec: Any) -> Mapping[str, Described]:
    """The fields of a description, a class, by name and in their order."""
    return _described(spec)


@cache
def _described(spec: Any) -> Mapping[str, Described]:
    hints = get_type_hints(spec, include_extras=True)
    found = {}
    for field in dataclasses.fields(spec):
        hint = hints[field.name]
        if get_origin(hint) is Annotated:
            kind, *said = get_args(hint)
            about = next(s for s in said if isinstance(s, Field))
            found[field.name] = Described(field.name, kind, field.default, about)
    return found


def settle_fields(spec: Any) -> None:
    """Give every field of a frozen description the value that was given for it, of its own type; for `__post_init__`.

    Raises
    ------
    FieldError
        For the first value that is of another type.
    """
    for name, about in described(type(spec)).items():
        object.__setattr__(spec, name, about.value(getattr(spec, name)))


def check_fields(spec: Any, *, only: Iterable[str] | None = None) -> None:
    """Every value of a description can be one (or those of `only`).

    Raises
    ------
    FieldError
        For the first that cannot.
    """
    for name, about in described(type(spec)).items():
        if only is None or name in only:
            about.check(getattr(spec, name))


def differing(spec: Any) -> Iterator[tuple[Described, Any]]:
    """The fields whose values are not their defaults, with the values."""
    for name, about in described(type(spec)).items():
        value = getattr(spec, name)
        if value != about.default:
            yield about, value


def check_names(where: str, given: Iterable[str], known: Iterable[str]) -> None:
    """Every given name is known.

    Raises
    ------
    ValueError
        For the first that is not; the message names the nearest, or all.
    """
    names = list(known)
    for key in given:
        if key not in names:
            near = difflib.get_close_matches(key.lower(), names, n=1, cutoff=0.5)
            hint = f"did you mean {near[0]!r}?" if near else f"there are {', '.join(names)}"
            raise ValueError(f"{where} has no key {key[:40]!r}; {hint}")


def number_word(value: Any) -> str:
    """A number as short as it can be written without losing anything; anything else as it is."""
    if not isinstance(value, float):
        return str(value)
    if value.is_integer() and abs(value) < 1e7:
        return str(int(value))
    return f"{value:g}" if float(f"{value:g}") == value else repr(value)


_SAID: Mapping[Any, str] = {
    str: "text",
    bool: "true or false",
    int: "a whole number",
    float: "a number",
    tuple[str, ...]: "a list of texts",
    tuple[int, int]: "two whole numbers, as [960, 720]",
    tuple[tuple[float, float], ...]: "pairs of numbers, as [[-5, 5], [-5, 5]]",
}
"""What a type is called in a message."""


def _kinds(hint: Any) -> tuple[Any, ...]:
    if get_origin(hint) in (Union, UnionType):
        return tuple(kind for kind in get_args(hint) if kind is not NoneType)
    return (hint,)


def _fits(value: Any, kind: Any) -> bool:
    """Whether a value is of a type as it stands: whoever says nothing odd does not wait for msgspec."""
    if get_origin(kind) is not tuple:
        return type(value) is kind
    inner = get_args(kind)
    inner = inner[:1] * len(value) if inner[-1] is Ellipsis and type(value) is tuple else inner
    return type(value) is tuple and len(inner) == len(value) and all(map(_fits, value, inner))


def _plain(value: Any) -> Any:
    """NumPy's numbers as Python's, lists as tuples."""
    if isinstance(value, list | tuple):
        return tuple(map(_plain, value))
    return value.item() if hasattr(value, "dtype") and getattr(value, "ndim", 1) == 0 else value


def _short(value: Any) -> str:
    text = repr(value)
    return text if len(text) <= 60 else text[:57] + "..."
