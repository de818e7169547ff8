"""Surfaces in files: tables of text, NumPy's and HDF5's arrays, elevation models."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

import numpy as np
from numpy.typing import NDArray

from landscapes.formulas import one_line
from landscapes.function import Fields
from landscapes.measured.number_table import NumberTable, read_table
from landscapes.measured.samples import fields_of_samples

Array = NDArray[np.float64]
TEXT = (".csv", ".tsv", ".txt", ".dat")
SUFFIXES = (*TEXT, ".npz", ".npy", ".h5", ".hdf5", ".tif", ".tiff")
"""Of files that hold a surface."""
_AXES = (("xs", "ys"), ("x", "y"), ("xcoordinates", "ycoordinates"))
_HEIGHTS = ("heights", "z", "values", "train_loss", "loss", "f")
_NODATA = 42113
"""The tag of a GeoTIFF that says which height means that there is none."""
_SCALE = 33550
_FULL = 0.5
"""Share of a lattice that must be there: less is no lattice."""


def is_surface_file(name: str) -> bool:
    """Whether a name is that of a file that may hold a surface.

    Examples
    --------
    >>> from landscapes import is_surface_file
    >>> is_surface_file("hill.csv"), is_surface_file("himmelblau")
    (True, False)
    """
    return name.lower().endswith(SUFFIXES)


def fields_of_file(path: str | Path) -> Fields:
    """The fields of the surface in a file; `landscapes.read_surface` documents what it may hold.

    Raises
    ------
    ValueError
        One line with the file's name and what it should hold.
    OSError
        If it cannot be read.
    """
    source = Path(path)
    suffix = source.suffix.lower()
    title, name = one_line(source.stem), "".join(c if c.isalnum() else "_" for c in source.stem.lower())
    try:
        if suffix in TEXT:
            xs, ys, heights = _of_table(read_table(source))
        elif suffix in (".npz", ".npy"):
            xs, ys, heights = _of_numpy(source)
        elif suffix in (".h5", ".hdf5"):
            xs, ys, heights = _of_hdf5(source)
        elif suffix in (".tif", ".tiff"):
            xs, ys, heights = _of_tiff(source)
        else:
            raise ValueError(f"a surface is read from {', '.join(SUFFIXES)}")
        return fields_of_samples(xs, ys, heights, name or "samples", title)
    except (ValueError, TypeError) as error:
        said = one_line(str(error)).removeprefix("from_samples: ")
        raise ValueError(said if said.startswith(source.name) else f"{source.name}: {said}") from None


def _of_table(table: NumberTable) -> tuple[Array, Array | None, Array]:
    """Columns x, y, height; x, height; or a matrix of heights, with or without its axes at the edges."""
    if len(table.names) == 4 and not table.names[0] and _floats(table.names[1:]) is None:
        table = NumberTable(
            table.names[1:], table.numbers[:, 1:], table.lines
        )  # the index that pandas writes
    numbers, names = table.numbers, table.names
    if numbers.shape[1] == 3:
        return _lattice(table)
    if numbers.shape[1] == 2:
        order = np.argsort(numbers[:, 0], kind="stable")
        return numbers[order, 0], None, numbers[order, 1]
    edge = _floats(names[1:]) if names else None
    if edge is not None:  # xs in the header, ys in the first column
        return edge, numbers[:, 0], numbers[:, 1:]
    if names:
        raise ValueError(
            f"must have columns x, y, height, or be a matrix of heights, got {len(names)} columns: {', '.join(names[:5])}"
        )
    if np.isnan(numbers[0, 0]) and np.isfinite(numbers[0, 1:]).all() and np.isfinite(numbers[1:, 0]).all():
        return numbers[0, 1:], numbers[1:, 0], numbers[1:, 1:]
    rows, columns = numbers.shape
    return np.arange(columns, dtype=float), np.arange(rows, dtype=float), numbers


def _lattice(table: NumberTable) -> tuple[Array, Array, Array]:
    """Axes and heights of rows x, y, height in any order; what is missing is a hole."""
    names = [name.lower() for name in table.names]
    order = [0, 1, 2]
    if {"x", "y"} < set(names):
        order = sorted(order, key=lambda k: "xy".find(names[k]) % 3)
    x, y, height = table.numbers.T[order]
    if not (np.isfinite(x).all() and np.isfinite(y).all()):
        line = table.lines[~(np.isfinite(x) & np.isfinite(y))][0]
        raise ValueError(f"line {line} has no x or no y: fill it in, or take the line away")
    (xs, column), (ys, row) = (np.unique(a, return_inverse=True) for a in (x, y))
    if len(x) < _FULL * len(xs) * len(ys) or min(len(xs), len(ys)) < 2:
        raise ValueError(
            f"must be a lattice: {len(x):,} points at {len(xs):,} different x and {len(ys):,} different y are scattered; "
            "expected is a height for each pair of them, as scipy.interpolate.griddata makes it"
        )
    cells = row * len(xs) + column
    first = np.unique(cells, return_index=True)[1]
    if len(first) < len(cells):
        again = np.setdiff1d(np.arange(len(cells)), first)[0]
        raise ValueError(
            f"line {table.lines[again]} gives the point ({x[again]:g}, {y[again]:g}) again: keep one of them"
        )
    heights = np.full(len(xs) * len(ys), np.nan)
    heights[cells] = height
    return xs, ys, heights.reshape(len(ys), len(xs))


def _of_numpy(source: Path) -> tuple[Array, Array, Array]:
    try:
        with source.open("rb") as file:
            loaded = np.load(file, allow_pickle=False)
            if isinstance(loaded, np.ndarray):
                return _of_arrays({"heights": loaded})
            arrays = {name.lower(): loaded[name] for name in loaded.files}
    except (ValueError, EOFError, KeyError, BadZipFile) as error:
        said = one_line(str(error)).partition(". ")[0][:80]
        raise ValueError(f"is no file of numpy arrays, as np.savez writes it: {said}") from None
    return _of_arrays(arrays)


def _of_hdf5(source: Path) -> tuple[Array, Array, Array]:
    try:
        import h5py
    except ImportError:
        raise ValueError('needs h5py: pip install "thalweg[files]"') from None
    with source.open("rb"):  # whether it can be read at all
        pass
    try:
        with h5py.File(source, "r") as file:
            arrays = {name.lower(): np.asarray(file[name]) for name in file if hasattr(file[name], "shape")}
    except (OSError, KeyError, RuntimeError) as error:
        raise ValueError(f"is no whole HDF5 file: {one_line(str(error))[:80]}") from None
    return _of_arrays(arrays)


def _of_arrays(arrays: Mapping[str, Any]) -> tuple[Array, Array, Array]:
    """Heights (len(ys), len(xs)) and axes by their usual names; Li et al.'s files have their axes the other way round."""
    named = next((name for name in _HEIGHTS if name in arrays), None)
    flat = [name for name, array in arrays.items() if np.ndim(array) == 2]
    named = named or (flat[0] if len(flat) == 1 else None)
    if named is None:
        held = ", ".join(list(arrays)[:6]) or "nothing"
        raise ValueError(f"must hold one array of heights called {', '.join(_HEIGHTS[:4])}, it holds {held}")
    heights = np.asarray(arrays[named])
    if heights.ndim != 2 or heights.dtype.kind not in "biuf":
        raise ValueError(f"{named} must be numbers of shape (len(ys), len(xs)), got shape {heights.shape}")
    for x, y in _AXES:
        if x in arrays and y in arrays:
            xs, ys = (np.asarray(arrays[k], dtype=float) for k in (x, y))
            xs, ys = (
                a[0] if a.ndim == 2 and k == 0 else a[:, 0] if a.ndim == 2 else a
                for k, a in enumerate((xs, ys))
            )
            if not xs.ndim == ys.ndim == 1:
                raise ValueError(f"{x} and {y} must be axes, or lattices of one shape")
            theirs = x == "xcoordinates"
            fits = heights.shape == (len(ys), len(xs))
            if heights.shape == (len(xs), len(ys)) and (theirs or not fits):
                heights = heights.T
            if theirs:  # -1 is what they have not computed yet
                heights = np.where(heights == -1, np.nan, heights)
            return xs, ys, heights
    return np.arange(heights.shape[1], dtype=float), np.arange(heights.shape[0], dtype=float), heights


