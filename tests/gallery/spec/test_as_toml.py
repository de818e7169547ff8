"""Scene files: what is written is read again, and what is wrong is one line that names the way out."""

from __future__ import annotations

import tomllib
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gallery.cli import main
from gallery.spec.film import FilmSpec
from gallery.spec.landscape import LandscapeSpec
from gallery.spec.look import LookSpec
from gallery.spec.run import RunSpec, labels
from gallery.spec.scene import SceneSpec

WHOLE = SceneSpec(
    landscape=LandscapeSpec(formula="x**2 + 3*sin(y)", domain=((-5.0, 5.0), (-2.5, 5.0))),
    runs=(
        RunSpec(optimizer="adam:beta1=0.8", learning_rate=0.05, starts=("points:(1,2)", "ring:12"), steps=30),
        RunSpec(label="noisy", learning_rate="cosine:0.1,steps=20", noise="gaussian:0.1", steps=20, seed=3),
    ),
    look=LookSpec(theme="light", camera="still:-30,40,1.1", panels=("surface", "loss")),
    film=FilmSpec(seconds=2.0, fps=10.0, size=(320, 240), loop=False),
)
SHORT = 'thalweg = 1\n[landscape]\nname = "himmelblau"\n'

words = st.text(st.characters(codec="utf-8", exclude_characters="\r"), max_size=12)


def test_what_is_written_is_read_again() -> None:
    assert SceneSpec.loads(WHOLE.dumps()) == WHOLE


@given(label=words, rate=st.floats(min_value=1e-300, max_value=1e300), seed=st.integers(0, 2**62))
def test_any_text_and_number_survive(label: str, rate: float, seed: int) -> None:
    run = RunSpec(label=label, learning_rate=rate, seed=seed)
    scene = SceneSpec(landscape=LandscapeSpec(name="sphere"), runs=(run,))
    assert SceneSpec.loads(scene.dumps()) == scene


def test_the_shortest_scene_has_every_default() -> None:
    scene = SceneSpec.loads(SHORT + "[[runs]]\n")
    assert scene == SceneSpec(landscape=LandscapeSpec(name="himmelblau"), runs=(RunSpec(),))
    assert tomllib.loads(scene.dumps()) == {"thalweg": 1, "landscape": {"name": "himmelblau"}, "runs": [{}]}


def test_the_docstrings_example_is_a_scene() -> None:
    import gallery.spec.as_toml

    text = str(gallery.spec.as_toml.__doc__)
    example = text[text.index("    thalweg = 1") : text.index("Whatever is left out")]
    scene = SceneSpec.loads(example)
    assert (
        scene.runs[0].label == "Adam" and scene.film.seconds == 9 and scene.look.panels == ("surface", "loss")
    )


WRONG = {
    "": "thalweg = 1",
    "thalweg = 2\n": "format 2; this version of thalweg reads 1",
    "thalweg = 1\n": "needs a section [landscape]",
    "thalweg = 1\n[landscape]\n": "a name or a formula",
    "thalweg = 1\nlandscape = 3\n": "[landscape] must be a table",
    "thalweg = ": "not TOML",
    "thalweg = " + "[" * 5000: "not TOML",
    SHORT + 'formula = "x"': "not both",
    SHORT + "dimension = 2": "[landscape] has no key 'dimension'; did you mean 'dimensions'?",
    SHORT + "[loook]\n": "a scene file has no key 'loook'; did you mean 'look'?",
    SHORT + '[look]\ncolour = "start"\n': "[look] has no key 'colour'; did you mean 'color'?",
    SHORT + "[look]\npanels = 3\n": "[look] panels must be a list of texts, got 3",
    SHORT + "[film]\nsize = [1, 2, 3]\n": "size must be two whole numbers",
    SHORT + "[film]\nloop = 1\n": "loop must be true or false, got 1",
    SHORT + "[runs]\n": "[[runs]]",
    SHORT + "[[runs]]\nsteps = -1\n": "steps must be 0 to",
    SHORT + "[[runs]]\nsteps = true\n": "steps must be a whole number",
    SHORT + "[[runs]]\ntolerance = nan\n": "tolerance must be",
    SHORT + "[[runs]]\nstarts = []\n": "at least one way to start",
    SHORT + '[[runs]]\nstarts = "gird:3"\n': "did you mean 'grid'?",
    SHORT + '[[runs]]\noptimizer = "adma"\n': "did you mean 'adam'?",
    SHORT + "[[runs]]\nlearning_rate = -1\n": "learning_rate must be > 0",
    SHORT + '[[runs]]\nnoise = "loud"\n': "unknown noise 'loud'",
    'thalweg = 1\n[landscape]\nformula = "x"\n': "formula needs a domain",
    'thalweg = 1\n[landscape]\nformula = "x"\ndomain = [1, 2]\n': "pairs of numbers",
}


