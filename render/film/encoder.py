"""The role: what an encoder of a format is and what it says of itself; what those share that are one run of ffmpeg."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

from render.film.ffmpeg import EXACT, THREADS, Ffmpeg, FfmpegError, executable, piped
from render.film.limits import USUAL_SIZE
from render.film.metadata import ffmpeg_tags

Picture = NDArray[np.uint8]

_BT709 = (
    "-vf",
    "scale=out_color_matrix=bt709:out_range=tv:flags=bicubic+accurate_rnd+full_chroma_inp,"
    "setparams=range=tv:colorspace=bt709:color_primaries=bt709:color_trc=bt709",
)


LARGE = 2560 * 1440
"""Pixels of a picture from which on it pays to encode with less memory."""
COARSEST = 3
"""Steps by which colours may be coarser than usual."""


@dataclass(frozen=True, eq=False)
class Order:
    """What an encoder is to make.

    Parameters
    ----------
    size : width, height in pixels
    fps : pictures a second
    loop : whether the film begins again at its end, where the format can say so
    metadata : what made it
    samples : pictures (height, width, 3) uint8 of the film's size from all over it, if they can be had beforehand
    kept : the number of the picture that a still is of; the last where None
    lean : steps by which colours are coarser, for a smaller file, 0 to `COARSEST`
    dpi : pixels per inch on paper, where the format can say so
    """

    size: tuple[int, int]
    fps: float
    loop: bool = True
    metadata: Mapping[str, str] = field(default_factory=dict)
    samples: Sequence[Picture] = ()
    kept: int | None = None
    lean: int = 0
    dpi: float | None = None


class Encoder(ABC):
    """Takes pictures (height, width, 3) uint8 and writes `path`, a new file in a scratch folder.

    One thread calls `begin`, `add`, ... and `finish`; another may call `abandon` at any time.
    """

    title: ClassVar[str]
    """What people call it, as "GIF"."""
    ending: ClassVar[str]
    """How names of its files end, in lower case with the dot; empty for a folder of files."""
    still: ClassVar[bool] = False
    """Whether it shows one picture, and no film."""
    vectors: ClassVar[bool] = False
    """Whether words and lines stay such in it."""
    even: ClassVar[bool] = False
    """Whether width and height have to be even."""
    fastest: ClassVar[float] = 1000.0
    """The most pictures a second that the format can hold."""
    loops: ClassVar[bool] = False
    """Whether whoever shows it begins again at its end, if nobody says otherwise."""
    sampled: ClassVar[tuple[float, ...]] = ()
    """Film times, 0 to 1, of pictures that it wants to see before the first one; see `Order.samples`."""
    by_ffmpeg: ClassVar[bool] = False
    """Whether ffmpeg encodes it."""
    usual_share: ClassVar[float] = 1.0
    """Where nobody asks for a size, the share of other films' width and height that it has."""
    usual_fps: ClassVar[float | None] = None
    """Where nobody asks for a rate, its pictures a second; None: as other films."""

    def __init__(self, path: Path, order: Order) -> None:
        self.path, self.order = path, order
        self._started: list[Ffmpeg] = []
        self._abandoned = False

    @classmethod
    def usual_size(cls, size: tuple[int, int] | None) -> tuple[int, int]:
        """Its width and height, even, where nobody asks for a size and other films have this one, in pixels."""
        width, height = size or USUAL_SIZE
        return 2 * round(cls.usual_share * width / 2), 2 * round(cls.usual_share * height / 2)

    @classmethod
    def check(cls) -> None:
        """What encodes is there.

        Raises
        ------
        FfmpegError
            If it is not; the reason in one line.
        """
        if cls.by_ffmpeg:
            executable()

    @classmethod
    def nearest_fps(cls, fps: float) -> float:
        """The rate nearest to `fps`, pictures a second, that the format can hold evenly."""
        return fps

    @abstractmethod
    def begin(self) -> None:
        """Make ready for the first picture.

        Raises
        ------
        OSError
            Here, in `add` and in `finish`: if the file cannot be written; the reason in one line.
        """

    @abstractmethod
    def add(self, picture: Picture) -> None:
        """Take one picture more, (height, width, 3) uint8 of the order's size."""

    @abstractmethod
    def finish(self) -> None:
        """Complete the file."""

    def abandon(self) -> None:
        """Give up: end what runs; harmless after `finish`."""
        self._abandoned = True
        for process in tuple(self._started):
            process.kill()

    def start(self, *arguments: str) -> Ffmpeg:
        """Run ffmpeg, in such a way that `abandon` ends it.

        Raises
        ------
        FfmpegError
            If there is no ffmpeg, or the film was abandoned.
        """
        process = Ffmpeg(*arguments)
        self._started.append(process)
        if self._abandoned:
            process.kill()
            raise FfmpegError("the film was abandoned")
        return process


class VectorFigure(Encoder):
    """A still that whoever has the picture's words and lines writes by itself; pictures alone do not make it."""

    still = True
    vectors = True

    def begin(self) -> None:
        """Refuse to be made of pictures.

        Raises
        ------
        NotImplementedError
        """
        raise NotImplementedError(f"a {self.title} is written by what draws its words and lines")

    def add(self, picture: Picture) -> None:
        """Never reached."""

    def finish(self) -> None:
        """Never reached."""


class Piped(Encoder):
    """A format that ffmpeg writes while the pictures come in."""

    by_ffmpeg = True
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
    """A container with a video codec, its colours those of BT.709."""

    even = True
    options: ClassVar[tuple[str, ...]]
    """The codec's and the container's arguments."""
    crf: ClassVar[int]
    """Its measure of loss where colours are not coarser."""
    large_options: ClassVar[tuple[str, ...]] = ()
    """More of them, for pictures of more than `LARGE` pixels."""

    def arguments(self) -> tuple[str, ...]:
        width, height = self.order.size
        return (
            *_BT709,
            *self.options,
            *(self.large_options if width * height > LARGE else ()),
            *("-crf", str(self.crf + 4 * self.order.lean)),
            "-threads",
            THREADS,
            *EXACT,
            *ffmpeg_tags(self.order.metadata),
            str(self.path),
        )
