"""What a person can do to an explorer; each function takes a state and returns the next one.

A change that makes no sense is a ValueError or LookupError of one line, and the state stays what it was.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace

from gallery.explore.choices import FASTEST, SLOWEST, optimizers, schedules
from gallery.explore.ensemble import MOST_METHODS, check_size, landscape_of
from gallery.explore.state import LAYERS, Explorer, Method, method_of
from gallery.spec import LandscapeSpec

RING = 24
GRID = 20
RING_SHARE = 0.08
"""A dropped ring's radius, as a share of the domain's shorter side."""


def choose_landscape(state: Explorer, name: str) -> Explorer:
    """Another surface of the catalogue. Grids stay, other particles where the domain is the same."""
    return _moved_to(state, LandscapeSpec(name=name))


def choose_formula(state: Explorer, text: str, domain: Sequence[float]) -> Explorer:
    """The surface of a formula; `domain` is xmin, xmax, ymin, ymax. Particles stay where the domain does.

    The text is first put into the grammar, as far as it is clear (`landscapes.typed`); what came of it is the formula.

    Raises
    ------
    ValueError
        If the domain is not four numbers, or the formula makes no surface.
    """
    from landscapes import typed

    if len(domain) != 4:
        raise ValueError(f"a surface's domain is four numbers, got {len(domain)}")
    pairs = ((float(domain[0]), float(domain[1])), (float(domain[2]), float(domain[3])))
    return _moved_to(state, LandscapeSpec(formula=typed(text), domain=pairs))


def _moved_to(state: Explorer, spec: LandscapeSpec) -> Explorer:
    if spec == state.landscape:
        return state
    same_places = landscape_of(spec).domain == landscape_of(state.landscape).domain
    runs = tuple(
        replace(
            run,
            learning_rate=replace(method_of(run), learning_rate=None).rate(state.steps),
            starts=tuple(way for way in run.starts if same_places or not is_at_a_place(way)),
        )
        for run in state.scene.runs
    )
    moving = any(run.starts for run in runs)
    still = replace(state, time=0.0, playing=state.playing and moving, riding=False, followed=0)
    return still.with_scene(landscape=spec, runs=runs)


def is_at_a_place(way: str) -> bool:
    """Whether a way to start names places of one landscape, as what is dropped by hand does."""
    from descent import parse_starts

    return parse_starts(way).name in ("points", "ring")


def choose_method(state: Explorer, name: str) -> Explorer:
    """Another optimizer in the chosen place, with its defaults and a rate that suits it."""
    _check_optimizer(name)
    return state.with_method(Method(name=name, schedule=state.method.schedule))


def add_method(state: Explorer, name: str) -> Explorer:
    """One more optimizer from the same starts; it becomes the chosen one.

    Raises
    ------
    ValueError
        If there are as many optimizers as the explorer takes.
    LookupError
        For an unknown optimizer.
    """
    _check_optimizer(name)
    runs = state.scene.runs
    if len(runs) >= MOST_METHODS:
        raise ValueError(f"the explorer takes at most {MOST_METHODS} optimizers at once")
    added = replace(state.run, label="", optimizer=name, learning_rate=None)
    more = replace(state, chosen=len(runs), time=0.0, playing=True)
    return more.with_scene(runs=(*runs, added))


def remove_method(state: Explorer, place: int) -> Explorer:
    """One optimizer less; the last one stays."""
    runs = state.scene.runs
    if len(runs) == 1 or not 0 <= place < len(runs):
        return state
    rest = runs[:place] + runs[place + 1 :]
    return replace(state, chosen=min(state.chosen, len(rest) - 1)).with_scene(runs=rest)


def select_method(state: Explorer, place: int) -> Explorer:
    """The controls refer to another of the optimizers."""
    return replace(state, chosen=min(max(place, 0), len(state.scene.runs) - 1))


def set_rate(state: Explorer, rate: float | None) -> Explorer:
    """Another learning rate for the chosen optimizer; None: the one that suits it.

    Raises
    ------
    ValueError
        If the rate is not finite and above 0.
    """
    if rate is not None and not 0 < rate < math.inf:
        raise ValueError(f"a learning rate must be a finite number > 0, got {rate}")
    schedule = state.method.schedule.partition(":")[0]
    return state.with_method(replace(state.method, learning_rate=rate, schedule=schedule))


def set_setting(state: Explorer, name: str, value: float) -> Explorer:
    """Another value of one of the chosen optimizer's own settings.

    Raises
    ------
    LookupError
        If the optimizer has no such setting.
    ValueError
        If the value lies outside of the setting's interval.
    """
    from descent import parse_optimizer

    known = {slider.name: slider for slider in optimizers()[state.method.name]}
    if name not in known:
        raise LookupError(f"{state.method.name} has no setting {name!r}; there are {', '.join(known)}")
    number = round(value) if known[name].whole else float(value)
    settings = {**dict(state.method.settings), name: number}
    if number == known[name].default:
        del settings[name]
    method = replace(state.method, settings=tuple(sorted(settings.items())))
    parse_optimizer(method.text)
    return state.with_method(method)


def set_schedule(state: Explorer, name: str) -> Explorer:
    """Another schedule for the chosen optimizer; "" is a constant rate.

    Raises
    ------
    LookupError
        For an unknown schedule.
    """
    if name not in schedules():
        raise LookupError(f"unknown schedule {name!r}; there are {', '.join(schedules()[1:])}")
    return state.with_method(replace(state.method, schedule=name))


def set_steps(state: Explorer, steps: int) -> Explorer:
    """Another number of steps.

    Raises
    ------
    ValueError
        For a number below 1, and one that is too large for so many particles.
    """
    if steps < 0:
        raise ValueError(f"the explorer takes 1 step or more, got {steps}")
    runs = tuple(
        replace(run, steps=steps, learning_rate=method_of(run).rate(steps)) for run in state.scene.runs
    )
    return _checked(state.with_scene(runs=runs))


def drop(state: Explorer, point: Sequence[float], kind: str = "particle") -> Explorer:
    """Drop a particle at a point, a ring around it, or a grid all over; everything starts again from there.

    Raises
    ------
    ValueError
        If a coordinate is NaN or there are not two, and where there would be too many particles.
    """
    f = landscape_of(state.landscape)
    place = [min(max(float(c), low), high) for c, (low, high) in zip(point, f.domain, strict=True)]
    if not all(math.isfinite(c) for c in place):
        raise ValueError(f"a particle needs a finite place, got {tuple(point)}")
    x, y = (float(f"{c:.6g}") for c in place)
    if kind == "particle":
        return drop_starts(state, f"points:({x!r},{y!r})")
    if kind == "ring":
        radius = RING_SHARE * min(high - low for low, high in f.domain)
        return drop_starts(state, f"ring:{RING},centre=({x!r},{y!r}),radius={radius:.6g}")
    return drop_starts(clear(state), f"grid:{GRID}")


def drop_starts(state: Explorer, way: str) -> Explorer:
    """Drop whatever particles a text describes, for every optimizer."""
    from descent import parse_starts

    parse_starts(way)
    runs = tuple(replace(run, starts=_joined(run.starts, way.strip())) for run in state.scene.runs)
    more = state.with_scene(runs=runs)
    followed = _last_of_points(more.starts)
    followed = state.followed if followed is None else followed
    return _checked(replace(more, time=0.0, playing=True, followed=followed))


def _joined(ways: tuple[str, ...], way: str) -> tuple[str, ...]:
    """The ways with one more; points go to the points before them."""
    from descent import parse_starts

    if ways and all(parse_starts(text).name == "points" for text in (ways[-1], way)):
        first, second = (dict(parse_starts(text).settings)["positions"] for text in (ways[-1], way))
        places = ";".join("(" + ",".join(map(repr, place)) + ")" for place in (*first, *second))
        return (*ways[:-1], f"points:{places}")
    return (*ways, way)


def _last_of_points(ways: tuple[str, ...]) -> int | None:
    """The number of the last particle where all were dropped one by one, and there are several."""
    from descent import parse_starts

    if len(ways) != 1 or parse_starts(ways[0]).name != "points":
        return None
    return len(dict(parse_starts(ways[0]).settings)["positions"]) - 1 or None


def clear(state: Explorer) -> Explorer:
    """Take all particles away."""
    bare = replace(state, time=0.0, playing=False, followed=0, riding=False)
    return bare.with_runs(starts=())


def toggle(state: Explorer, layer: str) -> Explorer:
    """Switch one of `LAYERS` on or off.

    Raises
    ------
    LookupError
        For an unknown layer.
    """
    if layer not in LAYERS:
        raise LookupError(f"unknown layer {layer!r}; there are {', '.join(LAYERS)}")
    return state.with_shown(state.shown ^ {layer})


def set_speed(state: Explorer, speed: float) -> Explorer:
    """Faster or slower, within reason."""
    return replace(state, speed=min(max(float(speed), SLOWEST), FASTEST))


def ride(state: Explorer, particle: int, count: int) -> Explorer:
    """Ride along with a particle; once more, or one that is not there: stop riding."""
    if not 0 <= particle < count or (state.riding and state.followed == particle):
        return replace(state, riding=False)
    return replace(state, followed=particle, riding=True)


def _checked(state: Explorer) -> Explorer:
    check_size(state)
    return state


def _check_optimizer(name: str) -> None:
    if name not in optimizers():
        raise LookupError(f"unknown optimizer {name!r}; there are {', '.join(optimizers())}")
