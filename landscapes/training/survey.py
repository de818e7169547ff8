"""The loss at every place of a lattice, each computed once, by whoever, and kept as it comes."""

from __future__ import annotations

import hashlib
import json
import os
import re
import tempfile
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Executor
from contextlib import ExitStack, closing
from functools import lru_cache, partial
from pathlib import Path
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from landscapes.tasks import check_executor, death, gathered, tells_of_a_death

Array = NDArray[np.float64]
Loss = Callable[[Array], Any]
Report = Callable[[int, int], None]
Place = tuple[int, int]


class Spanned(Protocol):
    """A plane in the space of all weights: a point of it and two directions."""

    @property
    def origin(self) -> Array: ...
    @property
    def u(self) -> Array: ...
    @property
    def v(self) -> Array: ...


PARTS = ("origin", "u", "v")
KEPT = "what was computed before is kept where a folder is given"
FACTS, NUMBERS = "survey.json", "losses.csv"
_LINE = re.compile(r"(\d+),(\d+),(-?(?:inf|nan|\d+(?:\.\d*)?(?:e[+-]?\d+)?))")


def surveyed(
    plane: Spanned,
    axes: tuple[Array, ...],
    loss: Loss,
    executor: Executor | None,
    folder: Path | None,
    report: Report | None,
) -> Array:
    """The losses, (len(ys), len(xs)); `TrainingPlane.survey` documents the rest."""
    check_executor("TrainingPlane.survey.executor", executor)
    heights = np.full((len(axes[1]), len(axes[0])), np.nan)
    with ExitStack() as inside:
        keeps = folder is not None
        if folder is None and executor is not None:
            folder = Path(inside.enter_context(tempfile.TemporaryDirectory(prefix="thalweg-survey-")))
        known = {} if folder is None else _begun(folder, plane, axes)
        for (i, j), height in known.items():
            heights[j, i] = height
        todo = [(i, j) for j in range(len(axes[1])) for i in range(len(axes[0])) if (i, j) not in known]
        log = inside.enter_context((folder / NUMBERS).open("a")) if folder is not None and keeps else None
        done, whole = len(known), heights.size
        if executor is None:
            found = _here(plane, axes, loss, todo)
        else:
            assert folder is not None
            found = _there(executor, folder, axes, loss, todo)
        for (i, j), height in found:
            heights[j, i] = height
            if log is not None:
                log.write(f"{i},{j},{height!r}\n")
                log.flush()
            done += 1
            if report is not None:
                report(done, whole)
    return heights


def _here(
    plane: Spanned, axes: tuple[Array, ...], loss: Loss, todo: Sequence[Place]
) -> Iterator[tuple[Place, float]]:
    for i, j in todo:
        x, y = float(axes[0][i]), float(axes[1][j])
        yield (i, j), measured_loss(loss, plane.origin, plane.u, plane.v, x, y)


def _there(
    executor: Executor, folder: Path, axes: tuple[Array, ...], loss: Loss, todo: Sequence[Place]
) -> Iterator[tuple[Place, float]]:
    """As they come, a few ahead: the weights go by a file, and not with each place."""
    asked = partial(loss_on_file, loss, str(folder.absolute()))
    places = ((float(axes[0][i]), float(axes[1][j])) for i, j in todo)
    with closing(gathered(executor, asked, places)) as results:
        for k, height, error in results:
            if tells_of_a_death(error):
                raise death("TrainingPlane.survey", error, KEPT) from error
            if error is not None:
                raise error
            assert height is not None
            yield todo[k], height


def loss_on_file(loss: Loss, folder: str, place: tuple[float, float]) -> float:
    """The loss at a place of the plane that a folder keeps; for another process."""
    origin, u, v = _weights(folder)
    return measured_loss(loss, origin, u, v, *place)


@lru_cache(maxsize=1)
def _weights(folder: str) -> tuple[Array, Array, Array]:
    origin, u, v = (np.load(Path(folder) / f"{part}.npy", mmap_mode="r") for part in PARTS)
    return origin, u, v


def measured_loss(loss: Loss, origin: Array, u: Array, v: Array, x: float, y: float) -> float:
    """The loss at ``origin + x u + y v``; the origin itself at (0, 0).

    Raises
    ------
    ValueError
        If it raises, or gives no number; one line.
    """
    weights = np.asarray(origin + x * u + y * v)
    try:
        return float(loss(weights))
    except Exception as error:  # whatever somebody's function raises
        said = " ".join(str(error).split())[:200]
        raise ValueError(
            f"TrainingPlane.survey: the loss at ({x:g}, {y:g}) of the plane raised {type(error).__name__}: {said}; {KEPT}"
        ) from error


def _begun(folder: Path, plane: Spanned, axes: tuple[Array, ...]) -> dict[Place, float]:
    """Begin a folder, or read what it has of this very survey.

    Raises
    ------
    ValueError
        If it holds another one.
    """
    digest = hashlib.sha256()
    for part in (*axes, *(getattr(plane, name) for name in PARTS)):
        digest.update(np.ascontiguousarray(part).data)
    facts = {"plane": digest.hexdigest(), "count": [len(axis) for axis in axes]}
    if (folder / FACTS).is_file():
        try:
            said = json.loads((folder / FACTS).read_text())
        except ValueError:
            said = None
        if said != facts:
            raise ValueError(
                f"TrainingPlane.survey: {folder} holds the survey of another plane or lattice; name another folder"
            )
        return _kept(folder / NUMBERS, len(axes[0]), len(axes[1]))
    folder.mkdir(parents=True, exist_ok=True)
    if (folder / NUMBERS).exists():
        raise ValueError(
            f"TrainingPlane.survey: {folder} holds a {NUMBERS} that is no survey's; name another folder"
        )
    for name in PARTS:
        np.save(folder / f"{name}.npy", getattr(plane, name))
    _written_whole(folder / FACTS, json.dumps(facts))
    return {}


def _written_whole(path: Path, text: str) -> None:
    """Under another name first: a kill leaves the old file or none."""
    beside = path.with_suffix(".part")
    beside.write_text(text)
    os.replace(beside, path)


def _kept(path: Path, across: int, down: int) -> dict[Place, float]:
    """Every whole line; one that was cut off is taken away.

    Raises
    ------
    ValueError
        For a line that is no loss at a place of the lattice.
    """
    if not path.is_file():
        return {}
    text = path.read_text()
    whole = text[: text.rfind("\n") + 1]
    if whole != text:
        _written_whole(path, whole)
    found = {}
    for k, line in enumerate(whole.splitlines(), 1):
        match = _LINE.fullmatch(line)
        if match is None or int(match[1]) >= across or int(match[2]) >= down:
            raise ValueError(
                f"TrainingPlane.survey: {path}, line {k}: {line[:40]!r} is no loss at a place of the lattice; "
                "take the line away, and that place is computed again"
            )
        found[int(match[1]), int(match[2])] = float(match[3])
    return found
