"""A moment too late: what was typed stays and the reason is told, the same on page, button and API."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from html import unescape
from uuid import uuid4

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from apps.cases.models import Case
from apps.lib.actors import Actor
from apps.plans import services
from apps.plans.enums import Method
from apps.plans.models import PlanVersion
from tests.factories.callers import Caller, token_for
from tests.factories.plans import (
    bathroom,
    confirm,
    content,
    drawn,
    kitchen,
    make_planned_case,
    mixed_bathroom,
    submit,
)
from tests.factories.uploads import pdf, upload
from tests.factories.world import World
from tests.plans.test_views_editor import posted

Browser = Callable[[Actor], Client]


def url(name: str, case: Case) -> str:
    return reverse(f"plans:{name}", kwargs={"pk": case.pk})


def text(response: HttpResponse) -> str:
    return unescape(response.content.decode())


@pytest.mark.parametrize(
    ("page", "typed"),
    [
        ("sign", {"signer": "agent", "signer_name": "李示例", "signature": drawn(), "agree": "on"}),
        ("scan", {"signer": "agent", "signer_name": "李示例", "signed_on": "2026-09-01"}),
        ("opinion", {"opinion": "李示例说想换地砖"}),
    ],
)
def test_a_plan_taken_back_meanwhile_is_not_signed(
    world: World, case: Case, signed_in: Browser, page: str, typed: dict[str, str]
) -> None:
    plan = submit(world, case)
    services.start_new_version(case_id=case.pk, by=world.chen)
    case.refresh_from_db()
    shown = {"version": str(case.version), "key": uuid4().hex, "content_hash": plan.content_hash}
    files = {"scan": upload("签字.pdf", pdf())} if page == "scan" else {}

    answer = signed_in(world.zhou).post(url(page, case), {**shown, **typed, **files})

    assert answer.status_code == 422
    assert "设计师还没有提交新的方案" in text(answer)
    assert "李示例" in text(answer)


def test_a_space_that_passes_is_no_reason(world: World, case: Case, signed_in: Browser) -> None:
    submit(world, case, plan=content(mixed_bathroom(), kitchen(wall=Method.WET)))

    page = text(signed_in(world.zhou).get(url("confirm", case), follow=True))
    reason = page[page.index("方案未通过核验（") :].partition("\n")[0]

    assert "厨房" in reason
    assert "超过 50 %，计入" not in reason


def test_button_page_and_api_give_one_reason(world: World, case: Case, signed_in: Browser) -> None:
    plan = submit(world, case, plan=content(kitchen(), bathroom(wall=Method.WET)))
    case.refresh_from_db()
    reason = "方案未通过核验（卫生间 33.33 %，墙面改为装配式后为 100 %"
    client = signed_in(world.zhou)
    body = {"version": case.version, "content_hash": plan.content_hash, "opinion": "想换地砖"}

    told = Caller(token_for(world.zhou)).post(f"/cases/{case.pk}/plan/reject", body)

    assert f"请户主确认：{reason}" in text(client.get(url("plan", case)))
    assert reason in text(client.get(url("confirm", case), follow=True))
    assert (told.status_code, told.json()["code"]) == (422, "not_submitted")
    assert told.json()["detail"].startswith(reason)


def test_a_draft_of_a_plan_signed_meanwhile_stays_on_the_page(
    world: World, case: Case, signed_in: Browser
) -> None:
    data = posted(case, "save", survey_note="管线再看一遍")
    submit(world, case)
    confirm(case, by=world.zhou)
    case.refresh_from_db()

    answer = signed_in(world.chen).post(url("edit", case), {**data, "version": str(case.version)})

    assert answer.status_code == 422
    assert "请先提出方案变更" in text(answer)
    assert "管线再看一遍" in text(answer)


def test_a_new_version_refused_says_why_on_the_tab(world: World, signed_in: Browser) -> None:
    case = make_planned_case(world, "confirmed")

    answer = signed_in(world.chen).post(url("new-version", case))

    assert answer.status_code == 422
    assert "请先提出方案变更" in text(answer)
    assert PlanVersion.objects.filter(case=case).count() == 1


def test_a_double_click_saves_one_draft_and_is_no_stale_page(
    world: World, case: Case, signed_in: Browser
) -> None:
    client, data = signed_in(world.chen), posted(case, "save")

    assert [client.post(url("edit", case), data).status_code for _ in range(2)] == [302, 302]
    case.refresh_from_db()
    assert case.version == int(data["version"]) + 1


def test_the_second_click_hears_that_the_checks_failed(world: World, case: Case, signed_in: Browser) -> None:
    client = signed_in(world.chen)
    data = posted(case, **{"spaces-1-wall_method": "wet"})
    client.post(url("edit", case), data, follow=True)

    again = client.post(url("edit", case), data, follow=True)

    assert "方案第 1 版已提交，但未通过核验" in text(again)
    assert PlanVersion.objects.filter(case=case).count() == 1


def test_an_incomplete_draft_sent_late_is_late_first(world: World, case: Case) -> None:
    chen = Caller(token_for(world.chen))
    services.save_plan_draft(case_id=case.pk, by=world.chen, content=content())
    seen = Case.objects.get(pk=case.pk).version
    services.save_plan_draft(case_id=case.pk, by=world.chen, content=replace(content(), planned_days=None))

    answer = chen.post(f"/cases/{case.pk}/plan/submit", {"version": seen})

    assert (answer.status_code, answer.json()["current_version"]) == (409, seen + 1)


def test_nothing_is_submitted_where_nothing_was_drafted(world: World, case: Case) -> None:
    answer = Caller(token_for(world.chen)).post(f"/cases/{case.pk}/plan/submit", {"version": case.version})

    assert (answer.status_code, answer.json()["code"]) == (422, "no_draft")
