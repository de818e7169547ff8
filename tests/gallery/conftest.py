"""A server and a page for the tests of a module that drive a browser."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from browser import Page, Server


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    from browser import Server, free_port

    running = Server(tmp_path_factory.mktemp("web"), "--host", "127.0.0.1", "--port", str(free_port()))
    with closing(running.hold()):
        yield running
    running.close()


@pytest.fixture
def page(server: Server, tmp_path: Path) -> Iterator[Page]:
    from browser import Page

    opened = Page(server.root, tmp_path)
    yield opened
    opened.close()
