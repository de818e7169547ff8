"""The living page's picture in a real browser: what is seen, in broad terms."""

from __future__ import annotations

import base64
import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from browser import SOFTWARE, needs_browser, open_browser
from javascript import printed_landscapes
from numpy.typing import NDArray
from PIL import Image

from descent import GradientDescent, descend, grid
from landscapes import catalogue
from render.page.assembly import compute_text, embedded, script
from render.page.picture_tables import picture_tables
from render.particles import Crowding
from render.stage import graded
from render.style.themes import THEMES, rgb
from render.surface import Surface

pytestmark = needs_browser
SIZE = (640, 480)
PAGE = """<!doctype html><meta charset="utf-8">
<style>body { margin: 0 } #picture { width: 640px; height: 480px; display: block }</style>
<canvas id="picture"></canvas><script>%s</script><script>%s</script><script>
const f = Thalweg.landscapeOf("himmelblau");
const picture = new Thalweg.Picture(document.getElementById("picture"), { theme: "dark" });
picture.setSurface({ landscape: f });
const positions = Float64Array.from([-1, 0, 3, 2, 0, 3, 3, 2, 3, 2, 3, 2]);
const run = { count: 2, dimensions: 2, indices: [0, 1, 2], positions, stoppedAt: [2, 2], endings: [0, 0] };
picture.setRuns([{ run, colors: Uint8Array.from([0, 255, 0, 0, 255, 255]) }]);
picture.render({ fine: true });
</script>"""


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    with open_browser(SIZE, patience=60, words=SOFTWARE) as driver:
        printed = {
            "landscapes": printed_landscapes([catalogue["himmelblau"]]),
            "rules": "{}",
            "tables": embedded({"picture": picture_tables()}),
        }
        page: Path = tmp_path_factory.mktemp("drawn") / "page.html"
        page.write_text(PAGE % (compute_text(printed), script("drawing")), encoding="utf-8")
        driver.get(page.as_uri())
        if not driver.execute_script("return typeof picture === 'object'"):
            pytest.skip("this browser has no WebGL2")
        yield driver


def picture(browser: Any, before: str = "", size: tuple[int, int] = SIZE) -> NDArray[np.uint8]:
    """What is seen after some JavaScript, (height, width, 3)."""
    url = browser.execute_async_script(
        f"const done = arguments[0]; {before}; picture.png({size[0]}, {size[1]}).then(done);"
    )
    raw = base64.b64decode(url.partition(",")[2])
    return np.asarray(Image.open(io.BytesIO(raw)).convert("RGB"))


def share(seen: NDArray[np.uint8], color: str, within: int = 40) -> float:
    """The share of the pixels that have about this color."""
    return float((np.abs(seen.astype(int) - 255 * np.array(rgb(color))).max(axis=-1) < within).mean())


