"""A figure as vectors: the same picture as its pixels are, with words, lines and curves that are none."""

from __future__ import annotations

import io
import re
import xml.etree.ElementTree as ElementTree
from collections.abc import Callable
from functools import cache
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from descent import Adam, GradientDescent, Momentum, Trajectories, descend, grid
from landscapes import catalogue
from render import Scene
from render.scene.vectors import write_vectors
from render.style import Formula, Item, Stroke, Word, recorded

F = catalogue["himmelblau"]
RUN = descend(F, grid(F.domain, 3), GradientDescent(0.01), steps=40)
SIZE = (640, 360)


@cache
def scene() -> Scene:
    return Scene(F, RUN, theme="publication", panels=("surface", "contour", "loss"), camera="still")


def coarse(picture: np.ndarray) -> np.ndarray:
    return np.asarray(Image.fromarray(picture.astype(np.uint8)).reduce(8), dtype=float)


def drawn_from_parts(shown: Scene, t: float) -> tuple[np.ndarray, np.ndarray, np.ndarray, list[Item]]:
    """The picture, what lies under its words and lines, both together as vectors, and these."""
    pixels = shown.picture(t, SIZE).astype(float)
    with recorded() as kept:
        source = shown.drawn(SIZE)
        under = source.picture(t)
        source.close()
    file = io.BytesIO()
    write_vectors(file, ".png", under, kept.items)
    again = np.asarray(Image.open(file).convert("RGB")).astype(float)
    assert again.shape == pixels.shape
    return pixels, under, again, list(kept.items)


def apart(one: np.ndarray, other: np.ndarray) -> float:
    """Seen from further away: letters are hinted on pixels."""
    return float(np.abs(coarse(one) - coarse(other)).mean())


@pytest.mark.opengl
def test_drawn_from_its_parts_it_is_the_picture() -> None:
    pixels, under, again, items = drawn_from_parts(scene(), 0.4)
    words = {item.text for item in items if isinstance(item, Word)}
    assert {"Himmelblau", "9 marbles, let go at once", "x", "y", "step"} <= words
    assert sum(isinstance(item, Formula) for item in items) == 1
    assert sum(isinstance(item, Stroke) for item in items) > 50
    assert apart(again, pixels) < 0.3 * apart(under, pixels) and apart(under, pixels) > 1
    title = (slice(0, 30), slice(0, 160))  # where no picture is under the words
    assert (under[title] == 255).all() and again[title].min() < 50


def race() -> dict[str, Trajectories]:
    ways = {"gradient descent": GradientDescent(0.01), "Adam": Adam(0.1), "Momentum": Momentum(0.005)}
    return {name: descend(F, [[-1.0, 0.5]], way, steps=150) for name, way in ways.items()}


@pytest.mark.opengl
@pytest.mark.parametrize(
    "shown",
    [
        lambda: Scene(
            F, descend(F, grid(F.domain, 9), GradientDescent(0.01), steps=200), theme="publication"
        ),
        lambda: Scene(F, race(), theme="dark", marks=("stationary",)),
    ],
    ids=["shares", "race"],
)
def test_whatever_stands_on_the_last_picture_stands_there_as_vectors(shown: Callable[[], Scene]) -> None:
    pixels, under, again, items = drawn_from_parts(shown(), 1.0)
    words = [item for item in items if isinstance(item, Word)]
    assert len(words) > 5
    assert apart(again, pixels) < 0.5 * apart(under, pixels)
    for word in words:
        (x, y), size = word.at, word.size
        middle = slice(max(int(y - 0.7 * size), 0), max(int(y - 0.25 * size), 1))
        reach = {"l": (0, 1), "m": (-0.5, 0.5), "r": (-1, 0)}[word.anchor]
        letter = slice(max(int(x + reach[0] * size), 0), max(int(x + reach[1] * size), 1))
        assert np.abs(pixels[middle, letter] - under[middle, letter]).max(initial=0.0) > 40, word


@pytest.mark.opengl
def test_files(tmp_path: Path) -> None:
    scene().still(tmp_path / "a.svg", t=0.4, size=SIZE)
    root = ElementTree.fromstring((tmp_path / "a.svg").read_text())
    images = [e for e in root.iter() if e.tag.endswith("image")]
    assert len(images) == 1 and float(images[0].get("width", 0)) == 640
    assert root.get("width") == "153.6pt"
    scene().still(tmp_path / "a.pdf", t=0.4, size=SIZE)
    pdf = (tmp_path / "a.pdf").read_bytes()
    assert pdf.startswith(b"%PDF") and b"SourceSansPro" in pdf and b"Himmelblau" in pdf
    assert re.search(rb"/Width 640\b", pdf) and re.search(rb"/Height 360\b", pdf)
    scene().still(tmp_path / "again.pdf", t=0.4, size=SIZE)
    assert (tmp_path / "again.pdf").read_bytes() == pdf


def test_other_endings_are_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=r"\.pdf"):
        scene().still(tmp_path / "a.eps")
