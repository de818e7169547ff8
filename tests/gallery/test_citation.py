"""What was run can be pasted into a paper: every number that decides it is there, also those that nobody said."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from importlib import metadata
from pathlib import Path
from typing import Any

import pytest

from descent import descend, grid
from descent.compiled_engine import EngineName
from gallery import compare
from gallery.citation import citation, versions
from gallery.spec.landscape import LandscapeSpec
from gallery.spec.run import RunSpec
from gallery.spec.scene import SceneSpec
from landscapes import find

HERE = LandscapeSpec(name="booth")


def test_seeds_rates_and_their_origin_are_told() -> None:
    runs = (
        RunSpec(optimizer="adam", learning_rate=0.05, starts=("uniform:9", "grid:2"), steps=7, seed=3),
        RunSpec(optimizer="gradient_descent", starts=("uniform:9", "grid:2"), steps=7, seed=3),
    )
    told = SceneSpec(landscape=HERE, runs=runs).what_was_run()
    assert "uniform:count=9,seed=3 and grid:count=2" in told and "7 steps" in told
    assert "Adam (learning rate 0.05, as given)" in told and "chosen by thalweg: " in told
    assert "Booth" in told and "[-10, 10] x [-10, 10]" in told and versions() in told
    assert "\n" not in told and SceneSpec(landscape=HERE).what_was_run() == ""


def test_a_comparison_tells_the_same() -> None:
    told = compare(
        "booth", starts="uniform:5", optimizers=("adam", "gradient_descent:0.05"), steps=5
    ).what_was_run()
    assert "seed=0" in told and "as given" in told and "chosen by thalweg" in told and "5 steps" in told


def test_nobodys_own_name_is_changed() -> None:
    f = find("booth")
    mine = descend(f, grid(f.domain, 2), lambda x, gradient: x - 0.01 * gradient, steps=3)
    told = compare(
        "booth", optimizers=["gradient_descent"], starts="grid:2", steps=3, runs={"mine": mine}
    ).what_was_run()
    assert told.startswith("Gradient descent (") and ") and mine descended Booth" in told


def test_the_citation_is_of_this_version() -> None:
    about = tomllib.loads((Path(__file__).parents[2] / "pyproject.toml").read_text())["project"]
    assert f"\nversion: {about['version']}\n" in citation()
    assert f"license: {about['license']}" in citation()
    assert f"thalweg {metadata.version('thalweg')}" in versions()


def test_many_given_points_are_told_by_their_number() -> None:
    points = [[k / 9, 1.0] for k in range(9)]
    told = compare("booth", starts=[points], optimizers=["adam:0.1"], steps=3).what_was_run()
    assert "from the starts 9 given points, for" in told and len(told) < 300
    few = compare("booth", starts=[points[:2]], optimizers=["adam:0.1"], steps=3).what_was_run()
    assert "points:positions=(0.0,1.0);" in few


def test_the_engine_that_moved_the_particles_is_told() -> None:
    pytest.importorskip("llvmlite", reason='needs llvmlite: pip install "thalweg[fast]"')
    compiler, asked = f", llvmlite {metadata.version('llvmlite')})", {"starts": "grid:2", "steps": 5}

    def told(optimizers: Sequence[str], engine: EngineName = "compiled", **more: Any) -> str:
        return compare("booth", optimizers=optimizers, engine=engine, **asked, **more).what_was_run()

    whole = told(["adam:0.1"])
    assert "for at most 5 steps, by the compiled engine. Computed" in whole and compiler in whole
    part = told(["newton", "adam:0.1", "momentum:0.01"])
    assert "steps, Adam and Momentum by the compiled engine. Computed" in part and compiler in part
    mixed = told(["newton", "adam:0.1"], noises=["none", "gaussian:0.1"])
    assert "steps, 1 of 4 cases by the compiled engine. Computed" in mixed
    for usual in (told(["newton"]), told(["adam:0.1"], "numpy"), told(["adam:0.1"], noises="gaussian:0.1")):
        assert "engine" not in usual and "llvmlite" not in usual and versions() in usual
    runs = (RunSpec(optimizer="adam", starts=("grid:2",), steps=5, engine="compiled"),)
    film = SceneSpec(landscape=HERE, runs=runs).what_was_run()
    assert "by the compiled engine" in film and compiler in film