@pytest.mark.parametrize("name", THEMES)
def test_the_surface_stands_on_the_themes_ground(browser: Any, name: str) -> None:
    seen, theme = picture(browser, f"picture.setTheme('{name}')"), THEMES[name]
    assert seen.shape == (SIZE[1], SIZE[0], 3)
    ground = np.asarray(graded(theme, SIZE)).astype(int)
    for at in ((2, 2), (2, 320), (240, 4)):
        np.testing.assert_allclose(seen[at], ground[at], atol=6)
    middle = seen[120:360, 160:480].astype(int)
    if name != "publication":  # which has to be read in grey too
        assert (np.ptp(middle, axis=-1) > 40).mean() > 0.25
    assert len(np.unique(middle.reshape(-1, 3) // 8, axis=0)) > 150  # light


def test_layers_marks_and_basins_change_what_is_seen(browser: Any) -> None:
    plain = picture(browser, "picture.setTheme('dark')").astype(int)

    def changed(what: str, back: str) -> float:
        other = picture(browser, what)
        picture(browser, back)
        return float((np.abs(plain - other).max(axis=-1) > 12).mean())

    assert (
        0.01
        < changed("picture.setLayers({ contours: false })", "picture.setLayers({ contours: true })")
        < 0.4
    )
    assert changed("picture.setLayers({ block: false })", "picture.setLayers({ block: true })") > 0.1
    assert changed("picture.setMarks(['stationary', 'field', 'tangent'])", "picture.setMarks([])") > 0.005
    basins = (
        "picture.setGround(Int16Array.from({ length: 64 * 64 }, (_, k) => (k % 64) > 31 ? 1 : 0),"
        " { resolution: 64, colors: Uint8Array.from([255, 0, 0, 0, 0, 255]) })"
    )
    seen = picture(browser, basins).astype(int)
    assert ((seen[..., 0] - seen[..., 2]) > 60).mean() > 0.03
    assert ((seen[..., 2] - seen[..., 0]) > 60).mean() > 0.03
    assert np.abs(picture(browser, "picture.setGround(null)").astype(int) - plain).max() <= 2


def test_particles_are_seen_where_they_are_and_behind_hills_as_rings(browser: Any) -> None:
    still = "picture.setCamera({ azimuth: -58, elevation: 42, zoom: 1 });"
    seen = picture(browser, f"{still} picture.show(0)")
    x, y = browser.execute_script("return picture.project([3, 2])")
    box = seen[int(y) - 12 : int(y) + 4, int(x) - 8 : int(x) + 8].astype(int)
    assert ((box[..., 1] > 150) & (box[..., 2] > 150) & (box[..., 0] < 120)).any()
    hidden = picture(browser, "picture.setCamera({ azimuth: -150, elevation: 12 }); picture.show(2)").astype(
        int
    )
    cyan = (hidden[..., 1] > 120) & (hidden[..., 2] > 120) & (hidden[..., 0] < hidden[..., 1] - 50)
    assert cyan.sum() > 8


def test_a_place_is_picked_where_it_is_projected(browser: Any) -> None:
    picture(browser, "picture.setCamera({ azimuth: -58, elevation: 60, zoom: 1 })")
    for point in ([0.0, 0.0], [-1.0, 2.0], [2.0, -1.0]):
        told = browser.execute_script("return picture.pick(...picture.project(arguments[0]))", point)
        np.testing.assert_allclose(told["point"], point, atol=0.05)
        assert told["height"] == pytest.approx(
            catalogue["himmelblau"].value(np.array(told["point"])), rel=1e-9
        )
    assert browser.execute_script("return picture.pick(3, 3)") is None
    chosen = browser.execute_script(
        "picture.show(0); return picture.pickParticle(...picture.project([3, 2]))"
    )
    assert chosen == {"run": 0, "particle": 1}


def test_a_picture_of_any_size_is_the_same_picture(browser: Any) -> None:
    small, large = picture(browser, size=(320, 240)), picture(browser, size=(960, 720))
    again = np.asarray(Image.fromarray(large).resize((320, 240), Image.Resampling.BOX))
    assert np.abs(small.astype(int) - again).mean() < 6


def test_a_lost_context_comes_back(browser: Any) -> None:
    before = picture(browser).astype(int)
    browser.execute_async_script(
        "const done = arguments[0]; const lose = picture.gl.getExtension('WEBGL_lose_context');"
        "picture.canvas.addEventListener('webglcontextrestored', () => setTimeout(done, 50), { once: true });"
        "lose.loseContext(); setTimeout(() => lose.restoreContext(), 100);"
    )
    assert np.abs(picture(browser).astype(int) - before).mean() < 0.5


def test_trails_of_several_runs_share_their_ink_as_the_films_do(browser: Any) -> None:
    f = catalogue["himmelblau"]
    runs = [descend(f, grid(f.domain, 6), GradientDescent(rate), steps=60) for rate in (0.004, 0.012)]
    world = Surface.of(f, THEMES["dark"], resolution=40).world
    places = world.plane(np.concatenate([f.minimizers, grid(f.domain, 9)]))
    ours = Crowding.of(runs, world).thinned(places)
    assert ours.min() < 0.5 and ours.max() == 1
    theirs = browser.execute_script(
        "const [positions, places] = arguments, runs = positions.map((all) => ({ run: { count: 36, positions: all,"
        " indices: all.slice(0, all.length / 72) } })); const thinned = Thalweg.thinnedBy(picture.ground.world, runs);"
        " return places.map(([x, y]) => thinned(x, y));",
        [run.positions.ravel().tolist() for run in runs],
        places.tolist(),
    )
    # Where a way runs along the border of two cells, either may count it.
    assert np.mean(np.abs(np.array(theirs) - ours) < 1e-6) > 0.8
    np.testing.assert_allclose(theirs, ours, atol=0.2)
