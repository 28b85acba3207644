"""What is printed of a return and of a refusal: 一次性告知书, 不予备案告知书."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from pypdf import PdfReader

from apps.cases.services import decline_case
from apps.lib.actors import Actor
from tests.factories.filing_pages import at
from tests.factories.returns import AREA, PROXY, answered, by_agent, returned
from tests.factories.world import World, make_case

Browser = Callable[[Actor], Client]


def words(answer: Any) -> str:
    reader = PdfReader(io.BytesIO(answer.content))
    return "".join(page.extract_text() for page in reader.pages).replace("\n", "").replace(" ", "")


def test_the_notice_prints_what_was_received_and_what_is_wanting(world: World, browser: Browser) -> None:
    case = returned(world, PROXY, AREA, case=by_agent(world))

    text = words(browser(world.zhou).get(at("return-notice", case, number=1)))

    assert "一次性告知书" in text
    assert "委托书形式未说明未说明没有核对" in text
    assert "错误：没有签名" in text
    assert "《民法典》第一百六十五条" in text
    assert "除上述外无其他" in text
    assert world.qingbo.phone in text
    assert "收到人（签字）" in text
    assert "首次未告知" not in text


def test_the_notice_of_a_declined_application_prints_clause_and_facts(world: World, browser: Browser) -> None:
    case = make_case(world, "received")
    page = browser(world.zhou)
    assert page.get(at("decline-notice", case)).status_code == 404
    decline_case(case_id=case.pk, by=world.wang, clause="附件3 备注1", reason="新房首次装修")

    text = words(page.get(at("decline-notice", case)))

    assert "依据附件3备注1" in text
    assert "理由新房首次装修" in text


@pytest.mark.parametrize("name", ["return-notice", "decline-notice"])
def test_notices_are_their_own_district_s(world: World, browser: Browser, name: str) -> None:
    more = {"number": 1} if name == "return-notice" else {}
    assert browser(world.xi).get(at(name, answered(world), **more)).status_code == 404
