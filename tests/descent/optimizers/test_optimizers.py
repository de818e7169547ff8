"""Rules against 40-digit arithmetic, settings at the door, and the LaTeX that a rule prints of itself."""

import dataclasses

import mpmath as mp
import numpy as np
import pytest

from descent import (
    AdaGrad,
    Adam,
    Cosine,
    FirstOrder,
    GradientDescent,
    Lion,
    Momentum,
    Nesterov,
    NormalizedDescent,
    RMSProp,
    SignDescent,
    descend,
    grid,
    known_optimizers,
    parse_optimizer,
)
from descent.optimizers.latex import assignments, letters
from landscapes import Landscape, catalogue

FIRST_ORDER = {name: kind for name, kind in known_optimizers().items() if issubclass(kind, FirstOrder)}


def himmelblau(x, y):
    return 4 * x * (x**2 + y - 11) + 2 * (x + y**2 - 7), 2 * (x**2 + y - 11) + 4 * y * (x + y**2 - 7)


def rosenbrock(x, y):
    return -2 * (1 - x) - 400 * x * (y - x**2), 200 * (y - x**2)


def six_hump_camel(x, y):
    return 8 * x - mp.mpf("8.4") * x**3 + 2 * x**5 + y, x - 8 * y + 16 * y**3


GRADIENTS = {
    "himmelblau": (himmelblau, ("-0.4", "-0.65")),
    "rosenbrock": (rosenbrock, ("-1.2", "1")),
    "six_hump_camel": (six_hump_camel, ("1.5", "0.8")),
}


def precise_step(name, g, memory, t, rate):
    """One coordinate's displacement, written from the papers in scalar arithmetic."""
    m = mp.mpf
    if name == "gradient_descent":
        return -rate * g
    if name in ("momentum", "nesterov"):
        memory["v"] = m("0.9") * memory.get("v", m(0)) + g
        return -rate * (memory["v"] if name == "momentum" else g + m("0.9") * memory["v"])
    if name == "adagrad":
        memory["s"] = memory.get("s", m(0)) + g * g
        return -rate * g / (mp.sqrt(memory["s"]) + m("1e-10"))
    if name == "rmsprop":
        memory["s"] = m("0.99") * memory.get("s", m(0)) + m("0.01") * g * g
        return -rate * g / (mp.sqrt(memory["s"]) + m("1e-8"))
    memory["m"] = m("0.9") * memory.get("m", m(0)) + m("0.1") * g
    memory["s"] = m("0.999") * memory.get("s", m(0)) + m("0.001") * g * g
    mean, square = memory["m"] / (1 - m("0.9") ** t), memory["s"] / (1 - m("0.999") ** t)
    return -rate * mean / (mp.sqrt(square) + m("1e-8"))


SIX = {
    "gradient_descent": (GradientDescent, "0.0005"),
    "momentum": (Momentum, "0.0005"),
    "nesterov": (Nesterov, "0.0005"),
    "adagrad": (AdaGrad, "0.3"),
    "rmsprop": (RMSProp, "0.02"),
    "adam": (Adam, "0.05"),
}


@pytest.mark.parametrize("landscape", GRADIENTS)
@pytest.mark.parametrize("name", SIX)
def test_six_optimizers_follow_forty_digit_arithmetic(name, landscape):
    gradient, start = GRADIENTS[landscape]
    kind, rate = SIX[name]
    paths = descend(
        catalogue[landscape], [[float(c) for c in start]], kind(float(rate)), steps=50, tolerance=0
    )
    with mp.workdps(40):
        place, memory = [mp.mpf(c) for c in start], ({}, {})
        for t in range(1, 51):
            slope = gradient(*place)
            moves = [
                precise_step(name, g, kept, t, mp.mpf(rate)) for g, kept in zip(slope, memory, strict=True)
            ]
            place = [x + d for x, d in zip(place, moves, strict=True)]
            np.testing.assert_allclose(
                paths.positions[t, 0], [float(x) for x in place], rtol=1e-10, atol=1e-10
            )


