"""Script in every displayed text, once more before a real browser: no page runs any of it.

The pages are drawn first; the browser gets them without the site's Content-Security-Policy, which
would hide a hole.
"""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from playwright.sync_api import Page

from apps.lib import clock
from tests.access.lasting import lasting
from tests.attacks.poisoning import poison
from tests.factories.stages import make_staged_case
from tests.factories.world import NOON, later, make_world, user_of

pytestmark = pytest.mark.browser

PAYLOAD = "\"'></script><img src=x onerror=alert(1)><svg/onload=alert(2)>"
AT_CASE = ("cases:case", "plans:plan", "inspections:works", "inspections:acceptance", "cases:record")
ELSEWHERE = ("pages:workbench", "pages:case-list", "reports:index", "reports:overview", "cases:register")


@pytest.fixture(scope="module")
def drawn(
    django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory
) -> dict[str, str]:
    """Return the main pages as the reviewer of 上城 gets them, the payload in every text."""
    with lasting(django_db_blocker, tmp_path_factory.mktemp("files")):
        with clock.at(NOON):
            world = make_world()
        case = make_staged_case(world, "passed")
        assert len(poison(PAYLOAD)) >= 30
        client = Client()
        client.force_login(user_of(world.wang))
        urls = [reverse(name, kwargs={"pk": case.pk}) for name in AT_CASE] + [
            reverse(name) for name in ELSEWHERE
        ]
        with clock.at(later(30)):
            pages = {url: client.get(url) for url in urls}
        assert {answer.status_code for answer in pages.values()} == {200}
        return {url: answer.content.decode() for url, answer in pages.items()}


def ran(page: Page, markup: str) -> list[str]:
    """Return what a page said in dialogs while it was drawn."""
    said: list[str] = []
    page.on("dialog", lambda dialog: (said.append(dialog.message), dialog.dismiss()))
    page.set_content(markup, wait_until="domcontentloaded")
    page.evaluate("() => new Promise(done => requestAnimationFrame(() => setTimeout(done, 0)))")
    return said


def test_no_page_runs_what_people_typed(drawn: dict[str, str], page: Page) -> None:
    page.route("**/*", lambda route: route.abort())
    for url, markup in drawn.items():
        assert ran(page, markup) == [], url
        assert page.locator("h1").count() == 1, url
    assert sum("&lt;svg/onload" in markup for markup in drawn.values()) >= 6


def test_bait_a_page_that_runs_is_noticed(page: Page) -> None:
    page.route("**/*", lambda route: route.abort())
    with page.expect_event("dialog"):
        page.set_content(f"<p>{PAYLOAD}</p>", wait_until="domcontentloaded")
