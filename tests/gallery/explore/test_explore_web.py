"""The explorer's page, driven by a real browser on software WebGL; and its address, token and port without one."""

from __future__ import annotations

import re
import socket
import subprocess
import tomllib
import urllib.error
import urllib.request
from pathlib import Path
from urllib.parse import urlsplit

import numpy as np
import pytest

from gallery.explore.state import Explorer
from gallery.explore.web.session import Session

pytest.importorskip("trame_vtk")
pytest.importorskip("selenium.webdriver")

from browser import PLAYER, Page, Server, choose, free_port, needs_browser, until
from selenium.webdriver.common.action_chains import ActionChains
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys


@pytest.mark.slow
@needs_browser
def test_a_particle_is_dropped_played_scrubbed_and_turned_around(server: Server, page: Page) -> None:
    assert page.title() == "Himmelblau" and page.particles() == 0
    page.click(0, 60)
    until(lambda: page.particles() == 1)
    until(lambda: page.state()["time"] > 0.02, what="playing")
    page.click(40, -20, shift=True)
    until(lambda: page.particles() == 25)
    until(lambda: page.state()["time"] > 0.02)
    page.press(" ")
    until(lambda: not page.state()["playing"])
    page.press(Keys.HOME)
    until(lambda: page.state()["step"] == 0)
    for k in range(1, 4):
        page.press(Keys.ARROW_RIGHT)
        until(lambda k=k: page.state()["step"] == k)  # type: ignore[misc]
    page.press(Keys.ARROW_LEFT)
    until(lambda: page.state()["step"] == 2)
    page.js("const s = document.getElementById('tw-time'); s.value = 1; s.dispatchEvent(new Event('input'))")
    until(lambda: "at rest in a minimum" in page.state()["caption"])
    before = page.js(f"return {PLAYER}.picture.pose.azimuth")
    ActionChains(page.driver).drag_and_drop_by_offset(page.find(".tw-picture"), 90, 10).perform()
    until(lambda: abs(page.js(f"return {PLAYER}.picture.pose.azimuth") - before) > 10)
    assert page.particles() == 25
    page.press("1")
    until(lambda: page.state()["riding"] == 0)
    page.press("h")
    until(lambda: "drop a particle" in page.find(".tw-help").text)
    page.press("h", "x")
    until(lambda: page.particles() == 0)
    assert page.requests() == {urlsplit(server.root).netloc}
    assert not [e for e in page.driver.get_log("browser") if e["level"] == "SEVERE"]


@pytest.mark.slow
@needs_browser
def test_controls_change_the_run(page: Page) -> None:
    page.press("g")
    until(lambda: page.particles() == 400)
    assert page.js(f"return {PLAYER}.flight.runs.length") == 1
    page.js("window.trame.utils.thalweg.act('optimizer', 'adam')")
    until(lambda: page.js(f"return {PLAYER}.flight.runs[0].label") == "adam")
    page.js("window.trame.utils.thalweg.act('add', 'momentum')")
    until(lambda: page.particles() == 800)
    page.js("window.trame.utils.thalweg.act('setting', 'momentum', 0.5)")
    until(lambda: page.js(f"return {PLAYER}.flight.runs[1].label") == "momentum:momentum=0.5")
    slow = page.steps()
    page.js("window.trame.utils.thalweg.act('steps', 7)")
    until(lambda: page.steps() <= 7 < slow)
    for layer in ("stationary", "field", "basins"):
        page.js(f"window.trame.utils.thalweg.act('layer', '{layer}')")
        until(lambda layer=layer: layer in page.state()["layers"])  # type: ignore[misc]
    page.js("window.trame.utils.thalweg.act('landscape', 'griewank')")
    until(lambda: page.title() == "Griewank")
    until(lambda: page.js("return window.trame.state.get('landscape')") == "griewank")


