"""Every page of the access matrix in a real browser: for eyes, fingers, keys and screen readers.

axe-core looks at every page of the matrix at 390 px, and at 1440 px at what only a wide screen shows; the
tabulator walks it, and it scrolls sideways at neither width, nor at 360 px. A new page comes in with its
entry in the matrix. The same pages in other situations, refusals, and every form sent empty are looked at
on the phone.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connections
from django.http import HttpResponse
from django.test import override_settings
from django.urls import reverse
from playwright.sync_api import Browser

from tests.access.entries import Entry
from tests.access.lasting import stored_in, undone
from tests.access.matrix import MATRIX
from tests.access.stage import Stage
from tests.access.staged import staged
from tests.access.voices import SET_UP
from tests.journeys.situations import (
    LOOKS,
    OUT_OF_ORDER,
    REFUSALS,
    Look,
    at_home,
    at_the_doors,
    in_between,
    one_who_left,
    out_of_order,
    url_of,
    visitor,
)
from tests.journeys.window import Window, plainly

pytestmark = [pytest.mark.browser, pytest.mark.django_db]

DESK_WIDTH, PHONE_WIDTH, SMALL_PHONE_WIDTH = 1440, 390, 360
FINGER = 44
"""Least height and width of buttons and fields on a phone, px."""
SERIOUS = ("serious", "critical")
READ_FIRST = "document.activeElement.matches('[data-error-summary], [aria-invalid=true]')"
LEADS_ON = {
    "accounts:onward",
    "accounts:gate-back",
    "administration:import",
    "administration:people",
    "demo:texts",
    "household:size",
    "letters:letter",
    "public:complaint-pictures",
    "public:complaint-reopen",
}
"""Addresses that only ever lead somewhere else."""
SHEETS = {
    *("household:defect-photo", "household:letter-picture"),
    *("household:paper", "household:single-paper", "household:slip-paper"),
}
"""Papers: no page whoever opens them, and without a visit or the counter's own session they lead away."""
PARTS = {"outbox:progress", "reports:overview-tickets"}
"""Pieces of a page, fetched by it alone; seen with the page they are a piece of."""
PAGES = [entry for entry in MATRIX if entry.get and entry.name not in PARTS]


@pytest.fixture(scope="module")
def stage(
    django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Stage]:
    """Return the stage and more; nothing of it is left in the database afterwards."""
    with staged(django_db_blocker, tmp_path_factory) as stage, override_settings(**SET_UP):
        stage.cases |= in_between(stage.world)
        at_the_doors(stage)
        at_home(stage)
        one_who_left(stage.world)
        yield stage
    connections.close_all()  # the driver's event loop makes Django open one of its own here


@pytest.fixture
def _django_db_helper(stage: Stage) -> Iterator[None]:
    """Keep the stage from test to test; takes the place of pytest-django's fixture of this name."""
    with undone():
        yield


@pytest.fixture(autouse=True)
def _files_in_sight(stage: Stage, _media: None) -> Iterator[None]:
    with stored_in(stage.folder):
        yield


@pytest.fixture(scope="module")
def window(stage: Stage, browser: Browser) -> Iterator[Window]:
    """Return one window for all pages."""
    window = Window.onto(stage, browser)
    yield window
    window.close()


def serious(window: Window, width: int, *, only_new: bool = False) -> list[str]:
    """Return what axe-core finds serious or critical at a width; ``only_new``: in what it newly shows."""
    window.resize(width)
    found = window.ask_axe(only_new=only_new)
    return [f"at {width} px: {plainly(each)}" for each in found if each["impact"] in SERIOUS]


def faults_of_the_desk(window: Window) -> list[str]:
    """Return what is wrong with the page on a wide screen, and under the keys; the phone has come first."""
    found = serious(window, DESK_WIDTH, only_new=True) + window.probe("tooWide") + window.tab_through()
    return found + [f"only for a mouse: {each}" for each in window.probe("onlyClickable")]


def faults_of_the_phone(window: Window) -> list[str]:
    """Return what is wrong with the page on a phone."""
    found = serious(window, PHONE_WIDTH)
    found += [f"too small for a finger: {each}" for each in window.probe("tooSmall", FINGER)]
    found += [f"offered to the next person: {each}" for each in window.probe("remembered")]
    found += window.probe("tooWide")
    window.resize(SMALL_PHONE_WIDTH)
    found += window.probe("tooWide")
    return found + [f"the browser says: {each}" for each in window.said]


def faults_of_the_refusal(window: Window) -> list[str]:
    """Send the page's form empty from the phone; return what is wrong with the answer."""
    window.resize(PHONE_WIDTH)
    if not window.send_empty():
        return []
    found = serious(window, PHONE_WIDTH) + window.probe("tooWide")
    if not window.page.evaluate(READ_FIRST):
        found.append("what is wrong is not read first: the focus is elsewhere")
    return found + [f"the browser says: {each}" for each in window.said]


