"""The gallery in a browser: a living scene takes a film's place, one at a time, from the disk and from a host of files."""

from __future__ import annotations

import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from browser import SOFTWARE, needs_browser, open_browser, until

from gallery.spec import living_of_spec
from gallery.tiles import LIVING, PRESETS, render_page
from render.page import write_page

pytestmark = [pytest.mark.slow, needs_browser]
SHOWN = {
    preset.name: preset for preset in PRESETS if preset.name in ("sphere", "parabola", "himmelblau-point")
}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A gallery whose films are no films; its living page carries what its tiles need."""
    place = tmp_path_factory.mktemp("gallery")
    scenes = [facts(name) for name in SHOWN]
    for scene in scenes:
        for name in scene["files"].values():
            (place / name).write_bytes(b"x" * 100)
    (place / "index.html").write_text(render_page(scenes, place, LIVING), encoding="utf-8")
    spec = SHOWN["sphere"].scene
    others = [(preset.scene.landscape, preset.scene.landscape.landscape()) for preset in SHOWN.values()]
    write_page(place / LIVING, living_of_spec(spec, spec.landscape.ground(), others=others, everything=True))
    return place


def facts(name: str) -> dict[str, Any]:
    fate = {"count": 225, "color": "#35e0b4", "ending": "CONVERGED", "words": "reach (0, 0)"}
    words = {
        "title": name.title(),
        "command": f"thalweg animate {name}",
        "latex": "x^{2}",
        "starts": "grid:15",
    }
    said = dict.fromkeys(("story", "source", "rate_reason"), "") | {"optimizer": "gradient descent"}
    numbers = {"steps": 100, "tolerance": None, "last_stop": 50, "particles": 225, "minimum": 0.0}
    return (
        {
            "name": name,
            "link": SHOWN[name].scene.link(),
            "family": "bowls",
            "traits": ["one minimum"],
            "variables": ["x", "y"],
            "domain": [[-5.0, 5.0]] * 2,
            "minimizers": [[0.0, 0.0]],
            "learning_rate": "0.1",
            "size": [960, 720],
            "files": {kind: f"{name}.{kind}" for kind in ("mp4", "gif", "png")},
            "fates": [fate | {"position": [0.0, 0.0], "height": 0.0, "is_global": True}],
        }
        | words
        | said
        | numbers
    )


@pytest.fixture(scope="module", params=["disk", "host"])
def address(request: pytest.FixtureRequest, folder: Path) -> Iterator[str]:
    if request.param == "disk":
        yield (folder / "index.html").as_uri()
        return
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "http.server", str(port), "--bind", "127.0.0.1", "-d", str(folder)]
    server = subprocess.Popen(command, stderr=subprocess.DEVNULL)
    try:
        time.sleep(1)
        yield f"http://127.0.0.1:{port}/index.html"
    finally:
        server.terminate()
        server.wait(10)


@pytest.fixture(scope="module")
def driver(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    words = (*SOFTWARE, "force-prefers-reduced-motion", f"user-data-dir={tmp_path_factory.mktemp('profile')}")
    with open_browser((1280, 900), words=words) as found:
        yield found


def inside(driver: Any, script: str) -> Any:
    """What a script gives in the living scene, once there is one."""

    def asked() -> Any:
        driver.switch_to.frame(0)
        try:
            return driver.execute_script(f"return window.thalweg?.state ? [{script}] : null")
        finally:
            driver.switch_to.default_content()

    return until(asked)[0]


def turn(driver: Any, name: str) -> None:
    driver.execute_script("document.querySelector(`[id='${arguments[0]}'] .turn`).click()", name)


def frames(driver: Any) -> list[str]:
    return list(
        driver.execute_script(
            "return [...document.querySelectorAll('iframe')].map(f => f.closest('article').id)"
        )
    )


def test_one_scene_is_alive_at_a_time_and_films_return(driver: Any, address: str) -> None:
    driver.get(address)
    turn(driver, "sphere")
    assert frames(driver) == ["sphere"]
    assert inside(driver, "thalweg.state.landscape.name") == "sphere"
    assert inside(driver, "thalweg.state.runs[0].starts.join()") == "grid:15"

    turn(driver, "himmelblau-point")
    assert frames(driver) == ["himmelblau-point"]
    assert inside(driver, "thalweg.state.look.panels.join()") == "surface,slices"
    assert (
        driver.execute_script("return getComputedStyle(document.querySelector('#sphere video')).display")
        == "block"
    )

    turn(driver, "parabola")
    assert inside(driver, "thalweg.state.landscape.name") == "parabola"
    turn(driver, "parabola")
    assert frames(driver) == []


def test_a_scene_that_is_scrolled_away_is_closed_and_what_was_done_is_kept(driver: Any, address: str) -> None:
    driver.get(address)
    turn(driver, "parabola")
    inside(driver, "(thalweg.state.runs[0].learning_rate = 0.25) || 1")
    driver.execute_script("document.body.style.paddingBottom = '300vh'")
    time.sleep(1)
    driver.execute_script("scrollTo(0, document.body.scrollHeight)")
    until(lambda: frames(driver) == [])
    turn(driver, "parabola")
    assert inside(driver, "thalweg.state.runs[0].learning_rate") == 0.25


def test_the_keyboard_closes_it(driver: Any, address: str) -> None:
    from selenium.webdriver.common.by import By
    from selenium.webdriver.common.keys import Keys

    driver.get(address)
    button = driver.find_element(By.CSS_SELECTOR, "#sphere .turn")
    button.send_keys(Keys.ENTER)
    assert frames(driver) == ["sphere"] and button.text == "Back to the film"
    assert button.accessible_name.startswith(button.text)
    button.send_keys(Keys.ESCAPE)
    assert frames(driver) == [] and button.text == "Turn it yourself"
    assert driver.switch_to.active_element == button
