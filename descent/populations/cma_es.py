"""A normal distribution that learns where heights fall: its mean walks, its covariance turns into the valley."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Annotated, Any, ClassVar

import numpy as np

from descent.populations.population import Array, Place, Population, State
from descent.settings import Positive


@dataclass(frozen=True)
class CMAES(Population):
    """Covariance matrix adaptation: sample around a mean, rank, move the mean, learn step size and covariance.

    Parameters
    ----------
    step : float
        The first standard deviation, a share of the box's sides.
    population : int, optional
        Samples of a generation; 4 + floor(3 ln n) if left out.

    Notes
    -----
    The tutorial's default constants, negative weights included, and the eigenvectors in every generation. Coordinates are
    shares of the box's sides, so that no units come in. Without a start the first mean is anywhere in the box. A sample out
    of the box is mirrored back into it, and learned from as if it had been drawn there, as the package cmaes does with
    those that it repairs; ``walls=0`` is the tutorial's.

    References
    ----------
    Hansen (2016), The CMA evolution strategy: a tutorial, equations 38 to 58 and table 1.

    Examples
    --------
    >>> from descent import CMAES, search
    >>> from landscapes import catalogue
    >>> run = search(catalogue["rosenbrock"], CMAES(), generations=120, seed=1)
    >>> bool(run.heights[-1].min() < 1e-6)
    True
    """

    step: Positive = 0.3
    population: Annotated[int, "[2, inf)"] | None = None
    word: ClassVar[str] = "cma_es"
    aliases: ClassVar[tuple[str, ...]] = ("cmaes", "cma")
    joined: ClassVar[bool] = False
    many: ClassVar[bool] = True

    @property
    def name(self) -> str:
        return "CMA-ES"

    def initial_state(self, place: Place, draw: np.random.Generator) -> State:
        start = place.anywhere(draw, 1)[0] if place.start is None else place.start
        *searches, n = start.shape
        fixed = {"place": place, "numbers": Numbers.of(n, self.population)}
        covariance, none = np.broadcast_to(np.eye(n), (*searches, n, n)), np.zeros(start.shape)
        moving = {"mean": (start - place.low) / place.sides, "sigma": np.full(searches, self.step)}
        return fixed | moving | {"covariance": covariance, "path": none, "conjugate": none, "generation": 0}

    def ask(self, state: State, draw: np.random.Generator) -> tuple[Array, State]:
        values, axes = np.linalg.eigh(state["covariance"])
        roots = np.sqrt(np.maximum(values, 0.0))
        z = draw.standard_normal((state["numbers"].population, roots.shape[-1]))
        steps = (z * roots[..., None, :]) @ axes.swapaxes(-1, -2)
        place, sigma = state["place"], state["sigma"][..., None, None]
        mean = state["mean"][..., None, :]
        points = place.low + (mean + sigma * steps) * place.sides
        if self.walls:
            free, points = points, place.mirrored(points)
            steps = np.where(points == free, steps, ((points - place.low) / place.sides - mean) / sigma)
        sampled = {"steps": steps, "roots": roots, "axes": axes, "centre": state["mean"]}
        return points, state | sampled | {"spread": state["covariance"] * sigma**2}

    def tell(self, state: State, points: Array, heights: Array, draw: np.random.Generator) -> State:
        c, n = state["numbers"], points.shape[-1]
        order = np.argsort(heights, axis=-1, kind="stable")
        steps = np.take_along_axis(state["steps"], order[..., None], axis=-2)
        weights, roots, axes = c.weights, state["roots"], state["axes"]
        move = weights[: c.parents] @ steps[..., : c.parents, :]
        white = np.where(roots > 0, 1 / np.where(roots > 0, roots, 1.0), 0.0)
        turned = _times(axes, white * _times(axes.swapaxes(-1, -2), move))
        conjugate = (1 - c.c_sigma) * state["conjugate"]
        conjugate = conjugate + np.sqrt(c.c_sigma * (2 - c.c_sigma) * c.effective) * turned
        size = np.sqrt((conjugate[..., None, :] @ conjugate[..., None])[..., 0, 0])
        after = state["generation"] + 1
        usual = size / np.sqrt(1 - (1 - c.c_sigma) ** (2 * after)) < (1.4 + 2 / (n + 1)) * c.expected
        along = usual * np.sqrt(c.c_c * (2 - c.c_c) * c.effective)
        path = (1 - c.c_c) * state["path"] + along[..., None] * move
        lengths = ((steps @ axes * white[..., None, :]) ** 2).sum(axis=-1)
        held = np.where(weights >= 0, weights, weights * n / np.maximum(lengths, 1e-300))
        kept = 1 + c.c_1 * (1 - usual) * c.c_c * (2 - c.c_c) - c.c_1 - c.c_mu * weights.sum()
        covariance = kept[..., None, None] * state["covariance"]
        covariance = covariance + c.c_1 * (path[..., :, None] * path[..., None, :])
        covariance = covariance + (c.c_mu * (steps.swapaxes(-1, -2) * held[..., None, :])) @ steps
        growth = np.exp(np.minimum(1.0, c.c_sigma / c.damping * (size / c.expected - 1)))
        return state | {
            "mean": state["mean"] + state["sigma"][..., None] * move,
            "sigma": state["sigma"] * growth,
            "covariance": (covariance + covariance.swapaxes(-1, -2)) / 2,
            "path": path,
            "conjugate": conjugate,
            "generation": after,
            "points": points,
            "heights": heights,
        }

    def beads(self, state: State) -> tuple[Array, Array]:
        return state["points"], state["heights"]

    def drawn(self, state: State) -> dict[str, Array]:
        """mean (n,) and covariance (n, n) that the generation was drawn from, and best (n,) of it."""
        place = state["place"]
        return {
            "mean": place.low + state["centre"] * place.sides,
            "covariance": state["spread"] * np.outer(place.sides, place.sides),
            "best": state["points"][np.argmin(state["heights"])],
        }


def _times(matrices: Array, vectors: Array) -> Array:
    return np.asarray((matrices @ vectors[..., None])[..., 0])


@dataclass(frozen=True)
class Numbers:
    """The strategy's constants for n variables: table 1 of the tutorial.

    Attributes
    ----------
    n, population, parents : int
    """

    n: int
    population: int
    parents: int

    @classmethod
    def of(cls, n: int, population: int | None) -> Numbers:
        """The usual ones, for a population that is given or the usual one too."""
        count = 4 + int(3 * np.log(n)) if population is None else population
        return cls(n, count, count // 2)

    @cached_property
    def raw(self) -> Array:
        """The weights (population,) before they are scaled, equation 49."""
        return np.log((self.population + 1) / 2) - np.log(np.arange(1, self.population + 1))

    @cached_property
    def effective(self) -> float:
        """How many parents count, the paper's mu_eff."""
        return self._effective(self.raw[: self.parents])

    @cached_property
    def weights(self) -> Array:
        """The weights (population,), best first: those of the parents add up to 1; equations 50 to 53."""
        positive = self.raw > 0
        others = self._effective(self.raw[self.parents :])
        least = min(
            1 + self.c_1 / self.c_mu,
            1 + 2 * others / (self.effective + 2),
            (1 - self.c_1 - self.c_mu) / (self.n * self.c_mu),
        )
        above, below = self.raw[positive].sum(), -self.raw[~positive].sum()
        return np.where(positive, self.raw / above, least * self.raw / max(below, 1e-300))

    @cached_property
    def c_sigma(self) -> float:
        return (self.effective + 2) / (self.n + self.effective + 5)

    @cached_property
    def damping(self) -> float:
        return 1 + 2 * max(0.0, float(np.sqrt((self.effective - 1) / (self.n + 1))) - 1) + self.c_sigma

    @cached_property
    def c_c(self) -> float:
        return (4 + self.effective / self.n) / (self.n + 4 + 2 * self.effective / self.n)

    @cached_property
    def c_1(self) -> float:
        return 2 / ((self.n + 1.3) ** 2 + self.effective)

    @cached_property
    def c_mu(self) -> float:
        rank = 0.25 + self.effective + 1 / self.effective - 2
        return min(1 - self.c_1, 2 * rank / ((self.n + 2) ** 2 + self.effective))

    @cached_property
    def expected(self) -> float:
        """The mean length of a standard normal vector, nearly."""
        return float(np.sqrt(self.n)) * (1 - 1 / (4 * self.n) + 1 / (21 * self.n**2))

    @staticmethod
    def _effective(raw: Any) -> float:
        return float(raw.sum() ** 2 / max((raw**2).sum(), 1e-300))
