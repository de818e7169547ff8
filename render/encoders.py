"""One encoder a format; ffmpeg (through imageio-ffmpeg) for what moves, Pillow for PNG."""

from __future__ import annotations

import subprocess
from abc import ABC, abstractmethod
from collections.abc import Generator, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image
from PIL.PngImagePlugin import PngInfo

THREADS = "2"
"""Fixed, since x264's bytes depend on it."""

EXACT = ("-fflags", "+bitexact", "-flags:v", "+bitexact", "-map_metadata", "-1")


class Encoder(ABC):
    """Takes pictures (height, width, 3) uint8 of one size and writes `path`."""

    def __init__(self, path: Path, size: tuple[int, int], fps: float, metadata: Mapping[str, str]) -> None:
        self.path, self.size, self.fps, self.metadata = path, size, fps, metadata

    @abstractmethod
    def add(self, picture: NDArray[np.uint8]) -> None:
        """Take one picture more."""

    @abstractmethod
    def finish(self) -> None:
        """Complete the file."""

    def abandon(self) -> None:  # noqa: B027 most encoders hold nothing
        """Give up what is still held; harmless after `finish`."""

    @property
    def comment(self) -> str:
        """The metadata in one line."""
        return "; ".join(f"{k}: {v}" for k, v in self.metadata.items())


class Video(Encoder):
    """A stream into ffmpeg, which encodes in its own process while the next picture is drawn."""

    codec: str
    pixels: str
    options: tuple[str, ...]

    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        self._pipe: Generator[Any, Any, None] | None = None

    def add(self, picture: NDArray[np.uint8]) -> None:
        if self._pipe is None:
            self._pipe = self._open()
        self._pipe.send(np.ascontiguousarray(picture))

    def _open(self) -> Generator[Any, Any, None]:
        import imageio_ffmpeg

        said = ("-metadata", f"comment={self.comment}") if self.comment else ()
        pipe: Generator[Any, Any, None] = imageio_ffmpeg.write_frames(
            str(self.path),
            self.size,
            fps=self.fps,
            codec=self.codec,
            quality=None,
            pix_fmt_out=self.pixels,
            macro_block_size=2,
            ffmpeg_log_level="error",
            output_params=[*self.options, "-threads", THREADS, *EXACT, *said],
        )
        pipe.send(None)
        return pipe

    def finish(self) -> None:
        self.abandon()
        if not self.path.exists() or not self.path.stat().st_size:
            raise OSError("ffmpeg wrote nothing")

    def abandon(self) -> None:
        if self._pipe is not None:
            self._pipe.close()
            self._pipe = None


class MP4(Video):
    """H.264 as every browser plays it."""

    codec, pixels = "libx264", "yuv420p"
    options = (
        *("-crf", "17", "-preset", "medium", "-movflags", "+faststart"),
        *("-vf", "scale=out_color_matrix=bt709:out_range=tv", "-colorspace", "bt709"),
        *("-color_primaries", "bt709", "-color_trc", "bt709", "-color_range", "tv"),
    )


class WebM(Video):
    """VP9 with colour at full resolution, for thin trails."""

    codec, pixels = "libvpx-vp9", "yuv444p"
    options = ("-crf", "24", "-b:v", "0", "-row-mt", "1", "-cpu-used", "4", "-deadline", "good")


class Lossless(Video):
    """The temporary file that formats with a second pass read."""

    codec, pixels = "libx264rgb", "rgb24"
    options = ("-crf", "0", "-preset", "ultrafast")


class TwoPass(Encoder):
    """A format that must have seen every picture before it writes the first."""

    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        self._whole = Lossless(self.path.with_suffix(".mkv"), self.size, self.fps, {})

    def add(self, picture: NDArray[np.uint8]) -> None:
        self._whole.add(picture)

    def finish(self) -> None:
        self._whole.finish()
        try:
            self.convert(self._whole.path)
        finally:
            self.abandon()

    @abstractmethod
    def convert(self, whole: Path) -> None:
        """Make the file from the lossless one."""

    def abandon(self) -> None:
        self._whole.abandon()
        self._whole.path.unlink(missing_ok=True)


class GIF(TwoPass):
    """One palette for the whole film and no dither, so that what stands still does not flicker."""

    def convert(self, whole: Path) -> None:
        palette = self.path.with_suffix(".palette.png")
        use = "paletteuse=dither=none:diff_mode=rectangle"
        try:
            _ffmpeg("-i", str(whole), "-vf", "palettegen=stats_mode=full", *EXACT, str(palette))
            _ffmpeg(
                *("-i", str(whole), "-i", str(palette)), "-lavfi", use, *EXACT, "-loop", "0", str(self.path)
            )
        finally:
            palette.unlink(missing_ok=True)
        if self.comment:
            self.path.write_bytes(with_comment(self.path.read_bytes(), self.comment))


class WebP(TwoPass):
    """Animated WebP."""

    def convert(self, whole: Path) -> None:
        _ffmpeg(
            *("-i", str(whole), "-c:v", "libwebp_anim", "-quality", "82", "-loop", "0"),
            *EXACT,
            str(self.path),
        )


class PNG(Encoder):
    """The last picture."""

    def add(self, picture: NDArray[np.uint8]) -> None:
        self._last = picture

    def finish(self) -> None:
        save_png(self._last, self.path, self.metadata)


class Folder(Encoder):
    """Every picture as a numbered PNG."""

    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        self._count = 0
        self.path.mkdir()

    def add(self, picture: NDArray[np.uint8]) -> None:
        save_png(picture, self.path / f"{self._count:05d}.png", self.metadata)
        self._count += 1

    def finish(self) -> None:
        """Nothing is left to do."""


def save_png(picture: NDArray[np.uint8], path: Path, metadata: Mapping[str, str]) -> None:
    """Write one picture with its metadata as text chunks."""
    chunks = PngInfo()
    for key, text in metadata.items():
        chunks.add_itxt(key, text)
    Image.fromarray(picture).save(path, pnginfo=chunks, compress_level=6)


def with_comment(gif: bytes, comment: str) -> bytes:
    """The GIF with a comment extension behind its header (GIF89a specification, section 24)."""
    table = 3 * 2 ** ((gif[10] & 7) + 1) if gif[10] & 0x80 else 0
    text = comment.encode("ascii", "replace")
    blocks = b"".join(bytes([len(text[i : i + 255])]) + text[i : i + 255] for i in range(0, len(text), 255))
    return gif[: 13 + table] + b"\x21\xfe" + blocks + b"\x00" + gif[13 + table :]


def _ffmpeg(*arguments: str) -> None:
    import imageio_ffmpeg

    command = [imageio_ffmpeg.get_ffmpeg_exe(), "-v", "error", "-y", "-threads", THREADS, *arguments]
    done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False)
    if done.returncode:
        raise OSError((done.stderr.strip().splitlines() or ["ffmpeg failed"])[-1])


ENCODERS: Mapping[str, type[Encoder]] = MappingProxyType(
    {".mp4": MP4, ".gif": GIF, ".webm": WebM, ".webp": WebP, ".png": PNG, "": Folder}
)
