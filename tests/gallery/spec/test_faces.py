"""One description, many faces: the command line, a scene file, a link and Python give the same frames, bit for bit."""

from __future__ import annotations

import random
import shlex
from collections.abc import Iterator
from itertools import combinations
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from gallery.cli import build_app, main
from gallery.commands.animate import asked, line
from gallery.spec.as_controls import controls_of, following
from gallery.spec.field import described
from gallery.spec.film import FilmSpec
from gallery.spec.landscape import LandscapeSpec
from gallery.spec.look import LookSpec
from gallery.spec.run import RunSpec
from gallery.spec.scene import SceneSpec

SPECS = (LandscapeSpec, RunSpec, LookSpec, FilmSpec)

LANDSCAPES: list[list[str]] = [
    ["himmelblau"],
    ["rosenbrock", "--dimensions", "4", "--slice", "x3=0.5,x4=1"],
    ["--formula", "x**2 + 3*sin(y)", "--domain", "-5", "5", "-2.5", "0.1"],
    ["--formula", "a**2 + sin(theta_1)", "--domain", "-5", "5", "-2.5", "0.1", "--variables", "a", "theta_1"],
]
"""One of them belongs to each line; a landscape's options come together or not at all."""

VALUES: dict[str, list[list[str]]] = {
    "optimizer": [[], ["adam"], ["adam:beta1=0.8", "momentum"], ["scipy:method=BFGS"]],
    "learning_rate": [[], ["0.02"], ["cosine:0.05,steps=15"], ["exponential"]],
    "starts": [["grid:3"], ["points:(-0.4,-0.65);(1,0)"], ["uniform:5", "ring:3"]],
    "steps": [["12"], ["25"]],
    "tolerance": [[], ["0"], ["0.30000000000000004"]],
    "engine": [[], ["auto"]],
    "seed": [[], ["7"]],
    "noise": [[], ["gaussian:0.3"]],
    "theme": [[], ["light"], ["publication"]],
    "camera": [[], ["turn"], ["still:-30,40"], ["follow:1"]],
    "clock": [[], ["linear"], ["arc"]],
    "color": [[], ["ending"], ["start"], ["height"], ["optimizer"]],
    "height": [[], ["log"], ["rank"]],
    "panels": [[], ["surface", "contour"], ["surface", "loss", "slices"], ["contour"]],
    "marks": [[], ["stationary"], ["floor", "field"]],
    "axes": [[], ["yes"], ["no"]],
    "cmap": [[], ["viridis"], ["magma_r"]],
    "language": [[], ["de"]],
    "subtitles": [[], ["step 3: Here"], ["0.2 s: So", "end: there"]],
    "title": [[], ["A hill"]],
    "caption": [[], ["Look here"]],
    "no_caption": [[], ["yes"]],
    "no_legend": [[], ["yes"]],
    "size": [["96x72"], ["128x64"]],
    "seconds": [["1.5"], ["0.2"]],
    "fps": [["10"], ["12.5"]],
    "loop": [[], ["yes"], ["no"]],
    "max_size": [[], ["5MB"]],
    "dpi": [[], ["300"]],
}
BELONGS_TO_A_LANDSCAPE = {
    *("name", "formula", "domain", "dimensions", "slice", "plane"),
    *("variables", "model", "data", "target", "loss", "path"),
    *("width", "purpose"),  # in place of a size
}
NO_OPTION = {"label"}
"""What only scene files and links say: a command line's runs go by their optimizers."""

COUNT = 60


def lines() -> Iterator[list[str]]:
    """`COUNT` command lines in which nearly every two values of two options stand together."""
    draw = random.Random(5)
    names = ["landscape", *VALUES]
    choices: dict[str, list[Any]] = {"landscape": LANDSCAPES, **VALUES}
    seen: set[Any] = set()
    for _ in range(COUNT):
        drawn = [{name: draw.randrange(len(choices[name])) for name in names} for _ in range(40)]
        best = max(drawn, key=lambda row: len(pairs(row) - seen))
        seen |= pairs(best)
        yield words_of({name: choices[name][place] for name, place in best.items()})


