"""The page's state, links, scene files and commands against Python's: the same scene whoever says it."""

from __future__ import annotations

import random
import shlex
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from javascript import needs_node, run_node

from descent import GradientDescent, Trajectories, descend, known_populations
from gallery.spec import (
    FilmSpec,
    LandscapeSpec,
    LookSpec,
    PageSpec,
    RunSpec,
    SceneSpec,
    animate_line,
    check_moves,
    state_of,
)
from gallery.spec.field import described, number_word
from landscapes import Landscape, catalogue
from render import Scene
from render.film import SIDES
from render.page import living_of, printed_of, state_fields
from render.page.assembly import script

HIMMELBLAU = LandscapeSpec(name="himmelblau")
SCENES = {
    "plain": SceneSpec(landscape=HIMMELBLAU, runs=(RunSpec(),)),
    "no run": SceneSpec(landscape=HIMMELBLAU),
    "named": SceneSpec(
        landscape=LandscapeSpec(name="rosenbrock", dimensions=4, slice="x3=0.5,x4=1"),
        runs=(
            RunSpec(optimizer="adam:beta1=0.8,beta2=0.99", learning_rate=0.05, starts=("grid:3", "ring:24")),
        ),
    ),
    "formula": SceneSpec(
        landscape=LandscapeSpec(
            formula="x^2 + 3*sin(y) - 'é'".replace("'é'", "1"), domain=((-5, 5), (-1e-7, 2.5e22))
        ),
        runs=(RunSpec(learning_rate="cosine:0.1,steps=200", noise="gaussian:0.1", seed=7, tolerance=1e-6),),
    ),
    "several": SceneSpec(
        landscape=HIMMELBLAU,
        runs=(
            RunSpec(optimizer="momentum", starts=("points:(1.0,2.0);(-0.25,1e-06)",), steps=40),
            RunSpec(optimizer="adam", label="Ada & Co = 1+1 (é)", learning_rate=1e-5, steps=1_000_000),
        ),
        look=LookSpec(
            theme="light",
            camera="still:-58.25,42.00,1.100",
            panels=("surface", "loss"),
            marks=("stationary",),
        ),
        film=FilmSpec(size=(640, 480), seconds=4.5, fps=12, loop=False),
        page=PageSpec(
            layers=("contours", "basins"), chosen=1, followed=3, time=0.123456789, speed=2.5, playing=False
        ),
    ),
    "bare page": SceneSpec(landscape=HIMMELBLAU, runs=(RunSpec(starts=()),), page=PageSpec(layers=())),
    "shared": SceneSpec(
        landscape=HIMMELBLAU,
        runs=(RunSpec(optimizer="adam", steps=9), RunSpec(optimizer="momentum:momentum=0.5", steps=9)),
    ),
}


