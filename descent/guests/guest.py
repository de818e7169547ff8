"""The role that somebody else's optimizer plays in `descend`."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from descent.guests.kinds import Kind, kind_of
from descent.guests.players import NoOptimizerError, Player
from descent.optimizers import Optimizer, State, check_optimizer
from descent.populations import Population
from descent.settings import brief, reals
from landscapes import Landscape, one_line

Array = NDArray[np.float64]


class GuestError(ValueError):
    """A guest did something that an optimizer must not do.

    Attributes
    ----------
    trajectories : Trajectories or None
        The run up to there.

    Examples
    --------
    >>> from descent import GuestError, descend
    >>> from landscapes import catalogue
    >>> try:
    ...     descend(catalogue["sphere"], [[1.0, 1.0]], lambda x, gradient: None, steps=5)
    ... except GuestError as error:
    ...     print(error)
    own rule: it must move x to 2 real numbers, at step 0 it gave None
    """

    trajectories: Any = None


@dataclass(frozen=True)
class Guest(Optimizer):
    """An optimizer of somebody else's, one for each particle; `descend` makes this of whatever it is given.

    Parameters
    ----------
    guest : optax pair, factory of a torch optimizer, function or object
        ``optax.adam(0.1)``; ``lambda p: torch.optim.Adam(p, lr=0.1)``, called with a list of one parameter, which may
        return ``(optimizer, scheduler, ...)``; ``step(x, gradient) -> x``; ``step(x, gradient, state) -> (x, state)``,
        whose first state is None; an object with ``step(x, gradient) -> x``, of which each particle gets a copy.
        x and gradient are (n,) float64, domain units, and value units over domain units.
    label : str
        What captions and tables call it.

    Notes
    -----
    jax computes in single precision unless it is told otherwise (``jax_enable_x64``); the name then says so. On two
    coordinates Muon and Shampoo are normalised momentum: a vector has no matrix to orthogonalise.

    Examples
    --------
    >>> from descent import Guest, descend
    >>> from landscapes import catalogue
    >>> run = descend(catalogue["sphere"], [[2.0, 1.0]], lambda x, gradient: x - 0.1 * gradient, steps=3)
    >>> run.positions[1, 0].tolist()
    [1.6, 0.8]
    >>> Guest(lambda x, gradient: x - 0.1 * gradient, label="mine").name
    'mine'
    """

    guest: Any
    label: str = ""
    _kind: Kind | None = field(default=None, repr=False, compare=False)
    _failures: list[str] = field(default_factory=list, repr=False, compare=False)
    written = False

    @property
    def name(self) -> str:
        return self.label or (self._kind.name if self._kind else "guest")

    @property
    def spoken(self) -> str:
        return self.name

    @property
    def text(self) -> str:
        """Its name: no text makes it again."""
        return self.name

    @property
    def failure(self) -> str | None:
        """What it did wrong, one line; None where all went well."""
        return self._failures[0] if self._failures else None

    def settled_in(self, f: Landscape) -> Guest:
        """The same with its kind found out and its name known, and nothing done wrong yet.

        Raises
        ------
        ValueError
            If it is nothing that moves a particle, or cannot begin.
        """
        if self.guest is None:
            raise ValueError(f"{self.name} was somebody else's optimizer: its run is kept, not what made it")
        try:
            kind = kind_of(self.guest)
            player = kind.player(np.mean(f.domain, axis=1))
        except NoOptimizerError as error:
            raise ValueError(
                f"descend.optimizer must be {one_line(str(error))}; got {brief(self.guest)}"
            ) from error
        except Exception as error:
            raise GuestError(
                f"descend.optimizer: {brief(self.guest)} cannot begin: {what_it_raised(error)}"
            ) from error
        note = ", single precision" if player.precision == "single" else ""
        label = (self.label or player.name or kind.name).removesuffix(note) + note
        return replace(self, label=label, _kind=kind, _failures=[])

    def initial_state(self, points: Array) -> State:
        assert self._kind is not None
        players = np.empty(points.shape[1], dtype=object)
        players[:] = [self._guarded(self._kind.player, point) for point in points.T]
        return {"players": players}

    def placed(
        self, points: Array, gradient: Array, state: State, index: int, landscape: Landscape
    ) -> tuple[Array, State]:
        places = points.copy()
        for column, player in enumerate(state["players"]):
            if self._failures:
                break
            place = self._moved(player, points[:, column], gradient[:, column], landscape, index)
            if place is not None:
                places[:, column] = place
        return places, state

    def step(
        self, points: Array, gradient: Array, state: State, index: int, landscape: Landscape
    ) -> tuple[Array, State]:
        places, state = self.placed(points, gradient, state, index, landscape)
        return places - points, state

    def at_rest(self, state: State, index: int) -> NDArray[np.bool_] | None:
        """Nobody moves on once the guest has done something wrong."""
        return np.ones(len(state["players"]), dtype=bool) if self._failures else None

    def _moved(self, player: Player, point: Array, gradient: Array, f: Landscape, index: int) -> Array | None:
        point, gradient = point.copy(), gradient.copy()
        place = self._guarded(player.moved, point, gradient, f, at=f" at step {index}")
        if self._failures:
            return None
        found = reals(place)
        found = None if found is None else found.copy()  # it may be a buffer that is written again
        if found is None or found.shape != point.shape:
            self._failures.append(
                f"it must move x to {len(point)} real numbers, at step {index} it gave {brief(place)}"
            )
            return None
        if index == 0 and self._kind is not None and self._kind.pure:
            other = self._guarded(self._kind.player, point)
            again = None if other is None else reals(self._guarded(other.moved, point, gradient, f))
            if again is None or not np.array_equal(found, again, equal_nan=True):
                self._failures.append(
                    "of the same x and gradient it made two places: what it remembers must be its state, "
                    "step(x, gradient, state) -> (x, state), and so must be a generator that it draws from"
                )
                return None
        return found

    def _guarded(self, play: Any, *args: Any, at: str = "") -> Any:
        try:
            return play(*args)
        except Exception as error:
            self._failures.append(f"it raised {what_it_raised(error)}{at}")
            return None


@lru_cache(maxsize=64)
def is_ours(kind: type) -> bool:
    """Whether such are optimizers of ours, or made as ours are."""
    return issubclass(kind, Optimizer) and not issubclass(kind, Guest)


def check_guest(owner: str, value: Any, f: Landscape) -> Optimizer:
    """`value` as an optimizer: one of ours as it is, anybody else's as a `Guest`.

    Raises
    ------
    ValueError
        For a name, a class of ours, a population, or something that moves nothing.
    """
    if is_ours(type(value)):  # type: ignore[arg-type]
        return value
    if isinstance(value, Population):
        raise ValueError(f"{owner}: {value.name} is a population; search(f, {value!r:.60}) runs it")
    ours = isinstance(value, type) and issubclass(value, Optimizer)
    if ours or isinstance(value, str) or value is None:
        check_optimizer(owner, value)
    return (value if isinstance(value, Guest) else Guest(value)).settled_in(f)


def what_it_raised(error: Exception) -> str:
    """Somebody else's error in a few words.

    Examples
    --------
    >>> from descent.guests import what_it_raised
    >>> what_it_raised(KeyError("x"))
    "KeyError: 'x'"
    """
    return f"{type(error).__name__}: {one_line(str(error))[:160]}"
