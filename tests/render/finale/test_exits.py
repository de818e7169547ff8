"""Where marbles leave the map: as many gates as there are, and everybody who went through one is told there."""

from __future__ import annotations

import numpy as np
import pytest

from descent import GradientDescent, descend, grid
from landscapes import catalogue, find, parse
from render.finale import exits_of, shares_of, told_of
from render.finale.shares import EXITS
from render.finale.tally import Tally
from render.particles import particle_colors
from render.style.themes import DARK
from render.surface import Surface
from render.surface.heights import HeightTransform
from render.surface.world import World


def gates(f, run):  # type: ignore[no-untyped-def]
    shares = exits_of(run, World(f, HeightTransform("linear", -1.0, 1.0)))
    return [int(share.text.split()[0]) for share in shares], np.array([share.at[:2] for share in shares])


def test_a_monkey_saddle_has_three_gates_for_nearly_all_who_leave() -> None:
    f = catalogue["monkey_saddle"]
    run = descend(f, grid(f.domain, 11), GradientDescent(1e-4), steps=4000)
    low, high = np.transpose(f.domain)
    left = (~((run.positions[-1] >= low) & (run.positions[-1] <= high)).all(axis=1)).sum()
    counts, at = gates(f, run)
    assert len(counts) == 3 and 0.9 * left <= sum(counts) <= left
    turns = np.sort(np.degrees(np.arctan2(at[:, 1], at[:, 0])) % 360)
    np.testing.assert_allclose(turns, [60, 180, 300], atol=8)


def test_who_stays_makes_no_gate_and_all_who_leave_together_make_one() -> None:
    f = catalogue["himmelblau"]
    assert gates(f, descend(f, grid(f.domain, 5), GradientDescent(1e-3), steps=50))[0] == []
    slope = parse("x + 4*y**2", domain=((-1.0, 1.0), (-1.0, 1.0)))
    counts, at = gates(slope, descend(slope, 0.6 * grid(slope.domain, 6), GradientDescent(0.05), steps=200))
    assert counts == [36] and at[0, 0] < -0.8


@pytest.mark.parametrize(("name", "rate"), [("peaks", 0.06), ("eggholder", 0.24), ("goldstein_price", 2e-6)])
def test_what_the_gates_say_adds_up_to_nearly_all_or_nothing_is_said(name: str, rate: float) -> None:
    f = catalogue[name]
    run = descend(f, grid(f.domain, 15), GradientDescent(rate), steps=2000)
    counts, _ = gates(f, run)
    lost = Tally.of(run).lost
    assert lost and (not counts or 0.75 * lost <= sum(counts) <= lost)
    assert counts or name != "peaks"


def test_of_many_ways_out_beside_valleys_the_sentence_tells() -> None:
    f = find("beale")
    for rate, many in ((0.02, True), (0.0015, False)):
        run = descend(f, grid(f.domain, 15), GradientDescent(rate), steps=4000)
        world = Surface.of(f, DARK, resolution=40).world
        gone, told = (
            exits_of(run, world),
            told_of({"": run}, [particle_colors(run, DARK)], world, DARK, floods=True),
        )
        assert gone and (len(gone) > EXITS and bool(shares_of(run, world))) == many
        assert any(share.left for share in told) != many
