"""Many films in one process do not make it grow."""

from __future__ import annotations

import gc
import subprocess
import sys
from pathlib import Path

import pytest

from descent import GradientDescent, descend, grid
from landscapes import catalogue
from render import Scene

MOST = 20e6


def resident() -> int:
    """Bytes of this process in memory."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * 4096


def growth() -> int:
    """Bytes by which forty films make this process larger, after ten."""
    f = catalogue["sphere"]
    paths = descend(f, grid(f.domain, 4), GradientDescent(0.05), steps=20)

    def films(count: int) -> None:
        for k in range(count):
            for _ in Scene(f, paths, camera=("orbit", "still")[k % 2]).frames(2, (96, 72)):
                pass
        gc.collect()

    films(10)
    before = resident()
    films(40)
    return resident() - before


@pytest.mark.slow
@pytest.mark.opengl
@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="/proc is Linux's")
def test_forty_films_leave_the_process_as_large_as_it_was() -> None:
    """In one of its own: what other tests have left is given back, or grows, whenever it likes."""
    told = subprocess.run([sys.executable, __file__], capture_output=True, text=True, timeout=300)
    assert told.returncode == 0, told.stderr
    assert int(told.stdout.split()[-1]) < MOST


if __name__ == "__main__":
    print(growth())
