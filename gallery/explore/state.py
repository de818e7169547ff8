"""Everything that one explorer shows, as a frozen value: a described scene, and what a person does with it."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from functools import lru_cache
from typing import Any

from gallery.spec import FilmSpec, LandscapeSpec, LookSpec, PageSpec, RunSpec, SceneSpec, fitted_schedule

LAYERS = ("contours", "trails", "stationary", "field", "basins")
"""What can be switched on and off: contour lines, trails, stationary points, the gradient field, basins."""

MARKS = ("stationary", "field")
"""Layers that are marks of a film too."""

STEPS = 300

BARE = RunSpec(starts=(), steps=STEPS)
"""A run while nothing is dropped yet."""

BEGINNING = SceneSpec(landscape=LandscapeSpec(name="himmelblau"), runs=(BARE,), look=LookSpec(camera="still"))


@dataclass(frozen=True, kw_only=True)
class Method:
    """One optimizer as its controls stand.

    Parameters
    ----------
    name : as the command line writes it
    settings : names and values that differ from the defaults
    learning_rate : None derives it from the landscape
    schedule : name of a schedule that the rate and the steps fill in, or its whole text; empty for a constant rate
    """

    name: str = "gradient_descent"
    settings: tuple[tuple[str, float], ...] = ()
    learning_rate: float | None = None
    schedule: str = ""

    @property
    def text(self) -> str:
        """Name and settings, without the rate, as `descent.parse_optimizer` reads them."""
        words = ",".join(f"{key}={value!r}" for key, value in self.settings)
        return f"{self.name}:{words}" if words else self.name

    def rate(self, steps: int) -> float | str | None:
        """Rate and schedule as a run of so many steps has them."""
        if ":" in self.schedule or not self.schedule or self.learning_rate is None:
            return self.schedule or self.learning_rate
        return fitted_schedule(self.schedule, self.learning_rate, steps)


@dataclass(frozen=True, kw_only=True)
class Explorer:
    """What an explorer shows.

    Parameters
    ----------
    scene : the film that would be made of it: landscape, runs (one for each optimizer), look, film
    chosen : the place among the runs that the controls refer to
    shown : those of `LAYERS` that are switched on
    time : film time, 0 to 1
    playing, speed : whether film time runs, and how many times as fast as the film's length says
    followed : the particle that the caption speaks of
    riding : whether the camera rides along with it
    """

    scene: SceneSpec = BEGINNING
    chosen: int = 0
    shown: frozenset[str] = frozenset({"contours", "trails"})
    time: float = 0.0
    playing: bool = False
    speed: float = 1.0
    followed: int = 0
    riding: bool = False

    @property
    def landscape(self) -> LandscapeSpec:
        """The surface."""
        return self.scene.landscape

    @property
    def described(self) -> SceneSpec:
        """The scene with all that a person has done to it, as a scene file has it."""
        layers = tuple(layer for layer in LAYERS if layer in self.shown and layer not in MARKS)
        page = PageSpec(
            layers=layers, chosen=self.chosen, followed=self.followed, time=self.time, speed=self.speed
        )
        return replace(self.scene, page=page)

    @property
    def look(self) -> LookSpec:
        """Theme, camera, colors, and what only a film shows: panels and marks."""
        return self.scene.look

    @property
    def film(self) -> FilmSpec:
        """The film's size and length."""
        return self.scene.film

    @property
    def seconds(self) -> float:
        """How long film time takes from 0 to 1."""
        from render.film import USUAL_SECONDS

        return self.film.seconds or USUAL_SECONDS

    @property
    def run(self) -> RunSpec:
        """The run that the controls refer to."""
        return self.scene.runs[min(self.chosen, len(self.scene.runs) - 1)]

    @property
    def methods(self) -> tuple[Method, ...]:
        """The optimizers as their controls stand."""
        return tuple(map(method_of, self.scene.runs))

    @property
    def method(self) -> Method:
        """The optimizer that the controls refer to."""
        return method_of(self.run)

    @property
    def starts(self) -> tuple[str, ...]:
        """What was dropped for the chosen optimizer, in order, as text that `descent.parse_starts` reads."""
        return self.run.starts

    @property
    def steps(self) -> int:
        """At most so many, of the chosen optimizer."""
        return STEPS if self.run.steps is None else self.run.steps

    def with_scene(self, **parts: Any) -> Explorer:
        """The same with other parts of the scene: landscape, runs, look, film."""
        return replace(self, scene=replace(self.scene, **parts))

    def with_look(self, **values: Any) -> Explorer:
        """The same with other values of the look; layers that are marks are shown as its marks say."""
        look = replace(self.look, **values)
        shown = (self.shown - set(MARKS)) | (set(look.marks) & set(MARKS))
        return replace(self.with_scene(look=look), shown=frozenset(shown))

    def with_shown(self, shown: Collection[str]) -> Explorer:
        """The same with these of `LAYERS` switched on; those that are marks of a film are its marks."""
        kept = tuple(mark for mark in self.look.marks if mark not in MARKS or mark in shown)
        more = tuple(layer for layer in MARKS if layer in shown and layer not in kept)
        look = replace(self.look, marks=(*kept, *more))
        return replace(self.with_scene(look=look), shown=frozenset(shown))

    def with_runs(self, **values: Any) -> Explorer:
        """The same with other values of every run."""
        return self.with_scene(runs=tuple(replace(run, **values) for run in self.scene.runs))

    def with_method(self, method: Method) -> Explorer:
        """The same with another optimizer in the chosen place."""
        place = min(self.chosen, len(self.scene.runs) - 1)
        run = replace(self.run, optimizer=method.text, learning_rate=method.rate(self.steps))
        runs = (*self.scene.runs[:place], run, *self.scene.runs[place + 1 :])
        return self.with_scene(runs=runs)


