"""Checks at the door: sizes, lengths and output files, before anything is drawn."""

from __future__ import annotations

import math
import re
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from gallery.terminal.errors import Refusal

if TYPE_CHECKING:
    from landscapes import Landscape

SIDES = (64, 4096)
SECONDS = (0.5, 600.0)
FPS = (1, 60)
FARTHEST = 1e100
"""Beyond it a box's corners overflow as soon as anything is squared."""
PROBES = 4096
"""Places at which a formula of one's own is tried."""


def parse_domain(numbers: Sequence[float]) -> tuple[tuple[float, float], ...]:
    """The box of two numbers for each variable."""
    if not numbers or len(numbers) % 2:
        raise ValueError(f"--formula needs --domain with two numbers for each variable, got {len(numbers)}")
    check_domain(pairs := tuple(zip(numbers[::2], numbers[1::2], strict=True)))
    return pairs


def check_domain(pairs: Sequence[tuple[float, float]], owner: str = "--domain") -> None:
    """Every range is finite, low before high, and within `FARTHEST`."""
    for low, high in pairs:
        if not (-FARTHEST < low < high < FARTHEST and math.isfinite(high - low)):
            raise ValueError(
                f"{owner} must be ranges low < high within {-FARTHEST:g} to {FARTHEST:g}, got {low:g} {high:g}"
            )


def parse_slice(text: str) -> dict[str, float]:
    """The variables that are held and where, of ``x3=0.5,x4=1``."""
    held: dict[str, float] = {}
    for part in text.split(","):
        match = re.fullmatch(r"\s*(\w+)\s*=\s*(\S+)\s*", part)
        try:
            value = float(match[2]) if match else math.nan
        except ValueError:
            value = math.nan
        if match is None or not math.isfinite(value):
            raise ValueError(f"must be variables and numbers, as x3=0.5,x4=1, got {part.strip()!r}")
        if match[1] in held:
            raise ValueError(f"{match[1]} is held twice")
        held[match[1]] = value
    return held


def check_heights(f: Landscape) -> None:
    """The formula has a finite value somewhere on its domain, as far as `PROBES` places tell."""
    import numpy as np

    low, high = np.array(f.domain).T
    shares = np.random.default_rng(0).random((PROBES, f.dimensions))
    shares[:2] = np.array([[0.5], [0.0]])
    with np.errstate(all="ignore"):
        heights = f.value(low + (high - low) * shares)
    if not np.isfinite(heights).any():
        raise ValueError("the formula has no finite value anywhere on its domain; change --domain")


def parse_size(text: str) -> tuple[int, int]:
    """Width and height in pixels of ``960x720``: even (video needs it) and within `SIDES`."""
    match = re.fullmatch(r"\s*(\d{1,6})\s*[xX,]\s*(\d{1,6})\s*", text)
    if match is None:
        raise ValueError(f"--size must be WIDTHxHEIGHT in pixels, as 960x720, got {text!r}")
    width, height = int(match[1]), int(match[2])
    low, high = SIDES
    if not (low <= width <= high and low <= height <= high and width % 2 == height % 2 == 0):
        raise ValueError(f"--size must be two even numbers of {low} to {high} pixels, got {text.strip()}")
    return width, height


def check_seconds(seconds: float) -> float:
    """A film's length, within `SECONDS`."""
    low, high = SECONDS
    if not low <= seconds <= high:
        raise ValueError(f"--seconds must be {low:g} to {high:g}, got {seconds:g}")
    return seconds


def check_fps(fps: int) -> int:
    """Pictures a second, within `FPS`."""
    low, high = FPS
    if not low <= fps <= high:
        raise ValueError(f"--fps must be {low} to {high}, got {fps}")
    return fps


def check_rate(paths: Sequence[Path], fps: int) -> None:
    """The formats hold the rate as it was asked for: a GIF, that counts in hundredths of a second, holds few.

    Raises
    ------
    ValueError
        For another rate; the message names those that the format holds.
    """
    from render.film.known_formats import format_of

    for kind in map(format_of, paths):
        if kind.nearest_fps(fps) != fps:
            held = [str(rate) for rate in range(FPS[0], FPS[1] + 1) if kind.nearest_fps(rate) == rate]
            raise ValueError(f"--fps of a {kind.__name__} must be one of {', '.join(held)}, got {fps}")


def picture_endings() -> tuple[str, ...]:
    """The endings of everything that pictures can be written to."""
    from render.film.known_formats import film_endings, still_endings

    return (*film_endings(), *still_endings())


def check_outputs(paths: Sequence[Path], endings: Sequence[str]) -> None:
    """Every path has a known ending, is no folder, is named once, and can be written.

    Raises
    ------
    ValueError
        For a path that is none of this; `Refusal` where the folder cannot be written.
    """
    for path in paths:
        if path.suffix.lower() not in endings:
            raise ValueError(f"--output must end in {' '.join(endings)}, got {path.name!r}")
        if path.is_dir():
            raise ValueError(f"--output {path} is a folder; name a file in it")
        if paths.count(path) > 1:
            raise ValueError(f"--output {path} is named twice")
        check_writable(path.parent)


def check_writable(folder: Path) -> None:
    """A file can be written in `folder`, or in the nearest one above it that exists; nothing stays behind."""
    existing = next(p for p in (folder, *folder.absolute().parents) if p.exists())
    if not existing.is_dir():
        raise ValueError(f"{folder} cannot be made: {existing} is a file")
    try:
        with tempfile.TemporaryFile(dir=existing):
            pass
    except OSError as error:
        raise Refusal(f"{existing} cannot be written: {error.strerror}") from error


def check_folder(folder: Path) -> None:
    """The folder is there or can be made, and files can be written in it."""
    if folder == Path():
        raise ValueError("--output must name a folder; the gallery does not spill into the current one")
    if folder.exists() and not folder.is_dir():
        raise ValueError(f"--output {folder} is a file; name a folder")
    check_writable(folder)


@contextmanager
def folders_of(paths: Sequence[Path]) -> Iterator[None]:
    """Make the paths' folders; if the block fails, take away again those that were made and stayed empty."""
    missing = {p for path in paths for p in path.absolute().parents if not p.exists()}
    for path in paths:
        path.absolute().parent.mkdir(parents=True, exist_ok=True)
    try:
        yield
    except BaseException:
        for folder in sorted(missing, key=lambda p: len(p.parts), reverse=True):
            if folder.is_dir() and not any(folder.iterdir()):
                folder.rmdir()
        raise
