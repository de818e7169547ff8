"""What a page shows of a scene: its state, the landscapes it carries, and the runs that it cannot compute again."""

from __future__ import annotations

import base64
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, fields
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from descent import (
    CMAES,
    MiniBatch,
    Searched,
    Trajectories,
    grid,
    known_optimizers,
    known_populations,
    parse_method,
    to_text,
)
from descent.javascript import further_optimizers, is_ours, told_optimizers
from landscapes import Landscape, TrainingSurface, catalogue
from landscapes.javascript import check_printed
from render.page.drawn import Drawn, Sides, sides_of
from render.page.tasks import PageTask
from render.words import subtitle_lines

State = Mapping[str, Any]
"""Sections and fields of a scene file, those that have their default left out."""

BROUGHT = ("he", "poisson_disk", "sobol", "xavier")
"""Starts that pages do not make by themselves."""
MOST_CARRIED = 60_000
"""Numbers of a run that is carried as it is; of longer ones rows are left out."""

OWN_LOOK = ("axes", "cmap", "title", "caption", "no_caption", "no_legend", "language")
"""What of a scene's look is left open, and goes into the page where it is said."""


class Shown(Protocol):
    """What is read of a scene."""

    @property
    def landscape(self) -> Landscape: ...
    @property
    def runs(self) -> Mapping[str, Trajectories]: ...
    @property
    def theme(self) -> Any: ...
    @property
    def camera(self) -> Any: ...
    @property
    def clock(self) -> str: ...
    @property
    def color(self) -> str: ...
    @property
    def height(self) -> str: ...
    @property
    def panels(self) -> Sequence[str]: ...
    @property
    def marks(self) -> Sequence[Any]: ...
    @property
    def command(self) -> str: ...
    @property
    def prepared(self) -> Drawn: ...


@dataclass(frozen=True, kw_only=True, eq=False)
class Living:
    """A page's content.

    Parameters
    ----------
    state : the scene as it begins
    landscapes : how a state names each landscape that the page carries, and the landscape; the scene's own first
    recorded : runs that the page plays as they are, by their place among the state's
    starts : places (N, n), domain units, that Python alone makes (see `BROUGHT`), by the text that names them with
        their seed
    subtitles : the lines of each file that the state's subtitles name
    command : what remakes the page
    loaded : the options that every command needs before it knows what the page shows, as ``--load my.py``
    note : what stands in the formula's place: a line about the scene's own landscape, others about its recorded runs
    everything : whether landscapes are to be chosen from, as in `explore`
    controls : names of what a person may change; None for all
    tasks : of a lesson: what the page judges (see `PageTask`)
    most : numbers of each recorded run that are carried; of longer ones rows are left out
    searching : whether the page lets populations search
    further : whether it has all of our optimizers though none of its own runs needs one that not every page has
    sides : from where films look at the scene (see `sides_of`), which it is seen from as long as it has the landscape, the
        runs and the heights that the page was written with
    lengths : steps of those of its runs whose steps were left open, by their place, as long as all are as written
    """

    state: State
    landscapes: Sequence[tuple[State, Landscape]]
    recorded: Mapping[int, Trajectories]
    starts: Mapping[str, NDArray[np.float64]] = field(default_factory=dict)
    subtitles: Mapping[str, Sequence[str]] = field(default_factory=dict)
    command: str = ""
    loaded: Sequence[str] = ()
    note: str = ""
    everything: bool = False
    controls: Collection[str] | None = None
    tasks: Sequence[PageTask] = ()
    most: int = MOST_CARRIED
    searching: bool = False
    further: bool = False
    sides: Sides = field(default_factory=dict)
    lengths: Mapping[int, int] = field(default_factory=dict)

    @property
    def title(self) -> str:
        """Of the page: its first landscape's."""
        return self.landscapes[0][1].title

    @property
    def has_all(self) -> bool:
        """Whether the page has all of our optimizers: it is for choosing, or one of its runs needs one of the others."""
        runs = self.state.get("runs", ())
        return self.everything or self.further or any(map(_is_further, runs))


