"""PNG: one picture of a film, or all of them in a folder."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from render.film.encoder import Encoder
from render.film.metadata import png_text

Picture = NDArray[np.uint8]


class PNG(Encoder):
    """One picture of the film."""

    _count = 0
    _picture: Picture | None = None

    def begin(self) -> None:
        """Nothing is to be made ready."""

    def add(self, picture: Picture) -> None:
        if self.order.kept is None or self._count <= self.order.kept:
            self._picture = picture
        self._count += 1

    def finish(self) -> None:
        assert self._picture is not None
        save_png(self._picture, self.path, self.order.metadata, effort=6)


class Folder(Encoder):
    """Every picture as a PNG, numbered from 00000."""

    _count = 0

    def begin(self) -> None:
        self.path.mkdir()

    def add(self, picture: Picture) -> None:
        save_png(picture, self.path / f"{self._count:05d}.png", self.order.metadata, effort=2)
        self._count += 1

    def finish(self) -> None:
        """Nothing is left to do."""


def save_png(picture: Picture, path: Path, metadata: Mapping[str, str], effort: int = 6) -> None:
    """Write one picture with what made it; `effort` 0..9 is for size against time."""
    Image.fromarray(picture).save(path, "PNG", pnginfo=png_text(metadata), compress_level=effort)