def test_parabola_takes_27_steps():
    f = Landscape(name="parabola_here", builder=lambda x: x**2, domain=((-2.0, 2.0),))
    paths = descend(f, [[1.8]], GradientDescent(0.1), steps=100, tolerance=0.01)
    assert paths.stopped_at[0] == 27
    assert paths.positions[27, 0, 0] == pytest.approx(0.004352132950612665, rel=1e-12)


def test_sign_steps_have_the_length_of_the_rate():
    f = catalogue["himmelblau"]
    step = np.diff(descend(f, [[0.0, 3.0]], SignDescent(0.1), steps=3, tolerance=0).positions[:, 0], axis=0)
    np.testing.assert_allclose(np.abs(step), 0.1)


def test_normalized_steps_have_the_length_of_the_rate():
    f = catalogue["rosenbrock"]
    paths = descend(f, grid(f.domain, 4), NormalizedDescent(0.01), steps=3, tolerance=0)
    np.testing.assert_allclose(np.linalg.norm(np.diff(paths.positions, axis=0), axis=-1), 0.01, rtol=1e-9)


def test_lion_follows_the_papers_algorithm():
    f, x, m = catalogue["himmelblau"], np.array([0.3, -1.1]), np.zeros(2)
    optimizer = Lion(0.01, weight_decay=0.5)
    paths = descend(f, [x], optimizer, steps=40, tolerance=0)
    for k in range(40):
        g = f.gradient(x)
        x = x - 0.01 * (np.sign(0.9 * m + 0.1 * g) + 0.5 * x)
        m = 0.99 * m + 0.01 * g
        np.testing.assert_allclose(paths.positions[k + 1, 0], x, rtol=1e-9)


@pytest.mark.parametrize("name", FIRST_ORDER)
def test_particles_do_not_feel_one_another(name):
    f = catalogue["himmelblau"]
    optimizer = FIRST_ORDER[name](0.01)
    points = np.random.default_rng(0).uniform(-4, 4, (2, 7))
    gradient = f.gradient(points.T).T

    def two_steps(columns):
        x, g, state = points[:, columns], gradient[:, columns], optimizer.initial_state(points[:, columns])
        for index in range(2):
            shift, state = optimizer.step(x, g, state, index, f)
        return shift

    np.testing.assert_array_equal(two_steps(slice(None))[:, 3:5], two_steps(slice(3, 5)))


@pytest.mark.parametrize("name", FIRST_ORDER)
def test_step_leaves_its_arguments_alone(name):
    f = catalogue["himmelblau"]
    optimizer = FIRST_ORDER[name](0.01, weight_decay=0.1, clip_norm=1.0)
    points = np.array([[1.0, 2.0], [3.0, -1.0]])
    gradient = f.gradient(points.T).T.copy()
    state = optimizer.initial_state(points)
    kept = points.copy(), gradient.copy(), {k: v.copy() for k, v in state.items()}
    shift, after = optimizer.step(points, gradient, state, 0, f)
    np.testing.assert_array_equal(points, kept[0])
    np.testing.assert_array_equal(gradient, kept[1])
    assert all(np.array_equal(state[k], kept[2][k]) for k in state)
    assert not any(
        np.shares_memory(a, points) or np.shares_memory(a, gradient) for a in [shift, *after.values()]
    )


@pytest.mark.parametrize("name", FIRST_ORDER)
def test_latex_is_drawn_by_mathtext_and_says_how_x_moves(name):
    from matplotlib.mathtext import MathTextParser

    optimizer = FIRST_ORDER[name](0.1)
    MathTextParser("agg").parse(f"${optimizer.latex}$")
    assert optimizer.equations[-1].startswith(r"x \leftarrow x - ")
    assert r"\eta" in optimizer.equations[-1]


def _of_one_coordinate(part):
    """A length, or a product of two vectors, where there is one coordinate."""
    return abs(part.args[0]) if len(part.args) == 1 else part.args[0] * part.args[1]


