"""Arrays out of an ``.npz`` file that may be anybody's: sizes and types are looked at before anything is unpacked."""

from __future__ import annotations

import math
import os
import struct
import zipfile
import zlib
from collections.abc import Mapping
from tokenize import TokenError
from typing import Any

import numpy as np
from numpy.typing import NDArray

from descent.results.atomic import named

MOST_UNPACKED = 256 * 2**20
"""Bytes that any file may hold; more only as `LARGEST_RATIO` allows."""
LARGEST_RATIO = 20
"""Times the file's own size: what `save` writes is not packed at all."""
Kinds = Mapping[str, tuple[str, int]]
"""By name the kind of an array's numbers, as of `numpy.dtype.kind`, and its number of axes."""
_HEADERS = {
    (1, 0): np.lib.format.read_array_header_1_0,
    (2, 0): np.lib.format.read_array_header_2_0,
}


def read_arrays(path: str | os.PathLike[str], kinds: Kinds) -> dict[str, NDArray[Any]]:
    """The arrays called so, of these kinds; others in the file are not looked at.

    Raises
    ------
    ValueError
        If the file is no such archive: one line, without the file's name.
    OSError
        If it cannot be read.
    """
    target = named(path)
    try:
        with open(target, "rb") as raw, zipfile.ZipFile(raw) as archive:
            most = max(MOST_UNPACKED, LARGEST_RATIO * os.fstat(raw.fileno()).st_size)
            members = {name: _member(archive, name) for name in kinds}
            if (total := sum(member.file_size for member in members.values())) > most:
                raise ValueError(f"it unpacks to {total:,} bytes, more than {most:,}")
            return {name: _array(archive, members[name], *kinds[name]) for name in kinds}
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError) as error:
        raise ValueError(" ".join(str(error).split()) or "it is cut short") from None
    except (UnicodeDecodeError, OverflowError, struct.error, SyntaxError, TokenError) as error:
        raise ValueError(f"it is damaged: {error}") from None
    except MemoryError:
        raise ValueError("it does not fit into memory") from None


def _member(archive: zipfile.ZipFile, name: str) -> zipfile.ZipInfo:
    try:
        member = archive.getinfo(f"{name}.npy")
    except KeyError:
        raise ValueError(f"{name} is missing") from None
    if member.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise ValueError(f"{name} is packed in a way that NumPy does not use")
    return member


def _array(archive: zipfile.ZipFile, member: zipfile.ZipInfo, kind: str, axes: int) -> NDArray[Any]:
    """One array, whose header must claim as many bytes as there are."""
    name = member.filename.removesuffix(".npy")
    with archive.open(member) as file:
        version = np.lib.format.read_magic(file)
        if version not in _HEADERS:
            raise ValueError(f"{name} has a header of version {version}")
        shape, by_columns, dtype = _HEADERS[version](file)
        if dtype.kind != kind or dtype.hasobject or len(shape) != axes:
            raise ValueError(
                f"{name} must have {axes} axes of kind {kind}, got {len(shape)} of {dtype.str[:20]}"
            )
        size = math.prod(shape) * dtype.itemsize
        if min(shape, default=0) < 0 or size > member.file_size:
            raise ValueError(f"{name} claims {size:,} bytes, there are {member.file_size:,}")
        data = file.read(size)
        file.read()  # to the end, where the checksum is compared
    if len(data) != size:
        raise ValueError(f"{name} is cut short")
    array = np.frombuffer(data, dtype).reshape(shape, order="F" if by_columns else "C")
    return array.astype(dtype.newbyteorder("="), copy=True, order="C")
