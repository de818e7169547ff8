"""The page in a real browser, from a file, and its own names: what a student sees, and what a test asks."""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from browser import needs_browser, open_browser, open_page, until

from descent import (
    Adam,
    DifferentialEvolution,
    Gaussian,
    GradientDescent,
    ParticleSwarm,
    ScipyMinimize,
    Trajectories,
    descend,
    grid,
    search,
)
from gallery import SceneSpec
from gallery.cli import main
from landscapes import catalogue, parse
from render import Scene

pytestmark = [pytest.mark.slow, needs_browser]
HIMMELBLAU = catalogue["himmelblau"]
REQUESTED = """return performance.getEntriesByType('resource').map((entry) => entry.name)
    .filter((name) => !/^(blob|data):/.test(name))"""

NOTICE = "return document.getElementById('notice').textContent"
"""What was complained of last; it is hidden after a while."""


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """A browser on the page of Himmelblau with a grid of 25 starts."""
    path = tmp_path_factory.mktemp("page") / "himmelblau.html"
    Scene(
        HIMMELBLAU, descend(HIMMELBLAU, grid(HIMMELBLAU.domain, 5), GradientDescent(0.004), steps=100)
    ).page(path)
    with open_browser((900, 700)) as browser:
        open_page(browser, path)
        browser.execute_script("thalweg.state.playing = false")
        yield browser


def told(page: Any, job: str) -> Any:
    return json.loads(page.execute_script(f"return JSON.stringify({job})"))


def test_nothing_is_fetched_and_nothing_is_refused(page: Any) -> None:
    assert page.execute_script(REQUESTED) == []
    assert [line["message"] for line in page.get_log("browser") if line["level"] == "SEVERE"] == []


def test_it_descends_as_python_does(page: Any) -> None:
    starts = [[1.0, 2.0], [-3.0, 0.5], [0.0, 0.0]]
    how = {
        "landscape": "himmelblau",
        "optimizer": "adam",
        "learning_rate": 0.05,
        "starts": starts,
        "steps": 60,
    }
    found = told(page, f"thalweg.descend({json.dumps(how)})")
    ours = descend(HIMMELBLAU, starts, Adam(0.05), steps=60)
    np.testing.assert_allclose(found["positions"], ours.positions, atol=1e-9)
    np.testing.assert_allclose(found["heights"], ours.heights, atol=1e-9)


def test_values_slopes_and_basins_are_there(page: Any) -> None:
    found = told(page, "thalweg.evaluate('himmelblau', [[1, 2], [3, 2]])")
    np.testing.assert_allclose(found["heights"], HIMMELBLAU.value([[1, 2], [3, 2]]))
    np.testing.assert_allclose(found["gradients"], HIMMELBLAU.gradient([[1, 2], [3, 2]]))
    basins = page.execute_async_script(
        "thalweg.basins({landscape: 'himmelblau', learning_rate: 0.004, steps: 300, resolution: 20})"
        ".then((found) => arguments[0]([found.minimizers.length, found.label.length, found.steps.length]))"
    )
    assert basins == [4, 400, 400]


def test_a_field_that_is_assigned_is_shown_and_said_again(page: Any) -> None:
    page.execute_script("thalweg.state.runs[0].starts = ['points:(1,2);(-3,0.5)']; thalweg.state.time = 0.5")
    page.execute_script("thalweg.state.look.theme = 'light'")
    assert page.execute_script("return document.documentElement.dataset.theme") == "light"
    spec = SceneSpec.from_link(page.execute_script("return thalweg.link()").partition("#")[2])
    assert spec == SceneSpec.loads(page.execute_script("return thalweg.toml()"))
    assert (
        spec.runs[0].starts == ("points:(1,2);(-3,0.5)",) and spec.page.time == 0.5 and not spec.page.playing
    )


_KEPT = "JSON.stringify([thalweg.state.time, thalweg.state.theme, thalweg.state.runs[0].optimizer])"


