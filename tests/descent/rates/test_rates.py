"""Rates: what theory says is stable, what is chosen, and that the chosen ones work."""

from dataclasses import replace

import numpy as np
import pytest

from descent import (
    BFGS,
    AdaGrad,
    Adam,
    ChosenRate,
    Cosine,
    Ending,
    Gaussian,
    GradientDescent,
    Lion,
    Momentum,
    Nesterov,
    Newton,
    NormalizedDescent,
    RMSProp,
    SignDescent,
    default_learning_rate,
    default_steps,
    descend,
    grid,
    largest_stable_rate,
    steps_wanted,
)
from descent.rates.chosen_rate import kept_choice
from descent.rates.side_by_side import ends
from landscapes import Landscape, catalogue, parse


def parabola(curvature):
    return Landscape(name="here", builder=lambda x: curvature * x**2 / 2, domain=((-1.0, 1.0),))


@pytest.mark.parametrize(
    ("optimizer", "product"),
    [(GradientDescent(), 2.0), (Momentum(), 3.8), (Momentum(momentum=0.5), 3.0), (Nesterov(), 3.8 / 2.8)],
)
def test_stable_rate_is_the_textbooks_and_runs_obey_it(optimizer, product):
    f = parabola(10)
    limit = largest_stable_rate(f, [0.0], optimizer)
    assert limit == pytest.approx(product / 10, rel=1e-9)
    kind = type(optimizer)
    settings = {"momentum": optimizer.momentum} if hasattr(optimizer, "momentum") else {}
    below, above = (
        descend(f, [[0.5]], kind(limit * factor, **settings), steps=3000).ending[0] for factor in (0.99, 1.01)
    )
    assert below == Ending.CONVERGED and above == Ending.ESCAPED


def test_stable_rate_needs_a_minimum_and_a_proportional_step():
    f = Landscape(name="hill", builder=lambda x, y: -(x**2) - y**2, domain=((-1.0, 1.0),) * 2)
    with pytest.raises(ValueError, match="hill has no minimum at"):
        largest_stable_rate(f, [0.0, 0.0])
    with pytest.raises(ValueError, match="Adam: its step is not proportional"):
        largest_stable_rate(parabola(1), [0.0], Adam())


def test_saddle_has_no_stable_rate():
    with pytest.raises(ValueError, match="six_hump_camel has no minimum at"):
        largest_stable_rate(catalogue["six_hump_camel"], [0.0, 0.0])


def test_weight_decay_lowers_the_stable_rate():
    limit = largest_stable_rate(parabola(10), [0.0], GradientDescent(weight_decay=5.0))
    assert limit == pytest.approx(2 / 15, rel=1e-9)
    below, above = (
        descend(parabola(10), [[0.5]], GradientDescent(limit * factor, weight_decay=5.0), steps=3000).ending[
            0
        ]
        for factor in (0.99, 1.01)
    )
    assert below == Ending.CONVERGED and above == Ending.ESCAPED


@pytest.mark.parametrize("optimizer", [Adam, AdaGrad, RMSProp], ids=lambda kind: kind.__name__)
def test_no_default_rate_leaves_a_long_narrow_domain_at_once(optimizer):
    f = catalogue["brown_badly_scaled"]
    rate = default_learning_rate(f, optimizer)
    paths = descend(f, grid(f.domain, 7), optimizer(rate), steps=200, record="ends")
    assert not np.isin(paths.ending, (Ending.ESCAPED, Ending.DIVERGED)).any()
    assert (paths.heights[-1] < paths.heights[0]).mean() > 0.9


def test_sphere_film_takes_tens_of_steps():
    rate = default_learning_rate(catalogue["sphere"])
    assert 0.1 / 2 <= rate <= 0.3 / 2
    assert "gentlest" in rate.reason
    assert 50 <= default_steps(catalogue["sphere"], GradientDescent()) <= 100


def test_six_hump_camel_gets_the_usual_rate():
    assert 0.005 <= default_learning_rate(catalogue["six_hump_camel"]) <= 0.03


