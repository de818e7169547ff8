"""The explorer's address: this machine only unless told otherwise, with a token where others can reach it."""

from __future__ import annotations

import asyncio
import errno
import ipaddress
import multiprocessing
import secrets
import socket
from collections.abc import Callable
from contextlib import suppress
from multiprocessing import forkserver, resource_tracker

from aiohttp import web

from gallery.explore.links import to_query
from gallery.explore.state import Explorer
from gallery.explore.web.front import Front
from gallery.processes import signals_wait
from gallery.terminal import heeding_signals, is_interrupted

PORT = 8150
TRIES = 50
HEEDING = 0.2
"""Seconds after which Ctrl-C is heard."""
PRELOADED = [
    "gallery.explore.web.worker",
    "latex2mathml.converter",
    "gallery.explore.staging",
    "render.figures.basin_colors",
    "render.interactive.web_arrays",
    "render.interactive.web_tables",
    "render.interactive.remote",
    "render.interactive.segments",
    "render.scene.scene",
    "trame.app",
    "trame.ui.vuetify3",
    "trame.widgets.vuetify3",
    "trame_vtk.modules.common",
]
"""What every page's process needs, imported once in the process that the others are forked from."""


def serve_pages(
    begin: Explorer,
    *,
    host: str = "127.0.0.1",
    port: int | None = None,
    linger: bool = False,
    render: str = "client",
    opened: Callable[[str], None],
    said: Callable[[str], None],
) -> None:
    """Serve until the last page is closed, or for ever with `linger`.

    Parameters
    ----------
    render : who draws, "client" (the browser) or "server"
    opened : told the whole address once it answers
    said : told, in a line, what is not as it was asked for
    """
    if "forkserver" in multiprocessing.get_all_start_methods():
        multiprocessing.get_context("forkserver").set_forkserver_preload(PRELOADED)
        with signals_wait():
            resource_tracker.ensure_running()  # it lets signals through when it begins
        with signals_wait():
            forkserver.ensure_running()  # it imports for seconds, and Ctrl-C is not for it
    bound = bind(host, PORT if port is None else port, said)
    token = "" if is_local(host) else secrets.token_urlsafe(18)
    front = Front(begin, token, linger, render)
    with heeding_signals(lambda done, total: None):
        asyncio.run(_serve(front, bound, lambda: opened(address(host, bound.getsockname()[1], token, begin))))


async def _serve(front: Front, bound: socket.socket, ready: Callable[[], None]) -> None:
    runner = web.AppRunner(front.app(), access_log=None)
    await runner.setup()
    try:
        await web.SockSite(runner, bound).start()
        ready()
        while not (front.finished.is_set() or is_interrupted()):
            with suppress(TimeoutError):
                await asyncio.wait_for(front.finished.wait(), HEEDING)
    finally:
        await runner.cleanup()


def is_local(host: str) -> bool:
    """Whether only this machine can reach what listens there."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def bind(host: str, port: int, said: Callable[[str], None]) -> socket.socket:
    """A socket on that port, or on the next one that is free.

    Raises
    ------
    OSError
        If the host is not this machine's, or no port is free.
    """
    kind = socket.AF_INET6 if ":" in host else socket.AF_INET
    for number in range(port, min(port + TRIES, 65536)):
        listener = socket.socket(kind, socket.SOCK_STREAM)
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind((host, number))
            listener.listen(64)
        except OSError as error:
            listener.close()
            if error.errno not in (errno.EADDRINUSE, errno.EACCES):
                raise OSError(error.errno, f"cannot listen on {host}: {error.strerror}") from None
            said(f"port {number} is taken; trying {number + 1}")
            continue
        return listener
    raise OSError(errno.EADDRINUSE, f"no free port from {port} on")


def address(host: str, port: int, token: str, begin: Explorer) -> str:
    """The whole address of a page that begins there."""
    name = {"0.0.0.0": socket.gethostname(), "::": socket.gethostname()}.get(host, host)
    words = [f"token={token}"] if token else []
    words += [to_query(begin)] if begin != Explorer() else []
    return f"http://{f'[{name}]' if ':' in name else name}:{port}/{'?' if words else ''}{'&'.join(words)}"
