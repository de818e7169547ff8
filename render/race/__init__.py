"""Several optimizers with one particle each, shown as a race.

standings.py   who is how low at every film time, and in which order; what a bar's length says
outcome.py     one sentence of how it ended, and where the learning rates come from
ranking.py     bars in that order, beside the surface
race_words.py  both of them on a picture
names.py       what runs are called on pictures
head_names.py  names at the heads of the trails, clear of each other
race_numbers.py  its numbers, for the page
"""

from typing import TYPE_CHECKING

from render.door import door

if TYPE_CHECKING:
    from render.race.head_names import HeadNames, Seat
    from render.race.names import display_names
    from render.race.outcome import rates_text, verdict
    from render.race.race_numbers import race_table
    from render.race.race_words import RaceWords
    from render.race.ranking import Ranking, wanted_width
    from render.race.standings import Standings, is_race

__all__ = [
    "HeadNames",
    "RaceWords",
    "Ranking",
    "Seat",
    "Standings",
    "display_names",
    "is_race",
    "race_table",
    "rates_text",
    "verdict",
    "wanted_width",
]

__getattr__ = door(__name__, __file__)
