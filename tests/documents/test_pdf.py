"""The PDF maker opens nothing but its own faces and inline pictures."""

from __future__ import annotations

import threading
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest
from weasyprint.text.fonts import FontConfiguration

from apps.documents.services import PaperFailed, render_pdf, typesetting


@pytest.fixture
def written(tmp_path: Path, settings: Any) -> Path:
    settings.TEMPLATES = [
        {"BACKEND": "django.template.backends.django.DjangoTemplates", "DIRS": [tmp_path], "APP_DIRS": False}
    ]
    return tmp_path / "probe.html"


@pytest.mark.parametrize(
    "address",
    [
        "file:///etc/passwd",
        "FILE:///etc/passwd",
        "http://127.0.0.1:9/x.png",
        "https://localhost/x.png",
        "ftp://127.0.0.1/x",
        "//127.0.0.1/x.png",
        "/etc/passwd",
        "packaged:../../etc/passwd",
        "data:text/html,<b>x</b>",
    ],
)
@pytest.mark.parametrize(
    "markup",
    [
        "<img src='%s'>",
        "<link rel=stylesheet href='%s'>",
        "<style>@import url('%s')</style>",
        "<p style=\"background: url('%s')\">x</p>",
        "<style>@font-face { font-family: X; src: url('%s') } p { font-family: X }</style><p>x</p>",
        "<svg xmlns='http://www.w3.org/2000/svg'><image href='%s' width='9' height='9'/></svg>",
        "<object data='%s'></object>",
    ],
)
def test_foreign_address_ends_the_paper_with_an_ordinary_error(
    written: Path, markup: str, address: str
) -> None:
    written.write_text(markup % address)
    with pytest.raises(PaperFailed):
        render_pdf("probe.html", {})


def test_neighbour_is_never_called(written: Path) -> None:
    calls: list[str] = []

    class Neighbour(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            calls.append(self.path)
            self.send_response(200)
            self.end_headers()

        def log_message(self, *args: Any) -> None:
            """Keep the test's output clean."""

    server = HTTPServer(("127.0.0.1", 0), Neighbour)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        written.write_text(f"<img src='http://127.0.0.1:{server.server_port}/secret'>")
        with pytest.raises(PaperFailed):
            render_pdf("probe.html", {})
    finally:
        server.shutdown()
        server.server_close()
    assert calls == []


def test_inline_picture_is_drawn(written: Path) -> None:
    written.write_text(
        "<img src='data:image/png;base64,"
        "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg=='>"
    )
    assert render_pdf("probe.html", {}).startswith(b"%PDF-")


def test_the_faces_are_loaded_once_a_thread(monkeypatch: pytest.MonkeyPatch) -> None:
    # What each loading takes stays outside Python for good: a worker's memory would grow with its papers.
    loaded = []

    def load() -> FontConfiguration:
        loaded.append(threading.current_thread())
        return FontConfiguration()

    monkeypatch.setattr(typesetting, "FontConfiguration", load)
    monkeypatch.setattr(typesetting, "_own", threading.local())

    for _ in range(2):
        typesetting.typeset("<p>示例</p>")
        other = threading.Thread(target=typesetting.typeset, args=("<p>示例</p>",))
        other.start()
        other.join()

    assert len(loaded) == 3
    assert loaded.count(threading.current_thread()) == 1
