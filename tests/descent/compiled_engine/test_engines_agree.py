"""Both engines take particles to the same places, and to the same endings."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import cycle

import numpy as np
import pytest

from descent import (
    QHM,
    Adam,
    AMSGrad,
    GradientDescent,
    Momentum,
    Nesterov,
    Optimizer,
    ScheduleFreeSGD,
    SignDescent,
    descend,
    grid,
    known_optimizers,
    uniform,
)
from descent.compiled_engine import engine_of
from descent.engine import RunSettings
from landscapes import Landscape, catalogue
from landscapes.compiled import EVERYWHERE

pytest.importorskip("llvmlite", reason='needs llvmlite: pip install "thalweg[fast]"')

RULES: tuple[type[Optimizer], ...] = (GradientDescent, Momentum, Adam)


def operations(f: Landscape) -> set[str]:
    return {
        str(getattr(ufunc, "__name__", ufunc))
        for _, ufunc, _ in f.compiled.parts(1, tangents=False).instructions
    }


def chosen() -> list[tuple[str, type[Optimizer]]]:
    """Landscapes that together hold every operation of the catalogue, the short ones first; and each rule in turn."""
    todo = sorted(catalogue, key=lambda name: len(catalogue[name].compiled.parts(1).instructions))
    missing = dict.fromkeys(set().union(*map(operations, catalogue.values())), 1)
    found = []
    for name in todo:
        if catalogue[name].compiled.delicate == EVERYWHERE:
            continue
        new = {operation for operation in operations(catalogue[name]) if missing[operation]}
        if new:
            found.append(name)
            for operation in new:
                missing[operation] -= 1
    return list(zip(found, cycle(RULES), strict=False))


def starts_of(f: Landscape) -> np.ndarray:
    """Random ones, and what is special: minimizers, the centre, an axis; more than one group, not whole groups."""
    centre = np.mean(f.domain, axis=1)
    return np.concatenate([uniform(f.domain, 40, seed=3), f.minimizers[:4], [centre, 0 * centre]])


LINEAR = (GradientDescent, Momentum, Nesterov, QHM, ScheduleFreeSGD)
"""Rules whose step is as small as the gradient."""
COMPILED = [
    r for r in known_optimizers().values() if engine_of(catalogue["booth"], r(), 1, "compiled") != "numpy"
]
HARD = ("hosaki", "ripple25", "michalewicz", "jennrich_sampson", "ackley3")
"""Landscapes with places of `special` where a slope is a rounding."""
MEASURED = [
    *((rule, None) for rule in (GradientDescent, Adam, SignDescent)),
    *((rule, HARD) for rule in COMPILED),
]


def special(f: Landscape) -> np.ndarray:
    """Minimizers, the centre, and a grid of the box, on whose lines symmetric functions have no slope."""
    low, high = np.transpose(f.domain)
    starts = np.concatenate([f.minimizers[:4], [(low + high) / 2], grid(f.domain, 21)])
    return starts[((starts >= low) & (starts <= high)).all(axis=1)]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("rule", "names"),
    MEASURED,
    ids=[f"{r.__name__} on {'the catalogue' if n is None else 'hard ones'}" for r, n in MEASURED],
)
def test_after_a_step_engines_differ_by_a_rounding_except_where_a_slope_is_one(
    rule: type[Optimizer], names: Sequence[str] | None
) -> None:
    some_differ = False
    for name in catalogue if names is None else names:
        f = catalogue[name]
        if f.compiled.delicate == EVERYWHERE:
            continue
        starts = special(f)
        ours, theirs = (
            descend(f, starts, rule(), steps=1, tolerance=0, engine=e).positions[1]
            for e in ("compiled", "numpy")
        )
        size = np.ptp(np.array(f.domain), axis=1)
        apart = (np.abs(ours - theirs) / size).max(axis=1) >= 1e-12
        none = (np.abs(f.gradient(starts)) < 1e-10 * f.gentle_slopes).any(axis=1)
        assert not (apart & ~none).any(), name
        some_differ |= apart.any()
        stepped = np.abs(np.stack([ours, theirs]) - starts).max(axis=(0, 1))
        assert (np.abs(ours - theirs) <= 2 * stepped).all(), name
    assert not (some_differ and issubclass(rule, LINEAR))
    if rule in (Adam, SignDescent):  # or what is said of such rules is not measured here
        assert some_differ


@pytest.mark.parametrize(("name", "rule"), chosen())
def test_places_and_endings_are_the_same(name: str, rule: type[Optimizer]) -> None:
    f = catalogue[name]
    starts, size = starts_of(f), np.ptp(np.array(f.domain), axis=1)
    ours, theirs = (descend(f, starts, rule(), steps=150, engine=e) for e in ("compiled", "numpy"))
    assert (ours.engine, theirs.engine) == ("compiled", "numpy")
    away = np.abs(ours.positions - theirs.positions) / size
    # Adam divides by the gradient's size: where that is a rounding, as at a minimizer, so is the step.
    assert away[1, :40].max() <= 1e-12
    assert (away.max(axis=(0, 2)) > 1e-5).mean() < 0.05  # on a ridge, or around a tip, the last digit decides
    assert (ours.ending == theirs.ending).all()
    assert (np.abs(ours.stopped_at - theirs.stopped_at) <= 1).mean() > 0.97


def test_polynomials_give_the_same_bits() -> None:
    f = catalogue["himmelblau"]
    for optimizer in (GradientDescent(0.01), Adam(0.1, clip_norm=2.0, weight_decay=0.1)):
        ours, theirs = (
            descend(f, uniform(f.domain, 50, seed=1), optimizer, steps=80, engine=e)
            for e in ("compiled", "numpy")
        )
        assert (ours.positions == theirs.positions).all() and (ours.heights == theirs.heights).all()
        assert (ours.stopped_at == theirs.stopped_at).all()


def test_the_lost_are_lost_at_the_same_step_and_stay_at_their_last_place() -> None:
    f = catalogue["six_hump_camel"]
    ours, theirs = (
        descend(f, uniform(f.domain, 100, seed=0), GradientDescent(0.3), steps=30, engine=e)
        for e in ("compiled", "numpy")
    )
    assert len(set(theirs.ending.tolist())) > 1 and ours.ending.tolist() == theirs.ending.tolist()
    assert (ours.positions == theirs.positions).all() and (ours.stopped_at == theirs.stopped_at).all()


@pytest.mark.parametrize("record", [1, 7, "ends", (0, 3, 20)])
def test_every_kind_of_record_holds_rows_of_the_whole(record: object) -> None:
    f = catalogue["himmelblau"]
    starts = uniform(f.domain, 21, seed=1)  # some come to rest long before the end
    whole = descend(f, starts, GradientDescent(0.02), steps=400, engine="numpy")
    for dtype in (np.float64, np.float32):
        part = descend(
            f, starts, GradientDescent(0.02), steps=400, engine="compiled", record=record, dtype=dtype
        )  # type: ignore[call-overload]
        assert part.positions.dtype == dtype
        assert (part.positions == whole.positions[part.indices].astype(dtype)).all()
        assert (part.heights == whole.heights[part.indices].astype(dtype)).all()


def test_where_plain_arithmetic_says_nothing_the_other_engine_decides() -> None:
    """A cone's tip, kinks, places without a height and starts outside: bit for bit as NumPy with its repairs has it."""
    f = catalogue["ackley"]
    starts = np.array([[0.0, 0.0], [1.0, 0.0], [1.0, 2.0], [1e9, 0.0], [0.0, -1.0]])
    ours, theirs = (descend(f, starts, Momentum(0.05), steps=60, engine=e) for e in ("compiled", "numpy"))
    assert ours.engine == "compiled"
    assert (ours.positions[:, [0, 3]] == theirs.positions[:, [0, 3]]).all()
    assert (
        ours.ending.tolist() == theirs.ending.tolist()
        and ours.stopped_at.tolist() == theirs.stopped_at.tolist()
    )
    assert np.isfinite(ours.positions).all()


