"""A straight-line program of NumPy ufuncs, every one writing into a buffer that is already there.

Why a program and not a function that `lambdify` writes: NumPy makes a new array for every operation, and over many
points fetching memory costs more than arithmetic. Here results go into a few buffers, each free again after its last
reading, and a program is run on blocks so short that they all stay in the processor's cache. Bound once to its arrays
it is a list of calls without a name to look up, which is what counts where a descent runs it thousands of times.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from math import prod
from operator import itemgetter
from typing import Any, Protocol

import numpy as np
from numpy.typing import DTypeLike, NDArray

from landscapes.compiled.tape import Tape
from landscapes.compiled.ufuncs import Instruction, Parts

Array = NDArray[np.float64]
_ENLARGING = frozenset({"inv", "sqrt", "log", "power", "atan2"})
"""Operations that make much of what is too small for floats."""
_FADING = frozenset({"exp", "sigmoid", "sech2", "tanh", "logaddexp"})
_GROWING = frozenset({"exp", "expm1", "sinh", "cosh"})
_ENDING = frozenset(
    {"exp", "sigmoid", "sech2", "tanh", "atan", "max", "min", "where", "atan2", "power", "logaddexp", "sign"}
)
"""Operations that make a number of what is infinite."""
Step = tuple[Callable[..., Any], tuple[Any, ...]]
"""A ufunc and its arguments, the last one the array it writes to."""

_CACHE_BYTES = 1 << 22
_SHORTEST, _LONGEST = 1024, 65536
_LINE = 64
"""Bytes of a cache line, and of the processor's widest registers."""
_LOOK = 8192
"""The length of a scalar product that the linear algebra behind NumPy keeps on one thread (below 10,000)."""
_LONG = 1024
"""Shorter rows cost what their calls cost; they stand side by side, to be looked at as one."""


