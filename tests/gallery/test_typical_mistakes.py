"""Sixty mistakes that people make, in Python and on the command line: each told in a line, with the value and a way out."""

from __future__ import annotations

import shlex
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from descent import (
    Adam,
    Momentum,
    Trajectories,
    descend,
    grid,
    parse_noise,
    parse_optimizer,
    parse_schedule,
    parse_starts,
    uniform,
)
from gallery import compare
from gallery.cli import main
from landscapes import Landscape, catalogue, find, parse
from render import Scene

F, G = catalogue["himmelblau"], catalogue["booth"]
RUN = descend(F, grid(F.domain, 2), Adam(0.1), steps=2)

ON_THE_COMMAND_LINE: list[tuple[str, tuple[str, ...]]] = [
    ("anmate himmelblau", ("'anmate'", "'animate'")),
    ("animate", ("NAME", "--formula")),
    ("animate rosenbrok", ("'rosenbrok'", "'rosenbrock'")),
    ("animate himmelblau booth", ("'booth'", "--help")),
    ("animate himmelblau -o a.avi", (".mp4", "'a.avi'")),
    ("animate himmelblau --optimizer adm", ("'adm'", "'adam'")),
    ("animate himmelblau --optimizer adam:lr=0.1", ("'lr'", "'learning_rate'")),
    ("animate himmelblau --learning-rate fast", ("'fast'", "cosine")),
    ("animate himmelblau --learning-rate=-0.1", ("> 0", "-0.1")),
    ("animate himmelblau --learning-rate cosin:0.1,steps=5", ("'cosin'", "'cosine'")),
    ("animate himmelblau --learning-rate cosine", ("'cosine'", "give them too")),
    ("animate himmelblau --steps many", ("whole number", "'many'")),
    ("animate himmelblau --steps 5.5", ("whole number", "'5.5'")),
    ("animate himmelblau --steps=-3", ("0 to 1000000", "-3")),
    ("animate himmelblau --starts points:1,2", ("'1,2'", "points:(1,2);(3,4)")),
    ("compare booth --tune --learning-rate 0.1", ("tune", "leave it out")),
    ("animate himmelblau --starts 15", ("'15'", "as grid:15")),
    ("animate himmelblau --starts (1,1)", ("'(1,1)'", "points:(1,2)")),
    ("animate himmelblau --lr 0.1", ("--lr", "--learning-rate")),
    ("animate himmelblau --iterations 50", ("--iterations", "--steps")),
    ("animate himmelblau --colormap viridis", ("--colormap", "--cmap")),
    ("animate himmelblau --panels contour,loss", ("'contour,loss'", "words of their own: contour loss")),
    ("animate himmelblau --max-size 5 -o a.mp4", ("1000 bytes or more", "5MB", "'5'")),
    (
        "animate --formula x**2+y**2 --domain -5,5,-5,5",
        ("words of their own", "--domain -5 5 -5 5", "'-5,5,-5,5'"),
    ),
    ("animate himmelblau --starts gird:5", ("'gird'", "'grid'")),
    ("animate himmelblau --starts points:(1,2,3)", ("2 coordinates", "(1, 3)")),
    ("animate himmelblau --theme whyte", ("dark", "'whyte'")),
    ("animate himmelblau --panels contur", ("contour", "'contur'")),
    ("animate himmelblau --marks gradint", ("field", "'gradint'")),
    ("animate himmelblau --camera spin", ("orbit", "'spin'")),
    ("animate himmelblau --size 720p", ("WIDTHxHEIGHT", "'720p'")),
    ("animate himmelblau --size 99999x9", ("64 to 4096", "99999x9")),
    ("animate himmelblau --seconds 0", ("0.1 to 600", "0")),
    ("animate himmelblau --fps 1000", ("1 to 60", "1000")),
    ("animate himmelblau --colour destination", ("--colour", "--color")),
    ("animate himmelblau --noise gausian:1", ("'gausian'", "'gaussian'")),
    ("animate himmelblau --tolerance=-1", (">= 0", "-1")),
    ("animate himmelblau --dimensions 5", ("2 variables", "5")),
    ("animate himmelblau --domain -1 1 -1 1", ("--domain", "its own")),
    ("animate himmelblau --formula x**2 --domain -1 1", ("NAME", "not both")),
    ("animate --formula x**2+y**2", ("needs a domain", "two numbers for each variable")),
    ("animate --formula x**2+y --domain -1 1", ("'y'", "called x", "two ranges, as -1 1 -1 1")),
    ("animate --formula x+y+z --domain -1 1 -1 1 -1 1", ("'x'", "x1, x2, x3")),
    ("animate --formula np.sin(x) --domain -1 1", ("'.'", "leave np. out")),
    ("animate --formula 2x --domain -1 1", ("multiplication is written *", "'2*x'")),
    ("animate --formula y=x**2 --domain -1 1", ("'='", "right side alone")),
    ("animate --formula x**2 --domain 1 -1", ("low < high", "1 -1")),
    ("compare rosenbrok", ("'rosenbrok'", "'rosenbrock'")),
    ("compare --lesson ravin", ("'ravin'", "'ravine'")),
    ("compare himmelblau himmelblau", ("himmelblau", "named twice")),
    ("compare himmelblau --outcomes a.xlsx", (".csv .parquet", "'a.xlsx'")),
    ("compare himmelblau --trials 5", ("--trials", "--tune")),
    ("render nope.toml", ("nope.toml", "No such file")),
    ("list --jsn", ("--jsn", "--json")),
    (
        "animate booth --size 64x64 --panels surface contour loss gradient_norm slices anatomy --starts grid:3 -o a.png",
        ("--size", "64x64 is too small", "take fewer"),
    ),
    ("animate himmelblau --cmap virids", ("'virids'", "'viridis'")),
    ("animate himmelblau --language french", ("en, de, es", "'french'")),
    ("animate himmelblau --max-size 1KB -o a.png", ("--max-size", "film too")),
    ("animate himmelblau --width 3.5 -o a.png", ("3.5in", "'3.5'")),
    ("animate himmelblau --width 3.5in --size 640x480", ("--width", "leave one out")),
    ("animate himmelblau --for tiktok", ("slides, paper", "'tiktok'")),
    ("animate himmelblau --variables a", ("2 names", "got 1")),
    ("animate himmelblau --subtitles nope.srt", ("'nope.srt'", "No such file")),
    ("animate himmelblau --engine gpu", ("numpy, compiled", "'gpu'")),
    ("animate himmelblau --optimizer cma_es --learning-rate 0.1", ("--learning-rate", "CMA-ES has none")),
    (
        "animate himmelblau --optimizer adam,momentum",
        ("'adam,momentum'", "words of their own: adam momentum"),
    ),
    ("animate himmelblau --load nope.py", ("nope.py", "No such file")),
    ("animate himmelblau --example training", ("--example", "leave himmelblau away")),
    ("animate himmelblau --camera follow:999 -o a.png", ("'follow:999'", "225 particles")),
    ("animate himmelblau --seconds 10s", ("--seconds must be a number", "'10s'")),
    ("compare himmelblau --optimizer adam adam", ("Adam", "name each once")),
    ("show himmelblau --png a.jpg", ("--png", ".png", "'a.jpg'")),
    ("show himmelblau --graph --at 1", ("2 finite numbers", "(1.0,)")),
    ("gallery --only himelblau", ("'himelblau'", "'himmelblau'")),
]

