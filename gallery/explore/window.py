"""The desktop's face of the explorer: keys, clicks and sliders change the state, and the window shows it."""

from __future__ import annotations

import math
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from threading import Thread
from typing import Any

import gallery.explore.changes as changes
from gallery.explore.card import HELP, in_columns
from gallery.explore.choices import landscapes, optimizers, schedules
from gallery.explore.chooser import Chooser
from gallery.explore.ensemble import MOST_METHODS, landscape_of, natural_rate, rate_of
from gallery.explore.entry import DONE, LEFT_ALONE, Entry
from gallery.explore.film_process import FilmProcess
from gallery.explore.staging import Staging, warm_up
from gallery.explore.state import Explorer
from gallery.explore.transport import played, scrubbed, stepped, ticked
from gallery.explore.words import animate_command, caption, described, ground_words, render_command
from gallery.terminal import is_interrupted, noting_signals, say
from landscapes.formulas import as_typed

LAYER_KEYS = {"l": "contours", "t": "trails", "o": "stationary", "a": "field", "b": "basins"}
DECADES = 3.0
LONGEST_SYMBOL = 2
"""Of a formula that is one word, as `x` or `pi`; a longer word is meant as a landscape's name."""


def open_window(begin: Explorer) -> None:
    """Show a window until it is closed."""
    ExplorerWindow(begin).run()


