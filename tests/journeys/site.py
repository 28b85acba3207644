"""The site as a browser window meets it: over loopback, answered in the test's own transaction."""

from __future__ import annotations

import mimetypes
from asyncio import get_running_loop, run_coroutine_threadsafe
from collections.abc import Callable
from contextvars import copy_context
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any
from urllib.parse import urlsplit

from django.contrib.staticfiles import finders
from django.http import HttpResponse, HttpResponseBase

AXE = "axe-core/axe.min.js"
AXE_FILE = Path(__file__).resolve().parents[2] / "node_modules" / AXE
"""Lent to the site under /static/: as a file of its own the browser keeps it, compiled, from page to page."""
PATIENCE = 30
"""Seconds after which a page that is never answered fails the test."""
NOTHING = "/static/nothing"
"""An empty page between two others."""
NOT_PASSED_ON = frozenset({"content-length", "set-cookie"})


@cache
def static_file(path: str) -> tuple[str, bytes] | None:
    """Return the media type and bytes of a file under /static/, None where there is none."""
    found = str(AXE_FILE) if path == AXE else finders.find(path)
    if not isinstance(found, str):
        return None
    return mimetypes.guess_type(found)[0] or "application/octet-stream", Path(found).read_bytes()


class Request:
    """One request of the browser; ``navigates`` where it opens a page, not a part of one."""

    def __init__(self, handler: BaseHTTPRequestHandler) -> None:
        self.method = handler.command
        self.url = urlsplit(handler.path)
        self.headers = handler.headers
        self.body = handler.rfile.read(int(handler.headers.get("Content-Length") or 0))
        self.navigates = "Upgrade-Insecure-Requests" in handler.headers


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: Site

    def do_GET(self) -> None:
        """Answer a request, whatever its method."""
        request = Request(self)
        if request.url.netloc != self.server.host:
            self._send(502, {}, b"")  # nothing a page asks for leaves the machine
        elif request.url.path.startswith("/static/"):
            nothing = request.url.path == NOTHING
            found = ("text/html", b"") if nothing else static_file(request.url.path.removeprefix("/static/"))
            kept = {"Content-Type": found[0], "Cache-Control": "max-age=3600"} if found else {}
            self._send(200 if found else 404, kept, found[1] if found else b"")
        else:
            answer = self.server.answer(request)
            body = b"".join(answer.streaming_content) if answer.streaming else answer.content  # type: ignore[attr-defined]
            headers = {name: value for name, value in answer.items() if name.lower() not in NOT_PASSED_ON}
            self._send(answer.status_code, headers, body)

    do_POST = do_PUT = do_PATCH = do_DELETE = do_HEAD = do_CONNECT = do_GET

    def _send(self, status: int, headers: dict[str, str], body: bytes) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: Any) -> None:
        """Say nothing: the browser tells what failed."""


class Site(ThreadingHTTPServer):
    """A proxy through which a browser reaches ``host`` and nothing else.

    Behind a proxy the browser keeps style sheets and scripts from page to page, as it does for people;
    where the driver itself answers, it sends each of them anew: half a megabyte a page.
    """

    daemon_threads = True

    def __init__(self, host: str) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.host = host
        self.ask: Callable[[Request], HttpResponseBase] = lambda _: HttpResponse(status=404)
        self._loop, self._context = get_running_loop(), copy_context()
        Thread(target=self.serve_forever, daemon=True).start()

    def answer(self, request: Request) -> HttpResponseBase:
        """Let the test's own thread answer, in its transaction, while it waits for the browser.

        A page asks for its progress at any time; in a thread of its own the answer would run into what
        the test asks on the same connection.
        """
        return (
            self._context.copy()
            .run(run_coroutine_threadsafe, self._asked(request), self._loop)
            .result(PATIENCE)
        )

    async def _asked(self, request: Request) -> HttpResponseBase:
        return self.ask(request)

    def close(self) -> None:
        """Answer no more."""
        self.shutdown()
        self.server_close()
