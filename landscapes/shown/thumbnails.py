"""A small picture of a landscape as SVG text: heights as colours and light from the left, or a curve."""

from __future__ import annotations

import base64
import struct
import zlib

import numpy as np
from numpy.typing import NDArray

from landscapes.formulas import sp
from landscapes.function import Function

WIDE, HIGH = 96, 72
"""Pixels."""
STOPS = np.array([[255, 226, 160], [240, 118, 79], [156, 54, 144], [62, 48, 150], [35, 63, 134]], dtype=float)
"""From the lowest place to the highest."""
LIGHT = 0.35
"""How much slopes are darkened or lit."""
INK = "#d2446f"


def thumbnail(f: Function) -> str:
    """The picture as an HTML element; empty for more than two variables and where nothing is defined.

    Examples
    --------
    >>> from landscapes import catalogue
    >>> thumbnail(catalogue["sphere"])[:14]
    '<img alt="" wi'
    """
    if f.dimensions > 2:
        return ""
    heights = _heights(f)
    ranks = _ranks(heights)
    if ranks is None:
        return ""
    return _curve(heights) if f.dimensions == 1 else _relief(ranks)


def _heights(f: Function) -> NDArray[np.float64]:
    """(HIGH, WIDE), the first row on top; (WIDE,) of one variable. Of a formula by SymPy: quicker than to compile it."""
    low, high = np.array(f.domain).T
    sides = [np.linspace(a, b, n) for a, b, n in zip(low, high, (WIDE, HIGH), strict=False)]
    places = np.meshgrid(*sides)
    with np.errstate(all="ignore"):
        if f.kind != "formula":
            found = f.value(np.stack(places, axis=-1))
        else:
            try:
                found = sp.lambdify(f.variables, f.formula, "numpy")(*places)
            except (TypeError, ValueError, NameError, ArithmeticError, RecursionError):
                found = f.value(np.stack(places, axis=-1))
    heights = np.broadcast_to(np.real(np.asarray(found, dtype=complex)), places[0].shape)
    heights = np.where(
        np.isfinite(heights) & (np.abs(np.imag(np.asarray(found, dtype=complex))) < 1e-9), heights, np.nan
    )
    return heights[::-1] if heights.ndim == 2 else heights


def _ranks(heights: NDArray[np.float64]) -> NDArray[np.float64] | None:
    """Shares 0..1 of places that are lower, mixed with the heights themselves; None where there is none."""
    finite = heights[np.isfinite(heights)]
    if not len(finite):
        return None
    span = max(float(np.ptp(finite)), 1e-300)
    ranks = np.searchsorted(np.sort(finite), heights) / max(len(finite) - 1, 1)
    return np.where(np.isfinite(heights), 0.5 * ranks + 0.5 * (heights - finite.min()) / span, np.nan)


def _relief(ranks: NDArray[np.float64]) -> str:
    place = np.nan_to_num(ranks) * (len(STOPS) - 1)
    colors = np.stack([np.interp(place, np.arange(len(STOPS)), band) for band in STOPS.T], axis=-1)
    across = np.gradient(np.nan_to_num(ranks, nan=0.5), axis=1) * WIDE / 4
    colors *= (1 + LIGHT * np.clip(across, -1, 1))[..., None]
    alpha = np.where(np.isfinite(ranks), 255, 0)[..., None]
    pixels = np.concatenate([np.clip(colors, 0, 255), alpha], axis=-1).astype(np.uint8)
    data = base64.b64encode(_png(pixels)).decode("ascii")
    return f'<img alt="" width="{WIDE}" height="{HIGH}" src="data:image/png;base64,{data}">'


def _png(pixels: NDArray[np.uint8]) -> bytes:
    """A PNG file of pixels (rows, columns, 4)."""
    rows, columns, _ = pixels.shape
    lines = np.concatenate([np.zeros((rows, 1), dtype=np.uint8), pixels.reshape(rows, -1)], axis=1)

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", columns, rows, 8, 6, 0, 0, 0)
    body = chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(lines.tobytes(), 9)) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + body


def _curve(heights: NDArray[np.float64]) -> str:
    low, high = np.nanmin(heights), np.nanmax(heights)
    y = (0.92 - 0.84 * (heights - low) / max(high - low, 1e-300)) * HIGH
    path, pen = [], "M"
    for x, at in enumerate(y):
        if np.isfinite(at):
            path.append(f"{pen}{x} {at:.1f}")
        pen = "L" if np.isfinite(at) else "M"
    drawn = f'<path d="{"".join(path)}" fill="none" stroke="{INK}" stroke-width="1.6"/>'
    return f'<svg width="{WIDE}" height="{HIGH}" viewBox="0 0 {WIDE} {HIGH}">{drawn}</svg>'
