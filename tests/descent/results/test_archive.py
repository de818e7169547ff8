"""A run's file may be anybody's: whatever is wrong with it is said in one line, and soon."""

import io
import json
import zipfile

import numpy as np
import pytest
import sympy as sp
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from descent import GradientDescent, Trajectories, descend, grid
from descent.results.npz import LARGEST_RATIO, MOST_UNPACKED
from landscapes import Landscape, catalogue

X, Y = sp.symbols("x y", real=True)
FORMULA = sp.Piecewise((X**2 + Y**2, X < 0), (X + sp.sinc(Y), True))
F = Landscape.from_sympy(FORMULA, [(-2, 2), (-3, 3)], variables=(X, Y), title="Two pieces")
RUN = descend(F, grid(F.domain, 3), GradientDescent(0.05), steps=6)
_ = RUN.ending


@pytest.fixture(scope="module")
def saved(tmp_path_factory):
    path = tmp_path_factory.mktemp("runs") / "run.npz"
    RUN.save(path)
    return path.read_bytes()


def parts_of(saved):
    with np.load(io.BytesIO(saved)) as file:
        parts = {name: file[name] for name in file.files}
    return parts, json.loads(str(parts["about"]))


def written(path, parts, about):
    np.savez(path, **{**parts, "about": np.array(about if isinstance(about, str) else json.dumps(about))})
    return path


def refusal(path):
    """The one line with which the file is refused."""
    with pytest.raises(ValueError, match="is not a run that can be loaded: ") as caught:
        Trajectories.load(path)
    message = str(caught.value)
    assert message.startswith(str(path)) and "\n" not in message and len(message) < 400
    return message


def test_a_run_on_a_formula_of_sympys_comes_back_bit_for_bit(saved, tmp_path):
    (tmp_path / "run.npz").write_bytes(saved)
    back = Trajectories.load(tmp_path / "run.npz")
    assert back.landscape.formula == F.formula and back.landscape.title == "Two pieces"
    for name in ("positions", "heights", "ending", "stopped_at", "indices"):
        mine, its = getattr(RUN, name), getattr(back, name)
        assert mine.tobytes() == its.tobytes() and mine.dtype == its.dtype
    back.save(tmp_path / "again.npz")
    assert (tmp_path / "again.npz").read_bytes() == saved


def test_files_of_format_1_are_read(saved, tmp_path):
    parts, about = parts_of(saved)
    about["format"] = 1
    about["landscape"]["formula"] = sp.srepr(F.formula)
    del about["landscape"]["text"]
    back = Trajectories.load(written(tmp_path / "old.npz", parts, about))
    assert back.landscape.formula == F.formula
    np.testing.assert_array_equal(back.landscape.value(RUN.positions), F.value(RUN.positions))


def test_what_cannot_be_stored_leaves_no_file(tmp_path):
    far = Landscape.from_sympy(X ** sp.Integer(10) ** 9 + Y, F.domain)
    run = Trajectories.from_arrays(far, np.zeros((2, 1, 2)))
    with pytest.raises(ValueError, match="exponent") as caught:
        run.save(tmp_path / "run.npz")
    assert "\n" not in str(caught.value) and not list(tmp_path.iterdir())


ARRAYS = {
    "whole positions": ("positions", lambda a: a.astype(int)),
    "positions as text": ("positions", lambda a: a.astype(str)),
    "positions as dates": ("positions", lambda a: a.astype("datetime64[s]")),
    "complex positions": ("positions", lambda a: a.astype(complex)),
    "half positions": ("positions", lambda a: a.astype(np.float16)),
    "positions of truths": ("positions", lambda a: a > 0),
    "records": ("positions", lambda a: a.view([("x", float)])),
    "positions that are not finite": ("positions", lambda a: a * np.nan),
    "one position": ("positions", lambda a: a[0, 0, 0]),
    "fewer rows": ("positions", lambda a: a[:-1]),
    "whole heights": ("heights", lambda a: a.astype(int)),
    "heights of another shape": ("heights", lambda a: a.T),
    "endings as floats": ("ending", lambda a: a.astype(float)),
    "unknown endings": ("ending", lambda a: a + 90),
    "stopped at floats": ("stopped_at", lambda a: a.astype(float)),
    "stopped before it began": ("stopped_at", lambda a: a - 100),
    "stopped after the end": ("stopped_at", lambda a: a + 100),
    "indices that fall": ("indices", lambda a: a[::-1]),
    "indices that repeat": ("indices", lambda a: np.where(a == 2, 1, a)),
    "no rows": ("indices", lambda a: a[:0]),
}


