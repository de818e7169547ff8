"""--variables goes through every face, names a formula's variables and stands in what is written."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from gallery.cli import main
from gallery.spec.landscape import LandscapeSpec
from gallery.spec.run import RunSpec
from gallery.spec.scene import SceneSpec

OWN = LandscapeSpec(formula="a**2 + 3*sin(theta_1)", domain=((-5, 5), (-2, 5)), variables=("a", "theta_1"))


def test_every_face_says_them() -> None:
    spec = SceneSpec(landscape=OWN, runs=(RunSpec(starts=("grid:3",), steps=9),))
    assert spec == SceneSpec.loads(spec.dumps()) == SceneSpec.from_link(spec.link())
    assert str(OWN.landscape().formula) == "a**2 + 3*sin(theta_1)"


def test_they_head_the_columns_of_a_run(tmp_path: Path) -> None:
    spec = SceneSpec(landscape=OWN, runs=(RunSpec(starts=("grid:3",), steps=9),))
    (run,) = spec.descend(spec.landscape.ground()).values()
    run.to_csv(tmp_path / "run.csv")
    with (tmp_path / "run.csv").open() as file:
        assert next(csv.reader(file)) == ["step", "particle", "a", "theta_1", "height", "ending"]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["himmelblau", "--variables", "a"], "--variables: there must be 2 names"),
        (["himmelblau", "--variables", "a", "sin"], "--variables: sin is a function"),
        (["--formula", "x*b", "--domain", "0", "1", "0", "1", "--variables", "a", "b"], "unknown name 'x'"),
        (
            ["--formula", "a", "--domain", "0", "1", "--variables", "a", "b"],
            "--variables: there must be 1 name",
        ),
    ],
)
def test_names_that_do_not_fit_are_refused(
    words: list[str], said: str, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    assert main(["animate", *words, "-o", str(tmp_path / "film.mp4")]) == 2
    assert said in capsys.readouterr().err
