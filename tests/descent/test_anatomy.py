"""The parts of a step add up to the step that was made."""

import numpy as np
import pytest

from descent import (
    Adam,
    AdamW,
    FirstOrder,
    Gaussian,
    GradientDescent,
    Momentum,
    Nesterov,
    Newton,
    Trajectories,
    anatomy,
    descend,
    grid,
    known_optimizers,
)
from landscapes import catalogue

F = catalogue["himmelblau"]


@pytest.mark.parametrize("name", known_optimizers())
def test_parts_add_up_to_the_step_in_the_record(name):
    kind = known_optimizers()[name]
    optimizer = kind(0.01, weight_decay=0.2, clip_norm=9.0) if issubclass(kind, FirstOrder) else kind()
    noise = Gaussian(0.5) if issubclass(kind, FirstOrder) else None
    paths = descend(F, grid(F.domain, 4), optimizer, steps=8, tolerance=0, noise=noise)
    alive = np.flatnonzero(paths.stopped_at == 8)[:2]
    for particle, index in ((alive[0], 0), (alive[0], 3), (alive[1], 7)):
        step = anatomy(paths, particle, index)
        made = paths.positions[index + 1, particle] - paths.positions[index, particle]
        np.testing.assert_allclose(step.displacement, made, atol=1e-9)
        np.testing.assert_allclose(sum(step.parts.values()), step.displacement, atol=1e-12)
        np.testing.assert_allclose(step.position, paths.positions[index, particle], atol=1e-9)


def test_parts_of_momentum_are_its_formula():
    paths = descend(F, [[1.0, 1.0]], Momentum(0.01), steps=3, tolerance=0)
    first, second = (anatomy(paths, 0, k) for k in (0, 1))
    np.testing.assert_allclose(second.parts["gradient"], -0.01 * second.gradient)
    np.testing.assert_allclose(second.parts["momentum"], -0.01 * 0.9 * first.gradient)
    np.testing.assert_allclose(second.quantities["velocity"], second.gradient + 0.9 * first.gradient)


def test_names_tell_the_methods_apart():
    parts = {
        kind: list(anatomy(descend(F, [[1.0, 1.0]], kind(0.01), steps=3), 0, 2).parts)
        for kind in (GradientDescent, Momentum, Nesterov, Adam, AdamW)
    }
    assert parts[GradientDescent] == ["gradient"]
    assert parts[Momentum] == parts[Adam] == ["gradient", "momentum"]
    assert parts[Nesterov] == ["gradient", "momentum", "look-ahead"]
    assert parts[AdamW] == ["gradient", "momentum", "decay"]


def test_sentences_hold_the_numbers():
    step = anatomy(descend(F, [[1.0, 1.0]], GradientDescent(0.01), steps=3), 0, 0)
    assert step.sentences[0] == "From step 0 to 1, gradient descent: the slope is (-46, -38)."
    assert "(0.46, 0.38)" in step.sentences[1]


@pytest.mark.parametrize(("particle", "index"), [(-1, 0), (1, 0), (0, 3), (0, -1)])
def test_steps_that_were_not_made_are_refused(particle, index):
    paths = descend(F, [[1.0, 1.0]], Newton(), steps=3)
    with pytest.raises(ValueError, match=r"^anatomy: "):
        anatomy(paths, particle, index)


def test_given_positions_have_no_anatomy():
    with pytest.raises(ValueError, match="anatomy needs a run of our own optimizers"):
        anatomy(Trajectories.from_arrays(F, np.zeros((3, 1, 2))), 0, 0)
