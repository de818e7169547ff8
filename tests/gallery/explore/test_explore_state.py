"""The explorer's state and what can be done to it; no window, no browser."""

from __future__ import annotations

import math
import re
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from descent import Ending
from gallery.cli import main
from gallery.commands.explore import begun, scene_of
from gallery.explore.changes import (
    add_method,
    choose_formula,
    choose_landscape,
    choose_method,
    clear,
    drop,
    drop_starts,
    remove_method,
    ride,
    select_method,
    set_rate,
    set_schedule,
    set_setting,
    set_speed,
    set_steps,
    toggle,
)
from gallery.explore.choices import landscapes, optimizers, schedules
from gallery.explore.chooser import Chooser
from gallery.explore.ensemble import (
    MOST_KEPT,
    MOST_METHODS,
    ground_of,
    landscape_of,
    natural_rate,
    rate_of,
    run_of,
    runs_of,
)
from gallery.explore.state import LAYERS, Explorer, from_scene, only_in_the_film
from gallery.explore.transport import played, scrubbed, stepped, ticked, time_of
from gallery.explore.words import animate_command, caption, described
from gallery.spec.as_command import LandscapeOptions
from gallery.spec.as_command import landscape_of as described_landscape
from gallery.spec.as_controls import controls_of
from gallery.spec.film import FilmSpec
from gallery.spec.ground import Ground
from gallery.spec.landscape import LandscapeSpec
from gallery.spec.look import LookSpec
from gallery.spec.scene import SceneSpec
from render.clock.clock import Clock

START = Explorer()
DROPPED = drop(START, (1.0, 2.0))


def linked(state: Explorer) -> Explorer:
    """The state that a link of this one gives."""
    return from_scene(SceneSpec.from_link(state.described.link()))


def test_a_dropped_particle_starts_where_it_was_dropped_and_moves() -> None:
    runs = runs_of(DROPPED)
    paths = runs["gradient_descent"]
    assert paths.positions[0].tolist() == [[1.0, 2.0]]
    assert DROPPED.playing and DROPPED.time == 0.0
    assert paths.heights[-1] < paths.heights[0] and paths.ending.tolist() == [Ending.CONVERGED]


def test_drops_add_up_and_clear_takes_them_away() -> None:
    state = drop(drop(drop(DROPPED, (0.0, 0.0)), (0.5, 0.5), "ring"), (-1.0, 1.0))
    assert state.starts[0] == "points:(1.0,2.0);(0.0,0.0)"
    assert len(runs_of(state)["gradient_descent"]) == 2 + 24 + 1
    assert drop(DROPPED, (0.0, 0.0)).followed == 1
    assert len(runs_of(drop(state, (0, 0), "grid"))["gradient_descent"]) == 400
    assert runs_of(clear(state)) == {}


def test_a_drop_beside_the_surface_lands_on_its_edge() -> None:
    assert drop(START, (99.0, -99.0)).starts == ("points:(5.0,-5.0)",)
    with pytest.raises(ValueError, match="finite place"):
        drop(START, (math.nan, 0.0))


@pytest.mark.parametrize("way", ["grid:317", "uniform:100001", "grid:99999", "sobol:100000000"])
def test_a_huge_particle_count_is_refused_with_the_limit(way: str) -> None:
    with pytest.raises(ValueError, match="at most 100,000 particles"):
        drop_starts(START, way)


def test_of_a_huge_ensemble_every_few_steps_are_kept_and_the_end_is_the_same() -> None:
    state = set_steps(drop_starts(START, "uniform:40000"), 300)
    paths = runs_of(state)["gradient_descent"]
    assert paths.positions.shape[1] == 40_000 and paths.steps == 300
    assert len(paths.indices) * 40_000 <= 1.02 * MOST_KEPT + 40_000
    assert paths.indices[0] == 0 and paths.indices[-1] == 300
    few = run_of(state, state.run).run(paths.landscape)
    np.testing.assert_array_equal(paths.positions[-1], few.positions[-1])


def test_too_many_steps_are_refused_with_the_limit() -> None:
    with pytest.raises(ValueError, match="at most 600 steps"):
        set_steps(drop_starts(START, "uniform:100000"), 601)
    with pytest.raises(ValueError, match="20,000 steps"):
        set_steps(START, 20_001)