def living_of(scene: Shown) -> Living:
    """A scene's page; runs of optimizers that a page does not know are carried, and such as had noise.

    Raises
    ------
    ValueError
        For what a page cannot have: a theme, a camera or a mark of one's own.
    """
    f = scene.landscape
    look = {name: getattr(scene, name) for name in ("theme", "camera", "clock", "color", "height")}
    for name, value in look.items():
        if not isinstance(value, str):
            raise ValueError(f"a page's {name} is one of thalweg's by name, got {type(value).__name__}")
    if not all(isinstance(mark, str) for mark in scene.marks):
        raise ValueError("a page's marks are thalweg's by name")
    if scene.camera.endswith(".csv"):
        raise ValueError(f"a page has no camera of key-frames, got {scene.camera!r}")
    usual = ("surface",) if f.dimensions == 2 else ("curve",)
    panels = () if tuple(scene.panels) == usual else tuple(scene.panels)
    own, recorded, runs = landscape_state(f), {}, []
    for k, (label, run) in enumerate(scene.runs.items()):
        if run.noise is not None or not is_computed(run.optimizer):
            recorded[k] = run
        runs.append(run_state(run, label))
    look |= {"panels": panels, "marks": tuple(scene.marks)}
    look["subtitles"] = subtitle_lines(getattr(scene, "subtitles", ()))
    look |= {name: value for name in OWN_LOOK if (value := getattr(scene, name, None)) is not None}
    state = {"landscape": own, "runs": runs, "look": look}
    note = getattr(scene, "note", "")
    return Living(
        state=state,
        landscapes=[(own, f)],
        recorded=recorded,
        command=scene.command,
        note=note,
        sides=sides_of(scene.prepared),
    )


def landscape_state(f: Landscape) -> State:
    """How a state names a landscape: by its name in the catalogue, or as a formula with its domain."""
    check_printed(f)
    if f.kind == "samples" or (f.name in catalogue and catalogue[f.name] == f):
        return {"name": f.name}
    named = {"variables": list(f.variable_names)} if f.variable_names else {}
    return {"formula": str(f.formula), "domain": [list(side) for side in f.domain], **named}


def is_named(state: State) -> bool:
    """Whether a scene file with this landscape's state finds it again: what is measured has its name in a page alone."""
    return "formula" in state or state.get("name") in catalogue


def is_remade(state: State, run: Trajectories) -> bool:
    """Whether a scene file with this run's state makes it again: not paths of somebody else, of a file or of a plane."""
    return (
        (bool(optimizer_name(run)) or "optimizer" in state)
        and "path" not in state
        and state.get("starts") != ["recorded"]
    )


def is_computed(optimizer: Any, noise: Any = None) -> bool:
    """Whether a page can descend with an optimizer and noise by itself: ours, and somebody else's printed rules."""
    rate = getattr(optimizer, "learning_rate", None)
    known = page_optimizers().values()
    plain = noise is None or (is_ours(type(noise)) and not isinstance(noise, MiniBatch))
    return type(optimizer) in known and (not callable(rate) or is_ours(type(rate))) and plain


def is_searched(method: Any, f: Landscape) -> bool:
    """Whether a page can let a population search by itself: the axes of CMA-ES are LAPACK's in a plane alone."""
    alone = f.kind == "formula" and (f.dimensions <= 2 or not isinstance(method, CMAES))
    return type(method) in page_populations().values() and alone


def page_populations() -> Mapping[str, type[Any]]:
    """The populations that pages let search, by name: ours."""
    return {name: kind for name, kind in known_populations().items() if is_ours(kind)}


def optimizer_name(run: Trajectories) -> str:
    """What the command line calls a run's optimizer; empty for somebody else's."""
    return next((name for name, kind in known_optimizers().items() if kind is type(run.optimizer)), "")


