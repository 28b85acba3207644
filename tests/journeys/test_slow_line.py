"""On a slow line an answer comes when its question is long past: what was typed meanwhile stays."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Locator, Route, expect

from tests.factories.people import id_number
from tests.factories.world import make_world
from tests.journeys.person import Person

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

TODAY = "2026-09-01T09:00:00"
MARK = "input => (input.dataset.node = 'the one typed into')"


class SlowLine:
    """Holds the answers of the live checks until they are let through."""

    def __init__(self, clerk: Person) -> None:
        self.clerk = clerk
        self.held: list[Route] = []
        # Playwright notes something on the handler itself, which a list's own method does not let it.
        clerk.page.route(re.compile("/register/field/"), lambda route: self.held.append(route))

    def waits_for(self, number: int) -> None:
        """Wait until that many checks have been asked for."""
        while len(self.held) < number:
            self.clerk.page.wait_for_timeout(20)

    def answers(self, place: int) -> None:
        """Let one check through, and wait until the page has its answer."""
        with self.clerk.page.expect_response(re.compile("/register/field/")):
            self.held[place].continue_()
        self.clerk.page.evaluate("new Promise((done) => requestAnimationFrame(() => setTimeout(done)))")


@pytest.fixture
def clerk(sit_down: Callable[..., Person], time: Callable[[str], None]) -> Person:
    time(TODAY)
    make_world()
    clerk = sit_down("zhou")
    clerk.open("/register/")
    return clerk


def field_of(clerk: Person, name: str) -> tuple[Locator, Locator]:
    """Return the input of a field, marked to be known again, and the field."""
    box = clerk.page.locator(f"#id_{name}_field")
    box.locator("input").evaluate(MARK)
    return box.locator("input"), box


def test_what_is_typed_while_a_check_is_under_way_stays(clerk: Person) -> None:
    line = SlowLine(clerk)
    number, box = field_of(clerk, "id_number")
    number.fill("12")
    number.press("Tab")
    line.waits_for(1)
    number.fill(id_number())
    line.answers(0)

    expect(number).to_have_value(id_number())
    expect(box).not_to_have_class(re.compile("invalid"))
    expect(number).to_be_focused()


def test_an_answer_about_what_stands_there_brings_its_words_alone(clerk: Person) -> None:
    line = SlowLine(clerk)
    number, box = field_of(clerk, "id_number")
    number.fill("12")
    number.press("Tab")
    line.waits_for(1)
    line.answers(0)

    expect(box.locator(".field-error")).to_be_visible()
    expect(number).to_have_attribute("data-node", "the one typed into")
    expect(number).to_have_attribute("aria-invalid", "true")
    expect(number).to_have_attribute("aria-describedby", re.compile("_error"))

    number.fill(id_number())
    number.press("Tab")
    line.waits_for(2)
    line.answers(1)

    expect(box.locator(".field-error")).to_have_count(0)
    expect(number).not_to_have_attribute("aria-invalid", re.compile("."))
    expect(number).to_have_attribute("data-node", "the one typed into")


def test_every_live_field_keeps_what_is_typed_at_its_end(clerk: Person) -> None:
    names: list[Any] = clerk.page.locator(".field input[hx-post]").evaluate_all(
        "inputs => inputs.map((input) => input.name)"
    )
    assert len(names) >= 6
    line = SlowLine(clerk)
    for place, name in enumerate(names):
        field = clerk.page.locator(f"#id_{name}")
        field.fill("1")
        field.press("Tab")
        line.waits_for(place + 1)
        field.focus()
        field.press("End")
        field.press("2")
        line.answers(place)
        expect(field).to_have_value("12")
        clerk.page.evaluate("document.activeElement.blur()")
        line.waits_for(place + 1)