@pytest.mark.slow
@needs_browser
def test_what_is_typed_into_the_drop_field_is_dropped_or_refused(page: Page) -> None:
    page.write("#starts", "uniform:100" + Keys.ENTER)
    until(lambda: page.particles() == 100)
    for text, message in (
        ("nonsense", "unknown starts 'nonsense'"),
        ("grid:-3", "must be >= 1"),
        ("uniform:99999999", "at most 100,000"),
    ):
        page.write("#starts", text + Keys.ENTER)
        until(lambda message=message: message in page.find(".tw-error").text, what=text)  # type: ignore[misc]
        assert "\n" not in page.find(".tw-error").text and page.particles() == 100
    page.write("#starts", "points:(1,2)" + Keys.ENTER)
    until(lambda: page.particles() == 101)
    assert not page.driver.find_elements(By.CSS_SELECTOR, ".tw-error")


@pytest.mark.slow
@needs_browser
def test_a_sketch_is_seen_first_and_what_was_said_outlives_the_rest_of_it(page: Page) -> None:
    page.js(f"""const {{ take }} = {PLAYER};
        window.sketches = [];
        {PLAYER}.take = (answer, name) => {{
          if (answer.flight) window.sketches.push(answer.flight.sketch);
          take(answer, name);
        }}""")
    page.act("starts", "grid:20")
    page.act("starts", "nonsense")
    until(lambda: page.js("return window.sketches") == [True, False])
    assert "unknown starts" in page.find(".tw-error").text
    page.press(Keys.END)
    until(lambda: page.state()["time"] == 1)
    page.act("rate", 0.003)
    until(lambda: page.js("return window.sketches") == [True, False] * 2)
    assert page.state()["time"] == 1 and not page.state()["playing"]


@pytest.mark.slow
@needs_browser
def test_a_formula_is_drawn_and_a_wrong_one_leaves_the_last_good_surface(page: Page) -> None:
    page.write("#formula", "x**2 + 3*sin(y)")
    until(lambda: "sin" in page.title())
    page.write("#formula", "x**2 + y**2 + wibble(x)")
    until(lambda: "unknown name" in page.find(".tw-formula-error").text)
    assert "^" in page.find(".tw-formula-error").text
    assert page.title() and "wibble" not in page.title()  # whatever was good last, perhaps half typed
    good = page.title()
    for text in ("1/0", "((((", "x" * 3000, "9**9**9**9", "exp(exp(exp(exp(x))))", "log(x - 100)"):
        page.js(f"window.trame.utils.thalweg.act('formula', {text!r}, '-5 5 -5 5')")
    page.click(0, 60)
    until(lambda: page.particles() > 0 or page.title() != good)
    page.write("#formula", "x**2 + y**2")
    until(lambda: page.title() == "x**2 + y**2")
    assert not page.driver.find_elements(By.CSS_SELECTOR, ".tw-formula-error")


@pytest.mark.slow
@needs_browser
def test_the_link_restores_the_whole_state(page: Page) -> None:
    page.js("window.trame.utils.thalweg.act('landscape', 'rosenbrock')")
    page.js("window.trame.utils.thalweg.act('optimizer', 'adam')")
    page.js("window.trame.utils.thalweg.act('starts', 'latin_hypercube:30,seed=4')")
    page.js("window.trame.utils.thalweg.act('layer', 'field')")
    until(lambda: page.particles() == 30 and "field" in page.state()["layers"])
    page.press(Keys.END)
    until(lambda: "time=1" in page.driver.current_url and "still moving" in page.state()["caption"])
    link, caption = page.driver.current_url, page.state()["caption"]
    assert "latin_hypercube" in link and urlsplit(link).path == "/"
    page.open(link)
    until(lambda: page.particles() == 30)
    until(lambda: page.state()["caption"] == caption)
    assert page.title() == "Rosenbrock" and "field" in page.state()["layers"]
    page.open(re.sub("rosenbrock", "rosenbrok", link))
    until(lambda: "did you mean 'rosenbrock'" in page.find(".tw-error").text)


