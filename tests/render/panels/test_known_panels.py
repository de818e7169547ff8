"""What holds of every panel: it is drawn for the landscapes that it claims, and refused for the others in one line."""

from __future__ import annotations

import numpy as np
import pytest
from PIL import Image

from descent import Adam, Trajectories, descend, uniform
from landscapes import Landscape, catalogue, parse
from render import Scene
from render.clock.clock import Clock
from render.clock.settling import last_motion
from render.clock.stepped_clock import SteppedClock
from render.panels.known_panels import PANELS, check_panels, panel_names
from render.particles.colors import particle_colors
from render.style.themes import find_theme

LANDSCAPES = {
    "curve": parse("x**2 + 2*sin(3*x)", domain=((-3, 3),)),
    "curve with holes": parse("log(x)", domain=((-1, 1),)),
    "flat curve": parse("0*x", domain=((-1, 1),)),
    "himmelblau": catalogue["himmelblau"],
    "surface with holes": parse("log(x) + y**2", domain=((-1, 1), (-1, 1))),
    "flat surface": parse("0*x*y", domain=((-1, 1), (-1, 1))),
    "unbounded": parse("x - y**3", domain=((-2, 2), (-2, 2))),
}
KINDS = [(panel, name) for panel in PANELS for name in LANDSCAPES]
THEME = find_theme("dark")


def run(f: Landscape, count: int) -> Trajectories:
    low, high = np.transpose(f.domain)
    starts = low + uniform(((0.5, 0.95),) * f.dimensions, count, seed=1) * (high - low)
    return descend(f, starts, Adam(0.05), steps=12)


@pytest.mark.parametrize(("panel", "name"), KINDS)
def test_a_panel_draws_what_it_claims_and_refuses_the_rest(panel: str, name: str) -> None:
    f, kind = LANDSCAPES[name], PANELS[panel]
    if f.dimensions not in kind.variables:
        with pytest.raises(
            ValueError, match=f"^panel '{panel}' needs a landscape of (one|two) variables?, "
        ) as said:
            Scene(f, panels=(panel,))
        assert "\n" not in str(said.value)
        return
    ground = Image.new("RGB", (240, 160), THEME.ground_bottom)
    for runs in ((run(f, 1),), (run(f, 4), run(f, 3))):
        clock = (SteppedClock if kind.stops else Clock)(max(map(last_motion, runs)))
        colors = [particle_colors(paths, THEME, "optimizer", case) for case, paths in enumerate(runs)]
        panels = kind(f, runs, colors, THEME, ground, 480.0, "auto", clock)
        pictures = [np.asarray(panels.draw(clock.index(t), t)).astype(int) for t in (0.0, 0.4, 1.0)]
        assert all(p.shape == (160, 240, 3) for p in pictures)
        step_to_show = runs[0].stopped_at[0] > 0 or not kind.stops
        assert not step_to_show or (abs(pictures[1] - np.asarray(ground)).max(axis=-1) > 20).mean() > 0.001


@pytest.mark.parametrize("panel", PANELS)
def test_a_panel_without_particles_is_drawn_or_bare(panel: str) -> None:
    kind = PANELS[panel]
    f = next(f for f in (LANDSCAPES["himmelblau"], LANDSCAPES["curve"]) if f.dimensions in kind.variables)
    ground = Image.new("RGB", (240, 160), THEME.ground_bottom)
    drawn = kind(f, (), (), THEME, ground, 480.0).draw(0.0)
    assert drawn.size == ground.size
    assert (np.asarray(drawn) == np.asarray(ground)).all() == kind.follows


@pytest.mark.parametrize("panel", PANELS)
def test_a_panel_stops_the_film_inside_steps_only_where_it_says_so(panel: str) -> None:
    f = LANDSCAPES["himmelblau" if 2 in PANELS[panel].variables else "curve"]
    assert (
        isinstance(Scene(f, run(f, 2), panels=(panel,)).prepared.timing, SteppedClock) == PANELS[panel].stops
    )


def test_what_is_no_panel_is_refused_with_the_names_of_all() -> None:
    with pytest.raises(LookupError, match=f"^unknown panel 'heatmap'; there are {', '.join(panel_names())}$"):
        check_panels(["loss", "heatmap"], 2)
    with pytest.raises(
        ValueError, match=r"^panel 'surface' needs a landscape of two variables, this one has one$"
    ):
        check_panels(["surface"], 1)
    with pytest.raises(
        ValueError, match=r"^panel 'curve' needs a landscape of one variable, this one has two$"
    ):
        check_panels(["curve"], 2)