def pairs(row: dict[str, int]) -> set[Any]:
    return set(combinations(sorted(row.items()), 2))


def words_of(row: dict[str, Any]) -> list[str]:
    words = list(row["landscape"])
    if row["optimizer"] == ["scipy:method=BFGS"]:
        row = {**row, "learning_rate": [], "noise": []}  # it has no rate, and asks for exact gradients
    # What would have no effect is refused.
    if row["panels"] and "surface" not in row["panels"]:
        row = {**row, "camera": [], "marks": [], "axes": []}
    if len(row["optimizer"]) > 1 and row["color"] != ["optimizer"]:
        row = {**row, "color": []}
    for name, values in row.items():
        if name == "landscape" or not values:
            continue
        if name in ("loop", "axes", "no_caption", "no_legend"):
            flag = name.replace("_", "-")
            words.append(f"--{flag}" if values == ["yes"] else f"--no-{flag}")
        else:
            words += ["--" + name.replace("_", "-"), *values]
    return words


def scene_of(words: list[str]) -> SceneSpec:
    """The scene of a command line, read as `thalweg animate` reads it."""
    _, bound, _ = build_app().parse_args(["animate", *words, "-o", "film.mp4"])
    given = {key: value for key, value in bound.arguments.items() if key not in ("name", "output")}
    return asked(bound.arguments.get("name"), **given)


def frames(spec: SceneSpec) -> list[Any]:
    """Pictures of the scene on its way and at its end."""
    size = spec.suited([Path("film.mp4")]).size
    scene = spec.scene()
    source = scene.drawn(size)
    try:
        return list(source.pictures([0.4, 1.0]))
    finally:
        source.close()


def test_every_option_is_among_those_that_are_drawn() -> None:
    fields = {name for spec in SPECS for name in described(spec)}
    assert fields == set(VALUES) | BELONGS_TO_A_LANDSCAPE | NO_OPTION


def test_command_line_scene_file_and_link_give_the_same_scene() -> None:
    for words in lines():
        spec = scene_of(words)
        assert SceneSpec.loads(spec.dumps()) == spec == SceneSpec.from_link(spec.link()), words
        assert scene_of(shlex.split(line(spec, (Path("film.mp4"),)))[2:-2]) == spec, words


@pytest.mark.slow
@pytest.mark.opengl
@pytest.mark.parametrize("words", list(lines())[::4], ids=lambda words: shlex.join(words)[:60])
def test_the_same_scene_gives_the_same_frames(words: list[str]) -> None:
    spec = scene_of(words)
    for one, other in zip(frames(spec), frames(SceneSpec.loads(spec.dumps())), strict=True):
        np.testing.assert_array_equal(one, other)


@pytest.mark.slow
@pytest.mark.opengl
@pytest.mark.parametrize(
    "words",
    [
        ["himmelblau", "--optimizer", "adam", "momentum", "--noise", "gaussian:0.1", "--seconds", "0.2"],
        [
            "rosenbrock",
            "--dimensions",
            "3",
            "--slice",
            "x3=1",
            "--starts",
            "grid:4",
            "uniform:9",
            "--preview",
        ],
        ["easom", "--starts", "grid:15"],
    ],
    ids=lambda words: words[0],
)
def test_a_saved_scene_is_exactly_this_film(words: list[str], tmp_path: Path) -> None:
    one, two, file = tmp_path / "one.png", tmp_path / "two.png", tmp_path / "scene.toml"
    assert main(["animate", *words, "-o", str(one), "--save-scene", str(file)]) == 0
    assert main(["render", str(file), "-o", str(two)]) == 0
    np.testing.assert_array_equal(np.asarray(Image.open(one)), np.asarray(Image.open(two)))


def test_pythons_values_become_the_fields_own() -> None:
    """NumPy's numbers, lists and single texts are taken, and the scene is the same again from a file and a link."""
    scene = SceneSpec(
        landscape=LandscapeSpec(formula="x*y", domain=[[np.float64(-1), 1], [0, np.float32(0.5)]]),
        runs=[
            RunSpec(
                learning_rate=np.float64(0.05), starts="grid:3", steps=np.int64(4), tolerance=np.float64(1e-3)
            )
        ],
        look=LookSpec(panels=["surface", "loss"]),
        film=FilmSpec(size=[96, 72], seconds=np.float64(0.5)),
    )
    assert SceneSpec.loads(scene.dumps()) == scene == SceneSpec.from_link(scene.link())