@pytest.mark.slow
@pytest.mark.opengl
@needs_browser
def test_scene_file_gif_and_mp4_are_downloaded(page: Page) -> None:
    page.js("window.trame.utils.thalweg.act('drop', [[1, 2, 'particle']])")
    until(lambda: page.particles() == 1)
    scene = tomllib.loads(page.download("#download-scene", "himmelblau.toml").decode())
    assert scene["landscape"] == {"name": "himmelblau"} and scene["runs"][0]["starts"] == ["points:(1.0,2.0)"]
    assert page.download("#download-gif", "himmelblau.gif").startswith(b"GIF8")
    assert b"ftyp" in page.download("#download-mp4", "himmelblau.mp4")[:16]


@pytest.mark.slow
@needs_browser
def test_two_browsers_do_not_disturb_each_other(server: Server, page: Page, tmp_path: Path) -> None:
    (tmp_path / "other").mkdir()
    other = Page(server.root, tmp_path / "other")
    try:
        other.js("window.trame.utils.thalweg.act('landscape', 'sphere')")
        page.click(0, 60)
        until(lambda: other.title().startswith("Sphere") and page.particles() == 1)
        assert page.title() == "Himmelblau" and other.particles() == 0
    finally:
        other.close()
    page.press("g")
    until(lambda: page.particles() == 400)


@pytest.mark.slow
@needs_browser
def test_hostile_use_leaves_it_running(page: Page) -> None:
    for words in (
        "'starts', 'grid:4000'",
        "'starts', 'uniform:99999999'",
        "'rate', -1",
        "'rate', 'NaN'",
        "'steps', 1e9",
        "'landscape', '../../etc/passwd'",
        "'look', 'theme', '<script>'",
        "'drop', 'x'",
        "'drop', [[0 / 0, 0, 'particle']]",
        "'setting', '__class__', 1",
        "'nothing'",
        "'film', '../../x'",
    ):
        page.js(f"window.trame.utils.thalweg.act({words})")
        until(lambda: page.driver.find_elements(By.CSS_SELECTOR, ".tw-error"), what=words)
        page.js("window.trame.utils.thalweg.act('clear')")
        until(lambda: not page.driver.find_elements(By.CSS_SELECTOR, ".tw-error"))
    assert "at most 100,000" in str(
        page.driver.execute_async_script(
            "window.trame.trigger('act', ['starts', ['grid:4000']]).then((a) => arguments[0](a.error))"
        )
    )
    page.js(f"for (let k = 0; k < 100; k += 1) {PLAYER}.dropAt(300 + k * 3, 300 + k, 'particle')")
    until(lambda: page.particles() > 20)
    page.press("x")
    until(lambda: page.particles() == 0)


@pytest.mark.slow
@pytest.mark.opengl
@needs_browser
def test_the_browser_hands_the_drawing_over(page: Page) -> None:
    page.js("window.trame.utils.thalweg.act('starts', 'uniform:20000')")
    until(lambda: "let the server draw" in page.find(".tw-error").text)
    page.js("window.trame.utils.thalweg.act('landscape', 'ackley')")
    until(lambda: page.title().startswith("Ackley"))
    until(lambda: "landscape=ackley" in page.driver.current_url)
    page.js(f"{PLAYER}.drawBy('server')")
    until(lambda: page.driver.find_elements(By.CSS_SELECTOR, ".tw-sheet"))
    until(lambda: page.js(f"return {PLAYER}.counts.frames > 0") and page.title().startswith("Ackley"))
    page.js("window.trame.utils.thalweg.act('starts', 'uniform:20000')")
    until(lambda: page.particles() == 20_000)


def fetch(address: str, cookie: str = "") -> tuple[int, str]:
    request = urllib.request.Request(address, headers={"Cookie": cookie} if cookie else {})
    try:
        with urllib.request.urlopen(request, timeout=60) as answer:
            return answer.status, answer.url
    except urllib.error.HTTPError as error:
        return error.code, error.read().decode()


