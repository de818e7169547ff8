"""When in the rest of a film its ending happens."""

from __future__ import annotations

from render.clock import REST

FLOODS, SPEAKS, SPOKEN = 0.36, 0.18, 0.42
"""Shares of the rest: when the ground is wholly flooded, and when the sentence begins to appear and stands."""

SETTLED = 1 - REST + FLOODS * REST
"""The film time at which the ground is wholly flooded: from then on nothing on it changes, old trails neither."""


def _eased(share: float) -> float:
    share = min(max(share, 0.0), 1.0)
    return share * share * (3 - 2 * share)


def flooded(t: float) -> float:
    """How much of the ground's colour is that of its basin at film time `t`, 0..1."""
    return _eased((t - 1 + REST) / (FLOODS * REST))


def spoken(t: float) -> float:
    """How much of the sentence is to be seen at film time `t`, 0..1."""
    return _eased(((t - 1) / REST + 1 - SPEAKS) / (SPOKEN - SPEAKS))