HARD = [
    "beale",
    "rosenbrock",
    "goldstein_price",
    "easom",
    "griewank",
    "powell_badly_scaled",
    "ackley",
    "rastrigin",
]


@pytest.mark.parametrize("kind", [GradientDescent, Momentum, Nesterov, Adam, RMSProp, Lion])
@pytest.mark.parametrize("name", HARD)
def test_nobody_is_lost_at_the_chosen_rate(name, kind):
    f = catalogue[name]
    paths = descend(f, grid(f.domain, 15), kind(), steps=200)
    assert not (paths.ending >= Ending.ESCAPED).any()
    assert np.median(paths.heights[-1]) <= np.median(paths.heights[0])


def test_easoms_rate_suits_the_pit():
    f = catalogue["easom"]
    starts = f.minimizers + np.array([[0.8, 0.0], [0.0, -0.8], [0.5, 0.5]])
    assert (descend(f, starts, GradientDescent(), steps=200).ending == Ending.CONVERGED).all()


def test_choice_is_the_same_every_time():
    f = catalogue["himmelblau"]
    assert default_learning_rate(f, Momentum) == default_learning_rate(replace(f), Momentum(0.5))
    assert default_learning_rate(f) != default_learning_rate(f, Momentum)


def test_a_formulas_rate_is_looked_for_once_and_a_functions_every_time():
    calls = []

    def height(points):
        calls.append(len(points))
        return (points**2).sum(axis=-1)

    f, measured = catalogue["himmelblau"], Landscape.from_function(height, ((-1.0, 1.0),))
    assert default_learning_rate(f, Adam) is default_learning_rate(f, Adam())
    assert default_learning_rate(f, Adam) is not default_learning_rate(f, Adam(beta1=0.8))
    rates = [default_learning_rate(measured, Adam) for _ in range(2)]
    asked = len(calls)
    rates.append(default_learning_rate(measured, Adam))
    assert rates[0] == rates[1] == rates[2] and len(calls) > asked


def test_a_choice_is_kept_on_disk_for_another_session(tmp_path, monkeypatch):
    monkeypatch.setenv("THALWEG_CACHE", str(tmp_path))
    f, measured = catalogue["booth"], Landscape.from_function(lambda x, y: x**2 + y**2, ((-1, 1), (-1, 1)))
    asked = []

    def choose(f, optimizer):
        asked.append(f)
        return ChosenRate(0.1 + 0.2, "because")

    def kept(f, optimizer):
        chosen = kept_choice(f, optimizer, choose)
        return repr(float(chosen)), chosen.reason

    class Mine(GradientDescent):
        pass

    for once in (
        (f, GradientDescent()),
        (f, Momentum()),
        (f, Momentum(momentum=0.5)),
        (replace(f, domain=((-1, 1), (-1, 1))), Momentum()),
        (f.in_dimensions(2), RMSProp()),
    ):
        asked.clear()
        assert kept(*once) == kept(*once) == ("0.30000000000000004", "because") and len(asked) == 1
    for always in (
        (measured, Momentum()),
        (f, Mine()),
        (f, Momentum(Cosine(0.1, 50))),
        (parse("x**2", domain=(-1, 1)), Momentum()),
    ):
        asked.clear()
        assert kept(*always) == kept(*always) and len(asked) == 2


FLAT = {
    "flat": lambda x, y: 0 * x + 1,
    "slope": lambda x, y: 3 * x - y,
    "steep": lambda x, y: 1e12 * (x**2 + y**2),
    "shallow": lambda x, y: 1e-12 * (x**2 + y**2),
    "bottomless": lambda x, y: x * y,
}


@pytest.mark.parametrize("kind", [GradientDescent, Momentum, Adam])
@pytest.mark.parametrize("name", FLAT)
def test_odd_landscapes_get_a_rate_too(name, kind):
    f = Landscape(name=name, builder=FLAT[name], domain=((-1.0, 1.0),) * 2)
    rate = default_learning_rate(f, kind)
    assert np.isfinite(rate) and rate > 0 and rate.reason
    paths = descend(f, grid(f.domain, 5), kind(float(rate)), steps=30)
    assert not (paths.ending >= Ending.ESCAPED).any()
    assert 50 <= default_steps(f, kind()) <= 10_000


