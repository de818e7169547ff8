"""Optimizers, schedules, starts and noise are read in the page as in Python: the same values, the same refusals."""

from __future__ import annotations

import dataclasses
import json
from typing import Any

import numpy as np
import pytest
from javascript import needs_node, printed_landscapes, run_node

from descent import (
    GradientDescent,
    descend,
    known_optimizers,
    page_tables,
    parse_noise,
    parse_optimizer,
    parse_schedule,
    parse_starts,
)
from descent.javascript import told_optimizers
from landscapes import catalogue
from render.page.writing import shared_texts

pytestmark = needs_node
PLACES = ("himmelblau", "mccormick", "parabola")
START_TEXTS = (
    "grid grid:1 grid:7 ring ring:5 ring:8,centre=(1,2),radius=1.5 edge edge:37 uniform uniform:50,seed=123456789012 "
    "latin_hypercube latin_hypercube:33,seed=4 halton halton:77,seed=2 zeros:3 constant:0.25,count=2 points:(1,2);(0,0) "
    "points:(3,2) gaussian gaussian:500,seed=5 gaussian:100,spread=0.3,centre=(1,1) he grid:0 grid:1e9 grid:2.5 grid:nan "
    "gird:4 uniform:10,seed=-1 ring:5,radius=0 points:(9,9) points:(1,2,3) points:(1,a) points:1 ring:count latin:3 "
    "grid:1,2 grid:count=3,count=4 grid:(1,2) grid:() ((1 grid:3;4 uniform:0x10 uniform:1_0 ring:4,centre=3 "
    "ring:4,centre=(1,inf) constant:nan points:(nan,1) points:() uniform:5,sed=3"
)
STARTS = START_TEXTS.split()
SCHEDULE_TEXTS = (
    "constant:0.1 step:0.1 step:0.1,every=7,factor=0.3 exponential:0.1 exponential:0.1,factor=0.5 cosine:0.1,steps=60 "
    "inverse_sqrt:0.1,timescale=3 cosine(0.1,steps=200,final=0.01) warmup:cosine(0.1,steps=20) "
    "warmup:constant(0.3),steps=10,start_factor=0.2 one_cycle:0.1,steps=100 one_cycle:0.1,steps=1 one_cycle:0.1,steps=2 "
    "one_cycle:0.1,1 cosine:0.1 cosine:0,steps=2 cosine:0.1,steps=0 cosin:0.1,steps=1 warmup:0.1 warmup:cosine "
    "exponential:0.1,factor=1.5 one_cycle:1e308,steps=2,divisor=1e-9 exponential:-1 exponential:1e-7,factor=1 step:x "
    "step:0.1,every=1e400 step:0.1,every=none"
)
SCHEDULES = SCHEDULE_TEXTS.split()
OPTIMIZER_TEXTS = (
    "adam adam:0.05,beta1=0.8 gd:0.1 sgd:0.3 GradientDescent:0.1 adma momntum:0.1 momentum:0.1,momentum=1 "
    "momentum:0.1,momentum=1.0 momentum:momentum=-0.0 adam:beta1=abc adam:epsilon=0 adam:epsilon=-1e-9 adam:0 adam:-1 "
    "adam:inf adam:nan adam:cosine adam:cosine(0) adam:1,2,3,4,5,6,7 adam:1,.2,.3,4 adam:beta3=1 bfgs:trials=1.5 "
    "bfgs:trials=0 bfgs:trials=none adam:clip_norm=0 adam:clip_norm=none adam:weight_decay=-1 adam:none "
    "lion:beta2=1e16 lion:beta2=123456789.25 lion:beta2=1e-7 nadam:beta1=12345678901234567.0 adam:beta1= "
    "adam:lr=0.1 momentum:beta=0.5 adam:Wd=1 adam:alpha=1 adam:constructor=1 lion:gamma=1 nadma daam mdaa adamxa"
)
OPTIMIZERS = (
    *OPTIMIZER_TEXTS.split(),
    *(
        "adam:beta1='a\"b'",
        "adam:beta1=it's",
        "",
        ":",
        "adam beta1",
        "adam:beta1=(" + "(" * 30,
        "adam:beta1=é\t\n",
    ),
    "momentum:momentum=" + "x" * 80,
)
NOISES = (
    "gaussian:0.5",
    "gaussian:0.1,axis=2",
    "minibatch:8",
    "gaussian",
    "gaussian:-1",
    "gauss:1",
    "gaussian:1,seed=1.5",
)