@pytest.mark.parametrize("name", optimizers())
def test_every_optimizer_can_be_chosen_and_each_of_its_sliders_moved(name: str) -> None:
    state = choose_method(DROPPED, name)
    for slider in optimizers()[name]:
        assert slider.low <= slider.default <= slider.high
        for value in (slider.low, slider.high, slider.default):
            state = set_setting(state, slider.name, value)
    assert state.method.settings == ()
    rate = rate_of(state, state.run)
    assert rate is None or rate > 0
    assert next(iter(runs_of(set_steps(state, 5)).values())).steps == 5


@pytest.mark.parametrize("name", schedules()[1:])
def test_every_schedule_runs(name: str) -> None:
    state = set_schedule(set_rate(DROPPED, 0.01), name)
    paths = runs_of(state)["gradient_descent"]
    assert np.isfinite(paths.heights).all() and paths.heights[-1, 0] < paths.heights[0, 0]
    assert linked(state) == linked(linked(state))
    assert (
        SceneSpec.loads(described(state).dumps())
        .descend(Ground(paths.landscape))["gradient_descent"]
        .positions[-1]
        .tolist()
        == paths.positions[-1].tolist()
    )


def test_several_optimizers_go_from_the_same_start() -> None:
    state = add_method(add_method(DROPPED, "adam"), "adam")
    runs = runs_of(state)
    assert list(runs) == ["gradient_descent", "adam", "adam (2)"]
    assert {tuple(p.positions[0, 0]) for p in runs.values()} == {(1.0, 2.0)}
    state = set_setting(select_method(state, 1), "beta1", 0.5)
    assert list(runs_of(state)) == ["gradient_descent", "adam:beta1=0.5", "adam"]
    assert list(runs_of(remove_method(state, 0))) == ["adam:beta1=0.5", "adam"]
    assert remove_method(START, 0) == START
    for _ in range(MOST_METHODS - 3):
        state = add_method(state, "momentum")
    with pytest.raises(ValueError, match="at most"):
        add_method(state, "momentum")


@pytest.mark.parametrize("name", ["ackley", "beale", "easom", "rosenbrock", "griewank", "mccormick"])
def test_landscapes_can_be_chosen_and_have_a_natural_rate(name: str) -> None:
    assert name in landscapes()
    state = choose_landscape(drop(DROPPED, (0, 0), "grid"), name)
    assert state.starts == ("grid:20",)
    assert (natural_rate(state.landscape, "gradient_descent") or 0) > 0


def test_another_landscape_takes_particles_away_that_were_dropped_by_hand() -> None:
    bare = choose_landscape(replace(DROPPED, playing=True), "sphere")
    assert bare.starts == () and not bare.playing


def test_particles_stay_while_a_formula_is_changed_on_the_same_domain() -> None:
    state = choose_formula(DROPPED, "x**2 + y**2", (-5, 5, -5, 5))
    assert state.starts == DROPPED.starts
    assert choose_formula(state, "x**2 + y**2", (-5, 5, -5, 5)) is state
    assert choose_formula(state, "x**2 + y**2", (-1, 1, -5, 5)).starts == ()


def test_a_formula_is_read_as_people_type_it() -> None:
    state = choose_formula(DROPPED, "2x² + |y|", (-5, 5, -5, 5))
    assert state.landscape.formula == "2*x^2 + abs(y)"


def test_a_refused_formula_says_what_was_probably_meant() -> None:
    for text, hint in (("2x² + |y|", "did you mean '2*x^2 + abs(y)'?"), ("sin x", "did you mean 'sin(x)'?")):
        with pytest.raises(ValueError, match=re.escape(hint)):
            LandscapeSpec(formula=text, domain=((-1.0, 1.0), (-1.0, 1.0))).landscape()
    with pytest.raises(ValueError, match="an operator is missing") as refusal:
        LandscapeSpec(formula="1/2x", domain=((-1.0, 1.0), (-1.0, 1.0))).landscape()
    assert "did you mean" not in str(refusal.value)


