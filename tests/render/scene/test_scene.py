"""Scenes at the edges: nothing to show, too little, too much, too small, too far off; and what is refused."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import pyvista as pv
from numpy.typing import NDArray
from PIL import Image

from descent import Adam, GradientDescent, Trajectories, descend, grid
from landscapes import Landscape, catalogue, parse
from render import Scene
from render.camera.pose import Pose

SIZE = (240, 180)
UNIT = ((-1.0, 1.0), (-1.0, 1.0))


def bowl(low: float, high: float) -> Landscape:
    middle, half = (low + high) / 2, (high - low) / 2
    return Landscape(
        name="bowl",
        builder=lambda x, y: ((x - middle) / half) ** 2 + 3 * ((y - middle) / half) ** 2,
        domain=((low, high),) * 2,
    )


def run(f: Landscape, count: int = 3, rate: float = 0.05, steps: int = 20) -> Trajectories:
    return descend(f, grid(f.domain, count), GradientDescent(rate), steps=steps)


def looks_like_something(picture: NDArray[np.uint8]) -> bool:
    """A surface of at least a tenth of the picture: colours away from the ground's."""
    middle = picture[40:150, 20:220].astype(int)
    return picture.shape == (180, 240, 3) and float((np.abs(middle - middle[0, 0]).sum(-1) > 60).mean()) > 0.1


def has_no_nan(scene: Scene) -> None:
    assert scene.surface is not None
    assert np.isfinite(scene.surface.vertices).all()
    assert np.isfinite(scene.surface.hull).all()


@pytest.mark.opengl
@pytest.mark.parametrize(
    ("low", "high"),
    [(-1e-9, 1e-9), (-1e9, 1e9), (1e6, 1e6 + 1), (-1e150, 1e150), (1e-150, 2e-150)],
    ids=["1e-9", "1e9", "far", "huge", "minute"],
)
def test_domains_of_any_size_and_place(low: float, high: float) -> None:
    f = bowl(low, high)
    scene = Scene(f, run(f, rate=0.05 * (high - low) ** 2 if (high - low) ** 2 else 1.0))
    has_no_nan(scene)
    assert looks_like_something(scene.picture(0.5, SIZE))


@pytest.mark.opengl
@pytest.mark.parametrize(
    "formula",
    [
        "3.5 + 0*x",
        "0*x*y",
        "log(x)",
        "sqrt(x - 0.5)",
        "1/x",
        "log(x**2)",
        "exp(20*x)",
        "1e-300*x",
        "1e300*(x + y)",
    ],
)
def test_heights_that_are_constant_missing_infinite_or_extreme(formula: str) -> None:
    f = parse(formula, domain=UNIT)
    scene = Scene(f, run(f))
    has_no_nan(scene)
    assert looks_like_something(scene.picture(0.7, SIZE))


@pytest.mark.opengl
def test_heights_that_exist_nowhere() -> None:
    f = parse("sqrt(-1 - x**2 - y**2)", domain=UNIT)
    assert Scene(f).picture(0.5, SIZE).shape == (180, 240, 3)


@pytest.mark.opengl
def test_one_particle_none_and_no_run_at_all() -> None:
    f = catalogue["himmelblau"]
    one = descend(f, [[1.0, 1.0]], GradientDescent(0.01), steps=30)
    none = descend(f, np.zeros((0, 2)), GradientDescent(0.01), steps=30)
    pictures = [Scene(f, paths).picture(0.6, SIZE) for paths in (one, none, {})]
    for picture in pictures:
        assert looks_like_something(picture)
    assert (pictures[0] != pictures[1]).any()


@pytest.mark.opengl
def test_no_steps_at_all() -> None:
    f = catalogue["himmelblau"]
    assert looks_like_something(Scene(f, run(f, steps=0)).picture(1.0, SIZE))


@pytest.mark.opengl
def test_all_diverged_or_escaped() -> None:
    f = catalogue["rosenbrock"]
    scene = Scene(f, run(f, rate=1e3))
    assert looks_like_something(scene.picture(1.0, SIZE))
    assert {entry.text for t in scene.colors for entry in t.legend} <= {
        "over the edge",
        "diverged",
        "still moving",
    }


