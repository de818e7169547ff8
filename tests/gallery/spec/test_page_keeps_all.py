"""What a page is written with it shows: no start, schedule, noise or look is lost on the way without a word."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from javascript import needs_node, run_node

from descent import Starts, known_starts
from gallery.spec import LandscapeSpec, LookSpec, PageSpec, RunSpec, SceneSpec, living_of_spec
from landscapes import Landscape
from render.page import BROUGHT, page_optimizers, printed_of, state_fields
from render.page.assembly import embedded, script
from render.page.fields import MOST_PARTICLES, MOST_RUNS, MOST_WORK
from render.page.writing import given_of

NAMES = ("himmelblau", "parabola")
SCHEDULES = (
    *(
        "step:0.01",
        "exponential:0.01",
        "cosine:0.01,steps=20",
        "inverse_sqrt:0.01",
        "one_cycle:0.01,steps=20",
    ),
    *("cosine", "one_cycle", "step", "warmup:cosine(0.01,steps=20)"),
)
NOISES = ("gaussian:0.5", "gaussian:0.5,seed=3", "gaussian:0.1,axis=0", "minibatch:4")
OPTIMIZERS = (
    "gd:0.02",
    "Adam:0.05,beta1=0.8",
    "adam:cosine(0.05,steps=20)",
    *(name for name in page_optimizers() if name != "gradient_descent"),
    "scipy",
    "adam:beta1=0.8,clip_norm=2",
    "momentum:momentum=0.5,weight_decay=0.01",
)


def starts_on(f: Landscape) -> Iterator[str]:
    """Each way to start that the landscape has, with and without a seed of its own."""
    for name in known_starts():
        way = {"points": "points:(0.5,1)" if f.dimensions == 2 else "points:0.5;1.5", "grid": "grid:3"}.get(
            name, name
        )
        settings = () if ":" in way else (("count", 9),)
        try:
            Starts(way.partition(":")[0], settings)(f) if settings else RunSpec(starts=(way,)).places(f)
        except ValueError:
            continue
        yield way if ":" in way or name == "constant" else f"{way}:9"
        if Starts(name).is_random:
            yield f"{name}:count=9,seed=5"


def scenes() -> Iterator[SceneSpec]:
    for name in NAMES:
        land = LandscapeSpec(name=name)
        short = RunSpec(starts=("grid:2",), steps=20, learning_rate=0.01)
        open_rate = replace(short, learning_rate=None)
        for way in starts_on(land.ground().landscape):
            yield SceneSpec(landscape=land, runs=(replace(short, starts=(way,), seed=7),))
            yield SceneSpec(landscape=land, runs=(replace(short, starts=(way, "grid:2")),))
        for optimizer in OPTIMIZERS if name == "parabola" else ():
            yield SceneSpec(landscape=land, runs=(replace(open_rate, optimizer=optimizer),))
        for rate in SCHEDULES:
            yield SceneSpec(landscape=land, runs=(replace(short, learning_rate=rate),))
        for noise in NOISES:
            if not (noise.startswith("minibatch") or "axis" in noise):
                yield SceneSpec(landscape=land, runs=(replace(short, noise=noise, seed=2),))
        yield SceneSpec(
            landscape=land, runs=(short, replace(open_rate, optimizer="adam", label="Ada", tolerance=0.1))
        )
        yield SceneSpec(landscape=land, runs=(replace(short, starts=()),))
    for field, about in state_fields()["look"].items():
        said = {"switch": (True,), "text": ("cividis",)}.get(about["kind"], ())
        for choice in about.get("choices", said):
            value = (choice,) if about["kind"] == "words" else choice
            yield SceneSpec(landscape=LandscapeSpec(name="himmelblau"), look=LookSpec(**{field: value}))
    yield SceneSpec(landscape=LandscapeSpec(name="himmelblau"), page=PageSpec(layers=("basins",), time=0.5))


SHOWN = """
const base = Thalweg.printed.page;
return input.scenes.map((given) => {
  Thalweg.printed.page = { ...base, ...given };
  (0, eval)(input.interface);
  const { state, faults } = Thalweg.settledState(given.state), link = Thalweg.queryOf(state);
  try {
    const { all } = new Thalweg.Model().read(state);
    const n = Thalweg.landscapeOf(Thalweg.printed.page.landscapes[0].name).dimensions;
    return { faults, link, runs: all.map(({ run, recorded, called }) => ({ recorded: !!recorded, called,
      steps: run?.steps, starts: run ? Array.from(run.positions.subarray(0, run.count * n)) : [],
      ends: run ? Array.from(run.positions.slice(-run.count * n)) : [] })) };
  } catch (error) {
    return { faults: [...faults, error.message], link, runs: [] };
  }
});"""


def shown(specs: list[SceneSpec]) -> list[dict[str, Any]]:
    """What the page's own model makes of each scene, all of one landscape."""
    ground = specs[0].landscape.ground()
    livings = [living_of_spec(spec, ground) for spec in specs]
    scenes = [given_of(living) for living in livings]
    data = {"scenes": scenes, "interface": script("interface")}
    assert embedded(data)
    return run_node(SHOWN, data, printed_of(replace(livings[0], further=True)))


@needs_node
@pytest.mark.parametrize("name", NAMES)
def test_a_scene_is_shown_as_it_was_asked_for(name: str) -> None:
    specs = [spec for spec in scenes() if spec.landscape.name == name]
    f = specs[0].landscape.ground().landscape
    for spec, told in zip(specs, shown(specs), strict=True):
        assert told["faults"] == [], spec
        assert told["link"] == spec.link()
        assert len(told["runs"]) == len(spec.runs)
        for run, theirs in zip(spec.runs, told["runs"], strict=True):
            if not run.starts:
                continue
            ours = run.run(f)
            rough = theirs["recorded"] or any(way.startswith(("ring", "gaussian")) for way in run.starts)
            np.testing.assert_allclose(
                theirs["starts"], ours.positions[0].ravel(), rtol=1e-6 if rough else 0, atol=1e-7 * rough
            )
            assert theirs["steps"] == ours.steps, run
            np.testing.assert_allclose(
                theirs["ends"], ours.positions[-1].ravel(), rtol=1e-5, atol=1e-6, err_msg=str(run)
            )


def test_every_way_to_start_is_among_them() -> None:
    asked = {way.partition(":")[0] for spec in scenes() for run in spec.runs for way in run.starts}
    networks = {"he", "xavier"}
    assert asked == known_starts().keys() - networks and networks < set(BROUGHT)


@pytest.mark.parametrize(
    ("runs", "said"),
    [
        ((RunSpec(starts=(f"uniform:{MOST_PARTICLES + 1}",)),), "at most 100,000 particles"),
        (
            (RunSpec(starts=("uniform:20000",), steps=MOST_WORK // 20_000 + 1),),
            "at most 3,000 steps, got 3,001",
        ),
        ((RunSpec(starts=("grid:2",)),) * (MOST_RUNS + 1), "at most 16 optimizers"),
    ],
)
def test_what_a_page_would_not_take_is_refused_when_it_is_written(runs: Any, said: str) -> None:
    spec = SceneSpec(landscape=LandscapeSpec(name="himmelblau"), runs=runs)
    with pytest.raises(ValueError, match=said):
        living_of_spec(spec, spec.landscape.ground())