def page_optimizers(has_all: bool = True) -> Mapping[str, type[Any]]:
    """The optimizers that pages compute, by name, or that every page does: SciPy's methods are its own."""
    known = {**told_optimizers(), **(further_optimizers() if has_all else {})}
    return {name: known[name] for name in sorted(known) if name != "scipy"}


def _is_further(run: State) -> bool:
    """Whether a state's run has an optimizer that not every page has."""
    try:
        method = parse_method(run.get("optimizer", "gradient_descent"))
    except ValueError:  # somebody else's, whose run is carried
        return False
    return type(method) in further_optimizers().values()


def run_state(run: Trajectories, label: str = "") -> State:
    """The fields of a run that say how it was made; of somebody else's only its starts."""
    starts = starts_text(run.landscape, run.positions[0])
    state: dict[str, Any] = {"starts": [starts] if starts else [], "steps": run.steps}
    optimizer, name = run.optimizer, optimizer_name(run)
    if optimizer is not None and name:
        rate = getattr(optimizer, "learning_rate", None)
        settings = [
            f"{field.name}={value if isinstance(value, bool) else repr(value)}"
            for field in fields(optimizer)
            if field.name != "learning_rate"
            and isinstance(value := getattr(optimizer, field.name), int | float | bool)
            and value != field.default
        ]
        state["optimizer"] = name + (":" + ",".join(settings) if settings else "")
        if rate is not None:
            known = callable(rate) and is_ours(type(rate))
            state["learning_rate"] = to_text(rate) if known else float(rate(0) if callable(rate) else rate)
    if label and label != state.get("optimizer"):
        state["label"] = label
    if run.tolerance is not None:
        state["tolerance"] = float(run.tolerance)
    if run.noise is not None:
        state["noise"] = run.noise.text
    return state


def starts_text(f: Landscape, places: NDArray[np.float64]) -> str:
    """Places (N, n), domain units, as scene files write them: a grid where they are one, else one by one."""
    if not len(places):
        return ""
    side = round(len(places) ** (1 / f.dimensions))
    if side > 1 and side**f.dimensions == len(places) and np.array_equal(grid(f.domain, side), places):
        return f"grid:{side}"
    return "points:" + ";".join("(" + ",".join(map(repr, map(float, place))) + ")" for place in places)


def carried(run: Trajectories, most: int = MOST_CARRIED) -> Mapping[str, Any]:
    """A run as numbers for the page, in single precision; rows are left out where there are more than `most` numbers."""
    numbers = max(run.positions[0].size, 1)
    kept = np.unique(np.linspace(0, len(run.positions) - 1, max(most // numbers, 2)).astype(int))
    rows = kept if len(kept) < len(run.positions) else np.arange(len(run.positions))
    # Of a training the losses that were saved: the surface shows others.
    own = {"losses": coded(run.heights[rows])} if isinstance(run.landscape, TrainingSurface) else {}
    rate = getattr(run.optimizer, "learning_rate", None)
    return {
        **own,
        **({"joined": run.joined, "trails": run.trails} if isinstance(run, Searched) else {}),
        "positions": coded(run.positions[rows]),
        "indices": [int(k) for k in np.asarray(run.indices)[rows]],
        "endings": [int(e) for e in run.ending],
        "stoppedAt": [int(k) for k in run.stopped_at],
        "count": len(run),
        "dimensions": run.landscape.dimensions,
        "steps": run.steps,
        "who": run.optimizer.spoken if run.optimizer is not None else "recorded paths",
        **({} if not isinstance(rate, float | int) else {"rate": float(rate)}),
    }


def coded(numbers: NDArray[np.float64], kind: str = "<f4") -> str:
    """Numbers as base64 of their bytes."""
    return base64.b64encode(np.ascontiguousarray(numbers, dtype=kind).tobytes()).decode("ascii")
