"""What listens: checks the token, gives every page a process of its own, hands requests and sockets on to it."""

from __future__ import annotations

import asyncio
import multiprocessing
import secrets
from contextlib import suppress
from dataclasses import dataclass, field
from multiprocessing.process import BaseProcess
from typing import Any

from aiohttp import ClientSession, WSMsgType, web

from gallery.explore.state import Explorer

MOST_PAGES = 12
PATIENCE = 60.0
"""Seconds that a process may take to begin."""
GRACE = 4.0
"""Seconds after the last page is closed until everything ends: a reload takes less."""
COOKIE = "thalweg_token"
HOP_BY_HOP = {
    "connection",
    "keep-alive",
    "transfer-encoding",
    "upgrade",
    "content-encoding",
    "content-length",
}


@dataclass(eq=False)
class Worker:
    """A process that serves one page."""

    process: BaseProcess
    port: int
    sockets: int = 0
    used: bool = False


@dataclass(eq=False)
class Front:
    """The one address that browsers talk to."""

    begin: Explorer
    token: str = ""
    linger: bool = False
    render: str = "client"
    workers: dict[str, Worker] = field(default_factory=dict)
    spare: asyncio.Task[Worker] | None = None
    finished: asyncio.Event = field(default_factory=asyncio.Event)

    def app(self) -> web.Application:
        """The web application."""
        app = web.Application(middlewares=[self._guard])
        app.add_routes(
            [
                web.get("/", self._welcome),
                web.get("/page/{page}/ws", self._socket),
                web.post("/page/{page}/paraview/", self._where),
                web.route("*", "/page/{page}/{path:.*}", self._hand_on),
            ]
        )
        app.cleanup_ctx.append(self._client)
        app.on_shutdown.append(self._part)
        return app

    async def _part(self, app: web.Application) -> None:
        """Leave the pages that are open: what listens waits for their sockets before it ends."""
        for worker in self.workers.values():
            worker.process.kill()

    async def _client(self, app: web.Application) -> Any:
        self.http = ClientSession(auto_decompress=False)
        self.spare = asyncio.create_task(self._start())
        yield
        await self.http.close()
        if self.spare is not None:
            self.spare.cancel()
            with suppress(asyncio.CancelledError, Exception):
                self.workers["spare"] = await self.spare
        for worker in self.workers.values():
            worker.process.kill()

    @web.middleware
    async def _guard(self, request: web.Request, handler: Any) -> web.StreamResponse:
        if self.token and not self._knows(request):
            return web.Response(
                status=403,
                text="thalweg: the address needs its token: add token=... as the terminal shows it\n",
            )
        response: web.StreamResponse = await handler(request)
        return response

    def _knows(self, request: web.Request) -> bool:
        given = request.query.get("token") or request.cookies.get(COOKIE, "")
        return secrets.compare_digest(given.encode(), self.token.encode())

    async def _welcome(self, request: web.Request) -> web.StreamResponse:
        if len(self.workers) >= MOST_PAGES:
            return web.Response(status=503, text=f"thalweg: {MOST_PAGES} pages are open; close one\n")
        try:
            worker = await self._fresh()
        except (OSError, EOFError, TimeoutError):
            return web.Response(status=500, text="thalweg: a new page could not be started\n")
        page = secrets.token_hex(8)  # the client writes addresses in lower case
        self.workers[page] = worker
        asyncio.get_running_loop().call_later(PATIENCE, self._drop_unused, page)
        words = [request.query_string] if request.query_string else []
        if self.render == "server" and "render" not in request.query:
            words.append("render=server")
        query = f"?{'&'.join(words)}" if words else ""
        answer = web.HTTPFound(f"/page/{page}/index.html{query}")
        if self.token:
            answer.set_cookie(COOKIE, self.token, httponly=True, samesite="Strict")
        return answer

    async def _fresh(self) -> Worker:
        """A process that waits already, if it does; the next one is begun."""
        waiting, self.spare = self.spare, asyncio.create_task(self._start())
        if waiting is not None:
            with suppress(OSError, EOFError, TimeoutError):
                worker = await waiting
                if worker.process.is_alive():
                    return worker
        return await self._start()

    async def _start(self) -> Worker:
        return await asyncio.get_running_loop().run_in_executor(None, start_worker, self.begin, self.render)

    def _drop_unused(self, page: str) -> None:
        worker = self.workers.get(page)
        if worker is not None and not worker.used:
            self._end(page)

    def _end(self, page: str) -> None:
        worker = self.workers.pop(page, None)
        if worker is not None:
            worker.process.kill()
        if not self.workers and not self.linger:
            asyncio.get_running_loop().call_later(GRACE, self._finish)

    def _finish(self) -> None:
        if not self.workers:
            self.finished.set()

    def _worker(self, request: web.Request) -> Worker:
        worker = self.workers.get(request.match_info["page"])
        if worker is None:
            raise web.HTTPNotFound(text="thalweg: this page is closed; open the address again\n")
        return worker

    async def _where(self, request: web.Request) -> web.StreamResponse:
        """Where the page's socket is: trame's client asks for it first."""
        self._worker(request)
        scheme = "wss" if request.scheme == "https" else "ws"
        return web.json_response(
            {"sessionURL": f"{scheme}://{request.host}/page/{request.match_info['page']}/ws"}
        )

    async def _hand_on(self, request: web.Request) -> web.StreamResponse:
        known = self.workers.get(request.match_info["page"])
        if request.match_info["path"] == "index.html" and (known is None or known.used):
            # A page that is loaded once more has lost its process, or is about to.
            raise web.HTTPFound(f"/?{request.query_string}")
        worker = self._worker(request)
        url = f"http://127.0.0.1:{worker.port}/{request.match_info['path']}"
        body = await request.read()
        async with self.http.request(request.method, url, data=body or None, allow_redirects=False) as got:
            headers = {k: v for k, v in got.headers.items() if k.lower() not in HOP_BY_HOP}
            return web.Response(status=got.status, headers=headers, body=await got.read())

    async def _socket(self, request: web.Request) -> web.StreamResponse:
        worker, page = self._worker(request), request.match_info["page"]
        outside = web.WebSocketResponse(max_msg_size=0, compress=False)
        await outside.prepare(request)
        worker.sockets, worker.used = worker.sockets + 1, True
        try:
            async with self.http.ws_connect(f"http://127.0.0.1:{worker.port}/ws", max_msg_size=0) as inside:
                ways = [
                    asyncio.create_task(_pump(outside, inside)),
                    asyncio.create_task(_pump(inside, outside)),
                ]
                await asyncio.wait(ways, return_when=asyncio.FIRST_COMPLETED)
                for way in ways:
                    way.cancel()
        except OSError:
            pass
        finally:
            worker.sockets -= 1
            if worker.sockets == 0:
                self._end(page)
        return outside


async def _pump(source: Any, target: Any) -> None:
    async for message in source:
        if message.type == WSMsgType.BINARY:
            await target.send_bytes(message.data)
        elif message.type == WSMsgType.TEXT:
            await target.send_str(message.data)
    await target.close()


def start_worker(begin: Explorer, render: str) -> Worker:
    """A new process, once it listens.

    Raises
    ------
    TimeoutError
        If it does not listen in time.
    """
    from gallery.explore.web.worker import work

    context: Any = multiprocessing.get_context(
        "forkserver" if "forkserver" in multiprocessing.get_all_start_methods() else "spawn"
    )
    here, there = context.Pipe(duplex=False)
    process = context.Process(target=work, args=(there, begin, render), daemon=True)
    process.start()
    there.close()
    if not here.poll(PATIENCE):
        process.kill()
        raise TimeoutError("a page's process did not begin")
    return Worker(process, int(here.recv()))
