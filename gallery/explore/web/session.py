"""One page's session: what the page asks for, the explorer's next state, and what the page needs to show it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from typing import Any

import gallery.explore.changes as changes
from gallery.explore.ensemble import MOST_METHODS, particles_of, runs_of
from gallery.explore.links import from_query, to_query
from gallery.explore.staging import (
    colors_of,
    flown,
    ground,
    in_basin_colors,
    live_look,
    scene_of,
    shades,
    surface_key,
)
from gallery.explore.state import Explorer
from gallery.explore.web.painter import Painter
from gallery.explore.words import animate_command, described, ground_words, render_command
from gallery.spec import FilmSpec, LandscapeSpec, LookSpec, control_value

FINE, COARSE = 160, 76
"""Lines of the surface a side, where a graphics card draws and where the processor does: there vertices cost most."""
CLIENT_MOST = 10_000
"""Particles that a browser draws."""
MOST_MAPPED = 2_000
"""Particles on the map beside a picture that the server draws."""
MISTAKES = (ValueError, LookupError, TypeError, ArithmeticError, MemoryError, RuntimeError)
MOST_DROPS = 500
"""Of one request: more come from nobody's finger."""


class Session:
    """The explorer of one page. Not for two threads at a time."""

    def __init__(self, state: Explorer | None = None) -> None:
        self.state = state or Explorer()
        self.lines = FINE
        self.render = "client"
        self.drawn_by = ""
        """Who draws, as links say it; empty where they need not."""
        self._painter: Painter | None = None

    def act(self, name: str, args: Sequence[Any]) -> dict[str, Any]:
        """Do what the page asks for; a mistake is an answer with one line in "error", and nothing changes."""
        before = self.state
        try:
            after, extra = _action(name)(self, *args)
            if self.render == "client" and crowded(after):
                return {"error": crowded(after), "offer": server_link(after)}
            answer = {"flight": self._flown(after, name == "flight")} if name in ("flight", "finer") else {}
            answer |= self.answer(before, after, everything=name == "hello")
        except MISTAKES as error:
            return {"error": str(error)[:400] or type(error).__name__}
        self.state = after
        return {**answer, **extra, "chosen": after.chosen, "link": to_query(after) + self.drawn_by}

    def draw(self, wanted: Mapping[str, Any]) -> dict[str, Any]:
        """The picture that a page of ``--render server`` asks for, as a JPEG; or one line in "error"."""
        try:
            self.open_painter()
            assert self._painter is not None
            return {"jpeg": self._painter.picture(self.state, wanted)}
        except MISTAKES as error:
            return {"error": str(error)[:400] or type(error).__name__}

    def open_painter(self) -> None:
        """Be ready to draw; takes a second the first time."""
        if self._painter is None:
            self._painter = Painter()

    def answer(self, before: Explorer, after: Explorer, everything: bool = False) -> dict[str, Any]:
        """What the page needs to show `after` where it shows `before`."""
        answer: dict[str, Any] = {}
        new_surface = everything or surface_key(before) != surface_key(after)
        if new_surface:
            answer["surface"] = _surface(*surface_key(after), self.lines)
        if new_surface or before.shown != after.shown or ground(before) != ground(after):
            answer["layers"] = sorted(after.shown)
            answer |= _layers(after, before, self.lines)
        if new_surface and after.starts and not everything:
            # The surface is seen first; the page asks for what moves on it at once.
            return {**answer, "pending": True}
        if new_surface or _flight_key(before) != _flight_key(after):
            answer["flight"] = self._flown(after)
        same_colors = replace(after, shown=before.shown)
        if new_surface or _flight_key(before) != _flight_key(same_colors):
            answer |= {"time": after.time, "playing": after.playing and bool(after.starts)}
        return answer

    def _flown(self, state: Explorer, sketch: bool = True) -> dict[str, Any]:
        """A sketch is seen at once; the page asks for all of it when nothing else is to be done."""
        most = MOST_MAPPED if self.render == "server" else CLIENT_MOST * MOST_METHODS
        return {**_flight(_flight_key(state), self.lines, most, sketch), "followed": state.followed}


