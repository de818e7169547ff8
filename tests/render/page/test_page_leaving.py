"""Who leaves the map is said to, where films say it: at the gates through which many went, and of a single one."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from javascript import needs_node, run_node

from descent import Adam, Gaussian, GradientDescent, Momentum, descend, grid, uniform
from landscapes import catalogue, parse
from render.finale.shares import gates_of
from render.page import living_of, printed_of
from render.page.assembly import script
from render.particles.beads import Particles
from render.scene import Scene

pytestmark = needs_node
INNER = "globalThis.inner = { particleWords, cutLimits };})();\n"
BEGUN = """
(0, eval)(input.interface);
const { state } = Thalweg.settledState(Thalweg.printed.page.state);
const model = new Thalweg.Model().read(state), [own] = model.all;
"""


def in_page(asked: str, scene: Scene, **data: Any) -> Any:
    """What `asked` returns, a function's body that reads ``model`` and ``own``, its only run."""
    opened = script("interface").removesuffix("})();\n") + INNER
    return run_node(BEGUN + asked, {"interface": opened, **data}, printed_of(living_of(scene)))


@pytest.mark.parametrize(
    ("formula", "leave"),
    [("y**2 - x**2", True), ("x + y**2/4", True), ("cos(3*x)*y", True), ("x**2 + y**2", False)],
)
def test_gates_are_the_films(formula: str, leave: bool) -> None:
    f = parse(formula, domain=((-2, 2), (-3, 2)))
    run = descend(f, uniform(f.domain, 150, seed=2), GradientDescent(0.03), steps=150)
    scene = Scene(run.landscape, run)
    surface = scene.prepared.any_surface
    gates, through = gates_of(run, surface.world)
    (x0, x1), (y0, y1) = surface.world.plane(np.array(run.landscape.domain).T).T
    told = in_page(
        """
        const { domain } = model.landscape, flat = (p) => [0, 1].map((i) =>
          input.low[i] + ((p[i] - domain[i][0]) / (domain[i][1] - domain[i][0])) * (input.high[i] - input.low[i]));
        return Thalweg.exitsOf(own.run, flat).map(({ text, position }) => [text, flat(position)]);""",
        scene,
        low=[x0, y0],
        high=[x1, y1],
    )
    assert [text for text, _ in told] == [f"{(through == k).sum()} over the edge" for k in range(len(gates))]
    for (_, at), gate in zip(told, surface.world.plane(gates), strict=True):
        np.testing.assert_allclose(at, gate, atol=1e-6)
    assert bool(len(gates)) == leave


def test_one_that_rests_off_the_map_is_not_said_to_be_at_rest() -> None:
    f = parse("(x - 3)**2 + y**2", domain=((-1, 1), (-1, 1)))
    scene = Scene(f, descend(f, grid(f.domain, 2), GradientDescent(0.05), steps=400))
    words = "({ index }) => inner.particleWords({ model, index, followed: 1 }, index >= own.run.steps)"
    told = in_page(f"return [0, 5, 400].map((index) => ({words})({{ index }}));", scene)
    assert [text.rpartition("   ")[2] for text in told] == ["moving", "over the edge", "over the edge"]


def test_what_is_recorded_can_be_asked_as_what_is_descended() -> None:
    f = catalogue["himmelblau"]
    run = descend(f, grid(f.domain, 2), GradientDescent(0.004), noise=Gaussian(0.1), steps=20)
    limits = in_page("return inner.cutLimits({ own, k: 1 });", Scene(f, run))
    assert np.isfinite(limits).all()


def test_who_starts_where_nothing_is_defined_is_not_drawn_as_in_films() -> None:
    f = parse("sqrt(1 - x**2 - y**2)*sin(5*x) + y", domain=((-1.2, 1.2), (-1.2, 1.2)))
    run = descend(f, grid(f.domain, 9), GradientDescent(0.01), steps=30)
    scene = Scene(f, run)
    drawing = script("drawing").removesuffix("})();\n") + "globalThis.drawn = { Beads };})();\n"
    told = in_page(
        """
        (0, eval)(input.drawing);
        const ground = new Thalweg.Relief(model.landscape, model.landscape.domain, { resolution: 40, towards: [0, 0, 1] });
        const beads = new drawn.Beads(ground, [{ ...own, colors: new Uint8Array(3 * own.run.count), shapes: [] }], 0.02);
        return [0, 15.5, 30].map((index) => {
          beads.show(index);
          return Array.from({ length: own.run.count }, (_, k) => beads.data[8 * k + 3]);
        });""",
        scene,
        drawing=drawing,
    )
    mine = Particles.of(run, scene.prepared.any_surface.world, scene.prepared.theme)
    for radii, index in zip(told, (0, 15.5, 30), strict=True):
        shares = mine.at(index)[1] / mine.radius
        np.testing.assert_allclose(np.array(radii) / 0.02, shares, atol=1e-6)
        assert 0 < (shares == 0).sum() < len(run)


def test_the_list_of_a_race_is_the_films_where_all_leave() -> None:
    f = catalogue["hyperbolic_saddle"]
    kinds = {"plain": GradientDescent(0.02), "heavy": Momentum(0.02), "Adam": Adam(0.02)}
    runs = {name: descend(f, [(-0.9, 0.01)], kind, steps=500) for name, kind in kinds.items()}
    scene = Scene(f, runs)
    standings = scene.prepared.standings
    assert standings is not None and np.isfinite(standings.losses).all()
    told = in_page(
        """
        const race = new Thalweg.Standings(model.runs.map(({ run }) => run), (t) => model.film.index(t));
        return race.rows(1, 1e9).map(({ k, said }) => [k, said]);""",
        scene,
    )
    assert [k for k, _ in told] == standings.order()
    assert [said for _, said in told] == [
        f"over the edge, step {int(standings.losses[k])}" for k in standings.order()
    ]