@pytest.mark.parametrize(
    ("given", "after", "said"),
    [
        ("{time: 0.25}", [0.25, "dark", "adam"], ""),
        ("{optimizer: 'momentum'}", [0.5, "dark", "momentum"], ""),
        ("{time: NaN, theme: 'light'}", [0.5, "light", "adam"], "time must be 0 to 1, got nan"),
        ("{optimizr: 'momentum', time: 0.25}", [0.25, "dark", "adam"], "did you mean 'optimizer'"),
        ("{landscape: 'ackely', theme: 'light'}", [0.5, "light", "adam"], "no landscape 'ackely'"),
        ("{panels: ['surface', 'curve', 'slices', 'anatomy', 'loss']}", [0.5, "dark", "adam"], ""),
        ("{size: [11, 10], theme: 'light'}", [0.5, "light", "adam"], "size must be two even numbers"),
    ],
)
def test_some_fields_are_put_over_the_state_and_the_rest_is_kept(
    page: Any, given: str, after: list[Any], said: str
) -> None:
    page.execute_script(
        "thalweg.state = {landscape: 'himmelblau', theme: 'dark', time: 0.5, playing: false, marks: [],"
        " runs: [{optimizer: 'adam', starts: ['grid:3'], steps: 20}]};"
        "document.getElementById('notice').textContent = ''"
    )
    page.execute_script(f"thalweg.state = {given}")
    assert json.loads(page.execute_script(f"return {_KEPT}")) == after
    page.execute_async_script("requestAnimationFrame(() => requestAnimationFrame(arguments[0]))")
    assert [line["message"] for line in page.get_log("browser") if line["level"] == "SEVERE"] == []
    notice = page.execute_script("return document.getElementById('notice').textContent")
    assert said in notice and bool(said) == bool(notice)


def test_an_address_that_follows_keeps_what_is_right_in_it(page: Any) -> None:
    page.execute_script(
        "thalweg.state = {landscape: 'himmelblau', theme: 'dark', time: 0.5, playing: false, marks: [],"
        " runs: [{optimizer: 'adam', starts: ['grid:3'], steps: 20}]};"
        "location.hash = 'landscape=ackely&theme=light&time=0.75&playing=false&optimizer=momentum&starts=grid:3'"
    )
    until(lambda: json.loads(page.execute_script(f"return {_KEPT}")) == [0.75, "light", "momentum"])
    assert "ackely" in page.execute_script("return document.getElementById('notice').textContent")
    page.execute_script("location.hash = 'theme=dark'")


_PRESSED = """
const button = [...document.querySelectorAll("button")].find((one) => one.textContent === arguments[0]);
button.click();
return button.closest("details").querySelector("[role=status]").textContent;"""


def test_a_link_that_nobody_would_read_is_not_handed_out(page: Any) -> None:
    many = ";".join(f"({k / 1000:.5f},1.12345)" for k in range(-900, 900, 2))
    page.execute_script(
        f"thalweg.state = {{playing: false, runs: [{{starts: ['points:{many}'], steps: 9}}]}}"
    )
    for what in ("Copy link", "Copy frame"):
        assert page.execute_script(_PRESSED, what) == "the scene is too long for a link; save a scene file"
    with pytest.raises(ValueError, match="the scene is too long for a link; save a scene file"):
        SceneSpec.loads(page.execute_script("return thalweg.toml()")).link()


def test_optimizers_are_by_name_and_in_order(page: Any) -> None:
    names = page.execute_script("return [...thalweg.optimizers]")
    assert names == page.execute_script("return Object.keys(thalweg.optimizers)") and "adam" in names
    beta1 = page.execute_script("return thalweg.optimizers.adam.settings.beta1")
    assert beta1["default"] == 0.9 and (beta1["low"], beta1["high"]) == (0, 1)


