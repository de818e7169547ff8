"""Surfaces and tables in files as people have them, and files that are none."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from landscapes import fit, read_surface, read_table
from landscapes.measured import number_table

XS, YS = np.linspace(-2, 3, 11), np.linspace(0, 4, 9)
HEIGHTS = XS**2 + 0.5 * XS * YS[:, None] + YS[:, None] ** 2
ROWS = [(x, y, h) for y, row in zip(YS, HEIGHTS, strict=True) for x, h in zip(XS, row, strict=True)]


def columns(separator: str = ",", comma: bool = False, header: str = "x{0}y{0}height") -> str:
    def cell(number: float) -> str:
        return repr(float(number)).replace(".", ",") if comma else repr(float(number))

    shuffled = [ROWS[k] for k in np.random.default_rng(0).permutation(len(ROWS))]
    lines = [separator.join(map(cell, row)) for row in shuffled]
    return "\n".join(([header.format(separator)] if header else []) + lines)


TEXTS = {
    "commas": columns(),
    "no header": columns(header=""),
    "semicolons": columns(";", comma=True),
    "tabs": columns("\t"),
    "spaces": columns(" ", comma=True),
    "byte order mark": "\ufeff# a comment\n\n" + columns(),
    "windows": columns().replace("\n", "\r\n"),
    "matrix": "y,"
    + ",".join(map(str, XS))
    + "\n"
    + "\n".join(
        f"{y}," + ",".join(map(str, row.tolist())) for y, row in zip(YS.tolist(), HEIGHTS, strict=True)
    ),
}


@pytest.mark.parametrize("kind", TEXTS)
def test_text_of_any_kind_is_one_surface(tmp_path: Path, kind: str) -> None:
    path = tmp_path / "hill side.csv"
    path.write_bytes(TEXTS[kind].encode())
    f = read_surface(path)
    assert (f.name, f.title, f.kind) == ("hill_side", "hill side", "samples")
    assert np.allclose(f.domain, [(-2, 3), (0, 4)])
    at = np.array([[0.3, 1.2], [2.9, 3.7]])
    assert np.allclose(f.value(at), at[:, 0] ** 2 + 0.5 * at.prod(axis=1) + at[:, 1] ** 2)


def test_arrays_of_any_kind_are_one_surface(tmp_path: Path) -> None:
    np.savez(tmp_path / "a.npz", xs=XS, ys=YS, heights=HEIGHTS)
    np.savez(tmp_path / "b.npz", x=XS, y=YS, z=HEIGHTS.T)
    np.savez(tmp_path / "c.npz", xcoordinates=XS, ycoordinates=YS, train_loss=HEIGHTS.T)
    made = [read_surface(tmp_path / f"{name}.npz") for name in "abc"]
    at = np.array([[0.3, 1.2], [2.9, 3.7]])
    assert all(np.array_equal(f.value(at), made[0].value(at)) for f in made)
    np.save(tmp_path / "d.npy", HEIGHTS)
    assert read_surface(tmp_path / "d.npy").domain == ((0.0, 10.0), (0.0, 8.0))


def test_what_is_missing_is_a_hole(tmp_path: Path) -> None:
    path = tmp_path / "holes.csv"
    path.write_text("\n".join(f"{x},{y},{h}" for k, (x, y, h) in enumerate(ROWS) if k != 40))
    x, y, _ = ROWS[40]
    assert np.isnan(read_surface(path).value([x, y]))
    path.write_text("\n".join(f"{x},{y},{'' if k == 40 else h}" for k, (x, y, h) in enumerate(ROWS)))
    assert np.isnan(read_surface(path).value([x, y]))


BAD = {
    "": "is empty",
    "x,y,z": "no rows",
    "1,2,3\n4,5": "line 2 has 2 columns, the first has 3",
    "x,y,loss\n1,2,3\n1,3,high": "line 3, column loss: 'high' is no number",
    "1,2,3": "lattice",
    "1,2,3\n1,2,3\n": "lattice",
    "\n".join(f"{np.sin(k)},{np.cos(3 * k)},{k}" for k in range(40)): "scattered",
    columns() + "\n" + ",".join(map(str, ROWS[5])): "again",
    "a,b,c,d\n1,2,3,4": "must have columns x, y, height",
    "1;2,5;3\n1;2.5": "line 2 has 2 columns",
}


@pytest.mark.parametrize("text", BAD)
def test_what_is_no_surface_is_one_line_with_the_files_name(tmp_path: Path, text: str) -> None:
    path = tmp_path / "mine.csv"
    path.write_text(text)
    with pytest.raises(ValueError, match=BAD[text]) as caught:
        read_surface(path)
    assert str(caught.value).startswith("mine.csv")
    assert "\n" not in str(caught.value)


def test_hostile_arrays_are_one_line(tmp_path: Path) -> None:
    np.savez(tmp_path / "a.npz", heights=np.array(["x"]))
    np.savez(tmp_path / "b.npz", loss=np.zeros((2, 3, 4)))
    np.savez(tmp_path / "c.npz", other=np.zeros(3))
    (tmp_path / "d.npz").write_bytes(b"PK\x03\x04 no archive")
    np.save(tmp_path / "e.npy", np.array([object()]), allow_pickle=True)
    for name in ("a.npz", "b.npz", "c.npz", "d.npz", "e.npy"):
        with pytest.raises(ValueError, match=f"^{name}") as caught:
            read_surface(tmp_path / name)
        assert "\n" not in str(caught.value)


def test_a_model_over_a_table_is_a_landscape_of_its_parameters(tmp_path: Path) -> None:
    random = np.random.default_rng(0)
    size, price = random.uniform(50, 200, 40), np.empty(40)
    price = 20 + 3 * size + random.normal(size=40)
    path = tmp_path / "houses.csv"
    path.write_text(
        "size,rooms,price\n" + "\n".join(f"{s},{3},{p}" for s, p in zip(size, price, strict=True))
    )
    f = fit("theta_0 + theta_1*size", path, target="price")
    assert f.parameters == ("theta_0", "theta_1")
    at = np.array([10.0, 2.5])
    assert np.isclose(f.value(at), ((at[0] + at[1] * size - price) ** 2).mean())
    best = np.linalg.lstsq(np.stack([np.ones(40), size], axis=1), price, rcond=None)[0]
    low, high = np.array(f.domain).T
    assert ((low < best) & (best < high)).all()
    assert np.allclose(f.gradient(best), 0, atol=1e-6)
    half = f.batch_gradient(at, np.arange(20)) + f.batch_gradient(at, np.arange(20, 40))
    assert np.allclose(half / 2, f.gradient(at))
    labels = fit("w*x + b", {"x": [-1, 0, 2], "t": [0, 0, 1]}, "t", "logistic", [(-5, 5), (-5, 5)])
    assert np.isclose(labels.value([0.0, 0.0]), np.log(2))


@pytest.mark.parametrize(
    ("model", "options", "said"),
    [
        ("a + b*x", {"target": "z"}, "no column 'z'"),
        ("a + b*y", {"target": "y"}, "must not use its target"),
        ("3*x", {"target": "y"}, "no parameters"),
        ("a + open(x)", {"target": "y"}, "fit: "),
        ("a*sin(b*x)", {"target": "y"}, "not linear"),
        ("a + b*x", {"target": "y", "loss": "l7"}, "must be one of mse, mae, logistic"),
        ("a + b*x", {"target": "y", "loss": "logistic"}, "labels"),
        ("a + b*x", {"target": "y", "domain": [(0, 1)]}, "must have 2 ranges"),
    ],
)
def test_a_model_that_is_none_is_one_line(model: str, options: Any, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        fit(model, {"x": [1, 2, 3], "y": [1.0, 2, 4]}, **options)


def test_tables_keep_their_names(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_text('"theta 0";"b"\n1,5;NA\n-2e3;inf\n')
    table = read_table(path)
    assert table.names == ("theta 0", "b")
    assert np.array_equal(table.numbers, [[1.5, np.nan], [-2000, np.inf]], equal_nan=True)


_CELL = st.one_of(
    st.floats(allow_nan=False).map(repr),
    st.integers(-999, 999).map(str),
    st.sampled_from(
        [
            "1.",
            ".5",
            "+2",
            "1e5",
            "1E-3",
            "1e",
            ".",
            "-",
            "--1",
            "1 2",
            " 3 ",
            "1e999",
            "0x1",
            "1_0",
            "nan",
            "x",
        ]
    ),
)


@settings(max_examples=200, deadline=None)
@given(
    rows=st.lists(st.lists(_CELL, min_size=1, max_size=3), min_size=1, max_size=5),
    separator=st.sampled_from([",", ";", "\t", " "]),
    header=st.booleans(),
)
def test_tables_that_numpy_reads_are_read_as_by_hand(rows: Any, separator: str, header: bool) -> None:
    lines = [["a", "b", "c"][: len(rows[0])]] * header + rows
    with tempfile.TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as patch:
        path = Path(folder) / "t.csv"
        path.write_text("\n".join(separator.join(cells) for cells in lines))

        def read() -> Any:
            try:
                table = read_table(path)
            except ValueError as error:
                return str(error)
            return table.names, table.numbers.tobytes(), table.lines.tolist()

        quick = read()
        patch.setattr(number_table, "_plain", lambda *_: None)
        assert quick == read()


def test_what_stands_in_quotes_is_one_cell(tmp_path: Path) -> None:
    path = tmp_path / "houses.csv"
    path.write_text('address,"size, m2",price\n"Mill Lane 3, York",80,"1.5"\n"5 ""Old"" Road",95,2\n')
    table = read_table(path, wanted=("size, m2", "price"))
    assert table.names == ("address", "size, m2", "price")
    assert table.numbers[:, 1:].tolist() == [[80, 1.5], [95, 2]]
    path.write_text('x,y,z\n0,0,"1,234.5"\n')
    with pytest.raises(ValueError, match=r"line 2, column z: '1,234.5' is no number: .* between thousands"):
        read_table(path)


_POINTS = [(x, y, x * x + y) for x in range(5) for y in range(4)]


def _lines(separator: str = ",", order: str = "xyz", end: str = "") -> list[str]:
    return [separator.join(str(point["xyz".index(axis)]) for axis in order) + end for point in _POINTS]


@pytest.mark.parametrize(
    "raw",
    [
        "\n".join(["x,y,h\u00f6he", *_lines()]).encode("cp1252"),
        "\n".join(["x\ty\tz", *_lines("\t")]).encode("utf-16"),
        "\n".join(["sep=;", "x;y;z", *_lines(";")]).encode(),
        "\n".join(["x,y,z,", *_lines(end=",")]).encode(),
        "\n".join([",x,y,z", *(f"{k},{line}" for k, line in enumerate(_lines()))]).encode(),
        "\n".join(["height,y,x", *_lines(order="zyx")]).encode(),
        "\n".join(["x,y,z", *_lines()]).replace("\n0,", "\n\u22120,").encode(),
    ],
    ids=["western", "utf-16", "sep=", "trailing", "pandas", "order", "minus"],
)
def test_tables_as_spreadsheets_and_pandas_save_them(tmp_path: Path, raw: bytes) -> None:
    path = tmp_path / "hill.csv"
    path.write_bytes(raw)
    f = read_surface(path)
    assert f.domain == ((0.0, 4.0), (0.0, 3.0))
    assert f.value([3.0, 2.0]) == pytest.approx(11.0)


@pytest.mark.parametrize(
    ("name", "raw", "said"),
    [
        ("a.csv", b"1,2,3\0\0", "is no text"),
        ("b.csv", b"x;y;z\n1;2;1,234,567.5", "separators are mixed, or stand between thousands"),
        ("c.npy", b"hello", "is no file of numpy arrays"),
        ("d.h5", b"hello", "is no whole HDF5 file"),
    ],
)
def test_a_file_that_is_none_begins_its_line(tmp_path: Path, name: str, raw: bytes, said: str) -> None:
    if name.endswith("h5"):
        pytest.importorskip("h5py")
    (tmp_path / name).write_bytes(raw)
    with pytest.raises(ValueError, match=f"^{name}.*{said}") as caught:
        read_surface(tmp_path / name)
    assert "\n" not in str(caught.value)


def test_axes_that_are_none_are_one_line(tmp_path: Path) -> None:
    np.savez(tmp_path / "k.npz", xs=[[1, 2]], ys=3, heights=np.ones((8, 9)))
    with pytest.raises(ValueError, match=r"^k.npz: xs and ys must be axes"):
        read_surface(tmp_path / "k.npz")