def test_beyond_this_machine_a_token_is_needed(tmp_path: Path) -> None:
    running = Server(tmp_path, "--host", "0.0.0.0", "--port", str(free_port()))
    try:
        port = urlsplit(running.address).port
        token = urlsplit(running.address).query.removeprefix("token=")
        assert len(token) >= 20
        home = f"http://127.0.0.1:{port}/"
        for wrong in (
            home,
            f"{home}?token=",
            f"{home}?token={token[:-1]}",
            f"{home}?token=%C3%A9",
            f"{home}page/x/ws",
        ):
            status, said = fetch(wrong)
            assert status == 403 and "token" in said
        status, address = fetch(f"{home}?token={token}")
        assert status == 200 and "/page/" in address
        assert fetch(address.partition("?")[0])[0] == 403
        assert fetch(address.partition("?")[0], f"thalweg_token={token}")[0] == 200
    finally:
        running.close()


def test_a_busy_port_is_said_and_the_next_one_taken(tmp_path: Path) -> None:
    with socket.socket() as busy:
        busy.bind(("127.0.0.1", 0))
        busy.listen()
        port = busy.getsockname()[1]
        running = Server(tmp_path, "sphere", "--port", str(port))
        assert running.lines[0] == f"thalweg: port {port} is taken; trying {port + 1}"
        assert urlsplit(running.address).hostname == "127.0.0.1" and urlsplit(running.address).port > port
        assert "landscape=sphere" in running.address
        said = running.close()
    assert "Traceback" not in said and running.process.returncode == 130


@pytest.mark.slow
@needs_browser
def test_closing_the_last_page_ends_it(tmp_path: Path) -> None:
    running = Server(tmp_path, "--port", str(free_port()))
    page = Page(running.root, tmp_path)
    assert running.process.poll() is None
    page.close()
    running.process.communicate(timeout=40)
    assert running.process.returncode == 0
    children = subprocess.run(
        ["pgrep", "-P", str(running.process.pid)], capture_output=True, text=True
    ).stdout
    assert children == ""


@pytest.mark.slow
@pytest.mark.opengl
@needs_browser
def test_the_server_draws_big_ensembles(tmp_path: Path) -> None:
    running = Server(tmp_path, "--starts", "uniform:100000", "--render", "server", "--port", str(free_port()))
    page = Page(running.address, tmp_path)
    try:
        until(lambda: page.particles() == 100_000 and page.js(f"return {PLAYER}.counts.frames > 1"))
        assert not page.driver.find_elements(By.CSS_SELECTOR, ".tw-picture canvas:not(.tw-sheet)")
        page.press(Keys.HOME)
        until(lambda: page.state()["step"] == 0)
        start = sheet(page)
        page.press(Keys.END)
        until(lambda: different(sheet(page), start) > 0.01)
        assert "particle 1 of 100000" in page.state()["caption"]
        turned = sheet(page)
        ActionChains(page.driver).drag_and_drop_by_offset(page.find(".tw-picture"), 120, 0).perform()
        until(lambda: different(sheet(page), turned) > 0.05)
        page.press("x")
        until(lambda: page.particles() == 0)
        page.click(0, 60)
        until(lambda: page.particles() == 1 and page.state()["step"] > 0)
        assert "render=server" in page.driver.current_url
        page.js("window.trame.utils.thalweg.act('landscape', 'sphere')")
        until(lambda: page.title().startswith("Sphere"))
        assert not [e for e in page.driver.get_log("browser") if e["level"] == "SEVERE"]
    finally:
        page.close()
        said = running.close()
    assert "Traceback" not in said


@pytest.mark.parametrize("formula", ["sin(3*x)*cos(2*y) + 0.1*x**2 + 0.1*y**2", None])
def test_runs_from_the_same_starts_begin_at_the_same_height(formula: str | None) -> None:
    session = Session()
    if formula:
        session.act("formula", [formula, "-5 5 -5 5"])
    session.act("steps", [40])
    session.act("add", ["adam"])
    flight = session.act("starts", ["points:(1,2)"])["flight"]
    losses = [np.frombuffer(run["loss"], np.float32) for run in flight["runs"]]
    assert losses[0][0] == losses[1][0] and abs(losses[0][-1] - losses[1][-1]) > 1e-3
    assert flight["level"] == ("the lowest reached" if formula else "the minimum")
    assert min(loss.min() for loss in losses) >= 0


