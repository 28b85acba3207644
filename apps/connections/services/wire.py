"""Handing one record over: JSON, signed with HMAC-SHA256 over time and body, under a key that repeats."""

from __future__ import annotations

import contextlib
import hashlib
import hmac
import http.client
import json
import socket
import threading
from collections.abc import Mapping
from typing import Protocol
from urllib.parse import urlsplit, urlunsplit

from apps.connections.rules.answers import Answer
from apps.lib import clock

TIMEOUT = 5.0
"""Seconds a call may take in all: name, line, handshake and the whole answer."""
MOST = 4096
"""Bytes of an answer that are read: an id or a field; more must not fill our memory."""


class Sender(Protocol):
    """A way to hand something over, by the scheme of an address."""

    def send(self, *, url: str, body: bytes, headers: Mapping[str, str]) -> Answer:
        """Send, and return what came back."""


class Wire:
    """HTTP; no proxy that the environment names is used (decision 0032), and no redirection followed.

    A system that points elsewhere would have what is sent go to a stranger.
    """

    def send(self, *, url: str, body: bytes, headers: Mapping[str, str]) -> Answer:
        asking = _Asking(url, body, headers)
        asking.start()
        # Not left to the socket: its limit begins anew with each byte, and does not hold for names.
        asking.join(TIMEOUT)
        return asking.answer() if not asking.is_alive() else asking.cut_off()


class _Asking(threading.Thread):
    """One call, given up by whoever waits for it when its time is over."""

    def __init__(self, url: str, body: bytes, headers: Mapping[str, str]) -> None:
        super().__init__(name="connections-call", daemon=True)
        parts = urlsplit(url)
        kind = http.client.HTTPSConnection if parts.scheme == "https" else http.client.HTTPConnection
        self._connection = kind(parts.hostname or "", parts.port, timeout=TIMEOUT)
        self._path = urlunsplit(("", "", parts.path or "/", parts.query, ""))
        self._body, self._headers = body, {**headers, "Connection": "close"}
        self._line: socket.socket | None = None
        self._status: int | None = None
        self._said: Mapping[str, object] = {}
        self._away = ""
        self._is_late = False

    def run(self) -> None:
        """Call, and keep what came as it comes."""
        try:
            self._connection.connect()
            # Kept: with the head of its answer the connection lets go of it.
            self._line = self._connection.sock
            if self._is_late:
                return
            self._connection.request("POST", self._path, self._body, self._headers)
            answer = self._connection.getresponse()
            self._status = answer.status
            self._said = _read(answer)
        except (OSError, http.client.HTTPException) as error:
            self._away = _why(error)
        finally:
            self._connection.close()

    def answer(self) -> Answer:
        """Return what came."""
        return Answer(self._status, self._said, away="" if self._status is not None else self._away)

    def cut_off(self) -> Answer:
        """Wait no longer; the status alone counts where it has come."""
        self._is_late = True
        # Before the line is cut: that ends a head half come like a whole one.
        status = self._status
        if self._line is not None:
            with contextlib.suppress(OSError):
                # Past TLS, whose own end would have to be answered.
                socket.socket.shutdown(self._line, socket.SHUT_RDWR)
        return Answer(status, {}, away="" if status is not None else _SILENT)


SENDERS: dict[str, Sender] = {"https": Wire(), "http": Wire()}
"""By the scheme of an address; the demonstration adds one that answers by itself."""
_LOOPBACK = ("127.0.0.1", "::1", "localhost")
"""Where a plain line ends in the machine itself: for tests."""


def call(*, url: str, secret: str, contract: str, key: str, body: bytes) -> Answer:
    """Make one call and return the answer, whatever becomes of it."""
    stamp = str(int(clock.wall().timestamp()))  # the other side compares it with its own clock
    headers = {
        "Content-Type": "application/json; charset=utf-8",
        "Idempotency-Key": key,
        "X-Contract": contract,
        "X-Timestamp": stamp,
        "X-Signature": f"sha256={signature(secret, stamp, body)}",
    }
    parts = urlsplit(url)
    # Also looked at when the site starts; here again, for what goes out may be somebody's telephone.
    if parts.scheme == "http" and parts.hostname not in _LOOPBACK:
        return Answer(None, {}, away="地址不是 https，没有推送，请运维核对地址")
    return SENDERS[parts.scheme].send(url=url, body=body, headers=headers)


def signature(secret: str, stamp: str, body: bytes) -> str:
    """Return the hex HMAC-SHA256 by which the other side knows us."""
    return hmac.new(secret.encode(), stamp.encode() + b"." + body, hashlib.sha256).hexdigest()


def _read(answer: http.client.HTTPResponse) -> Mapping[str, object]:
    """Return the object in an answer; nothing where there is none, or it breaks off."""
    text = b""
    try:
        while len(text) < MOST:
            piece = answer.read1(MOST - len(text))
            if not piece:
                break
            text += piece
        said = json.loads(text)
    # The status has come: an answer nobody can read is no reason to send again.
    except (OSError, http.client.HTTPException, ValueError):
        return {}
    return said if isinstance(said, dict) else {}


_SILENT = "对方到时没有应答"


def _why(error: Exception) -> str:
    return _SILENT if isinstance(error, TimeoutError) else "连不上对方"
