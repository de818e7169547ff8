"""Settings as one word of text, ``adam:learning_rate=0.05,beta1=0.9``, and back; knows no class.

A name, then settings by position or by name. A value is a number, a word, a point ``(1,2)``, points
``(1,2);(3,4)``, or a call as ``cosine(0.1,steps=200)`` where the caller hands in who reads it. Every mistake is
one line that names what is accepted.
"""

from __future__ import annotations

import dataclasses
import difflib
import inspect
import re
from collections.abc import Callable, Iterable, Mapping
from types import MappingProxyType
from typing import Any

from descent.settings import brief

_DEEPEST = 20


def to_text(value: Any) -> str:
    """The shortest text that `parse_...` turns into `value` again.

    Examples
    --------
    >>> from descent import Adam, Cosine, to_text
    >>> to_text(Adam(Cosine(0.1, steps=200), beta1=0.8))
    'adam:learning_rate=cosine(rate=0.1,steps=200),beta1=0.8'
    """
    return _written(value, "{}:{}")


Reader = Callable[[str], Any]
EXAMPLES = {"starts": "grid:15, uniform:200 or points:(1,2);(3,4)"}
"""Of kinds that people write as bare numbers."""


def read_call(
    kind: str, text: str, known: Mapping[str, Callable[..., Any]], nested: Reader | None = None
) -> tuple[str, dict[str, Any]]:
    """The canonical name and the settings by name that ``name:a,b=c`` or ``name(a,b=c)`` asks of `known`.

    A value that is itself a call, ``cosine(0.1)``, is what `nested` makes of it, where there is such a reader.

    Raises
    ------
    ValueError
        If `text` is not of that form, names nothing in `known`, or has a setting that is unknown, given twice, without
        a value, or missing.
    """
    if not isinstance(text, str):
        raise ValueError(f"{kind} must be text, as {next(iter(known))!r}, got {brief(text)}")
    match = re.fullmatch(r"\s*([A-Za-z]\w*(?:-\w+)*)\s*(?::(.*)|\((.*)\))?\s*", text, re.DOTALL)
    if not match:
        parts = text.replace(",", " ").split()
        apart = len(parts) > 1 and all(part in known for part in parts)
        hint = f", as {EXAMPLES[kind]}" if kind in EXAMPLES else ""
        hint = f"; several are words of their own: {' '.join(parts)}" if apart else hint
        raise ValueError(f"{kind} {shown(text)} is not of the form name or name:setting=value,...{hint}")
    name = nearest(kind, match[1], known)
    return name, _arguments(f"{kind} {name}", match[2] or match[3] or "", _accepted(known[name]), nested)


MEANT: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "lr": ("learning_rate",),
        "rate": ("learning_rate",),
        "stepsize": ("learning_rate",),
        "beta": ("momentum", "beta1", "decay"),
        "betas": ("beta1",),
        "mu": ("momentum",),
        "gamma": ("momentum", "factor"),
        "alpha": ("decay", "learning_rate"),
        "rho": ("decay",),
        "eps": ("epsilon",),
        "wd": ("weight_decay",),
        "n": ("count", "side"),
    }
)
"""What settings are called elsewhere, and by which of our names they go."""


def nearest(kind: str, word: str, known: Iterable[str]) -> str:
    """The member of `known` that `word` spells in any case, with any separators; a ValueError has a hint."""
    flat = {_flat(name): name for name in known}
    meant = next((name for name in MEANT.get(_flat(word), ()) if name in flat.values()), None)
    if meant is not None and _flat(word) not in flat:
        raise ValueError(
            f"unknown {kind} {shown(word)}; did you mean {meant!r}? accepted: {', '.join(sorted(flat.values()))}"
        )
    if _flat(word) in flat:
        return flat[_flat(word)]
    close = difflib.get_close_matches(_flat(word), flat, n=5, cutoff=0.6)
    close.sort(key=lambda name: sorted(name) != sorted(_flat(word)))  # letters that changed places come first
    hint = f"did you mean {flat[close[0]]!r}? " if close else ""
    raise ValueError(f"unknown {kind} {shown(word)}; {hint}accepted: {', '.join(sorted(flat.values()))}")


def shown(text: str) -> str:
    """`text` quoted, cut to a length that fits in a message."""
    return repr(text if len(text) <= 60 else text[:57] + "...")


