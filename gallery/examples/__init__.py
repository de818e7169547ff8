"""Whole examples that run by themselves, for `thalweg animate --example NAME`, and to be read and copied.

two_moons.py      a small network learns to tell two half moons apart; its training as a film
known_examples.py the examples by name
"""

from typing import TYPE_CHECKING

from render import door

if TYPE_CHECKING:
    from gallery.examples.known_examples import EXAMPLES, Shown, check_example, shown_example

__all__ = ["EXAMPLES", "Shown", "check_example", "shown_example"]

__getattr__ = door(__name__, __file__)