def test_what_overflows_on_the_way_is_handed_back() -> None:
    """x / sqrt(1 + x^2) far out: x^2 is infinite, and the plain quotient 0."""
    from landscapes import parse

    f = parse("x/sqrt(1 + x**2)", domain=((-1e170, 1e170),))
    starts = np.array([[1e165], [-1e160], [3.0]])
    ours, theirs = (
        descend(f, starts, GradientDescent(1e-3), steps=5, engine=e) for e in ("compiled", "numpy")
    )
    assert (ours.heights[:, :2] == theirs.heights[:, :2]).all() and ours.heights[0, :2].tolist() == [1, -1]
    assert ours.ending.tolist() == theirs.ending.tolist()


def test_whoever_is_handed_back_is_the_same_among_very_many() -> None:
    """Starts without a height, in several chunks of particles: where they are is no matter."""
    f = catalogue["ackley"]
    starts = uniform(f.domain, 40_003, seed=2)
    special = np.array([0, 5, 16_383, 16_384, 20_000, 40_002])
    starts[special] = [[0.0, 0.0], [1.0, 0.0], [0.0, 0.0], [1e200, 0.0], [0.0, -1.0], [1e200, 0.0]]
    many, few = (
        descend(f, some, Momentum(0.05), steps=20, engine="compiled", record="ends")
        for some in (starts, starts[special])
    )
    assert (many.positions[:, special] == few.positions).all()
    assert (many.stopped_at[special] == few.stopped_at).all() and (many.ending[special] == few.ending).all()
    assert (few.ending[1:] != few.ending[0]).any()


