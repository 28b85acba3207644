"""The page that shows the document: served by ourselves, to people who signed in, no loose script."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client
from playwright.sync_api import Browser, ConsoleMessage, Page, expect

from tests.factories.callers import token_for
from tests.factories.world import World, make_world, user_of

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def world() -> World:
    return make_world()


@pytest.fixture
def page(browser: Browser, live_server: Any, world: World) -> Iterator[Page]:
    """A signed-in browser that asks nobody but this server."""
    signed_in = Client()
    signed_in.force_login(user_of(world.wang))
    cookie = signed_in.cookies["sessionid"].value
    context = browser.new_context(base_url=live_server.url)
    context.add_cookies([{"name": "sessionid", "value": cookie, "url": live_server.url}])
    yield context.new_page()
    context.close()


def test_the_document_is_shown_and_a_call_can_be_tried(page: Page, live_server: Any, world: World) -> None:
    complaints: list[str] = []
    asked: list[str] = []

    def heard(message: ConsoleMessage) -> None:
        if message.type == "error":
            complaints.append(message.text)

    page.on("console", heard)
    page.on("request", lambda request: asked.append(request.url))

    page.goto("/api/v1/docs/")
    page.locator("#operations-tag-周报").click()
    expect(page.locator(".opblock").nth(20)).to_be_attached()
    page.locator("#operations-tag-周报").click()
    page.locator("#operations-tag-令牌").click()
    page.locator("#operations-令牌-me_retrieve").wait_for()

    page.locator("button.authorize").first.click()
    page.locator(".auth-container input").fill(token_for(world.wang))
    page.locator(".auth-btn-wrapper button.authorize").click()
    page.locator(".auth-btn-wrapper button.btn-done").click()
    page.locator("#operations-令牌-me_retrieve").click()
    page.locator("#operations-令牌-me_retrieve .try-out__btn").click()
    page.locator("#operations-令牌-me_retrieve .execute").click()
    answer = page.locator("#operations-令牌-me_retrieve .live-responses-table .microlight").first
    answer.wait_for()

    assert world.shangcheng.name in answer.inner_text()
    assert complaints == []
    assert [url for url in asked if not url.startswith((live_server.url, "data:", "blob:"))] == []


def test_a_stranger_is_asked_to_sign_in(live_server: Any, browser: Browser, world: World) -> None:
    context = browser.new_context(base_url=live_server.url)
    page = context.new_page()

    page.goto("/api/v1/docs/")

    assert "/login/" in page.url
    context.close()
