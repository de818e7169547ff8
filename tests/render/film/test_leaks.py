"""Many films in one process do not make it grow."""

from __future__ import annotations

import gc
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


@pytest.mark.slow
@pytest.mark.opengl
@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="/proc is Linux's")
def test_forty_films_leave_the_process_as_large_as_it_was() -> None:
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
    assert resident() - before < MOST
