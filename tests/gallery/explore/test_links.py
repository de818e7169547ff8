"""Links: older ones are read as they were meant."""

from __future__ import annotations

from gallery.explore.links import from_query
from gallery.explore.state import Explorer


def test_a_link_of_the_older_form_is_read() -> None:
    state = from_query(
        "landscape=sphere&optimizer=adam:beta1=0.5|0.05&optimizer=momentum||cosine&optimizer=rmsprop|0.1|exponential"
        "&drop=points:(1,2)&drop=ring:12&steps=50&noise=gaussian:0.1&show=arrows,trails"
    )
    adam, momentum, rmsprop = state.methods
    assert (adam.text, adam.learning_rate, adam.schedule) == ("adam:beta1=0.5", 0.05, "")
    assert (momentum.learning_rate, momentum.schedule) == (None, "cosine")
    assert (rmsprop.learning_rate, rmsprop.schedule) == (0.1, "exponential")
    assert {run.starts for run in state.scene.runs} == {("points:(1,2)", "ring:12")}
    assert {(run.steps, run.noise) for run in state.scene.runs} == {(50, "gaussian:0.1")}
    assert state.shown == {"field", "trails"}


def test_an_empty_link_is_where_an_explorer_begins() -> None:
    assert from_query("landscape=himmelblau") == Explorer()
