"""A call has its time, whatever the other side does with the line."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from apps.connections.services import wire
from apps.connections.services.wire import call

SOON = 5.0


@contextmanager
def dripping(head: bytes) -> Iterator[str]:
    """Serve an answer of which so much comes at once, and then a byte at a time, without end."""
    over = threading.Event()

    def serve() -> None:
        line, _ = server.accept()
        with line:
            line.sendall(head)
            while not over.wait(0.02):
                try:
                    line.sendall(b"x")
                except OSError:
                    return

    with socket.create_server(("127.0.0.1", 0)) as server:
        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.getsockname()[1]}/a?b=1"
        over.set()
        thread.join(SOON)
        assert not thread.is_alive()


@pytest.mark.parametrize(
    ("head", "status", "away"),
    [
        (b"", None, "对方到时没有应答"),
        (b"HTTP/1.1 200 OK\r\nX-Slow: ", None, "对方到时没有应答"),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 4000\r\n\r\n", 200, ""),
    ],
    ids=["no status", "no end of the head", "no end of the body"],
)
def test_a_line_that_drips_holds_nobody(
    monkeypatch: pytest.MonkeyPatch, head: bytes, status: int | None, away: str
) -> None:
    monkeypatch.setattr(wire, "TIMEOUT", 0.3)
    started = time.monotonic()
    with dripping(head) as url:
        answer = call(url=url, secret="x" * 32, contract="1", key="k", body=b"{}")
        took = time.monotonic() - started
        for thread in threading.enumerate():
            if thread.name == "connections-call":
                thread.join(SOON)
                assert not thread.is_alive()  # its line was cut
    assert (answer.status, answer.said, answer.away) == (status, {}, away)
    assert took < SOON


def test_a_redirection_is_not_followed() -> None:
    head = b"HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:9/\r\nContent-Length: 0\r\n\r\n"
    with dripping(head) as url:
        assert call(url=url, secret="x" * 32, contract="1", key="k", body=b"{}").status == 302


def test_where_nobody_listens_is_said() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    answer = call(url=f"http://127.0.0.1:{port}/", secret="x" * 32, contract="1", key="k", body=b"{}")
    assert (answer.status, answer.away) == (None, "连不上对方")
