"""The line between a phone and the site: it can be cut, and it can be bad.

What a browser calls offline does not reach its service worker, so the line itself is cut: page and
worker alike find nobody at the other end.
"""

from __future__ import annotations

import random
import socket
import threading
from contextlib import suppress
from urllib.parse import urlsplit

BLOCK = 16 * 1024


class Line:
    """Passes bytes on from a port of its own to the site's."""

    def __init__(self, site: str, *, seed: int = 7) -> None:
        parts = urlsplit(site)
        self.target = (parts.hostname or "127.0.0.1", parts.port or 80)
        self.dice = random.Random(seed)
        self.is_up, self.is_bad = True, False
        self.lost = 0
        """Answers that were swallowed, and connections that broke, so far."""
        self.passed = 0
        """Bytes that went through, both ways."""
        self._open: set[socket.socket] = set()
        self._lock = threading.Lock()
        self._listening = socket.create_server(("127.0.0.1", 0))
        threading.Thread(target=self._accept, daemon=True).start()

    @property
    def url(self) -> str:
        """Where the phone finds the site."""
        return f"http://127.0.0.1:{self._listening.getsockname()[1]}"

    def close(self) -> None:
        """Take the line down for good."""
        self.cut()
        self._listening.close()

    def cut(self) -> None:
        """Break every connection and let no new one through."""
        self.is_up = False
        with self._lock:
            for each in self._open:
                _close(each)
            self._open.clear()

    def mend(self, *, bad: bool = False) -> None:
        """Let connections through again; a bad line breaks some and swallows some answers."""
        self.is_bad, self.is_up = bad, True

    def _accept(self) -> None:
        while True:
            try:
                phone, _ = self._listening.accept()
            except OSError:
                return
            if not self.is_up:
                _close(phone)
                continue
            try:
                site = socket.create_connection(self.target, timeout=30)
            except OSError:
                _close(phone)
                continue
            with self._lock:
                self._open |= {phone, site}
            # a bad line gives out after some way, now on the way there, now on the way back
            there = self.dice.randrange(60_000, 700_000) if self.is_bad else None
            back = self.dice.randrange(3_000, 20_000) if self.is_bad else None
            for source, target, most in ((phone, site, there), (site, phone, back)):
                threading.Thread(target=self._pass_on, args=(source, target, most), daemon=True).start()

    def _pass_on(self, source: socket.socket, target: socket.socket, most: int | None) -> None:
        passed = 0
        with suppress(OSError):
            while block := source.recv(BLOCK):
                passed += len(block)
                if most is not None and passed > most:
                    self.lost += 1
                    break
                target.sendall(block)
                self.passed += len(block)
        _close(source)
        _close(target)
        with self._lock:
            self._open -= {source, target}


def _close(each: socket.socket) -> None:
    with suppress(OSError):
        each.shutdown(socket.SHUT_RDWR)
    with suppress(OSError):
        each.close()
