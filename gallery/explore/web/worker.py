"""One page's process: a trame server of its own on 127.0.0.1, which says its port and ends with the page."""

from __future__ import annotations

import asyncio
import gc
import os
import signal
import sys
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from descent.results import scratch_folder
from gallery.explore.staging import warm_up
from gallery.explore.state import Explorer
from gallery.explore.web.controls import choices, controls, typed
from gallery.explore.web.layout import SCRIPTS, build
from gallery.explore.web.session import Session
from gallery.processes import ends_with_parent, thalweg_words

STATIC = Path(__file__).parent / "static"
KINDS = {"gif": "image/gif", "mp4": "video/mp4"}
LOST = """<div class="tw-lost"><p>The server does not answer: it has ended, or the connection to it is lost.</p>
<p>If you have ended it, begin <code>thalweg explore --web</code> once more. This page's address holds all that was set.</p>
<button @click="utils.thalweg.again()">load the page again</button></div>"""
"""What a page shows that has lost its server."""
QUIET = 20
"""Seconds without a page after which a process ends."""


def work(pipe: Connection, begin: Explorer, render: str) -> None:
    """Serve one page; the process' whole life. Sends its port through the pipe."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the front, which ends its workers
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    if hasattr(signal, "SIGHUP"):
        signal.signal(signal.SIGHUP, signal.SIG_IGN)
    ends_with_parent()
    os.environ["WSLINK_WS_COMPRESS"] = "0"
    os.environ["WSLINK_READY_MSG"] = ""
    page = Page(begin, render)
    server = page.server
    server.controller.on_server_ready.add(lambda **_: pipe.send(server.port))
    sys.argv = sys.argv[:1]
    server.start(
        host="127.0.0.1",
        port=0,
        timeout=QUIET,
        open_browser=False,
        show_connection_info=False,
        disable_logging=True,
    )


class Page:
    """A trame server whose page asks a `Session`."""

    def __init__(self, begin: Explorer, render: str) -> None:
        from trame.app import get_server

        self.server: Any = get_server("thalweg", client_type="vue3")
        self.session = Session(begin)
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="session")
        self._telling: set[asyncio.Task[None]] = set()
        self.server.state.trame__title = "thalweg"
        self.server.state.trame__template_error = LOST
        self.server.state.update({**choices(), **controls(begin, rate_known=False)})
        self.server.controller.trigger("act")(self.act)
        self.server.controller.trigger("film")(self.film)
        self.server.controller.trigger("draw")(self.draw)
        self._thread.submit(warm_up, begin)
        # What is there by now stays: to look through all of it again and again costs tens of milliseconds each time.
        self._thread.submit(gc.freeze)
        if render == "server":
            self._thread.submit(self.session.open_painter)
        self._enable()
        build(self.server, self._explorer)

    def _enable(self) -> None:
        from trame_vtk.modules import common

        from render.interactive import PICTURE_SCRIPTS, WEB, page_tables

        self.server.state.thalweg_tables = page_tables()
        self.server.enable_module(common)
        self.server.enable_module(
            {
                "serve": {"__thalweg": str(STATIC), "__thalweg_picture": str(WEB)},
                "scripts": [
                    *(f"__thalweg_picture/{name}" for name in PICTURE_SCRIPTS),
                    *(f"__thalweg/{name}" for name in SCRIPTS),
                ],
                "styles": ["__thalweg/explorer.css"],
                "vue_use": ["thalweg"],
            }
        )

    def _explorer(self) -> Any:
        from trame_client.widgets.core import AbstractElement

        return AbstractElement("thalweg-explorer")

    async def act(self, name: str, args: Sequence[Any] = ()) -> dict[str, Any]:
        """What the page asks for."""
        loop = asyncio.get_running_loop()
        answer = await loop.run_in_executor(self._thread, partial(self.session.act, name, args))
        error = answer.pop("error", "") if name == "formula" else ""
        telling = asyncio.create_task(self._tell(name, error))
        self._telling.add(telling)
        telling.add_done_callback(self._telling.discard)
        return answer

    async def _tell(self, name: str, error: str) -> None:
        """What the controls show after an action; the picture has not waited for it. `error` is a typed formula's."""
        loop, state = asyncio.get_running_loop(), self.server.state
        known = await loop.run_in_executor(self._thread, partial(controls, self.session.state))
        with state:
            state.render = self.session.render
            state.update(known)
            if name == "formula":
                state.formula_error = error
            elif name in ("hello", "landscape"):  # after anything else, what is being typed stays as it is
                state.update(typed(self.session.state))

    async def draw(self, wanted: Mapping[str, Any]) -> dict[str, Any]:
        """One picture of what is shown, as the page's camera sees it."""
        return await asyncio.get_running_loop().run_in_executor(
            self._thread, partial(self.session.draw, wanted)
        )

    async def film(self, kind: str) -> dict[str, Any]:
        """The film of what is shown, drawn by `thalweg render` in a process of its own."""
        from gallery.explore.words import described

        if kind not in KINDS:
            return {"error": f"a film is one of {', '.join(KINDS)}, got {str(kind)[:20]!r}"}
        state = self.server.state
        if state.writing:
            return {"error": "a film is being written already"}
        with state:
            state.writing = kind
        scene = described(self.session.state)
        name = scene.landscape.name or "formula"
        try:
            with scratch_folder() as folder:
                return await _drawn(folder, scene, name, kind)
        finally:
            with state:
                state.writing = ""


async def _drawn(folder: Path, scene: Any, name: str, kind: str) -> dict[str, Any]:
    source, film = scene.save(folder / f"{name}.toml"), folder / f"{name}.{kind}"
    process = await asyncio.create_subprocess_exec(
        *thalweg_words("render", str(source), "-o", str(film)),
        stdout=asyncio.subprocess.DEVNULL, stderr=asyncio.subprocess.PIPE,
        start_new_session=True,
    )  # fmt: skip
    _, complaint = await process.communicate()
    if process.returncode:
        return {"error": complaint.decode(errors="replace").strip()[:400] or "the film could not be written"}
    return {"file": {"name": film.name, "bytes": film.read_bytes(), "kind": KINDS[kind]}}