@pytest.mark.parametrize("text", WRONG)
def test_a_mistake_is_one_line_that_names_the_way_out(text: str) -> None:
    with pytest.raises(ValueError) as caught:
        SceneSpec.loads(text)
    message = str(caught.value)
    assert WRONG[text] in message and "\n" not in message and len(message) < 600


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (SHORT.replace("himmelblau", "himelblau"), "did you mean 'himmelblau'?"),
        (
            SHORT + '[look]\ntheme = "pink"\n',
            "theme must be one of auto, dark, light, publication, got 'pink'",
        ),
        (SHORT + '[look]\ncamera = "still:9"\n', "still:AZIMUTH,ELEVATION"),
        (SHORT + "[film]\nseconds = 0\n", "seconds must be 0.1 to 600"),
        (SHORT + '[[runs]]\nstarts = "points:(1,2,3)"\nsteps = 1\n', "2 coordinates"),
        (
            'thalweg = 1\n[landscape]\nformula = "__import__(1)"\ndomain = [[0, 1]]\n',
            "unknown name '__import__'",
        ),
    ],
)
def test_render_refuses_with_exit_2_and_writes_nothing(
    text: str,
    message: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("scene.toml").write_text(text)
    assert main(["render", "scene.toml", "-o", "film.mp4"]) == 2
    said = capsys.readouterr()
    assert said.out == "" and said.err.startswith("thalweg: ") and message in said.err
    assert [p.name for p in tmp_path.iterdir()] == ["scene.toml"]


def test_files_that_are_no_scenes_are_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "binary.toml").write_bytes(b"\xff\xfe\x00")
    (tmp_path / "large.toml").write_bytes(b"#" * 1_000_001)
    for name, message in (("binary", "not UTF-8"), ("large", "larger than"), ("missing", "No such file")):
        assert main(["render", str(tmp_path / f"{name}.toml")]) == 2
        assert message in capsys.readouterr().err


def test_a_scene_file_descends_like_the_library() -> None:
    from descent import Adam, Cosine, Gaussian, GradientDescent, descend, points, ring

    f = WHOLE.landscape.landscape()
    runs = WHOLE.descend(WHOLE.landscape.ground())
    places = np.concatenate([points(f.domain, [(1, 2)]), ring(f.domain, 12)])
    adam = descend(f, places, Adam(0.05, beta1=0.8), steps=30)
    np.testing.assert_array_equal(runs["adam:beta1=0.8"].positions, adam.positions)
    noisy = runs["noisy"]
    assert noisy.optimizer == GradientDescent(Cosine(0.1, 20)) and noisy.noise == Gaussian(0.1)


def test_runs_of_the_same_name_are_numbered() -> None:
    assert labels((RunSpec(), RunSpec(), RunSpec(label="a"))) == (
        "gradient_descent",
        "gradient_descent (2)",
        "a",
    )


@pytest.mark.slow
@pytest.mark.opengl
def test_render_draws_the_film_and_tells_its_size(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = WHOLE.save(tmp_path / "scene.toml")
    film, still = tmp_path / "film.mp4", tmp_path / "film.png"
    assert main(["render", str(path), "-o", str(film), "-o", str(still)]) == 0
    assert film.stat().st_size > 5_000 and still.stat().st_size > 5_000
    assert [line.split()[0] for line in capsys.readouterr().out.splitlines()] == [str(film), str(still)]


VALUES = [
    "1e400",
    "nan",
    "-1",
    "99999999999999999999999",
    "9" * 5000,
    '""',
    '"\\u0000"',
    "[]",
    "[[]]",
    "{}",
    "true",
]
VALUES += [
    "1979-05-27",
    '"' + "x" * 3000 + '"',
    "[" * 3000,
    '"../../x.csv"',
    '"a\\nb"',
    "[[1, 2], [3]]",
    "'grid:99'",
]


@settings(max_examples=200, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_a_changed_scene_file_is_a_scene_or_one_line_that_names_it(
    data: st.DataObject, tmp_path: Path
) -> None:
    lines = WHOLE.dumps().splitlines()
    for _ in range(data.draw(st.integers(1, 3))):
        k = data.draw(st.integers(0, len(lines) - 1))
        key = lines[k].partition(" = ")[0]
        lines[k] = data.draw(
            st.sampled_from(["", "[[runs]]", "[runs]", *(f"{key} = {value}" for value in VALUES)])
        )
    raw = bytearray("\n".join(lines).encode())
    if data.draw(st.booleans()):
        raw[data.draw(st.integers(0, len(raw) - 1))] = data.draw(st.integers(0, 255))
    (tmp_path / "s.toml").write_bytes(raw)
    try:
        SceneSpec.load(tmp_path / "s.toml")
    except (ValueError, LookupError) as error:
        assert not isinstance(error, KeyError | IndexError)
        assert str(error).startswith("s.toml: ") and "\n" not in str(error)
