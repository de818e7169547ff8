"""The explorer's window under a virtual display, driven with real keys and clicks."""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from gallery.cli import build_app, main
from gallery.commands.animate import asked
from gallery.explore.card import HELP, in_columns
from gallery.explore.entry import Entry
from gallery.spec.scene import SceneSpec

TOOLS = ("Xvfb", "xdotool")
needs_display = pytest.mark.skipif(
    any(shutil.which(tool) is None for tool in TOOLS), reason=f"needs {' and '.join(TOOLS)}"
)


def until(true: Callable[[], object], seconds: float = 60.0) -> None:
    """Wait for something; the machine may be busy."""
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.1)


@pytest.fixture(scope="module")
def display() -> Iterator[str]:
    """A virtual display of its own."""
    read, write = os.pipe()
    server = subprocess.Popen(
        ["Xvfb", "-displayfd", str(write), "-screen", "0", "1280x900x24"],
        pass_fds=[write],
        stderr=subprocess.DEVNULL,
    )
    os.close(write)
    with os.fdopen(read) as number:
        name = f":{number.readline().strip()}"
    yield name
    server.terminate()
    server.wait()


class Desktop:
    """A running `thalweg explore` and what a person would do to it."""

    def __init__(self, display: str, folder: Path, *arguments: str) -> None:
        self.folder = folder
        self.environment = {**os.environ, "DISPLAY": display}
        self.environment.pop("VTK_DEFAULT_OPENGL_WINDOW", None)
        self.environment.pop("THALWEG_OPENGL", None)
        self.said = folder / "said.txt"
        with self.said.open("w") as out:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "gallery", "explore", "--window", *arguments],
                cwd=folder, env=self.environment, stdout=out, stderr=subprocess.STDOUT,
            )  # fmt: skip
        until(lambda: self.tool("search", "--name", "^thalweg$"))
        time.sleep(1.5)

    def tool(self, *words: str) -> str:
        return subprocess.run(
            ["xdotool", *words], env=self.environment, capture_output=True, text=True
        ).stdout

    def press(self, *keys: str) -> None:
        for key in keys:
            self.tool("key", key)
            time.sleep(0.3)

    def picture(self) -> np.ndarray:
        """What the window shows, as `s` writes it."""
        before = set(self.folder.glob("*.png"))
        self.press("s")
        until(lambda: set(self.folder.glob("*.png")) - before)
        time.sleep(0.5)
        (path,) = set(self.folder.glob("*.png")) - before
        return np.asarray(Image.open(path).convert("RGB"), dtype=int)

    def scene(self) -> SceneSpec:
        """What the window shows, as the command that `c` says makes it again."""
        before = len(self.commands())
        self.press("c")
        until(lambda: len(self.commands()) > before)
        _, *words = shlex.split(self.commands()[-1])
        if words[0] == "render":
            return SceneSpec.load(self.folder / words[1])
        _, bound, _ = build_app().parse_args(words)
        given = {key: value for key, value in bound.arguments.items() if key not in ("name", "output")}
        return asked(bound.arguments.get("name"), **given)

    def commands(self) -> list[str]:
        """The commands said so far, in whole lines."""
        lines = self.said.read_text().splitlines(keepends=True)
        return [line for line in lines if line.startswith("thalweg ") and line.endswith("\n")]

    def close(self) -> str:
        self.press("q")
        self.process.wait(timeout=90)
        return self.said.read_text()


def test_the_help_card_has_columns_that_line_up() -> None:
    lines = in_columns(HELP).strip("\n").splitlines()
    half = len(lines)
    for line, left, right in zip(lines, HELP, HELP[half:], strict=False):
        assert [line.index(what, 15) for _, what in (left, right)] == [15, lines[0].index(HELP[half][1])]
    assert all(what in in_columns(HELP) for _, what in HELP)


