"""Every command that a file records runs as it stands, and writes the same file again."""

from __future__ import annotations

import contextlib
import json
import re
import shlex
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from gallery.cli import main
from gallery.comparison import compare
from gallery.spec import LandscapeSpec, LookSpec, RunSpec, SceneSpec, animate_line
from gallery.spec.as_command import option_words

BOX = ["--domain", "-2", "2", "-2", "2"]
QUICK = ["--preview", "--seconds", "0.3", "--steps", "4", "--starts", "points:(-1,-0.5);(1,0)"]
MINUS = "-cos(x) *cos(y)"


def recorded(path: Path) -> list[str]:
    """The words of the command that a file says made it."""
    if path.suffix == ".png":
        with Image.open(path) as png:
            line = png.text["Command"]  # type: ignore[attr-defined]
    elif path.suffix == ".gif":
        with Image.open(path) as gif:
            line = gif.info["comment"].decode().partition("command: ")[2]
    else:
        text = path.read_bytes().decode("utf-8", "ignore")
        line = re.search(r"command: (thalweg [^\x00]*)", text)[1]  # type: ignore[index]
    words = shlex.split(line)
    assert words[0] == "thalweg"
    return words[1:]


NAMES = ["-x.gif", "a b.gif", "it's.png", 'say "x".png', "$HOME;ls.gif", "-v.mp4", "ä.png"]


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.slow
@pytest.mark.opengl
def test_what_a_film_records_makes_it_again(name: str, tmp_path: Path) -> None:
    for folder in ("first", "second"):
        (tmp_path / folder).mkdir()
    with contextlib.chdir(tmp_path / "first"):
        quick = [*QUICK[:1], *QUICK[3:]] if name.endswith(".png") else QUICK
        assert main(["animate", "--formula", MINUS, *BOX, *quick, "-o", name]) == 0
    words = recorded(tmp_path / "first" / name)
    with contextlib.chdir(tmp_path / "second"):
        assert main(words) == 0
    first, second = ((tmp_path / folder / name).read_bytes() for folder in ("first", "second"))
    assert first == second


@pytest.mark.slow
@pytest.mark.opengl
def test_a_scene_file_and_a_picture_of_it_say_how_they_came(tmp_path: Path) -> None:
    with contextlib.chdir(tmp_path):
        made = ["animate", f"--formula={MINUS}", *BOX, *QUICK, "-o", "-a.png", "--save-scene", "-s.toml"]
        assert main(made) == 0
        assert main(["render", "./-s.toml", "-o", "-b.png"]) == 0
        before = Path("-b.png").read_bytes()
        assert main(recorded(Path("-b.png"))) == 0
        assert Path("-b.png").read_bytes() == before
        assert main(["show", "--formula", MINUS, *BOX, "--png", "-c.png", "--size", "96x72"]) == 0
        before = Path("-c.png").read_bytes()
        assert main(recorded(Path("-c.png"))) == 0
        assert Path("-c.png").read_bytes() == before


def test_a_comparison_of_a_formula_with_a_minus_repeats_itself(tmp_path: Path) -> None:
    with contextlib.chdir(tmp_path):
        asked = ["--formula", "-x**2 - y**2", *BOX, "--starts", "grid:2", "--steps", "3", "--table-only"]
        assert main(["compare", *asked, "-o", "first"]) == 0
        line = json.loads(Path("first/table.json").read_text())["command"]
        assert main([*shlex.split(line)[1:], "-o", "second"]) == 0
        assert Path("first/table.csv").read_text() == Path("second/table.csv").read_text()


@pytest.mark.parametrize("formula", ["-x", "-x**2 - y**2", "-1", "-(x)", "--x", "-o", "- x", "-2*x", "-x*-y"])
def test_a_formula_may_begin_with_a_minus_wherever_one_is_taken(
    formula: str, capsys: pytest.CaptureFixture[str]
) -> None:
    for words in (["--formula", formula], [f"--formula={formula}"]):
        status = main(["show", *words, *BOX])
        said = capsys.readouterr()
        if formula == "-o":
            assert status == 2 and "unknown name" in said.err
        else:
            assert (status, said.err) == (0, "")


LANDSCAPES = [
    LandscapeSpec(formula=MINUS, domain=((-2, 2), (-3.5, 1e-7))),
    LandscapeSpec(formula="x**2 -y", domain=((-1, 1), (-1, 1))),
    LandscapeSpec(name="rosenbrock", dimensions=4, slice="x3=-0.5,x4=1"),
]
LOOKS = [LookSpec(), LookSpec(camera="still:-30,-10", marks=("floor",)), LookSpec(theme="light")]
RUNS = [
    (RunSpec(starts=("points:(-1,-2)",), learning_rate=0.1),),
    (RunSpec(optimizer="adam:beta1=0.8"), RunSpec(optimizer="momentum")),
    (RunSpec(noise="gaussian:0.1,seed=3", starts="uniform:9", seed=7, learning_rate="cosine:0.1,steps=200"),),
]


@pytest.mark.parametrize("landscape", LANDSCAPES, ids=str)
@pytest.mark.parametrize("look", LOOKS, ids=str)
@pytest.mark.parametrize("runs", RUNS, ids=lambda runs: str(len(runs)) + runs[0].optimizer)
def test_the_line_of_a_scene_is_read_as_that_scene(
    landscape: LandscapeSpec, look: LookSpec, runs: tuple[RunSpec, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    import gallery.commands.animate as animate

    found: list[SceneSpec] = []

    class Read(Exception):
        """The line was read."""

    def read(spec: SceneSpec, *_: object) -> None:
        found.append(spec)
        raise Read

    monkeypatch.setattr(animate, "prepare", read)
    scene = SceneSpec(landscape=landscape, runs=runs, look=look)
    for name in ("-a.gif", "a b.png"):
        line = animate_line(scene.landscape, scene.runs, scene.look, scene.film, [name])
        with pytest.raises(Read):
            main(shlex.split(str(line))[1:])
    assert found == [scene, scene]


def test_a_word_with_a_minus_is_glued_to_its_flag() -> None:
    from gallery.spec import LandscapeOptions

    assert option_words(LandscapeOptions(formula="-x", domain=(-1.0, 1.0))) == [
        "--formula=-x",
        "--domain",
        "-1",
        "1",
    ]


def test_python_comparisons_take_such_formulas_too(tmp_path: Path) -> None:
    from landscapes import parse

    found = compare(parse("-x**2", (-1, 1)), starts=np.array([[0.5]]), optimizers="adam:0.1", steps=2)
    assert len(found.outcomes) == 1
