"""What the explorer's page says and lets a person do, in a real browser: cards, chips, the drawer, the clipboard."""

from __future__ import annotations

import urllib.request
from pathlib import Path
from urllib.parse import urlsplit

import numpy as np
import pytest

from gallery.explore.state import Explorer
from gallery.explore.web.session import Session
from gallery.spec.field import described
from gallery.spec.film import FilmSpec
from gallery.spec.look import LookSpec

pytest.importorskip("trame_vtk")
pytest.importorskip("selenium.webdriver")

from browser import PLAYER, Page, Server, choose, free_port, needs_browser, until
from selenium.webdriver.common.action_chains import ActionChains
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys

RATE = "return window.trame.state.get('rate')"


@pytest.mark.slow
@needs_browser
def test_a_click_on_what_lies_over_the_picture_is_for_that(page: Page) -> None:
    page.find("#ask").click()
    until(lambda: "ride along" in page.find(".tw-help").text)
    page.find(".tw-help").click()
    until(lambda: not page.has(".tw-help"))
    page.act("starts", "points:(1,2)")
    page.act("add", "adam")
    until(lambda: page.particles() == 2)
    page.press("c")
    said = until(lambda: page.find(".tw-command pre").text)
    assert said.startswith("thalweg animate himmelblau --optimizer gradient_descent adam --starts ")
    azimuth = page.js(f"return {PLAYER}.picture.pose.azimuth")
    ActionChains(page.driver).drag_and_drop_by_offset(page.find(".tw-command pre"), 60, 3).perform()
    assert page.js(f"return {PLAYER}.picture.pose.azimuth") == azimuth
    assert page.download("#download-scene", "himmelblau.toml").decode().count("[[runs]]") == 2
    page.find(".tw-command button").click()
    until(lambda: not page.has(".tw-command"))
    assert page.particles() == 2


@pytest.mark.slow
@needs_browser
def test_every_field_of_look_and_film_has_a_control_that_is_heard(page: Page) -> None:
    page.find("#theme")
    shown = {e.get_attribute("id") for e in page.driver.find_elements("css selector", "nav input")}
    assert {*described(LookSpec), *described(FilmSpec)} <= shown
    page.act("look", "color", "height")
    until(lambda: "color=height" in page.driver.current_url)
    seconds = page.find("#seconds")
    page.js("document.getElementById('seconds').scrollIntoView()")
    seconds.send_keys("0.05", Keys.TAB)
    until(lambda: "0.1 to 600" in page.find(".tw-error").text)
    seconds.send_keys(Keys.BACKSPACE * 9, "4", Keys.TAB)
    until(lambda: "seconds=4" in page.driver.current_url)


@pytest.mark.slow
@needs_browser
def test_the_link_is_copied_and_said_to_be_or_it_is_shown(page: Page) -> None:
    page.act("landscape", "sphere")
    until(lambda: "landscape=sphere" in page.driver.current_url)
    allowed = {"permissions": ["clipboardReadWrite", "clipboardSanitizedWrite"]}
    page.driver.execute_cdp_cmd("Browser.grantPermissions", allowed)
    page.pull("#copy-link")
    until(lambda: page.text("#copy-link") == "copied")
    until(lambda: page.text("#copy-link") == "copy link")
    assert not page.has(".tw-command")
    page.js("Object.defineProperty(navigator, 'clipboard', { value: undefined })")
    page.pull("#copy-link")
    until(lambda: page.find(".tw-command pre").text == page.driver.current_url)


@pytest.mark.slow
@needs_browser
def test_a_link_beyond_this_machine_says_that_it_has_no_token(tmp_path: Path) -> None:
    running = Server(tmp_path, "--host", "0.0.0.0", "--port", str(free_port()))
    page = Page(running.address, tmp_path)
    try:
        page.pull("#copy-link")
        until(lambda: "no token" in page.find(".tw-command").text)
        assert "token" not in page.find(".tw-command pre").text
    finally:
        page.close()
        running.close()


@pytest.mark.slow
@needs_browser
def test_another_theme_shows_the_same_moment(page: Page) -> None:
    page.act("starts", "points:(1,2)")
    until(lambda: page.state()["time"] > 0.2)
    ink = f"return {PLAYER}.picture.surface.theme.ink"
    before = page.js(ink)
    page.act("look", "theme", "light")
    until(lambda: page.js(ink) != before)
    assert until(lambda: page.particles() and page.state()["time"]) > 0.2


