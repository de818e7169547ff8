"""A landscape as NumPy functions: value, gradient and Hessian, compiled when they are first asked for."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from landscapes.derivatives import gradient, hessian
from landscapes.limits import Limits
from landscapes.lowering import Lowering
from landscapes.program import Program, Step, run
from landscapes.tape import Tape

if TYPE_CHECKING:
    from landscapes.landscape import Landscape

Array = NDArray[np.float64]
Kernel = Callable[[Array], tuple[Array, Array]]


class Compiled:
    """The functions of one landscape, each made when it is first asked for."""

    def __init__(self, landscape: Landscape) -> None:
        self._dimensions = landscape.dimensions
        self._tape = Tape()
        self._value = Lowering(self._tape, landscape.variables)(landscape.formula)

    @cached_property
    def _slopes(self) -> list[int]:
        return gradient(self._tape, self._value, self._dimensions)

    @cached_property
    def _curvatures(self) -> list[int]:
        """The lower triangle of the Hessian, row by row."""
        matrix = hessian(self._tape, self._slopes)
        return [matrix[i][j] for i in range(self._dimensions) for j in range(i + 1)]

    @cached_property
    def _value_program(self) -> Program:
        return Program(self._tape, [self._value], self._dimensions)

    @cached_property
    def _gradient_program(self) -> Program:
        return Program(self._tape, [self._value, *self._slopes], self._dimensions)

    @cached_property
    def _hessian_program(self) -> Program:
        return Program(self._tape, [self._value, *self._curvatures], self._dimensions)

    @cached_property
    def _gradient_limits(self) -> Limits:
        return Limits(self._tape, self._value, self._slopes, self._dimensions)

    @cached_property
    def _hessian_limits(self) -> Limits:
        return Limits(self._tape, self._value, self._curvatures, self._dimensions)

    @property
    def block(self) -> int:
        """The number of points that a block of value and gradient works on best."""
        return self._gradient_program.block

    def value(self, points: Array) -> Array:
        """Heights (...) at `points` (..., n)."""
        return self._over_blocks(self._value_program, points, None)[0]

    def value_and_gradient(self, points: Array) -> tuple[Array, Array]:
        """Heights (...) and gradients (..., n) at `points` (..., n)."""
        both = self._over_blocks(self._gradient_program, points, self.repair)
        return both[0], np.moveaxis(both[1:], 0, -1)

    def hessian(self, points: Array) -> Array:
        """Hessians (..., n, n) at `points` (..., n)."""
        n = self._dimensions
        both = self._over_blocks(self._hessian_program, points, self._repair_hessian)
        matrix = np.empty((*both.shape[1:], n, n))
        for entry, (i, j) in zip(both[1:], _triangle(n), strict=True):
            matrix[..., i, j] = matrix[..., j, i] = entry
        return matrix

    def repair(self, columns: Array, heights: Array, gradients: Array) -> None:
        """Put limits or zeros where `gradients` (n, B) are not finite, in place (see `landscapes.limits`)."""
        if _suspicious(heights, gradients):
            self._gradient_limits.repair(columns, heights, gradients)

    def _repair_hessian(self, columns: Array, heights: Array, curvatures: Array) -> None:
        if _suspicious(heights, curvatures):
            self._hessian_limits.repair(columns, heights, curvatures)

    def bind(self, columns: Array, heights: Array, gradients: Array, scratch: Array) -> list[Step]:
        """The steps that fill `heights` (B,) and the raw `gradients` (n, B) from `columns` (n, B)."""
        return self._gradient_program.bind(columns, [heights, *gradients], scratch)

    def scratch(self, size: int) -> Array:
        """Buffers for `bind` with blocks of up to `size` points; not to be shared between threads."""
        return self._gradient_program.scratch(size)

    def kernel(self, size: int) -> Kernel:
        """Columns (n, B <= size) -> heights (B,), gradients (n, B); overwritten at the next call."""
        scratch, outputs = self.scratch(size), np.empty((1 + self._dimensions, size))

        def kernel(columns: Array) -> tuple[Array, Array]:
            heights, gradients = outputs[0, : columns.shape[1]], outputs[1:, : columns.shape[1]]
            with np.errstate(all="ignore"):
                run(self.bind(columns, heights, gradients, scratch))
                self.repair(columns, heights, gradients)
            return heights, gradients

        return kernel

    def _over_blocks(self, program: Program, points: Array, repair: Callable[..., None] | None) -> Array:
        """Outputs (m, ...) of a program at `points` (..., n), block by block; NaN where a coordinate is."""
        shape = points.shape[:-1]
        columns = points.reshape(-1, self._dimensions).T
        count = columns.shape[1]
        result = np.empty((program.outputs, count))
        size = min(program.block, count)
        inputs, outputs = np.empty((self._dimensions, size)), np.empty((program.outputs, size))
        scratch = program.scratch(size)
        steps: Sequence[Step] = program.bind(inputs, outputs, scratch)
        with np.errstate(all="ignore"):
            for low in range(0, count, size or 1):
                high = min(low + size, count)
                if high - low < size:
                    inputs, outputs = inputs[:, : high - low], outputs[:, : high - low]
                    steps = program.bind(inputs, outputs, scratch)
                inputs[...] = columns[:, low:high]
                run(steps)
                if repair is not None:
                    repair(inputs, outputs[0], outputs[1:])
                if np.isnan(np.add.reduce(inputs, axis=None)):
                    outputs[:, np.isnan(inputs).any(axis=0)] = np.nan
                result[:, low:high] = outputs
        return result.reshape(program.outputs, *shape)


def _suspicious(heights: Array, slopes: Array) -> bool:
    total = np.add.reduce(slopes, axis=None) + np.add.reduce(heights)
    return not np.isfinite(total)


def _triangle(n: int) -> list[tuple[int, int]]:
    return [(i, j) for i in range(n) for j in range(i + 1)]


__all__ = ["Compiled", "Kernel"]
