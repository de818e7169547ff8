"""Films: time, size and error, GIF against the way of `Plotter.open_gif`.

    python tests/benchmarks/gif_speed.py [--small] [--memory]

The pictures are made beforehand and written as `Scene.movies` writes them, so the times are of writing alone. Drawn are
1,000 particles on Himmelblau's function and 100 on the six-hump camel, whose trails fade, and dots on a shaded slope whose
trails move with them: the hardest for a GIF. `--memory` adds the peak memory of a GIF of 600 pictures and its ffmpeg.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Event, Thread

import imageio
import numpy as np
from matplotlib import colormaps
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageSequence

from descent import GradientDescent, descend, grid
from landscapes import find
from render import Scene
from render.film.dissolve import Dissolve
from render.film.film import Film, write
from render.scene.filmed import Animation

Picture = NDArray[np.uint8]
Size = tuple[int, int]
FPS = 25.0
COLORS = ((64, 224, 160), (110, 190, 255), (255, 220, 70), (255, 150, 190))


class Predrawn(Animation):
    """A film whose pictures are there; also the hand that draws it."""

    command, heading = "", "film"

    def __init__(self, pictures: Iterable[Picture], words: tuple[float, float] = (0.0, 1.0)) -> None:
        self.film, self._words = list(pictures), words
        looped = Dissolve(len(self.film), words)
        self.written = [looped(k, picture) for k, picture in enumerate(self.film)]

    def drawn(self, size: Size) -> Predrawn:
        return self

    def picture_rows(self, size: Size) -> tuple[float, float]:
        return self._words

    def picture(self, t: float = 1.0, size: Size | None = None) -> Picture:
        return self.film[round(t * (len(self.film) - 1))]

    def pictures(self, times: Iterable[float]) -> Iterator[Picture]:
        return map(self.picture, times)

    def close(self) -> None:
        pass


class Repeated(Predrawn):
    """Few pictures for a long film."""

    def pictures(self, times: Iterable[float]) -> Iterator[Picture]:
        return (np.roll(self.film[k % len(self.film)], k, axis=1) for k, _ in enumerate(times))


def particles(count: int, size: Size, camera: str) -> Predrawn:
    """1,000 particles on Himmelblau's function."""
    f = find("himmelblau")
    starts = np.random.default_rng(0).uniform(*np.transpose(f.domain), (1000, 2))
    scene = Scene(f, descend(f, starts, GradientDescent(0.005), steps=150, tolerance=0), camera=camera)
    return Predrawn(scene.frames(count, size), scene.picture_rows(size))


def camel(count: int, size: Size) -> Predrawn:
    """10 x 10 particles on the six-hump camel: large beads."""
    f = find("six_hump_camel")
    scene = Scene(f, descend(f, grid(f.domain, 10), GradientDescent(0.005), steps=370), camera="still")
    return Predrawn(scene.frames(count, size), scene.picture_rows(size))


def dots(count: int, size: Size, moving: bool) -> Iterator[Picture]:
    """A film to be written: twice the size drawn and averaged down, as scenes are."""
    wide, high = 2 * size[0], 2 * size[1]
    y, x = np.mgrid[-1 : 1 : high * 1j, -1 : 1 : wide * 1j]
    starts = np.random.default_rng(7).uniform(-0.7, 0.7, (225, 2))
    ground = None
    for k in range(count):
        angle = 0.5 * np.sin(2 * np.pi * k / count) if moving else 0.0
        turn = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
        if ground is None or moving:
            ground = Image.fromarray(
                slope(turn[0, 0] * x + turn[0, 1] * y, turn[1, 0] * x + turn[1, 1] * y, y)
            )
        picture = ground.copy()
        pen = ImageDraw.Draw(picture)
        ages = np.linspace(max(k - 25, 0), k, 12) / (0.4 * count)
        ways = (starts * np.exp(-ages)[:, None, None]) @ turn
        pixels = (ways + 1) / 2 * (wide, high)
        for i in range(len(starts)):
            color = COLORS[i % len(COLORS)]
            pen.line([tuple(p) for p in pixels[:, i]], fill=color, width=3)
            cx, cy = pixels[-1, i]
            pen.ellipse((cx - 9, cy - 9, cx + 9, cy + 9), fill=color, outline=(255, 255, 255), width=2)
        yield np.asarray(picture.reduce(2))


def slope(u: NDArray[np.float64], v: NDArray[np.float64], y: NDArray[np.float64]) -> Picture:
    """A shaded surface in a round on a ground that grows darker downwards, (height, width, 3)."""
    heights = np.sin(4 * u) * np.cos(3 * v) + u * u + v * v
    table = colormaps["magma"](np.linspace(0.15, 0.85, 1024))[:, :3] * 255
    shade = 0.8 + 0.2 * np.cos(4 * u + 1) * np.sin(3 * v)
    color = table[np.clip((heights + 1) * 256, 0, 1023).astype(int)] * shade[..., None]
    dark = np.multiply.outer(1.2 - y, (22.0, 25.0, 38.0)) / 1.4
    return np.where((u * u + v * v < 0.8)[..., None], color, dark).astype(np.uint8)


def by_imageio(film: Predrawn, path: Path) -> None:
    """As `Plotter.open_gif` and `write_frame` do."""
    with imageio.get_writer(path, mode="I", loop=0, fps=FPS, palettesize=256, subrectangles=False) as writer:
        for picture in film.written:
            writer.append_data(picture)


