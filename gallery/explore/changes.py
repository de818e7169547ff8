"""What a person can do to an explorer; each function takes a state and returns the next one.

A change that makes no sense is a ValueError or LookupError of one line, and the state stays what it was.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace

from gallery.explore.choices import FASTEST, SLOWEST, optimizers, schedules
from gallery.explore.ensemble import MOST_METHODS, check_size, landscape_of
from gallery.explore.state import LAYERS, Explorer, Method
from gallery.spec.sections import LandscapeSection

RING = 24
GRID = 20
RING_SHARE = 0.08
"""A dropped ring's radius, as a share of the domain's shorter side."""


def choose_landscape(state: Explorer, name: str) -> Explorer:
    """Another surface of the catalogue. Grids stay, other particles where the domain is the same."""
    section = LandscapeSection(name=name)
    return _moved_to(state, section)


def choose_formula(state: Explorer, text: str, domain: Sequence[float]) -> Explorer:
    """The surface of a formula; `domain` is xmin, xmax, ymin, ymax. Particles stay where the domain does."""
    if len(domain) != 4:
        raise ValueError(f"a surface's domain is four numbers, got {len(domain)}")
    pairs = ((float(domain[0]), float(domain[1])), (float(domain[2]), float(domain[3])))
    section = LandscapeSection(formula=text, domain=pairs)
    return _moved_to(state, section)


def _moved_to(state: Explorer, section: LandscapeSection) -> Explorer:
    if section == state.landscape:
        return state
    same_places = landscape_of(section).domain == landscape_of(state.landscape).domain
    stay = tuple(way for way in state.starts if same_places or not way.startswith(("points", "ring")))
    free = tuple(replace(method, learning_rate=None) for method in state.methods)
    still = replace(state, time=0.0, playing=state.playing and bool(stay), riding=False, followed=0)
    return replace(still, landscape=section, starts=stay, methods=free)


def choose_method(state: Explorer, name: str) -> Explorer:
    """Another optimizer in the chosen place, with its defaults and a rate that suits it."""
    _check_optimizer(name)
    return _with(state, Method(name=name, schedule=state.method.schedule))


def add_method(state: Explorer, name: str) -> Explorer:
    """One more optimizer from the same starts; it becomes the chosen one."""
    _check_optimizer(name)
    if len(state.methods) >= MOST_METHODS:
        raise ValueError(f"the explorer takes at most {MOST_METHODS} optimizers at once")
    return replace(
        state, methods=(*state.methods, Method(name=name)), chosen=len(state.methods), time=0.0, playing=True
    )


def remove_method(state: Explorer, place: int) -> Explorer:
    """One optimizer less; the last one stays."""
    if len(state.methods) == 1 or not 0 <= place < len(state.methods):
        return state
    rest = state.methods[:place] + state.methods[place + 1 :]
    return replace(state, methods=rest, chosen=min(state.chosen, len(rest) - 1))


def select_method(state: Explorer, place: int) -> Explorer:
    """The controls refer to another of the optimizers."""
    return replace(state, chosen=min(max(place, 0), len(state.methods) - 1))


def set_rate(state: Explorer, rate: float | None) -> Explorer:
    """Another learning rate for the chosen optimizer; None: the one that suits it."""
    if rate is not None and not 0 < rate < math.inf:
        raise ValueError(f"a learning rate must be a finite number > 0, got {rate}")
    schedule = state.method.schedule.partition(":")[0]
    return _with(state, replace(state.method, learning_rate=rate, schedule=schedule))


def set_setting(state: Explorer, name: str, value: float) -> Explorer:
    """Another value of one of the chosen optimizer's own settings."""
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
    return _with(state, method)


def set_schedule(state: Explorer, name: str) -> Explorer:
    """Another schedule for the chosen optimizer; "" is a constant rate."""
    if name not in schedules():
        raise LookupError(f"unknown schedule {name!r}; there are {', '.join(schedules()[1:])}")
    return _with(state, replace(state.method, schedule=name))


def set_steps(state: Explorer, steps: int) -> Explorer:
    """Another number of steps."""
    return _checked(replace(state, steps=steps))


def set_noise(state: Explorer, strength: float) -> Explorer:
    """Gaussian noise of that strength on every gradient; 0 for none."""
    if not 0 <= strength < math.inf:
        raise ValueError(f"the noise must be a finite number >= 0, got {strength}")
    _, *settings = state.noise.split(",") if state.noise.startswith("gaussian:") else [""]
    return replace(state, noise=",".join([f"gaussian:{strength!r}", *settings]) if strength else "")


def drop(state: Explorer, point: Sequence[float], kind: str = "particle") -> Explorer:
    """Drop a particle at a point, a ring around it, or a grid all over; everything starts again from there."""
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
    """Drop whatever particles a text describes."""
    from descent import parse_starts

    parse_starts(way)
    starts = [*state.starts, way.strip()]
    if len(starts) > 1 and all(text.startswith("points:") for text in starts[-2:]):
        joined = ";".join(text.removeprefix("points:").removeprefix("positions=") for text in starts[-2:])
        starts[-2:] = [f"points:{joined}"]
    last = sum(text.startswith("points:") for text in starts) == len(starts) and starts[-1].count("(") - 1
    followed = int(last) if len(starts) == 1 and last else state.followed
    return _checked(replace(state, starts=tuple(starts), time=0.0, playing=True, followed=followed))


def clear(state: Explorer) -> Explorer:
    """Take all particles away."""
    return replace(state, starts=(), time=0.0, playing=False, followed=0, riding=False)


def toggle(state: Explorer, layer: str) -> Explorer:
    """Switch one of `LAYERS` on or off."""
    if layer not in LAYERS:
        raise LookupError(f"unknown layer {layer!r}; there are {', '.join(LAYERS)}")
    return replace(state, shown=state.shown ^ {layer})


def set_speed(state: Explorer, speed: float) -> Explorer:
    """Faster or slower, within reason."""
    return replace(state, speed=min(max(float(speed), SLOWEST), FASTEST))


def ride(state: Explorer, particle: int, count: int) -> Explorer:
    """Ride along with a particle; once more, or one that is not there: stop riding."""
    if not 0 <= particle < count or (state.riding and state.followed == particle):
        return replace(state, riding=False)
    return replace(state, followed=particle, riding=True)


def _with(state: Explorer, method: Method) -> Explorer:
    place = min(state.chosen, len(state.methods) - 1)
    methods = (*state.methods[:place], method, *state.methods[place + 1 :])
    return replace(state, methods=methods)


def _checked(state: Explorer) -> Explorer:
    check_size(state)
    return state


def _check_optimizer(name: str) -> None:
    if name not in optimizers():
        raise LookupError(f"unknown optimizer {name!r}; there are {', '.join(optimizers())}")
