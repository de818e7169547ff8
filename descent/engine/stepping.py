"""How the particles of a block get through a few steps: places, heights and gradients of each in a row of memory.

Rows, because a stretch is looked at afterwards as one array, and because a stretch that has to be taken again
finds everything where it was. A row after the last is the first one: a single step goes on without copying.
"""

from __future__ import annotations

from abc import ABC, abstractmethod

import numpy as np
from numpy.typing import NDArray

from descent.engine.run import RunSettings
from descent.engine.traced_rule import RuleProgram
from descent.optimizers import FirstOrder, State
from landscapes.compiled import Step, Survey, aligned, run

Array = NDArray[np.float64]

_MOST_STEPS, _MOST_POINTS = 32, 60000
"""A stretch: longer ones are wasted on those who stop in between, larger ones leave the processor's cache."""


def stepper(settings: RunSettings, points: Array, numbers: NDArray[np.int64]) -> Stepper:
    """What moves the particles `numbers` (B,) of a run from `points` (n, B)."""
    if settings.rule is not None:
        return TracedStepper(settings, points, numbers, settings.rule)
    return UntracedStepper(settings, points, numbers)


class Stepper(ABC):
    """Particles on their way, and the memory for as many steps as are taken in a stretch.

    Attributes
    ----------
    numbers : (B,), which particles of the run they are
    longest : int, the most steps in a stretch; there is one row more
    row : int, where they are
    guesses : bool, whether rows with a gradient that is not finite are left as if it were 0 there
    x, h, g : (rows, n, B), (rows, B), (rows, n, B), places, heights and raw gradients
    """

    def __init__(self, settings: RunSettings, points: Array, numbers: NDArray[np.int64]) -> None:
        self._settings, count = settings, points.shape[1]
        most = _MOST_STEPS if isinstance(settings.optimizer, FirstOrder) else 1
        self.numbers, self.row, self.guesses = numbers, 0, False
        self.longest = max(1, min(_MOST_POINTS // max(count, 1), most, settings.steps))
        self.x = aligned((self.longest + 1, *points.shape))
        self.x[0] = points
        self._survey = Survey(settings.landscape.compiled, self.x)
        self.h, self.g = self._survey.h, self._survey.g
        self._programs: dict[int, list[Step]] = {}

    @abstractmethod
    def begin(self) -> None:
        """Heights and gradients of the first row, and a new memory; gradients are still to be mended."""

    @abstractmethod
    def advance(self, step: int, count: int) -> slice:
        """Take `count` steps from the one numbered `step`; the rows they are in. `row` is left where it was."""

    @abstractmethod
    def undo(self) -> None:
        """Undo the last stretch; `row` must still be where it began."""

    def at_rest(self, step: int) -> NDArray[np.bool_] | None:
        """Which particles (B,) their optimizer ended before `step`; None where it ends none."""
        return None

    def guess(self) -> bool:
        """Guess from now on; False if it does so already, or cannot."""
        return False

    @abstractmethod
    def only(self, keep: NDArray[np.bool_]) -> Stepper:
        """The same for the particles of `keep` (B,)."""

    def _to_first_row(self) -> None:
        for rows in (self.x, self.h, self.g):
            rows[0] = rows[self.row]
        self.row = 0

    def _after(self, row: int) -> int:
        return row + 1 if row < self.longest else 0


class UntracedStepper(Stepper):
    """Any optimizer: asked at every step for a displacement. What is traced gives the same bits, in less time."""

    _state: State
    _before: State

    def begin(self) -> None:
        run(self._survey.steps(0))
        self._state = self._settings.optimizer.initial_state(self.x[0].copy())

    def advance(self, step: int, count: int) -> slice:
        optimizer, noise, f = self._settings.optimizer, self._settings.noise, self._settings.landscape
        if count > 1 and self.row:
            self._to_first_row()
        row, state = self.row, self._state
        self._before = state
        for index in range(step, step + count):
            x, gradient = self.x[row], self.g[row]
            if noise is not None:
                gradient = noise.noisy(gradient, x, index, self._settings.first + self.numbers, f)
            places, state = optimizer.placed(x, gradient, state, index, f)
            row = self._after(row)
            self.x[row] = places
            if row not in self._programs:
                self._programs[row] = self._survey.steps(row)
            run(self._programs[row])
        self._state = state
        return slice(row - count + 1, row + 1)

    def undo(self) -> None:
        self._state = self._before

    def at_rest(self, step: int) -> NDArray[np.bool_] | None:
        return self._settings.optimizer.at_rest(self._state, step)

    def only(self, keep: NDArray[np.bool_]) -> Stepper:
        fewer = UntracedStepper(self._settings, self.x[self.row][:, keep], self.numbers[keep])
        fewer.h[0], fewer.g[0] = self.h[self.row][keep], self.g[self.row][:, keep]
        fewer._state = {name: array[..., keep] for name, array in self._state.items()}
        return fewer


class TracedStepper(Stepper):
    """A rule and a landscape that are programs: a step is their ufuncs, one after the other.

    Every ufunc is bound once to the arrays that it reads and writes; a step then makes no array and runs no
    Python but one loop. With a hundred particles that is most of what a step costs.
    """

    def __init__(
        self, settings: RunSettings, points: Array, numbers: NDArray[np.int64], rule: RuleProgram
    ) -> None:
        super().__init__(settings, points, numbers)
        self._rule = rule
        self._memory = aligned((self.longest + 1, len(rule.memory), *points.shape))
        self._states = [[x, *memory] for x, memory in zip(self.x, self._memory, strict=True)]
        self._between = list(aligned((rule.program.slots, *points.shape)))
        self._tables = np.empty((self.longest + 1, len(rule.tables)))

    def begin(self) -> None:
        run(self._survey.steps(0))
        state = self._settings.optimizer.initial_state(self.x[0].copy())
        for array, name in zip(self._memory[0], self._rule.memory, strict=True):
            array[...] = state[name]

    def advance(self, step: int, count: int) -> slice:
        if count > 1 and self.row:
            self._to_first_row()
        row, last = self.row, self.row + count
        # Only a single step can go on from the last row to the first; a longer stretch began by copying.
        self._tables[row:last] = self._rule.tables[:, step : step + count].T
        for k in range(row, last):
            if k not in self._programs:
                self._programs[k] = self._leg(k)
            run(self._programs[k])
        end = self._after(last - 1)
        return slice(end - count + 1, end + 1)

    def undo(self) -> None:
        """Nothing to do: the memory stands in rows, as places do."""

    def _leg(self, row: int) -> list[Step]:
        """From a row to the next."""
        after = self._after(row)
        told = [self._tables[row, k, ...] for k in range(self._tables.shape[1])]
        gradient = self._guess if self.guesses else self.g[row]
        place, *memory = self._states[row]
        inputs = [place, gradient, *memory, *told]
        moved = self._rule.program.bind(inputs, self._states[after], self._between)
        guessed: list[Step] = [(_finite_or_zero, (self.g[row], gradient))] if self.guesses else []
        return guessed + moved + self._survey.steps(after)

    def guess(self) -> bool:
        if self.guesses:
            return False
        self.guesses, self._programs, self._guess = True, {}, np.empty_like(self.g[0])
        return True

    def _to_first_row(self) -> None:
        self._memory[0] = self._memory[self.row]
        super()._to_first_row()

    def only(self, keep: NDArray[np.bool_]) -> Stepper:
        fewer = TracedStepper(self._settings, self.x[self.row][:, keep], self.numbers[keep], self._rule)
        fewer.h[0], fewer.g[0] = self.h[self.row][keep], self.g[self.row][:, keep]
        fewer._memory[0] = self._memory[self.row][..., keep]
        if self.guesses:
            fewer.guess()
        return fewer


def _finite_or_zero(numbers: Array, out: Array) -> None:
    out[...] = 0
    np.copyto(out, numbers, where=np.isfinite(numbers))
