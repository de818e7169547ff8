"""The letters that a font's file has shapes for, by its own table: to import matplotlib takes a tenth of a second.

References
----------
OpenType specification 1.9, "cmap - Character to Glyph Index Mapping Table", formats 4 and 12.
"""

from __future__ import annotations

import struct
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

_OUTLINES = (b"\0\1\0\0", b"OTTO", b"true")
_UNICODE = ((3, 10), (0, 6), (0, 4), (3, 1), (0, 3), (0, 2), (0, 1), (0, 0))
"""Platform and encoding of tables of Unicode, those of more than 65,536 letters first."""


def letters_in(path: str) -> frozenset[str] | None:
    """The characters with a shape; None where the file is of another kind, or its table is.

    Raises
    ------
    OSError
        If the file cannot be read.
    """
    data = Path(path).read_bytes()
    try:
        codes = _codes(data) if data[:4] in _OUTLINES else None
    except (struct.error, ValueError, IndexError):
        return None
    return None if codes is None else frozenset(map(chr, codes.tolist()))


def _codes(data: bytes) -> NDArray[Any] | None:
    (count,) = struct.unpack_from(">H", data, 4)
    tables = {tag: at for tag, _, at, _ in struct.iter_unpack(">4sIII", data[12 : 12 + 16 * count])}
    if (at := tables.get(b"cmap")) is None:
        return None
    (count,) = struct.unpack_from(">H", data, at + 2)
    records = struct.iter_unpack(">HHI", data[at + 4 : at + 4 + 8 * count])
    offered = {(platform, encoding): at + offset for platform, encoding, offset in records}
    best = next((offered[kind] for kind in _UNICODE if kind in offered), None)
    if best is None:
        return None
    read = {12: _by_groups, 4: _by_segments}.get(struct.unpack_from(">H", data, best)[0])
    return read(data, best) if read else None


def _by_groups(data: bytes, at: int) -> NDArray[Any]:
    """Format 12: groups of letters with shapes that follow each other."""
    (count,) = struct.unpack_from(">I", data, at + 12)
    groups = np.frombuffer(data, ">u4", 3 * count, at + 16).astype(np.int64).reshape(-1, 3)
    runs = [np.arange(first + (shape == 0), last + 1) for first, last, shape in groups]
    return np.concatenate(runs) if runs else np.zeros(0, int)


def _by_segments(data: bytes, at: int) -> NDArray[Any]:
    """Format 4: segments of letters, whose shapes are moved by a number or stand in a list."""
    (twice,) = struct.unpack_from(">H", data, at + 6)
    count = twice // 2
    last = np.frombuffer(data, ">u2", count, at + 14).astype(np.int64)
    first, moved, listed = (
        np.frombuffer(data, ">u2", count, at + 16 + k * twice).astype(np.int64) for k in (1, 2, 3)
    )
    letters = np.concatenate([np.arange(a, b + 1) for a, b in zip(first, last, strict=True)])
    segment = np.repeat(np.arange(count), last - first + 1)
    # Where shapes are listed, the distance of their list is counted from where that distance stands.
    place = at + 16 + 3 * twice + 2 * segment + listed[segment] + 2 * (letters - first[segment])
    inside = (listed[segment] > 0) & (place + 1 < len(data))
    place = np.where(inside, place, 0)
    octets = np.frombuffer(data, np.uint8).astype(np.int64)
    found = np.where(inside, 256 * octets[place] + octets[place + 1], 0)
    shape = np.where(listed[segment] == 0, letters + moved[segment], found + moved[segment] * (found > 0))
    return letters[(shape % 65536 > 0) & (letters < 65535)]
