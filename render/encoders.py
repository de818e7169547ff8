"""One encoder a format: ffmpeg for what moves, Pillow for PNG."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import ClassVar

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from render.ffmpeg import EXACT, THREADS, Ffmpeg, FfmpegError, piped
from render.tags import ffmpeg_tags, png_text, tag_gif, tag_webp

Picture = NDArray[np.uint8]


@dataclass(frozen=True, eq=False)
class Order:
    """What an encoder is to make.

    Parameters
    ----------
    size : width, height in pixels
    fps : pictures a second
    loop : whether the film begins again at its end, where the format can say so
    metadata : what made it
    samples : pictures of the film's size from all over it, if they can be had beforehand
    kept : the number of the picture that a still is of; the last where None
    """

    size: tuple[int, int]
    fps: float
    loop: bool = True
    metadata: Mapping[str, str] = field(default_factory=dict)
    samples: Sequence[Picture] = ()
    kept: int | None = None


class Encoder(ABC):
    """Takes pictures (height, width, 3) uint8 and writes `path`, a new file in a scratch folder.

    One thread calls `begin`, `add`, ... and `finish`; another may call `abandon` at any time.
    """

    even: ClassVar[bool] = False
    """Whether width and height have to be even."""
    fastest: ClassVar[float] = 1000.0
    """The most pictures a second that the format can hold."""

    def __init__(self, path: Path, order: Order) -> None:
        self.path, self.order = path, order
        self._running: Ffmpeg | None = None
        self._abandoned = False

    @abstractmethod
    def begin(self) -> None:
        """Make ready for the first picture."""

    @abstractmethod
    def add(self, picture: Picture) -> None:
        """Take one picture more."""

    @abstractmethod
    def finish(self) -> None:
        """Complete the file."""

    def abandon(self) -> None:
        """Give up: end what runs; harmless after `finish`."""
        self._abandoned = True
        if self._running is not None:
            self._running.kill()

    def start(self, *arguments: str) -> Ffmpeg:
        """Run ffmpeg, as the one that `abandon` ends."""
        self._running = Ffmpeg(*arguments)
        if self._abandoned:
            self._running.kill()
            raise FfmpegError("the film was abandoned")
        return self._running


class Piped(Encoder):
    """A format that ffmpeg writes while the pictures come in."""

    _sink: Ffmpeg

    def begin(self) -> None:
        self._sink = self.start(*piped(self.order.size, self.order.fps), *self.arguments())

    @abstractmethod
    def arguments(self) -> tuple[str, ...]:
        """What ffmpeg is told to make of the pictures."""

    def add(self, picture: Picture) -> None:
        self._sink.add(picture)

    def finish(self) -> None:
        self._sink.finish()


class Video(Piped):
    """A container with a video codec."""

    even = True
    options: ClassVar[tuple[str, ...]]

    def arguments(self) -> tuple[str, ...]:
        return (*self.options, "-threads", THREADS, *EXACT, *ffmpeg_tags(self.order.metadata), str(self.path))


_BT709 = (
    "-vf",
    "scale=out_color_matrix=bt709:out_range=tv:flags=bicubic+accurate_rnd+full_chroma_inp,"
    "setparams=range=tv:colorspace=bt709:color_primaries=bt709:color_trc=bt709",
)


class MP4(Video):
    """H.264 as every browser and slide plays it. Slower presets gain 0.3 dB for twice the time."""

    options = (
        *_BT709,
        *("-c:v", "libx264", "-preset", "veryfast", "-crf", "17", "-pix_fmt", "yuv420p"),
        *("-movflags", "+faststart", "-f", "mp4"),
    )


class WebM(Video):
    """VP9 with colour at full resolution, so that thin trails keep theirs: 8 dB above 4:2:0."""

    options = (
        *_BT709,
        *("-c:v", "libvpx-vp9", "-crf", "28", "-b:v", "0", "-pix_fmt", "yuv444p"),
        *("-deadline", "realtime", "-cpu-used", "7", "-tune-content", "screen", "-row-mt", "1"),
        *("-tile-columns", "1", "-f", "webm"),
    )


class WebP(Piped):
    """Animated WebP; unchanged parts of a picture are kept from the one before."""

    def arguments(self) -> tuple[str, ...]:
        look = ("-c:v", "libwebp_anim", "-quality", "82", "-compression_level", "2", "-pix_fmt", "bgra")
        loop = ("-loop", "0" if self.order.loop else "1")
        return (*look, *loop, *EXACT, "-f", "webp", str(self.path))

    def finish(self) -> None:
        super().finish()
        tag_webp(self.path, self.order.metadata)


class GIF(Piped):
    """One palette for the whole film and ordered dither: what stands still does not flicker, and costs nothing.

    The dither (Bayer's, weak) takes the bands out of smooth slopes for 2 to 11 percent of the size; error diffusion
    would flicker. With samples the palette is made of them and each picture is written as it comes. Without, it is known
    only when the last picture has been seen: they wait in a lossless temporary file.
    """

    fastest = 50.0  # browsers slow down a delay under two hundredths of a second

    def begin(self) -> None:
        if self.order.samples:
            maker = self.start(*piped(self.order.size, self.order.fps), *self._to_palette())
            for picture in self.order.samples:
                maker.add(picture)
            maker.finish()
        super().begin()

    def arguments(self) -> tuple[str, ...]:
        if self.order.samples:
            return self._to_gif()
        lossless = ("-c:v", "libx264rgb", "-preset", "ultrafast", "-crf", "0", "-threads", THREADS)
        return (*lossless, str(self._whole), *self._to_palette())

    def finish(self) -> None:
        super().finish()
        if not self.order.samples:
            self.start("-i", str(self._whole), *self._to_gif()).finish()
        tag_gif(self.path, self.order.metadata)

    def _to_palette(self) -> tuple[str, ...]:
        thinned = "select='lt(n,5)+not(mod(n,5))'," if not self.order.samples else ""
        vf = f"{thinned}palettegen=stats_mode=full"
        return ("-vf", vf, *EXACT, "-update", "1", "-f", "image2", str(self._palette))

    def _to_gif(self) -> tuple[str, ...]:
        use = "[0:v][1:v]paletteuse=dither=bayer:bayer_scale=4:diff_mode=rectangle"
        loop = ("-loop", "0" if self.order.loop else "-1")
        return ("-i", str(self._palette), "-lavfi", use, *loop, *EXACT, "-f", "gif", str(self.path))

    @property
    def _palette(self) -> Path:
        return self.path.with_name("palette.png")

    @property
    def _whole(self) -> Path:
        return self.path.with_name("whole.mkv")


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


ENCODERS: Mapping[str, type[Encoder]] = MappingProxyType(
    {".mp4": MP4, ".gif": GIF, ".webm": WebM, ".webp": WebP, ".png": PNG, "": Folder}
)