def _of_tiff(source: Path) -> tuple[Array, Array, Array]:
    try:
        import tifffile
    except ImportError:
        raise ValueError('needs tifffile: pip install "thalweg[files]"') from None
    try:
        with tifffile.TiffFile(source) as file:
            page = file.pages[0]
            # Smaller ones are overviews of the first.
            bands = sum(each.shape == page.shape for each in file.pages)
            heights = np.asarray(page.asarray(), dtype=float)
            tags = {tag.code: tag.value for tag in page.tags}
    except (tifffile.TiffFileError, ValueError) as error:
        raise ValueError(f"is no TIFF with heights: {one_line(str(error))[:80]}") from None
    if heights.ndim != 2 or bands > 1:
        shape = heights.shape if bands == 1 else (bands, *heights.shape)
        raise ValueError(f"must hold one band of heights, got shape {shape}")
    nothing = _floats([str(tags.get(_NODATA, "")).strip("\0 ")])
    if nothing is not None:
        heights[heights == nothing[0]] = np.nan
    across, down = (tags.get(_SCALE) or (1.0, 1.0, 0.0))[:2]
    rows, columns = heights.shape
    # Rows go from north to south.
    xs, ys = (np.asarray(step * np.arange(n), dtype=float) for step, n in ((across, columns), (down, rows)))
    return xs, ys, heights[::-1]


def _floats(words: Any) -> Array | None:
    try:
        return np.array([float(word) for word in words])
    except ValueError:
        return None
