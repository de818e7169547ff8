"""GIF: one palette for the whole film, chosen by ffmpeg's palettegen; only what changed is coded again."""

from __future__ import annotations

from math import ceil, floor
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from render.film.encoder import Encoder
from render.film.ffmpeg import EXACT, THREADS, Ffmpeg, piped
from render.film.frame_coding import FrameCoding
from render.film.metadata import tag_gif
from render.film.palette import Palette

Picture = NDArray[np.uint8]

_RAW = ("-f", "rawvideo", "-pix_fmt", "rgb24", "pipe:1")


class GIF(Encoder):
    """An animated GIF.

    With samples the palette is made of them and each picture is written as it comes. Without, it is known only when
    the last picture has been seen: until then they wait in a lossless temporary file.
    """

    title = "GIF"
    ending = ".gif"
    loops = True
    by_ffmpeg = True
    fastest = 50.0  # browsers slow down a delay under two hundredths of a second
    sampled = (0.0, 0.25, 0.5, 0.75, 1.0)  # the palette is made of them; more gain nothing
    usual_share, usual_fps = 2 / 3, 20.0  # a few megabytes, not twenty
    _sink: Ffmpeg | None = None
    _palette: Palette
    _coding: FrameCoding
    _waiting: Picture | None = None

    @classmethod
    def nearest_fps(cls, fps: float) -> float:
        """Delays are whole hundredths of a second, and two at the least."""
        delays = {max(floor(100 / fps), 2), max(ceil(100 / fps), 2)}
        return min((100.0 / delay for delay in delays), key=lambda rate: abs(rate - fps))

    def begin(self) -> None:
        source = piped(self.order.size, self.order.fps)
        if not self.order.samples:
            lossless = ("-c:v", "libx264rgb", "-preset", "ultrafast", "-crf", "0", "-threads", THREADS)
            thinned = "select='lt(n,5)+not(mod(n,5))'"
            self._sink = self.start(*source, *lossless, str(self._whole), *self._to_palette(thinned))
            return
        maker = self.start(*source, *self._to_palette("null"))
        for picture in self.order.samples:
            maker.add(picture)
        maker.finish()
        self._begin_gif()

    def add(self, picture: Picture) -> None:
        assert self._sink is not None
        if self.order.samples:
            self._code(picture)
        else:
            self._sink.add(picture)

    def finish(self) -> None:
        assert self._sink is not None
        if not self.order.samples:
            self._sink.finish()
            self._begin_gif()
            width, height = self.order.size
            again = self.start("-i", str(self._whole), "-fps_mode", "passthrough", *_RAW)
            while data := again.take(3 * width * height):
                self._code(np.frombuffer(data, np.uint8).reshape(height, width, 3))
            again.finish()
        self._code(None)
        self._sink.finish()
        tag_gif(self.path, self.order.metadata)

    def _begin_gif(self) -> None:
        self._palette = Palette.read(self._palette_path, self.order.size)
        self._coding = FrameCoding(self._palette, self.order.fps, self.order.samples)
        loop = ("-loop", "0" if self.order.loop else "-1")
        source = piped(self.order.size, self.order.fps, "pal8")
        self._sink = self.start(*source, "-c:v", "gif", *loop, *EXACT, "-f", "gif", str(self.path))

    def _code(self, picture: Picture | None) -> None:
        """Send the picture before as numbers of colours; ffmpeg leaves out what is as it was."""
        assert self._sink is not None
        if self._waiting is not None:
            stays = picture is None and not self.order.loop
            self._sink.add(self._coding.numbers(self._waiting, last=stays))
            self._sink.add(self._palette.argb)
        self._waiting = picture

    def _to_palette(self, chosen: str) -> tuple[str, ...]:
        fewer = f":max_colors={256 >> self.order.lean}" if self.order.lean else ""
        look = ("-vf", f"{chosen},palettegen=stats_mode=full{fewer}")
        return (*look, *EXACT, "-update", "1", "-f", "image2", str(self._palette_path))

    @property
    def _palette_path(self) -> Path:
        return self.path.with_name("palette.png")

    @property
    def _whole(self) -> Path:
        return self.path.with_name("whole.mkv")