def test_who_a_particle_travels_with_changes_no_bit() -> None:
    """Blocks, groups, chunks and threads are cut by number; a particle does not feel them."""
    f = catalogue["griewank"]
    starts = uniform(f.domain, 20_011, seed=5)
    whole = descend(f, starts, Momentum(0.1), steps=40, engine="compiled", record="ends")
    again = descend(f, starts, Momentum(0.1), steps=40, engine="compiled", record="ends")
    assert whole.positions.tobytes() == again.positions.tobytes()
    some = np.r_[20_000:20_011, 0:3, 16_380:16_390]
    few = descend(f, starts[some], Momentum(0.1), steps=40, engine="compiled", record="ends")
    assert (few.positions == whole.positions[:, some]).all() and (few.heights == whole.heights[:, some]).all()
    assert (few.stopped_at == whole.stopped_at[some]).all()


def test_the_catalogue_is_compiled_but_for_what_needs_a_look_at_every_step() -> None:
    """No operation is without a form: only printed, not compiled."""
    from descent.compiled_engine.kernel_text import kernel_text
    from descent.compiled_engine.rule_shape import ToldRule
    from landscapes.machine_code import Unprintable

    refused = []
    for name, f in catalogue.items():
        settings = RunSettings.of(f, Adam(0.1), 5)
        assert settings.rule is not None
        try:
            kernel_text(f.compiled, f.dimensions, ToldRule.of(settings.rule).shape, tame=False, single=False)
        except Unprintable:
            refused.append(name)
    assert refused == [name for name, f in catalogue.items() if f.compiled.delicate == EVERYWHERE]


def test_nobody_moves_as_with_the_other_engine() -> None:
    ours, theirs = (
        descend(catalogue["sphere"], np.zeros((0, 2)), Adam(0.1), steps=3, engine=e)
        for e in ("compiled", "numpy")
    )
    assert ours.engine == "compiled" and ours.positions.shape == theirs.positions.shape == (4, 0, 2)
    assert ours.ending.shape == ours.stopped_at.shape == (0,)


def test_a_run_begins_where_it_begins_however_often_it_was_run_before() -> None:
    """What is kept from run to run says nothing of starts, and nothing that was done to them stays."""
    f, rule = catalogue["himmelblau"], Momentum(0.01)
    for starts in (uniform(f.domain, 30, seed=1), uniform(f.domain, 30, seed=2) * 100):
        asked = {"steps": 40, "record": 3, "tolerance": 1e-3}
        ours, again, theirs = (
            descend(f, starts, rule, engine=e, **asked) for e in ("compiled", "compiled", "numpy")
        )
        for run in (again, theirs):
            assert (run.positions == ours.positions).all() and (run.ending == ours.ending).all()
            assert (run.stopped_at == ours.stopped_at).all() and (run.heights == ours.heights).all()


@pytest.mark.parametrize("size", [1.0, 1e-158, 1e-290, 1e160])
def test_quotients_without_a_division_are_those_of_a_division(size: float) -> None:
    """Adam's corrections: of usual numbers, of none, of those that overflow, and of those that nearly are none."""
    from landscapes import parse

    f = parse(f"{size}*(x**2 + 3*y**2)", domain=((-3, 3), (-2, 2)))
    starts = np.concatenate([uniform(f.domain, 2000, seed=7), [[0.0, 1.0], [1e-30, 0.0]]])
    for optimizer in (
        Adam(0.1),
        AMSGrad(0.3, beta1=0.0),
        Adam(1e-10, epsilon=1e-300),
        Adam(1.0, beta1=1 - 2**-53),
    ):
        ours, theirs = (
            descend(f, starts, optimizer, steps=60, tolerance=0, record="ends", engine=e)
            for e in ("compiled", "numpy")
        )
        assert ours.engine == "compiled"
        for name in ("positions", "stopped_at"):
            assert getattr(ours, name).tobytes() == getattr(theirs, name).tobytes(), (name, optimizer)
