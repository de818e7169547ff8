"""Films and galleries made by the command, as a person makes them."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

import pytest
from PIL import Image

from gallery.cli import main
from gallery.commands.gallery import make, previewed
from gallery.spec.landscape import LandscapeSpec
from gallery.spec.scene import SceneSpec
from gallery.tiles.presets import EASOM, PARABOLA, Preset
from gallery.tiles.tile import Job

pytestmark = [pytest.mark.slow, pytest.mark.opengl]

QUICK = ["--preview", "--seconds", "1", "--steps", "40", "--starts", "grid:4"]


def thalweg(*arguments: str, folder: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "gallery", *arguments],
        capture_output=True,
        text=True,
        timeout=300,
        cwd=folder,
        env={**os.environ, **environment},
    )


def test_one_drawing_makes_several_files_and_the_same_bytes_twice(tmp_path: Path) -> None:
    for folder in ("first", "second"):
        (tmp_path / folder).mkdir()
        files = ["film.mp4", "film.gif", "film.png", "film.webm"]
        outputs = [word for name in files for word in ("-o", name)]
        done = thalweg("animate", "himmelblau", *QUICK, *outputs, folder=tmp_path / folder)
        assert (done.returncode, done.stderr) == (0, "")
        assert [line.split()[0] for line in done.stdout.splitlines()][: len(files)] == files
        assert {p.name for p in (tmp_path / folder).iterdir()} == set(files)
    for name in files:
        assert (tmp_path / "first" / name).read_bytes() == (tmp_path / "second" / name).read_bytes(), name


def test_a_gif_is_small_unless_a_size_is_asked_for(tmp_path: Path) -> None:
    def size_and_delay(*words: str) -> tuple[tuple[int, int], int]:
        plain = ["--seconds", "0.5", "--steps", "5", "--starts", "grid:2", "--camera", "still", "-o", "a.gif"]
        assert main(["animate", "sphere", *(plain if "-o" not in words else plain[:-2]), *words]) == 0
        with Image.open(tmp_path / "a.gif") as gif:
            return gif.size, gif.info["duration"]

    with contextlib.chdir(tmp_path):
        assert size_and_delay() == ((640, 480), 50)
        assert size_and_delay("--fps", "25") == ((640, 480), 40)
        assert size_and_delay("--size", "320x240") == ((320, 240), 50)
        assert size_and_delay("--preview") == ((480, 360), 100)
        assert size_and_delay("-o", "a.mp4", "-o", "a.gif") == ((640, 480), 40)
        assert b"-o a.gif" in (tmp_path / "a.gif").read_bytes()
        assert size_and_delay("--size", "320x240", "-o", "a.png", "-o", "a.gif") == ((320, 240), 40)


def test_a_formula_of_ones_own_becomes_a_film(tmp_path: Path) -> None:
    formula = ["--formula", "x**2 + 3*sin(y)", "--domain", "-5", "5", "-5", "5"]
    done = thalweg("animate", *formula, *QUICK, "-o", "new/folder/own.mp4", folder=tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    assert (tmp_path / "new/folder/own.mp4").stat().st_size > 1000


@pytest.mark.parametrize("more", [[], ["--jobs", "2"]], ids=["alone", "jobs"])
def test_ctrl_c_ends_with_130_and_leaves_nothing(more: list[str], tmp_path: Path) -> None:
    command = [
        sys.executable,
        "-m",
        "gallery",
        "animate",
        "himmelblau",
        "--seconds",
        "60",
        "-o",
        "deep/film.mp4",
        *more,
    ]
    running = subprocess.Popen(
        command, cwd=tmp_path, stderr=subprocess.PIPE, text=True, start_new_session=True
    )
    limit = time.monotonic() + 60
    while not list(tmp_path.glob("deep/*.part*")) and time.monotonic() < limit:
        assert running.poll() is None
        time.sleep(0.05)
    os.killpg(running.pid, signal.SIGINT)
    _, said = running.communicate(timeout=60)
    assert (running.returncode, said) == (130, "thalweg: interrupted\n")
    assert not list(tmp_path.iterdir())


def test_without_opengl_it_exits_3_in_one_line(tmp_path: Path) -> None:
    broken = {"VTK_DEFAULT_OPENGL_WINDOW": "vtkNoSuchWindow", "THALWEG_OPENGL": ""}
    for command in (["animate", "sphere", "-o", "a.gif"], ["gallery"], ["show", "sphere", "--png", "a.png"]):
        done = thalweg(*command, folder=tmp_path, **broken)
        assert (done.returncode, done.stdout) == (3, "")
        assert done.stderr.startswith("thalweg: ") and done.stderr.count("\n") == 1
    assert not list(tmp_path.iterdir())


def test_the_gallery_redoes_only_what_is_missing_or_changed(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    def gallery(*more: str, only: Sequence[str] = ("parabola", "easom")) -> list[str]:
        assert main(["gallery", "-o", str(tmp_path), "--only", *only, "--preview", *more]) == 0
        said = capsys.readouterr().out.splitlines()[:-1]
        return [line.split("  ")[1].split()[0] for line in said if not line.startswith("explore.html")]

    assert gallery("--jobs", "2") == ["mp4", "mp4"]
    names = {"parabola", "easom"}
    kinds = (".mp4", ".gif", ".png", ".json")
    pages = {"index.html", "explore.html", "explore.json"}
    assert {p.name for p in tmp_path.iterdir()} == {n + k for n in names for k in kinds} | pages
    html = (tmp_path / "index.html").read_text(encoding="utf-8")
    assert html.count("<article") == 2 and "sit still: no slope to feel" in html

    facts = json.loads((tmp_path / "parabola.json").read_text(encoding="utf-8"))["facts"]
    assert (facts["last_stop"], facts["learning_rate"], facts["tolerance"]) == (27, "0.1", 0.01)

    assert gallery() == ["unchanged", "unchanged"]
    (tmp_path / "parabola.gif").write_bytes(b"spoiled")
    assert sorted(gallery()) == ["mp4", "unchanged"]
    assert gallery("--force", only=["parabola"]) == ["mp4"]


def test_a_scene_that_fails_is_one_line_and_the_others_go_on(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    broken = Preset("broken", SceneSpec(landscape=LandscapeSpec(name="nowhere")))
    assert make([Job(p, tmp_path) for p in (broken, previewed(PARABOLA))], jobs=1) == 1
    said = capsys.readouterr()
    assert said.err.startswith("thalweg: broken: unknown landscape 'nowhere'") and said.err.count("\n") == 1
    assert said.out.startswith("parabola  mp4 ")
    assert Job(previewed(PARABOLA), tmp_path).standing() is not None
    assert Job(EASOM, tmp_path).standing() is None