def test_steep_and_shallow_differ_by_their_curvature():
    rates = [
        default_learning_rate(Landscape(name=n, builder=FLAT[n], domain=((-1.0, 1.0),) * 2))
        for n in ("steep", "shallow")
    ]
    assert rates[1] / rates[0] == pytest.approx(1e24, rel=1e-6)


def test_methods_that_find_their_own_length_keep_it():
    assert default_learning_rate(catalogue["himmelblau"], Newton) == 1.0


@pytest.mark.slow
@pytest.mark.parametrize("name", sorted(catalogue))
def test_whole_catalogue_gets_a_rate_that_moves_something(name):
    f = catalogue[name]
    rate = default_learning_rate(f)
    starts = grid(f.domain, 8 if f.dimensions < 3 else 2)
    starts = starts[np.isfinite(f.value(starts))]
    paths = descend(f, starts, GradientDescent(float(rate)), steps=60)
    assert not (paths.ending == Ending.DIVERGED).any()
    assert paths.heights[-1].sum() <= paths.heights[0].sum()


@pytest.mark.parametrize("name", ["ackley", "alpine1", "bartels_conn", "ursem3", "bukin6"])
def test_at_a_kink_no_rate_is_stable(name):
    with pytest.raises(ValueError, match="kink"):
        largest_stable_rate(catalogue[name], catalogue[name].minimizers[0])


@pytest.mark.parametrize("name", ["beale", "booth", "branin", "easom", "himmelblau", "rastrigin", "trid"])
def test_a_rate_above_the_limit_leaves_a_smooth_minimum_and_one_below_returns(name):
    f = catalogue[name]
    minimizer = f.minimizers[0]
    near = minimizer + 1e-6 * np.ptp(f.domain, axis=1) * np.array([[0.6, 0.8], [-0.8, 0.6], [0.3, -0.9]])
    limit = largest_stable_rate(f, minimizer)
    for factor, returns in ((0.97, True), (1.03, False)):
        optimizer = GradientDescent(factor * limit)
        paths = descend(f, near, optimizer, steps=4000, tolerance=0, escape_factor=1e6, record="ends")
        ends = np.abs(paths.positions[-1] - minimizer).max()
        assert (ends < np.abs(near - minimizer).max() / 3) == returns


@pytest.mark.parametrize(
    ("formula", "domain"),
    [
        ("x**20", [(-10, 10)]),
        ("exp(x)", [(-90, 90)]),
        ("sinh(x)**2+y**2", [(-30, 30), (-30, 30)]),
        ("exp(x**2)+y**2", [(-10, 10), (-1, 1)]),
        ("cosh(x)+cosh(10*y)", [(-20, 20), (-20, 20)]),
        ("x**30-x", [(-3, 3)]),
        ("1/x", [(0.001, 5)]),
    ],
)
def test_heights_over_many_decades_lose_nobody_unless_it_is_said(formula, domain):
    f = parse(formula, domain)
    starts = grid(f.domain, 15 if f.dimensions == 2 else 60)
    for method in (GradientDescent, Momentum, Nesterov):
        rate = default_learning_rate(f, method)
        run = descend(f, starts, method(float(rate)), steps=1000)
        lost = int((run.ending >= Ending.ESCAPED).sum())
        said = f"{lost} of {len(starts)} starts leave the search domain in 1,000 steps" in rate.reason
        assert said if lost else "leave the search domain" not in rate.reason


@pytest.mark.parametrize("name", ["adjiman", "alpine2", "monkey_saddle", "himmelblau", "eggholder", "ackley"])
def test_a_rate_says_who_gets_lost(name):
    f = catalogue[name]
    for method in (GradientDescent, Momentum):
        rate = default_learning_rate(f, method)
        run = descend(f, grid(f.domain, 15), method(float(rate)), steps=1000)
        lost = int((run.ending >= Ending.ESCAPED).sum())
        assert (f"{lost} of 225 starts" in rate.reason) == bool(lost)
        assert "no particle got lost" not in rate.reason or not lost


