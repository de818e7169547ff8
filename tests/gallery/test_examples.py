"""Examples run by themselves, from checkpoints to a film's words."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from gallery.cli import main
from gallery.examples import two_moons as moons
from landscapes import TrainingRun


@pytest.mark.parametrize("library", ["thalweg", "torch"])
def test_the_network_learns_and_its_loss_is_that_of_the_checkpoints(
    library: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if library == "torch":
        pytest.importorskip("torch", reason="torch is not installed: pip install .[guests]")
    monkeypatch.setattr(moons, "STEPS", 120)
    run = TrainingRun(tmp_path / "run.npz")
    loss, who = moons.train(run, library)
    assert library in who and len(run) == 31
    assert run.losses[-1] < 0.5 * run.losses[0]
    for k in (0, 15, -1):
        assert loss(run.weights(k)) == pytest.approx(run.losses[k], rel=1e-4), "weights are kept in float32"


def test_the_moons_are_two_and_as_large() -> None:
    points, side = moons.two_moons(100, noise=0.0)
    assert points.shape == (100, 2) and side.sum() == 0
    distance = np.hypot(*(points - np.where(side > 0, [[0.0], [0.0]], [[1.0], [0.5]]).T).T)
    assert np.allclose(distance, 1.0)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--example", "trainig"], "unknown example 'trainig'; did you mean 'training'?"),
        (["sphere", "--example", "training"], "--example brings its own landscape: leave sphere away"),
        (
            ["--example", "training", "--steps", "5"],
            "--example brings its own landscape and run: leave --steps away",
        ),
        (["--example", "training", "-o", "x.txt"], "--output must end in"),
    ],
)
def test_what_an_example_cannot_have_is_refused(
    words: list[str], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["animate", *words]) == 2
    assert capsys.readouterr().err.startswith(f"thalweg: {said}")
