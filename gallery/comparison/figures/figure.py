"""One picture of a comparison, and how it is written."""

from __future__ import annotations

import io
import os
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PIL import Image


@dataclass(frozen=True, eq=False)
class Figure:
    """One picture: either SVG text or a raster image.

    Attributes
    ----------
    alt : what it shows, for who cannot see it
    """

    alt: str
    svg: str = ""
    image: Image.Image | None = None

    def save(self, path: str | os.PathLike[str]) -> None:
        """Write the figure, charts as .svg, pictures as .png or .webp.

        Raises
        ------
        ValueError
            If the path has another ending.
        OSError
            If the file cannot be written.
        """
        from descent.results import replacing
        from render.figures import plain

        text = os.fspath(path)
        wanted = (".svg",) if self.svg else (".png", ".webp")
        if not text.endswith(wanted):
            raise ValueError(f"this figure must be saved as {' or '.join(wanted)}, got {text}")
        with replacing(path) as file:
            file.write(plain(self.svg).encode() if self.svg else self.encoded(text.rpartition(".")[2]))

    def encoded(self, kind: str = "webp") -> bytes:
        """The raster image's bytes in a format that Pillow knows."""
        assert self.image is not None
        buffer = io.BytesIO()
        self.image.save(buffer, format=kind, **({"quality": 88, "method": 5} if kind == "webp" else {}))
        return buffer.getvalue()

    def _repr_html_(self) -> str:
        """What a notebook shows."""
        if self.svg:
            return self.svg
        import base64

        return f'<img alt="{self.alt}" src="data:image/png;base64,{base64.b64encode(self.encoded("png")).decode()}">'
