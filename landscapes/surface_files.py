"""A measured surface in a file becomes a `Landscape`."""

from __future__ import annotations

from pathlib import Path

from landscapes.landscape import Landscape
from landscapes.measured import fields_of_file


def read_surface(path: str | Path) -> Landscape:
    """The landscape of the heights in a file, cubic between them.

    Parameters
    ----------
    path : str or Path
        A table of text (``.csv .tsv .txt .dat``; commas, semicolons, tabs or spaces; decimal commas where these do not
        separate): columns x, y, height in any order of rows, where missing points are holes; x, height for one variable;
        or a matrix of heights, with its axes as header and first column or counted from 0. Arrays (``.npz .npy``, and
        ``.h5 .hdf5`` with h5py): ``xs, ys, heights`` or ``x, y, z``, or ``xcoordinates, ycoordinates, train_loss`` as
        Li et al. (2018) keep loss surfaces. An elevation model (``.tif .tiff`` with tifffile): one band, in its units
        where it tells them, its nodata value as holes.

    Raises
    ------
    ValueError
        One line with the file's name: scattered points, a point twice, text in a column, missing cells, one row.
    OSError
        If it cannot be read.

    Examples
    --------
    >>> import pathlib, tempfile
    >>> from landscapes import read_surface
    >>> path = pathlib.Path(tempfile.mkdtemp()) / "bowl.csv"
    >>> rows = [f"{x},{y},{x * x + y * y}" for x in range(-3, 4) for y in range(-3, 4)]
    >>> _ = path.write_text(chr(10).join(["x,y,height", *rows]))
    >>> read_surface(path).gradient([1.0, 0.5]).round(9).tolist()
    [2.0, 1.0]
    """
    return Landscape(**fields_of_file(path))
