"""A learning rate and a number of steps that suit a landscape, found by trying, and saying how."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache
from typing import Any, TypeVar

import numpy as np
from numpy.typing import ArrayLike, NDArray

from descent.optimizers import FirstOrder, GradientDescent, Optimizer, RatedOptimizer, check_optimizer
from descent.rates.calming import DECADES, FAR, HALVINGS, LONG, calmed, lost
from descent.rates.chosen_rate import ChosenRate, kept_choice
from descent.rates.stability import is_linear, travel
from descent.settings import check_landscape
from descent.starts import checked_starts, grid, uniform
from landscapes import Landscape
from landscapes.compiled import Effort

Array = NDArray[np.float64]
Trial = tuple[Array, Array, Array]
AnyOptimizer = TypeVar("AnyOptimizer", bound=Optimizer)

RUNGS = 32
TRIAL_STEPS = 60
QUICK = 25
"""The gentlest rate is taken at which half the particles have done DONE of their descent in so many steps."""
DONE = 0.9999
FEW = 0.05
"""Share of the trial's particles that may rise, leap or hop: corners of the box where a rate is too bold."""
LEAP = 0.2
"""A step longer than this share of the domain is a leap that no eye follows."""
CHATTER = 0.01
"""Steps longer than this share of the domain that lower nothing any more hop over a kink."""
CROSSING = 100
"""Steps in which an optimizer whose step has a length of its own shall cross the domain."""


DEEPER, SAFER = 3, 1e-6
"""So often rates so much smaller are looked for, where the gentlest of the ladder loses somebody."""
STROLL = 0.1
"""Of the domain's width: longer steps over the edge of where there are heights are leaps."""
NOBODY = "no particle got lost and "
"""Said of a rate only where a long run from the default starts bears it out."""
CUT_OFF = "; cut off: some slopes that floats do not give were left 0, which would have taken too long"
"""Said of a rate where there were too many of them."""
SIDE, SPARSE = 15, 6
"""The starts on each side of that run's grid, and, even so that none is on a crease, of the grid that says who rests."""
ALONE = 12
"""So few starts get a rate of their own."""
SLOWEST, FASTEST = 5e-324, 1e308
"""The ends of every ladder: what floats can hold, and still can when it is rounded to two digits."""
COARSE = 4.0
"""Rungs of a ladder further from one another than this factor are too far for a choice."""


def trial_numbers() -> dict[str, float]:
    """The numbers of the choice by name, for the page that chooses likewise."""
    trial = {
        "rungs": RUNGS,
        "trialSteps": TRIAL_STEPS,
        "quick": QUICK,
        "done": DONE,
        "few": FEW,
        "leap": LEAP,
    }
    bounds = {"slowest": SLOWEST, "fastest": FASTEST, "coarse": COARSE, "deeper": DEEPER, "safer": SAFER}
    bounds |= {"stroll": STROLL}
    calm = {"sparse": SPARSE, "alone": ALONE, "halvings": HALVINGS, "decades": DECADES, "far": FAR}
    return {**trial, **bounds, "chatter": CHATTER, "crossing": CROSSING, "long": LONG, "side": SIDE, **calm}


def default_learning_rate(
    f: Landscape, optimizer: Optimizer | type[Optimizer] = GradientDescent, starts: ArrayLike | None = None
) -> ChosenRate:
    """A learning rate with which `optimizer` shows something on `f` and does not blow up.

    Parameters
    ----------
    optimizer : an optimizer or its class; its own learning rate is not looked at
    starts : (N, n), optional
        Where the run will begin; otherwise a 14 x 14 grid of the domain and places near the known minimizers.

    Returns
    -------
    ChosenRate
        A float with a `reason`. The same landscape and optimizer always give the same.

    Raises
    ------
    ValueError
        If `f` is no landscape, `optimizer` no optimizer, or `starts` do not fit `f`.

    Notes
    -----
    Steps proportional to the gradient are tried at 32 rates for 60 steps. Rates are ruled out at which a
    particle gets lost, or more than 5 % of the particles rise above where they began, or leap, or hop over
    a kink. Of the others the gentlest is taken at which half the particles have done 99.99 % of their
    descent in 25 steps, else the largest; where the ladder is coarse, its rung is divided again.
    Where even the gentlest rate lets particles walk over the edge of where the function is defined, the way down leads
    there: who walks over it in steps of at most 10 % of the domain is then no loss that a rate could spare.

    An optimizer whose step has a length of its own gets the rate at
    which it crosses the domain in 100 steps, or at which its first step is half the domain's narrowest side,
    if that is less.

    Runs of 1,000 steps bear the rate out. Where the particles hover above the minimum instead of coming to rest,
    and half the rate, or a half of that, brings them nearer, it is halved (at most four times). A run from the default
    starts then says how many get lost all the same, because the landscape leads out.

    Examples
    --------
    >>> from descent import Adam, default_learning_rate
    >>> from landscapes import catalogue
    >>> f = catalogue["himmelblau"]
    >>> rate = default_learning_rate(f, Adam)
    >>> rate.reason
    'crosses the domain in about 100 steps on a straight slope'
    """
    check_landscape("default_learning_rate.f", f)
    settings = checked_settings("default_learning_rate", optimizer)
    if isinstance(settings, RatedOptimizer) and settings.alike:
        settings = settings.alike()
    if not isinstance(settings, FirstOrder):
        return _given(settings)
    if starts is not None or f.kind != "formula":
        return _with_bounds(f, settings, starts)
    try:
        return _remembered(f, settings)
    except TypeError:  # settings of somebody's own that have no hash
        return _with_bounds(f, settings)


