"""Keys and gestures of the page in a real browser: each does what the card says."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from browser import needs_browser, open_browser, open_page

from gallery.cli import main

pytestmark = [pytest.mark.slow, needs_browser]


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """A browser on Himmelblau's page, at rest."""
    path = tmp_path_factory.mktemp("keys") / "x.html"
    words = ["--starts", "points:(1,2);(-1,0)", "--camera", "still", "--no-playing", "--time", "0.5"]
    assert main(["explore", "himmelblau", "sphere", *words, "-o", str(path)]) == 0
    with open_browser((1100, 760)) as browser:
        open_page(browser, path)
        yield browser


def press(page: Any, *keys: str) -> None:
    from selenium.webdriver.common.by import By

    for key in keys:
        page.find_element(By.ID, "picture").send_keys(key)


def state(page: Any, what: str) -> Any:
    return page.execute_script(f"return thalweg.state.{what}")


def test_a_page_that_shall_not_play_rests_at_its_time(page: Any) -> None:
    assert (state(page, "playing"), state(page, "time")) == (False, 0.5)


def test_keys_switch_layers_ride_along_and_take_particles_away(page: Any) -> None:
    from selenium.webdriver.common.keys import Keys

    press(page, "t", "o", "b")
    assert state(page, "layers") == ["contours", "basins"] and state(page, "look.marks") == ["stationary"]
    press(page, "t", "o", "b", "2")
    assert (state(page, "look.camera"), state(page, "followed")) == ("follow:1", 1)
    press(page, "9")
    assert state(page, "look.camera") == "follow:1"
    press(page, "0")
    assert state(page, "look.camera") == "still"
    press(page, Keys.END)
    assert state(page, "time") == 1
    press(page, Keys.HOME, "g")
    assert state(page, "runs[0].starts") == ["grid:15"]
    press(page, "x")
    assert state(page, "runs[0].starts") == []


def test_the_card_names_every_key_and_goes_away(page: Any) -> None:
    from selenium.webdriver.common.keys import Keys

    press(page, "h")
    assert page.execute_script("return document.getElementById('card').open")
    said = page.execute_script("return document.getElementById('card').textContent")
    assert all(word in said for word in ("right drag", "drop a ring", "ride along", "undo"))
    page.switch_to.active_element.send_keys(Keys.ESCAPE)
    assert not page.execute_script("return document.getElementById('card').open")


def test_shift_drops_a_ring_and_the_right_button_moves_the_picture(page: Any) -> None:
    from selenium.webdriver.common.action_chains import ActionChains
    from selenium.webdriver.common.actions.action_builder import ActionBuilder
    from selenium.webdriver.common.by import By
    from selenium.webdriver.common.keys import Keys

    press(page, "x")
    picture = page.find_element(By.ID, "picture")
    ActionChains(page).key_down(Keys.SHIFT).move_to_element(picture).click().key_up(Keys.SHIFT).perform()
    assert [way.partition(":")[0] for way in state(page, "runs[0].starts")] == ["ring"]
    press(page, "x")
    page.execute_async_script("setTimeout(arguments[0], 400)")
    ActionChains(page).move_to_element(picture).click().perform()
    (before,), camera = state(page, "runs[0].starts"), state(page, "look.camera")
    press(page, "x")
    action = ActionBuilder(page)
    mouse = action.pointer_action
    mouse.move_to(picture).pointer_down(button=2).move_by(60, 20).pointer_up(button=2)
    action.perform()
    page.execute_async_script("setTimeout(arguments[0], 400)")
    assert state(page, "look.camera") == camera and state(page, "runs[0].starts") == []
    ActionChains(page).move_to_element(picture).click().perform()
    (after,) = state(page, "runs[0].starts")
    (x, y), (u, v) = (map(float, way[8:-1].split(",")) for way in (before, after))
    assert abs(x - u) + abs(y - v) > 0.3
    press(page, "x", "v")
    page.execute_async_script("setTimeout(arguments[0], 400)")  # a second tap at once would be the same one
    ActionChains(page).move_to_element(picture).click().perform()
    assert state(page, "runs[0].starts") == [before]


def test_the_films_own_fields_are_in_the_scene_file(page: Any) -> None:
    put = """const [label, text] = arguments;
        const input = [...document.querySelectorAll('label')].find((node) => node.textContent === label).control;
        input.value = text; input.dispatchEvent(new Event('change'));
        return document.getElementById(input.getAttribute('aria-describedby')).textContent"""
    page.execute_script(put, "Seconds", "4")
    page.execute_script(put, "Pixels", "640x480")
    assert state(page, "film.seconds") == 4 and state(page, "film.size") == [640, 480]
    assert "seconds must be 0.1 to 600" in page.execute_script(put, "Seconds", "0.05")
    assert state(page, "film.seconds") == 4
    assert "size = [640, 480]" in page.execute_script("return thalweg.toml()")
    page.execute_script(put, "Seconds", "")
    assert state(page, "film.seconds") is None


def test_nothing_went_wrong_meanwhile(page: Any) -> None:
    assert [line["message"] for line in page.get_log("browser") if line["level"] == "SEVERE"] == []
