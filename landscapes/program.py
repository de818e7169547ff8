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

_CACHE_BYTES = 1 << 22
_SHORTEST, _LONGEST = 1024, 65536


class Program:
    """The nodes `roots` of a tape as functions of `dimensions` coordinates.

    Attributes
    ----------
    slots : int
        Number of buffers that the program needs besides its inputs and outputs.
    """

    def __init__(self, tape: Tape, roots: Sequence[int], dimensions: int) -> None:
        self.outputs = len(roots)
        listing = Listing(tape, roots)
        places: dict[Any, int] = dict(listing.variables)
        for i, root in enumerate(roots):
            places.setdefault(root, dimensions + i)
        self._constants = list(listing.constants.values())
        start = dimensions + len(roots)
        places.update((name, start + i) for i, name in enumerate(listing.constants))
        slot, self.slots = _assign_slots(listing.instructions, set(places))
        places.update((name, start + len(self._constants) + i) for name, i in slot.items())
        steps = [
            (u, (*(places[a] for a in arguments), places[r])) for r, u, arguments in listing.instructions
        ]
        for i, root in enumerate(roots):
            if places[root] != dimensions + i:
                steps.append((np.positive, (places[root], dimensions + i)))
        self._steps: list[tuple[Callable[..., Any], tuple[int, ...]]] = steps
        arrays = dimensions + len(roots) + self.slots
        self.block = int(min(max(_CACHE_BYTES // (8 * arrays), _SHORTEST), _LONGEST))
        """The number of points in a block that keeps all buffers in the cache."""

    def __len__(self) -> int:
        return len(self._steps)

    def scratch(self, size: int) -> Array:
        """Buffers for blocks of up to `size` points."""
        return np.empty((self.slots, size))

    def bind(self, columns: Iterable[Array], outputs: Iterable[Array], scratch: Array) -> list[Step]:
        """The steps that fill `outputs` (B,) each from `columns` (B,) each."""
        ends = [*columns, *outputs]
        at = [*ends, *self._constants, *scratch[:, : len(ends[-1])]].__getitem__
        return [(ufunc, tuple(map(at, places))) for ufunc, places in self._steps]


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
