"""The ending's numbers as plain values, for what ends in another language."""

from __future__ import annotations

from typing import Any

import render.finale.closing as closing
import render.finale.flood as flood
import render.finale.goal_flags as goal_flags
import render.finale.moments as moments
import render.finale.shares as shares
import render.finale.tally as tally
import render.finale.verdict as verdict
from render.particles import (
    CHECKS,
    CLOSE,
    CLOTH,
    LEVEL,
    MOST_FLAGS,
    MOST_PINS,
    POLE,
    ROUNDING,
    SMALLER,
    TINIEST,
)


def finale_table() -> dict[str, Any]:
    """What a sentence goes by, what valleys say, when it happens, and how ground and flags look."""
    return {
        "level": LEVEL,
        "rounding": ROUNDING,
        "alike": verdict.ALIKE,
        "longest": verdict.LONGEST,
        "few": verdict.FEW,
        "plunge": tally.PLUNGE,
        "early": tally.EARLY,
        "way": verdict.WAY,
        "share": {
            "most": shares.MOST_SHARES,
            "percent": shares.LEAST_PERCENT,
            "marbles": shares.LEAST_MARBLES,
            "aside": closing.ASIDE,
        },
        "exits": {
            "most": shares.MOST,
            "least": shares.LEAST,
            "told": shares.TOLD,
            "reach": closing.REACH,
            "wide": shares.WIDE,
            "far": shares.FAR,
            "some": shares.SOME,
        },
        "floods": moments.FLOODS,
        "speaks": (moments.SPEAKS + moments.SPOKEN) / 2,
        "ground": {
            "seam": flood.SEAM,
            "pale": flood.PALE,
            "unlit": flood.UNLIT,
            "dimmed": flood.DIMMED,
            "toned": flood.TONED,
            "kept": flood.KEPT,
            "shores": flood.SHORES,
            "paling": flood.PALING,
            "rising": flood.RISING,
            "risen": flood.RISEN,
            "deep": flood.DEEP,
            "dark": flood.DARK,
            "alone": flood.ALONE,
            "rivals": flood.RIVALS,
            "rare": flood.RARE,
        },
        "flags": {
            "pole": POLE,
            "cloth": CLOTH,
            "checks": CHECKS,
            "most": MOST_FLAGS,
            "pins": MOST_PINS,
            "smaller": SMALLER,
            "close": CLOSE,
            "small": TINIEST,
            "faint": goal_flags.FAINT,
        },
    }
