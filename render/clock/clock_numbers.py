"""The clocks' numbers as plain values, for what tells the time in another language."""

from __future__ import annotations

from render.clock.clock import FIRST_STEP, HALFWAY, LEAD, REST
from render.clock.settling import BEYOND, FEW, NEAR
from render.clock.travel import SOME


def clock_table() -> dict[str, float]:
    """Shares of the film, of the domain and of the descent, by what they are."""
    return {
        "lead": LEAD,
        "rest": REST,
        "first_step": FIRST_STEP,
        "halfway": HALFWAY,
        "some": SOME,
        "near": NEAR,
        "beyond": BEYOND,
        "few": FEW,
    }
