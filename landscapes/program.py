"""A tape as a straight-line program of NumPy ufuncs, every one writing into a buffer that is already there.

Run it on blocks so short that its few buffers stay in the processor's cache.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from landscapes.instructions import Instruction, Listing
from landscapes.tape import Tape

Array = NDArray[np.float64]
Step = tuple[Callable[..., Any], tuple[Any, ...]]
"""A ufunc and its arguments, the last one the array it writes to."""

_CACHE_BYTES = 1 << 20
_SHORTEST, _LONGEST = 1024, 16384


class Program:
    """The nodes `roots` of a tape as functions of the coordinates.

    Attributes
    ----------
    slots : int
        Number of buffers that the program needs besides its inputs and outputs.
    """

    def __init__(self, tape: Tape, roots: Sequence[int]) -> None:
        self.roots = tuple(roots)
        listing = Listing(tape, roots)
        self._constants, self._variables = listing.constants, listing.variables
        self._instructions = listing.instructions
        self._slot, self.slots = _assign_slots(
            self._instructions, {*roots, *listing.constants, *listing.variables}
        )

    def __len__(self) -> int:
        return len(self._instructions)

    @property
    def block(self) -> int:
        """The number of points in one block that keeps the buffers in the cache."""
        arrays = self.slots + len(self._variables) + len(self.roots)
        return int(min(max(_CACHE_BYTES // (8 * arrays), _SHORTEST), _LONGEST))

    def scratch(self, size: int) -> Array:
        """Buffers for blocks of up to `size` points."""
        return np.empty((self.slots, size))

    def bind(self, columns: Iterable[Array], outputs: Iterable[Array], scratch: Array) -> list[Step]:
        """The steps that fill `outputs` (B,) each from `columns` (B,) each."""
        columns, outputs = list(columns), list(outputs)
        places: dict[Any, Any] = dict(self._constants)
        places.update((name, columns[i]) for name, i in self._variables.items())
        for root, output in zip(self.roots, outputs, strict=True):
            places.setdefault(root, output)
        size = len(outputs[0])
        buffers = [row[:size] for row in scratch]
        steps: list[Step] = []
        for result, ufunc, arguments in self._instructions:
            out = places.get(result)
            if out is None:
                out = places[result] = buffers[self._slot[result]]
            steps.append((ufunc, (*[places[a] for a in arguments], out)))
        for root, output in zip(self.roots, outputs, strict=True):
            if places[root] is not output:
                steps.append((np.positive, (places[root], output)))
        return steps


def run(steps: Sequence[Step]) -> None:
    """Carry out a bound program. Floating-point warnings are the caller's to silence."""
    for ufunc, arguments in steps:
        ufunc(*arguments)


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
