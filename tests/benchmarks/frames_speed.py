"""Pictures a second of one scene: thalweg against the ways in which people draw such films, in one run.

    python tests/benchmarks/frames_speed.py [--small]

A surface, particles with growing trails, 150 frames, 960 x 720. The slow ways draw a few frames spread over the
film; the others draw all of it, without the setting up. Ratios are against the obvious PyVista loop at the same number
of particles. At the end the ancestor's third example from interpreter start to file.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parent))

from render.opengl import ensure_opengl

FRAMES = 150
ANCESTOR_EXAMPLE = 358.0
"""Seconds that the ancestor took for its third example at 960 x 720 (371 frames), measured once: it is not run."""

EXAMPLE = """
import sys
from descent import GradientDescent, descend, grid
from landscapes import catalogue
from render import Scene
f = catalogue["six_hump_camel"]
paths = descend(f, grid(f.domain, 10), GradientDescent(learning_rate=0.005), steps=370)
Scene(f, paths, camera=sys.argv[1]).movie(sys.argv[2], seconds=371 / 25, fps=25)
"""


def run(count: int):
    """`count` particles on Himmelblau's function, one step a frame."""
    from descent import GradientDescent, descend
    from landscapes import catalogue

    f = catalogue["himmelblau"]
    low, high = np.transpose(f.domain)
    starts = np.random.default_rng(0).uniform(low, high, (count, 2))
    return descend(f, starts, GradientDescent(learning_rate=0.005), steps=FRAMES - 1, tolerance=0)


def rate(pictures: Iterator[object], count: int) -> float:
    """Pictures a second of an iterator, from the second to its last; the first one pays for setting up."""
    next(pictures)
    start = time.perf_counter()
    for _ in pictures:
        pass
    return (count - 1) / (time.perf_counter() - start)


def theirs(loop, paths, frames: Iterable[int]) -> float:
    """Pictures a second of one of the loops; the first frame is drawn twice and not counted."""
    frames = list(frames)
    return rate(loop(paths, [frames[0], *frames]), len(frames) + 1)


def ours(paths, camera: str, count: int = FRAMES) -> float:
    """Pictures a second of a scene."""
    from render import Scene

    return rate(Scene(paths.landscape, paths, camera=camera, clock="linear").frames(count), count)


def spread(count: int) -> list[int]:
    """Frames spread evenly over the film, so that their mean trail is the film's."""
    return [round((k + 0.5) * FRAMES / count) for k in range(count)]


def table(counts: Iterable[int], few: dict[str, int], turns: int) -> None:
    """Measure and print; of several turns the best counts for each way."""
    from frame_loops import LOOPS

    print(f"{'pictures a second, 960 x 720':32}{'frames/s':>10}{'x obvious':>11}{'x ancestor':>12}")
    for count in counts:
        paths, best = run(count), {}
        for _ in range(turns):
            for name, loop in LOOPS.items():
                if count <= 1000 or name == "obvious PyVista":
                    frames = spread(max(few[name] * 1000 // max(count, 1000), 2))
                    best[name] = max(best.get(name, 0.0), theirs(loop, paths, frames))
            for camera in ("orbit", "still"):
                name = f"thalweg, camera {'moving' if camera == 'orbit' else 'still'}"
                best[name] = max(best.get(name, 0.0), ours(paths, camera))
        print(f"{count:,} particles")
        for name, fps in best.items():
            by_ancestor = f"{fps / best['ancestor']:12.1f}" if "ancestor" in best else ""
            print(f"  {name:30}{fps:10.2f}{fps / best['obvious PyVista']:11.1f}{by_ancestor}", flush=True)


def example() -> None:
    """Print the seconds from interpreter start to file of the ancestor's third example."""
    print(f"ancestor's example 3, end to end{'s':>10}{'x ancestor':>11}")
    with tempfile.TemporaryDirectory() as folder:
        for camera in ("orbit", "still"):
            for ending in (".mp4", ".gif"):
                command = [sys.executable, "-c", EXAMPLE, camera, str(Path(folder) / f"film{ending}")]
                start = time.perf_counter()
                subprocess.run(command, check=True, env=os.environ)
                seconds = time.perf_counter() - start
                print(
                    f"  {camera + ' ' + ending:30}{seconds:10.2f}{ANCESTOR_EXAMPLE / seconds:11.0f}",
                    flush=True,
                )


def main() -> None:
    """Print the table; --small measures less."""
    ensure_opengl()
    small = "--small" in sys.argv[1:]
    few = {"ancestor": 2, "obvious PyVista": 10 if small else 30, "matplotlib 50x50": 4 if small else 10}
    table((1000,) if small else (1000, 10_000, 100_000), few, turns=1 if small else 2)
    example()


if __name__ == "__main__":
    main()