def text_name(owner: type) -> str:
    """The name as the command line writes it: its `word`, or the class name in lower_snake_case."""
    word = vars(owner).get("word")
    return word or re.sub(r"(?<=[a-z])(?=[A-Z])", "_", owner.__name__).lower()


def settings_text(value: Any) -> str:
    """The part of `to_text` after the name: the settings that differ from their defaults, ``beta1=0.8,beta2=0.99``."""
    return ",".join(_settings(value))


def _accepted(target: Callable[..., Any]) -> dict[str, bool]:
    """The settings of a class or function, in order, with whether each may be left out."""
    found = list(inspect.signature(target).parameters.values())
    return {p.name: p.default is not p.empty for p in found if p.name not in ("domain", "landscape")}


def _arguments(owner: str, text: str, accepted: dict[str, bool], nested: Reader | None) -> dict[str, Any]:
    settings: dict[str, Any] = {}
    order = list(accepted)
    for place, part in enumerate(_split(text, ",")):
        key, equals, value = part.partition("=") if re.match(r"\s*\w+\s*=", part) else ("", "", part)
        if not equals and place >= len(order):
            more = f"{owner} takes at most {len(order)} setting{'s' * (len(order) != 1)}: {', '.join(order)}"
            points = (
                "; points are written in parentheses: points:(1,2);(3,4)" if order == ["positions"] else ""
            )
            raise ValueError(f"{more}, got {shown(text)}{points}")
        key = nearest(f"setting of {owner}", key.strip(), order) if equals else order[place]
        if key in settings:
            raise ValueError(f"{owner}: {key} is given twice")
        settings[key] = _value(f"{owner}: {key}", value.strip(), nested)
    missing = [key for key, optional in accepted.items() if not optional and key not in settings]
    if missing:
        raise ValueError(f"{owner} needs {', '.join(missing)}; accepted: {', '.join(order)}")
    return settings


def _value(owner: str, text: str, nested: Reader | None) -> Any:
    if not text:
        raise ValueError(f"{owner} has no value")
    if ";" in text or text.startswith("("):
        return [_point(owner, part) for part in _split(text, ";")] if ";" in text else _point(owner, text)
    if nested is not None and re.fullmatch(r"[A-Za-z]\w*\(.*\)", text, re.DOTALL):
        return nested(text)
    if text.lower() == "none":
        return None
    return _number(text) if re.match(r"[-+.\d]", text) or text.lower() in ("nan", "inf") else text


def _point(owner: str, text: str) -> tuple[Any, ...]:
    match = re.fullmatch(r"\s*\((.*)\)\s*", text, re.DOTALL)
    if not match:
        raise ValueError(f"{owner}: a point is written (1,2), got {shown(text)}")
    numbers = [_number(part.strip()) for part in match[1].split(",")]
    if not all(isinstance(x, int | float) for x in numbers):
        raise ValueError(f"{owner}: a point is made of numbers, got {shown(text)}")
    return tuple(numbers)


def _number(text: str) -> Any:
    for kind in (int, float):
        try:
            return kind(text)
        except ValueError:
            continue
    return text


def _split(text: str, mark: str) -> list[str]:
    """`text` cut at every `mark` outside parentheses."""
    parts, depth = [""], 0
    for letter in text:
        depth += (letter == "(") - (letter == ")")
        if depth > _DEEPEST:
            raise ValueError(f"more than {_DEEPEST} parentheses within one another in {shown(text)}")
        if letter == mark and depth == 0:
            parts.append("")
        else:
            parts[-1] += letter
    if depth:
        raise ValueError(f"unbalanced parentheses in {shown(text)}")
    return parts if text.strip() else []


def _flat(name: str) -> str:
    return re.sub(r"[-_\s]", "", name).lower()


def _written(value: Any, form: str) -> str:
    if not dataclasses.is_dataclass(value):
        return str(value) if isinstance(value, str) else repr(value)
    settings, name = _settings(value), text_name(type(value))
    return form.format(name, ",".join(settings)) if settings else name


def _settings(value: Any) -> list[str]:
    """``name=value`` of each field that has another value than its default."""
    found = []
    for field in dataclasses.fields(value):
        now = getattr(value, field.name)
        if field.default is dataclasses.MISSING or now != field.default:
            found.append(f"{field.name}={_written(now, '{}({})')}")
    return found
