"""Arrays that only write down what is done to them: how a rule that moves particles becomes a list of ufuncs."""

from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import numpy as np
from numpy.lib.mixins import NDArrayOperatorsMixin
from numpy.typing import NDArray

from descent.optimizers import Columns
from landscapes.compiled import Instruction

Array = NDArray[np.float64]


def column_lengths(vectors: Array, out: Array) -> None:
    """The Euclidean length of each column of `vectors` (n, B), in every row of `out` (n, B)."""
    out[...] = Columns.linalg.norm(vectors)


def column_products(a: Array, b: Array, out: Array) -> None:
    """The product of each column of `a` (n, B) with that of `b` (n, B), in every row of `out` (n, B)."""
    out[...] = Columns.linalg.vecdot(a, b)


class Log:
    """What was done to recorded arrays, in order."""

    def __init__(self) -> None:
        self.instructions: list[Instruction] = []
        self.constants: dict[Any, Array] = {}
        self.tables: dict[Any, Array] = {}

    def input(self, name: str) -> Recorded:
        """What stands for an array that the program is given."""
        return Recorded(name, self)

    def write(self, ufunc: Callable[..., Any], operands: tuple[Any, ...]) -> Recorded:
        """Note one call; what stands for its result."""
        if ufunc is np.power and not isinstance(operands[1], Recorded) and np.array_equal(operands[1], 2):
            # What ** does to an array; pow may differ in the last bit.
            ufunc, operands = np.square, operands[:1]
        result = Recorded(("result", len(self.instructions)), self)
        names = tuple(self._name(operand) for operand in operands)
        self.instructions.append((result.name, ufunc, names))
        return result

    def _name(self, operand: Any) -> Any:
        if isinstance(operand, Recorded):
            return operand.name
        # Named by its bytes: the same number, or table, that a rule makes twice is kept once. 0.0 and -0.0 are two.
        value = np.asarray(operand, dtype=float)
        if value.ndim > 1:
            raise ValueError("a rule works with arrays, numbers and what depends on the step index")
        name = (value.ndim, value.tobytes())
        (self.tables if value.ndim else self.constants)[name] = value
        return name


class Recorded(NDArrayOperatorsMixin):
    """Stands for an array of particles; every ufunc it meets is written down."""

    def __init__(self, name: Any, log: Log) -> None:
        self.name, self.log = name, log

    def __array_ufunc__(self, ufunc: np.ufunc, method: str, *operands: Any, **options: Any) -> Recorded | Any:
        # What reduces or compares or is told where to write is no arithmetic by coordinates: who records declines.
        numbers_to_numbers = {"d->d", "dd->d"} & set(ufunc.types)
        if method != "__call__" or options or not numbers_to_numbers:
            return NotImplemented
        return self.log.write(ufunc, operands)

    def __array_function__(self, *_: Any) -> Any:
        return NotImplemented

    def __bool__(self) -> bool:
        """A TypeError: what a rule does must not hang on its numbers."""
        raise TypeError("a rule that asks what its numbers are is no list of operations")


class Given(Recorded):
    """Stands for a setting that is given: the arithmetic that is left out without it is not left out."""

    def __bool__(self) -> bool:
        return True


class RecordedColumns(Columns):
    """NumPy as recorded rules get it: what looks at all coordinates, a length or a product, is one operation."""

    def __init__(self, log: Log) -> None:
        self.linalg = SimpleNamespace(
            norm=lambda vectors, axis=0: log.write(column_lengths, (vectors,)),
            vecdot=lambda a, b, axis=0: log.write(column_products, (a, b)),
        )
