"""How fast the living page computes and draws, beside what it is measured by.

    python tests/benchmarks/page_speed.py [--small] [--browser]

Through Node, in the processor's time of one process, so that a busy machine is no excuse: every first-order optimizer
for 200 steps from one start (16 ms together), and where 200 x 200 starts go in at most 500 steps, the coarse picture
(100 ms) and the full one (1 s). Each is the median of several rounds; the first round warms up. With --browser then
what Chromium takes by the clock: from load to the first picture (0.5 s), and frames a second on the move with 1,000
and 10,000 particles (20 without a graphics card).
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from statistics import median
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1]))
from browser import open_browser, open_page
from javascript import printed_landscapes, run_node

from gallery.spec import LandscapeSpec, RunSpec, SceneSpec, living_of_spec
from landscapes import catalogue
from render.page import write_page
from render.page.writing import shared_texts

LANDSCAPES = (
    *("himmelblau", "rosenbrock", "beale", "ackley", "griewank"),
    *("rastrigin", "styblinski_tang", "six_hump_camel", "easom", "levy13"),
)
OPTIMIZERS = ("gradient_descent", "momentum", "adam")

SCRIPT = """
const cpu = () => { const { user, system } = process.cpuUsage(); return (user + system) / 1000; };
const all = Object.keys(Thalweg.optimizers).filter((name) => Thalweg.optimizers[name].printed);
const rates = Object.fromEntries(input.names.map((name) => [name, Object.fromEntries(all.map((optimizer) =>
  [optimizer, Thalweg.defaultRate(Thalweg.landscapeOf(name), optimizer, {}).rate]))]));
const out = { count: all.length, lone: {}, basins: [] };
for (const name of input.names) {
  const f = Thalweg.landscapeOf(name), starts = f.domain.map(([low, high], i) => low + [0.3, 0.4][i] * (high - low));
  out.lone[name] = Array.from({ length: input.rounds + 1 }, () => {
    const begun = cpu();
    for (const optimizer of all) {
      Thalweg.descend(f, { optimizer, learning_rate: rates[name][optimizer], starts: [starts], steps: 200 });
    }
    return cpu() - begun;
  }).slice(1);
  for (const optimizer of input.optimizers) {
    const times = Array.from({ length: input.rounds + 1 }, () => {
      const begun = cpu();
      let coarse = null;
      const how = { optimizer, learning_rate: rates[name][optimizer], steps: 500, resolution: input.side };
      for (const { label } of Thalweg.basinsOf(f, how)) {
        if (label) coarse ??= cpu() - begun;
      }
      return [coarse, cpu() - begun];
    }).slice(1);
    out.basins.push([name, optimizer, times]);
  }
}
return out;"""


def computed(names: tuple[str, ...], rounds: int, side: int) -> Iterator[str]:
    """The table's lines of what is computed."""
    printed = {**shared_texts(), "landscapes": printed_landscapes([catalogue[name] for name in names])}
    data = {"names": names, "optimizers": OPTIMIZERS, "rounds": rounds, "side": side}
    found = run_node(SCRIPT, data, printed, timeout=1200)
    yield f"thalweg's page: {found['count']} first-order optimizers x 200 steps, basins {side} x {side} x 500 steps, ms"
    yield f"{'landscape':18}{'lone':>8}" + "".join(
        f"{name + ' coarse':>26}{'full':>8}" for name in OPTIMIZERS
    )
    for name in names:
        times = [own for who, _, own in found["basins"] if who == name]
        columns = "".join(
            f"{median(t[0] for t in own):26.0f}{median(t[1] for t in own):8.0f}" for own in times
        )
        yield f"{name:18}{median(found['lone'][name]):8.1f}{columns}"


MOVED = """
const done = arguments[1], begun = performance.now();
let frames = 0;
thalweg.state = { playing: true, time: 0 };
const next = () => {
  frames++;
  const passed = performance.now() - begun;
  if (passed < arguments[0]) requestAnimationFrame(next); else done((1000 * frames) / passed);
};
requestAnimationFrame(next);"""


def shown(driver: Any, folder: Path, particles: int) -> tuple[float, float]:
    """Milliseconds to the first picture, and frames a second."""
    spec = SceneSpec(
        landscape=LandscapeSpec(name="himmelblau"), runs=(RunSpec(starts=(f"uniform:{particles}",)),)
    )
    path = write_page(folder / f"{particles}.html", living_of_spec(spec, spec.landscape.ground()))
    firsts = []
    for _ in range(5):
        open_page(driver, path)
        firsts.append(driver.execute_script("return performance.now()"))
    return median(firsts), median(driver.execute_async_script(MOVED, 3000) for _ in range(3))


def main() -> None:
    """Print the table."""
    small = "--small" in sys.argv
    for line in computed(LANDSCAPES[:2] if small else LANDSCAPES, 1 if small else 5, 20 if small else 200):
        print(line)
    if "--browser" not in sys.argv:
        return
    with open_browser((1280, 800)) as driver, tempfile.TemporaryDirectory() as folder:
        for particles in (225, 1000, 10_000):
            first, frames = shown(driver, Path(folder), particles)
            print(
                f"{particles:6} particles: first picture after {first:.0f} ms, {frames:.0f} frames a second"
            )


if __name__ == "__main__":
    main()