@pytest.mark.parametrize(("name", "change"), ARRAYS.values(), ids=ARRAYS)
def test_arrays_of_another_kind_are_refused(name, change, saved, tmp_path):
    parts, about = parts_of(saved)
    refusal(written(tmp_path / "run.npz", {**parts, name: change(parts[name])}, about))


HOSTILE_VALUES = [
    None, True, -1, 0.5, 10**30, float("inf"), float("nan"), "", "inf", "x" * 200_000, [], [[]], {}, [None],
    [[1, 2]], [["a", "b"], [1, 2]], [[0, 1], [0, 1], [0, 1]], {"a": {"b": 1}}, "Symbol(Symbol('x'))",
    "Pow(Integer(10), Pow(Integer(10), Integer(100)))", 5, "os.system('true')", "adam:learning_rate=1e999",
    "minibatch:8", [["variable", 0], ["sin", 0, 0, 0, 0]], "sphere\nrosenbrock",
]  # fmt: skip


def places_of(value, here=()):
    yield here
    inside = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, part in inside:
        yield from places_of(part, (*here, key))


def changed(about, place, value):
    if not place:
        return value
    copy = dict(about) if isinstance(about, dict) else list(about)
    copy[place[0]] = changed(copy[place[0]], place[1:], value)
    return copy


SMALL = settings(max_examples=300, deadline=None, suppress_health_check=list(HealthCheck))


def loads_or_refuses(path):
    """Whatever is loaded can be used; whatever is not is refused in one line."""
    try:
        back = Trajectories.load(path)
    except ValueError as error:
        message = str(error)
        assert message.startswith(str(path)) and "\n" not in message and len(message) < 400
        return
    assert len(back) == len(back.ending) and np.isfinite(back.positions).all()
    with np.errstate(all="ignore"):
        back.landscape.value(back.positions[-1])


@SMALL
@given(data=st.data())
def test_any_field_may_be_anything(data, saved, tmp_path):
    parts, about = parts_of(saved)
    place = data.draw(st.sampled_from(list(places_of(about))))
    value = data.draw(st.sampled_from(HOSTILE_VALUES))
    loads_or_refuses(written(tmp_path / "run.npz", parts, changed(about, place, value)))


@SMALL
@given(data=st.data())
def test_any_bytes_may_be_changed(data, saved, tmp_path):
    raw = bytearray(saved)
    for _ in range(data.draw(st.integers(1, 4))):
        raw[data.draw(st.integers(0, len(raw) - 1))] = data.draw(st.integers(0, 255))
    if data.draw(st.booleans()):
        raw = raw[: data.draw(st.integers(0, len(raw)))]
    (tmp_path / "run.npz").write_bytes(raw)
    loads_or_refuses(tmp_path / "run.npz")


@pytest.mark.parametrize("field", ["steps", "tolerance", "escape_factor", "optimizer", "landscape", "format"])
def test_a_missing_field_is_named(field, saved, tmp_path):
    parts, about = parts_of(saved)
    del about[field]
    assert field in refusal(written(tmp_path / "run.npz", parts, about))


def test_deep_json_is_refused(saved, tmp_path):
    parts, _ = parts_of(saved)
    assert "deep" in refusal(written(tmp_path / "run.npz", parts, "[" * 100_000 + "]" * 100_000))