@pytest.mark.parametrize("color", ["destination", "ending"])
@pytest.mark.parametrize(("name", "rate"), [("himmelblau", 0.004), ("himmelblau", 0.02), ("easom", 0.1)])
def test_a_legend_counts_every_particle_once_at_every_step(name: str, rate: float, color: str) -> None:
    """Those still to come to their ends only where one dot can stand for them."""
    paths = run(catalogue[name], count=9, rate=rate, steps=60)
    (colors,) = Scene(catalogue[name], paths, color=color).colors
    awaited = any(entry.before for entry in colors.legend)
    for index in (0, 1, 5, 20, 60):
        ended = [entry.members & (entry.since <= index) for entry in colors.legend if not entry.before]
        told = 81 if awaited else int(np.any(ended, axis=0).sum())
        assert sum(entry.count(index) for entry in colors.legend) == told, f"at step {index}"


@pytest.mark.opengl
@pytest.mark.parametrize("panels", [("curve",), ("curve", "loss", "gradient_norm")])
def test_one_variable(panels: tuple[str, ...]) -> None:
    f = parse("x**2 + 2*sin(3*x)", domain=((-3, 3),))
    paths = descend(f, [[-2.0], [0.5], [2.5]], GradientDescent(0.02), steps=40)
    pictures = [Scene(f, paths, panels=panels).picture(t, SIZE) for t in (0.0, 1.0)]
    assert (pictures[0] != pictures[1]).any()


@pytest.mark.opengl
@pytest.mark.parametrize("formula", ["4", "log(x)", "1/x"])
def test_one_variable_flat_or_with_holes(formula: str) -> None:
    f = parse(formula, domain=((-1, 1),))
    paths = descend(f, [[-0.5], [0.5]], GradientDescent(0.02), steps=10)
    assert Scene(f, paths).picture(0.5, SIZE).shape == (180, 240, 3)


@pytest.mark.opengl
@pytest.mark.parametrize("count", [1, 0])
def test_every_panel_with_one_particle_and_none(count: int) -> None:
    f = catalogue["himmelblau"]
    paths = descend(f, np.ones((count, 2)), Adam(0.05), steps=10)
    scene = Scene(f, paths, panels=("surface", "contour", "slices", "loss", "gradient_norm"))
    assert scene.picture(0.5, (480, 360)).shape == (360, 480, 3)


@pytest.mark.opengl
def test_several_runs_are_told_apart_by_label() -> None:
    f = catalogue["himmelblau"]
    scene = Scene(f, {"slow": run(f, rate=0.001), "fast": run(f, rate=0.01)})
    assert [entry.text for t in scene.colors for entry in t.legend] == ["slow", "fast"]
    assert looks_like_something(scene.picture(0.5, SIZE))


def test_more_than_two_variables_are_refused_with_a_way_out() -> None:
    f = catalogue["rosenbrock"].in_dimensions(3)
    with pytest.raises(ValueError, match=r"one or two variables, rosenbrock has 3; take a slice or a plane"):
        Scene(f)


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ({"panels": ("surfaces",)}, "unknown panel 'surfaces'"),
        ({"theme": "neon"}, "unknown theme 'neon'"),
        ({"camera": "drone"}, "unknown camera 'drone'"),
        ({"clock": "warp"}, "clock must be one of"),
        ({"color": "age"}, "color must be one of"),
        ({"height": "cubic"}, "height must be one of"),
    ],
    ids=str,
)
def test_unknown_names_are_refused_at_once(settings: dict[str, object], said: str) -> None:
    with pytest.raises((ValueError, LookupError), match=said):
        Scene(catalogue["sphere"], **settings)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("film", "said"),
    [
        ({"size": (961, 720)}, "size"),
        ({"size": (8, 8)}, "size"),
        ({"fps": 0}, "fps"),
        ({"seconds": 0}, "seconds"),
    ],
    ids=str,
)
def test_films_that_cannot_be_are_refused_before_anything_is_drawn(
    film: dict[str, object], said: str, tmp_path: Path
) -> None:
    with pytest.raises(ValueError, match=said):
        Scene(catalogue["sphere"]).movie(tmp_path / "f.gif", **film)  # type: ignore[arg-type]
    assert not list(tmp_path.iterdir())


@pytest.mark.opengl
@pytest.mark.parametrize("camera", ["orbit", "still"])
def test_the_same_scene_twice_gives_the_same_pictures(camera: str) -> None:
    f = catalogue["himmelblau"]
    first, second = ([p.tobytes() for p in Scene(f, run(f), camera=camera).frames(4, SIZE)] for _ in range(2))
    assert first == second


@pytest.mark.opengl
@pytest.mark.parametrize("camera", ["orbit", "still"])
def test_a_picture_does_not_depend_on_those_before_it(camera: str) -> None:
    """Film, still and poster agree; drawing out of order is allowed."""
    f = catalogue["himmelblau"]
    scene = Scene(f, run(f, 5, 0.01), camera=camera)
    film = list(scene.frames(5, SIZE))
    for k in (3, 1):
        alone = scene.picture(k / 4, SIZE).astype(int)
        assert np.abs(alone - film[k]).max() <= 2


