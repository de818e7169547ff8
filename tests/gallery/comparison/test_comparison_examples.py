"""The examples of the docstrings run, and print what stands there."""

from __future__ import annotations

import doctest

import gallery.comparison.comparison


def test_the_examples_print_what_stands_there() -> None:
    found = doctest.testmod(gallery.comparison.comparison)
    assert found.attempted >= 8 and not found.failed
