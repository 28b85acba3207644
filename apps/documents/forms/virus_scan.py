"""Virus scan of uploads through clamd's socket (INSTREAM); off by default."""

from __future__ import annotations

import logging
import re
import socket
import struct
from contextlib import closing
from dataclasses import dataclass
from urllib.parse import urlsplit

from django.conf import settings

from apps.documents.rules.uploads import BadUpload

_CHUNK = 64 * 1024
_LONGEST_ANSWER = 4096
_log = logging.getLogger("caseflow.documents")

_SILENT = "病毒扫描暂时没有应答，文件没有接收，请稍后再试；如一直这样，请联系系统管理员"
_TOO_LARGE = "这个文件超过病毒扫描能检查的大小，没有接收，请压缩或分开后上传"


class ScannerSilent(OSError):
    """The scanner cannot be reached, takes too long, or answers what nobody understands."""


@dataclass(frozen=True, slots=True)
class Scanner:
    """Where clamd listens, and how long an answer is waited for."""

    path: str = ""
    """A unix socket; '' for TCP."""
    host: str = ""
    port: int = 0
    seconds: float = 20.0

    def ask(self, content: bytes) -> str:
        """Return clamd's answer about ``content``; raise :class:`ScannerSilent` without one."""
        try:
            with closing(self._connected()) as line:
                line.sendall(b"zINSTREAM\0")
                self._send(line, content)
                return _answer(line)
        except (OSError, ValueError) as error:
            raise ScannerSilent(str(error)) from error

    def answers(self) -> bool:
        """Whether clamd is there: it says PONG to PING."""
        try:
            with closing(self._connected()) as line:
                line.sendall(b"zPING\0")
                return _answer(line) == "PONG"
        except (OSError, ValueError):
            return False

    def _connected(self) -> socket.socket:
        if not self.path:
            return socket.create_connection((self.host, self.port), timeout=self.seconds)
        line = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        line.settimeout(self.seconds)
        try:
            line.connect(self.path)
        except OSError:
            line.close()
            raise
        return line

    @staticmethod
    def _send(line: socket.socket, content: bytes) -> None:
        try:
            for start in range(0, len(content), _CHUNK):
                chunk = content[start : start + _CHUNK]
                line.sendall(struct.pack(">I", len(chunk)) + chunk)
            line.sendall(struct.pack(">I", 0))
        except (BrokenPipeError, ConnectionResetError):
            # over its StreamMaxLength clamd answers and hangs up before everything is sent
            return


def scanner_of(address: str, *, seconds: float) -> Scanner | None:
    """Return the scanner at an address, None for ''; raise ValueError if nobody could listen there.

    ``unix:/run/clamav/clamd.ctl``, ``/run/clamav/clamd.ctl``, ``tcp://clamav:3310`` or ``clamav:3310``.
    """
    if not address:
        return None
    path = address.removeprefix("unix://").removeprefix("unix:")
    if path.startswith("/"):
        return Scanner(path=path, seconds=seconds)
    parts = urlsplit(address if "://" in address else f"tcp://{address}")
    if parts.scheme != "tcp" or not parts.hostname or not parts.port:
        raise ValueError(address)
    return Scanner(host=parts.hostname, port=parts.port, seconds=seconds)


def configured_scanner() -> Scanner | None:
    """Return the scanner the settings name; None while scanning is off."""
    return scanner_of(settings.CLAMD_SOCKET, seconds=settings.CLAMD_SECONDS)


def scan(content: bytes) -> None:
    """Raise :class:`BadUpload` if the scanner finds something or, by default, gives no answer."""
    scanner = configured_scanner()
    if scanner is None:
        return
    try:
        answer = scanner.ask(content)
    except ScannerSilent as error:
        _silent(str(error))
        return
    if answer.endswith("FOUND"):
        # The scanner's name for it comes from a signature file of a third party and goes into a page.
        name = re.sub(r"[^\w.-]", "", answer.removeprefix("stream:").removesuffix("FOUND").strip())[:60]
        raise BadUpload(f"病毒扫描发现这个文件带有恶意代码（{name}），没有接收，请换一个干净的文件")
    if "size limit exceeded" in answer:
        raise BadUpload(_TOO_LARGE)
    if answer != "stream: OK":
        _silent("an answer that is neither OK nor FOUND")


def _silent(why: str) -> None:
    _log.warning("virus scanner gave no verdict: %s", why)
    if settings.CLAMD_REQUIRED:
        raise BadUpload(_SILENT)


def _answer(line: socket.socket) -> str:
    said = b""
    while b"\0" not in said:
        more = line.recv(_LONGEST_ANSWER)
        if not more:
            break
        said += more
        if len(said) > _LONGEST_ANSWER:
            raise ValueError("an endless answer")
    if not said:
        raise ValueError("no answer")
    return said.split(b"\0")[0].decode("utf-8", "replace").strip()
