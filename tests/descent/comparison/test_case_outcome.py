"""An outcome's file gives back what was written, and is refused in one line when it is damaged."""

import io
from dataclasses import fields, replace

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from descent import GradientDescent, NelderMead, Starts, parse_noise
from descent.comparison import Case, CaseOutcome, case_outcome, rehearse, run_case
from descent.comparison.case_outcome import BAND, _band
from descent.comparison.statistics import quantiles
from descent.compiled_engine import moving
from descent.compiled_engine.machine import MachineCode
from landscapes import catalogue, parse

CASE = Case(
    label="",
    landscape=catalogue["himmelblau"],
    starts=Starts("grid", (("count", 4),)),
    optimizer=GradientDescent(0.01),
    steps=30,
)
OUTCOME = run_case(CASE)
NAMES = [field.name for field in fields(CaseOutcome) if field.name != "seconds"]


@pytest.fixture(scope="module")
def saved(tmp_path_factory):
    path = tmp_path_factory.mktemp("cases") / "case.npz"
    OUTCOME.save(path, {})
    return path.read_bytes()


def test_an_outcome_comes_back(saved, tmp_path):
    (tmp_path / "case.npz").write_bytes(saved)
    back = CaseOutcome.load(tmp_path / "case.npz", CASE)
    for name in NAMES:
        np.testing.assert_array_equal(getattr(back, name), getattr(OUTCOME, name))


def refused(path):
    with pytest.raises(ValueError, match="is no outcome of a case") as caught:
        CaseOutcome.load(path, CASE)
    assert "\n" not in str(caught.value)


CHANGES = {
    "one less": lambda a: a[:-1],
    "another axis": lambda a: a[None],
    "another kind": lambda a: a.astype(str),
    "numbers far off": lambda a: (
        a[:0] if a.dtype.kind == "b" else a.astype(float if a.dtype.kind == "f" else int) + 10**6
    ),
}


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("change", CHANGES)
def test_a_changed_array_is_never_an_index_error(name, change, saved, tmp_path):
    with np.load(io.BytesIO(saved)) as file:
        arrays = {key: file[key] for key in file.files}
    arrays[name] = CHANGES[change](arrays[name])
    np.savez(tmp_path / "case.npz", **arrays)
    if change == "numbers far off" and arrays[name].dtype.kind == "f" and arrays[name].shape:
        CaseOutcome.load(tmp_path / "case.npz", CASE)  # other heights and places are heights and places
    else:
        refused(tmp_path / "case.npz")


@pytest.mark.parametrize("name", NAMES)
def test_a_missing_array_is_refused(name, saved, tmp_path):
    with np.load(io.BytesIO(saved)) as file:
        np.savez(tmp_path / "case.npz", **{key: file[key] for key in file.files if key != name})
    refused(tmp_path / "case.npz")


@pytest.mark.parametrize("content", [b"", b"hello", b"PK\x03\x04broken", b"\x93NUMPY"])
def test_other_files_are_refused(content, tmp_path):
    (tmp_path / "case.npz").write_bytes(content)
    refused(tmp_path / "case.npz")


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_any_bytes_may_be_changed(data, saved, tmp_path):
    raw = bytearray(saved)
    for _ in range(data.draw(st.integers(1, 4))):
        raw[data.draw(st.integers(0, len(raw) - 1))] = data.draw(st.integers(0, 255))
    if data.draw(st.booleans()):
        del raw[data.draw(st.integers(0, len(raw))) :]
    (tmp_path / "case.npz").write_bytes(raw)
    try:
        CaseOutcome.load(tmp_path / "case.npz", CASE)
    except ValueError as error:
        assert "\n" not in str(error)


def test_another_cases_outcome_is_refused(saved, tmp_path):
    (tmp_path / "case.npz").write_bytes(saved)
    for other in (
        {"steps": 31},
        {"starts": Starts("grid", (("count", 5),))},
        {"landscape": catalogue["forrester"]},
    ):
        with pytest.raises(ValueError, match="another case"):
            CaseOutcome.load(tmp_path / "case.npz", replace(CASE, **other))


@pytest.mark.parametrize("still", [0, 1, 5, 20])
def test_the_band_holds_the_quartiles_of_every_look(still):
    looks = np.random.default_rng(0).normal(size=(20, 101))
    looks[8:, :30] = np.inf
    looks[20 - still :] = looks[19 - still] if still < 20 else 1.0
    band = _band(looks)
    assert band.shape == (3, 20)
    for row, look in zip(band.T, looks, strict=True):
        assert row.tobytes() == quantiles(look, BAND).tobytes()


PATHLESS = {
    "grid": {},
    "with noise, of particles by their numbers": {"noise": parse_noise("gaussian:0.1")},
    "of more starts than are drawn": {"starts": Starts("uniform", (("count", 400),))},
    "rarely looked at": {"steps": 4000, "starts": Starts("uniform", (("count", 310),))},
    "a population": {"optimizer": NelderMead()},
    "by another engine": {"engine": "compiled"},
}


@pytest.mark.parametrize("what", PATHLESS)
def test_paths_that_were_not_kept_are_run_again_and_are_the_same(what, tmp_path):
    case = replace(CASE, **PATHLESS[what])
    if case.engine == "compiled":
        pytest.importorskip("llvmlite")
    whole, without = run_case(case), run_case(case, paths=False)
    without.save(tmp_path / "case.npz", {})
    whole.save(tmp_path / "whole.npz", {})
    assert (tmp_path / "case.npz").stat().st_size < (tmp_path / "whole.npz").stat().st_size
    back = CaseOutcome.load(tmp_path / "case.npz", case)
    for name in NAMES:
        kept, other = getattr(whole, name), getattr(back, name)
        assert len(other) == 0 if name.startswith("drawn_") else kept.tobytes() == other.tobytes(), name
        assert getattr(back.with_paths(case), name).tobytes() == kept.tobytes(), name
    for name in ("positions", "heights", "indices", "ending", "stopped_at"):
        assert getattr(back.paths(case), name).tobytes() == getattr(whole.paths(case), name).tobytes(), name


@pytest.mark.parametrize("starts", [Starts("grid", (("count", 20),)), Starts("uniform", (("count", 310),))])
def test_how_starts_are_cut_and_put_in_order_changes_no_bit(starts, monkeypatch):
    whole = run_case(replace(CASE, starts=starts))
    monkeypatch.setattr(case_outcome, "PORTION", 100)
    parted = run_case(replace(CASE, starts=starts))
    for name in ("ending", "labels", "stopped_at", "heights", "ends", "places", "is_minimum", "is_global"):
        assert getattr(parted, name).tobytes() == getattr(whole, name).tobytes(), name


def test_what_was_rehearsed_needs_no_other_kernel(monkeypatch):
    pytest.importorskip("llvmlite")
    made = []
    monkeypatch.setattr(moving, "MachineCode", lambda text: made.append(text) or MachineCode(text))
    case = replace(
        CASE, landscape=parse("x**2 + 3*y**2 + 0.125*x*y", domain=((-5, 5), (-5, 5))), engine="compiled"
    )
    rehearse(case)
    assert len(made) == 1
    assert run_case(replace(case, optimizer=GradientDescent(0.02), steps=40)).ended.sum() == 16
    assert len(made) == 1
