"""PNG: one picture of a film."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from render.film.encoder import Encoder
from render.film.metadata import png_text

Picture = NDArray[np.uint8]


class PNG(Encoder):
    """The picture that the order names, or the last."""

    title = "PNG"
    ending = ".png"
    still = True
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
        save_png(self._picture, self.path, self.order.metadata, effort=6, dpi=self.order.dpi)


def save_png(
    picture: Picture, path: Path, metadata: Mapping[str, str], effort: int = 6, dpi: float | None = None
) -> None:
    """Write one picture (height, width, 3) with what made it; `effort` 0..9 is for size against time, `dpi` for paper.

    Raises
    ------
    OSError
        If the file cannot be written.
    """
    import imageio.v3 as iio

    said = png_text(metadata)
    paper: dict[str, Any] = {} if dpi is None else {"dpi": (dpi, dpi)}
    coded = iio.imwrite(
        "<bytes>", picture, plugin="pillow", extension=".png", pnginfo=said, compress_level=effort, **paper
    )
    path.write_bytes(coded)  # not by imageio: on a full disk it would leave the file open