def random_scene(chance: random.Random) -> SceneSpec:
    """A scene with any of its fields said, of a landscape by name or a formula."""

    def some(choices: Sequence[Any], most: int = 3) -> tuple[Any, ...]:
        return tuple(chance.sample(list(choices), chance.randint(0, min(most, len(choices)))))

    def number(low: float, high: float) -> float:
        return chance.choice(
            [low + (high - low) * chance.random(), round(low + (high - low) * chance.random(), 3)]
        )

    def maybe(value: Any, usual: Any = None) -> Any:
        return value if chance.random() < 0.5 else usual

    starts = (
        "grid:4",
        "ring:8,centre=(1,2),radius=0.5",
        "sobol:16,seed=3",
        "points:(1.0,-2e-07)",
        "gaussian:9",
        "edge",
    )
    optimizers = (
        "adam",
        "gd:0.1",
        "adam:beta1=0.8,clip_norm=2",
        "newton",
        "Momentum:0.1,momentum=0.5",
        "bfgs",
    )
    words = "".join(chance.choice("aé =&+#%;,:'\"\\_-·0") for _ in range(6))
    rates = (10.0 ** -chance.randint(0, 300), number(0, 1) + 1e-9, "cosine:0.1,steps=7")
    methods = [chance.choice(optimizers) for _ in range(chance.randint(1, 4))]
    runs = tuple(
        RunSpec(
            label=maybe(words, ""),
            optimizer=method,
            learning_rate=None if ":0.1" in method else maybe(chance.choice(rates)),
            starts=some(starts) or ("grid:3",),
            steps=maybe(chance.randint(0, 10**6)),
            tolerance=maybe(10.0 ** -chance.randint(0, 300)),
            seed=maybe(chance.randint(0, 2**31), 0),
            noise=maybe("gaussian:0.5", ""),
        )
        for method in methods
    )
    fields = state_fields()["look"]
    look = LookSpec(
        **{name: chance.choice(fields[name]["choices"]) for name in ("theme", "clock", "color", "height")},
        camera=chance.choice(
            [*fields["camera"]["choices"], f"still:{number(-180, 180):.2f},{number(5, 80):.2f},1.000"]
        ),
        marks=some(fields["marks"]["choices"]),
        panels=("surface", *some([name for name in fields["panels"]["choices"] if name != "surface"])),
        axes=maybe(chance.random() < 0.5),
        cmap=maybe(chance.choice(("viridis", "magma_r"))),
        title=maybe(words),
        caption=maybe(words[::-1]),
        no_caption=maybe(True, False),
        no_legend=maybe(True, False),
        language=maybe(chance.choice(fields["language"]["choices"]), "en"),
        subtitles=some(("step 4: a", f"2.5 s: {words}", f"time {number(0, 1):.3f}:", f"end: {words}")),
    )
    formula = LandscapeSpec(
        formula="x**2 + sin(3*y)*exp(-x/7)", domain=((number(-9, 0), number(1, 9)), (-1e-9, 2e22))
    )
    return SceneSpec(
        landscape=chance.choice(
            [
                HIMMELBLAU,
                formula,
                LandscapeSpec(name="rosenbrock", dimensions=3, slice="x3=0.25"),
                LandscapeSpec(name="rosenbrock", dimensions=4, plane="random:seed=3"),
                LandscapeSpec(
                    formula="w**2 + abs(bias)", domain=((-1, 1), (0, 1e-5)), variables=("w", "bias")
                ),
            ]
        ),
        runs=runs,
        look=look,
        film=FilmSpec(
            **chance.choice(({}, {"size": (640, 480)}, {"width": "3.5in", "dpi": number(30, 1200)})),
            seconds=maybe(number(1, 30)),
            fps=maybe(12),
            loop=maybe(chance.random() < 0.5),
            max_size=maybe(chance.randint(1000, 10**9)),
            purpose=maybe("slides"),
        ),
        page=PageSpec(
            layers=some(("contours", "trails", "basins")),
            chosen=chance.randint(0, len(runs) - 1),
            followed=chance.randint(0, 99),
            time=maybe(number(0, 1), 0.0),
            speed=maybe(number(0.125, 8), 1.0),
            playing=chance.random() < 0.5,
        ),
    )


_CHANCE = random.Random(5)
SCENES |= {f"random {k}": random_scene(_CHANCE) for k in range(40)}
SCENES |= {
    name: SceneSpec(landscape=HIMMELBLAU, runs=(RunSpec(optimizer=f"{name}:{setting}", steps=9),))
    for name, setting in {
        "sam": "radius=0.2",
        "sophia": "every=3,beta1=0.5",
        "lbfgs": "history=3",
        "conjugate_gradient": "longest=0.1",
        "trust_region": "radius=0.05,least=0.2",
        "gauss_newton": "shrink=0.3",
        "levenberg_marquardt": "damping=10.0",
    }.items()
}


def asked(job: str, data: Any, searching: bool = False) -> Any:
    """What the own functions of a page of Himmelblau say, that knows populations or not: `job` with `input`, in Node."""
    f = catalogue["himmelblau"]
    living = living_of(Scene(f, descend(f, [[0.0, 0.0]], GradientDescent(0.01), steps=3)))
    drawing = "Object.assign(Thalweg, {});\n"
    return run_node(
        drawing + script("interface") + job, data, printed_of(replace(living, searching=searching))
    )


