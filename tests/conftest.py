"""What every test may rely on."""

from __future__ import annotations

import signal

import pytest
from hypothesis import settings

settings.register_profile("thalweg", deadline=None)  # how long an example takes is the machine's affair
settings.load_profile("thalweg")

SLOW_HANDS = ("test_explore_window.py", "test_living_page.py", "test_picture_drawn.py")
"""Tests that drive a browser or a window: what they wait for depends on how busy the machine is."""

CRASHED = "^only a process that crashed$"
"""Mesa's software rasterizer did once in some thirty runs of all tests, in a process that had drawn for minutes."""


def pytest_configure() -> None:
    """Let Ctrl-C reach the programs that tests start.

    A run in the background of a shell begins with SIGINT ignored, and children inherit that.
    """
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Give a test that drives a browser or a window two more tries, and one that draws another if its process crashed.

    What it asserts is asserted once: no message of an assertion is `CRASHED`.
    """
    for item in items:
        if item.path.name in SLOW_HANDS:
            item.add_marker(pytest.mark.flaky(reruns=2))
        elif item.get_closest_marker("opengl"):
            item.add_marker(pytest.mark.flaky(reruns=1, only_rerun=[CRASHED]))


@pytest.fixture
def coarse(monkeypatch: pytest.MonkeyPatch) -> None:
    """Surfaces of few lines, for what is asked of pictures so small that finer ones look the same."""
    from render.surface.lattice import Lattice

    fine = Lattice.of
    monkeypatch.setattr(Lattice, "of", lambda f, resolution: fine(f, min(resolution, 48)))
