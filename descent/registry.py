"""Every optimizer, schedule and kind of noise by its name, and what a word of text (`notation`) asks of them."""

from __future__ import annotations

import inspect
from collections.abc import Mapping
from typing import Any

import descent.methods as methods
import descent.optimizers as optimizers
import descent.populations as populations
from descent.noise import Noise
from descent.notation import read_call, text_name
from descent.optimizers import Optimizer
from descent.populations import Population
from descent.schedules import Schedule
from landscapes import package_modules


def known_optimizers() -> dict[str, type[Optimizer]]:
    """Every optimizer by its name on the command line: all concrete subclasses, wherever defined.

    Examples
    --------
    >>> from descent import known_optimizers
    >>> known_optimizers()["adam"].__name__
    'Adam'
    """
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
    return _made("population", *_unaliased(text, known_populations()))


def parse_method(text: str) -> Optimizer | Population:
    """The optimizer or the population that `text` describes.

    Raises
    ------
    ValueError
        For an unknown name or setting (the message names the accepted ones) or a value out of its interval.

    Examples
    --------
    >>> from descent.registry import parse_method
    >>> parse_method("adam").name, parse_method("cma_es").name
    ('Adam', 'CMA-ES')
    """
    return _made("optimizer", *_unaliased(text, {**known_optimizers(), **known_populations()}))


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
    return _made("optimizer", *_unaliased(text, known_optimizers()))


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


def _unaliased(text: str, known: dict[str, Any]) -> tuple[str, dict[str, Any]]:
    """The text with the name that an alias stands for, and what is known."""
    aliases = {alias: target for target in known.values() for alias in vars(target).get("aliases", ())}
    name = str(text).partition(":")[0].strip().lower()
    if name in aliases:
        text = text_name(aliases[name]) + str(text).lstrip()[len(name) :]
    return text, known


def _named(role: type) -> dict[str, Any]:
    found, waiting = {}, [role]
    while waiting:
        here = waiting.pop()
        waiting += here.__subclasses__()
        hidden = here.__name__.startswith("_") or not getattr(here, "written", True)
        if not inspect.isabstract(here) and not hidden:
            found[text_name(here)] = here
    return dict(sorted(found.items()))


def _made(kind: str, text: str, known: Mapping[str, Any]) -> Any:
    name, settings = read_call(kind, text, known, nested=parse_schedule)
    return known[name](**settings)
