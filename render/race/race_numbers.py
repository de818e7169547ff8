"""A race's numbers as plain values, for what tells it in another language."""

from __future__ import annotations

from typing import Any

import render.race.head_names as names
import render.race.ranking as ranking
import render.race.standings as standings
from render.race.outcome import LEFT, SAME


def race_table() -> dict[str, Any]:
    """Who is there, who is lower, how long bars are, what is said of who is lost (by the ending's code); names at heads."""
    return {
        "left": LEFT,
        "same": SAME,
        "samples": standings.SAMPLES,
        "calm": standings.CALM,
        "ahead": standings.AHEAD,
        "decades": standings.DECADES,
        "fewest": standings.FEWEST,
        "spare": standings.SPARE,
        "gone": {int(ending): words for ending, words in ranking.GONE.items()},
        "names": {
            "size": names.SIZE,
            "pull": names.PULL,
            "line": names.LINE_GAP,
            "bead": names.BEAD_GAP,
            "leader": names.LEADER,
            "contrast": names.CONTRAST,
            "dimmed": names.DIMMED,
        },
    }