@pytest.mark.slow
@needs_browser
def test_in_a_narrow_window_the_controls_come_and_go(page: Page) -> None:
    drawer = ".v-navigation-drawer"
    assert page.has(drawer)
    page.resize(420, 800)
    until(lambda: not page.has(drawer))
    for there in (True, False, True):
        page.find("#menu").click()
        until(lambda there=there: page.has(drawer) == there)  # type: ignore[misc]
    page.write("#starts", "nonsense" + Keys.ENTER)
    until(lambda: "unknown starts" in page.find(".tw-error").text)
    page.js("Object.defineProperty(navigator, 'clipboard', { value: undefined })")
    page.pull("#copy-link")  # what is to be read is not behind the controls
    until(lambda: page.has(".tw-command") and not page.has(drawer))
    page.resize(1280, 800)
    until(lambda: page.has(drawer))


@pytest.mark.slow
@needs_browser
def test_caption_and_camera_follow_the_chosen_optimizer(page: Page) -> None:
    page.act("starts", "points:(0,0);(-1,-4)")
    page.act("add", "momentum")
    until(lambda: page.particles() == 4)
    chips = page.driver.find_elements(By.CSS_SELECTOR, ".v-chip-group .v-chip")
    assert [chip.text for chip in chips] == ["gradient descent", "momentum"]
    page.press(Keys.END)
    until(lambda: page.state()["caption"].startswith("momentum: particle 2 of 2"))
    page.press("2")
    until(lambda: page.state()["riding"] == 1 and rides_with(page, 3))
    chips[0].click()
    until(lambda: page.state()["caption"].startswith("gradient descent: particle 2 of 2"))
    until(lambda: rides_with(page, 1))


def rides_with(page: Page, bead: int) -> bool:
    """Whether the camera looks at a bead."""
    focus, beads = page.js(f"const p = {PLAYER}.picture; return [p.focus, Array.from(p.beads)]")
    return bool(np.allclose(focus, beads[3 * bead : 3 * bead + 3], atol=1e-5))


@pytest.mark.slow
@needs_browser
def test_beads_that_lie_on_one_another_share_their_place(page: Page) -> None:
    page.act("starts", "points:(1,2)")
    for name in ("momentum", "adam"):
        page.act("add", name)
    until(lambda: page.particles() == 3)
    look = f"return Array.from({PLAYER}.picture.parts.beads.data.getPointData().getArrayByName('look').getData())"
    until(lambda: page.press(Keys.HOME) or page.js(look) == [300, 310, 320])
    until(lambda: page.press(Keys.ARROW_RIGHT) or page.js(look) == [0, 0, 0])


@pytest.mark.slow
@needs_browser
def test_what_is_typed_stays_while_particles_move(page: Page) -> None:
    page.press("g")
    until(lambda: page.particles() == 400)
    formula = "x**2 + 3*sin(y)*x"
    for end, letter in enumerate(formula, start=1):
        page.find("#formula").send_keys(letter)
        if formula[:end] in ("x", "x**2"):  # a surface of its own: what moves on it is told to the controls
            until(lambda end=end: page.title() == formula[:end] and page.particles() == 400)  # type: ignore[misc]
    until(lambda: page.title() == formula)
    assert page.find("#formula").get_property("value") == formula
    page.act("landscape", "rosenbrock")
    until(lambda: page.find("#formula").get_property("value") == "")
    assert page.find("#domain").get_property("value") == "-2 2 -1 3"


@pytest.mark.slow
@needs_browser
def test_what_the_mouse_has_chosen_takes_no_keys_afterwards(page: Page) -> None:
    choose(page, "#optimizer", "momentum")
    until(lambda: page.js("return window.trame.state.get('optimizer')") == "momentum")
    page.press("g")
    until(lambda: page.particles() == 400)
    assert page.js("return window.trame.state.get('optimizer')") == "momentum"
    thumb = page.driver.find_elements(By.CSS_SELECTOR, ".v-slider-thumb")[0]
    ActionChains(page.driver).click_and_hold(thumb).move_by_offset(-25, 0).release().perform()
    until(lambda: page.js(RATE) < -2.5)
    page.press(Keys.END, Keys.ARROW_LEFT)
    until(lambda: page.steps() > page.state()["step"] > 1)
    assert page.js(RATE) < -2.5


@pytest.mark.slow
@needs_browser
def test_what_has_the_focus_takes_its_own_keys_until_escape(page: Page) -> None:
    page.act("starts", "points:(1,2)")
    until(lambda: page.particles() == 1)
    page.press(Keys.END)
    page.js("document.querySelector('.v-slider-thumb').focus()")
    page.press(Keys.HOME)
    until(lambda: page.js(RATE) < -4)
    assert page.state()["time"] == 1
    page.find("#starts").click()
    page.press("x", Keys.ESCAPE, Keys.HOME)
    assert page.find("#starts").get_property("value") == "x"
    until(lambda: page.state()["time"] == 0 and page.particles() == 1)