@pytest.mark.parametrize("side", [1000.0, 2.0**30, 1e-6])
def test_a_long_box_gets_the_rate_of_a_square_one_of_the_same_curvature(side):
    square = default_learning_rate(parse("x**2+y**2", [(-1, 1), (-1, 1)]))
    long = default_learning_rate(parse("x**2+y**2", [(-side, side), (-1, 1)]))
    assert float(long) == float(square)


@pytest.mark.parametrize("kind", [GradientDescent, Momentum, Adam])
@pytest.mark.parametrize("size", ["1e308", "1e300", "1e-310", "1e-320"])
@pytest.mark.parametrize("form", ["x", "x*y", "x**2+y**2"])
def test_heights_at_the_ends_of_the_floats_have_a_rate_and_no_warning(form, size, kind):
    f = parse(f"{size}*({form})", [(-3, 3)] * (2 if "y" in form else 1))
    rate = default_learning_rate(f, kind)
    assert 0 < rate < np.inf and rate.reason
    if kind is GradientDescent and form == "x**2+y**2":
        steepest = 2 * min(float(size), 8e307)
        assert float(rate) == 1e308 or 0.05 < (float(rate) * 1e10) * (steepest / 1e10) < 2


ARRIVING = [Adam, Momentum, Nesterov, Newton, BFGS]


@pytest.mark.parametrize("kind", ARRIVING, ids=lambda kind: kind.__name__)
def test_rosenbrocks_minimum_is_reached_from_a_grid_at_the_defaults(kind):
    f = catalogue["rosenbrock"]
    paths = descend(f, grid(f.domain, 5), kind(), steps=None, record="ends")
    away = np.abs(paths.positions[-1] - f.minimizers[0]) / np.ptp(f.domain, axis=1)
    assert (away.max(axis=1) <= 0.01).mean() >= 0.95


@pytest.mark.parametrize(
    ("kind", "least"), [(Adam, 0.75), (Momentum, 0.75), (Nesterov, 0.75), (GradientDescent, 0.75)]
)
def test_whoever_can_reach_beales_minimum_does_at_the_defaults(kind, least):
    f = catalogue["beale"]
    paths = descend(f, grid(f.domain, 5), kind(), steps=None, record="ends")
    away = np.abs(paths.positions[-1] - f.minimizers[0]) / np.ptp(f.domain, axis=1)
    assert (away.max(axis=1) <= 0.01).mean() >= least  # from the others the flat valley leads away, for ever


@pytest.mark.parametrize("kind", [GradientDescent, Momentum, Nesterov])
def test_one_start_gets_a_rate_of_its_own(kind):
    f, start = catalogue["beale"], [[1.0, 1.0]]
    own = descend(f, start, kind(), steps=None)
    assert own.optimizer.learning_rate > 4 * default_learning_rate(f, kind)
    assert own.ending[0] == Ending.CONVERGED
    general = descend(f, start, kind(float(default_learning_rate(f, kind))), steps=own.steps)
    assert general.ending[0] == Ending.RUNNING
    assert descend(
        f, np.tile(start, (13, 1)), kind(), steps=1
    ).optimizer.learning_rate == default_learning_rate(f, kind)


@pytest.mark.parametrize("kind", [SignDescent, Lion, NormalizedDescent], ids=lambda kind: kind.__name__)
def test_steps_that_do_not_shrink_are_small_enough_not_to_hover_far_off(kind):
    f = catalogue["himmelblau"]
    rate = default_learning_rate(f, kind)
    assert "divided by" in rate.reason
    near, far = (
        descend(f, grid(f.domain, 5), kind(r), steps=2000, record="ends").heights[-1]
        for r in (rate, 8 * rate)
    )
    assert np.median(near) < 0.2 * np.median(far)


