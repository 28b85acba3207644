"""The virus scanner: its verdict is final, its silence refuses, and without an address nobody is asked."""

from __future__ import annotations

import socket
import socketserver
import struct
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.checks import Error, Info, Warning, run_checks
from django.core.files.storage import default_storage

from apps.documents import services
from apps.documents.enums import FileKind
from apps.documents.forms import check
from apps.documents.forms.virus_scan import Scanner, scanner_of
from apps.documents.models import StoredFile
from apps.documents.rules.uploads import BadUpload
from apps.documents.services import Owner
from apps.lib.actors import Actor
from apps.lib.decisions import Refused
from tests.factories import uploads

EICAR = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$EICAR-" + b"STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
Answer = Callable[[bytes], bytes | None]


def verdict(content: bytes) -> bytes:
    """Answer as clamd does."""
    return b"stream: Eicar-Signature FOUND\0" if EICAR in content else b"stream: OK\0"


class Clamd:
    """A clamd of the test's own: takes INSTREAM and PING, answers what the test wants."""

    def __init__(self, address: object, answer: Answer = verdict, most: int = 1 << 30) -> None:
        clamd = self
        self.seen: list[bytes] = []

        class Handler(socketserver.StreamRequestHandler):
            def handle(self) -> None:
                command = self._word()
                if command == b"zPING":
                    self.wfile.write(b"PONG\0")
                elif command == b"zINSTREAM":
                    self._instream()

            def _instream(self) -> None:
                content = b""
                while size := struct.unpack(">I", self.rfile.read(4))[0]:
                    content += self.rfile.read(size)
                    if len(content) > most:
                        self.wfile.write(b"INSTREAM size limit exceeded. ERROR\0")
                        return
                clamd.seen.append(content)
                if (said := answer(content)) is not None:
                    self.wfile.write(said)

            def _word(self) -> bytes:
                word = b""
                while not word.endswith(b"\0"):
                    word += self.rfile.read(1)
                return word[:-1]

        kind: Any = socketserver.ThreadingUnixStreamServer
        if isinstance(address, tuple):
            kind = socketserver.ThreadingTCPServer
        self.server = kind(address, Handler)
        self.server.daemon_threads = True
        self.thread = threading.Thread(target=self.server.serve_forever, args=(0.01,))

    def __enter__(self) -> Clamd:
        self.thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.server.shutdown()
        self.server.server_close()
        self.thread.join()

    @property
    def tcp(self) -> str:
        return f"tcp://127.0.0.1:{self.server.server_address[1]}"


LOOPBACK = ("127.0.0.1", 0)


@pytest.fixture
def clamd(settings: Any) -> Iterator[Clamd]:
    with Clamd(LOOPBACK) as found:
        settings.CLAMD_SOCKET = found.tcp
        yield found


def sent(content: bytes = b"") -> Any:
    return check(uploads.upload("照片.jpg", uploads.jpeg() + content), kind=FileKind.WORK_PHOTO)


def test_clean_upload_is_taken_and_was_seen_as_it_was_sent(clamd: Clamd) -> None:
    assert sent(b"tail").content
    assert clamd.seen == [uploads.jpeg() + b"tail"]


def test_large_upload_is_seen_whole(clamd: Clamd) -> None:
    tail = bytes(range(256)) * 1000
    sent(tail)
    assert clamd.seen == [uploads.jpeg() + tail]


def test_finding_refuses_with_its_name(clamd: Clamd) -> None:
    with pytest.raises(BadUpload, match=r"恶意代码（Eicar-Signature）"):
        sent(EICAR)


def test_socket_file_is_as_good_as_a_port(settings: Any, tmp_path: Path) -> None:
    path = str(tmp_path / "clamd.ctl")
    with Clamd(path) as clamd:
        for address in (path, f"unix:{path}", f"unix://{path}"):
            settings.CLAMD_SOCKET = address
            with pytest.raises(BadUpload, match="恶意代码"):
                sent(EICAR)
        assert len(clamd.seen) == 3


