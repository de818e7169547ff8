"""`search`, the one loop that drives populations."""

from __future__ import annotations

from collections.abc import Generator, Sequence
from sys import maxsize
from typing import Any, TypeVar

import numpy as np
from numpy.typing import ArrayLike, NDArray

from descent.guests import GuestError
from descent.populations import Place, Population, State
from descent.searching.foreign import Foreign
from descent.searching.searched import Searched, recorded
from descent.settings import brief, check_landscape, number, reals
from landscapes import Landscape
from landscapes.compiled import Effort

Array = NDArray[np.float64]
Answer = TypeVar("Answer")
Asking = Generator[Array, Array, Answer]


def search(
    f: Landscape,
    method: Population | Any,
    generations: int = 60,
    seed: int = 0,
    *,
    start: ArrayLike | None = None,
    size: int | None = None,
) -> Searched:
    """Let a population look for the lowest place; it is told heights alone.

    Parameters
    ----------
    f : Landscape
    method : Population, or somebody else's
        Ours: `CMAES`, `ParticleSwarm`, `DifferentialEvolution`, `NelderMead`, `Annealing`. Somebody else's is an object
        with ``ask`` and ``tell``, as cmaes, pycma, nevergrad, optuna's study or one's own have them.
    generations : int
        How many follow the first.
    seed : int
        Of what ours draw by lot; somebody else's have their own.
    start : (n,), optional
        Where ours begin, domain units; otherwise somewhere in `f.domain`.
    size : int, optional
        How many single points of somebody else's make a generation.

    Returns
    -------
    Searched
        A run with a row for each generation, the first included, and a particle for each of its points.

    Raises
    ------
    ValueError
        If a setting is out of range, or `method` is neither.
    GuestError
        If it asks for what is no point, or fails; its `trajectories` are the generations before.

    Notes
    -----
    Where the landscape has no value, the method is told infinity. `evaluations` counts heights.

    Examples
    --------
    >>> from descent import ParticleSwarm, search
    >>> from landscapes import catalogue
    >>> run = search(catalogue["rastrigin"], ParticleSwarm(), generations=50, seed=3)
    >>> run.positions.shape, int(run.evaluations[-1])
    ((51, 20, 2), 1020)
    """
    check_landscape("search.f", f)
    generations = number("search.generations", generations, int, "[0, inf)")
    seed = number("search.seed", seed, int, "[0, inf)")
    low, high = np.transpose(np.asarray(f.domain, dtype=float))
    place = Place(low, high, _start(f, start))
    if isinstance(method, Population):
        return _ours(f, method, generations, np.random.default_rng(seed), place)
    asks = callable(getattr(method, "ask", None)) and callable(getattr(method, "tell", None))
    if isinstance(method, type) or not asks:
        raise ValueError(
            f"search.method must be a Population, as CMAES(), or have ask and tell, got {brief(method)}"
        )
    if start is not None:
        raise ValueError(f"search.start has no effect on {type(method).__name__}: tell it where to begin")
    size = None if size is None else number("search.size", size, int, "[1, inf)")
    return _theirs(f, Foreign(method, size), generations, place)


def _ours(
    f: Landscape, method: Population, generations: int, draw: np.random.Generator, place: Place
) -> Searched:
    state, asked = method.initial_state(place, draw), 0
    places, heights, evaluations, drawn = [], [], [], []
    for _ in range(generations + 1):
        state, told = _answered(f, generation(method, state, draw))
        asked += told
        at, level = method.beads(state)
        places.append(at)
        heights.append(level)
        evaluations.append(asked)
        drawn.append(method.drawn(state))
    kept = {name: np.stack([row[name] for row in drawn]) for name in drawn[0]}
    shown = {"drawn": kept, "joined": method.joined, "trails": method.trails}
    return recorded(f, places, heights, evaluations, optimizer=method, **shown)


def generation(method: Population, state: State, draw: np.random.Generator) -> Asking[tuple[State, int]]:
    """One generation more: yields points (m, n) and is sent their heights; the state then, and how many these were."""
    told = 0
    while True:
        points, state = method.ask(state, draw)
        heights = yield points
        told += heights.shape[-1]
        state = method.tell(state, points, heights, draw)
        if method.whole(state):
            return state, told


def _answered(f: Landscape, asking: Asking[Answer]) -> Answer:
    """What comes of somebody who asks for heights."""
    return answered_together(f, [asking])[0]