@pytest.mark.slow
@pytest.mark.opengl
@needs_browser
def test_the_server_hands_the_drawing_over_where_the_browser_can(tmp_path: Path) -> None:
    running = Server(tmp_path, "--render", "server", "--port", str(free_port()))
    page = Page(running.address, tmp_path)
    try:
        page.js("window.trame.utils.thalweg.act('landscape', 'sphere')")
        page.write("#starts", "uniform:20000" + Keys.ENTER)
        until(lambda: page.particles() == 20_000)
        choose(page, "#render", "the browser")
        until(lambda: "at most 10,000 particles, these are 20,000" in page.find(".tw-error").text)
        assert page.find(".tw-sheet") and page.particles() == 20_000
        page.press("x")
        until(lambda: page.particles() == 0)
        page.write("#starts", "uniform:50" + Keys.ENTER)
        until(lambda: page.particles() == 50)
        choose(page, "#render", "the browser")
        until(lambda: not page.driver.find_elements(By.CSS_SELECTOR, ".tw-sheet"))
        until(lambda: page.title().startswith("Sphere") and page.particles() == 50)
        page.open(page.driver.current_url)
        until(lambda: page.particles() == 50)
        assert not page.driver.find_elements(By.CSS_SELECTOR, ".tw-sheet")
        choose(page, "#render", "the server")
        until(lambda: page.driver.find_elements(By.CSS_SELECTOR, ".tw-sheet"))
        until(lambda: page.title().startswith("Sphere") and page.particles() == 50)
    finally:
        page.close()
        said = running.close()
    assert "Traceback" not in said


@pytest.mark.parametrize("query", ["", "?drop=uniform:20000"])
def test_a_link_to_more_than_the_browser_draws_shows_the_surface_and_says_why(query: str) -> None:
    begin = Explorer().with_runs(starts="uniform:20000", steps=20)
    session = Session(begin)
    answer = session.act("hello", [query])
    assert "at most 10,000" in answer["error"] and answer["surface"] and answer["flight"]["count"] == 0
    assert "at most 10,000" not in Session(begin).act("hello", ["?render=server"]).get("error", "")


def sheet(page: Page) -> np.ndarray:
    """What the server has drawn, as the page shows it, thinned out."""
    script = (
        "const c = document.querySelector('.tw-sheet');"
        "return Array.from(c.getContext('2d').getImageData(0, 0, c.width, c.height).data).filter((_, i) => i % 12 < 3)"
    )
    return np.array(page.js(script), dtype=int)


def different(one: np.ndarray, other: np.ndarray) -> float:
    """The share of values by which two pictures differ much."""
    return float((np.abs(one - other) > 25).mean()) if one.shape == other.shape else 1.0


@pytest.mark.opengl
def test_what_a_page_asks_to_be_drawn_is_checked() -> None:
    session = Session()
    session.act("hello", ["render=server"])
    good = {"time": 0.5, "eye": [1, -2, 2], "focus": [0, 0, 0], "size": [64, 48]}
    assert session.draw(good)["jpeg"].startswith(b"\xff\xd8")
    for key, value in (
        ("time", "now"),
        ("time", float("nan")),
        ("eye", [1, 2]),
        ("eye", [1e9, 0, 0]),
        ("focus", None),
        ("size", [float("inf"), 3]),
        ("size", "large"),
    ):
        answer = session.draw({**good, key: value})
        assert set(answer) == {"error"} and "\n" not in answer["error"], (key, value)
    assert "error" in session.draw({})
    assert session.draw({**good, "size": [10**9, -5]})["jpeg"]