def _with_bounds(f: Landscape, optimizer: FirstOrder, starts: ArrayLike | None = None) -> ChosenRate:
    with Effort.of(SIDE**2) as effort:
        rate = _found(f, optimizer, starts)
    return ChosenRate(rate, rate.reason + CUT_OFF) if effort.cut_off else rate


@lru_cache(maxsize=64)
def _remembered(f: Landscape, optimizer: FirstOrder) -> ChosenRate:
    """A choice takes thousands of steps, and one asks for the same again and again; a formula never changes."""
    return kept_choice(f, optimizer, _with_bounds)


def _found(f: Landscape, optimizer: FirstOrder, starts: ArrayLike | None) -> ChosenRate:
    places = np.zeros((0, f.dimensions)) if starts is None else checked_starts(f, starts)
    places = places[np.isfinite(f.value(places))]
    given = len(places) > 0
    if not is_linear(optimizer):
        return _calm(f, optimizer, _crossing(f, optimizer), places if given else _usual(f, SPARSE, 25))
    if not given:
        places = _trial_starts(f)
    rate, ends = _tried(f, optimizer, places)
    if rate is None:
        return ChosenRate(0.1, f"{f.name} is flat wherever it was tried: any rate does the same")
    rate = _calm(f, optimizer, rate, places if given else _usual(f, SPARSE, 25), ends)
    starts = places if given else _usual(f, SIDE, 225)
    if gone := lost(f, replace(optimizer, learning_rate=rate), starts):
        why = f"; {gone} of {len(starts)} starts leave the search domain in {LONG:,} steps"
        return ChosenRate(rate, rate.reason.replace(NOBODY, "") + why)
    return rate


def _usual(f: Landscape, side: int, count: int) -> Array:
    """Starts (N, n) all over the domain: a grid of the plane with so many on a side, elsewhere about so many."""
    flat = f.dimensions == 2
    places = (
        uniform(f.domain, count) if f.dimensions > 2 else grid(f.domain, side if flat else min(count, 60))
    )
    return places[np.isfinite(f.value(places))]


def _crossing(f: Landscape, optimizer: FirstOrder) -> ChosenRate:
    widths = np.ptp(np.asarray(f.domain, dtype=float), axis=1)
    # Told from the first width: a power of two in the units changes no bit.
    rate = float(widths[0] * np.exp(np.log(widths / widths[0]).mean())) / max(
        travel(optimizer, CROSSING), 1e-12
    )
    longest = 0.5 * widths.min() / max(travel(optimizer, 1), 1e-12)
    if rate > longest:
        return ChosenRate(longest, "its first step is half the domain's narrowest side")
    return ChosenRate(rate, f"crosses the domain in about {CROSSING} steps on a straight slope")


def _calm(
    f: Landscape, optimizer: FirstOrder, rate: ChosenRate, places: Array, ends: bool = False
) -> ChosenRate:
    """The rate, or a half of it with which particles do not hover; rounded last, so that units change no choice."""
    calm, halvings = calmed(f, replace(optimizer, learning_rate=rate), places, ends)
    why = f"{rate.reason}, divided by {2**halvings}: particles would hover" if halvings else rate.reason
    return ChosenRate(_rounded(calm.rate(0)), why)


def settled(optimizer: AnyOptimizer, f: Landscape, starts: Array | None = None) -> AnyOptimizer:
    """The same optimizer, with the default learning rate of `f` where its own was left open.

    A few `starts` (N, n) get a rate of their own: one of many must suit the steepest places, too.
    """
    if getattr(optimizer, "learning_rate", 0) is not None or not isinstance(optimizer, RatedOptimizer):
        return optimizer
    few = starts is not None and 0 < len(starts) <= ALONE
    return replace(optimizer, learning_rate=default_learning_rate(f, optimizer, starts if few else None))


