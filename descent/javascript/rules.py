"""First-order rules as JavaScript, printed from the lines that move particles, with their settings left open."""

from __future__ import annotations

import copy
from collections.abc import Mapping
from dataclasses import fields
from typing import Any
from weakref import WeakKeyDictionary

from descent.engine import Given, Log, RecordedColumns
from descent.javascript.function_text import function_text
from descent.optimizers import FirstOrder, GradientDescent, Optimizer
from descent.registry import known_optimizers

_PENALTIES = ("clip_value", "clip_norm", "weight_decay")
"""What is done to a gradient before the rule sees it, in this order, where the setting is given."""


def rules_to_javascript(optimizers: Mapping[str, type[Any]] | None = None) -> str:
    """A JavaScript object: for each first-order optimizer by name its memory and its step.

    Every entry is ``{memory: [...], step(x, g, m, count, n, rate, index, s, power)}``: from gradients `g` it moves
    `count` particles of n coordinates, x and each of the arrays m, all in rows of n, with the settings s.
    ``power(a, b)`` is the caller's. Those that are more than plain arithmetic are left out.

    Parameters
    ----------
    optimizers : mapping, optional
        Classes by name; `told_optimizers` if left out.

    Examples
    --------
    >>> from descent import GradientDescent, rules_to_javascript
    >>> print(rules_to_javascript({"gradient_descent": GradientDescent}))
    {
    gradient_descent: {memory: [], step(x, g, m, count, n, rate, index, s, power) {
      const a = -rate;
      for (let i = 0, end = count * n; i < end; i++) {
        x[i] = x[i] + a * g[i];
      }
    }}
    }
    """
    kinds = told_optimizers() if optimizers is None else optimizers
    printed = {name: _rule(kind) for name, kind in kinds.items()}
    return "{\n" + ",\n".join(f"{name}: {text}" for name, text in printed.items() if text) + "\n}"


def stages_to_javascript() -> str:
    """A JavaScript object: what clipping and an L2 penalty do to the gradients of all particles, by the setting's name.

    Every entry is a function ``(x, g, count, n, s)`` that changes g; those that are set are called in this order.

    Examples
    --------
    >>> from descent import stages_to_javascript
    >>> print(stages_to_javascript().partition("\\n},")[0])
    {
    clip_value(x, g, count, n, s) {
      const a = s.clip_value;
      const b = -a;
      for (let i = 0, end = count * n; i < end; i++) {
        g[i] = Math.min(Math.max(g[i], b), a);
      }
    """
    return "{\n" + ",\n".join(_stage(name) for name in _PENALTIES) + "\n}"


def is_printed(kind: type[Any]) -> bool:
    """Whether `rules_to_javascript` prints this optimizer."""
    return bool(_rule(kind))


def is_ours(kind: type[Any]) -> bool:
    """Whether a class comes with thalweg: of methods, schedules and noises that are more than rules a page knows these."""
    return kind.__module__.partition(".")[0] == "descent"


def told_optimizers() -> dict[str, type[Optimizer]]:
    """The optimizers that pages are told of, by name: whose rule is printed, and those of ours that pages have or name."""
    known = known_optimizers().items()
    return {name: kind for name, kind in known if vars(kind).get("in_pages") or is_printed(kind)}


def further_optimizers() -> dict[str, type[Optimizer]]:
    """Those of ours, by name, whose JavaScript only such pages carry that ask for it."""
    return {name: kind for name, kind in known_optimizers().items() if vars(kind).get("on_request")}


_RULES: WeakKeyDictionary[type[Any], str] = WeakKeyDictionary()


def _rule(kind: type[Any]) -> str:
    """The entry of one optimizer; empty where its rule is more than arithmetic. A class is traced once."""
    if kind not in _RULES:
        _RULES[kind] = _traced(kind)
    return _RULES[kind]


def _traced(kind: type[Any]) -> str:
    if not issubclass(kind, FirstOrder) or kind.step is not FirstOrder.step:
        return ""
    log = Log()
    points, gradient = log.input("x"), log.input("g")
    index, rate = log.input("index"), log.input("rate")
    try:
        optimizer = _open(kind, log, ("weight_decay",) if kind.decoupled else ())
        memory = {name: log.input(name) for name in kind.memory}
        shift, after = optimizer.moved(points, gradient, memory, index, rate, RecordedColumns(log))
        outputs = {"x": points + shift, **after}
        body = function_text(log, {target: output.name for target, output in outputs.items()}, kind.memory)
    except Exception:  # somebody's rule, fed with what is no array, may fail in any way
        return ""
    names = ", ".join(f'"{name}"' for name in kind.memory)
    return f"{{memory: [{names}], step(x, g, m, count, n, rate, index, s, power) {{\n{body}}}}}"


def _stage(name: str) -> str:
    log = Log()
    optimizer = _open(GradientDescent, log, (name,))
    seen = optimizer.seen(log.input("x"), log.input("g"), RecordedColumns(log))
    return f"{name}(x, g, count, n, s) {{\n{function_text(log, {'g': seen.name}, ())}}}"


def _open(kind: type[Any], log: Log, given: tuple[str, ...]) -> Any:
    """An optimizer whose numbers are recorded ones; of clipping and decay only what is `given`."""
    optimizer = copy.copy(kind())
    for field in fields(optimizer):
        name, value = field.name, getattr(optimizer, field.name)
        if name in _PENALTIES:
            value = Given(f"s.{name}", log) if name in given else 0.0 if name == "weight_decay" else None
        elif isinstance(value, float):
            value = log.input(f"s.{name}")
        object.__setattr__(optimizer, name, value)
    return optimizer
