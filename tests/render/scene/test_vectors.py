"""A figure as vectors: the same picture as its pixels are, with words, lines and curves that are none."""

from __future__ import annotations

import io
import re
import xml.etree.ElementTree as ElementTree
from functools import cache
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from descent import GradientDescent, descend, grid
from landscapes import catalogue
from render import Scene
from render.scene.vectors import write_vectors
from render.style import Formula, Stroke, Word, recorded

F = catalogue["himmelblau"]
RUN = descend(F, grid(F.domain, 3), GradientDescent(0.01), steps=40)
SIZE = (640, 360)


@cache
def scene() -> Scene:
    return Scene(F, RUN, theme="publication", panels=("surface", "contour", "loss"), camera="still")


def coarse(picture: np.ndarray) -> np.ndarray:
    return np.asarray(Image.fromarray(picture.astype(np.uint8)).reduce(8), dtype=float)


@pytest.mark.opengl
def test_drawn_from_its_parts_it_is_the_picture() -> None:
    pixels = scene().picture(0.4, SIZE).astype(float)
    with recorded() as kept:
        source = scene().drawn(SIZE)
        under = source.picture(0.4)
        source.close()
    words = {item.text for item in kept.items if isinstance(item, Word)}
    assert {"Himmelblau", "9 marbles, let go at once", "x", "y", "step"} <= words
    assert sum(isinstance(item, Formula) for item in kept.items) == 1
    assert sum(isinstance(item, Stroke) for item in kept.items) > 50
    file = io.BytesIO()
    write_vectors(file, ".png", under, kept.items)
    again = np.asarray(Image.open(file).convert("RGB")).astype(float)
    assert again.shape == pixels.shape
    # Letters are hinted on pixels: seen from further away the pictures are one, and without the words they are not.
    near, far = (np.abs(coarse(p) - coarse(pixels)).mean() for p in (again, under))
    assert near < 0.3 * far and far > 1
    title = (slice(0, 30), slice(0, 160))  # where no picture is under the words
    assert (under[title] == 255).all() and again[title].min() < 50


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
