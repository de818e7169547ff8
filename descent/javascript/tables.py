"""What there is to set, as plain data: optimizers, schedules, noises and starts with names, defaults and limits."""

from __future__ import annotations

import dataclasses
import inspect
import re
from collections.abc import Mapping
from typing import Any, get_args, get_type_hints

from descent.engine import ESCAPE_FACTOR, PATIENCE
from descent.javascript.rules import is_ours, is_printed, told_optimizers
from descent.loop import FEWEST_STEPS, MOST_STEPS, ROOM, WATCHED
from descent.notation import MEANT, text_name
from descent.optimizers import FirstOrder
from descent.populations import Population
from descent.rates import trial_numbers
from descent.registry import known_noises, known_schedules
from descent.results import ending_tables
from descent.schedules import Schedule
from descent.settings import intervals
from descent.starts import known_starts


def page_tables(optimizers: Mapping[str, type[Any]] | None = None) -> dict[str, Any]:
    """Plain data, as JSON holds it, under "optimizers", "schedules", "noises" and "starts", each by name.

    And the numbers of "endings", of the "loop" and of how "rates" are chosen, and what settings are "meant" by which
    words.

    Parameters
    ----------
    optimizers : mapping, optional
        Classes by name; `told_optimizers` if left out.

    Returns
    -------
    dict
        Every entry has ``owner``, the name in messages, ``help`` and ``settings``, in order. A setting has ``default``
        or ``needed``, and where it is a number ``interval``; true are ``whole``, ``optional`` (it may be none) and
        ``schedule`` (it may be one) where they stand there. None is a setting that is the same in every first-order
        optimizer: those stand under "common".

    Examples
    --------
    >>> from descent import page_tables
    >>> entry = page_tables()["optimizers"]["momentum"]
    >>> entry["owner"], entry["settings"]["momentum"]
    ('Momentum', {'default': 0.9, 'interval': '[0, 1)'})
    """
    kinds = told_optimizers() if optimizers is None else optimizers
    common = _settings(FirstOrder)
    return {
        "common": common,
        "optimizers": {name: _optimizer(kind, common) for name, kind in kinds.items()},
        "schedules": {name: _entry(kind) for name, kind in known_schedules().items() if is_ours(kind)},
        "noises": {name: _entry(kind) for name, kind in known_noises().items() if is_ours(kind)},
        "starts": {name: _starts(make) for name, make in known_starts().items()},
        "endings": ending_tables(),
        "loop": {
            "watched": WATCHED,
            "fewest": FEWEST_STEPS,
            "most": MOST_STEPS,
            "room": ROOM,
            **PATIENCE,
            "escapeFactor": ESCAPE_FACTOR,
        },
        "rates": trial_numbers(),
        "meant": dict(MEANT),
    }


def _optimizer(kind: type[Any], common: dict[str, Any]) -> dict[str, Any]:
    made, first_order = kind(), issubclass(kind, FirstOrder)
    entry = _entry(kind) | {"name": made.name, "label": made.spoken, "order": 1 if first_order else 2}
    entry["settings"] = {
        name: None if first_order and setting == common.get(name) else setting
        for name, setting in entry["settings"].items()
    }
    if issubclass(kind, Population):
        entry["population"] = True
    elif not first_order and not kind.curved:
        entry["slopes"] = True
    if first_order:
        entry |= {"printed": is_printed(kind), "decoupled": kind.decoupled, "inertia": kind.inertia}
    alike = getattr(kind, "alike", None)
    return (
        {key: value for key, value in entry.items() if value not in ("", False)}
        | ({"aliases": list(kind.aliases)} if kind.aliases else {})
        | ({"alike": text_name(alike)} if alike else {})
    )


def _entry(kind: type[Any]) -> dict[str, Any]:
    """A frozen dataclass of settings."""
    return {"owner": kind.__name__, "help": _first_line(kind), "settings": _settings(kind)}


def _settings(kind: type[Any]) -> dict[str, Any]:
    numbers, told, hints = intervals(kind), _told(kind), get_type_hints(kind)
    settings: dict[str, Any] = {}
    fields = {field.name: field for field in dataclasses.fields(kind)}
    for field in (fields[name] for name in inspect.signature(kind).parameters):
        needed = field.default is dataclasses.MISSING
        entry: dict[str, Any] = {"needed": True} if needed else {"default": field.default}
        number, interval, optional = numbers.get(field.name, (None, "", False))
        takes_schedule = Schedule in (hints[field.name], *get_args(hints[field.name]))
        if field.name == "learning_rate":
            interval, optional = "(0, inf)", True
        marks = {"whole": number is int, "optional": optional, "schedule": takes_schedule}
        settings[field.name] = (
            entry
            | ({"interval": interval} if interval else {})
            | {mark: True for mark, holds in marks.items() if holds}
            | ({"help": told[field.name]} if field.name in told else {})
        )
    return settings


def _starts(make: Any) -> dict[str, Any]:
    about, *others = inspect.signature(make).parameters.values()
    settings = {p.name: {"needed": True} if p.default is p.empty else {"default": p.default} for p in others}
    return {"owner": make.__name__, "help": _first_line(make), "of": about.name, "settings": settings}


def _first_line(thing: Any) -> str:
    """What a docstring says first."""
    return (inspect.getdoc(thing) or "").partition("\n\n")[0].replace("\n", " ").replace("`", "")


def _told(kind: type) -> dict[str, str]:
    """What the docstrings of a class and its parents say of each parameter."""
    told: dict[str, str] = {}
    for parent in kind.__mro__:
        text = inspect.cleandoc(parent.__doc__ or "")
        section = re.search(r"^Parameters\n-+\n(.*?)(?=^\S[^\n]*\n-+\n|\Z)", text, re.DOTALL | re.MULTILINE)
        for names, words in (
            re.findall(r"^(\S[^\n:]*?) : [^\n]*\n((?:[ ]+[^\n]*\n?|\n)*)", section[1], re.MULTILINE)
            if section
            else []
        ):
            for name in names.split(", "):
                if words.strip():
                    told.setdefault(name, " ".join(words.split()))
    return told
