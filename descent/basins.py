"""Where every start of a fine lattice ends: basins of attraction, their shares, and where two of them disagree."""

from __future__ import annotations

from concurrent.futures import Executor
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from descent.compiled_engine import EngineName
from descent.loop import descend
from descent.noise import Noise
from descent.optimizers import Optimizer
from descent.results import Destinations, Ending, Share, same_places, share
from descent.settings import check_kind, check_landscape, said_by
from descent.starts import checked_count, checked_domain
from landscapes import Landscape
from landscapes.formulas import Box

Labels = NDArray[np.int64]


@dataclass(frozen=True, eq=False, kw_only=True)
class Basins:
    """A map of starts; row i, column j is the start (x_j, y_i), both rising, so that row 0 is the lowest y.

    Attributes
    ----------
    landscape, optimizer : what was run, the learning rate included
    domain : the box of starts
    x, y : (resolution,) float64, domain units; `y` is empty in one variable
    labels : (resolution, resolution) int, index into `destinations`; -1 where no stationary point was reached
    ending : (resolution, resolution) of `Ending`
    steps : (resolution, resolution) int, the step at which the particle came to rest, or the number of steps
    destinations : the stationary points reached
    limit : int, the number of steps that were allowed
    engine : "numpy" or "compiled", what moved the particles

    Examples
    --------
    >>> from descent import GradientDescent, basins
    >>> from landscapes import catalogue
    >>> f = catalogue["himmelblau"]
    >>> found = basins(f, GradientDescent(0.01), resolution=16)
    >>> found.labels.shape
    (16, 16)
    >>> len(found.minima)
    4
    """

    landscape: Landscape
    optimizer: Optimizer
    domain: Box
    x: NDArray[np.float64]
    y: NDArray[np.float64]
    labels: Labels
    ending: NDArray[np.int8]
    steps: NDArray[np.int64]
    destinations: Destinations
    limit: int
    engine: str = "numpy"

    @property
    def minima(self) -> NDArray[np.float64]:
        """The minima reached (k, n), in the order of their labels."""
        return self.destinations.positions[self.destinations.is_minimum]

    @property
    def shares(self) -> tuple[Share, ...]:
        """For each destination the share of starts that came to it.

        The interval is what as many random starts would leave open; a lattice is more even than chance.
        """
        return tuple(share(int(count), self.labels.size) for count in self.destinations.counts)

    @property
    def ending_shares(self) -> dict[Ending, Share]:
        """The share of starts for each ending."""
        counts = np.bincount(self.ending.ravel(), minlength=len(Ending))
        return {ending: share(int(counts[ending]), self.ending.size) for ending in Ending}


def basins(
    f: Landscape,
    optimizer: Optimizer,
    *,
    resolution: int = 512,
    domain: Box | None = None,
    steps: int = 1000,
    tolerance: float | None = None,
    noise: Noise | None = None,
    engine: EngineName = "numpy",
    executor: Executor | None = None,
    block: int | None = None,
) -> Basins:
    """Run a lattice of `resolution` starts along each side, edges included, and keep only where they end.

    `engine` is that of `descend`; on "compiled" a fine map takes a fraction of the time. `executor` takes
    the starts by tiles of `block`, as `descend` does: the map is the same bit for bit, whatever the tiles and whoever is
    done first.

    Raises
    ------
    ValueError
        If the landscape has more than two variables, or a setting is out of range.

    Examples
    --------
    >>> from descent import GradientDescent, basins
    >>> from landscapes import catalogue
    >>> f = catalogue["himmelblau"]
    >>> found = basins(f, GradientDescent(0.01), resolution=16)
    >>> found.labels.shape
    (16, 16)
    >>> len(found.minima)
    4
    """
    check_landscape("basins.f", f)
    if f.dimensions > 2:
        raise ValueError(
            f"basins needs one or two variables, {f.name} has {f.dimensions}; take a plane of it"
        )
    count = checked_count("basins.resolution", resolution, power=f.dimensions)
    low, high = checked_domain(f.domain if domain is None else domain)
    if len(low) != f.dimensions:
        raise ValueError(f"basins: the domain has {len(low)} sides, {f.name} has {f.dimensions} variables")
    axes = [np.linspace(a, b, count) for a, b in zip(low, high, strict=True)]
    starts = np.stack([c.ravel() for c in np.meshgrid(*axes[::-1], indexing="ij")][::-1], axis=-1)
    with said_by("basins"):
        run = descend(
            f,
            starts,
            optimizer,
            steps=steps,
            tolerance=tolerance,
            record="ends",
            noise=noise,
            engine=engine,
            executor=executor,
            block=block,
        )
    found = run.destinations
    shape = (count,) * f.dimensions
    return Basins(
        landscape=f,
        optimizer=run.optimizer if isinstance(run.optimizer, Optimizer) else optimizer,
        domain=tuple((float(a), float(b)) for a, b in zip(low, high, strict=True)),
        x=axes[0],
        y=axes[1] if f.dimensions == 2 else np.zeros(0),
        labels=found.labels.reshape(shape),
        ending=run.ending.reshape(shape),
        steps=run.stopped_at.reshape(shape),
        destinations=found,
        limit=steps,
        engine=run.engine,
    )


def disagreement(a: Basins, b: Basins) -> NDArray[np.bool_]:
    """Where two maps of the same starts end in different places, (resolution, resolution) bool.

    Two particles agree if both reach the same stationary point (closer than two thousandths of the domain), or
    if neither reaches one and both end alike.

    Raises
    ------
    ValueError
        If the maps are not of the same starts on the same landscape.

    Examples
    --------
    >>> from descent import GradientDescent, Momentum, basins, disagreement
    >>> from landscapes import catalogue
    >>> f = catalogue["himmelblau"]
    >>> a, b = (basins(f, o, resolution=16) for o in (GradientDescent(0.01), Momentum(0.01)))
    >>> disagreement(a, b).shape, bool(disagreement(a, a).any())
    ((16, 16), False)
    """
    for owner, one in (("a", a), ("b", b)):
        check_kind(f"disagreement.{owner}", one, Basins, "basins(f, optimizer) gives one")
    same = a.labels.shape == b.labels.shape and a.domain == b.domain
    if not same or a.landscape.name != b.landscape.name:
        raise ValueError("disagreement needs two maps of one landscape with the same domain and resolution")
    ours, theirs = a.destinations, b.destinations
    table = np.zeros((len(ours) + 1, len(theirs) + 1), dtype=bool)
    table[:-1, :-1] = same_places(a.landscape, ours, theirs)
    neither = (a.labels < 0) & (b.labels < 0) & (a.ending == b.ending)
    return ~(table[a.labels, b.labels] | neither)