def told(printed_places: tuple[str, ...] = ()) -> dict[str, str]:
    places = [catalogue[name] for name in printed_places]
    return {
        "landscapes": printed_landscapes(places, hessian=False),
        "rules": "{}",
        "stages": "{}",
        "tables": json.dumps(page_tables()),
    }


def tried(expression: str) -> str:
    """A script that evaluates the expression for every `text`; a message where it throws."""
    return (
        "return input.map((given) => { const [text, f] = [given].flat(); "
        f"try {{ return {expression}; }} catch (error) {{ return error.message; }} }});"
    )


def python(read: Any, *arguments: Any) -> Any:
    try:
        return read(*arguments)
    except ValueError as error:
        return str(error)


def test_starts_are_the_same_points() -> None:
    """To the bit, but for sines and logarithms, which may differ in their last digit."""
    cases = [(text, place) for place in PLACES for text in STARTS]
    found = run_node(tried("Thalweg.startPoints(text, Thalweg.landscapeOf(f))"), cases, told(PLACES))
    refused = 0
    for (text, place), theirs in zip(cases, found, strict=True):
        ours = python(lambda t, f: parse_starts(t)(f), text, catalogue[place])
        if isinstance(ours, str):
            assert theirs == ours, (text, place)
            refused += 1
        elif text.startswith(("ring", "gaussian")):
            np.testing.assert_allclose(theirs, ours.ravel(), rtol=1e-14, atol=1e-14, err_msg=text)
        else:
            assert theirs == ours.ravel().tolist(), (text, place)
    assert refused > 60


def test_what_python_alone_makes_is_said_or_brought_along() -> None:
    printed = told(("himmelblau",)) | {
        "starts": "{'sobol:2': {domain: [[0, 4], [-5, 5]], places: [1, 2, 3, 4]}}"
    }
    ask = tried("Thalweg.startPoints(text, Thalweg.landscapeOf(f))")
    brought, alone = run_node(ask, [("sobol:2", "himmelblau"), ("sobol:3", "himmelblau")], printed)
    assert brought == [-2.5, 2.0, 2.5, 4.0] and "Python alone" in alone


def test_schedules_give_the_same_rates() -> None:
    ask = tried("Array.from({ length: 300 }, ((rate) => (_, k) => rate(k))(Thalweg.scheduleOf(text)))")
    for text, theirs in zip(SCHEDULES, run_node(ask, SCHEDULES, told()), strict=True):
        schedule = python(parse_schedule, text)
        if isinstance(schedule, str):
            assert theirs == schedule, text
        else:
            np.testing.assert_allclose(theirs, [schedule(k) for k in range(300)], rtol=1e-15, err_msg=text)


def among_told(words: str) -> str:
    """The same without somebody else's optimizers that a page is not told of, as other tests define them."""
    said, accepted, names = words.partition(" accepted: ")
    foreign = known_optimizers().keys() - told_optimizers().keys()
    return said + accepted + ", ".join(name for name in names.split(", ") if name not in foreign)


def test_optimizers_have_the_same_settings_and_refusals() -> None:
    found = run_node(tried("Thalweg.optimizerOf(text)"), OPTIMIZERS, told())
    for text, theirs in zip(OPTIMIZERS, found, strict=True):
        ours = python(parse_optimizer, text)
        if isinstance(ours, str):
            assert theirs == among_told(ours), text
        else:
            settings = {field.name: getattr(ours, field.name) for field in dataclasses.fields(ours)}
            assert theirs["settings"] == settings, text