class ExplorerWindow:
    """An explorer in a window."""

    def __init__(self, begin: Explorer) -> None:
        from render.interactive import Window

        self.state = begin
        self.window = Window("thalweg")
        self._staging = Staging(self.window.live)
        self._entry: Entry | None = None
        self._help, self._news, self._fresh = False, "h for help", True
        self._chooser = Chooser()
        self._last = time.monotonic()
        self._film: FilmProcess | None = None
        self._keys = self._make_keys()
        self._show(begin)
        self._show_knobs()
        self.window.look(self._pose())

    def run(self) -> None:
        """Show the window until it is closed."""
        Thread(target=warm_up, args=(self.state,), daemon=True).start()
        with noting_signals():
            try:
                self.window.run(self.key, self.click, self.tick)
                self._await_film(wait=not is_interrupted())
            finally:
                if self._film is not None:
                    self._film.end()

    @property
    def _clock(self) -> Any:
        return self.window.live.clock

    def change(self, change: Callable[..., Explorer], *args: Any) -> None:
        """The next state; a mistake is said and nothing changes."""
        try:
            self._show(change(self.state, *args))
        except (ValueError, LookupError) as error:
            self._news = str(error).splitlines()[0][:150]
            self._fresh = True

    def key(self, name: str, character: str) -> None:
        """Do what a key asks for; while a formula is typed, write."""
        self._fresh = True
        if self._entry is not None:
            self._write_formula(self._entry, name, character)
            return
        action = self._keys.get(name) or self._keys.get(name.lower())
        if action is not None:
            self._news = ""
            action()

    def click(self, x: int, y: int, shift: bool) -> None:
        """Drop where the surface was clicked."""
        point = self.window.ground(x, y)
        if point is not None:
            self._news = ""
            self.change(changes.drop, point.tolist(), "ring" if shift else "particle")

    def tick(self) -> bool:
        """Let film time run; whether there is something new to be drawn."""
        if is_interrupted():
            self.window.close()
            return False
        now = time.monotonic()
        seconds, self._last = min(now - self._last, 0.25), now
        before = self.state
        self.state = ticked(before, seconds)
        self._await_film()
        if self.state is before and not self._fresh:
            return False
        self._fresh = False
        self.window.live.show(self.state.time)
        self.window.set_value("time", self.state.time)
        self._ride()
        self._say()
        return True

    def _show(self, after: Explorer) -> None:
        """Put on stage what differs from the state before."""
        before = self.state
        if self._staging.show(after):
            self.window.look(self._pose())
        self.state = after
        if _controls_of(before) != _controls_of(after):
            self._show_knobs()
        self._fresh = True

    def _begin_formula(self) -> None:
        f = landscape_of(self.state.landscape)
        self._entry = Entry(as_typed(f.formula), tuple(c for side in f.domain for c in side), selected=True)

    def _write_formula(self, entry: Entry, name: str, character: str) -> None:
        """One more key; a formula that is wrong stays to be mended, the last good surface under it."""
        if name in LEFT_ALONE:
            self._entry = None
        elif name not in DONE:
            self._entry = entry.typed(name, character)
        else:
            try:
                text, domain = entry.parts
                if text in landscapes() or (text.isidentifier() and len(text) > LONGEST_SYMBOL):
                    self._show(changes.choose_landscape(self.state, text))
                else:
                    self._show(changes.choose_formula(self.state, text, domain))
                self._entry = None
            except (ValueError, LookupError) as error:
                self._entry = replace(entry, error=str(error), selected=False)

    def _show_knobs(self) -> None:
        from render.interactive import Knob

        state, knobs = self.state, []
        rate = rate_of(state, state.run)
        if rate is not None:
            centre = math.log10(natural_rate(state.landscape, state.method.name) or rate)
            knobs.append(
                Knob(
                    "rate",
                    f"learning rate {rate:.3g}",
                    centre - DECADES,
                    centre + DECADES,
                    math.log10(rate),
                    self._set_rate,
                    0,
                )
            )
        for slider in optimizers().get(state.method.name, ())[:4]:
            value = dict(state.method.settings).get(slider.name, slider.default)
            curve = math.log10 if slider.by_factors else float
            label = f"{slider.name.replace('_', ' ')} {value:.3g}"
            knobs.append(
                Knob(
                    slider.name,
                    label,
                    curve(slider.low),
                    curve(slider.high),
                    curve(value),
                    self._setter(slider),
                    len(knobs),
                )
            )
        knobs.append(
            Knob(
                "steps", f"steps {state.steps}", 1, 2000, min(state.steps, 2000), self._set_steps, len(knobs)
            )
        )
        knobs.append(Knob("time", "", 0.0, 1.0, state.time, lambda value: self.change(scrubbed, value), -1))
        self.window.set_knobs(knobs)

    def _set_rate(self, value: float) -> None:
        self.change(changes.set_rate, 10.0**value)

    def _set_steps(self, value: float) -> None:
        if round(value) != self.state.steps:
            self.change(changes.set_steps, round(value))

    def _setter(self, slider: Any) -> Callable[[float], None]:
        def move(value: float) -> None:
            self.change(changes.set_setting, slider.name, 10.0**value if slider.by_factors else value)

        return move

    def _say(self) -> None:
        state, window = self.state, self.window
        f = landscape_of(state.landscape)
        index = self._clock.index(state.time)
        formula = (
            as_typed(f.formula).replace("**", "^").replace("*", "·")
            if f.title != state.landscape.formula
            else ""
        )
        window.write("title", f.title if len(f.title) < 60 else f.title[:59] + "…", (0.02, 0.94), 0.030)
        window.write("formula", formula if len(formula) < 90 else formula[:89] + "…", (0.02, 0.90), 0.021)
        self._name_methods()
        told = caption(self._staging.runs, state.followed, index, state.time >= 1, state.chosen)
        window.write("caption", told, (0.02, 0.085), 0.022)
        flow = f"{'playing' if state.playing else 'paused'}   {state.speed:g}×"
        window.write("flow", flow, (0.02, 0.048), 0.020)
        window.write("news", self._news, (0.02, 0.012), 0.020)
        entry = self._entry.shown if self._entry else ""
        window.write("entry", entry, (0.02, 0.79), 0.022, card=True)
        window.write("help", in_columns(HELP) if self._help else "", (0.06, 0.24), 0.022, card=True)

    def _name_methods(self) -> None:
        """The optimizers one above the other, in the colours of their particles where they have such; what basins mean."""
        from render.style import find_theme

        state, several = self.state, len(self.state.methods) > 1
        palette = find_theme(state.look.theme).palette
        for k in range(MOST_METHODS):
            method = state.methods[k] if k < len(state.methods) else None
            text = method.text.replace("_", " ") if method else ""
            if method and method.schedule:
                text += f" {method.schedule.partition(':')[0]}"
            above = 0.130 + 0.036 * max(len(state.methods) - 1 - k, 0)
            mark = "▸ " if several and k == state.chosen else ""
            color = palette[k % len(palette)] if several else ""
            self.window.write(f"method {k}", mark + text, (0.02, above), 0.022, color=color)
        above = 0.137 + 0.036 * len(state.methods)
        self.window.write("ground", ground_words(state), (0.02, above), 0.020, card=True)

    def _ride(self) -> None:
        state = self.state
        if not (state.riding and self._staging.runs):
            return
        runs = list(self._staging.runs.values())
        paths = runs[min(state.chosen, len(runs) - 1)]
        k = min(state.followed, len(paths.ending) - 1)
        index = self._clock.index(state.time)
        here, ahead = paths.at(index)[0][k], paths.at(index + max(3.0, 0.02 * paths.steps))[0][k]
        self.window.ride(here, ahead - here)

    def _pose(self) -> Any:
        from render.camera import find_path

        return find_path(self.state.look.camera)(0.0)

    def _make_keys(self) -> dict[str, Callable[[], None]]:
        keys: dict[str, Callable[[], None]] = {
            "h": self._toggle_help,
            "space": lambda: self.change(played),
            "Right": lambda: self._step(1),
            "Left": lambda: self._step(-1),
            "Home": lambda: self.change(scrubbed, 0.0),
            "End": lambda: self.change(scrubbed, 1.0),
            "p": lambda: self.click(*self.window.pointer, False),
            "g": lambda: self.change(
                changes.drop, [side[0] for side in landscape_of(self.state.landscape).domain], "grid"
            ),
            "x": lambda: self.change(changes.clear),
            "0": lambda: self._ride_with(-1),
            "r": lambda: self.change(changes.set_rate, None),
            "v": self._first_view,
            "f": self._begin_formula,
            "m": self._write_film,
            "s": self._write_picture,
            "c": self._say_command,
            "q": self.window.close,
            "k": lambda: self._other_field(1),
            "j": lambda: self._other_value(1),
            "i": lambda: self.change(
                changes.add_method, _after(list(optimizers()), self.state.method.name, 1)
            ),
            "u": lambda: self.change(changes.remove_method, self.state.chosen),
            "Tab": lambda: self.change(
                changes.select_method, (self.state.chosen + 1) % len(self.state.methods)
            ),
            "semicolon": lambda: self.change(
                changes.set_schedule, _after(list(schedules()), self.state.method.schedule, 1)
            ),
        }
        for name, by in (
            ("plus", 2.0),
            ("equal", 2.0),
            ("KP_Add", 2.0),
            ("minus", 0.5),
            ("KP_Subtract", 0.5),
        ):
            keys[name] = lambda by=by: self.change(changes.set_speed, self.state.speed * by)  # type: ignore[misc]
        for name, by in (("bracketleft", -1), ("bracketright", 1)):
            keys[name] = lambda by=by: self._other_landscape(by)  # type: ignore[misc]
        for name, by in (("comma", -1), ("period", 1)):
            keys[name] = lambda by=by: self.change(  # type: ignore[misc]
                changes.choose_method, _after(list(optimizers()), self.state.method.name, by)
            )
        for name, layer in LAYER_KEYS.items():
            keys[name] = lambda layer=layer: self.change(changes.toggle, layer)  # type: ignore[misc]
        for k in range(9):
            keys[str(k + 1)] = lambda k=k: self._ride_with(k)  # type: ignore[misc]
        return keys

    def _toggle_help(self) -> None:
        self._help = not self._help

    def _step(self, by: int) -> None:
        self.change(stepped, self._clock.index, by)

    def _ride_with(self, particle: int) -> None:
        count = len(next(iter(self._staging.runs.values())).ending) if self._staging.runs else 0
        riding = self.state.riding
        self.change(changes.ride, particle, count)
        if riding and not self.state.riding:
            self._first_view()

    def _first_view(self) -> None:
        self.window.look(self._pose())

    def _other_landscape(self, by: int) -> None:
        names = list(landscapes())
        self.change(changes.choose_landscape, _after(names, str(self.state.landscape.name), by))
        here = str(self.state.landscape.name)
        before, after = (landscapes()[_after(names, here, way)] for way in (-1, 1))
        self._news = (
            f"{names.index(here) + 1} of {len(names)}     [ {before}     ] {after}     f and a name: there"
        )

    def _other_field(self, by: int) -> None:
        self._chooser = self._chooser.moved(by)
        self._news = self._chooser.said(self.state)

    def _other_value(self, by: int) -> None:
        self.change(self._chooser.changed, by)
        self._news = self._news or self._chooser.said(self.state)

    def _seen(self) -> Explorer:
        """The state with the camera where it stands now."""
        pose = self.window.pose
        zoom = min(max(pose.zoom, 0.05), 20.0)
        camera = f"still:{pose.azimuth:.2f},{pose.elevation:.2f},{zoom:.3f}"
        return self.state.with_look(camera=camera)

    def _write_film(self) -> None:
        if self._film is not None:
            self._news = "a film is being written already"
            return
        scene = described(self._seen())
        name = scene.landscape.name or "formula"
        self._film = FilmProcess(scene, free_name(name, ".mp4"))
        self._news = f"writing {self._film.film}"

    def _await_film(self, wait: bool = False) -> None:
        if self._film is not None and (outcome := self._film.outcome(wait)):
            self._film, self._fresh, self._news = None, True, outcome
            say(outcome)

    def _write_picture(self) -> None:
        picture = free_name(self.state.landscape.name or "formula", ".png")
        self.window.save(picture)
        self._news = f"wrote {picture}"
        say(self._news)

    def _say_command(self) -> None:
        seen, name = self._seen(), self.state.landscape.name or "formula"
        line = animate_command(seen, f"{name}.mp4")
        if line is None:
            source = described(seen).save(free_name(name, ".toml"))
            line = render_command(str(source), f"{name}.mp4")
        say(line)
        sys.stdout.flush()
        self._news = f"in the terminal: {line if len(line) < 120 else line[:119] + '…'}"


def _controls_of(state: Explorer) -> tuple[Any, ...]:
    return state.method, state.landscape, state.steps, state.look.theme


def _after(names: list[str], name: str, by: int) -> str:
    """The name that stands so many places after another."""
    place = names.index(name) if name in names else 0
    return names[(place + by) % len(names)]


def free_name(stem: str, suffix: str) -> Path:
    """A file in this folder that is not there yet: ``stem.png``, ``stem-2.png``..."""
    path, count = Path(stem + suffix), 2
    while path.exists():
        path, count = Path(f"{stem}-{count}{suffix}"), count + 1
    return path