@pytest.mark.parametrize("size", ["0, 10", "10.5, 20", "NaN, 5", "1e6, 1e6", "'a', 'b'"])
def test_a_picture_of_no_size_is_refused(page: Any, size: str) -> None:
    said = page.execute_async_script(
        f"thalweg.picture({size}).then(() => arguments[0](''), (error) => arguments[0](error.message))"
    )
    assert said.startswith(("picture.width", "picture.height")) and "\n" not in said


def test_basins_take_a_schedule(page: Any) -> None:
    found = page.execute_async_script(
        "thalweg.basins({landscape: 'himmelblau', learning_rate: 'cosine:0.01,steps=100', steps: 100, resolution: 6})"
        ".then((found) => arguments[0](found.label.length), (error) => arguments[0](error.message))"
    )
    assert found == 36


def test_what_cannot_be_is_refused_with_a_word(page: Any) -> None:
    tried = "(() => { try { thalweg.state.%s; } catch (error) { return error.message; } })()"
    assert "did you mean 'time'" in told(page, tried % "tiem = 1")
    assert "0 to 1" in told(page, tried % "time = NaN")
    assert "explore reads formulas" in told(
        page, "(() => { try { thalweg.parse('x', [[0, 1]]); } catch (e) { return e.message; } })()"
    )


def test_a_picture_is_a_png(page: Any) -> None:
    url = page.execute_async_script("thalweg.picture(320, 240).then(arguments[0])")
    assert base64.b64decode(url.partition(",")[2]).startswith(b"\x89PNG")


def test_every_input_has_a_name(page: Any) -> None:
    nameless = page.execute_script(
        "return [...document.querySelectorAll('input, select, textarea, button')].filter((node) => !node.labels?.length"
        " && !node.getAttribute('aria-label') && !node.textContent.trim()).map((node) => node.outerHTML)"
    )
    assert nameless == []


def opened(page: Any, path: Path, scene: Scene, query: str = "") -> None:
    """Another scene's page in the same browser, at rest; with `query` in its address."""
    page.get("about:blank")
    page.get(scene.page(path).as_uri() + query)
    page.execute_async_script("thalweg.ready.then(() => arguments[0](null), arguments[0])")
    page.execute_script("thalweg.state.playing = false")


def seen(page: Any) -> dict[str, str]:
    """What is written in the parts of the page that are not hidden."""
    return dict(
        page.execute_script(
            "return [...document.querySelectorAll('[id]')].filter((node) => node.checkVisibility() && node.textContent)"
            ".map((node) => [node.id, node.textContent])"
        )
    )


@pytest.mark.parametrize("width", [280, 320, 390, 820])
def test_a_finger_hits_what_plays_the_film_however_narrow_the_page(page: Any, width: int) -> None:
    metrics = {"width": width, "height": 640, "deviceScaleFactor": 1, "mobile": True}
    page.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", metrics)
    try:
        sides = told(
            page,
            """(() => {
            const step = document.getElementById("step"), said = step.textContent;
            step.textContent = "step 10,000";
            const nodes = [...document.querySelectorAll(".transport :is(button, input, select)")];
            const boxes = nodes.map((node) => node.getBoundingClientRect());
            const sides = boxes.flatMap(({ width, height }) => [width, height]);
            step.textContent = said;
            return [document.documentElement.scrollWidth, ...sides];
            })()""",
        )
    finally:
        page.execute_cdp_cmd("Emulation.clearDeviceMetricsOverride", {})
    assert sides[0] == width and len(sides) == 9 and min(sides) >= 44