@pytest.mark.parametrize(
    "told_wrong, words",
    [
        ({"steps": -1}, "descend.steps must be a whole number >= 0 and at most 1,000,000,000,000, got -1"),
        ({"steps": 1.5}, "descend.steps must be a whole number >= 0 and at most 1,000,000,000,000, got 1.5"),
        ({"tolerance": -1}, "descend.tolerance must be >= 0, got -1"),
        ({"escape_factor": 0.5}, "descend.escape_factor must be >= 1, got 0.5"),
        ({"keep": 0}, 'descend.record must be a whole number >= 1, "ends" or a tuple of steps, got 0'),
        ({"starts": [[1, 2, 3]]}, "starts for himmelblau must be numbers of shape (N, 2), got (1, 3)"),
        ({"starts": [[1, 2], [1, None]]}, "starts must be finite, got [1.0, nan] for particle 1"),
        ({"settings": {"beta3": 1}}, "unknown setting of optimizer gradient_descent 'beta3'"),
        ({"settings": {"weight_decay": -1}}, "GradientDescent.weight_decay must be >= 0, got -1"),
        ({"learning_rate": "cosine:0.1"}, "schedule cosine needs steps; accepted: rate, steps, final"),
        ({"learning_rate": 0}, "GradientDescent.learning_rate must be > 0, got 0"),
        ({"optimizer": "scipy", "settings": {}}, "SciPy BFGS runs in Python alone"),
        (
            {"steps": 10**9},
            "descend: the record of 1 particles and 1,000,000,000 steps does not fit in memory",
        ),
    ],
    ids=str,
)
def test_hostile_settings_are_refused_in_words(told_wrong: dict[str, Any], words: str) -> None:
    script = """
    const { learning_rate = 0.1, ...told } = input, rate = told.optimizer ? {} : { learning_rate };
    if (told.starts?.[1]) told.starts[1][1] ??= NaN;
    const options = { starts: [[1, 2]], ...rate, ...told, judged: false };
    try { return Thalweg.descend(Thalweg.landscapeOf("himmelblau"), options).rows; }
    catch (error) { return error.message; }
    """
    assert str(run_node(script, told_wrong, told(("himmelblau",)))).startswith(words)


def test_noise_is_read_alike() -> None:
    f = catalogue["himmelblau"]
    found = run_node(
        tried("Thalweg.noiseOf(text, Thalweg.landscapeOf(f)).scale"),
        [(n, f.name) for n in NOISES],
        told((f.name,)),
    )
    for text, theirs in zip(NOISES, found, strict=True):
        run = python(
            lambda t: descend(f, [1.0, 1.0], GradientDescent(0.1), steps=1, noise=parse_noise(t)), text
        )
        assert theirs == (run if isinstance(run, str) else 0.5), text


_DOORS = (
    "evaluate(f, [1, 2, 3])",
    "evaluate(f, [[1]])",
    "evaluate(f, [[1, 2, 3]])",
    "evaluate(f, [['a', 'b']])",
    "evaluate(f, [[null, 1]])",
    "evaluate(f, [[1, 2], 5])",
    "evaluate(f, 'grid:3')",
    "evaluate(f)",
    "descend(f, { starts: 5 })",
    "descend(f, { starts: {} })",
    "descend(f, { starts: [[1, 2], [3]] })",
    "descend(f, { starts: [[1, '2']] })",
    "descend(f, { settings: 5 })",
    "descend(f, { settings: [0.9] })",
    "landscapeOf('himelblau')",
    "landscapeOf('constructor')",
    "landscapeOf('__proto__')",
    "landscapeOf()",
    "basinsOf(f, { resolution: 0 }).next()",
    "basinsOf(f, { resolution: 2.5 }).next()",
    "basinsOf(f, { resolution: NaN }).next()",
    "basinsOf(f, { resolution: '20' }).next()",
    "basinsOf(f, { resolution: 1e5 }).next()",
)


def test_what_has_another_shape_is_refused_in_a_line() -> None:
    tried = ", ".join(f"() => Thalweg.{call}" for call in _DOORS)
    script = f"""
    const f = Thalweg.landscapeOf("himmelblau");
    return [{tried}].map((call) => {{
      try {{ return String(call()); }} catch (error) {{ return [error.constructor.name, error.message]; }}
    }});
    """
    landscapes = {"landscapes": printed_landscapes([catalogue["himmelblau"]]), **shared_texts()}
    for call, said in zip(_DOORS, run_node(script, None, landscapes), strict=True):
        assert said[0] == "Error" and "\n" not in said[1] and len(said[1]) < 200, (call, said)


def test_points_may_be_rows_or_flat() -> None:
    script = """
    const f = Thalweg.landscapeOf("himmelblau");
    const ways = [[[1, 2], [3, 2]], [1, 2, 3, 2], Float64Array.of(1, 2, 3, 2), [Float64Array.of(1, 2), [3, 2]]];
    return ways.map((p) => Thalweg.evaluate(f, p).heights);
    """
    assert (
        run_node(script, None, {"landscapes": printed_landscapes([catalogue["himmelblau"]])}) == [[68, 0]] * 4
    )
