"""The README's promises."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from gallery.cli import build_app
from gallery.spec.scene import SceneSpec

ROOT = Path(__file__).resolve().parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"```(\w*)\n(.*?)```", README, re.DOTALL)


def test_the_python_prints_what_the_readme_says() -> None:
    code, *_ = (text for language, text in BLOCKS if language == "python")
    (printed,) = (text for language, text in BLOCKS if language == "text")
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60)
    assert (done.stderr, done.stdout) == ("", printed)
    assert len(code.strip().splitlines()) <= 12


def test_the_guests_of_the_readme_are_welcome() -> None:
    *_, code = (text for language, text in BLOCKS if language == "python")
    told = "\nprint(len(mine), len(theirs), mine.destinations.counts.sum() > 0, measured.kind)"
    done = subprocess.run([sys.executable, "-c", code + told], capture_output=True, text=True, timeout=120)
    assert (done.stderr, done.stdout) == ("", "25 1 True function\n")


def test_every_command_that_the_readme_names_exists() -> None:
    named = set(re.findall(r"thalweg (\w+)", README)) - {"names"}
    assert named <= {name.lstrip("-") for name in build_app()}


def test_the_scene_file_is_one(tmp_path: Path) -> None:
    (text,) = (text for language, text in BLOCKS if language == "toml")
    (tmp_path / "scene.toml").write_text(text, encoding="utf-8")
    scene = SceneSpec.load(tmp_path / "scene.toml")
    assert [run.optimizer for run in scene.runs] == ["adam:beta1=0.8", "momentum"]


@pytest.mark.slow
@pytest.mark.opengl
def test_the_scene_file_is_read_and_drawn_in_python(tmp_path: Path) -> None:
    (text,) = (text for language, text in BLOCKS if language == "toml")
    (tmp_path / "scene.toml").write_text(text, encoding="utf-8")
    _, code, _ = (text for language, text in BLOCKS if language == "python")
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, timeout=120
    )
    assert done.stderr == "" and SceneSpec.from_link(done.stdout.strip()) == SceneSpec.loads(text)
    assert (tmp_path / "scene.png").stat().st_size > 10_000


def test_every_picture_is_there_and_small() -> None:
    pictures = re.findall(r"!\[[^\]]+\]\(([^)]+)\)", README)
    assert pictures
    for name in pictures:
        if not (ROOT / name).is_file():
            pytest.fail(f"{name} is missing")
        assert (ROOT / name).stat().st_size < 2_000_000
