"""A system outside on loopback: keeps what it is sent, drops what it has by its key, answers as told."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from django.test import override_settings

SECRET = "test-only-secret-of-a-partner-0123456789"
PATIENCE = 60


@dataclass
class PartnerServer:
    """What it was sent, and how it answers next."""

    url: str = ""
    answers: list[tuple[int, dict[str, Any]]] = field(default_factory=list)
    """Status and body of the next answers; it takes everything afterwards."""
    homes: dict[str, dict[str, Any]] = field(default_factory=dict)
    """What it knows of homes, by address: since when (``on``) and under which ``number``."""
    lies: dict[str, Any] = field(default_factory=dict)
    """What it says otherwise than it should when it is asked about a home."""
    calls: list[tuple[dict[str, str], bytes]] = field(default_factory=list)
    kept: dict[str, dict[str, Any]] = field(default_factory=dict)
    """What it has taken over, by key."""
    says_duplicate: bool = False
    """Answers 409 to what it has, where the contract leaves it the choice of 200."""
    may_answer: threading.Event = field(default_factory=threading.Event)
    drips: bool = False
    """Sends one byte at a time, without end."""

    def take(self, headers: dict[str, str], body: bytes) -> tuple[int, dict[str, Any]]:
        """Keep a call and return the answer."""
        self.calls.append((headers, body))
        key = headers["Idempotency-Key"]
        self.may_answer.wait(PATIENCE)
        status, said = self.answers.pop(0) if self.answers else (200, self._said(key, json.loads(body)))
        if status == 200 and key in self.kept and self.says_duplicate:
            return 409, {"code": "duplicate", "id": f"P-{key[:8]}"}
        if status == 200:
            self.kept.setdefault(key, json.loads(body))
        return status, said

    def _said(self, key: str, sent: dict[str, Any]) -> dict[str, Any]:
        """Return what it says of what it takes: an id, and of a home that it is asked about what it knows."""
        said: dict[str, Any] = {"id": f"P-{key[:8]}"}
        if sent.get("kind") == "question":
            known = self.homes.get(sent["address"], {})
            said |= {"question": sent["question"], "address": sent["address"], "found": bool(known)}
            said |= known | self.lies
        return said


def set_up(url: str, *names: str) -> dict[str, str]:
    """Return the settings by which systems are at one address, by the first part of their names."""
    given = {f"{name}_URL": url for name in names} | {f"{name}_SECRET": SECRET for name in names}
    return given | ({"RATING_PLATFORM_MATTER": "YANSHI-000"} if "RATING_PLATFORM" in names else {})


@contextmanager
def partner_serving(*names: str) -> Iterator[PartnerServer]:
    """Serve as the systems of these settings (好差评 and 12345 without any), until the block ends.

    Clear ``may_answer`` to keep callers waiting.
    """
    partner = PartnerServer()
    partner.may_answer.set()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            status, said = partner.take(dict(self.headers), body)
            self.send_response(status)
            self.end_headers()
            if partner.drips:
                self._drip()
                return
            self.wfile.write(json.dumps(said).encode())

        def _drip(self) -> None:
            until = time.monotonic() + PATIENCE
            while partner.drips and time.monotonic() < until:
                try:
                    self.wfile.write(b" ")
                    self.wfile.flush()
                except OSError:
                    return
                partner.may_answer.wait(0.01) and time.sleep(0.01)

        def log_message(self, *_args: object) -> None:
            """Stay silent."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    partner.url = f"http://127.0.0.1:{server.server_address[1]}/ratings"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    given = set_up(partner.url, *(names or ("RATING_PLATFORM", "HOTLINE")))
    try:
        with override_settings(**given):
            yield partner
    finally:
        partner.drips = False
        partner.may_answer.set()
        server.shutdown()
        server.server_close()