def test_json_with_an_endless_number_is_refused(saved, tmp_path):
    parts, _ = parts_of(saved)
    refusal(written(tmp_path / "run.npz", parts, '{"format": ' + "9" * 5000 + "}"))


def archive_with(path, saved, name, content, method=zipfile.ZIP_STORED):
    """The saved run with one member replaced by these bytes, or an iterator of them."""
    with zipfile.ZipFile(io.BytesIO(saved)) as old, zipfile.ZipFile(path, "w", method) as new:
        for member in old.namelist():
            if member != name:
                new.writestr(member, old.read(member))
        with new.open(name, "w") as file:
            for piece in content:
                file.write(piece)
    return path


def header(shape, kind="<f8"):
    file = io.BytesIO()
    np.lib.format.write_array_header_1_0(file, {"descr": kind, "fortran_order": False, "shape": shape})
    return file.getvalue()


CLAIMS = {
    "8 petabytes": (10**15,) * 1 + (1, 1),
    "more than any number of bytes": (10**30, 10**30, 2),
    "a negative number": (-1, 9, 2),
    "more than there is": (8, 9, 2),
}


@pytest.mark.parametrize("shape", CLAIMS.values(), ids=CLAIMS)
def test_a_header_that_claims_more_than_there_is_is_refused(shape, saved, tmp_path):
    path = archive_with(tmp_path / "run.npz", saved, "positions.npy", [header(shape), b"\0" * 1000])
    refusal(path)


@pytest.mark.parametrize("byte", [b"\0", b"(", b"\n", b"\\", b"'", b"}", b"\t", b"$", b"\xff"])
@pytest.mark.parametrize("second", [b"", b"(", b"\n\t"])
def test_a_header_that_is_damaged_anywhere_is_refused_in_one_line(byte, second, saved, tmp_path):
    """NumPy reads it as Python's own text, and says what Python says of text that is none."""
    whole = header((30, 9, 2))
    for place in range(10, len(whole) - 3, 3):
        harmed = whole[:place] + byte + second + whole[place + len(byte + second) :]
        path = archive_with(tmp_path / "run.npz", saved, "positions.npy", [harmed, bytes(8 * 30 * 9 * 2)])
        loads_or_refuses(path)


def test_an_archive_that_unpacks_to_much_is_refused_before_it_is_unpacked(saved, tmp_path):
    rows = MOST_UNPACKED // 8 // 2 + 1
    pieces = [header((rows, 1, 2)), *(bytes(2**20) for _ in range(MOST_UNPACKED // 2**20 + 1))]
    path = archive_with(tmp_path / "run.npz", saved, "positions.npy", pieces, zipfile.ZIP_DEFLATED)
    assert path.stat().st_size * LARGEST_RATIO < MOST_UNPACKED
    assert "unpacks to" in refusal(path)


def test_whoever_packs_a_file_of_ours_can_still_load_it(saved, tmp_path):
    parts, _ = parts_of(saved)
    np.savez_compressed(tmp_path / "packed.npz", **parts)
    np.testing.assert_array_equal(Trajectories.load(tmp_path / "packed.npz").positions, RUN.positions)


def test_no_code_of_a_file_is_run(saved, tmp_path):
    parts, about = parts_of(saved)
    trap = tmp_path / "trapped"
    parts["positions"] = np.array([Trap(trap)], dtype=object)
    path = tmp_path / "run.npz"
    np.savez(path, allow_pickle=True, **{**parts, "about": np.array(json.dumps(about))})
    refusal(path)
    assert not trap.exists()


class Trap:
    def __init__(self, path):
        self.path = path

    def __reduce__(self):
        return (open, (str(self.path), "w"))


def test_a_run_on_a_named_landscape_needs_no_formula(tmp_path):
    f = catalogue["himmelblau"]
    run = descend(f, grid(f.domain, 2), GradientDescent(0.01), steps=3)
    run.save(tmp_path / "run.npz")
    assert Trajectories.load(tmp_path / "run.npz").landscape.builder is f.builder
