"""Many films in one process do not make it grow."""

from __future__ import annotations

import gc
import sys
from pathlib import Path
from statistics import median

import pytest

from descent import GradientDescent, descend, grid
from landscapes import catalogue
from render import Scene

MOST = 0.25e6
"""Bytes for each film: what is not closed costs 35 MB, what is not collected 0.3."""
WINDOW = 4


def resident() -> int:
    """Bytes of this process in memory."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * 4096


@pytest.mark.slow
@pytest.mark.opengl
@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="/proc is Linux's")
def test_films_leave_the_process_as_large_as_it_was() -> None:
    """The middle growth of several windows: a leak grows in most of them, an allocator takes much at once in one."""
    f = catalogue["sphere"]
    paths = descend(f, grid(f.domain, 4), GradientDescent(0.05), steps=20)

    def growth() -> int:
        before = resident()
        for k in range(WINDOW):
            for _ in Scene(f, paths, camera=("orbit", "still")[k % 2]).frames(2, (96, 72)):
                pass
        gc.collect()
        return resident() - before

    growth()
    assert median(growth() for _ in range(5)) < WINDOW * MOST
