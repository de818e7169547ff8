"""The picture in a browser: it reads Python's tables, and its camera stands where Python's does."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from typing import Any

import numpy as np
import pytest

from landscapes import catalogue
from render.camera.follow import outlook
from render.camera.paths import still
from render.camera.pose import Pose, fit
from render.interactive.web_tables import FRAME, PICTURE_SCRIPTS, WEB, page_tables
from render.style.themes import DARK
from render.surface.surface import Surface

RUN = """
globalThis.window = globalThis;
const told = JSON.parse(require("fs").readFileSync(0, "utf8"));
globalThis.thalweg = { tables: told.tables };
require(process.argv[1]);
thalwegParts.camera();
const camera = new thalweg.Camera();
camera.placed = () => {};
camera.size = told.size;
camera.surface = { ...told.surface, hull: told.hull };
const poses = told.poses.map(([azimuth, elevation, zoom]) => {
  camera.pose = { ...camera.pose, azimuth, elevation, zoom };
  camera.aim();
  return [camera.eye, camera.focus];
});
const outlooks = told.places.map(([here, azimuth]) => camera.outlook(here, azimuth, told.distance));
console.log(JSON.stringify({ poses, outlooks, home: new thalweg.Camera().pose }));
"""
SIZE = (1100, 640)
POSES = [(-58.0, 42.0, 1.0), (30.0, 10.0, 1.0), (170.0, 80.0, 1.0)]


@pytest.fixture(scope="module")
def surface() -> Surface:
    return Surface.of(catalogue["himmelblau"], DARK, resolution=120)


def in_node(**told: Any) -> Any:
    node = shutil.which("node")
    if node is None:
        pytest.skip("there is no node to run the browser's camera with")
    script = [node, "-e", RUN, str(WEB / "camera.js")]
    answer = subprocess.run(script, input=json.dumps(told), capture_output=True, text=True, check=True)
    return json.loads(answer.stdout)


def test_the_browsers_camera_fits_the_surface_as_that_of_films_does(surface: Surface) -> None:
    rows, columns = surface.lattice.heights.shape
    places = [
        (surface.world.place(np.array([x, y])), a)
        for x, y, a in ((3, 2, 40.0), (-1, -1, 200.0), (0, 4, -90.0))
    ]
    distance = page_tables()["camera"]["ride"]["distance"]
    answer = in_node(
        tables=page_tables(),
        size=SIZE,
        hull=surface.hull.ravel().tolist(),
        poses=POSES,
        surface={"rows": rows, "columns": columns, "vertices": surface.vertices.ravel().tolist()},
        places=[(here.tolist(), azimuth) for here, azimuth in places],
        distance=distance,
    )
    for pose, (eye, focus) in zip(POSES, answer["poses"], strict=True):
        view = fit(Pose(*pose), surface.hull, SIZE[0] / SIZE[1], FRAME)
        np.testing.assert_allclose(eye, view.position, atol=1e-9)
        np.testing.assert_allclose(focus, view.focus, atol=1e-9)
    step = page_tables()["camera"]["ride"]["step"]
    for (here, azimuth), elevation in zip(places, answer["outlooks"], strict=True):
        assert abs(elevation - outlook(surface, here, azimuth, distance)) <= step
    home = answer["home"]
    assert Pose(home["azimuth"], home["elevation"], home["zoom"]) == still(0.0)


def test_tables_are_json_and_all_of_them_are_read() -> None:
    tables = json.loads(json.dumps(page_tables()))
    assert tables == page_tables()
    read = "".join((WEB / name).read_text(encoding="utf-8") for name in PICTURE_SCRIPTS)
    assert [key for key in tables if not re.search(rf"\b{key}\b", read)] == ["endings"], (
        "words are the page's"
    )
    for part in ("camera", "charts"):
        unread = [key for key in tables[part] if f"{part.upper()}.{key}" not in read]
        assert unread == []


def test_every_script_of_the_picture_is_told_and_is_there() -> None:
    assert sorted(PICTURE_SCRIPTS) == sorted(path.name for path in WEB.glob("*.js"))
