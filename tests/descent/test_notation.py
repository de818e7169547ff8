"""Settings as text: what is written reads back, and every mistake is one line that helps."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from descent import (
    Adam,
    Cosine,
    GradientDescent,
    Momentum,
    ScipyMinimize,
    Warmup,
    known_noises,
    known_optimizers,
    known_schedules,
    known_starts,
    parse_noise,
    parse_optimizer,
    parse_schedule,
    parse_starts,
    to_text,
)


def test_text_of_the_design_is_understood():
    assert parse_optimizer("adam:learning_rate=0.05,beta1=0.9") == Adam(0.05)
    assert parse_optimizer("momentum:0.1,0.8") == Momentum(0.1, 0.8)
    assert parse_optimizer("Gradient-Descent:0.1") == parse_optimizer("sgd:0.1") == GradientDescent(0.1)
    assert parse_optimizer("adam") == Adam()
    assert parse_optimizer("scipy:nelder-mead") == ScipyMinimize("Nelder-Mead")


def test_schedule_stands_where_a_rate_may():
    text = "adam:learning_rate=warmup(cosine(0.1,steps=200),steps=5),clip_norm=1"
    assert parse_optimizer(text) == Adam(Warmup(Cosine(0.1, 200), 5), clip_norm=1)


@pytest.mark.parametrize("name", known_optimizers())
def test_optimizer_reads_back(name):
    optimizer = parse_optimizer(name)
    assert optimizer.text.startswith(name)
    assert parse_optimizer(optimizer.text) == optimizer


@given(rate=st.floats(1e-300, 1e300), beta=st.floats(0, 1, exclude_max=True), decay=st.floats(0, 1e9))
def test_every_number_reads_back_exactly(rate, beta, decay):
    optimizer = Adam(rate, beta, weight_decay=decay)
    assert parse_optimizer(to_text(optimizer)) == optimizer


@pytest.mark.parametrize(
    "text", ["constant:0.1", "cosine(0.1,steps=20)", "one_cycle:0.1,50", "warmup:step(0.1),steps=3"]
)
def test_schedule_reads_back(text):
    schedule = parse_schedule(text)
    assert parse_schedule(to_text(schedule)) == schedule
    assert all(schedule(k) >= 0 for k in range(100))


@pytest.mark.parametrize("text", ["gaussian:0.1,seed=3", "gaussian:0.5,axis=1", "minibatch:8"])
def test_noise_reads_back(text):
    assert parse_noise(parse_noise(text).text) == parse_noise(text)


@pytest.mark.parametrize(
    "text",
    ["grid:15", "latin_hypercube:200,seed=3", "points:(-0.4,-0.65);(1,2)", "ring:8,centre=(1,2),radius=0.5"],
)
def test_starts_read_back(text):
    assert parse_starts(parse_starts(text).text) == parse_starts(text)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            "adma",
            "unknown optimizer 'adma'; did you mean 'adam'? accepted: adabelief, adadelta, adagrad, adam, ",
        ),
        ("adam:beta3=1", "unknown setting of optimizer adam 'beta3'; did you mean 'beta2'? accepted: beta1"),
        ("adam:learning_rate=-1", "Adam.learning_rate must be > 0, got -1"),
        ("adam:learning_rate=fast", "Adam.learning_rate must be a finite number, got 'fast'"),
        ("adam:learning_rate=", "optimizer adam: learning_rate has no value"),
        ("adam:0.1,learning_rate=0.2", "optimizer adam: learning_rate is given twice"),
        ("adam:1,.1,.1,1,1,1,1,1", "optimizer adam takes at most 7 settings: learning_rate, beta1"),
        ("adam:cosine(0.1)", "schedule cosine needs steps; accepted: rate, steps, final"),
        ("adam:cosine(0.1", "unbalanced parentheses in 'cosine(0.1'"),
        ("", "optimizer '' is not of the form name"),
    ],
)
def test_mistake_is_one_helpful_line(text, message):
    with pytest.raises(ValueError) as caught:
        parse_optimizer(text)
    assert str(caught.value).startswith(message)
    assert "\n" not in str(caught.value)


PARSERS = {
    parse_optimizer: known_optimizers(),
    parse_schedule: known_schedules(),
    parse_noise: known_noises(),
    parse_starts: known_starts(),
}
WORDS = st.sampled_from([name for known in PARSERS.values() for name in known])
SCRAPS = st.lists(
    st.one_of(
        WORDS,
        st.sampled_from([":", "(", ")", ",", ";", "=", "-", "1", "nan", "1e999", "seed", "count"]),
        st.text(),
    )
).map("".join)


@pytest.mark.parametrize("parse", PARSERS)
@given(text=SCRAPS)
def test_hostile_text_gives_one_line_or_a_value(parse, text):
    try:
        parse(text)
    except ValueError as error:
        assert "\n" not in str(error) and len(str(error)) < 600
