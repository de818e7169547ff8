"""Where most still move the ground says how low the marble of each start is; where chance decides that, nothing."""

import numpy as np

from descent import Ending, GradientDescent, Trajectories, descend, grid
from landscapes import find
from render.clock import Clock, nearby
from render.finale import Flood, flood_of
from render.finale.low_starts import low_starts
from render.finale.watersheds import Beacons
from render.particles import creeps, particle_colors
from render.style import rgb
from render.style.themes import DARK
from render.surface import Surface


def slow(name: str = "rosenbrock", rate: float = 0.00028, steps: int = 2000) -> Trajectories:
    f = find(name)
    return descend(f, grid(f.domain, 12), GradientDescent(rate), steps=steps)


def flooded(run: Trajectories) -> tuple[Surface, Flood | None]:
    surface = Surface.of(run.landscape, DARK, resolution=60)
    return surface, flood_of(surface, {"": run}, [particle_colors(run, DARK)], Clock(float(run.steps)))


def test_a_start_of_the_run_has_the_share_that_ends_lower_than_it() -> None:
    run = slow()
    found = low_starts(run, 12)
    assert found is not None
    x, y, share = found
    np.testing.assert_allclose(np.stack(np.meshgrid(x, y), -1).reshape(-1, 2), run.positions[0])
    final, there = run.heights[-1], nearby(run)
    lower = np.array([(final < h).sum() for h in final]) / (len(run) - 1)
    np.testing.assert_allclose(share.ravel(), np.where(there, 0.0, lower))


def test_ground_is_the_more_golden_the_lower_its_marbles_end() -> None:
    run = slow()
    assert creeps(run)
    surface, flood = flooded(run)
    assert flood is not None
    gained = flood.surface.colors.astype(float) - surface.colors
    warmer = gained[..., 0] - gained[..., 2]
    found = low_starts(run, len(surface.unit_heights))
    assert found is not None
    share = found[-1]
    level = surface.unit_heights > 0.5  # where nothing glows
    assert np.corrcoef(warmer[level], share[level])[0, 1] < -0.5


def test_marbles_have_the_colour_of_the_ground_where_they_began() -> None:
    run = slow()
    colors = particle_colors(run, DARK).colors.astype(float)
    final = run.heights[-1]
    gold, ash = (255 * np.array(rgb(color)) for color in (DARK.palette[0], DARK.ash))
    for who, color in ((np.argmin(final), gold), (np.argmax(final), ash)):
        np.testing.assert_allclose(colors[who], color, atol=0.51)
    assert particle_colors(run, DARK).legend[0].text == "the more golden, the lower it ends"


def test_who_is_close_to_the_lowest_place_is_gold_and_counted_so() -> None:
    run = slow("booth", 0.01, 200)
    assert creeps(run) and 0 < nearby(run).sum() < len(run)
    made = particle_colors(run, DARK)
    gold = (made.colors == np.round(255 * np.array(rgb(DARK.palette[0])))).all(axis=1)
    assert gold[nearby(run)].all()
    (entry,) = [entry for entry in made.legend if entry.at_minimum]
    assert entry.text == "close to the lowest pit" and entry.count(run.steps) == nearby(run).sum()


def test_where_chance_decides_who_is_low_the_goal_alone_is_lit() -> None:
    run = slow("bukin6", 2.5e-5, 4000)
    assert (run.ending == Ending.RUNNING).mean() > 0.5 and creeps(run)
    flood = flooded(run)[1]
    assert low_starts(run, 40) is None and flood is not None
    assert isinstance(flood.basins.found, Beacons)
    assert (flood.basins.found.places == run.landscape.minimizers).all()
