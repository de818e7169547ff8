"""A folder of PNGs, one for each picture."""

from __future__ import annotations

from render.film.encoder import Encoder, Picture
from render.film.formats.png import save_png


class PNGFolder(Encoder):
    """Every picture as a PNG, numbered from 00000."""

    title = "folder of PNGs"
    ending = ""
    _count = 0

    def begin(self) -> None:
        self.path.mkdir()

    def add(self, picture: Picture) -> None:
        save_png(picture, self.path / f"{self._count:05d}.png", self.order.metadata, effort=2)
        self._count += 1

    def finish(self) -> None:
        """Nothing is left to do."""
