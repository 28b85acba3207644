"""Handing one record over: JSON, signed with HMAC-SHA256 over time and body, under a key that repeats."""

from __future__ import annotations

import hashlib
import hmac
import http.client
import json
import socket
import time
import urllib.error
import urllib.request
from collections.abc import Mapping
from typing import Protocol
from urllib.parse import urlsplit

from apps.connections.rules.answers import Answer
from apps.lib import clock

TIMEOUT = 5.0
"""Seconds a system may take to answer, the whole answer included."""
MOST = 4096
"""Bytes of an answer that are read: an id or a field; more must not fill our memory."""


class Sender(Protocol):
    """A way to hand something over, by the scheme of an address."""

    def send(self, *, url: str, body: bytes, headers: Mapping[str, str]) -> Answer:
        """Send, and return what came back."""


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    """A system that points elsewhere is not followed: what is sent would go to a stranger."""

    def redirect_request(self, *_args: object, **_kwargs: object) -> None:
        return None


class Wire:
    """HTTP; proxies that the environment names are not used (decision 0032)."""

    def send(self, *, url: str, body: bytes, headers: Mapping[str, str]) -> Answer:
        until = time.monotonic() + TIMEOUT
        request = urllib.request.Request(url, data=body, headers=dict(headers), method="POST")  # noqa: S310 - the scheme is checked at start-up
        opener = urllib.request.build_opener(_NoRedirect, urllib.request.ProxyHandler({}))
        try:
            with opener.open(request, timeout=TIMEOUT) as answer:
                return Answer(answer.status, _read(answer, until))
        # Before OSError: an HTTPError is one, too.
        except urllib.error.HTTPError as error:
            with error:
                return Answer(error.code, _read(error, until))
        except (OSError, http.client.HTTPException) as error:
            return Answer(None, {}, away=_why(error))


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


def _read(answer: http.client.HTTPResponse | urllib.error.HTTPError, until: float) -> Mapping[str, object]:
    """Return the object in an answer; nothing where there is none, or it does not come in time."""
    text = b""
    try:
        while len(text) < MOST and time.monotonic() < until:
            piece = answer.read1(MOST - len(text))
            if not piece:
                break
            text += piece
        said = json.loads(text)
    # The status has come: an answer nobody can read is no reason to send again.
    except (OSError, http.client.HTTPException, ValueError):
        return {}
    return said if isinstance(said, dict) else {}


def _why(error: Exception) -> str:
    reason = error.reason if isinstance(error, urllib.error.URLError) else error
    return "对方到时没有应答" if isinstance(reason, TimeoutError | socket.timeout) else "连不上对方"