@pytest.mark.parametrize("name", ["beale", "rosenbrock", "himmelblau", "ackley"])
def test_rates_are_free_of_units(name):
    f, (a, h) = catalogue[name], (2.0**-7, 2.0**9)
    x, y = f.variables
    scaled = Landscape(
        name="scaled",
        builder=lambda u, v: h * f.formula.subs({x: u / a, y: v / a}, simultaneous=True),
        domain=tuple((low * a, high * a) for low, high in f.domain),
    )
    plain = Landscape(
        name="plain", builder=lambda u, v: f.formula.subs({x: u, y: v}, simultaneous=True), domain=f.domain
    )
    for kind, factor in ((GradientDescent, a * a / h), (Momentum, a * a / h), (Lion, a), (SignDescent, a)):
        assert default_learning_rate(scaled, kind) == pytest.approx(
            factor * default_learning_rate(plain, kind), rel=0.11
        )


def test_the_steps_that_are_foretold_are_those_that_it_takes():
    f, starts = catalogue["booth"], grid(catalogue["booth"].domain, 5)
    short = descend(f, starts, GradientDescent(0.01), steps=200)
    whole = descend(f, starts, GradientDescent(0.01), steps=10_000, record="ends")
    assert short.ending.max() == Ending.RUNNING
    assert steps_wanted(short) == pytest.approx(np.quantile(whole.stopped_at, 0.95), rel=0.1)
    assert steps_wanted(whole) == whole.steps
    assert steps_wanted(descend(f, starts, SignDescent(0.07), steps=400)) is None
    # The slopes of who is shaken fall and rise: nothing is foretold of them.
    shaken = descend(f, starts, GradientDescent(0.001), steps=2000, noise=Gaussian(1.0))
    assert steps_wanted(replace(shaken, noise=None)) is not None and steps_wanted(shaken) is None


@pytest.mark.parametrize(
    "method", [GradientDescent(), Adam(weight_decay=0.1), NormalizedDescent(), Nesterov()], ids=str
)
@pytest.mark.parametrize("name", ["rosenbrock", "ackley", "schaffer1"])
def test_runs_side_by_side_are_those_one_after_the_other(name, method):
    """To the bit, whoever rests, leaves or stays on a kink meanwhile."""
    f, starts = catalogue[name], grid(catalogue[name].domain, 5)
    rates = [1e-3 * float(np.ptp(np.array(f.domain))) / 4**k for k in range(4)]
    rated = [replace(method, learning_rate=rate) for rate in rates]
    together = ends(f, rated, starts, 200)
    for one, (points, ending) in zip(rated, together, strict=True):
        ((alone, why),) = ends(f, [one], starts, 200)
        assert points.tobytes() == alone.tobytes() and ending.tolist() == why.tolist()


EDGES = {
    "sqrt(x*y + 1) + log(x + 2)*y^2/4": (-3, 3),
    "sqrt(1 - x^2 - y^2)*sin(5*x) + y": (-1.3, 1.3),
    "log(x + y) + x^2": (-1, 2),
}
"""Functions whose way down leads over the edge of where they are defined, and the sides of a square."""


@pytest.mark.parametrize("formula", EDGES)
def test_where_the_way_down_leads_over_an_edge_the_rest_moves_all_the_same(formula):
    """No rate spares those who walk over it, so none is too large for them; the others come a good part of their way."""
    f = parse(formula, domain=(EDGES[formula],) * 2)
    starts = grid(f.domain, 9)
    starts = starts[np.isfinite(f.value(starts))]
    run = descend(f, starts, GradientDescent(default_learning_rate(f)), steps=300)
    way = np.abs(run.positions[-1] - starts).max(axis=1) / np.ptp(EDGES[formula])
    assert np.median(way) > 0.05


def test_a_minimum_beside_an_edge_is_not_stepped_over():
    f = parse("x - 0.01*log(x) + y^2", domain=((-1, 2), (-1, 1)))
    starts = grid(f.domain, 9)
    run = descend(f, starts, GradientDescent(default_learning_rate(f)), steps=2000)
    inside = np.isfinite(f.value(starts))
    assert (run.ending[inside] == Ending.CONVERGED).all()
