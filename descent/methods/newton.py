"""Steps from the Hessian, taken apart into its principal directions."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from descent.optimizers import Array, RatedOptimizer, State, length, total
from descent.schedules import Schedule
from descent.settings import NonNegative, Positive
from landscapes import Landscape


@dataclass(frozen=True)
class Newton(RatedOptimizer):
    """x <- x - learning_rate * H^-1 g: to the stationary point of the parabola that fits here, up or down.

    It runs to saddles and maxima as gladly as to minima: that is what it is here to show. Directions without
    curvature (less than 1e-12 of the largest, in shares of the domain's sides) are left out, as the pseudo-inverse does.

    References
    ----------
    Nocedal & Wright (2006), section 3.3, pure Newton step.

    Examples
    --------
    >>> from descent import Ending, Newton, descend
    >>> from landscapes import catalogue
    >>> run = descend(catalogue["sphere"], [[2.0, 1.0]], Newton(), steps=200)
    >>> Ending(run.ending[0]).name
    'CONVERGED'
    >>> int(run.stopped_at[0])
    1
    """

    learning_rate: float | Schedule | None = 1.0
    in_pages: ClassVar[bool] = True

    def initial_state(self, points: Array) -> State:
        return {}

    def step(
        self, points: Array, gradient: Array, state: State, index: int, landscape: Landscape
    ) -> tuple[Array, State]:
        # In shares of the domain's sides: what counts as flat does not depend on the units of single variables.
        side = np.ptp(np.asarray(landscape.domain, dtype=float), axis=1)
        curvature, axes = np.linalg.eigh(landscape.hessian(points.T) * np.outer(side, side))
        flat = np.abs(curvature) <= 1e-12 * np.abs(curvature).max(axis=-1, keepdims=True)
        inverse = np.where(flat, 0.0, 1 / np.where(flat, 1.0, curvature))
        along = _through(axes, inverse, gradient * side[:, None])
        return -self.rate(index) * side[:, None] * along, {}


@dataclass(frozen=True)
class SaddleFreeNewton(RatedOptimizer):
    """`x <- x - learning_rate * (|H| + damping*h*I)^-1 g`, no longer than `longest` times the domain's diagonal.

    `|H|` has the absolute values of H's eigenvalues: the step goes down along every principal direction, so it
    runs away from saddles instead of to them.

    Notes
    -----
    The paper damps too, with a value tuned by search; here it is a share of the largest curvature h at the
    particle's place, so that nothing depends on the landscape's units. The limit on length is ours: a trust
    region that does not adapt.

    References
    ----------
    Dauphin, Pascanu, Gulcehre, Cho, Ganguli & Bengio (2014), algorithm 1.

    Examples
    --------
    >>> from descent import Ending, SaddleFreeNewton, descend
    >>> from landscapes import catalogue
    >>> run = descend(catalogue["sphere"], [[2.0, 1.0]], SaddleFreeNewton(), steps=200)
    >>> Ending(run.ending[0]).name
    'CONVERGED'
    >>> int(run.stopped_at[0])
    3
    """

    learning_rate: float | Schedule | None = 1.0
    damping: NonNegative = 1e-6
    longest: Positive = 0.1
    in_pages: ClassVar[bool] = True

    @property
    def spoken(self) -> str:
        return "saddle-free Newton"

    def initial_state(self, points: Array) -> State:
        return {}

    def step(
        self, points: Array, gradient: Array, state: State, index: int, landscape: Landscape
    ) -> tuple[Array, State]:
        curvature, axes = np.linalg.eigh(landscape.hessian(points.T))
        size = np.abs(curvature)
        stiffness = size + self.damping * size.max(axis=-1, keepdims=True, initial=0.0)
        inverse = 1 / np.where(stiffness > 0, stiffness, 1.0)
        shift = -self.rate(index) * _through(axes, inverse, gradient)
        limit = self.longest * float(np.linalg.norm(np.ptp(landscape.domain, axis=1)))
        far = length(shift)
        return shift * np.minimum(1.0, limit / np.where(far > 0, far, 1.0)), {}


def _through(axes: Array, inverse: Array, gradient: Array) -> Array:
    """Q diag(inverse) Q^T g for every particle: axes (B, n, n), inverse (B, n), gradient (n, B) -> (n, B)."""
    along = total((axes * gradient.T[:, :, None]).swapaxes(0, 1))
    return np.asarray(total(np.moveaxis(axes * (inverse * along)[:, None, :], -1, 0)).T)
