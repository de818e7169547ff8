"""Pictures a second of one scene: thalweg against the ways in which people draw such films, in one run.

    python tests/benchmarks/frames_speed.py [--small]

A surface, particles with growing trails, 150 frames, 960 x 720. The slow ways draw a few frames spread over the
film; the others draw all of it, without the setting up. Ratios are against the obvious PyVista loop at the same number
of particles. At the end the ancestor's third example from interpreter start to file.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parent))

from render.stage.opengl import ensure_opengl

FRAMES = 150
ANCESTOR_EXAMPLE = 358.0
"""Seconds that the ancestor took for its third example at 960 x 720 (371 frames), measured once: it is not run."""

THEN = 8.4
"""Frames a second of the obvious loop on that day."""

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


@dataclass(frozen=True)
class Pace:
    """Pictures a second, and this process's processor time for one (ms): the one that a busy machine changes less."""

    rate: float
    cost: float


def pace(pictures: Iterator[object], count: int) -> Pace:
    """That of an iterator, from the second picture to its last; the first one pays for setting up."""
    next(pictures)
    wall, processor = time.perf_counter(), time.process_time()
    for _ in pictures:
        pass
    wall, processor = time.perf_counter() - wall, time.process_time() - processor
    return Pace((count - 1) / wall, 1e3 * processor / (count - 1))


def theirs(loop, paths, frames: Iterable[int]) -> Pace:
    """The pace of one of the loops; the first frame is drawn twice and not counted."""
    frames = list(frames)
    return pace(loop(paths, [frames[0], *frames]), len(frames) + 1)


def ours(paths, camera: str, count: int = FRAMES) -> Pace:
    """The pace of a scene."""
    from render import Scene

    return pace(Scene(paths.landscape, paths, camera=camera, clock="linear").frames(count), count)


def spread(count: int) -> list[int]:
    """Frames spread evenly over the film, so that their mean trail is the film's."""
    return [round((k + 0.5) * FRAMES / count) for k in range(count)]


def table(counts: Iterable[int], few: dict[str, int], turns: int) -> Pace:
    """Measure and print; of several turns the best counts for each way. Returns the first obvious loop's pace."""
    from frame_loops import LOOPS

    print(f"{'960 x 720':34}{'frames/s':>10}{'CPU ms':>9}{'x obvious':>11}{'in CPU':>8}{'x ancestor':>12}")
    first = None
    for count in counts:
        paths, best = run(count), {}
        for _ in range(turns if count <= 10_000 else 1):
            for name, loop in LOOPS.items():
                if count <= 1000 or name == "obvious PyVista":
                    frames = spread(max(few[name] * 1000 // max(count, 1000), 2))
                    keep(best, name, theirs(loop, paths, frames))
            for camera, word in (("orbit", "moving"), ("still", "still")):
                keep(best, f"thalweg, camera {word}", ours(paths, camera))
        obvious, slowest = best["obvious PyVista"], best.get("ancestor")
        first = first or obvious
        print(f"{count:,} particles")
        for name, p in best.items():
            ratios = f"{p.rate / obvious.rate:11.1f}{obvious.cost / p.cost:8.1f}"
            ratios += f"{p.rate / slowest.rate:12.1f}" if slowest else ""
            print(f"  {name:32}{p.rate:10.2f}{p.cost:9.1f}{ratios}", flush=True)
    assert first is not None
    return first


def keep(best: dict[str, Pace], name: str, new: Pace) -> None:
    """Of two paces the better one, in each measure."""
    old = best.get(name, Pace(0.0, np.inf))
    best[name] = Pace(max(old.rate, new.rate), min(old.cost, new.cost))


def example(obvious: Pace) -> None:
    """Print the seconds from interpreter start to file of the ancestor's third example.

    The ancestor's own time is known from another day: where the obvious loop drew `THEN` frames a second. The last
    column is what the ratio would have been at that pace.
    """
    print(
        f"{'ancestor_s example 3, end to end':34}{'s':>10}{'x ancestor':>12}{'at that day_s pace':>20}".replace(
            "_", "'"
        )
    )
    with tempfile.TemporaryDirectory() as folder:
        for camera in ("orbit", "still"):
            for ending in (".mp4", ".gif"):
                command = [sys.executable, "-c", EXAMPLE, camera, str(Path(folder) / f"film{ending}")]
                start = time.perf_counter()
                subprocess.run(command, check=True)
                ratio = ANCESTOR_EXAMPLE / (time.perf_counter() - start)
                line = f"  {camera + ' ' + ending:32}{ANCESTOR_EXAMPLE / ratio:10.2f}{ratio:12.0f}"
                print(f"{line}{ratio * THEN / obvious.rate:20.0f}", flush=True)


def quality() -> None:
    """Print the signal-to-noise ratio (dB) of a picture against one of 4 x 4 samples a pixel."""
    from render import Scene
    from render.stage import stage
    from render.stage.still_stage import open_stage

    paths = run(1000)
    scene = Scene(paths.landscape, paths, camera="still", clock="linear")
    settings = {
        "camera": scene.prepared.camera_path,
        "size": (960, 720),
        "frame": scene.prepared.layout((960, 720)).frame,
    }

    def picture(make, oversize: int, multisamples: int = 0):
        stage.OVERSIZE = oversize
        made = make(scene.prepared.content, **settings)
        if multisamples:
            made.plotter.render_window.SetMultiSamples(multisamples)
        drawn = np.asarray(made.draw(0.3)).astype(float)
        made.close()
        return drawn

    reference = picture(stage.Stage, 4)
    ways = {
        "no antialiasing": (stage.Stage, 1),
        "8-sample MSAA": (stage.Stage, 1, 8),
        "thalweg, camera moving": (stage.Stage, 2),
        "thalweg, camera still": (open_stage, 2),
    }
    print(f"{'against 4 x 4 samples':34}{'PSNR dB':>10}")
    for name, way in ways.items():
        error = np.mean((picture(*way) - reference) ** 2)
        print(f"  {name:32}{10 * np.log10(255**2 / error):10.1f}", flush=True)


def main() -> None:
    """Print the table; --small measures less."""
    ensure_opengl()
    small = "--small" in sys.argv[1:]
    few = {"ancestor": 2, "obvious PyVista": 10 if small else 30, "matplotlib 50x50": 4 if small else 10}
    obvious = table((1000,) if small else (1000, 10_000, 100_000), few, turns=1 if small else 2)
    quality()
    example(obvious)


if __name__ == "__main__":
    main()
