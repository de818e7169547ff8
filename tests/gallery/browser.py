"""A running explorer and a real browser on its page, for the tests that drive them."""

from __future__ import annotations

import json
import math
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from selenium import webdriver
from selenium.webdriver.common.action_chains import ActionChains
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from websocket import create_connection

CHROMIUM, DRIVER = shutil.which("chromium"), shutil.which("chromedriver")
needs_browser = pytest.mark.skipif(not (CHROMIUM and DRIVER), reason="needs chromium and chromedriver")
PLAYER = "window.trame.utils.thalweg.player"


def until(true: Callable[[], Any], seconds: float = 90.0, what: str = "") -> Any:
    """Wait for something to be true, and return it; the machine may be busy."""
    end = time.monotonic() + seconds
    while True:
        try:
            if found := true():
                return found
        except Exception as error:
            what = str(error)[:300]
        assert time.monotonic() < end, f"waited in vain {what}"
        time.sleep(0.05)


class Server:
    """A running `thalweg explore --web --no-open`."""

    def __init__(self, folder: Path, *arguments: str) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", "gallery", "explore", *arguments, "--web", "--no-open"],
            cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
        )  # fmt: skip
        self.lines: list[str] = []
        assert self.process.stdout is not None
        while not self.lines or not self.lines[-1].startswith("http"):
            self.lines.append(self.process.stdout.readline().strip())
            assert self.process.poll() is None, self.lines
        self.address = self.lines[-1]
        self.root = f"http://{urlsplit(self.address).netloc}/"

    def hold(self) -> Any:
        """A page's socket, open until it is closed; without a page the server would end between two tests."""
        with urllib.request.urlopen(self.root, timeout=60) as answer:
            page = urlsplit(answer.url).path.rpartition("/")[0]
        return create_connection(f"ws://{urlsplit(self.root).netloc}{page}/ws", timeout=60)

    def close(self) -> str:
        self.process.send_signal(signal.SIGINT)
        said = self.process.communicate(timeout=30)[0]
        return said or ""


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Page:
    """A browser on the explorer's page."""

    def __init__(self, address: str, folder: Path) -> None:
        options = webdriver.ChromeOptions()
        options.binary_location = str(CHROMIUM)
        switches = (
            "--headless --no-sandbox --use-gl=angle --use-angle=swiftshader --enable-unsafe-swiftshader --disable-quic "
            "--no-first-run --disable-background-networking --disable-component-update --disable-sync "
            f"--window-size=1280,860 --user-data-dir={folder / 'profile'}"
        )
        for switch in switches.split():
            options.add_argument(switch)
        options.add_experimental_option(
            "prefs",
            {
                "download.default_directory": str(folder),
                "profile.default_content_setting_values.automatic_downloads": 1,
            },
        )
        options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
        self.folder = folder
        self.driver = webdriver.Chrome(options=options, service=webdriver.ChromeService(str(DRIVER)))
        self.open(address)

    def open(self, address: str) -> None:
        self.driver.get(address)
        until(lambda: self.js(f"return {PLAYER}.counts.applied > 0") and self.title())

    def js(self, script: str) -> Any:
        return self.driver.execute_script(script)

    def state(self) -> dict[str, Any]:
        return dict(self.js(f"return {PLAYER}.state()"))

    def particles(self) -> int:
        return int(self.js(f"return {PLAYER}.flight ? {PLAYER}.flight.total : 0"))

    def steps(self) -> int:
        return int(self.js(f"return {PLAYER}.flight.last"))

    def title(self) -> str:
        return str(self.driver.find_element(By.CSS_SELECTOR, ".tw-title b").text)

    def find(self, selector: str) -> Any:
        return self.driver.find_element(By.CSS_SELECTOR, selector)

    def has(self, selector: str) -> bool:
        return bool(self.driver.find_elements(By.CSS_SELECTOR, selector))

    def text(self, selector: str) -> str:
        """The words of an element, seen or not."""
        return str(self.find(selector).get_property("textContent")).strip()

    def act(self, name: str, *args: Any) -> None:
        """Ask for something as the page's controls do."""
        self.driver.execute_script("window.trame.utils.thalweg.act(...arguments)", name, *args)

    def pull(self, selector: str) -> None:
        """Click an element that the mouse may have to scroll to."""
        self.driver.execute_script("arguments[0].click()", self.find(selector))

    def resize(self, width: int, height: int) -> None:
        """Another size of the window's inside."""
        size = {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": False}
        self.driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", size)

    def click(self, x: int = 0, y: int = 0, shift: bool = False) -> None:
        """Click the picture, pixels from its middle."""
        chain = ActionChains(self.driver)
        if shift:
            chain = chain.key_down(Keys.SHIFT)
        chain = chain.move_to_element_with_offset(self.find(".tw-picture"), x, y).click()
        (chain.key_up(Keys.SHIFT) if shift else chain).perform()

    def press(self, *keys: str) -> None:
        for key in keys:
            ActionChains(self.driver).send_keys(key).perform()

    def pixels(self) -> str:
        return str(self.driver.get_screenshot_as_base64())

    def write(self, selector: str, text: str) -> None:
        field = self.find(selector)
        field.send_keys(Keys.CONTROL, "a")
        field.send_keys(text)

    def requests(self) -> set[str]:
        """Hosts that the browser has asked for anything."""
        urls = []
        for entry in self.driver.get_log("performance"):
            message = json.loads(entry["message"])["message"]
            if message["method"] == "Network.requestWillBeSent":
                urls.append(message["params"]["request"]["url"])
            if message["method"] == "Network.webSocketCreated":
                urls.append(message["params"]["url"])
        return {urlsplit(url).netloc for url in urls if url.startswith(("http", "ws"))}

    def download(self, selector: str, name: str) -> bytes:
        self.driver.execute_script("arguments[0].click()", self.find(selector))
        return bytes(until(lambda: (self.folder / name).read_bytes(), what=name))

    def close(self) -> None:
        self.driver.quit()


def choose(page: Page, field: str, words: str) -> None:
    """Open a menu and click the item that begins so."""
    opened = -math.inf

    def click() -> bool:
        nonlocal opened
        items = page.driver.find_elements(By.CSS_SELECTOR, ".v-overlay .v-list-item")
        if not items and time.monotonic() > opened + 3:
            # The field may have moved from under the first click: what is above it grows when something is dropped.
            opened = time.monotonic()
            found = page.find(field)
            page.driver.execute_script("arguments[0].scrollIntoView()", found)
            ActionChains(page.driver).move_to_element(found).click().perform()
        (item,) = [item for item in items if item.is_displayed() and item.text.startswith(words)]
        item.click()
        return True

    until(click, what=words)