def test_words_and_colors_of_ones_own_are_the_films(page: Any, tmp_path: Path) -> None:
    runs = descend(HIMMELBLAU, grid(HIMMELBLAU.domain, 3), GradientDescent(0.004), steps=20)
    own = Scene(
        HIMMELBLAU, runs, cmap="viridis", title="My valley", caption="Week 3", no_legend=True, axes=False
    )
    opened(page, tmp_path / "own.html", own)
    words = seen(page)
    assert (words["title"], words["caption"]) == ("My valley", "Week 3") and "legend" not in words
    link = page.execute_script("return thalweg.link()").partition("#")[2]
    look = SceneSpec.from_link(link).look
    assert (look.cmap, look.title, look.caption, look.no_legend) == ("viridis", "My valley", "Week 3", True)
    opened(page, tmp_path / "mute.html", Scene(HIMMELBLAU, runs, title="", no_caption=True))
    words = seen(page)
    assert not {"title", "formula", "caption", "particle", "sentence"} & words.keys() and "legend" in words
    opened(page, tmp_path / "mute.html", Scene(HIMMELBLAU, runs), f"#{link}")
    assert "'viridis'" in page.execute_script(NOTICE) and seen(page)["title"] == "My valley"


def test_a_formula_without_a_name_is_its_own_heading_and_stands_there_once(page: Any, tmp_path: Path) -> None:
    f = parse("tan(x) + y**2/4", domain=((-1, 1), (-3, 3)))
    set_as_math = "return document.querySelectorAll('#title math').length"
    opened(page, tmp_path / "own.html", Scene(f))
    assert page.execute_script(set_as_math) == 1 and "formula" not in seen(page)
    assert page.title.startswith("tan(x) + y**2/4")
    opened(page, tmp_path / "named.html", Scene(f, title="A pass"))
    assert page.execute_script(set_as_math) == 0 and seen(page)["title"] == "A pass" and seen(page)["formula"]
    long = " + ".join(f"sin({k}*x)*cos({k}*y)" for k in range(2, 15))
    opened(page, tmp_path / "long.html", Scene(parse(long, domain=((-1, 1), (-3, 3)))))
    assert page.execute_script(set_as_math) == 0 and seen(page)["title"].startswith("sin(2*x)*cos(2*y)")


def test_a_note_stands_in_the_formulas_place_and_says_of_recorded_runs_what_is_theirs(
    page: Any, tmp_path: Path
) -> None:
    runs = descend(
        HIMMELBLAU, grid(HIMMELBLAU.domain, 3), GradientDescent(0.004), noise=Gaussian(0.1), steps=20
    )
    opened(page, tmp_path / "noted.html", Scene(HIMMELBLAU, runs, note="A plane\n8 of 9 are near"))
    assert seen(page)["formula"] == "A plane\n8 of 9 are near"
    page.execute_script("thalweg.state = { optimizer: 'adam', learning_rate: 0.1, noise: '' }")
    assert seen(page)["formula"] == "A plane"


def test_a_page_speaks_its_films_language_and_shows_its_subtitles(page: Any, tmp_path: Path) -> None:
    runs = descend(HIMMELBLAU, grid(HIMMELBLAU.domain, 15), GradientDescent(0.004), steps=200)
    said = ("step 2: Hier", "time 0.5: Dort")
    film = Scene(HIMMELBLAU, runs, language="de", subtitles=said, panels=("surface", "loss"))
    opened(page, tmp_path / "german.html", film)
    end = film.prepared.finale
    index = film.prepared.timing.index

    def at(t: float, step: str) -> dict[str, str]:
        """What is to be read at film time t, once the page shows it."""
        page.execute_script("thalweg.state.time = arguments[0]", t)
        return until(lambda: words if (words := seen(page))["step"] == step else None)

    assert "caption" not in at(0.0, "Schritt 0") or seen(page)["caption"] == ""
    early = next(t / 100 for t in range(100) if index(t / 100) >= 2)
    assert at(early, f"Schritt {int(index(early))}")["caption"] == "Hier"
    assert at(0.6, f"Schritt {int(index(0.6))}")["caption"] == "Dort"
    words = at(1.0, f"Schritt {int(index(1.0))}")
    assert words["sentence"] == f"{end.headline} {end.detail}" and "caption" not in words
    assert "bei (" in words["legend"] and words["particle"].startswith("Murmel 1 von 225")
    heads = "return [document.documentElement.lang, document.querySelector('.chart h2').textContent,"
    heads += " document.querySelector('#controls summary').textContent, document.getElementById('card').lang]"
    assert page.execute_script(heads) == ["de", "Höhe über dem Tiefsten", "Landschaft", "en"]
    page.execute_script("thalweg.state.language = 'en'")
    words = at(1.0, f"step {int(index(1.0))}")
    assert words["sentence"].startswith("Four valleys") and "at (" in words["legend"]
    assert page.execute_script(heads) == ["en", "Height above the lowest", "Landscape", "en"]
    opened(page, tmp_path / "german.html", film, "#language=zh")
    assert "does not speak 'zh'" in page.execute_script(NOTICE) and seen(page)["step"].startswith("Schritt")


