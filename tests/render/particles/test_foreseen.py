"""Several steps worked out together are those worked out one by one."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest

from descent import Adam, GradientDescent, descend, grid
from landscapes import find, parse
from render.particles import Foreseen, Particles
from render.style import DARK
from render.surface import Surface

BARRIER = "x + 2*y - 0.3*log(1 - x)"


@pytest.mark.parametrize("name", ["himmelblau", "easom", "cross_in_tray", "iris_logistic", "barrier"])
def test_steps_stand_alike_together_and_alone(name: str) -> None:
    f = parse(BARRIER, domain=[(-1.2, 1.2), (-1.2, 1.2)]) if name == "barrier" else find(name)
    starts = grid(f.domain, 5)
    runs = [descend(f, starts, rule, steps=60) for rule in (GradientDescent(0.02), Adam(0.3))]
    world = Surface.of(f, DARK).world
    steps = [0.0, 0.25, 1.0, 1.5, 17.0, 33.3, 59.9, 60.0, 80.0]
    for own in (Particles.of(run, world, DARK, runs) for run in runs):
        together = own.standings(steps)
        for k, ((standing, discs), step) in enumerate(zip(own.shown(steps), steps, strict=True)):
            alone = own.standing(step)
            for one, other, again in zip(together, alone, standing, strict=True):
                np.testing.assert_allclose(one[k], other, rtol=1e-12, atol=1e-12)
                np.testing.assert_array_equal(one[k], again)
            shadows = own.discs(alone)
            assert discs is not None and shadows is not None
            np.testing.assert_allclose(discs.across, shadows.across, rtol=1e-12, atol=1e-12)
            np.testing.assert_allclose(discs.middles, shadows.middles, rtol=1e-12, atol=1e-12)
        at = np.stack([own.run.at(step)[0] for step in steps])
        np.testing.assert_array_equal(own.run.between(own.run.positions, steps), at)


def test_each_answer_is_its_own_and_few_questions_are_asked() -> None:
    asked: list[list[float]] = []

    def work(steps: Sequence[float]) -> list[float]:
        asked.append(list(steps))
        return [10 * step for step in steps]

    answers = Foreseen(work, 1000)
    answers.expect([0.0, 0.0, 1.0, 2.0, 2.0, 3.0, 4.0, 5.0])
    assert [answers.at(step) for step in (0.0, 1.0, 2.0, 3.0, 5.0)] == [0.0, 10.0, 20.0, 30.0, 50.0]
    assert asked == [[0.0, 1.0, 2.0, 3.0], [5.0]]
    assert answers.at(7.5) == 75.0 and answers.at(2.0) == 20.0
    assert Foreseen(work, 10**6).at(3.0) == 30.0 and asked[-1] == [3.0]
