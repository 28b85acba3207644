"""The page of texts that would be sent: newest first, each once; on no site that sends or sends nothing."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from apps.cases.workflow.texts import TEXTS
from apps.demo.services.texts import Page, samples, texts


@pytest.fixture(autouse=True)
def _kept(settings: Any, tmp_path: Path) -> None:
    settings.VAR_DIR, settings.MESSAGE_ADAPTER = tmp_path, "page"


@pytest.mark.django_db
def test_texts_stand_newest_first_and_once_each() -> None:
    for token, text in (("a", "第一条"), ("b", "第二条"), ("a", "第一条")):
        Page().send(number="13800000021", text=text, token=token)
    assert [(each.tail, each.text) for each in texts()] == [("21", "第二条"), ("21", "第一条")]
    page = Client().get("/demo/texts/").content.decode()
    assert page.index("第二条") < page.index("第一条")
    assert "13800000021" not in page


@pytest.mark.django_db
def test_the_page_shows_every_text_there_is() -> None:
    page = Client().get("/demo/texts/").content.decode()
    assert [each.label for each in samples() if each.text not in page] == []
    assert len(samples()) == len(TEXTS)


@pytest.mark.django_db
@pytest.mark.parametrize("adapter", ["", "console", "http"])
def test_no_other_site_has_the_page(settings: Any, adapter: str) -> None:
    settings.MESSAGE_ADAPTER = adapter
    assert Client().get("/demo/texts/").status_code == 302