@pytest.mark.slow
@needs_browser
def test_the_rims_of_beads_are_as_pale_as_those_of_films(page: Page) -> None:
    page.press("g")
    until(lambda: page.particles() == 400)
    page.press(Keys.HOME)
    page.js(f"{PLAYER}.picture.render()")
    white = f"""const p = {PLAYER}.picture; p.render(); const sheet = document.createElement('canvas');
        [sheet.width, sheet.height] = [p.canvas.width, p.canvas.height]; const pen = sheet.getContext('2d');
        pen.drawImage(p.canvas, 0, 0); const data = pen.getImageData(0, 0, sheet.width, sheet.height).data;
        let n = 0; for (let i = 0; i < data.length; i += 4) n += Math.min(data[i], data[i + 1], data[i + 2]) > 240;
        return n"""
    assert page.js(white) < 300


@pytest.mark.slow
@needs_browser
def test_two_fingers_come_nearer_and_drop_nothing(page: Page) -> None:
    def touch(kind: str, *places: tuple[int, int]) -> None:
        points = [{"x": x, "y": y, "id": finger} for finger, (x, y) in enumerate(places)]
        page.driver.execute_cdp_cmd("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})

    before = page.js(f"return {PLAYER}.picture.pose")
    touch("touchStart", (600, 300))
    touch("touchStart", (600, 300), (700, 300))
    touch("touchMove", (600, 300), (800, 300))
    touch("touchEnd")
    until(lambda: page.js(f"return {PLAYER}.picture.pose.zoom") > 1.5)
    until(lambda: "camera=" in page.driver.current_url)
    assert page.js(f"return {PLAYER}.picture.pose.azimuth") == before["azimuth"] and page.particles() == 0


@pytest.mark.slow
@needs_browser
def test_where_a_formula_is_undefined_the_page_says_so(page: Page) -> None:
    page.act("formula", "log(x)", "-5 5 -5 5")
    page.act("drop", [[-2, 1, "particle"]])
    until(lambda: "undefined here" in page.state()["caption"])
    assert "NaN" not in page.state()["caption"]


@pytest.mark.slow
@needs_browser
def test_what_is_asked_for_is_done_in_that_order(page: Page) -> None:
    drop = "act('drop', [[1, 2, 'particle']]);"
    page.js(
        f"const {{ act }} = window.trame.utils.thalweg; act('steps', 50); {drop} {drop} act('clear'); {drop}"
    )
    until(lambda: page.js("return window.trame.state.get('dropped')") == "points:(1.0,2.0)")
    assert page.particles() == 1


@pytest.mark.slow
@needs_browser
def test_a_page_whose_server_has_gone_says_so_and_is_whole_again_when_there_is_one(tmp_path: Path) -> None:
    running = Server(tmp_path, "--port", str(free_port()))
    page = Page(running.root, tmp_path)
    try:
        page.act("landscape", "sphere")
        page.act("starts", "points:(1,2)")
        until(lambda: page.particles() == 1 and "starts=" in page.driver.current_url)
        page.js("window.act = window.trame.utils.thalweg.act")
        assert running.close() and running.process.returncode == 130
        until(lambda: not page.has(".tw"))
        page.js("act('clear'); act('film', 'gif')")
        page.resize(700, 500)
        until(lambda: page.js("return window.innerWidth") == 700)
        assert not [e for e in page.driver.get_log("browser") if e["level"] == "SEVERE"]
        assert "ended" in page.find(".tw-lost").text
        running = Server(tmp_path, "--port", str(urlsplit(running.root).port))
        page.find(".tw-lost button").click()
        until(lambda: page.title().startswith("Sphere") and page.particles() == 1)
        running.close()
    finally:
        page.close()


def test_a_page_that_is_loaded_again_begins_anew(server: Server) -> None:
    lost = f"{server.root}page/0123456789abcdef/index.html?landscape=sphere"
    with urllib.request.urlopen(lost, timeout=60) as answer:
        assert answer.status == 200
        assert answer.url.endswith("/index.html?landscape=sphere") and "0123456789abcdef" not in answer.url


def test_more_than_the_browser_draws_is_offered_to_the_server() -> None:
    session = Session(Explorer().with_runs(steps=20))
    refused = session.act("starts", ["uniform:20000"])
    assert "at most 10,000" in refused["error"] and session.state.starts == ()
    offered = Session(Explorer().with_runs(steps=20))
    assert offered.act("hello", [refused["offer"]])["flight"]["total"] == 20_000
    assert offered.state.starts == ("uniform:20000",)