@pytest.mark.django_db
def test_finding_stands_at_the_field_and_nothing_is_kept(clamd: Clamd) -> None:
    person = Actor(7, "赵示例", "designer", 3, "示例装饰有限公司")
    with pytest.raises(Refused) as refusal:
        services.store_upload(
            by=person,
            upload=uploads.upload("合同.pdf", uploads.pdf() + EICAR),
            owner=Owner("case", "1"),
            kind=FileKind.CONTRACT_SCAN,
            sensitive=True,
            field="scan",
        )
    assert refusal.value.field == "scan"
    assert not StoredFile.objects.exists()
    assert not list(Path(default_storage.path("")).rglob("*.sealed"))


def closed_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def test_nobody_there_refuses(settings: Any) -> None:
    settings.CLAMD_SOCKET = f"127.0.0.1:{closed_port()}"
    with pytest.raises(BadUpload, match="没有应答，文件没有接收，请稍后再试"):
        sent()


def test_socket_file_that_is_not_there_refuses(settings: Any, tmp_path: Path) -> None:
    settings.CLAMD_SOCKET = str(tmp_path / "missing.ctl")
    with pytest.raises(BadUpload, match="没有应答"):
        sent()


def test_silence_refuses_after_the_patience_set(settings: Any) -> None:
    settings.CLAMD_SECONDS = 0.05
    released = threading.Event()

    def silent(_: bytes) -> None:
        released.wait(5)

    with Clamd(LOOPBACK, silent) as clamd:
        settings.CLAMD_SOCKET = clamd.tcp
        with pytest.raises(BadUpload, match="没有应答"):
            sent()
        released.set()


@pytest.mark.parametrize("said", [b"", b"what\0", b"stream: OK-ish\0", b"x" * 9000, b"ERROR\0"])
def test_answer_that_is_no_verdict_refuses(settings: Any, said: bytes) -> None:
    with Clamd(LOOPBACK, lambda _: said) as clamd:
        settings.CLAMD_SOCKET = clamd.tcp
        with pytest.raises(BadUpload, match="没有应答"):
            sent()


def test_file_over_the_scanner_s_size_is_refused(settings: Any) -> None:
    with Clamd(LOOPBACK, most=10) as clamd:
        settings.CLAMD_SOCKET = clamd.tcp
        with pytest.raises(BadUpload, match=r"超过病毒扫描能检查的大小|没有应答"):
            sent(bytes(2_000_000))


def test_name_of_a_finding_carries_no_markup(settings: Any) -> None:
    with Clamd(LOOPBACK, lambda _: b"stream: <img src=x>\r\n FOUND\0") as clamd:
        settings.CLAMD_SOCKET = clamd.tcp
        with pytest.raises(BadUpload, match="（imgsrcx）"):
            sent()


def test_installation_may_take_files_unscanned_and_logs_it(settings: Any, caplog: Any) -> None:
    settings.CLAMD_SOCKET = f"127.0.0.1:{closed_port()}"
    settings.CLAMD_REQUIRED = False
    assert sent().content
    assert "no verdict" in caplog.text


def test_without_an_address_nobody_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise AssertionError("asked")

    monkeypatch.setattr(Scanner, "ask", fail)
    assert sent().content


@pytest.mark.parametrize("address", ["clamav", "http://clamav:3310", "tcp://clamav", "tcp://:3310"])
def test_address_at_which_nobody_can_listen_is_an_error(settings: Any, address: str) -> None:
    with pytest.raises(ValueError, match=r"clamav|3310"):
        scanner_of(address, seconds=1)
    settings.CLAMD_SOCKET = address
    assert [found.id for found in run_checks(tags=["documents"]) if isinstance(found, Error)] == [
        "documents.E001"
    ]


def deploy_checks(kind: type) -> list[str]:
    found = run_checks(tags=["documents"], include_deployment_checks=True)
    return [str(each.id) for each in found if type(each) is kind]


def test_check_says_that_nothing_is_scanned() -> None:
    assert deploy_checks(Info) == ["documents.I001"]


def test_check_says_that_the_scanner_is_away(settings: Any) -> None:
    settings.CLAMD_SOCKET = f"127.0.0.1:{closed_port()}"
    assert deploy_checks(Warning) == ["documents.W001"]


def test_check_is_content_with_a_scanner_that_answers(clamd: Clamd) -> None:
    assert deploy_checks(Warning) + deploy_checks(Info) + deploy_checks(Error) == []