@pytest.mark.opengl
def test_a_plotter_is_handed_back_and_options_pass_through() -> None:
    f = catalogue["himmelblau"]
    scene = Scene(f, run(f), surface_options={"opacity": 0.5})
    plotter = scene.plotter(off_screen=True, window_size=[120, 90])
    assert plotter.window_size == [120, 90]
    seen_through = [a for a in plotter.actors.values() if a.GetProperty().GetOpacity() == 0.5]
    assert len(seen_through) == 2, "the top, and the walls below it"
    plotter.close()


@pytest.mark.opengl
def test_show_takes_off_screen_and_what_plotters_show_takes(tmp_path: Path) -> None:
    scene = Scene(catalogue["himmelblau"])
    scene.show(off_screen=True, screenshot=tmp_path / "seen.png", window_size=[160, 120])
    with Image.open(tmp_path / "seen.png") as picture:
        assert picture.size == (160, 120)
    with pytest.raises(TypeError, match="of_screen"):
        scene.show(of_screen=True)


@pytest.mark.opengl
def test_a_scene_draws_into_a_plotter_that_it_is_given() -> None:
    f = catalogue["himmelblau"]
    given = pv.Plotter(off_screen=True, window_size=[120, 90], shape=(1, 2))
    given.subplot(0, 1)
    scene = Scene(f, run(f), plotter=given)
    assert len(given.renderers[1].actors) >= 3
    assert not given.renderers[0].actors
    before = len(given.renderers[1].actors)
    assert scene.plotter(t=0.5) is given
    assert len(given.renderers[1].actors) == before
    other = replace(scene, theme="light").plotter(off_screen=True)
    assert other is not given
    other.close()
    given.close()


@pytest.mark.opengl
@pytest.mark.parametrize("camera", ["follow:0", lambda t: Pose(-58.0, 42.0, 3.0)])
def test_words_can_be_read_where_the_surface_reaches_under_them(camera: object) -> None:
    f = catalogue["himmelblau"]
    paths = run(f, 1)
    near = Scene(f, paths, camera=camera).picture(0.5, (480, 360)).astype(int)
    bare = Scene(f, paths, panels=("loss",)).picture(0.5, (480, 360)).astype(int)
    title = bare[12:34, 14:130].sum(axis=-1) > 600
    assert title.sum() > 100
    inside = near[12:34, 14:130].sum(axis=-1)
    assert np.median(inside[title]) > 600
    assert np.median(inside[~title]) < 300


def test_a_formula_without_a_title_is_its_own() -> None:
    text = "x**2 + 3*sin(y)"
    assert not parse(text, domain=UNIT).is_titled
    assert parse(text, domain=UNIT, title="My bowl").is_titled
    assert not Landscape.from_sympy(parse(text, domain=UNIT).formula, UNIT).is_titled
    assert all(f.is_titled for f in catalogue.values())


@pytest.mark.parametrize(
    ("name", "panel"), [("parabola", "surface"), ("parabola", "contour"), ("himmelblau", "curve")]
)
def test_a_panel_that_the_landscape_cannot_have_is_refused(name: str, panel: str) -> None:
    with pytest.raises(ValueError, match=f"panel '{panel}' needs a landscape of"):
        Scene(catalogue[name], panels=(panel,))


def test_runs_that_are_no_mapping_are_refused() -> None:
    f = catalogue["himmelblau"]
    with pytest.raises(ValueError, match=r"Scene\.paths must be Trajectories, or several as"):
        Scene(f, [run(f), run(f)])  # type: ignore[arg-type]


@pytest.mark.opengl
def test_the_maps_trails_reach_where_particles_crept_to() -> None:
    """Steps too short to be seen one by one add up."""
    f = parse("x**2 + y**2", domain=((-2.0, 2.0), (-2.0, 2.0)), title="bowl")
    paths = descend(f, [[1.9, 0.0]], GradientDescent(0.0005), steps=3000)
    with_paths = Scene(f, paths, panels=("contour",)).picture(1.0, (480, 360)).astype(int)
    before = Scene(f, paths, panels=("contour",)).picture(0.0, (480, 360)).astype(int)
    changed = (np.abs(with_paths - before)[60:290].sum(axis=-1) > 30).any(axis=0)
    columns = np.flatnonzero(changed)
    assert changed[columns[0] : columns[-1]].mean() > 0.98
    assert columns[-1] - columns[0] > 60
