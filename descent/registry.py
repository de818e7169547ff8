"""Every optimizer, schedule and kind of noise by its name, and what a word of text (`notation`) asks of them.

They are all subclasses that there are: ours, a script's, those of a file that was loaded, and those that packages offer
under the entry point `GROUP`, which are imported when a name is asked for that is none of the others.
"""

from __future__ import annotations

import inspect
import sys
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from types import ModuleType
from typing import Any

import descent.methods as methods
import descent.optimizers as optimizers
import descent.populations as populations
from descent.noise import Noise
from descent.notation import read_call, text_name
from descent.optimizers import FirstOrder, Optimizer, check_rule
from descent.populations import Population
from descent.schedules import Schedule
from landscapes import package_modules
from landscapes.plugins import own_modules, plugged, warn

GROUP = "thalweg.optimizers"
"""The entry point of packages: each name leads to a subclass of `Optimizer`, or to a module of them."""


def known_optimizers() -> dict[str, type[Optimizer]]:
    """Every optimizer by its name on the command line: all concrete subclasses, wherever defined.

    Examples
    --------
    >>> from descent import known_optimizers
    >>> known_optimizers()["adam"].__name__
    'Adam'
    """
    _plugged()
    return _at_hand()


def _at_hand() -> dict[str, type[Optimizer]]:
    """Those whose modules are imported, for whom no package need be."""
    package_modules(optimizers), package_modules(methods)
    return _named(Optimizer)


def known_populations() -> dict[str, type[Population]]:
    """Every population by its name on the command line: all concrete subclasses, wherever defined.

    Examples
    --------
    >>> from descent import known_populations
    >>> known_populations()["cma_es"].__name__
    'CMAES'
    """
    package_modules(populations)
    return _named(Population)


def known_schedules() -> dict[str, type[Schedule]]:
    """Every schedule by the name the command line knows.

    Examples
    --------
    >>> from descent import known_schedules
    >>> known_schedules()["cosine"].__name__
    'Cosine'
    """
    return _named(Schedule)


def known_noises() -> dict[str, type[Noise]]:
    """Every kind of noise by the name the command line knows.

    Examples
    --------
    >>> from descent import known_noises
    >>> known_noises()["gaussian"].__name__
    'Gaussian'
    """
    return _named(Noise)


def parse_population(text: str) -> Population:
    """The population that `text` describes: ``cma_es:step=0.2,population=12``.

    Raises
    ------
    ValueError
        For an unknown name or setting (the message names the accepted ones) or a value out of its interval.

    Examples
    --------
    >>> from descent import parse_population
    >>> parse_population("pso:population=30").text
    'particle_swarm:population=30'
    """
    known: dict[str, Any] = known_populations()
    return _made("population", _in_full(text, known), known)


def parse_method(text: str) -> Optimizer | Population:
    """The optimizer or the population that `text` describes.

    Raises
    ------
    ValueError
        For an unknown name or setting (the message names the accepted ones) or a value out of its interval.

    Examples
    --------
    >>> from descent import parse_method
    >>> parse_method("adam").name, parse_method("cma_es").name
    ('Adam', 'CMA-ES')
    """
    return _made("optimizer", *_among(text, known_populations()))


def parse_optimizer(text: str) -> Optimizer:
    """The optimizer that `text` describes; without a learning rate it is chosen for the landscape later.

    Raises
    ------
    ValueError
        For an unknown name or setting (the message names the accepted ones) or a value out of its interval.

    Examples
    --------
    >>> from descent import parse_optimizer
    >>> parse_optimizer("adam:0.05,beta1=0.8").beta1
    0.8
    >>> parse_optimizer("gd:cosine(0.1,steps=200)").text
    'gradient_descent:learning_rate=cosine(rate=0.1,steps=200)'
    """
    return _made("optimizer", *_among(text, {}))


def _among(text: str, more: Mapping[str, Any]) -> tuple[str, dict[str, Any]]:
    """The text with the name that an alias stands for, and what is known: optimizers and `more`."""
    known: dict[str, Any] = {**_at_hand(), **more}
    name = _name_in(text)
    if name.replace("-", "_") not in known and name not in _aliases(known):
        known = {**known_optimizers(), **more}  # plugins are waited for by whoever names one
    return _in_full(text, known), known


def _in_full(text: str, known: Mapping[str, Any]) -> str:
    """The text with the name that an alias stands for."""
    name, aliases = _name_in(text), _aliases(known)
    return text_name(aliases[name]) + str(text).lstrip()[len(name) :] if name in aliases else text


def _name_in(text: str) -> str:
    return str(text).partition(":")[0].partition("(")[0].strip().lower()


def _aliases(known: Mapping[str, Any]) -> dict[str, Any]:
    return {alias: target for target in known.values() for alias in vars(target).get("aliases", ())}


