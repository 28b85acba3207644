"""Set a text as a PDF with WeasyPrint, offline and with every character drawn."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from threading import local
from typing import Any

from django.conf import settings
from weasyprint import CSS, HTML
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse

from apps.documents.rules.errors import PaperFailed

_FACES = {
    "packaged:regular": "NotoSansSC_400Regular.ttf",
    "packaged:bold": "NotoSansSC_700Bold.ttf",
}
"""Static TrueType faces: variable or woff2 fonts cost seconds per page."""

_FONT_CSS = """
@font-face { font-family: Paper; font-weight: 400; src: url(packaged:regular) }
@font-face { font-family: Paper; font-weight: 700; src: url(packaged:bold) }
html { font-family: Paper, "Noto Sans CJK SC", sans-serif }
"""
_KEPT_CSS = "img { image-rendering: crisp-edges }"
"""ISO 19005 forbids a picture to be smoothed (Interpolate)."""
_A1B, _A2B = "pdf/a-1b", "pdf/a-2b"
_TRANSPARENT = b"/SMask"
_DATA_URL = re.compile(r"^data:(image/(png|jpeg|svg\+xml)|text/css)[;,]")


class ClosedFetcher(URLFetcher):  # type: ignore[misc]  # WeasyPrint carries no types
    """Opens the packaged faces and ``data:`` images; any other URL ends the paper.

    A name or remark typed by a person must never make the server read a file or a neighbour.
    """

    def __init__(self) -> None:
        """Remember what was refused: WeasyPrint swallows even fatal errors inside SVG."""
        super().__init__(allow_redirects=False)
        self.refused: list[str] = []

    def fetch(self, url: str, headers: Any = None) -> URLFetcherResponse:
        """Return a packaged face or inline data; stop the rendering for anything else."""
        face = _FACES.get(url)
        if face is not None:
            return URLFetcherResponse(url, _face(face), {"Content-Type": "font/ttf"})
        if _DATA_URL.match(url):
            return super().fetch(url, headers)
        self.refused.append(url[:200])
        raise FatalURLFetchingError(f"papers may not open {url[:200]}")


def typeset(html: str, *, variant: str = "") -> bytes:
    """Return a document of HTML as a PDF; ``variant`` as WeasyPrint calls it ("pdf/a-2b"), '' for none.

    With "pdf/a-1b" a document with transparency, a drawn signature, is made as 2b: 1b forbids it.
    Raises :class:`PaperFailed` instead of WeasyPrint's ``BaseException``, so that a request or a
    job fails like any other.
    """
    fonts, faces = _fonts()
    fetcher = ClosedFetcher()
    try:
        # A base that is no place: a relative address becomes one the fetcher refuses, never a file of ours.
        page = HTML(string=html, base_url="packaged:", url_fetcher=fetcher)
        sheets = [faces, CSS(string=_KEPT_CSS)] if variant else [faces]
        document: bytes = page.write_pdf(stylesheets=sheets, font_config=fonts, pdf_variant=variant or None)
    except FatalURLFetchingError as error:
        raise PaperFailed(str(error)) from error
    if fetcher.refused:
        raise PaperFailed(f"papers may not open {fetcher.refused[0]}")
    if variant == _A1B and _TRANSPARENT in document:
        return typeset(html, variant=_A2B)
    return document


_own = local()


def _fonts() -> tuple[FontConfiguration, CSS]:
    """Return the faces as this thread has loaded them.

    Loaded for each paper they would stay in memory for good, outside Python, a third of a megabyte each time.
    Of each thread its own: Pango's maps of fonts are not to be shared between threads.
    """
    if not hasattr(_own, "fonts"):
        fonts = FontConfiguration()
        faces = CSS(string=_FONT_CSS, font_config=fonts, url_fetcher=ClosedFetcher())
        _own.fonts = fonts, faces
    found: tuple[FontConfiguration, CSS] = _own.fonts
    return found


@cache
def _face(name: str) -> bytes:
    """Return a face from the folder ``PAPER_FONTS``; read once per process."""
    return (Path(settings.PAPER_FONTS) / name).read_bytes()
