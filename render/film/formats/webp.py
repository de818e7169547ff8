"""Animated WebP; unchanged parts of a picture are kept from the one before."""

from __future__ import annotations

from render.film.encoder import Piped
from render.film.ffmpeg import EXACT
from render.film.metadata import tag_webp


class WebP(Piped):
    """By ffmpeg, while the pictures come: Pillow would want all of them at once."""

    title = "WebP"
    ending = ".webp"
    loops = True

    def arguments(self) -> tuple[str, ...]:
        quality = str(82 - 18 * self.order.lean)
        look = ("-c:v", "libwebp_anim", "-quality", quality, "-compression_level", "2", "-pix_fmt", "bgra")
        loop = ("-loop", "0" if self.order.loop else "1")
        return (*look, *loop, *EXACT, "-f", "webp", str(self.path))

    def finish(self) -> None:
        super().finish()
        tag_webp(self.path, self.order.metadata)