def test_a_slice_can_be_explored_and_its_link_leads_back_to_it() -> None:
    held = LandscapeOptions(dimensions=4, slice="x3=0.5,x4=1")
    state = begun(scene_of("rosenbrock", held))
    f = described_landscape("rosenbrock", held).landscape()
    assert landscape_of(state.landscape).value(np.array([0.3, 2.0])) == pytest.approx(
        f.value(np.array([0.3, 2.0]))
    )
    assert linked(state).landscape == state.landscape


def test_of_more_variables_than_two_the_plane_that_films_draw_is_explored() -> None:
    explored = ground_of(begun(scene_of("roller_coaster")).landscape)
    filmed = LandscapeSpec(name="roller_coaster").ground()
    assert explored.follows and explored.plane is filmed.plane


def test_a_wrong_choice_is_said_and_changes_nothing() -> None:
    for change, message in [
        (lambda: choose_landscape(START, "himelblau"), "did you mean 'himmelblau'"),
        (lambda: choose_formula(START, "x +", (-1, 1, -1, 1)), "x"),
        (lambda: choose_formula(START, "__import__('os')", (-1, 1, -1, 1)), "__import__"),
        (lambda: choose_formula(START, "x*y", (1, 1, -1, 1)), "low < high"),
        (lambda: choose_formula(START, "x*y", (-1, 1)), "four numbers"),
        (lambda: choose_method(START, "adma"), "unknown optimizer"),
        (lambda: set_rate(START, -1.0), "> 0"),
        (lambda: set_rate(START, math.nan), "> 0"),
        (lambda: set_setting(START, "beta", 1), "no setting 'beta'"),
        (lambda: set_setting(choose_method(START, "adam"), "beta1", 2.0), "beta1"),
        (lambda: toggle(START, "fog"), "unknown layer"),
        (lambda: drop_starts(START, "gird:3"), "did you mean 'grid'"),
    ]:
        with pytest.raises((ValueError, LookupError), match=message):
            change()


def test_film_time_runs_only_while_playing_and_stops_at_the_end() -> None:
    assert ticked(START, 1.0) == START
    state = ticked(DROPPED, 0.9)
    assert state.time == pytest.approx(0.1) and state.playing
    state = ticked(set_speed(state, 4.0), 100.0)
    assert state.time == 1.0 and not state.playing
    assert played(state).time == 0.0 and played(state).playing and not played(DROPPED).playing
    assert set_speed(START, 1e9).speed == 8.0


def test_stepping_visits_every_step_forwards_and_backwards() -> None:
    clock = Clock(20.0)
    state = scrubbed(DROPPED, 0.0)
    for k in range(1, 21):
        state = stepped(state, clock.index, 1)
        assert clock.index(state.time) == pytest.approx(k, abs=1e-6)
    assert clock.index(stepped(state, clock.index, 1).time) == pytest.approx(20.0)
    for k in range(19, -1, -1):
        state = stepped(state, clock.index, -1)
        assert clock.index(state.time) == pytest.approx(k, abs=1e-6)
    assert time_of(Clock(0.0).index, 3) == pytest.approx(0.0)


def test_riding_ends_where_it_began() -> None:
    riding = ride(DROPPED, 0, 1)
    assert riding.riding and not ride(riding, 0, 1).riding and not ride(DROPPED, 4, 1).riding


def test_the_caption_says_position_height_gradient_step_and_ending() -> None:
    runs = runs_of(DROPPED)
    assert caption({}, 0, 0) == "nothing dropped yet"
    first = caption(runs, 0, 0.0)
    assert "(1, 2)" in first and "height 68" in first and "gradient 48.2" in first and "step 0" in first
    assert "moving" in first and caption(runs, 0, 300.0).endswith("at rest in a minimum")
    several = dict(zip(("gradient_descent", "adam"), [*runs.values()] * 2, strict=True))
    assert caption(several, 0, 0.0, chosen=1).startswith("adam, particle 1")


@st.composite
def states(draw: st.DrawFn) -> Explorer:
    """Explorers that a person could have made."""
    state = choose_landscape(START, draw(st.sampled_from(["sphere", "himmelblau", "griewank"])))
    state = drop(state, (0.3, -0.2), draw(st.sampled_from(["particle", "ring", "grid"])))
    state = choose_method(state, draw(st.sampled_from(["adam", "momentum", "gradient_descent"])))
    state = set_steps(set_rate(state, draw(st.floats(1e-6, 10.0))), draw(st.integers(1, 500)))
    for layer in draw(st.sets(st.sampled_from(LAYERS))):
        state = toggle(state, layer)
    return scrubbed(state, round(draw(st.floats(0, 1)), 4))