@pytest.mark.parametrize(
    ("make", "said"),
    [
        (lambda: RunSpec(steps=True), "steps must be a whole number, got True"),
        (lambda: RunSpec(steps=1.5), "steps must be a whole number, got 1.5"),
        (lambda: RunSpec(steps="3"), "steps must be a whole number, got '3'"),
        (lambda: RunSpec(noise=None), "noise must be text, got None"),
        (lambda: RunSpec(seed=-1), "seed must be a finite number >= 0, got -1"),
        (lambda: FilmSpec(loop="no"), "loop must be true or false, got 'no'"),
        (lambda: FilmSpec(size=(96.5, 72)), "size must be two whole numbers"),
        (lambda: FilmSpec(size="96by72"), "size must be WIDTHxHEIGHT"),
        (lambda: LookSpec(theme=3), "theme must be text, got 3"),
        (lambda: LandscapeSpec(name="sphere", dimensions=10**23), "dimensions must be"),
        (lambda: SceneSpec(landscape="sphere"), "landscape must be a LandscapeSpec, got 'sphere'"),
    ],
)
def test_a_value_of_another_type_is_refused_when_it_is_given(make: Any, said: str) -> None:
    with pytest.raises(ValueError) as caught:
        make()
    assert str(caught.value).startswith(said)


def test_what_a_link_says_wrongly_is_said_in_peoples_words() -> None:
    for query, said in (
        ("steps=many", "steps must be a whole number, got 'many'"),
        ("size=wide", "size must be WIDTHxHEIGHT in pixels, as 960x720, got 'wide'"),
        ("loop=perhaps", "loop must be true or false, got 'perhaps'"),
    ):
        with pytest.raises(ValueError) as caught:
            SceneSpec.from_link(f"landscape=sphere&{query}")
        assert str(caught.value) == said


def test_the_name_may_stand_behind_options_that_take_several_words() -> None:
    first = scene_of(["himmelblau", "--optimizer", "adam", "momentum"])
    assert scene_of(["--optimizer", "adam", "momentum", "himmelblau"]) == first
    assert scene_of(["--starts", "grid:3", "himmelblau"]).runs[0].starts == ("grid:3",)


def test_a_derived_number_of_steps_is_the_same_in_a_scene_file() -> None:
    words = ["himmelblau", "--starts", "grid:15"]
    file = 'thalweg = 1\n[landscape]\nname = "himmelblau"\n[[runs]]\nstarts = "grid:15"\n'
    steps = [
        next(iter(spec.descend(spec.landscape.ground()).values())).steps
        for spec in (scene_of(words), SceneSpec.loads(file))
    ]
    assert steps[0] == steps[1]


@pytest.mark.parametrize("seconds", ["0.2", "0.05", "601"])
def test_a_length_is_taken_or_refused_by_all_faces_alike(seconds: str) -> None:
    def taken(read: Any) -> bool:
        try:
            read()
        except ValueError:
            return False
        return True

    text = f'thalweg = 1\n[landscape]\nname = "sphere"\n[[runs]]\n[film]\nseconds = {seconds}\n'
    answers = {
        taken(lambda: scene_of(["sphere", "--seconds", seconds])),
        taken(lambda: SceneSpec.loads(text)),
        taken(lambda: SceneSpec.from_link(f"landscape=sphere&seconds={seconds}")),
        taken(lambda: FilmSpec(seconds=float(seconds))),
    }
    assert answers == {seconds == "0.2"}


@pytest.mark.parametrize("spec", [LookSpec, FilmSpec])
def test_two_keys_go_through_all_that_a_control_offers(spec: Any) -> None:
    plain = spec()
    for control in controls_of(spec):
        value = getattr(plain, control.name)
        for _ in range(4):
            value = following(control, value, 1)
            described(spec)[control.name].check(value)
        assert control.kind == "text" or value != getattr(plain, control.name) or len(control.choices) == 4
