"""A landscape as NumPy functions: value, gradient and Hessian, compiled when they are first asked for."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import cached_property
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from landscapes.compiled.derivatives import gradient, hessian
from landscapes.compiled.effort import open_effort
from landscapes.compiled.extended_precision import shown_by_rounding
from landscapes.compiled.limits import Limits
from landscapes.compiled.lowering import Lowering
from landscapes.compiled.multiprecision import constants_of, exact_values
from landscapes.compiled.program import (
    Flags,
    Program,
    Step,
    aligned,
    are_sound,
    hidden_poles,
    run,
    watched_errors,
)
from landscapes.compiled.rounding import EVERYWHERE, Reach
from landscapes.compiled.tape import BLIND, BREAKING, POLES, SMOOTH, Tape
from landscapes.compiled.trust import Findings, Losses, Trust, is_delicate, reach_of_losses
from landscapes.compiled.ufuncs import Listing, Parts

Array = NDArray[np.float64]
_NEAR, _FAR = 1e6, 1e300
Kernel = Callable[[Array], tuple[Array, Array]]


class _Care(NamedTuple):
    """How results are looked after; sums cancel as far as it `reach`es; up to `tame_within` nothing happens."""

    repair: Callable[..., None]
    trust: Callable[[], Trust]
    reach: Reach
    watched: dict[str, Any]
    tame_within: float


class Compiled:
    """The functions of a formula in its n variables, each made when it is first asked for.

    Parameters
    ----------
    formula : sympy.Expr
    variables : n symbols
        In the order of a point's coordinates.

    Raises
    ------
    ValueError
        If the formula holds something that is no function of the variables in real arithmetic.
    """

    def __init__(self, formula: Any, variables: tuple[Any, ...]) -> None:
        self._dimensions = len(variables)
        self._tape = Tape()
        self._value = Lowering(self._tape, variables)(formula)

    @classmethod
    def of(cls, findings: Findings, dimensions: int) -> Compiled:
        """The same functions, of what was found out about their formula before."""
        made, heights = cls.__new__(cls), findings.heights
        made._dimensions, made._tape = dimensions, findings.tape
        made._value, made._slopes = heights[0], heights[1 : 1 + dimensions]
        made._curvatures = heights[1 + dimensions :]
        made.delicate, made.delicately_bent = findings.reaches
        return made

    @property
    def findings(self) -> Findings:
        """What takes longest to find out."""
        nodes = [*self._results(1), *self._curvatures]
        return Findings(self._tape, nodes, (self.delicate, self.delicately_bent))

    @cached_property
    def _slopes(self) -> list[int]:
        return gradient(self._tape, self._value, self._dimensions)

    @cached_property
    def _curvatures(self) -> list[int]:
        """The lower triangle of the Hessian, row by row."""
        matrix = hessian(self._tape, self._slopes)
        return [matrix[i][j] for i in range(self._dimensions) for j in range(i + 1)]

    @cached_property
    def _hides_nan(self) -> bool:
        """Whether the height may be a number where a coordinate is not."""
        below = self._tape.reachable([self._value])
        used = sum(self._tape.nodes[k][0] == "variable" for k in below)
        return used < self._dimensions or any(self._tape.nodes[k][0] in BLIND for k in below)

    @cached_property
    def is_smooth(self) -> bool:
        """Whether the height has no kink, wherever it is a number."""
        return self._tape.made_of(self._value, SMOOTH)

    @cached_property
    def is_whole(self) -> bool:
        """Whether it has no pole either."""
        return self._tape.made_of(self._value, SMOOTH - POLES)

    @cached_property
    def tame_within(self) -> float:
        """Height and slopes are sure to be finite where no coordinate is larger than this; 0 if nothing is known."""
        sizes: dict[int, float] = {}
        nodes, constant = self._tape.nodes, self._tape.is_constant
        order = self._tape.reachable([self._value, *self._slopes])
        numbers = constants_of(self._tape, order)
        for k in order:
            match nodes[k]:
                case _ if constant[k]:
                    sizes[k] = abs(numbers[k])
                case ("variable", *_):
                    sizes[k] = _NEAR
                case ("add", a, b):
                    sizes[k] = sizes[a] + sizes[b]
                case ("mul", a, b):
                    sizes[k] = sizes[a] * sizes[b]
                case ("sin" | "cos", _):
                    sizes[k] = 1.0
                case ("versine", _):
                    sizes[k] = 2.0
                case _:
                    return 0.0
        return _NEAR if all(size < _FAR for size in sizes.values()) else 0.0

    @cached_property
    def is_piecewise(self) -> bool:
        """Whether it is put together of pieces, of which one may be flat; otherwise nowhere constant, or everywhere."""
        nodes = self._tape.nodes
        return any(nodes[k][0] in BREAKING for k in self._tape.reachable([self._value]))

    @property
    def is_delicate(self) -> bool:
        """Whether heights or slopes that are numbers may be wrong anywhere, not near zero alone (see `trust`)."""
        return self.delicate == EVERYWHERE

    @cached_property
    def has_holes(self) -> bool:
        """Whether it divides what varies by what may be zero at the same place."""
        return is_delicate(self._tape, self._value)

    @cached_property
    def delicate(self) -> Reach:
        """Where heights or slopes that are numbers may be wrong."""
        return self._reach()

    @cached_property
    def delicately_bent(self) -> Reach:
        """Where second derivatives may be."""
        return self._reach(*self._curvatures)

    def _reach(self, *others: int) -> Reach:
        if self.has_holes:
            return EVERYWHERE
        return reach_of_losses(self._tape, self._value, self._slopes, self._dimensions, others)

    @cached_property
    def watched(self) -> dict[str, Any]:
        """Arguments of `numpy.errstate`: the floating-point errors that may be healed on the way to a number."""
        return watched_errors(self._tape, self._value, self._slopes)

    @cached_property
    def _bent_watched(self) -> dict[str, Any]:
        """The same for second derivatives."""
        return watched_errors(self._tape, self._value, self._slopes, self._curvatures)

    @cached_property
    def _value_trust(self) -> Trust:
        return Trust(self._tape, [self._value], self._dimensions)

    @cached_property
    def _gradient_trust(self) -> Trust:
        return Trust(self._tape, [self._value, *self._slopes], self._dimensions)

    @cached_property
    def _hessian_trust(self) -> Trust:
        return Trust(self._tape, [self._value, *self._curvatures], self._dimensions)

    def parts(self, order: int, *, tangents: bool = True) -> Parts:
        """The instructions of the height and, for an `order` above 0, of all derivatives of this order.

        Of the second order the lower triangle, row by row. `tangents`: see `Listing`.
        """
        results = self._results(order)
        return Listing(self._tape, results, self._dimensions, beside=self._slopes, tangents=tangents).parts

    def doubt(self, order: int, usual: Sequence[float]) -> Parts:
        """The instructions of a number that is at most 1 where the results of `parts(order)` are to be believed.

        `usual` is a size for each of them; an error is judged by this where a result is smaller.
        """
        number = Losses(self._tape, self._results(order), self._dimensions).doubt(usual)
        return Listing(self._tape, [number], self._dimensions).parts

    def hidden_poles(self) -> Parts | None:
        """The instructions of numbers that are zero where the height may be a finite number beside an infinite one."""
        poles = hidden_poles(self._tape, self._value)
        return Listing(self._tape, poles, self._dimensions).parts if poles else None

    def constants(self, order: int) -> list[Any]:
        """The numbers in `parts(order)` in many digits."""
        fixed = [k for k in self._tape.reachable(self._results(order)) if self._tape.is_constant[k]]
        return list(exact_values(self._tape, fixed, ()).values())

    def _results(self, order: int) -> list[int]:
        derivatives = self._curvatures if order == 2 else self._slopes if order else []
        return [self._value, *derivatives]

    @cached_property
    def _value_program(self) -> Program:
        return Program(self.parts(0))

    @cached_property
    def _gradient_program(self) -> Program:
        return Program(self.parts(1))

    @cached_property
    def _hessian_program(self) -> Program:
        return Program(self.parts(2))

    @cached_property
    def _height_limits(self) -> Limits:
        return Limits(self._tape, self._value, [self._value], self._dimensions)

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
        return self._over_blocks(self._value_program, points, self._care(lambda: self._value_trust))[0]

    def value_and_gradient(self, points: Array) -> tuple[Array, Array]:
        """Heights (...) and gradients (..., n) at `points` (..., n)."""
        both = self._over_blocks(self._gradient_program, points, self._care(lambda: self._gradient_trust))
        return both[0], np.moveaxis(both[1:], 0, -1)

    def hessian(self, points: Array) -> Array:
        """Hessians (..., n, n) at `points` (..., n)."""
        n = self._dimensions
        trust, reach = (lambda: self._hessian_trust), self.delicately_bent
        care = _Care(self._repair_hessian, trust, reach, self._bent_watched, 0.0)
        both = self._over_blocks(self._hessian_program, points, care)
        matrix = np.empty((*both.shape[1:], n, n))
        for entry, (i, j) in zip(both[1:], _triangle(n), strict=True):
            matrix[..., i, j] = matrix[..., j, i] = entry
        return matrix

    def repair(self, columns: Array, heights: Array, gradients: Array) -> None:
        """Put values or limits where `heights` (B,) and `gradients` (n, B) are not finite, in place.

        Heights without either stay as they are, gradients are 0 there (see `landscapes.compiled.limits`).
        """
        if _suspicious(heights, gradients):
            gradients[:, self.repair_heights(columns, heights)] = np.nan
            self.repair_gradients(columns, heights, gradients)

    def distrust(self, columns: Array, heights: Array, gradients: Array, *, moving: bool = False) -> bool:
        """Make NaN what of `heights` (B,) and `gradients` (n, B) has lost too many digits to stay; whether any has.

        Of those who are `moving` slopes stay that are right a few roundings beside the place: where they come to rest
        every slope is a sum that cancels. Near zero alone nothing is marked: a step depends on nothing that small, and
        whole runs come to rest there.
        """
        if not self.is_delicate:
            return False
        allowed = self._shown_by_rounding if moving else None
        return self._gradient_trust.mark_losses(
            columns, heights, *gradients, reach=EVERYWHERE, allowed=allowed
        )

    def _shown_by_rounding(self, columns: Array) -> Array:
        found = np.empty((1 + self._dimensions, columns.shape[1]))
        for block, results in self._hessian_program.blocks(columns):
            found[:, block] = shown_by_rounding(columns[:, block], results[1:])
        return found

    def distrust_extremes(self, columns: Array, heights: Array, gradients: Array) -> bool:
        """The same of what has lost its value because something overflowed; whether anything did."""
        flags, count = Flags(), columns.shape[1]
        rows = aligned((1 + self._dimensions, count))
        with np.errstate(**self.watched, call=flags):
            run(self.bind(columns, rows[0], rows[1:], self.scratch(count)))
            return flags.raised and self._gradient_trust.mark_extremes(columns, heights, *gradients)

    def repair_gradients(self, columns: Array, heights: Array, gradients: Array) -> None:
        """The gradients alone, at heights that are as good as they get."""
        if len(gradients) and _suspicious(heights, gradients):
            self._gradient_limits.repair(columns, heights, gradients)

    def repair_heights(self, columns: Array, heights: Array) -> NDArray[np.intp]:
        """The heights alone; which (R,) have a value now."""
        nothing = np.empty(0, dtype=np.intp)
        if are_sound(heights[None]):
            return nothing
        rows = np.flatnonzero(~np.isfinite(heights) & np.isfinite(columns).all(axis=0))
        if not len(rows):
            return nothing
        found = self._height_limits.found(columns[:, rows], np.ones((1, len(rows)), dtype=bool))[0]
        heights[rows] = np.where(np.isnan(found), heights[rows], found)
        return rows[np.isfinite(found)]

    def _repair_hessian(self, columns: Array, heights: Array, curvatures: Array) -> None:
        curvatures[:, self.repair_heights(columns, heights)] = np.nan
        if _suspicious(heights, curvatures):
            self._hessian_limits.repair(columns, heights, curvatures)

    def bind(self, columns: Array, heights: Array, gradients: Array, scratch: Iterable[Array]) -> list[Step]:
        """The steps that fill `heights` (B,) and the raw `gradients` (n, B) from `columns` (n, B)."""
        return self._gradient_program.bind(columns, [heights, *gradients], scratch)

    def scratch(self, size: int) -> Array:
        """Buffers (slots, `size`) for `bind` with up to `size` points; not to be shared between threads."""
        return self._gradient_program.scratch(size)

    def kernel(self, size: int) -> Kernel:
        """`Landscape.kernel` documents it."""
        scratch, outputs = self.scratch(size), aligned((1 + self._dimensions, size))
        flags = Flags()
        watched = {**self.watched, "call": flags}

        def kernel(columns: Array) -> tuple[Array, Array]:
            heights, gradients = outputs[0, : columns.shape[1]], outputs[1:, : columns.shape[1]]
            flags.raised = False
            with np.errstate(**watched):
                run(self.bind(columns, heights, gradients, scratch[:, : columns.shape[1]]))
                if flags.raised:
                    self._gradient_trust.mark_extremes(columns, heights, *gradients)
                if self.is_delicate:
                    self.distrust(columns, heights, gradients)
                self.repair(columns, heights, gradients)
            return heights, gradients

        return kernel

    def _care(self, trust: Callable[[], Trust]) -> _Care:
        """Of heights and gradients."""
        tame = 0.0 if self.is_delicate else self.tame_within
        return _Care(self.repair, trust, self.delicate, self.watched, tame)

    def _over_blocks(self, program: Program, points: Array, care: _Care) -> Array:
        """Outputs (m, ...) of a program at `points` (..., n), block by block; NaN where a coordinate is."""
        shape, columns = points.shape[:-1], points.reshape(-1, self._dimensions).T
        count = columns.shape[1]
        if not count:
            return np.empty((program.outputs, *shape))
        effort = open_effort()
        if effort is not None:
            effort.evaluated(count, program.length)
        result = aligned((program.outputs, count))
        size = min(program.block, count)
        scratch, room = program.scratch(size), aligned((self._dimensions, size))
        side_by_side = columns.strides[1] == columns.itemsize
        flags = Flags()
        with np.errstate(**care.watched, call=flags):
            for low in range(0, count, size):
                flags.raised = False
                inputs, outputs = columns[:, low : low + size], result[:, low : low + size]
                if not side_by_side:
                    room[:, : inputs.shape[1]] = inputs
                    inputs = room[:, : inputs.shape[1]]
                run(program.bind(inputs, outputs, scratch[:, : inputs.shape[1]]))
                tame = care.tame_within and are_sound(inputs, care.tame_within**2)
                if tame and not (care.reach.within and len(care.reach.rows(inputs))):
                    continue
                if flags.raised:
                    care.trust().mark_extremes(inputs, *outputs)
                if care.reach.within:
                    care.trust().mark_losses(inputs, *outputs, reach=care.reach)
                if self._hides_nan or not are_sound(outputs):
                    care.repair(inputs, outputs[0], outputs[1:])
                    outputs[:, np.isnan(inputs).any(axis=0)] = np.nan
        return result.reshape(program.outputs, *shape)


def _suspicious(heights: Array, slopes: Array) -> bool:
    return not (are_sound(heights[None]) and are_sound(slopes))


def _triangle(n: int) -> list[tuple[int, int]]:
    return [(i, j) for i in range(n) for j in range(i + 1)]