@pytest.mark.parametrize("word", FIRST_ORDER)
def test_the_printed_lines_carried_out_one_by_one_are_the_step(word):
    optimizer = FIRST_ORDER[word](0.1)
    chance = np.random.default_rng(0)
    state = {name: chance.uniform(0.2, 0.8, (1, 1)) for name in optimizer.memory}
    shift, after = optimizer.step(np.array([[0.7]]), np.array([[1.3]]), state, 4)
    settings = {letters(f.name): getattr(optimizer, f.name) for f in dataclasses.fields(optimizer)}
    memory = {letters(name): float(value[0, 0]) for name, value in state.items()}
    values = {**settings, **memory, "x": 0.7, "g": 1.3, "t": 5}
    for letter, expression in assignments(optimizer):
        expression = expression.replace(
            lambda part: type(part).__name__ in ("Length", "Product"), _of_one_coordinate
        )
        values[letter.name] = float(expression.subs({s: values[s.name] for s in expression.free_symbols}))
    assert values["x"] == pytest.approx(0.7 + shift[0, 0], rel=1e-14)
    for name, value in after.items():
        assert values[letters(name)] == pytest.approx(value[0, 0], rel=1e-14)


def test_latex_of_the_well_known():
    assert GradientDescent(0.1).latex == r"x \leftarrow x - \eta g"
    assert Momentum(0.1).equations == (r"v \leftarrow \mu v + g", r"x \leftarrow x - \eta v")
    assert Adam(0.1).equations[0] == r"m \leftarrow \beta_{1} m + \left(1 - \beta_{1}\right) g"


@pytest.mark.parametrize("bad", [-0.1, 0, float("nan"), float("inf"), "0.1", True, [0.1], 1j])
@pytest.mark.parametrize("name", FIRST_ORDER)
def test_learning_rate_is_checked_at_the_door(name, bad):
    kind = FIRST_ORDER[name]
    with pytest.raises(ValueError, match=rf"^{kind.__name__}\.learning_rate must be .*got "):
        kind(bad)


@pytest.mark.parametrize("name", FIRST_ORDER)
def test_every_other_setting_is_checked_at_the_door(name):
    kind = FIRST_ORDER[name]
    for field in dataclasses.fields(kind):
        if field.name != "learning_rate":
            for bad in (-1.0, float("nan"), "x"):
                with pytest.raises(ValueError, match=rf"^{kind.__name__}\.{field.name} must be"):
                    kind(0.1, **{field.name: bad})


def test_message_names_owner_rule_and_value():
    with pytest.raises(ValueError, match=r"^Momentum\.learning_rate must be > 0, got -0\.1$"):
        Momentum(-0.1)
    with pytest.raises(ValueError, match=r"^Momentum\.momentum must be in \[0, 1\), got 1\.5$"):
        Momentum(0.1, 1.5)


@pytest.mark.parametrize(
    ("text", "spoken"),
    [
        ("gradient_descent", "gradient descent"),
        ("adam", "Adam"),
        ("adamw", "AdamW"),
        ("adagrad", "AdaGrad"),
        ("adadelta", "AdaDelta"),
        ("rmsprop", "RMSProp"),
        ("scipy:BFGS", "SciPy BFGS"),
    ],
)
def test_an_optimizer_is_spoken_of_by_its_name(text, spoken):
    assert parse_optimizer(text).spoken == spoken


def test_learning_rate_may_be_a_schedule():
    f = catalogue["sphere"]
    paths = descend(f, [[1.0, 1.0]], GradientDescent(Cosine(0.1, steps=10)), steps=12, tolerance=0)
    assert np.array_equal(paths.positions[10], paths.positions[12])


def test_learning_rate_may_be_left_open():
    paths = descend(catalogue["sphere"], [[1.0, 1.0]], GradientDescent(), steps=5)
    assert paths.optimizer.learning_rate > 0


def test_a_new_optimizer_is_one_class():
    @dataclasses.dataclass(frozen=True)
    class HalfStep(FirstOrder):
        def rule(self, xp, gradient, state, index, learning_rate):
            return -learning_rate * gradient / 2, {}

    assert known_optimizers()["half_step"] is HalfStep
    assert HalfStep(0.1).latex == r"x \leftarrow x - \frac{\eta g}{2}"
    paths = descend(catalogue["sphere"], [[1.0, 1.0]], HalfStep(0.1), steps=1)
    np.testing.assert_allclose(paths.positions[1, 0], 0.9)