class Program:
    """Instructions with a place for everything they read and write.

    Attributes
    ----------
    outputs : int
        Number of results.
    slots : int
        Number of buffers that the program needs besides its inputs and outputs.
    length : int
        Number of ufuncs.
    """

    def __init__(self, parts: Parts) -> None:
        instructions, constants, inputs, outputs = parts
        self.outputs = len(outputs)
        places: dict[Any, int] = {name: i for i, name in enumerate(inputs)}
        for i, name in enumerate(outputs):
            places.setdefault(name, len(inputs) + i)
        self._constants = list(constants.values())
        start = len(inputs) + len(outputs)
        places.update((name, start + i) for i, name in enumerate(constants))
        slot, self.slots = _assign_slots(instructions, set(places))
        places.update((name, start + len(self._constants) + i) for name, i in slot.items())
        steps = [(u, (*(places[a] for a in arguments), places[r])) for r, u, arguments in instructions]
        for i, name in enumerate(outputs):
            if places[name] != len(inputs) + i:
                steps.append((np.positive, (places[name], len(inputs) + i)))
        self._steps = [(ufunc, itemgetter(*where)) for ufunc, where in steps]
        self.length = len(steps)
        self.block = int(min(max(_CACHE_BYTES // (8 * (start + self.slots)), _SHORTEST), _LONGEST))
        """The number of points in a block that keeps all buffers in the cache."""

    def scratch(self, size: int) -> Array:
        """Buffers (slots, `size`) for blocks of up to `size` points."""
        return aligned((self.slots, size))

    def bind(self, inputs: Iterable[Array], outputs: Iterable[Array], scratch: Iterable[Array]) -> list[Step]:
        """The steps that fill `outputs` (..., B) each from `inputs` (..., B) each, with `scratch` (slots, ..., B)."""
        arrays = [*inputs, *outputs, *self._constants, *scratch]
        return [(ufunc, chosen(arrays)) for ufunc, chosen in self._steps]

    def blocks(self, columns: Array) -> Iterator[tuple[slice, Array]]:
        """Which of `columns` (n, B), and the outputs (m, R) there, until the next ones are asked for.

        The last blocks may overlap: all are of one size, so that the program is bound once.
        """
        inputs, count = len(columns), columns.shape[1]
        size = min(self.block, count)
        room, results = aligned((inputs, size)), aligned((self.outputs, size))
        steps = self.bind(room, results, self.scratch(size))
        for low in np.minimum(range(0, count, size), count - size):
            block = slice(int(low), int(low) + size)
            room[:] = columns[:, block]
            run(steps)
            yield block, results


def aligned(shape: tuple[int, ...], dtype: DTypeLike = np.float64) -> NDArray[Any]:
    """An array to be filled, as `numpy.empty` makes one, whose long rows (last axis) each begin a cache line.

    Elsewhere every store of a vectorized loop is split over two lines.
    """
    *others, length = shape
    if length < _LONG:
        return np.empty(shape, dtype)
    size = np.dtype(dtype).itemsize
    stride = -(-length * size // _LINE) * _LINE
    raw = np.empty(prod(others) * stride + _LINE, dtype=np.uint8)
    start = -raw.ctypes.data % _LINE
    rows = raw[start : start + prod(others) * stride].view(dtype)
    return rows.reshape(*others, stride // size)[..., :length]


def run(steps: Iterable[Step]) -> None:
    """Carry out a bound program. Floating-point warnings are the caller's to silence."""
    for ufunc, arguments in steps:
        ufunc(*arguments)


def are_sound(outputs: Array, most: float = sys.float_info.max) -> bool:
    """Whether all `outputs` (m, B) are finite: one look at each, by its square. False for huge ones too.

    The sum of all the squares must not be larger than `most`.
    """
    count = outputs.shape[1]
    whole = count // _LOOK * _LOOK
    total = _squares(outputs[:, whole:]) if whole < count else 0.0
    if whole:
        total += _squares(outputs[:, :whole].reshape(len(outputs), whole // _LOOK, _LOOK))
    return total <= most


def _squares(rows: Array) -> float:
    return float(np.matmul(rows[..., None, :], rows[..., None]).sum())


def _assign_slots(instructions: Sequence[Instruction], placed: set[Any]) -> tuple[dict[Any, int], int]:
    """A buffer for every result that has no place yet; one that is read for the last time is free again."""
    last_read = {a: i for i, (_, _, arguments) in enumerate(instructions) for a in arguments}
    slot: dict[Any, int] = {}
    free: list[int] = []
    count = 0
    for i, (result, _, arguments) in enumerate(instructions):
        free.extend(slot[a] for a in dict.fromkeys(arguments) if a in slot and last_read[a] == i)
        if result not in placed:
            if not free:
                free.append(count)
                count += 1
            slot[result] = free.pop()
    return slot, count


class Flags:
    """What NumPy calls where something overflows or underflows: `raised` from then on."""

    def __init__(self) -> None:
        self.raised = False

    def __call__(self, kind: str, flag: int) -> None:
        """Note it."""
        self.raised = True


class Binding(Protocol):
    """Functions that are bound to memory: a `landscapes.compiled.functions.Compiled`."""

    def bind(self, columns: Array, heights: Array, gradients: Array, scratch: Iterable[Array]) -> list[Step]:
        """The steps that fill `heights` (B,) and the raw `gradients` (n, B) from `columns` (n, B)."""
        ...

    def scratch(self, size: int) -> Array:
        """Buffers for `bind`."""
        ...


class Survey:
    """Heights and gradients of places that somebody else writes, and the steps that fill them.

    Parameters
    ----------
    compiled : Binding
        The landscape's functions.
    x : array (K, n, B)
        K rows of B points each, domain units; read whenever the steps of a row are run.

    Attributes
    ----------
    h, g : (K, B) and (K, n, B)
        Heights in value units, and raw gradients: not finite where their formula says nothing. `Compiled.repair` mends
        them, which a caller that looks at whole stretches of rows does once for all.
    """

    def __init__(self, compiled: Binding, x: NDArray[np.float64]) -> None:
        self._compiled, self._x = compiled, x
        self.h, self.g = aligned((len(x), x.shape[2])), aligned(x.shape)
        self._scratch = list(compiled.scratch(x.shape[2]))

    def steps(self, row: int) -> list[Step]:
        """What computes a row; may be run again and again."""
        return self._compiled.bind(self._x[row], self.h[row], self.g[row], self._scratch)


def watched_errors(
    tape: Tape, value: int, slopes: Sequence[int], others: Sequence[int] = ()
) -> dict[str, Any]:
    """Arguments of `numpy.errstate`: the errors that may be healed on the way to a height, its slopes and the `others`."""
    order = [k for k in tape.reachable([value, *slopes]) if not tape.is_constant[k]]
    enlarging = [k for k in order if tape.nodes[k][0] in _ENLARGING]
    fading = {k for k in order if tape.nodes[k][0] in _FADING} - set(tape.reachable(enlarging))
    watched = {"all": "ignore", "over": "call"}
    # Where exponentials fade away for good, underflow means nothing, and happens all the time.
    if (enlarging and not fading) or any(_divides_by_exponentials(tape, k) for k in (slopes, others)):
        watched["under"] = "call"
    if hidden_poles(tape, value):
        watched["divide"] = "call"
    return watched


def hidden_poles(tape: Tape, value: int) -> list[int]:
    """What is infinite where it is zero, its inverse or logarithm, and yet `value` may be a number there."""
    ending = [k for k in tape.reachable([value]) if tape.nodes[k][0] in _ENDING]
    inner = {tape.nodes[k][1] for k in tape.reachable(ending) if tape.nodes[k][0] in ("inv", "log")}
    return sorted(k for k in inner if not tape.is_constant[k])


def _divides_by_exponentials(tape: Tape, roots: Sequence[int]) -> bool:
    """Whether squares of divisors may fade away long before the quotients do."""
    divisors = [k for k in tape.reachable(roots) if tape.nodes[k][0] == "inv"]
    return any(tape.nodes[k][0] in _GROWING for k in tape.reachable(divisors))