@settings(max_examples=25, deadline=None)
@given(state=states())
def test_a_link_restores_the_state(state: Explorer) -> None:
    assert linked(state) == replace(state, playing=False)


def test_the_command_remakes_the_run(tmp_path_factory: pytest.TempPathFactory) -> None:
    import shlex

    state = set_setting(choose_method(DROPPED, "adam"), "beta1", 0.5)
    words = shlex.split(str(animate_command(state, "film.mp4")))
    assert words[:3] == ["thalweg", "animate", "himmelblau"] and words[-2:] == ["-o", "film.mp4"]
    assert "adam:beta1=0.5" in words and "points:(1.0,2.0)" in words
    assert main([*words[1:-2], "-o", "film.avi"]) == 2  # understood up to the ending
    both = shlex.split(str(animate_command(add_method(state, "momentum"), "film.mp4")))
    assert [word.partition(":")[0] for word in both[3:6]] == ["--optimizer", "adam", "momentum"]
    assert animate_command(from_scene(SceneSpec.loads(MIXED)), "film.mp4") is None


def test_a_scene_file_and_the_explorer_show_the_same_runs() -> None:
    state = add_method(drop(DROPPED, (0, 1), "ring").with_runs(noise="gaussian:0.1"), "adam")
    scene = SceneSpec.loads(described(state).dumps())
    again = from_scene(scene)
    one, two = runs_of(state), runs_of(again)
    assert list(one) == list(two)
    for label in one:
        np.testing.assert_array_equal(one[label].positions, two[label].positions)


MIXED = """thalweg = 1
[landscape]
name = "himmelblau"
[[runs]]
starts = "grid:4"
noise = "gaussian:0.5,axis=1"
[[runs]]
optimizer = "adam"
label = "mine"
starts = "grid:5"
steps = 40
[look]
marks = ["stationary", "taylor"]
panels = ["surface", "loss"]
"""


def test_what_the_explorer_does_not_take_from_a_scene_file_is_said() -> None:
    scene = SceneSpec.loads(MIXED)
    state = from_scene(scene)
    assert state.starts == ("grid:4",) and "stationary" in state.shown
    f = landscape_of(scene.landscape)
    for paths, run in zip(runs_of(state).values(), scene.runs, strict=True):
        assert len(paths) == len(run.places(f))
        np.testing.assert_array_equal(paths.positions[-1], run.run(f).positions[-1])
    said = only_in_the_film(scene)
    for word in ("labels", "taylor", "loss"):
        assert word in said
    assert "\n" not in said and "stationary" not in said
    assert only_in_the_film(SceneSpec.loads(described(DROPPED).dumps())) == ""
    assert only_in_the_film(scene, window=False) == ""


def test_a_link_says_all_that_a_scene_file_does() -> None:
    begin = from_scene(SceneSpec.loads(MIXED + "[film]\nseconds = 3\n")).with_runs(tolerance=1e-3)
    assert linked(begin) == begin


def test_two_keys_change_any_field_of_look_and_film() -> None:
    chooser, state, names = Chooser(), START, set()
    ways = {c.label for spec in (LookSpec, FilmSpec) for c in controls_of(spec) if c.kind != "text"}
    for _ in ways:
        after = chooser.changed(state, 1)
        after.scene.check()
        words = chooser.said(after)
        names.add(words.partition(":")[0])
        assert after != state
        state, chooser = after, chooser.moved(1)
    assert names == ways and len(ways) > 10
    assert linked(state).scene.look == state.look


def test_layers_that_a_film_can_show_are_saved_as_its_marks() -> None:
    saved = described(toggle(toggle(toggle(DROPPED, "field"), "stationary"), "basins"))
    assert set(saved.look.marks) == {"stationary", "field"}
    assert {"stationary", "field"} <= from_scene(SceneSpec.loads(saved.dumps())).shown
