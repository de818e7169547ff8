"""Films of functions of many variables stand on a plane, whichever face asks for it."""

import numpy as np
import pytest

from descent import descend, path_plane, plane_at_random, share_near
from gallery.commands.animate import line
from gallery.spec.field import FieldError
from gallery.spec.landscape import LandscapeSpec
from gallery.spec.run import RunSpec
from gallery.spec.scene import SceneSpec
from landscapes import catalogue, model_landscapes

FOUR = catalogue["rosenbrock"].in_dimensions(4)
OF_MANY = [name for name, f in model_landscapes.items() if f.dimensions > 2 and name != "perceptron"]


def spec(**landscape: object) -> SceneSpec:
    run = RunSpec(starts=("grid:4",), steps=40)
    return SceneSpec(landscape=LandscapeSpec(name="rosenbrock", dimensions=4, **landscape), runs=(run,))


@pytest.mark.parametrize("plane", ["path", "path:seed=2", "random", "random:seed=3"])
def test_every_face_gives_the_plane_back(plane):
    scene = spec(plane=plane)
    assert SceneSpec.loads(scene.dumps()) == scene == SceneSpec.from_link(scene.link())
    from pathlib import Path

    assert f"--plane {plane}" in line(scene, (Path("x.mp4"),))


@pytest.mark.parametrize("name", OF_MANY)
def test_every_model_makes_a_scene_by_itself(name):
    scene = SceneSpec(
        landscape=LandscapeSpec(name=name), runs=(RunSpec(starts=("grid:3",), steps=5),)
    ).scene()
    assert scene.landscape.dimensions == 2 and str(model_landscapes[name].dimensions) in scene.note


def test_where_nothing_is_said_it_is_the_plane_of_a_path():
    f, named = spec().landscape.ground(), spec(plane="path").landscape.ground()
    assert f.follows and f.landscape.formula == named.landscape.formula
    assert spec().landscape.landscape().dimensions == 4, "what is compared has all its variables"


def test_on_the_plane_of_a_path_particles_move_in_all_variables():
    scene = spec(plane="path")
    ground = scene.landscape.ground()
    (run,) = scene.descend(ground).values()
    plane = ground.plane
    places = scene.runs[0].places(ground.landscape, plane)
    true = descend(FOUR, places, scene.runs[0].settled(FOUR), steps=40)
    np.testing.assert_allclose(run.positions, plane.project(true.positions))
    np.testing.assert_array_equal(run.heights, true.heights)
    np.testing.assert_allclose(
        run.heights[0], ground.landscape.value(run.positions[0]), err_msg="no gap at the start"
    )
    off = 16 - round(share_near(run) * 16)
    told = f"{off} of 16 end higher or lower than drawn" if off else "they end as high as drawn"
    assert scene.scene().note.endswith(f"marbles move in all 4; {told}")


def test_on_a_random_plane_particles_stay_on_it():
    scene = spec(plane="random")
    (run,) = scene.descend(scene.landscape.ground()).values()
    np.testing.assert_allclose(run.heights[-1], run.landscape.value(run.positions[-1]))


def test_starts_in_all_variables_stay_what_they_are():
    run = RunSpec(starts=("points:(1,2,3,4);(0,0,0,0)", "grid:2"))
    ground = spec().landscape.ground()
    np.testing.assert_allclose(run.places(ground.landscape, ground.plane)[:2], [[1, 2, 3, 4], [0, 0, 0, 0]])


def test_another_seed_is_another_plane_and_the_same_is_the_same():
    for make in (path_plane, plane_at_random):
        one, again, other = make(FOUR, 0), make(FOUR, 0), make(FOUR, 1)
        np.testing.assert_array_equal(one.u, again.u)
        assert not np.allclose(one.u, other.u)
        np.testing.assert_allclose([one.u @ one.u, one.v @ one.v, one.u @ one.v], [1, 1, 0], atol=1e-12)


@pytest.mark.parametrize(
    ("landscape", "why"),
    [
        ({"name": "himmelblau", "plane": "path"}, "more than two variables"),
        ({"name": "rosenbrock", "dimensions": 4, "plane": "path", "slice": "x3=1,x4=1"}, "slice"),
        ({"name": "rosenbrock", "dimensions": 4, "plane": "rnadom"}, "path or random"),
        ({"name": "rosenbrock", "dimensions": 4, "plane": "path:seed=-1"}, "path or random"),
    ],
)
def test_a_plane_that_cannot_be_is_refused_in_a_line(landscape, why):
    with pytest.raises(FieldError, match=why) as error:
        LandscapeSpec(**landscape).ground()
    assert error.value.as_flag.startswith("--plane") and "\n" not in str(error.value)


@pytest.mark.parametrize("f", [model_landscapes["roller_coaster"], FOUR], ids=lambda f: f.name)
def test_a_known_lowest_place_is_on_the_plane_of_a_descent_that_does_not_come_to_it(f):
    plane = path_plane(f)
    goal = min(f.minimizers, key=lambda each: plane.gap(each))
    low, high = np.transpose(plane.landscape.domain)
    at = plane.project(goal)
    assert ((at > low) & (at < high)).all()
    assert abs(plane.gap(goal)) < 1e-6 * abs(plane.landscape.value(high))
    assert 0.9 < plane.explained < 1.0  # of the descent alone