def checked_settings(owner: str, optimizer: Any) -> Any:
    """`optimizer`, of a class one with its defaults; a ValueError that begins with `owner` where it is neither."""
    settings = optimizer() if isinstance(optimizer, type) and issubclass(optimizer, Optimizer) else optimizer
    check_optimizer(f"{owner}.optimizer", settings)
    return settings


def _given(optimizer: Optimizer) -> ChosenRate:
    rate = type(optimizer)().learning_rate if isinstance(optimizer, RatedOptimizer) else 1.0
    return ChosenRate(rate if isinstance(rate, float) else 1.0, f"{optimizer.name} finds its own step length")


@np.errstate(
    all="ignore"
)  # Near the largest float differences overflow: an infinite one still compares rightly.
def _tried(f: Landscape, optimizer: FirstOrder, places: Array) -> tuple[ChosenRate | None, bool]:
    """The best of a ladder of rates from `places` (N, n), None where all is flat; and whether the ground ends."""
    bounds = _bounds(f, places, travel(optimizer, CROSSING) / CROSSING)
    if bounds is None:
        return None, False
    rates = np.geomspace(*bounds, RUNGS)
    trial = _trial(f, optimizer, places, rates)
    # Samples end somewhere; a function's domain may lie at the foot of a slope.
    ends = f.kind != "formula" or _walks(trial)
    for _ in range(0 if ends else DEEPER):
        if not _loses(trial)[0]:
            break
        # Between the places that were looked at it may be steeper than anywhere there.
        rates = np.geomspace(max(rates[0] * SAFER, SLOWEST), rates[0], RUNGS)
        trial = _trial(f, optimizer, places, rates)
    trial = _forgiven(trial) if ends else trial
    k, why = _chosen(trial, rates)
    while rates[1] > COARSE * rates[0] and k + 1 < len(rates):
        # Over so many decades a rung is a wide stretch: once more between it and the next.
        rates = np.geomspace(rates[k], rates[k + 1], RUNGS)
        trial = _trial(f, optimizer, places, rates)
        k, why = _chosen(_forgiven(trial) if ends else trial, rates)
    return ChosenRate(float(rates[k]), why), ends


def _chosen(trial: Trial, rates: Array) -> tuple[int, str]:
    """Which of the `rates` a trial speaks for, and why."""
    heights, longest, last = trial
    usable = _usable(heights, longest, last)
    start = heights[0, 0]
    if np.fmax.reduce(np.abs(heights), axis=None) > FASTEST / 4:
        heights, start = heights / 4, start / 4
    depth = start - np.where(usable[:, None], np.fmin.reduce(heights, axis=0), np.inf).min(axis=0)
    moving = depth > 1e-3 * depth.max(initial=0.0)
    quick = (start - heights[QUICK])[:, moving] >= DONE * depth[moving]
    gentle = np.flatnonzero(usable & (quick.sum(axis=1) >= max(0.5 * moving.sum(), 1)))
    if len(gentle):
        why = f"the gentlest of {RUNGS} rates tried with which most of the descent takes {QUICK} steps"
        return int(gentle[0]), why
    why = f"the largest of {RUNGS} rates tried with which {NOBODY}few rose, leapt or hopped"
    return int(np.flatnonzero(usable)[-1]), why


def _loses(trial: Trial) -> NDArray[np.bool_]:
    """With which rates (rates,) a particle got lost."""
    return np.asarray(np.isnan(trial[0][-1]).any(axis=1))


def _walked(trial: Trial) -> NDArray[np.bool_]:
    """Who (rates, N) got lost by a walk."""
    return np.asarray(np.isnan(trial[0][-1]) & (trial[1] <= STROLL))


def _walks(trial: Trial) -> bool:
    """Whether particles get lost at the gentlest rate, and all of them by a walk."""
    lost = np.isnan(trial[0][-1][0])
    return bool(lost.any() and _walked(trial)[0][lost].all())


def _forgiven(trial: Trial) -> Trial:
    """The same, as if whoever got lost had stayed at his start: after a walk it is no loss that a rate could spare.

    Who leapt is one of the few that may: beside the edge a slope may be as steep as it likes.
    """
    heights, longest, last = trial
    lost, walked = np.isnan(heights[-1]), _walked(trial)
    longest = np.where(lost & ~walked, np.inf, longest)
    return np.where(lost, heights[0], heights), longest, np.where(lost, 0.0, last)


