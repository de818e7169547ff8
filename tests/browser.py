"""A real browser for the pages' tests: one place for its options, and it is ended whatever happens.

from browser import needs_browser, open_browser

pytestmark = needs_browser

with open_browser((900, 700)) as driver:
    driver.get(path.as_uri())
"""

from __future__ import annotations

import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

CHROMIUM, DRIVER = shutil.which("chromium"), shutil.which("chromedriver")
needs_browser = pytest.mark.skipif(not (CHROMIUM and DRIVER), reason="needs chromium and chromedriver")
SOFTWARE = ("use-gl=angle", "use-angle=swiftshader")
"""WebGL without a graphics card."""
_WORDS = ("headless=new", "no-sandbox", "disable-dev-shm-usage", "enable-unsafe-swiftshader")


@contextmanager
def open_browser(size: tuple[int, int], patience: float = 120, words: tuple[str, ...] = ()) -> Iterator[Any]:
    """A window `size` pixels wide and high; scripts may take `patience` seconds, `words` are more options."""
    webdriver = pytest.importorskip("selenium.webdriver", reason="needs selenium")
    options = webdriver.ChromeOptions()
    options.binary_location = CHROMIUM
    for word in (*_WORDS, f"window-size={size[0]},{size[1]}", *words):
        options.add_argument(f"--{word}")
    options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
    driver = webdriver.Chrome(options=options, service=webdriver.ChromeService(DRIVER))
    try:
        driver.set_script_timeout(patience)
        yield driver
    finally:
        driver.quit()


def open_page(driver: Any, path: Path) -> None:
    """Open a living page and wait until it says that it is ready."""
    driver.get(path.as_uri())
    driver.execute_async_script("thalweg.ready.then(() => arguments[0](null), arguments[0])")


def until(true: Any, seconds: float = 60.0) -> Any:
    """What `true` gives once it is something; it is asked again and again."""
    end = time.monotonic() + seconds
    while not (found := true()):
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.1)
    return found