@needs_node
def test_states_become_the_same_links_files_and_commands() -> None:
    job = """return input.map((given) => {
      const { state, faults } = Thalweg.settledState(given);
      const [link, toml] = [Thalweg.queryOf(state), Thalweg.tomlOf(state)];
      return { faults, link, toml, line: Thalweg.animateLine(state, "x.html") };
    });"""
    told = asked(job, [state_of(spec) for spec in SCENES.values()])
    for spec, said in zip(SCENES.values(), told, strict=True):
        assert said["faults"] == []
        assert said["link"] == spec.link()
        assert SceneSpec.loads(said["toml"]) == spec if all(run.starts for run in spec.runs) else said["toml"]
        line = animate_line(
            spec.landscape,
            spec.runs,
            spec.look,
            replace(spec.film, size=None, fps=None),
            ["x.html"],
            page=spec.page,
        )
        assert (said["line"] and shlex.split(said["line"])) == (line and shlex.split(line))


@needs_node
def test_what_a_page_takes_along_of_populations_is_made_by_python() -> None:
    """Whatever starts and tolerance were there before, or beside: files and commands have those that have an effect."""
    ways = [("grid:12",), ("points:(1,1);(2,2)",), ("points:(1,2)",), ("uniform:1",), ()]
    states = [
        {
            "landscape": {"name": "himmelblau"},
            "runs": [{**run, "optimizer": m, "starts": way} for m in methods],
        }
        for methods in [(name,) for name in known_populations()]
        + [("cma_es", "nelder_mead"), ("cma_es", "adam")]
        for way in ways
        for run in ({}, {"tolerance": 0.001, "seed": 2})
    ]
    job = """return input.map((given) => {
      const { state } = Thalweg.settledState(given);
      const runs = state.runs.filter((run) => run.starts.length || run.optimizer !== "adam");
      return [Thalweg.tomlOf({ ...state, runs }), Thalweg.commandOf(state)];
    });"""
    film = Path("himmelblau.mp4")
    for state, (toml, command) in zip(states, asked(job, states, searching=True), strict=True):
        spec = SceneSpec.loads(toml)
        check_moves(spec, [film])
        one_point = list(state["runs"][0]["starts"]) in (["points:(1,2)"], ["uniform:1"])
        assert (spec.runs[0].starts == tuple(state["runs"][0]["starts"])) == one_point or len(spec.runs) > 1
        line = animate_line(spec.landscape, spec.runs, spec.look, spec.film, [str(film)], page=PageSpec())
        assert line is None or shlex.split(command) == shlex.split(line)


@needs_node
def test_links_come_back_as_they_went() -> None:
    job = """return input.map((given) => {
      const { state, faults } = Thalweg.stateOfQuery(given);
      return { faults, link: Thalweg.queryOf(state) };
    });"""
    links = [spec.link() for spec in SCENES.values()]
    told = asked(job, links)
    assert [said["link"] for said in told] == links
    assert [said["faults"] for said in told] == [[]] * len(links)
    # By the name that files have for it, too.
    (named,) = asked(job, [other := "name=rastrigin&optimizer=pso"])
    assert named == {"faults": [], "link": SceneSpec.from_link(other).link()}


@needs_node
def test_what_is_wrong_in_a_link_is_a_line_and_the_rest_is_kept() -> None:
    wrong = {
        "landscape=himmelblau&optimizer=adam&time=nan": "time must be 0 to 1, got nan",
        "landscape=himmelblau&optimizer=adam&tiem=0.5": "did you mean 'time'?",
        "landscape=himmelblau&optimizer=adam&theme=drak": "theme must be one of",
        "landscape=himmelblau&optimizer=adam&steps=1.5": "steps must be a whole number",
        "landscape=himmelblau&optimizer=adam&layers=contours&layers=basin": "layers must be one of",
    }
    told = asked("return input.map((link) => Thalweg.stateOfQuery(link));", list(wrong))
    for said, words in zip(told, wrong.values(), strict=True):
        assert len(said["faults"]) == 1 and words in said["faults"][0] and "\n" not in said["faults"][0]
        assert said["state"]["runs"][0]["optimizer"] == "adam"