def parse_schedule(text: str) -> Schedule:
    """The schedule that `text` describes: ``cosine:0.1,steps=200`` or ``cosine(0.1,steps=200)``.

    Raises
    ------
    ValueError
        For an unknown name or setting (the message names the accepted ones) or a value out of its interval.

    Examples
    --------
    >>> from descent import parse_schedule
    >>> parse_schedule("cosine:0.1,steps=200")
    Cosine(rate=0.1, steps=200, final=0.0)
    """
    return _made("schedule", text, known_schedules())


def parse_noise(text: str) -> Noise:
    """The noise that `text` describes: ``gaussian:0.1,seed=3`` or ``minibatch:8``.

    Raises
    ------
    ValueError
        For an unknown name or setting (the message names the accepted ones) or a value out of its interval.

    Examples
    --------
    >>> from descent import parse_noise
    >>> parse_noise("gaussian:0.1,seed=3")
    Gaussian(scale=0.1, axis=None, seed=3)
    """
    return _made("noise", text, known_noises())


def own_rules(module: ModuleType) -> dict[str, type[Any]]:
    """The optimizers, schedules and noises that a module of somebody's defines, by name.

    Raises
    ------
    ValueError
        For one that lacks a method, whose rule makes no step, or whose name one of ours has or two of them have.

    Examples
    --------
    >>> from types import ModuleType
    >>> from descent import own_rules
    >>> own_rules(ModuleType("mine"))
    {}
    """
    found: dict[str, type[Any]] = {}
    for kind in _defined(module):
        role = next(role for role in (Optimizer, Schedule, Noise) if issubclass(kind, role))
        name = text_name(kind)
        if any(_is_ours(known) and text_name(known) == name for known in _subclasses(role)):
            word = role.__name__.lower()
            raise ValueError(f"{word} {name!r} is one of ours already: call yours My{kind.__name__}")
        if name in found:
            raise ValueError(f"{name!r} is defined twice: rename one of them")
        if issubclass(kind, FirstOrder):
            check_rule(kind)
        found[name] = kind
    return found


def _defined(module: ModuleType) -> Iterator[type[Any]]:
    """The concrete classes of a module that play one of the roles."""
    _at_hand()
    for kind in list(vars(module).values()):
        if not (isinstance(kind, type) and issubclass(kind, (Optimizer, Schedule, Noise))):
            continue
        if kind.__module__ != module.__name__ or kind.__name__.startswith("_"):
            continue
        if inspect.isabstract(kind):
            if not kind.__subclasses__():
                lacks = " and ".join(sorted(kind.__abstractmethods__))
                raise ValueError(f"class {kind.__name__} lacks {lacks}: define it, or begin its name with _")
            continue
        yield kind


@cache
def _plugged() -> tuple[type[Any], ...]:
    """The optimizers of packages; that they are imported is all it takes."""
    found: list[type[Any]] = []
    for label, offered in plugged(GROUP).items():
        try:
            if isinstance(offered, ModuleType):
                found += own_rules(offered).values()
            elif isinstance(offered, type) and issubclass(offered, Optimizer):
                found += own_rules(_only(offered)).values()
            else:
                raise ValueError(
                    f"must lead to a class of Optimizer or a module of them, got {offered!r:.60}"
                )
        except ValueError as error:
            warn(f"{label}, an entry point of {GROUP}: {error}; it is left out")
    return tuple(found)


def _only(kind: type[Any]) -> ModuleType:
    """A module of nothing but this class."""
    module = ModuleType(kind.__module__)
    setattr(module, kind.__name__, kind)
    return module


def _is_ours(kind: type[Any]) -> bool:
    return kind.__module__.partition(".")[0] == "descent"


def _subclasses(role: type) -> Iterator[Any]:
    """Every class of a role, itself too, whose module has not been forgotten."""
    waiting, own = [role], own_modules()
    while waiting:
        here = waiting.pop()
        waiting += here.__subclasses__()
        if not _is_forgotten(here, own):
            yield here


def _is_forgotten(kind: type[Any], own: Sequence[ModuleType]) -> bool:
    """Whether a class is of a user's file that was run once and is no more, or was run anew."""
    module = sys.modules.get(kind.__module__)
    return module is None or (module in own and kind not in vars(module).values())


def _named(role: type) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for here in _subclasses(role):
        hidden = here.__name__.startswith("_") or not getattr(here, "written", True)
        name = text_name(here)
        # Nobody's class takes the name of one of ours.
        if (
            not inspect.isabstract(here)
            and not hidden
            and (_is_ours(here) or not _is_ours(found.get(name, int)))
        ):
            found[name] = here
    return dict(sorted(found.items()))


def _made(kind: str, text: str, known: Mapping[str, Any]) -> Any:
    name, settings = read_call(kind, text, known, nested=parse_schedule)
    return known[name](**settings)
