"""A paper photographed by a telephone: its QR opens the page that knows this paper and no other."""

from __future__ import annotations

from urllib.parse import urlsplit

import pytest
from django.conf import LazySettings
from django.test import Client
from django.urls import reverse
from weasyprint import HTML

from apps.documents.services import typesetting
from tests.access.lasting import undone
from tests.access.matrix import MATRIX
from tests.access.stage import Stage
from tests.attacks.staged import _django_db_helper, _kept, _quiet, somebody, stage, url_of
from tests.attacks.test_fetching import PAPERS
from tests.factories.photographs import scanned

__all__ = ["_django_db_helper", "_kept", "_quiet", "stage"]
pytestmark = [pytest.mark.matrix, pytest.mark.django_db]

UNMARKED = {
    # Made of the numbers of a moment, kept by nobody: there is nothing to hold it against.
    "reports:roll-up-pdf",
    # A text of the body, the same for everybody.
    "cases:privacy-notice",
    # Worksheets of an office; they go out of the house with nobody.
    "inspections:round-list-paper",
    "administration:review-paper",
    "administration:retention-paper",
    # Of the archive, whose package proves itself by its own manifest.
    "archives:missing-note-paper",
    "transfer:pdf",
}
"""Papers without a check code."""
# The stage's week is a draft yet: a submitted one is photographed below.
ASKED = {entry.name for entry in MATRIX if entry.get} & set(PAPERS)
MARKED = sorted(ASKED - UNMARKED - {"reports:pdf"})


@pytest.fixture
def _typesetter(_quiet: None, monkeypatch: pytest.MonkeyPatch, settings: LazySettings) -> None:
    monkeypatch.setattr(typesetting, "HTML", HTML)
    settings.PAPER_CHECK_PAGE = "https://chuwei.example.gov.cn/verify/"


@pytest.mark.usefixtures("_typesetter")
@pytest.mark.parametrize("name", MARKED)
def test_a_photographed_paper_is_genuine_and_with_one_digit_changed_unknown(stage: Stage, name: str) -> None:
    entry = next(each for each in MATRIX if each.name == name and each.get)
    url = url_of(entry, stage)
    if name == "reports:year-close-pdf":  # the matrix asks for one that is still open
        url = reverse(name, kwargs={"pk": stage.closes["submitted"].pk})
    with undone():
        answer, _ = stage.ask(somebody(entry.get), "GET", url)
        assert answer.content.startswith(b"%PDF")
        (address,) = scanned(answer.content, name)
        assert address.startswith("https://chuwei.example.gov.cn/verify/")
        path = urlsplit(address).path
        page = Client().get(path)
        assert page.status_code == 200
        assert "这份文书是真的" in page.content.decode()
        digit = path[8 + 5]
        changed = path[: 8 + 5] + ("0" if digit != "0" else "1") + path[8 + 6 :]
        assert Client().get(changed).status_code == 404


@pytest.mark.usefixtures("_typesetter")
@pytest.mark.parametrize("name", sorted((UNMARKED | {"reports:pdf"}) & ASKED))
def test_what_cannot_be_checked_carries_no_code(stage: Stage, name: str) -> None:
    entry = next(each for each in MATRIX if each.name == name and each.get)
    with undone():
        answer, _ = stage.ask(somebody(entry.get), "GET", url_of(entry, stage))
        assert scanned(answer.content, name) == []
