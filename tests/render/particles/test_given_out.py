"""Beads of those who ran out of where a function is defined."""

from descent import Ending, GradientDescent, descend, grid
from landscapes import parse
from render.particles import CROSS, ROUND, SHAPES, Particles, particle_colors
from render.style.themes import DARK
from render.surface import Surface


def test_a_crowd_that_ran_out_of_the_function_is_dots_and_a_few_are_crosses() -> None:
    f = parse("log(x) + y**2", domain=((0, 2), (-1, 1)))
    surface = Surface.of(f, DARK, resolution=30)
    for count, cross in ((4, False), (2, True)):
        run = descend(f, grid(((0.5, 2), (-1, 1)), count), GradientDescent(0.02), steps=2000)
        assert (run.ending == Ending.DIVERGED).all()
        own = Particles.of(run, surface.world, DARK)
        (before, after) = (own.at(0.0), own.at(float(run.steps)))
        assert (after[2] == (SHAPES.index(CROSS) if cross else 0)).all()
        assert (after[1] == before[1]).all() if cross else (after[1] < 0.7 * before[1]).all()
        (entry,) = [e for e in particle_colors(run, DARK).legend if not e.before]
        assert entry.shape == (CROSS if cross else ROUND) and entry.text == "over the edge"