IN_PYTHON: dict[str, tuple[Callable[[], Any], tuple[str, ...]]] = {
    "Adam(lr)": (lambda: Adam(lr=0.1), ("Adam", "'lr'", "'learning_rate'")),
    "Momentum(beta)": (lambda: Momentum(beta=0.9), ("Momentum", "'beta'", "'momentum'")),
    "Adam(betas)": (lambda: Adam(betas=(0.9, 0.99)), ("Adam", "'betas'", "'beta1'")),
    "Adam(text)": (lambda: Adam("fast"), ("Adam.learning_rate", "number", "'fast'")),
    "Adam(-1)": (lambda: Adam(-1), ("Adam.learning_rate", "> 0", "-1")),
    "grid(15)": (lambda: grid(15), ("(low, high)", "f.domain", "15")),
    "uniform(100)": (lambda: uniform(100), ("(low, high)", "f.domain", "100")),
    "run of another": (lambda: Scene(G, RUN), ("booth", "himmelblau")),
    "size": (lambda: Scene(F, RUN).movie("a.mp4", size="720p"), ("(960, 720)", "'720p'")),
    "panels": (lambda: Scene(F, RUN, panels="contour"), ("list of names", "('contour',)")),
    "theme": (lambda: Scene(F, RUN, theme="whyte"), ("'whyte'", "dark")),
    "movie's name": (lambda: Scene(F, RUN).movie("a.avi"), ("'.avi'", ".mp4")),
    "paths of a file": (lambda: Scene(F, "run.npz"), ("Trajectories", "str")),
    "optimizer's name": (lambda: descend(F, [[0, 0]], "adam"), ("Adam(0.05)", "'adam'")),
    "optimizer's class": (lambda: descend(F, [[0, 0]], Adam), ("Adam(0.05)", "class Adam")),
    "landscape's name": (lambda: descend("booth", [[0, 0]], Adam()), ("find('sphere')", "'booth'")),
    "starts of three": (lambda: descend(F, [[0, 0, 0]], Adam()), ("(N, 2)", "(1, 3)")),
    "steps auto": (lambda: descend(F, [[0, 0]], Adam(), steps="auto"), ("or None", "'auto'")),
    "starts' text": (
        lambda: descend(F, "grid:5", Adam()),
        ("grid(f.domain, 5)", "parse_starts('grid:5')(f)"),
    ),
    "an attribute": (lambda: catalogue.himmelblau, ("catalogue['himmelblau']",)),
    "a number of starts": (lambda: compare("booth", starts=100), ("'uniform:100'", "got 100")),
    "runs as a list": (
        lambda: compare("booth", starts="grid:3", steps=5, runs=[RUN]),
        ("by name", '{"mine"'),
    ),
    "half a step": (lambda: descend(F, [[0, 0]], Adam(), steps=10.5), ("whole number", "10.5")),
    "points of three": (lambda: F.value([1, 2, 3]), ("(..., 2)", "(3,)")),
    "find": (lambda: find("himelblau"), ("'himelblau'", "'himmelblau'")),
    "slice": (lambda: F.slice({"z": 0}), ("'z'", "x, y")),
    "NumPy in a formula": (
        lambda: Landscape(name="mine", builder=lambda x: np.sin(x), domain=((-1, 1),)).value([[0.0]]),
        ("mine", "sympy.sin", "numpy.sin"),
    ),
    "a domain reversed": (lambda: parse("x", domain=((1, -1),)), ("low < high", "(1, -1)")),
    "a setting as text": (lambda: parse_optimizer("adam:lr=0.1"), ("'lr'", "'learning_rate'")),
    "a schedule": (lambda: parse_schedule("cosin:0.1,steps=10"), ("'cosin'", "'cosine'")),
    "a noise": (lambda: parse_noise("gausian:1"), ("'gausian'", "'gaussian'")),
    "starts": (lambda: parse_starts("points:1,2"), ("'1,2'", "points:(1,2);(3,4)")),
    "compare": (lambda: compare("himmelblau", optimizers="adm"), ("'adm'", "'adam'")),
    "compare's steps": (lambda: compare("himmelblau", steps=-1), ("steps", "-1")),
    "a finished run": (
        lambda: compare("himmelblau", runs={"mine": [1, 2]}),
        ("'mine'", "Trajectories", "list"),
    ),
    "to_csv": (lambda: RUN.to_csv("a.parquet"), (".csv", "'a.parquet'")),
    "load": (lambda: Trajectories.load("nope.npz"), ("nope.npz", "No such file")),
}


