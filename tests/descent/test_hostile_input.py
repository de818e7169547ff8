"""What nobody should pass must be answered in one line, by the kinds of error that a caller expects."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from descent import (
    Adam,
    Cosine,
    Ending,
    Gaussian,
    GradientDescent,
    MiniBatch,
    Momentum,
    NAdam,
    OneCycle,
    Starts,
    Trajectories,
    Warmup,
    anatomy,
    basins,
    default_learning_rate,
    default_steps,
    descend,
    disagreement,
    gaussian,
    grid,
    largest_stable_rate,
    parse_noise,
    parse_optimizer,
    parse_schedule,
    parse_starts,
    points,
    ring,
    share,
    uniform,
    xavier,
    zeros,
)
from landscapes import catalogue, model_landscapes, parse

F = catalogue["himmelblau"]
MAP = basins(F, GradientDescent(0.01), resolution=2, steps=5)


class TorchLike:
    """As a torch tensor that wants gradients."""

    def __array__(self, *_, **__):
        raise RuntimeError("Can't call numpy() on Tensor that requires grad.")


def anatomy_of(optimizer):
    """The first step of a particle that moves, which `descend` takes too."""
    paths = descend(F, [[1.0, 1.0], [-3.0, 2.0]], optimizer, steps=3)
    assert np.isfinite(paths.positions).all()
    return anatomy(paths, 0, 0)


def finite(rate):
    assert np.isfinite(rate)


PATHS = descend(F, grid(F.domain, 2), GradientDescent(0.01), steps=5)
DOORS = {
    "descend starts": lambda v: descend(F, v, GradientDescent(0.01), steps=2),
    "descend landscape": lambda v: descend(v, [1.0, 1.0], GradientDescent(0.01)),
    "descend optimizer": lambda v: descend(F, [1.0, 1.0], v),
    "descend steps": lambda v: descend(F, [1.0, 1.0], GradientDescent(0.01), steps=_few(v)),
    "descend tolerance": lambda v: descend(F, [1.0, 1.0], GradientDescent(0.01), steps=2, tolerance=v),
    "descend escape_factor": lambda v: descend(
        F, [1.0, 1.0], GradientDescent(0.01), steps=2, escape_factor=v
    ),
    "descend record": lambda v: descend(F, [1.0, 1.0], GradientDescent(0.01), steps=2, record=v),
    "descend dtype": lambda v: descend(F, [1.0, 1.0], GradientDescent(0.01), steps=2, dtype=v),
    "descend noise": lambda v: descend(F, [1.0, 1.0], GradientDescent(0.01), steps=2, noise=v),
    "Adam": Adam,
    "momentum": lambda v: Momentum(0.1, momentum=v),
    "Cosine": lambda v: Cosine(0.1, steps=v),
    "Warmup": Warmup,
    "Gaussian": Gaussian,
    "MiniBatch": MiniBatch,
    "uniform count": lambda v: uniform(F.domain, _few(v)),
    "uniform seed": lambda v: uniform(F.domain, 2, seed=v),
    "gaussian": lambda v: gaussian(F.domain, 2, spread=v),
    "domain": lambda v: grid(v, 3),
    "points": lambda v: points(F.domain, v),
    "ring centre": lambda v: ring(F.domain, 3, centre=v),
    "ring radius": lambda v: ring(F.domain, 3, radius=v),
    "basins domain": lambda v: basins(F, GradientDescent(0.01), resolution=2, steps=2, domain=v),
    "from_arrays": lambda v: Trajectories.from_arrays(F, v),
    "from_arrays tolerance": lambda v: Trajectories.from_arrays(F, [[1.0, 1.0]], tolerance=v),
    "at": PATHS.at,
    "anatomy particle": lambda v: anatomy(PATHS, v, 0),
    "anatomy index": lambda v: anatomy(PATHS, 0, v),
    "stable rate": lambda v: largest_stable_rate(F, v),
    "stable rate optimizer": lambda v: largest_stable_rate(F, [3.0, 2.0], v),
    "default rate": lambda v: default_learning_rate(F, v),
    "default rate starts": lambda v: default_learning_rate(F, GradientDescent, v),
    "default steps": lambda v: default_steps(F, v),
    "basins landscape": lambda v: basins(v, GradientDescent(0.01), resolution=2, steps=2),
    "from_arrays landscape": lambda v: Trajectories.from_arrays(v, [[1.0, 1.0]]),
    "stable rate landscape": lambda v: largest_stable_rate(v, [0.0, 0.0]),
    "default rate landscape": default_learning_rate,
    "default steps landscape": lambda v: default_steps(v, Adam(0.1)),
    "share": lambda v: share(v, 10),
    "share total": lambda v: share(1, v),
    "share z": lambda v: share(1, 10, v),
    "disagreement a": lambda v: disagreement(v, MAP),
    "disagreement b": lambda v: disagreement(MAP, v),
    "basins resolution": lambda v: basins(F, Adam(0.1), resolution=v, steps=2),
    "anatomy paths": lambda v: anatomy(v, 0, 0),
    "load": lambda v: isinstance(v, str) or Trajectories.load(v),
    "save": lambda v: isinstance(v, str) or PATHS.save(v),
    "xavier": xavier,
    "xavier gain": lambda v: xavier(model_landscapes["perceptron"], 2, gain=v),
    "zeros": zeros,
    "Starts": Starts,
    "Starts settings": lambda v: Starts("grid", v),
    "Starts landscape": Starts("grid"),
    "parse_starts": parse_starts,
    "NAdam momentum_decay": lambda v: anatomy_of(NAdam(0.1, momentum_decay=v)),
    "Adam weight_decay": lambda v: anatomy_of(Adam(0.1, weight_decay=v)),
    "Cosine rate": lambda v: finite(Cosine(v, steps=10)(0)),
    "OneCycle divisor": lambda v: finite(OneCycle(0.1, 10, divisor=v)(0)),
    "parse_optimizer": parse_optimizer,
    "parse_schedule": parse_schedule,
    "parse_noise": parse_noise,
}
ODD = (
    10**400,
    -(10**400),
    float("nan"),
    float("inf"),
    -1,
    1.5,
    True,
    1j,
    "1",
    b"adam",
    None,
    object(),
    Adam,
    {"a": 1},
    {1, 2},
    [],
    [[]],
    [[1, 2], [3]],
    [[10**400, 1]],
    [[float("nan"), 1.0]],
    [["a", "b"]],
    np.array(0.1),
    np.zeros((0, 2)),
    np.zeros((2, 3)),
    np.zeros((3, 2), complex),
    np.zeros((2, 2, 2, 2)),
    np.array(["2020-01-01"], dtype="M8[D]"),
    np.array([[None, 1]], dtype=object),
    np.array([(1, 2)], dtype=[("a", int), ("b", int)]),
    np.ma.masked_array([[1.0, 2.0]], mask=[[False, True]]),
    1e308,
    1e-320,
    np.float32(0.5),
    np.full((3, 2), 1e300),
    ((-1e308, 1e308),) * 2,
    ((1e308, 1.1e308),) * 2,
    np.array([[-1.0, 1.0], [-2.0, 2.0]]),
    NotImplemented,
    TorchLike(),
)


def _few(count):
    """What is a legal count may be a large one: that is no mistake, only slow."""
    return min(count, 1000) if isinstance(count, float) and np.isfinite(count) else count


@pytest.mark.parametrize("door", DOORS)
def test_odd_input_gives_a_result_or_one_line(door):
    wrong = []
    for value in ODD:
        try:
            DOORS[door](value)
        except Exception as error:
            said = str(error)
            if not isinstance(error, ValueError) or "\n" in said or not 0 < len(said) < 600:
                wrong.append((value, error))
    assert wrong == []


@settings(max_examples=300, deadline=None)
@given(st.text(alphabet="adm:=,()0123456789.e+-;_ \n", max_size=30).map(lambda tail: "adam" + tail))
def test_any_text_is_an_optimizer_or_one_line(text):
    try:
        assert parse_optimizer(text).text
    except ValueError as error:
        assert "\n" not in str(error) and len(str(error)) < 600


def test_a_schedule_within_a_thousand_others_is_refused():
    with pytest.raises(ValueError, match="more than 20 parentheses"):
        parse_optimizer("adam:learning_rate=" + "warmup(" * 1000 + "constant(1)" + ")" * 1000)


@pytest.mark.parametrize(
    "call",
    [
        lambda: Trajectories.from_arrays(F, np.full((2, 1, 2), 1 + 1j)),
        lambda: points(F.domain, np.full((1, 2), 1 + 1j)),
        lambda: default_learning_rate(F, GradientDescent, np.zeros((2, 3))),
        lambda: default_learning_rate(F, GradientDescent, [[np.nan, 0.0]]),
        lambda: largest_stable_rate(F, [3.0, np.nan]),
        lambda: PATHS.at(np.nan),
        lambda: Trajectories.load(1),
        lambda: largest_stable_rate(F, [0.0, 0.5]),
        lambda: largest_stable_rate(parse("x + y^2", domain=((-1, 1), (-1, 1))), [0.0, 0.0]),
        lambda: basins(F, Adam(0.1), resolution=2, steps=2, domain=[]),
        lambda: basins("himmelblau", Adam(0.1)),
        lambda: largest_stable_rate("himmelblau", [3.0, 2.0]),
        lambda: descend(F, np.zeros((1000, 2)), GradientDescent(0.01), steps=10**12),
    ],
)
def test_what_has_no_right_answer_is_refused(call):
    with pytest.raises(ValueError):
        call()


def test_a_domain_without_end_is_never_left():
    paths = descend(F, [1.0, 1.0], GradientDescent(0.01), steps=20, escape_factor=1e308)
    same = Trajectories.from_arrays(F, paths.positions, escape_factor=1e308)
    assert paths.ending[0] == same.ending[0] == Ending.RUNNING
