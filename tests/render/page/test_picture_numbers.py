"""The living page's picture computes as films do: heights, world, light, cameras. Through Node, without a page."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

import numpy as np
import pytest
from javascript import needs_node, printed_landscapes, run_node

from descent import GradientDescent, default_learning_rate, descend, grid
from landscapes import catalogue
from render.camera.fitting import fit
from render.camera.paths import NAMED_PATHS
from render.camera.placing import AZIMUTHS, ELEVATIONS, Placing
from render.camera.pose import Pose, project
from render.camera.room import Frame, Room
from render.camera.watched import Watched
from render.clock.clock import Clock
from render.page.assembly import embedded, script
from render.page.picture_tables import SHADES, picture_tables
from render.particles import told_apart
from render.scene.ticks import height_ticks
from render.style.themes import DARK, THEMES
from render.surface.heights import KINDS, choose_transform
from render.surface.horizons import Relief
from render.surface.lattice import Lattice
from render.surface.surface import Surface, color_of
from render.surface.world import World, becoming_height

FLAT = [name for name, f in catalogue.items() if f.dimensions == 2]
DRAWN = ("himmelblau", "rosenbrock", "easom", "booth")
TABLES = {"tables": embedded({"picture": picture_tables()})}


def in_drawing(body: str, data: Any = None, *names: str) -> Any:
    printed = TABLES | {"landscapes": printed_landscapes([catalogue[name] for name in names]), "rules": "{}"}
    return run_node(script("drawing") + body, data, printed)


@pytest.fixture(scope="module")
def lattices() -> dict[str, Lattice]:
    return {name: Lattice.of(catalogue[name], 36) for name in FLAT}


@needs_node
def test_every_landscape_gets_the_height_transform_that_films_give_it(lattices: dict[str, Lattice]) -> None:
    heights = {name: lattice.heights.ravel() for name, lattice in lattices.items()}
    told = in_drawing(
        "return Object.entries(input.heights).map(([name, heights]) => input.kinds.map((kind) => {"
        " const t = Thalweg.chooseTransform(heights, kind); const some = heights.filter((_, i) => i % 97 === 0);"
        " return { kind: t.kind, numbers: [t.low, t.high, t.knee, t.centre], units: some.map((h) => t.at(h)),"
        " back: [0.1, 0.5, 0.9].map((u) => t.inverse(u)) }; }));",
        {"heights": heights, "kinds": KINDS},
    )
    for (name, own), answers in zip(heights.items(), told, strict=True):
        for kind, answer in zip(KINDS, answers, strict=True):
            mine = choose_transform(own, kind)
            assert answer["kind"] == mine.kind, name
            span = max(mine.high - mine.low, 1e-300)
            expected = [mine.low, mine.high, mine.knee, mine.centre]
            np.testing.assert_allclose(
                answer["numbers"], expected, rtol=1e-10, atol=1e-12 * span, err_msg=name
            )
            np.testing.assert_allclose(answer["units"], mine(own[::97]), rtol=1e-9, atol=1e-9, err_msg=name)
            np.testing.assert_allclose(
                answer["back"], mine.inverse([0.1, 0.5, 0.9]), rtol=1e-8, atol=1e-10 * span, err_msg=name
            )


@needs_node
def test_the_world_is_as_high_as_in_films(lattices: dict[str, Lattice]) -> None:
    cases = {}
    for name, lattice in lattices.items():
        unit = choose_transform(lattice.heights)(lattice.heights)
        half = World(catalogue[name], choose_transform(lattice.heights)).half_sides
        cases[name] = {"unit": unit.ravel(), "shape": unit.shape, "half": half}
    told = in_drawing(
        "return Object.values(input).map(({ unit, shape: [rows, columns], half }) =>"
        " Thalweg.becomingHeight(unit, rows, columns, half));",
        cases,
    )
    mine = [becoming_height(c["unit"].reshape(c["shape"]), c["half"]) for c in cases.values()]
    np.testing.assert_allclose(told, mine, rtol=1e-9)


@needs_node
def test_surface_and_light_are_those_of_films() -> None:
    """On the lines that the page keeps, height and light; at other places what lies between them."""
    told = in_drawing(
        "return input.map((name) => { const f = Thalweg.landscapeOf(name);"
        " const r = new Thalweg.Relief(f, f.domain, { towards: Thalweg.pictureTable('themes').dark.light.towards });"
        " return { x: r.x, y: r.y, z: r.z, looks: r.looks, height: r.world.height,"
        " normal: r.world.normal(1, [0.5, -2]) }; });",
        DRAWN,
        *DRAWN,
    )
    for name, answer in zip(DRAWN, told, strict=True):
        surface = Surface.of(catalogue[name], DARK)
        assert answer["height"] == pytest.approx(surface.world.height, rel=1e-9)
        x, y = surface.vertices[0, :, 0], surface.vertices[:, 0, 1]
        column, row = (
            np.abs(mine[:, None] - told).argmin(axis=0) for mine, told in ((x, answer["x"]), (y, answer["y"]))
        )
        np.testing.assert_allclose(x[column], answer["x"], atol=1e-9)
        z = np.reshape(answer["z"], (len(row), len(column)))
        np.testing.assert_allclose(z, surface.vertices[np.ix_(row, column)][..., 2], atol=1e-7)
        x, y = (np.asarray(axis) for axis in (surface.vertices[0, :, 0], surface.vertices[:, 0, 1]))
        around = Relief(x, y, surface.vertices[..., 2])
        here = np.ix_(row, column)
        looks = np.reshape(answer["looks"], (*z.shape, 5))
        np.testing.assert_allclose(looks[..., 1], around.open_sky()[here], atol=0.02)
        facing = np.maximum(surface.normals @ surface.lamps.towards, 0)
        np.testing.assert_allclose(
            looks[..., 0], (around.sunlit(surface.lamps.towards) * facing)[here], atol=0.02
        )
        np.testing.assert_allclose(2 * looks[..., 2] - 1, surface.normals[here][..., 2], atol=1e-4)
        normal = surface.world.normals(np.array(1.0), np.array([0.5, -2.0]))
        np.testing.assert_allclose(answer["normal"], normal, rtol=1e-6)
        assert len(x) > len(answer["x"])


@needs_node
def test_cameras_stand_where_those_of_films_do() -> None:
    surface = Surface.of(catalogue["himmelblau"], DARK, resolution=60)
    poses = [(-58.0, 42.0, 1.0), (30.0, 10.0, 0.8), (170.0, 80.0, 2.0)]
    frame, size = Frame(0.1, 0.9, 0.2, 0.95), (1100, 640)
    told = in_drawing(
        "const views = input.poses.map(([azimuth, elevation, zoom]) =>"
        " Thalweg.fitView({ azimuth, elevation, zoom }, input.hull, input.size[0] / input.size[1], input.frame));"
        "return { views: views.map((v) => [v.position, v.focus]),"
        " pixels: views.map((v) => input.hull.slice(0, 20).map((p) => {"
        " const [x, y] = Thalweg.seenAt(v, p); return [(1 + x) / 2 * input.size[0], (1 - y) / 2 * input.size[1]]; })),"
        " paths: Object.fromEntries(input.names.map((name) => [name, input.times.map((t) => {"
        " const p = Thalweg.cameraPath(name)(t); return [p.azimuth, p.elevation, p.zoom]; })])) };",
        {
            "poses": poses,
            "hull": surface.hull,
            "size": size,
            "frame": vars(frame),
            "names": [*NAMED_PATHS],
            "times": [0.0, 0.2, 0.5, 0.83, 1.0],
        },
    )
    for pose, (position, focus), pixels in zip(poses, told["views"], told["pixels"], strict=True):
        view = fit(Pose(*pose), surface.hull, size[0] / size[1], frame)
        np.testing.assert_allclose(position, view.position, atol=1e-9)
        np.testing.assert_allclose(focus, view.focus, atol=1e-9)
        np.testing.assert_allclose(pixels, project(view, size, surface.hull[:20]), atol=1e-6)
    for name, path in NAMED_PATHS.items():
        mine = [(p.azimuth, p.elevation, p.zoom) for p in map(path, (0.0, 0.2, 0.5, 0.83, 1.0))]
        np.testing.assert_allclose(told["paths"][name], mine, atol=1e-9)


@needs_node
def test_cameras_stand_where_as_much_is_seen_as_in_films() -> None:
    names = ("himmelblau", "beale", "rosenbrock", "levy", "goldstein_price")
    given, placings = {}, []
    for name in names:
        g = catalogue[name]
        paths = descend(g, grid(g.domain, 9), GradientDescent(float(default_learning_rate(g))), steps=200)
        surface = Surface.of(g, DARK)
        watched = Watched.of(surface, [paths], Clock(200.0))
        there = watched.sight.points[np.repeat(watched.place, watched.weight)]
        given[name] = there[:: max(len(there) // 140, 1)]
        placings.append(Placing([watched], Room(surface.hull, 4 / 3, Frame())))
    told = in_drawing(
        "return Object.entries(input.given).map(([name, points]) => { const f = Thalweg.landscapeOf(name);"
        " const r = new Thalweg.Relief(f, f.domain, { towards: Thalweg.pictureTable('themes').dark.light.towards });"
        " return Thalweg.placedCamera(r, points, [], { aspect: 4 / 3, frame: input.frame }); });",
        {"given": given, "frame": asdict(Frame())},
        *names,
    )
    for placing, placed in zip(placings, told, strict=True):
        home, reach, share = placed["home"], placed["reach"], placing.watched[0].share_from
        best = max(share(azimuth, elevation) for azimuth in AZIMUTHS for elevation in ELEVATIONS)
        assert share(*home) >= 0.8 * best
        assert share(home[0] + reach[0], home[1] + reach[1]) >= 0.6 * best


@needs_node
def test_trails_are_told_apart_from_the_ground_as_in_films() -> None:
    pairs = np.random.default_rng(0).integers(0, 256, (400, 2, 3))
    pairs[:200, 1] = np.clip(pairs[:200, 0] + pairs[:200, 1] // 8 - 16, 0, 255)  # of the ground's hue
    told = in_drawing("return input.map(([a, b]) => Array.from(Thalweg.toldApart(a, b)));", pairs.tolist())
    np.testing.assert_allclose(told, told_apart(pairs[:, 0], pairs[:, 1]), atol=1)


@needs_node
def test_the_scale_of_heights_has_the_films_numbers() -> None:
    names = [name for name in FLAT if np.isfinite(Lattice.of(catalogue[name], 36).heights).any()][:40]
    scales = [choose_transform(Lattice.of(catalogue[name], 36).heights) for name in names]
    told = in_drawing(
        "return input.map(([kind, low, high, knee, centre]) =>"
        " Thalweg.heightTicks(new Thalweg.HeightTransform({ kind, low, high, knee, centre })));",
        [(s.kind, s.low, s.high, s.knee, s.centre) for s in scales],
    )
    alike = 0
    for scale, ticks in zip(scales, told, strict=True):
        units = height_ticks(scale)[0]
        mine = np.array([float(scale(t)) for t in ticks])
        assert len(ticks) >= 2 and (np.diff(ticks) > 0).all()
        assert mine.min() >= -0.01 and mine.max() <= 1.06
        alike += len(units) == len(mine) and bool(np.allclose(units, mine, atol=0.02))
    assert alike >= 0.8 * len(names)


def test_the_tables_hold_every_theme() -> None:
    tables = picture_tables()
    assert set(tables["themes"]) == set(THEMES)
    for name, theme in tables["themes"].items():
        shades = theme["shades"]
        assert len(shades) == 6 * SHADES
        first = [int(shades[i : i + 2], 16) / 255 for i in (0, 2, 4)]
        np.testing.assert_allclose(first, color_of(np.array(0.0), THEMES[name]), atol=0.003)