@pytest.mark.parametrize(("line", "said"), ON_THE_COMMAND_LINE, ids=lambda part: str(part)[:40])
def test_a_mistake_on_the_command_line_is_told_in_a_line(
    line: str, said: tuple[str, ...], capsys: Any, monkeypatch: Any, tmp_path: Path
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(shlex.split(line)) == 2
    told = capsys.readouterr().err.strip()
    assert len(told.splitlines()) == 1 and told.startswith("thalweg: ")
    for word in said:
        assert word in told
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("name", IN_PYTHON)
def test_a_mistake_in_python_is_told_in_a_line(name: str, monkeypatch: Any, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    ask, said = IN_PYTHON[name]
    with pytest.raises((ValueError, TypeError, LookupError, OSError, AttributeError)) as caught:
        ask()
    told = str(caught.value)
    assert "\n" not in told and len(told) <= 600
    for word in said:
        assert word in told
    assert not list(tmp_path.iterdir())


def test_there_are_sixty_of_them() -> None:
    assert len(ON_THE_COMMAND_LINE) + len(IN_PYTHON) >= 60


def test_a_bare_command_says_what_to_try(capsys: Any) -> None:
    assert main([]) == 0
    told = capsys.readouterr().out
    assert [told.count(f"thalweg {word}") for word in ("animate", "explore", "compare")] == [1, 1, 1]


def test_names_ignore_case_and_separators() -> None:
    assert find("Himmelblau") is find("himmelblau") is find(" HIMMELBLAU ")
    assert find("Six-Hump Camel") is find("six_hump_camel")
    with pytest.raises(LookupError, match="unknown landscape 'Himelblau'; did you mean 'himmelblau'"):
        find("Himelblau")


def test_min_and_max_take_as_many_as_there_are() -> None:
    f = parse("min(x, y, 3, x*y) + max(x, 1, -y)", domain=((-5, 5), (-5, 5)))
    for x, y in ((0.5, 2.0), (4.0, -3.0), (3.5, 4.5)):
        assert f.value([x, y]) == pytest.approx(min(x, y, 3, x * y) + max(x, 1, -y))
