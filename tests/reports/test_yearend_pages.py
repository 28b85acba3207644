"""Pages and papers of the 年终核定: right for each role, refused for another district's."""

from __future__ import annotations

import io

import pytest
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook
from pypdf import PdfReader

from apps.lib import clock
from apps.lib.actors import Actor
from apps.reports.enums import CloseStatus
from apps.reports.models import YearClose
from tests.factories.uploads import pdf, upload
from tests.factories.world import World, user_of
from tests.factories.yearend import Homes, at, typed_late

pytestmark = pytest.mark.django_db


def signed_in(who: Actor) -> Client:
    client = Client()
    client.force_login(user_of(who))
    return client


def page_of(world: World, persona: str, close: YearClose, query: str = "") -> str:
    answer = signed_in(world.people[persona]).get(reverse("reports:year-close", args=[close.pk]) + query)
    assert answer.status_code == 200
    return answer.content.decode()


def test_the_district_admits_on_the_page_and_the_list_says_it(
    world: World,
    homes: Homes,
    close: YearClose,
) -> None:
    typed_late(world, homes.late)
    with clock.at(at(5)):
        client = signed_in(world.wang)
        shown = client.get(reverse("reports:year-close", args=[close.pk]))
        (_, form), *_ = shown.context["late"]
        answer = client.post(
            reverse("reports:year-admit", args=[close.pk]),
            {**{name: form[name].value() for name in form.fields}, "reason": "节前完工，节后补登"},
        )
        assert answer.status_code == 302
        assert "节前完工，节后补登" in page_of(world, "wang", close)
        assert homes.late.number in page_of(world, "wang", close, "?show=done")


def test_a_refusal_keeps_the_reason_that_was_typed(
    world: World,
    homes: Homes,
    close: YearClose,
) -> None:
    with clock.at(at(5)):
        answer = signed_in(world.wang).post(
            reverse("reports:year-admit", args=[close.pk]),
            {"case": str(homes.open.pk), "version": close.edit, "key": "a" * 32, "reason": "写好的原因"},
        )
    assert answer.status_code == 422
    assert "没有年内发生、年后登记的完工或核减" in answer.content.decode()


@pytest.mark.parametrize("persona", ["xi_inspector", "xi_leader"])
@pytest.mark.parametrize("name", ["year-close", "year-close-pdf", "year-close-xlsx", "year-close-scan"])
def test_another_district_finds_nothing(
    world: World,
    close: YearClose,
    persona: str,
    name: str,
) -> None:
    with clock.at(at(5)):
        answer = signed_in(world.people[persona]).get(reverse(f"reports:{name}", args=[close.pk]))
    assert answer.status_code == 404


def test_the_street_is_refused(world: World, close: YearClose) -> None:
    with clock.at(at(5)):
        client = signed_in(world.zhou)
        assert client.get(reverse("reports:year-closes")).status_code == 403
        assert client.get(reverse("reports:year-close", args=[close.pk])).status_code == 403


def test_the_city_sees_every_bureau_with_its_sum(world: World, close: YearClose) -> None:
    with clock.at(at(5)):
        answer = signed_in(world.shi).get(reverse("reports:year-closes"))
    (line,) = answer.context["lines"]
    assert (line.totals.done, line.totals.ongoing, line.totals.differences) == (2, 2, 1)
    assert "?show=done" in answer.content.decode()


def test_it_is_handed_in_on_the_page_with_its_scan_and_accepted(world: World, close: YearClose) -> None:
    with clock.at(at(20)):
        client = signed_in(world.ling)
        slot = client.get(reverse("reports:year-close", args=[close.pk])).context["acts"]["submit"]
        sent = {name: slot.form[name].value() for name in ("version", "key")}
        address = reverse("reports:year-submit", args=[close.pk])
        assert client.post(address, sent).status_code == 422
        assert client.post(address, {**sent, "scan": upload("核定.pdf", pdf())}).status_code == 302
    close.refresh_from_db()
    assert close.status == CloseStatus.SUBMITTED
    with clock.at(at(21)):
        city = signed_in(world.shi)
        slot = city.get(reverse("reports:year-close", args=[close.pk])).context["acts"]["accept"]
        sent = {name: slot.form[name].value() for name in ("version", "key")}
        assert city.post(reverse("reports:year-accept", args=[close.pk]), sent).status_code == 302
        assert "已接收，不再更改" in page_of(world, "ling", close)
        assert (
            signed_in(world.ling).get(reverse("reports:year-close-scan", args=[close.pk])).status_code == 200
        )


def test_the_papers_carry_every_case_with_numbers_and_dates_as_such(
    world: World,
    homes: Homes,
    close: YearClose,
) -> None:
    with clock.at(at(5)):
        client = signed_in(world.wang)
        book = client.get(reverse("reports:year-close-xlsx", args=[close.pk]))
        paper = client.get(reverse("reports:year-close-pdf", args=[close.pk]))
    rows = list(load_workbook(io.BytesIO(book.content)).active.iter_rows(min_row=4, values_only=True))
    by_number = {row[1]: row for row in rows}
    assert len(rows) == 4
    assert by_number[homes.in_table.number][7] == 5
    assert by_number[homes.in_table.number][5].year == 2026
    text = "".join(page.extract_text() for page in PdfReader(io.BytesIO(paper.content)).pages)
    assert homes.after_cutoff.number in text
    assert "已完成装修 2 户" in text