def by_us(film: Predrawn, path: Path) -> None:
    """As `Scene.movie` does."""
    high, wide = film.film[0].shape[:2]
    film.movie(path, seconds=len(film.film) / FPS, fps=FPS, size=(wide, high))


def in_two_passes(film: Predrawn, path: Path) -> None:
    write(film.written, [Film(path)], FPS)


WAYS: tuple[tuple[str, str, Callable[[Predrawn, Path], None]], ...] = (
    ("open_gif", "film.gif", by_imageio),
    ("gif", "film.gif", by_us),
    ("gif, 2 passes", "film.gif", in_two_passes),
    ("mp4", "film.mp4", by_us),
    ("webm", "film.webm", by_us),
    ("webp", "film.webp", by_us),
    ("png folder", "film", by_us),
)


def measure(film: Predrawn) -> None:
    """Print a line for every way of writing `film`."""
    pictures = film.written
    still = np.all([(a == pictures[0]).all(axis=-1) for a in pictures], axis=0)
    print(
        f"{'':14}{'ms/picture':>11}{'of open_gif':>12}{'kB':>9}{'of open_gif':>12}{'PSNR dB':>9}{'flicker':>9}"
    )
    first: tuple[float, float] | None = None
    for name, file, way in WAYS:
        with TemporaryDirectory() as folder:
            path = Path(folder) / file
            begun = time.perf_counter()
            way(film, path)
            seconds = time.perf_counter() - begun
            size = sum(p.stat().st_size for p in Path(folder).rglob("*") if p.is_file())
            first = first or (seconds, size)
            times = f"{seconds / len(pictures) * 1e3:11.1f}{seconds / first[0]:12.2f}"
            sizes = f"{size / 1e3:9.0f}{size / first[1]:12.2f}"
            print(f"{name:14}{times}{sizes}{error(pictures, path, still)}", flush=True)


def error(film: Sequence[Picture], path: Path, still: NDArray[np.bool_]) -> str:
    """The peak signal-to-noise ratio, and the share of never changing pixels (`still`) that change all the same."""
    if path.suffix != ".gif":
        return ""
    squares, flicker, before = 0.0, 0.0, None
    with Image.open(path) as gif:
        for picture, shown in zip(film, as_shown(gif), strict=True):
            squares += float(np.mean((shown.astype(np.int32) - picture) ** 2))
            if before is not None and still.any():
                flicker += float((shown != before).any(axis=-1)[still].mean())
            before = shown
    return f"{10 * np.log10(255**2 / (squares / len(film))):9.1f}{flicker / (len(film) - 1):9.2%}"


def as_shown(gif: Image.Image) -> Iterator[Picture]:
    """Each picture, as often as its delay says: imageio merges equal ones."""
    for frame in ImageSequence.Iterator(gif):
        yield from [np.asarray(frame.convert("RGB"))] * round(frame.info["duration"] / 1000 * FPS)


def peak_memory() -> None:
    """Print the peak of a GIF of 600 pictures of 960 x 720, made in a fresh process."""
    one = f"{sys.executable} {__file__} --just-memory".split()
    print(subprocess.run(one, capture_output=True, text=True, check=True).stdout, end="")


def just_memory() -> None:
    drawn = [np.array(p) for p in dots(12, (960, 720), True)]
    done, own, children = Event(), [megabytes(os.getpid())], [0.0]

    def watch() -> None:
        while not done.wait(0.05):
            own.append(megabytes(os.getpid()))
            children.append(sum(megabytes(pid) for pid in children_of(os.getpid())))

    watcher = Thread(target=watch)
    watcher.start()
    with TemporaryDirectory() as folder:
        Repeated(drawn).movie(Path(folder) / "film.gif", seconds=600 / FPS, fps=FPS)
    done.set()
    watcher.join()
    grown = max(own) - own[0]
    print(
        f"600 pictures to a GIF: ffmpeg at most {max(children):.0f} MB, this process {grown:.0f} MB more than before"
    )


def children_of(pid: int) -> list[int]:
    """The processes that `pid` started."""
    found = []
    for task in Path(f"/proc/{pid}/task").iterdir():
        with suppress(OSError):
            found += [int(n) for n in (task / "children").read_text().split()]
    return found


def megabytes(pid: int) -> float:
    """What a process holds in memory now; none where it has ended."""
    try:
        words = Path(f"/proc/{pid}/status").read_text().split()
        return int(words[words.index("VmRSS:") + 1]) / 1e3
    except (OSError, ValueError):
        return 0.0


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument(
        "--small", action="store_true", help="40 pictures of 480 x 360 instead of 150 of 960 x 720"
    )
    parser.add_argument("--memory", action="store_true", help="peak memory of 600 pictures too")
    parser.add_argument("--just-memory", action="store_true", help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.just_memory:
        return just_memory()
    count, size = (40, (480, 360)) if asked.small else (150, (960, 720))
    films: dict[str, Callable[[], Predrawn]] = {
        "1,000 particles, camera still": lambda: particles(count, size, "still"),
        "1,000 particles, camera moving": lambda: particles(count, size, "orbit"),
        "100 particles, camera still": lambda: camel(count, size),
        "dots, camera still": lambda: Predrawn(dots(count, size, False)),
        "dots, camera moving": lambda: Predrawn(dots(count, size, True)),
    }
    for name, draw in films.items():
        print(f"\n{count} pictures of {size[0]} x {size[1]}, {name}")
        measure(draw())
    if asked.memory:
        peak_memory()


if __name__ == "__main__":
    main()
