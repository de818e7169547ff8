"""What an encoder is, and those that are one run of ffmpeg: MP4, WebM, WebP."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

from render.film.ffmpeg import EXACT, THREADS, Ffmpeg, FfmpegError, piped
from render.film.metadata import ffmpeg_tags, tag_webp

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
    loops: ClassVar[bool] = False
    """Whether whoever shows it begins again at its end, if nobody says otherwise."""

    def __init__(self, path: Path, order: Order) -> None:
        self.path, self.order = path, order
        self._started: list[Ffmpeg] = []
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
        for process in tuple(self._started):
            process.kill()

    def start(self, *arguments: str) -> Ffmpeg:
        """Run ffmpeg, in such a way that `abandon` ends it."""
        process = Ffmpeg(*arguments)
        self._started.append(process)
        if self._abandoned:
            process.kill()
            raise FfmpegError("the film was abandoned")
        return process


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

    loops = True

    def arguments(self) -> tuple[str, ...]:
        look = ("-c:v", "libwebp_anim", "-quality", "82", "-compression_level", "2", "-pix_fmt", "bgra")
        loop = ("-loop", "0" if self.order.loop else "1")
        return (*look, *loop, *EXACT, "-f", "webp", str(self.path))

    def finish(self) -> None:
        super().finish()
        tag_webp(self.path, self.order.metadata)