@pytest.mark.slow
@pytest.mark.opengl
@needs_display
def test_a_window_is_played_with_keys_and_clicks(display: str, tmp_path: Path) -> None:
    desk = Desktop(display, tmp_path, "himmelblau")
    try:
        empty = desk.picture()
        desk.tool("mousemove", "500", "420", "click", "1")
        time.sleep(1)
        desk.tool("keydown", "shift", "mousemove", "600", "380", "click", "1", "keyup", "shift")
        time.sleep(1)
        scene = desk.scene()
        (run,) = scene.runs
        assert [way.partition(":")[0] for way in run.starts] == ["points", "ring"]
        desk.press("space", "Home")
        start = desk.picture()
        assert (np.abs(start - empty).sum(axis=-1) > 40).sum() > 1_000
        for _ in range(6):
            desk.press("Right")
        assert (np.abs(desk.picture() - start).sum(axis=-1) > 40).sum() > 1_000
        for _ in range(6):
            desk.press("Left")
        assert (np.abs(desk.picture() - start).sum(axis=-1) > 40).sum() < 200
        desk.press("h")
        assert (np.abs(desk.picture() - start).sum(axis=-1) > 40).sum() > 20_000
        desk.press("h", "i", "o", "a", "t", "2", "space")
        assert len(desk.scene().runs) == 2
        desk.press("2", "bracketright", "b")
        assert desk.scene().landscape.name != "himmelblau"
    finally:
        said = desk.close()
    assert "Traceback" not in said and desk.process.returncode == 0
    assert "thalweg animate himmelblau --optimizer" in said and "wrote" in said


@pytest.mark.slow
@pytest.mark.opengl
@needs_display
def test_a_formula_is_typed_and_a_wrong_one_leaves_the_last_good_surface(
    display: str, tmp_path: Path
) -> None:
    desk = Desktop(display, tmp_path, "sphere")
    try:
        desk.press("f")
        desk.tool("type", "--delay", "60", "x**2 + 3*sn(y); -2 2 -4 4")
        desk.press("Return")  # no such function: the line stays, to be mended
        desk.press(*["Left"] * len("n(y); -2 2 -4 4"), "i", "Return", "g", "i")
        desk.press("f", "y", "Escape")
        scene = desk.scene()
        desk.press("f")
        desk.tool("type", "--delay", "60", "rosenbrock")
        desk.press("Return", "g", "i")
        named = desk.scene()
    finally:
        said = desk.close()
    assert named.landscape.name == "rosenbrock"
    assert scene.landscape.formula == "x**2 + 3*sin(y)"
    assert scene.landscape.domain == ((-2.0, 2.0), (-4.0, 4.0))
    assert "Traceback" not in said and desk.process.returncode == 0


def test_the_typed_line_takes_characters_and_says_what_is_wrong() -> None:
    line = Entry("x*", (-5, 5, -5, 5))
    for key, character in (("y", "y"), ("Shift_L", ""), ("plus", "+"), ("BackSpace", "\x08"), ("F1", "\x00")):
        line = line.typed(key, character)
    assert line.text == "x*y" and line.parts == ("x*y", (-5, 5, -5, 5))
    assert Entry("x*y ; 0 1, 2 3", ()).parts == ("x*y", (0.0, 1.0, 2.0, 3.0))
    with pytest.raises(ValueError, match="four numbers"):
        _ = Entry("x; one", ()).parts
    assert "unknown" in replace(line, error="unknown name").shown
    assert len(Entry("x" * 2_000, ()).typed("x", "x").text) == 2_000


def press(line: Entry, *keys: str) -> Entry:
    for key in keys:
        line = line.typed(key, key if len(key) == 1 else "\x01" if key == "ctrl-a" else "")
    return line