def crowded(state: Explorer) -> str:
    """Why a browser does not draw so many particles; empty where it does."""
    particles = particles_of(state)
    if particles <= CLIENT_MOST:
        return ""
    return f"the browser draws at most {CLIENT_MOST:,} particles, these are {particles:,}"


def server_link(state: Explorer) -> str:
    """The query of the page on which the server draws a state."""
    return f"{to_query(state)}&render=server"


def _flight_key(state: Explorer) -> Explorer:
    """A state in which everything that no flight depends on is as it always is."""
    plain = Explorer()
    same = replace(
        state,
        chosen=0,
        shown=frozenset({"basins"}) if in_basin_colors(state) else plain.shown,
        time=0.0,
        playing=False,
        speed=1.0,
        followed=0,
        riding=False,
    )
    return same.with_scene(look=live_look(state), film=plain.film)


@lru_cache(maxsize=8)
def _drawn(landscape: LandscapeSpec, look: LookSpec, lines: int) -> Any:
    return scene_of(landscape, look).prepared.surface_of(resolution=lines)


@lru_cache(maxsize=8)
def _surface(landscape: LandscapeSpec, look: LookSpec, lines: int) -> dict[str, Any]:
    from latex2mathml.converter import convert

    from render.interactive import surface_arrays

    surface = _drawn(landscape, look, lines)
    latex = surface.landscape.latex
    formula = convert(latex) if len(latex) < 600 else ""
    return {**surface_arrays(surface), "title": surface.landscape.title, "formula": formula}


@lru_cache(maxsize=4)
def _flight(state: Explorer, lines: int, most: int, sketch: bool) -> dict[str, Any]:
    from render.interactive import run_arrays

    surface = _drawn(*surface_key(state), lines)
    return run_arrays(runs_of(state), surface, colors_of(state, surface), flown(state).timing, most, sketch)


def _layers(after: Explorer, before: Explorer, lines: int) -> dict[str, Any]:
    from render.interactive import segment_arrays

    surface = _drawn(*surface_key(after), lines)
    answer: dict[str, Any] = {"marks": segment_arrays(surface, after.shown), "ground": ground_words(after)}
    painted = shades(after, surface)
    if painted is not None:
        answer["shades"] = painted.tobytes()
    elif "basins" in before.shown:
        answer["shades"] = surface.colors.tobytes()
    return answer


Result = tuple[Explorer, dict[str, Any]]


def _hello(session: Session, query: str = "", coarse: bool = False) -> Result:
    session.lines = COARSE if coarse else FINE
    words = [word for word in str(query).lstrip("?").split("&") if word]
    session.render = "server" if "render=server" in words else "client"
    said = f"render={session.render}"
    session.drawn_by = f"&{said}" if said in words else ""
    text = "&".join(word for word in words if not word.startswith(("token=", "render=")))
    if not text:
        return _drawable(session, session.state)
    try:
        state = from_query(text)
    except (ValueError, LookupError) as error:
        return session.state, {**_standing(session.state), "error": f"the link is wrong: {error}"}
    return _drawable(session, state)


def _drawable(session: Session, state: Explorer) -> Result:
    """A first state; of more particles than the browser draws only the surface."""
    if session.render == "client" and crowded(state):
        bare = changes.clear(state)
        return bare, {**_standing(bare), "error": crowded(state), "offer": server_link(state)}
    return state, _standing(state)


def _draw_by(session: Session, who: str) -> Result:
    """Whether somebody else can draw what is shown; the page then opens once more."""
    if who not in ("client", "server"):
        raise LookupError(f"unknown painter {str(who)[:40]!r}; there are client, server")
    if who == "client" and crowded(session.state):
        raise ValueError(f"{crowded(session.state)}; the server goes on drawing")
    return session.state, {"painter": who}


def _standing(state: Explorer) -> dict[str, Any]:
    return {"time": state.time, "speed": state.speed, "playing": False, "pose": pose_of(state.look.camera)}


