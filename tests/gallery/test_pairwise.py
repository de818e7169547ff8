"""Every two values of any two options of a command stand together once: it works, or says why not in one line."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from pairs import all_pairs

from gallery.cli import main

Choices = dict[str, list[list[str]]]

FORMULAS = [
    ["himmelblau"],
    ["parabola"],
    ["rosenbrock", "--dimensions", "3", "--slice", "x3=1"],
    ["--formula", "sqrt(4-x**2-y**2)", "--domain", "-3", "3", "-3", "3"],
    ["--formula", "1e308*x*y", "--domain", "-2", "2", "-2", "2"],
    ["--formula", "exp(x**2)+y", "--domain", "-40", "40", "-40", "40"],
    ["--formula", "abs(x)+sqrt(y)+1/(x*y)", "--domain", "-3", "3", "-3", "3"],
    ["--formula", "1/(x-1)", "--domain", "-3", "3"],
    ["--formula", "1000000000+x**2+y**2", "--domain", "-1", "1", "-1", "1"],
]
LOOK: Choices = {
    "theme": [[], ["--theme", "light"], ["--theme", "publication"]],
    "clock": [[], ["--clock", "linear"], ["--clock", "arc"]],
    "height": [[], *(["--height", kind] for kind in ("linear", "log", "symlog", "rank", "clip"))],
    "color": [[], *(["--color", kind] for kind in ("ending", "start", "height", "optimizer"))],
    "camera": [[], *(["--camera", kind] for kind in ("still", "turn", "still:10,50", "follow:0", "fly-in"))],
    "panels": [
        [],
        *(
            ["--panels", "surface", name]
            for name in ("contour", "slices", "loss", "gradient_norm", "anatomy")
        ),
        ["--panels", "contour"],
        ["--panels", "curve", "loss"],
    ],
    "marks": [
        [],
        ["--marks", "stationary", "ends"],
        ["--marks", "floor", "tangent"],
        ["--marks", "taylor", "field"],
    ],
}
RUNS: Choices = {
    "landscape": FORMULAS,
    "optimizer": [
        [],
        ["--optimizer", "adam"],
        ["--optimizer", "momentum", "adam"],
        ["--optimizer", "newton"],
    ],
    "rate": [
        [],
        ["--learning-rate", "0.01"],
        ["--learning-rate", "cosine:0.1,steps=9"],
        ["--learning-rate", "1e300"],
    ],
    "starts": [["--starts", "grid:3"], ["--starts", "uniform:4", "ring:3"], ["--starts", "points:(0.5,0.5)"]],
    "steps": [["--steps", "1"], ["--steps", "9"]],
    "tolerance": [[], ["--tolerance", "0"]],
    "noise": [[], ["--noise", "gaussian:0.2"]],
    "seed": [[], ["--seed", "3"]],
}
FILM: Choices = {
    "size": [["--size", "96x72"], ["--size", "72x96"]],
    "seconds": [["--seconds", "0.2"]],
    "fps": [["--fps", "10"], ["--fps", "5"]],
    "loop": [[], ["--loop"], ["--no-loop"]],
    "output": [
        ["-o", "a.png"],
        ["-o", "a.gif"],
        ["-o", "a.webp", "a.png"],
        ["-o", "frames"],
        ["-o", "a.mp4"],
    ],
}
ANIMATE: Choices = {
    **RUNS,
    **LOOK,
    **FILM,
    "save": [[], ["--save-scene", "a.toml"]],
    "preview": [[], ["--preview"]],
}
SHOW: Choices = {
    "landscape": FORMULAS,
    "json": [[], ["--json"]],
    "graph": [[], ["--graph"], ["--graph", "-o", "graph.svg"], ["--graph", "--at", "0.5", "0.5"]],
    "png": [[], ["--png", "a.png"]],
    "size": [[], ["--size", "96x72"]],
}


def lines(command: str, choices: Choices) -> Iterator[list[str]]:
    for row in all_pairs(choices, seed=1):
        yield [command, *(word for name in ["landscape", *choices] for word in row.pop(name, []))]


ALL = [*lines("animate", ANIMATE), *lines("show", SHOW)]


def check(words: list[str], capfd: Any) -> None:
    with warnings.catch_warnings():
        # Heights of 1e308 overflow in the search for stationary points and in endings: not the options' business.
        warnings.filterwarnings("ignore", "overflow", RuntimeWarning, module="landscapes|descent")
        try:
            status = main(words)
        except SystemExit as ended:
            status = int(ended.code or 0)
    said = capfd.readouterr()
    assert status in (0, 2), (words, said.err)
    assert "Traceback" not in said.err and "Warning" not in said.err, (words, said.err)
    assert status == 0 or len(said.err.strip().splitlines()) <= 4, (words, said.err)


@pytest.mark.opengl
@pytest.mark.parametrize("k", range(0, len(ALL), 40))
def test_a_command_works_or_says_why_not(
    k: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    check(ALL[k], capfd)


@pytest.mark.slow
@pytest.mark.opengl
@pytest.mark.parametrize("part", range(8))
def test_every_two_options_work_or_say_why_not(
    part: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    for k in range(part, len(ALL), 8):
        folder = tmp_path / str(k)
        folder.mkdir()
        monkeypatch.chdir(folder)
        check(ALL[k], capfd)