@pytest.mark.parametrize(
    ("keys", "text"),
    [
        (["x"], "x"),
        (["BackSpace"], ""),
        (["Left", "-"], "-x*y"),
        (["Right", "-"], "x*y-"),
        (["Home", "2", "*"], "2*x*y"),
        (["Home", "Delete", "Delete", "End", "z"], "yz"),
        (["Right", "Left", "Left", "BackSpace", "z"], "z*y"),
        (["End", "ctrl-a", "z", "w"], "zw"),
    ],
)
def test_the_typed_line_is_edited_where_the_cursor_is(keys: list[str], text: str) -> None:
    assert press(Entry("x*y", (), selected=True), *keys).text == text


@given(
    st.text("xy+*", max_size=200),
    st.lists(st.sampled_from(["Left", "Right", "Home", "End", "ctrl-a", "F1"]), max_size=20),
)
def test_moving_about_changes_nothing_and_shows_the_cursor(text: str, keys: list[str]) -> None:
    line = press(Entry(text, ()), *keys)
    assert line.text == text and 0 <= line.behind <= len(text)
    assert ("[" if line.selected else "▏") in line.shown and max(map(len, line.shown.splitlines())) < 120
    if not line.selected:
        assert press(line, "z", "BackSpace") == line


@pytest.mark.slow
@pytest.mark.opengl
@needs_display
def test_a_slider_that_is_gone_stays_gone_when_i_is_pressed(display: str, tmp_path: Path) -> None:
    """VTK's widgets switch themselves on and off at `i` unless told not to."""
    desk = Desktop(display, tmp_path, "sphere", "--optimizer", "momentum")
    try:
        desk.press("comma", "comma", "comma", "comma", "i", "i", "u", "period", "u", "g", "i")
        side = desk.picture()[:, 870:]
        # Where L-BFGS has its fifth slider and Levenberg-Marquardt none; the click may come before that one is drawn.
        desk.tool("mousemove", "1054", "310", "key", "period", "mousedown", "1", "mouseup", "1")
        time.sleep(1)
        desk.press("comma")
        again = desk.picture()[:, 870:]
    finally:
        said = desk.close()
    assert (np.abs(side - again).sum(axis=-1) > 40).sum() < 50
    assert "Traceback" not in said and desk.process.returncode == 0


@pytest.mark.slow
@pytest.mark.opengl
@needs_display
def test_a_film_of_what_is_seen_is_written_before_the_window_closes(display: str, tmp_path: Path) -> None:
    (tmp_path / "small.toml").write_text(
        'thalweg = 1\n[landscape]\nname = "sphere"\n[[runs]]\nstarts = "points:(1,2)"\nsteps = 10\n'
        "[film]\nseconds = 1\nfps = 5\nsize = [160, 120]\n"
    )
    desk = Desktop(display, tmp_path, "small.toml")
    desk.press("m")
    assert "wrote sphere.mp4" in desk.close()
    assert (tmp_path / "sphere.mp4").stat().st_size > 1_000


def test_without_a_display_the_browser_is_offered(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.delenv("DISPLAY", raising=False)
    monkeypatch.delenv("WAYLAND_DISPLAY", raising=False)
    assert main(["explore", "--window"]) == 2
    said = capsys.readouterr()
    assert (
        said.out == ""
        and said.err.count("\n") == 1
        and "no display" in said.err
        and "without --window" in said.err
    )


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["himelblau"], "did you mean 'himmelblau'"),
        (["sphere", "--optimizer", "adma"], "did you mean 'adam'"),
        (["sphere", "--starts", "grid:4000"], "at most 100,000 particles"),
        (["sphere", "--steps", "0"], "1 to 20,000 steps"),
        (["nowhere.toml"], "No such file"),
        (["--formula", "x", "--domain", "0", "1", "--window"], "formula has 1; leave --window away"),
        (["landscape=sphere&camera=drone"], "camera"),
    ],
)
def test_a_mistake_is_refused_before_anything_opens(
    arguments: list[str], message: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["explore", *arguments]) == 2
    said = capsys.readouterr()
    assert said.out == "" and said.err.count("\n") == 1 and message in said.err