def assert_serves_everybody(window: Window, found: list[str]) -> None:
    """Nothing was found at the page in the window."""
    assert not found, "\n".join([f"{window.persona} {window.page.url}", *found])


@pytest.mark.parametrize("entry", PAGES, ids=lambda entry: entry.title)
def test_a_page_and_its_refusal_serve_everybody(entry: Entry, stage: Stage, window: Window) -> None:
    persona, url = visitor(entry), url_of(entry, stage)
    answer, _ = stage.ask(persona, "GET", url)
    if answer.status_code == 302:
        looked_at = LEADS_ON | SHEETS | {look.name for look in LOOKS}
        assert entry.name in looked_at, "not looked at"
    elif is_page(answer):
        window.open(persona, url, answer=answer)
        found = faults_of_the_phone(window) + faults_of_the_desk(window)
        if entry.post:
            found += faults_of_the_refusal(window)
        assert_serves_everybody(window, found)


def is_page(answer: HttpResponse) -> bool:
    """Whether an answer is something a browser shows as a page; papers and photos are not."""
    assert answer.status_code == 200
    return answer.headers.get("Content-Type", "").startswith("text/html")


@pytest.mark.parametrize("look", LOOKS, ids=lambda look: look.title)
def test_a_page_serves_everybody_in_other_situations(look: Look, stage: Stage, window: Window) -> None:
    window.open(look.persona, look.url_of(stage))
    assert window.status == 200
    assert window.page.url.endswith(look.url_of(stage)), "the page leads elsewhere"
    assert_serves_everybody(window, faults_of_the_phone(window))


@pytest.mark.parametrize("look", REFUSALS, ids=lambda look: look.title)
def test_a_refusal_serves_everybody(look: Look, stage: Stage, window: Window) -> None:
    window.open(look.persona, look.url_of(stage))
    assert window.status in (403, 404)
    assert_serves_everybody(window, faults_of_the_phone(window))


@pytest.mark.parametrize("template", OUT_OF_ORDER)
def test_a_page_out_of_order_serves_everybody(template: str, window: Window) -> None:
    window.show(out_of_order(template))
    assert_serves_everybody(window, faults_of_the_phone(window))


PLANTED = """<!doctype html><html lang="zh-Hans"><head><title>考题</title><style>
  .pale { color: #ccc } .unseen:focus { outline: none } .wide { width: 500px } a { text-decoration: none }
  @media (max-width: 600px) { .spacious { display: none } }
</style></head><body><main>
  <h1>考题</h1><p class="pale">太淡的字</p><img src="/static/img/logo.svg"><input name="nameless">
  <div onclick="return false">只能点</div><button tabindex="3">插队</button>
  <a class="unseen" href="/x/">看不出焦点</a><p class="wide">太宽</p>
  <section class="spacious"><p class="pale">电脑上才有</p></section>
</main></body></html>"""


def test_planted_faults_are_found(window: Window) -> None:
    window.show(HttpResponse(PLANTED))
    found = "\n".join(faults_of_the_phone(window) + faults_of_the_desk(window))

    for fault in ("color-contrast", "image-alt", "label"):
        assert fault in found
    for fault in ("only for a mouse: div", "jumps the queue: button", "looks the same with focus: a"):
        assert fault in found
    assert "at 1440 px: serious color-contrast" in found
    assert found.count("电脑上才有") == 1, "on the phone it is not there"
    assert "too small for a finger: button" in found
    assert "offered to the next person: input" in found
    assert "px too wide" in found


def test_the_pages_of_the_field_serve_everybody_once_drawn(window: Window) -> None:
    window.open("wu", reverse("field:index"), width=PHONE_WIDTH)
    visit = window.page.locator(".field-tasks a, .field-tasks button").first
    visit.wait_for()
    found = faults_of_the_phone(window)
    window.resize(PHONE_WIDTH)
    visit.click()
    # Not a secure URL, so the list leads to the ordinary form; test_field.py draws the phone's own.
    window.page.locator("main fieldset").first.wait_for()
    assert_serves_everybody(window, found + window.tab_through() + faults_of_the_phone(window))


def test_a_browser_in_another_language_says_the_date_in_chinese(stage: Stage, browser: Browser) -> None:
    window = Window.onto(stage, browser, locale="en-US")
    window.open("zhou", reverse("cases:register"))
    said = window.page.locator("#id_applied_on_field .date-said")

    assert said.inner_text() == "2026年10月1日"
    window.page.locator("#id_applied_on").fill("2026-09-03")
    assert said.inner_text() == "2026年9月3日"
    window.close()
