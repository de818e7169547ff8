"""What is asked for wrongly is refused before anything is drawn: one line, exit 2, nothing written."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from gallery.cli import main

GOOD = ["animate", "himmelblau", "-o", "film.gif"]

WRONG = {
    "unknown name": (["animate", "rastrigan", "-o", "a.gif"], "did you mean 'rastrigin'?"),
    "no name": (["animate", "-o", "a.gif"], "NAME of a landscape or a --formula"),
    "name and formula": ([*GOOD, "--formula", "x**2", "--domain", "-1", "1"], "not both"),
    "formula without domain": (["animate", "--formula", "x**2", "-o", "a.gif"], "--formula needs a domain"),
    "half a domain": (["animate", "--formula", "x**2", "--domain", "1", "-o", "a.gif"], "two numbers"),
    "domain of a name": ([*GOOD, "--domain", "-1", "1"], "--domain belongs to a formula"),
    "hostile formula": (
        ["animate", "--formula", "__import__('os')", "--domain", "0", "1", "-o", "a.gif"],
        "",
    ),
    "unknown ending": (["animate", "himmelblau", "-o", "film.avi"], "--output must end in .gif"),
    "no ending": (["animate", "himmelblau", "-o", "film"], "--output must end in"),
    "output is a folder": (["animate", "himmelblau", "-o", "folder.gif"], "folder.gif is a folder"),
    "output named twice": ([*GOOD, "-o", "film.gif"], "named twice"),
    "output under a file": (["animate", "himmelblau", "-o", "file/film.gif"], "is a file"),
    "odd size": ([*GOOD, "--size", "333x240"], "two even numbers"),
    "huge size": ([*GOOD, "--size", "96000x72000"], "64 to 4096"),
    "no size": ([*GOOD, "--size", "large"], "--size must be WIDTHxHEIGHT"),
    "negative size": ([*GOOD, "--size", "-960x720"], "--size"),
    "a still has no length": (
        ["animate", "sphere", "-o", "a.png", "--seconds", "5"],
        "--seconds has no effect",
    ),
    "a still has no rate": (
        ["animate", "sphere", "-o", "a.png", "-o", "b.png", "--fps", "5"],
        "--fps has no",
    ),
    "a still does not loop": (["animate", "sphere", "-o", "a.PNG", "--no-loop"], "--loop has no effect"),
    "a still has no clock": (["animate", "sphere", "-o", "a.png", "--clock", "arc"], "--clock has no effect"),
    "a search begins anywhere": (
        ["animate", "sphere", "-o", "a.gif", "--optimizer", "cma_es", "--starts", "grid:5"],
        "--starts of CMA-ES are anywhere, or one point",
    ),
    "a search has no tolerance": (
        ["animate", "sphere", "-o", "a.gif", "--optimizer", "particle_swarm", "--tolerance", "0.1"],
        "asks for heights alone",
    ),
    "a search's page has no noise": (
        ["animate", "sphere", "-o", "a.html", "--optimizer", "adam", "cma_es", "--noise", "gaussian:1"],
        "--noise must be left away: CMA-ES asks for no gradient",
    ),
    "a grid has no seed": (["animate", "sphere", "-o", "a.gif", "--seed", "3"], "--seed has no effect"),
    "a seed given twice": (
        ["animate", "sphere", "-o", "a.gif", "--starts", "uniform:9,seed=1", "--seed", "3"],
        "--seed has no effect",
    ),
    "a grid compared has no seed": (
        ["compare", "sphere", "--table-only", "--starts", "grid:5", "--seed", "3"],
        "--seed has no effect",
    ),
    "a curve compared from aside": (
        ["compare", "--formula", "x**2", "--domain", "-1", "1", "--camera", "turn"],
        "--camera has no effect",
    ),
    "a curve compared on a logarithmic scale": (
        ["compare", "--formula", "x**2", "--domain", "-1", "1", "--height", "log"],
        "--height has no effect",
    ),
    "a table has no theme": (
        ["compare", "sphere", "--table-only", "--theme", "light"],
        "--theme has no effect",
    ),
    "a table has no length": (
        ["compare", "sphere", "--table-only", "--seconds", "3"],
        "--seconds has no effect",
    ),
    "a table has no camera": (
        ["compare", "sphere", "--table-only", "--camera", "turn"],
        "--camera has no effect",
    ),
    "a table has no preview": (["compare", "sphere", "--table-only", "--preview"], "--preview has no effect"),
    "two names": (
        ["animate", "sphere", "himmelblau", "-o", "a.gif"],
        "thalweg animate has no use for 'himmelblau'",
    ),
    "two names shown": (["show", "sphere", "ackley"], "see thalweg show --help"),
    "a choice among no rates": (["compare", "sphere", "--tune", "--trials", "0"], "--trials must be >= 2"),
    "no length": ([*GOOD, "--seconds", "0"], "--seconds must be"),
    "not a length": ([*GOOD, "--seconds", "nan"], "--seconds must be"),
    "endless": ([*GOOD, "--seconds", "1e9"], "--seconds must be"),
    "no pictures": ([*GOOD, "--fps", "0"], "--fps must be"),
    "a rate that GIF cannot store": ([*GOOD, "--fps", "30"], "GIF"),
    "negative rate": (
        [*GOOD, "--learning-rate", "-0.1"],
        "--learning-rate: GradientDescent.learning_rate must be > 0, got -0.1",
    ),
    "no rate": ([*GOOD, "--learning-rate", "nan"], "learning_rate"),
    "rate given twice": ([*GOOD, "--optimizer", "adam:0.1", "--learning-rate", "0.1"], "given twice"),
    "rate is no number": ([*GOOD, "--learning-rate", "fast"], "unknown schedule 'fast'"),
    "unknown optimizer": ([*GOOD, "--optimizer", "adma"], "did you mean 'adam'?"),
    "setting out of range": ([*GOOD, "--optimizer", "momentum:momentum=1.5"], "got 1.5"),
    "unknown starts": ([*GOOD, "--starts", "gird:15"], "grid"),
    "no starts": ([*GOOD, "--starts", "grid:0"], ""),
    "start of a wrong shape": ([*GOOD, "--starts", "points:(1,2,3)"], ""),
    "no steps": ([*GOOD, "--steps", "-1"], "steps"),
    "negative tolerance": ([*GOOD, "--tolerance", "-1"], "tolerance"),
    "unknown camera": ([*GOOD, "--camera", "drone"], "--camera must be one of orbit"),
    "unknown theme": ([*GOOD, "--theme", "pink"], "--theme must be one of auto, dark, light"),
    "unknown clock": ([*GOOD, "--clock", "sundial"], "--clock must be one of"),
    "unknown color": ([*GOOD, "--color", "taste"], "--color must be one of destination"),
    "unknown panel": ([*GOOD, "--panels", "surface", "weather"], "--panels must be one of surface"),
    "unknown mark": ([*GOOD, "--marks", "chalk"], "--marks must be one of arrows, "),
    "a camera that follows nobody": ([*GOOD, "--camera", "follow:999"], "there are 225 particles"),
    "half a step": ([*GOOD, "--steps", "5.9"], "steps must be a whole number, got '5.9'"),
    "an option without its words": ([*GOOD, "--optimizer"], "--optimizer requires at least 1 element"),
    "follow in a comparison": (
        ["compare", "sphere", "--camera", "follow:2", "-o", "q"],
        "--camera must be one of orbit",
    ),
    "absurd domain": (
        ["animate", "--formula", "x**2", "--domain", "0", "1e308", "-o", "a.gif"],
        "--domain must be ranges",
    ),
    "nowhere finite": (
        ["animate", "--formula", "log(x)", "--domain", "-1", "-0.5", "-o", "a.gif"],
        "no finite value",
    ),
    "slice of no variable": ([*GOOD, "--slice", "z=1"], "--slice: himmelblau has no variable 'z'"),
    "slice without number": ([*GOOD, "--slice", "x"], "as x3=0.5,x4=1, got 'x'"),
    "slice held twice": ([*GOOD, "--slice", "x=1,x=2"], "x is held twice"),
    "dimensions it has not": ([*GOOD, "--dimensions", "3"], "--dimensions: himmelblau is a function of 2"),
    "dimensions of a formula": (
        ["show", "--formula", "x", "--domain", "0", "1", "--dimensions", "2"],
        "--dimensions belongs to a named landscape",
    ),
    "unknown option": ([*GOOD, "--sise", "3"], "--sise"),
    "unknown scene": (["gallery", "--only", "sphree"], "unknown scene 'sphree'"),
    "no jobs": (["gallery", "--jobs", "0"], "--jobs must be >= 1"),
    "gallery into a file": (["gallery", "-o", "file"], "is a file"),
    "show nothing": (["show"], "NAME of a landscape or a --formula"),
    "show unknown": (["show", "himelblau"], "did you mean 'himmelblau'?"),
    "point without graph": (["show", "himmelblau", "--at", "1", "2"], "belong to --graph"),
    "graph without point": (["show", "himmelblau", "--graph"], "--graph needs --at with 2 numbers"),
    "graph at a wrong point": (["show", "himmelblau", "--graph", "--at", "1"], "2"),
    "png that is none": (["show", "himmelblau", "--png", "a.gif"], "must end in .pdf .png .svg"),
}


@pytest.mark.parametrize("case", WRONG)
def test_a_mistake_is_one_line_and_leaves_nothing(
    case: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "folder.gif").mkdir()
    (tmp_path / "file").touch()
    arguments, message = WRONG[case]
    assert main(arguments) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.startswith("thalweg: ") and said.err.count("\n") == 1
    assert message in said.err
    assert {p.name for p in tmp_path.rglob("*")} == {"folder.gif", "file"}


@pytest.mark.skipif(not Path("/proc").is_dir(), reason="needs a folder in which nobody can write")
def test_a_folder_that_cannot_be_written_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["animate", "himmelblau", "-o", "/proc/films/film.gif"]) == 2
    assert "/proc cannot be written" in capsys.readouterr().err
    assert main(["gallery", "-o", "/proc/films"]) == 2
    assert not os.path.exists("/proc/films")