def filmed(state: Explorer, rates: Sequence[float | str | None] = ()) -> SceneSpec:
    """The scene that a film of the state shows: the runs that have particles.

    Parameters
    ----------
    rates : the learning rates that the runs go with, where they are known
    """
    given = rates or tuple(run.learning_rate for run in state.scene.runs)
    runs = tuple(
        replace(run, learning_rate=rate)
        for run, rate in zip(state.scene.runs, given, strict=True)
        if run.starts
    )
    return replace(state.scene, runs=runs)


def from_scene(scene: SceneSpec) -> Explorer:
    """An explorer of a described scene; a number of steps that is derived is worked out.

    Raises
    ------
    ValueError, LookupError
        If the scene is wrong.
    """
    runs = tuple(replace(run, steps=_steps(scene, run)) for run in scene.runs) or (BARE,)
    page = scene.page
    state = Explorer(
        scene=replace(scene, runs=runs, page=PageSpec()),
        chosen=page.chosen,
        shown=frozenset(page.layers),
        time=page.time,
        speed=page.speed,
        followed=page.followed,
    )
    return state.with_look()


def _steps(scene: SceneSpec, run: RunSpec) -> int:
    """A run's number of steps, or as many as its rate needs."""
    from descent import Population, default_steps

    if run.steps is not None:
        return max(run.steps, 1)
    f = scene.landscape.landscape(defined=False)
    places = run.places(f)
    method = run.settled(f, places)
    if not run.starts or isinstance(method, Population):
        return STEPS
    return int(default_steps(f, method, places))


def only_in_the_film(scene: SceneSpec, window: bool = True) -> str:
    """What the window, or a page, keeps of a scene but does not show, in a line; empty where it shows everything."""
    unseen = [*scene.look.panels, *(mark for mark in scene.look.marks if mark not in MARKS)]
    said = [f"{', '.join(unseen)}: only in the film"] if window and unseen else []
    if window and any(run.label for run in scene.runs):
        said.append("labels are not shown")
    if any(run.steps == 0 for run in scene.runs):
        said.append("a run of no steps makes one")
    return "; ".join(said)


@lru_cache(maxsize=256)
def method_of(run: RunSpec) -> Method:
    """The controls as a run sets them.

    Raises
    ------
    ValueError
        For an optimizer or a rate that cannot be read.
    """
    from descent import known_optimizers, known_schedules, to_text

    optimizer, schedule = run.method(), run.bare_schedule
    rate: Any = None if schedule else getattr(optimizer, "learning_rate", None)
    if callable(rate):
        name, text = _name(rate, known_schedules()), to_text(rate)
        rate = float(getattr(rate, "rate", rate(0)))
        follows = run.learning_rate == fitted_schedule(name, rate, STEPS if run.steps is None else run.steps)
        schedule = name if follows else text
    settings = tuple(
        (f.name, value)
        for f in fields(optimizer)
        if f.name != "learning_rate"
        and isinstance(value := getattr(optimizer, f.name), int | float)
        and not isinstance(value, bool)
        and value != f.default
    )
    name = _name(optimizer, known_optimizers())
    return Method(name=name, settings=settings, learning_rate=rate, schedule=schedule)


def _name(value: Any, known: Mapping[str, type]) -> str:
    """What the command line calls the class of a value."""
    return next(name for name, kind in known.items() if kind is type(value))