@needs_node
def test_numbers_are_written_as_python_writes_them() -> None:
    numbers = [
        0.1,
        1e-5,
        1e-4,
        123456.0,
        1234567.0,
        12345678.0,
        1e22,
        1.5e300,
        2 / 3,
        0.00012345678,
        -0.25,
        5e-324,
        1e16,
        123456.5,
    ]
    told = asked("return input.map((x) => [Thalweg.numberWord(x), Thalweg.python(x)]);", numbers)
    assert told == [[number_word(x), repr(x)] for x in numbers]


OF_FILES = ("model", "data", "target", "loss", "path", "engine")
"""What a page, which reads no files and has one engine, does not say."""


def test_the_pages_fields_are_the_descriptions() -> None:
    kinds = {
        "landscape": LandscapeSpec,
        "runs": RunSpec,
        "look": LookSpec,
        "film": FilmSpec,
        "page": PageSpec,
    }
    assert list(state_fields()) == list(kinds)
    for section, kind in kinds.items():
        known = described(kind)
        assert list(state_fields()[section]) == [name for name in known if name not in OF_FILES]
        for name, about in state_fields()[section].items():
            assert about["default"] == known[name].default, name
            assert "--" + about.get("flag", name).replace("_", "-") == known[name].flag, name
            choices = known[name].field.choices
            if "choices" in about:
                assert choices is not None and about["choices"] == tuple(choices()), name
            limits = SIDES if about["kind"] == "size" else known[name].field.limits
            told = tuple(float("inf") if x is None else x for x in about.get("limits", ())) or None
            assert told == limits, name


def test_every_field_of_a_page_is_said_by_some_scene() -> None:
    said: dict[str, set[str]] = {section: set() for section in state_fields()}
    for spec in SCENES.values():
        for section, values in state_of(spec).items():
            for part in values if isinstance(values, list) else [values]:
                said[section] |= set(part)
    assert {section: set(fields) - said[section] for section, fields in state_fields().items()} == {
        section: set() for section in state_fields()
    }


@pytest.mark.parametrize("spec", SCENES.values(), ids=SCENES)
def test_a_scene_with_all_that_was_done_to_it_goes_through_python(spec: SceneSpec) -> None:
    assert SceneSpec.from_link(spec.link()) == spec
    if all(run.starts for run in spec.runs):
        assert SceneSpec.loads(spec.dumps()) == spec


@needs_node
def test_what_python_alone_has_becomes_no_other_scene() -> None:
    """Somebody's paths and measured ground are no descent of ours: no file and no line is made of them."""
    f = catalogue["himmelblau"]
    sides = np.linspace(-1, 1, 5)
    measured = Landscape.from_samples(sides, sides, np.add.outer(sides**2, sides**2))
    paths = Trajectories.from_arrays(f, np.zeros((3, 2, 2)))
    job = (
        script("interface")
        + """
    const told = (make) => { try { return make() && "told"; } catch (error) { return error.message; } };
    const { state } = Thalweg.settledState(Thalweg.printed.page.state);
    const other = { ...state, runs: [{ ...state.runs[0], optimizer: "adam" }] };
    return [state, other].map((s) => [told(() => Thalweg.tomlOf(s)), told(() => Thalweg.commandOf(s))]);"""
    )
    scenes = {
        "ours": Scene(f, descend(f, [[0.0, 0.0]], GradientDescent(0.01), steps=3)),
        "somebody's": Scene(f, paths),
        "measured": Scene(measured, descend(measured, [[0.5, 0.5]], GradientDescent(0.01), steps=3)),
    }
    told = {who: run_node(job, printed=printed_of(living_of(scene))) for who, scene in scenes.items()}
    assert told["ours"] == [["told", "told"]] * 2
    assert told["somebody's"][1] == ["told", "told"] and all(
        "these paths" in said for said in told["somebody's"][0]
    )
    assert all("this landscape" in said for pair in told["measured"] for said in pair)
