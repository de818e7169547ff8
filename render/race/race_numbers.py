"""A race's numbers as plain values, for what tells it in another language."""

from __future__ import annotations

from render.race.outcome import LEFT, SAME


def race_table() -> dict[str, float]:
    """Shares of a descent: what one may have left who is there, and what counts as the same height."""
    return {"left": LEFT, "same": SAME}