def answered_together(f: Landscape, asking: Sequence[Asking[Answer]]) -> list[Answer]:
    """What comes of each of those who ask for heights: in every round they are looked up for all of them at once.

    A call of the landscape costs as much as hundreds of points. Each is told what he would be told alone: where a call's
    repairs come to their bounds, everybody is looked up by himself from then on.
    """
    alone = len(asking) < 2
    answers: list[Answer] = [None] * len(asking)  # type: ignore[list-item]
    told: list[tuple[int, Array | None]] = [(k, None) for k in range(len(asking))]
    while told:
        who, questions = [], []
        for k, heights in told:
            try:
                questions.append(asking[k].send(heights))  # type: ignore[arg-type]
                who.append(k)
            except StopIteration as ended:
                answers[k] = ended.value
        found = None if alone or not questions else _heights_together(f, questions)
        alone = found is None
        heights_of_each = [_heights(f, points) for points in questions] if found is None else found
        told = list(zip(who, heights_of_each, strict=True))
    return answers


def answered_side_by_side(f: Landscape, asking: Asking[Answer]) -> Answer:
    """What comes of one who asks for many, for heights (N, m) of points (N, m, n); each is told what he would be alone."""
    heights: Array | None = None
    together = True
    while True:
        try:
            points = asking.send(heights)  # type: ignore[arg-type]
        except StopIteration as ended:
            answer: Answer = ended.value
            return answer
        found = _heights_together(f, list(points)) if together and len(points) > 1 else None
        together = found is not None
        heights = np.stack([_heights(f, of_one) for of_one in points] if found is None else found)


def _heights_together(f: Landscape, questions: Sequence[Array]) -> list[Array] | None:
    """Heights (m,), infinite where there is none, of each of the questions (m, n); None where repairs were left out."""
    with Effort(exact=maxsize, beside=maxsize, wide=maxsize, plain=maxsize) as effort:
        found = _heights(f, np.concatenate(questions))
    if effort.cut_off:
        return None
    return np.split(found, np.cumsum([len(points) for points in questions[:-1]]))


def _theirs(f: Landscape, method: Foreign, generations: int, place: Place) -> Searched:
    names = [str(variable) for variable in f.variables]
    rows: list[tuple[Array, Array]] = []
    for _ in range(generations + 1):
        try:
            rows.append(_their_generation(f, method, place, names))
        except GuestError as error:
            error.trajectories = _their_record(f, rows) if rows else None
            raise
    return _their_record(f, rows)


def _their_generation(f: Landscape, method: Foreign, place: Place, names: list[str]) -> tuple[Array, Array]:
    """The places (m, n) that make one generation, and their heights (m,)."""
    row: list[tuple[Array, Array]] = []
    questions = method.generation(place, names)
    single = questions[0].points.ndim == 1
    while questions:
        question = questions.pop(0)
        points = np.atleast_2d(question.points)
        found = _heights(f, points)
        question.tell(found)
        row.append((points, found))
        if single and len(row) < method.singles():
            questions = method.generation(place, names)
    return np.concatenate([points for points, _ in row]), np.concatenate([found for _, found in row])


def _their_record(f: Landscape, rows: list[tuple[Array, Array]]) -> Searched:
    evaluations = np.cumsum([len(points) for points, _ in rows]).tolist()
    most = max(len(points) for points, _ in rows)
    places, heights = ([_filled(row[k], most) for row in rows] for k in (0, 1))
    best = np.stack([at[np.argmin(level)] for at, level in zip(places, heights, strict=True)])
    return recorded(f, places, heights, evaluations, drawn={"best": best}, joined=False, trails=False)


def _heights(f: Landscape, points: Array) -> Array:
    """Heights (m,), infinite where there is none."""
    found = f.value(points)
    return np.where(np.isfinite(found), found, np.inf)


def _filled(part: Array, count: int) -> Array:
    """The same with so many rows: the last one again."""
    return np.concatenate([part, np.repeat(part[-1:], count - len(part), axis=0)])


def _start(f: Landscape, start: ArrayLike | None) -> Array | None:
    if start is None:
        return None
    found = reals(start)
    if found is None or found.shape != (f.dimensions,) or not np.isfinite(found).all():
        raise ValueError(
            f"search.start must be a point of {f.dimensions} numbers on {f.name}, got {brief(start)}"
        )
    return found