def _drop(session: Session, drops: Sequence[Sequence[Any]]) -> Result:
    state = session.state
    if len(drops) > MOST_DROPS:
        raise ValueError(f"at most {MOST_DROPS} drops at a time, got {len(drops)}")
    for x, y, kind in drops:
        state = changes.drop(state, (float(x), float(y)), str(kind))
    return state, {}


def _formula(session: Session, text: str, domain: str) -> Result:
    numbers = [float(word) for word in str(domain).replace(",", " ").split()]
    return changes.choose_formula(session.state, str(text), numbers), {}


def _look(session: Session, key: str, value: Any) -> Result:
    return session.state.with_look(**control_value(LookSpec, str(key), value)), {}


def _film(session: Session, key: str, value: Any) -> Result:
    return changes.set_film(session.state, **control_value(FilmSpec, str(key), value)), {}


def _pose(session: Session, pose: Mapping[str, Any]) -> Result:
    azimuth, elevation, zoom = (float(pose[key]) for key in ("azimuth", "elevation", "zoom"))
    azimuth = (azimuth + 180) % 360 - 180
    camera = f"still:{azimuth:.2f},{elevation:.2f},{zoom:.3f}"
    from render.camera import find_path

    find_path(camera)
    state = session.state
    return state.with_look(camera=camera), {}


def pose_of(camera: str) -> dict[str, float]:
    """Azimuth, elevation and zoom of a fixed camera; of a moving one where it begins."""
    from render.camera import find_path

    pose = find_path(camera)(0.0)
    return {"azimuth": pose.azimuth, "elevation": pose.elevation, "zoom": pose.zoom}


def _command(session: Session) -> Result:
    state = session.state
    name = state.landscape.name or "formula"
    line, scene = animate_command(state, f"{name}.mp4"), ""
    if line is None:
        scene = f"{name}.toml"
        line = render_command(scene, f"{name}.mp4")
    return state, {"command": line, "scene": scene}


def _scene(session: Session) -> Result:
    name = session.state.landscape.name or "formula"
    text = described(session.state).dumps().encode()
    return session.state, {"file": {"name": f"{name}.toml", "bytes": text, "kind": "application/toml"}}


def _plain(change: Callable[..., Explorer], *kinds: Callable[[Any], Any]) -> Callable[..., Result]:
    """An action that only changes the state; its arguments are turned into `kinds` first."""

    def action(session: Session, *args: Any) -> Result:
        return change(session.state, *(kind(arg) for kind, arg in zip(kinds, args, strict=True))), {}

    return action


def _rate(value: Any) -> float | None:
    return None if value is None else float(value)


ACTIONS: Mapping[str, Callable[..., Result]] = {
    "hello": _hello,
    "flight": lambda session: (session.state, {"time": session.state.time, "playing": session.state.playing}),
    "finer": lambda session: (session.state, {}),
    "landscape": _plain(changes.choose_landscape, str),
    "formula": _formula,
    "optimizer": _plain(changes.choose_method, str),
    "add": _plain(changes.add_method, str),
    "remove": _plain(changes.remove_method, int),
    "select": _plain(changes.select_method, int),
    "rate": _plain(changes.set_rate, _rate),
    "setting": _plain(changes.set_setting, str, float),
    "schedule": _plain(changes.set_schedule, str),
    "steps": _plain(changes.set_steps, int),
    "noise": _plain(changes.set_noise, float),
    "drop": _drop,
    "starts": _plain(changes.drop_starts, str),
    "clear": _plain(changes.clear),
    "layer": _plain(changes.toggle, str),
    "speed": _plain(changes.set_speed, float),
    "time": _plain(
        lambda state, time, playing: replace(state, time=min(max(time, 0.0), 1.0), playing=playing),
        float,
        bool,
    ),
    "follow": _plain(lambda state, k, riding: replace(state, followed=max(k, 0), riding=riding), int, bool),
    "look": _look,
    "reel": _film,
    "render": _draw_by,
    "pose": _pose,
    "command": _command,
    "scene": _scene,
}
"""What a page may ask for, and the function that does it."""


def _action(name: str) -> Callable[..., Result]:
    action = ACTIONS.get(str(name))
    if action is None:
        raise LookupError(f"unknown action {str(name)[:40]!r}")
    return action
