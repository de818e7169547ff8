"""Everything that one explorer shows, as a frozen value."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from gallery.spec.scene_file import SceneFile
from gallery.spec.sections import FilmSection, LandscapeSection, LookSection, RunSection

LAYERS = ("contours", "trails", "stationary", "field", "basins")
"""What can be switched on and off: contour lines, trails, stationary points, the downhill field, basins."""

MARKED = ("stationary", "field")
"""The layers that are a film's marks of the same name."""


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


@dataclass(frozen=True, kw_only=True)
class Explorer:
    """What an explorer shows.

    Parameters
    ----------
    landscape : the surface
    methods : the optimizers, all from the same starts
    chosen : the place in `methods` that the controls refer to
    starts : what was dropped, in order, as text that `descent.parse_starts` reads
    steps, tolerance, seed, noise : of every run
    look : theme, camera, colours
    shown : those of `LAYERS` that are switched on
    time : film time, 0 to 1
    playing, speed : whether film time runs, and how many times as fast as `film.seconds` says
    followed : the particle that the caption speaks of
    riding : whether the camera rides along with it
    """

    landscape: LandscapeSection = field(default_factory=lambda: LandscapeSection(name="himmelblau"))
    methods: tuple[Method, ...] = (Method(),)
    chosen: int = 0
    starts: tuple[str, ...] = ()
    steps: int = 300
    tolerance: float = 1e-6
    seed: int = 0
    noise: str = ""
    look: LookSection = field(default_factory=lambda: LookSection(camera="still"))
    film: FilmSection = field(default_factory=FilmSection)
    shown: frozenset[str] = frozenset({"contours", "trails"})
    time: float = 0.0
    playing: bool = False
    speed: float = 1.0
    followed: int = 0
    riding: bool = False

    @property
    def method(self) -> Method:
        """The optimizer that the controls refer to."""
        return self.methods[min(self.chosen, len(self.methods) - 1)]


def scene_file(state: Explorer, rates: tuple[float | str | None, ...] = ()) -> SceneFile:
    """The state as a scene file; `rates` are the learning rates that the methods run with, where they are known."""
    given = rates or tuple(method.learning_rate for method in state.methods)
    runs = tuple(
        RunSection(
            optimizer=method.text,
            learning_rate=rate,
            starts=state.starts[0] if len(state.starts) == 1 else state.starts,
            steps=state.steps,
            tolerance=state.tolerance,
            seed=state.seed,
            noise=state.noise,
        )
        for method, rate in zip(state.methods, given, strict=True)
        if state.starts
    )
    others = tuple(mark for mark in state.look.marks if mark not in MARKED)
    marks = tuple(mark for mark in MARKED if mark in state.shown)
    look = replace(state.look, marks=(*others, *marks))
    return SceneFile(landscape=state.landscape, runs=runs, look=look, film=state.film)


def from_scene(scene: SceneFile) -> Explorer:
    """An explorer of what a scene file describes; what `left_out` names is the first run's.

    Raises
    ------
    ValueError
        If the file is wrong.
    """
    state = Explorer(landscape=scene.landscape, look=scene.look, film=scene.film)
    state = replace(state, shown=state.shown | {mark for mark in MARKED if mark in scene.look.marks})
    if not scene.runs:
        return state
    first = scene.runs[0]
    return replace(
        state,
        methods=tuple(method_of(run) for run in scene.runs),
        starts=first.ways,
        steps=_steps(scene, first),
        tolerance=first.tolerance,
        seed=first.seed,
        noise=first.noise,
    )


def _steps(scene: SceneFile, run: RunSection) -> int:
    """A run's number of steps, or as many as its rate needs."""
    from descent import default_steps

    if run.steps is not None:
        return max(run.steps, 1)
    f = scene.landscape.landscape()
    return int(default_steps(f, run.method().prepared(f)))


def left_out(scene: SceneFile) -> str:
    """What an explorer does not take from a scene file, in a line; empty where it takes everything."""
    if not scene.runs:
        return ""
    first, others = scene.runs[0], scene.runs[1:]
    differing = [
        name
        for name in ("starts", "steps", "tolerance", "seed", "noise")
        if any(getattr(run, name) != getattr(first, name) for run in others)
    ]
    said = []
    if differing:
        said.append(f"every optimizer has the first one's {', '.join(differing)}")
    if any(run.label for run in scene.runs):
        said.append("labels are not shown")
    unseen = [mark for mark in scene.look.marks if mark not in MARKED]
    if scene.look.panels or unseen:
        said.append(f"{', '.join([*scene.look.panels, *unseen])}: only in the film")
    return "; ".join(said)


def method_of(run: RunSection) -> Method:
    """The controls as a run of a scene file sets them."""
    from dataclasses import fields

    from descent.notation import text_name, to_text

    run.check()
    optimizer = run.method()
    rate = getattr(optimizer, "learning_rate", None)
    schedule = ""
    if callable(rate):
        rate, schedule = float(getattr(rate, "rate", rate(0))), to_text(rate)
    settings = tuple(
        (f.name, value)
        for f in fields(optimizer)
        if f.name != "learning_rate"
        and isinstance(value := getattr(optimizer, f.name), int | float)
        and not isinstance(value, bool)
        and value != f.default
    )
    return Method(name=text_name(type(optimizer)), settings=settings, learning_rate=rate, schedule=schedule)
