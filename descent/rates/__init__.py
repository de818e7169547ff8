"""Learning rates that suit a landscape.

stability.py      the largest stable learning rate at a minimum
side_by_side.py   an optimizer at several rates at once
calming.py        a rate at which particles come to rest rather than hover
chosen_rate.py    a rate that knows why it was chosen; choices are kept on disk
learning_rate.py  a learning rate found by trying, and `settled`: an optimizer whose open rate is chosen so
"""

from descent.rates.chosen_rate import ChosenRate
from descent.rates.learning_rate import (
    FASTEST,
    SLOWEST,
    checked_settings,
    default_learning_rate,
    settled,
    trial_numbers,
)
from descent.rates.stability import is_linear, largest_stable_rate

__all__ = [
    "FASTEST",
    "SLOWEST",
    "ChosenRate",
    "checked_settings",
    "default_learning_rate",
    "is_linear",
    "largest_stable_rate",
    "settled",
    "trial_numbers",
]
