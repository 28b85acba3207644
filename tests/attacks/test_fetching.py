"""A paper that fetches: URLs in any text of any paper open neither a file nor a neighbour."""

from __future__ import annotations

import tempfile
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from io import BytesIO

import pytest
from pypdf import PdfReader
from weasyprint import HTML

from apps.documents.services import typesetting
from tests.access.lasting import undone
from tests.access.matrix import MATRIX
from tests.access.stage import Stage
from tests.attacks.poisoning import poison
from tests.attacks.staged import _django_db_helper, _quiet, somebody, stage, url_of

__all__ = ["_django_db_helper", "_quiet", "stage"]
pytestmark = [pytest.mark.matrix, pytest.mark.django_db]

SECRET = "the content of a file of the server"
PAPERS = (
    "reports:pdf",
    "reports:roll-up-pdf",
    "reports:year-close-pdf",
    "plans:paper",
    "plans:application-form",
    "cases:receipt",
    "cases:return-notice",
    "cases:decline-notice",
    "cases:privacy-notice",
    "inspections:acceptance-paper",
    "inspections:opinion-paper",
    "inspections:pass-report",
    "inspections:rectification-notice",
    "inspections:round-list-paper",
    "administration:review-paper",
    "administration:retention-paper",
    *("othertrack:receipt", "othertrack:declined", "othertrack:sheet"),
    "archives:missing-note-paper",
    "transfer:pdf",
)


class Trap:
    """A neighbour on loopback that counts who comes."""

    def __init__(self) -> None:
        hits = self.hits = []  # type: list[str]

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                hits.append(self.path)
                self.send_response(200)
                self.end_headers()

            def log_message(self, *_: object) -> None:
                """Stay silent."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_address[1]}"


@pytest.fixture
def trap() -> Iterator[Trap]:
    found = Trap()
    thread = threading.Thread(target=found.server.serve_forever, args=(0.01,))
    thread.start()
    yield found
    found.server.shutdown()
    found.server.server_close()
    thread.join()


def baits(trap: Trap, path: str) -> list[str]:
    """Return the ways in which a document may ask for another; short, so that names hold them."""
    return [
        f'"><img src={trap.url}/i>',
        f'"><img src=file://{path}>',
        f'<style>@import "{trap.url}/c"</style>',
        f'" style="background:url({trap.url}/b)',
        f"<link rel=stylesheet href={trap.url}/l>",
        f"<svg><image xlink:href={trap.url}/s /></svg>",
        f"<object data=file://{path}></object>",
        f"<a rel=attachment href=file://{path}>x</a>",
        f"<base href={trap.url}/>",
    ]


@pytest.fixture
def _typesetter(_quiet: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(typesetting, "HTML", HTML)


@pytest.mark.usefixtures("_typesetter")
@pytest.mark.parametrize("turn", [0, 4])
def test_no_paper_asks_for_anything(turn: int, stage: Stage, trap: Trap) -> None:
    with tempfile.NamedTemporaryFile("w", dir="/tmp", suffix=".txt") as told:  # a short path
        told.write(SECRET)
        told.flush()
        texts = baits(trap, told.name)
        assert len(poison(*texts[turn:], *texts[:turn])) >= 60
        for entry in MATRIX:
            if entry.name not in PAPERS:
                continue
            with undone():
                answer, _ = stage.ask(somebody(entry.get), "GET", url_of(entry, stage))
            assert answer.status_code == 200, entry.title
            assert answer.content.startswith(b"%PDF"), entry.title
            assert SECRET not in words_of(answer.content)
    assert trap.hits == []


def words_of(content: bytes) -> str:
    reader = PdfReader(BytesIO(content))
    carried = [str(value) for value in reader.attachments.values()]
    return "\n".join([*(page.extract_text() for page in reader.pages), *carried])


def test_bait_an_open_fetcher_would_go_there(trap: Trap) -> None:
    HTML(string=f'<img src="{trap.url}/i"><link rel=stylesheet href="{trap.url}/l">').write_pdf()
    assert len(trap.hits) == 2
