"""Which kind of optimizer a thing is, and what it is called: by what it has, not by where it comes from."""

from __future__ import annotations

import inspect
import sys
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from descent.guests.players import (
    NoOptimizerError,
    ObjectPlayer,
    PairPlayer,
    Player,
    StatefulPlayer,
    StepPlayer,
    TorchPlayer,
    TriplePlayer,
)

Array = NDArray[np.float64]

WANTED = (
    "an optax pair (init, update), a factory of a torch optimizer as lambda p: torch.optim.Adam(p, lr=0.1), a function "
    "step(x, gradient) -> x or step(x, gradient, state) -> (x, state), or an object with such a step"
)


@dataclass(frozen=True)
class Kind:
    """How a guest plays.

    Attributes
    ----------
    player : callable, a start (n,) -> the `Player` of the particle there
    name : str, what it is called
    pure : bool, whether the first move from the same x and gradient must be the same, whoever moved before
    """

    player: Callable[[Array], Player]
    name: str
    pure: bool = False


def kind_of(guest: Any) -> Kind:
    """How `guest` plays.

    Raises
    ------
    NoOptimizerError
        If it is nothing that moves a particle; the message says what it must be, to follow "must be".
    """
    if _has(guest, "init", "update"):
        extra = any(p.kind is p.VAR_KEYWORD for p in inspect.signature(guest.update).parameters.values())
        update = _quick(guest.update, extra=extra)
        return Kind(lambda x: PairPlayer(guest, update, x, extra=extra), f"{_root(guest.update)} optimizer")
    if _has(guest, "init_fn", "update_fn", "params_fn"):
        return Kind(lambda x: TriplePlayer(guest, x), f"{_root(guest.update_fn)} optimizer")
    if hasattr(guest, "param_groups"):
        raise NoOptimizerError(
            f"a factory, it holds parameters of its own: lambda p: {type(guest).__name__}(p, ...)"
        )
    if _has(guest, "step") and not isinstance(guest, type):
        return Kind(lambda x: ObjectPlayer(guest), type(guest).__name__, pure=True)
    if not callable(guest):
        raise NoOptimizerError(WANTED)
    asked, name = _asked(guest), _spoken(guest)
    if asked == 0:
        made = guest()
        if not _has(made, "step"):
            return _kind_of_made(made, name)
        return Kind(lambda x: ObjectPlayer(guest()), name, pure=True)
    if asked == 1:
        return Kind(_Factory(guest), name)
    if asked == 2:
        return Kind(lambda x: StepPlayer(guest), name, pure=True)
    if asked == 3:
        return Kind(lambda x: StatefulPlayer(guest), name, pure=True)
    raise NoOptimizerError(f"{WANTED}; it takes {asked} arguments")


class _Factory:
    """Makes a torch optimizer for each particle."""

    def __init__(self, factory: Callable[[Any], Any]) -> None:
        self._factory = factory
        self._last: Any = None

    def __call__(self, point: Array) -> Player:
        try:
            import torch
        except ImportError:
            raise NoOptimizerError(
                f"{WANTED}; it takes one argument, as a factory does, but torch is missing"
            ) from None
        parameter = torch.nn.Parameter(torch.tensor(point, dtype=torch.float64))
        made = self._factory([parameter])
        optimizer, *schedulers = made if isinstance(made, tuple | list) else (made,)
        if not _has(optimizer, "step"):
            raise NoOptimizerError(
                f"{WANTED}; as a factory it makes {type(optimizer).__name__}, which has no step"
            )
        if optimizer is self._last:
            raise NoOptimizerError(
                "a factory that makes a new optimizer for every particle; it gave the same one again"
            )
        held = [p for group in getattr(optimizer, "param_groups", ()) for p in group["params"]]
        if not any(p is parameter for p in held):
            raise NoOptimizerError("a factory that gives the optimizer the parameters p that it is given")
        if len(held) > 1:  # whoever moved them would be moved by all particles
            raise NoOptimizerError(
                f"a factory that gives the optimizer the parameters p and no others; it holds {len(held) - 1} more"
            )
        self._last = optimizer
        takes = "closure" in inspect.signature(optimizer.step).parameters
        return TorchPlayer(parameter, optimizer, schedulers, takes_closure=takes)


def _kind_of_made(made: Any, name: str) -> Kind:
    """How that plays which a factory without arguments made, and which has no step: an optax pair."""
    if not _has(made, "init", "update"):
        raise NoOptimizerError(f"{WANTED}; it makes {type(made).__name__}, which has no step")
    return kind_of(made)


def _quick(update: Callable[..., Any], *, extra: bool) -> Callable[..., Any]:
    """The same, compiled by jax where jax can."""
    jax = sys.modules.get("jax")
    if jax is None:
        return update
    compiled = jax.jit(update, static_argnames=("value_fn",) if extra else ())

    def quick(*args: Any, **told: Any) -> Any:
        try:
            return compiled(*args, **told)
        except (jax.errors.JAXTypeError, jax.errors.JAXIndexError, TypeError):
            return update(*args, **told)

    return quick


def _has(thing: Any, *names: str) -> bool:
    return all(callable(getattr(thing, name, None)) for name in names)


def _asked(guest: Callable[..., Any]) -> int:
    """How many arguments it must be given."""
    try:
        parameters = inspect.signature(guest).parameters.values()
    except (TypeError, ValueError):
        raise NoOptimizerError(f"{WANTED}; what it takes cannot be seen") from None
    if any(p.kind is p.VAR_POSITIONAL for p in parameters) and not any(
        p.default is p.empty and p.kind in (p.POSITIONAL_ONLY, p.POSITIONAL_OR_KEYWORD) for p in parameters
    ):
        raise NoOptimizerError(f"{WANTED}; *args do not say which: lambda x, gradient: ...")
    return sum(
        p.default is p.empty and p.kind in (p.POSITIONAL_ONLY, p.POSITIONAL_OR_KEYWORD) for p in parameters
    )


def _root(thing: Any) -> str:
    return str(getattr(thing, "__module__", "") or "foreign").partition(".")[0]


def _spoken(guest: Any) -> str:
    """Its own name; that of what a factory makes where it has none."""
    inner = getattr(guest, "func", guest)
    name = getattr(inner, "__name__", type(inner).__name__)
    return "own rule" if name == "<lambda>" else name.replace("_", " ")