def test_a_recorded_run_is_said_to_be_one_and_given_back(page: Any, tmp_path: Path) -> None:
    run = descend(HIMMELBLAU, grid(HIMMELBLAU.domain, 2), ScipyMinimize("CG"), steps=20)
    opened(page, tmp_path / "recorded.html", Scene(HIMMELBLAU, run))
    pick = (
        "const menu = document.querySelector('#controls select'); menu.value = arguments[0];"
        "menu.dispatchEvent(new Event('change')); return thalweg.state.runs[0].optimizer"
    )
    why = "return document.querySelector('#controls p[role=status]').textContent"
    assert "As Python recorded it (SciPy CG)" in page.execute_script(why)
    page.execute_script("try { thalweg.state.runs[0].starts = ['grid:3'] } catch {}")
    assert "as Python recorded it" in page.execute_script(NOTICE)
    assert page.execute_script(pick, "adam") == "adam"
    assert "Python" not in page.execute_script(why)
    assert page.execute_script(pick, "") == "scipy" and "SciPy CG" in page.execute_script(why)


def test_a_page_of_somebody_elses_run_carries_it(tmp_path: Path) -> None:
    positions = np.linspace([[0.0, 0.0], [1.0, 1.0]], [[3.0, 2.0], [3.0, 2.0]], 9)
    path = Scene(HIMMELBLAU, Trajectories.from_arrays(HIMMELBLAU, positions)).page(tmp_path / "mine.html")
    assert path.stat().st_size < 300_000


def test_another_ending_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=r"\.html"):
        Scene(HIMMELBLAU).page(tmp_path / "x.htm")


def test_a_population_searches_anew_for_every_setting(tmp_path: Path) -> None:
    path = tmp_path / "swarm.html"
    assert (
        main(["animate", "himmelblau", "--optimizer", "pso", "--steps", "12", "--seed", "3", "-o", str(path)])
        == 0
    )
    with open_browser((900, 700)) as browser:
        open_page(browser, path)
        browser.execute_script("thalweg.state.playing = false; thalweg.state.time = 1")
        for seed, optimizer, method in (
            (3, "pso", ParticleSwarm()),
            (4, "de:population=5", DifferentialEvolution(5)),
        ):
            browser.execute_script(
                f"Object.assign(thalweg.state.runs[0], {{ seed: {seed}, optimizer: '{optimizer}' }})"
            )
            run = search(HIMMELBLAU, method, 12, seed)
            words = browser.execute_script("return document.getElementById('particle').textContent")
            told = re.search(rf"particle 1 of {len(run)}\s+\((.*?), (.*?)\)", words.replace("−", "-"))
            assert told is not None, words
            np.testing.assert_allclose([float(x) for x in told.groups()], run.positions[-1, 0], rtol=2e-3)
            assert (
                browser.execute_script("return document.getElementById('step').textContent")
                == "generation 12"
            )
        assert [line["message"] for line in browser.get_log("browser") if line["level"] == "SEVERE"] == []
        assert "--optimizer de:population=5" in browser.execute_script("return thalweg.command()")