def _usable(heights: Array, longest: Array, last: Array) -> NDArray[np.bool_]:
    """Which rates (rates,) may be taken: all below the first that may not, and always the gentlest."""
    start, middle, end = heights[0], heights[len(heights) // 2], heights[-1]
    margin = max(
        1e-9 * float(np.fmax.reduce(start, axis=None)) - 1e-9 * float(np.fmin.reduce(start, axis=None)),
        1e-309,
    )
    rising = np.fmax.reduce(heights, axis=0) > start + margin
    hopping = (last > CHATTER) & (end > middle - margin)
    lost = np.isnan(end).any(axis=1)
    good = ~lost & ((rising | hopping | (longest > LEAP)).mean(axis=1) <= FEW)
    good[0] = True
    return np.asarray(np.logical_and.accumulate(good))


def _bounds(f: Landscape, places: Array, inertia: float) -> tuple[float, float] | None:
    """A rate that is safe everywhere and one that is bold nearly everywhere; None if all is flat."""
    # How much of the domain a step at rate 1 crosses, along the side where that is most.
    stride = np.abs(f.gradient(places) / np.ptp(np.asarray(f.domain), axis=1)).max(axis=-1)
    bend = curvature(f, places)
    stride, bend = stride[np.isfinite(stride) & (stride > 0)], bend[np.isfinite(bend) & (bend > 0)]
    safe = [0.05 / stride.max()] if len(stride) else []
    bold = [0.2 / float(np.quantile(stride, 0.1))] if len(stride) else []
    if len(bend):
        safe.append(0.02 / float(bend.max()))
        bold.append(2.0 / float(np.quantile(bend, 0.1)))
    if not safe:
        return None
    low, high = min(safe) / inertia, max(min(bold), 2 * min(safe))
    at_minima = curvature(f, f.minimizers[:8]).max(initial=0.0) if len(f.minimizers) else 0.0
    if at_minima > 0:
        high = max(min(high, 1.0 / at_minima), 2 * low)
    return min(max(low, np.finfo(float).tiny), FASTEST), min(high, FASTEST)


def curvature(f: Landscape, places: Array) -> Array:
    """The largest absolute eigenvalue of the Hessian at `places` (N, n); by differences above six variables."""
    if f.dimensions <= 6:
        return np.abs(np.linalg.eigvalsh(f.hessian(places))).max(axis=-1)
    width = np.ptp(np.asarray(f.domain), axis=1)
    step = 1e-5 * width * np.random.default_rng(0).standard_normal((4, 1, f.dimensions))
    change = np.linalg.norm(f.gradient(places + step) - f.gradient(places), axis=-1)
    return np.asarray((change / np.linalg.norm(step, axis=-1)).max(axis=0))


def _trial(f: Landscape, optimizer: FirstOrder, places: Array, rates: Array) -> tuple[Array, Array, Array]:
    """Every start at every rate: heights (steps + 1, rates, N), NaN from where a particle is lost, and the
    longest and the last step (rates, N) as shares of the domain."""
    low, high = np.transpose(f.search_domain)
    centre, reach = ((low + high) / 2)[:, None], ((high - low) / 2 * 10)[:, None]
    width = np.ptp(np.asarray(f.domain), axis=1)[:, None]
    points = np.tile(places, (len(rates), 1)).T.copy()
    begin, rate = points, np.repeat(rates, len(places))
    state = optimizer.initial_state(points)
    value, gradient = f.value_and_gradient(points.T)
    heights, lost, last = [value], ~np.isfinite(value), np.zeros(points.shape[1])
    longest = last
    with np.errstate(all="ignore"):
        for index in range(TRIAL_STEPS):
            shift, named = optimizer.rule(np, optimizer.seen(points, gradient.T), state, index, rate)
            state = {name: named[name] for name in optimizer.memory}
            gone = lost.copy()
            lost |= ~(np.abs(points + shift - centre) <= reach).all(axis=0)
            # A lost particle waits at its start: outside, a landscape may take long to say that it is not defined.
            points = np.where(lost, begin, points + shift)
            value, gradient = f.value_and_gradient(points.T)
            lost |= ~np.isfinite(value)
            last = np.abs(shift / width).max(axis=0)
            longest = np.where(gone, longest, np.fmax(longest, last))
            heights.append(np.where(lost, np.nan, value))
    shape = (len(rates), len(places))
    return np.stack(heights).reshape(-1, *shape), longest.reshape(shape), last.reshape(shape)


def _trial_starts(f: Landscape) -> Array:
    """A grid of the domain, and near each of a few known minimizers places at three distances."""
    places = grid(f.domain, 14 if f.dimensions == 2 else 60) if f.dimensions <= 2 else uniform(f.domain, 200)
    width = np.ptp(np.asarray(f.domain), axis=1)
    # Directions off the axes: landscapes are often symmetric, and a particle on a kink teaches nothing.
    around = np.random.default_rng(0).standard_normal((4, f.dimensions))
    around /= np.linalg.norm(around, axis=1, keepdims=True)
    near = [m + share * width * around for m in f.minimizers[:4] for share in (0.01, 0.03, 0.1)]
    places = np.concatenate([places, *near])
    return places[np.isfinite(f.value(places))]


def _rounded(rate: float) -> float:
    """Two significant digits: a rate that a person can read out and type."""
    return float(f"{rate:.1e}")
