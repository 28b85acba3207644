"""The acts on an application, as pages."""

from __future__ import annotations

from collections.abc import Callable
from uuid import uuid4

import pytest
from django.test import Client

from apps.cases.enums import Status
from apps.cases.models import Case, EnterpriseChoice
from apps.lib.actors import Actor
from tests.access.forms import fields_of
from tests.factories.filing_pages import at, facts
from tests.factories.people import id_number
from tests.factories.returns import returned
from tests.factories.world import World, made_up_credit_code, make_case

Browser = Callable[[Actor], Client]


def test_the_street_receives(world: World, browser: Browser) -> None:
    case = make_case(world, "submitted")

    answer = browser(world.zhou).post(
        at("receive", case), {"version": case.version, "key": uuid4().hex}, follow=True
    )

    case.refresh_from_db()
    assert case.status == Status.RECEIVED
    assert "已受理" in answer.content.decode()


def test_a_double_click_ends_well(world: World, browser: Browser) -> None:
    case = make_case(world, "submitted")
    zhou = browser(world.zhou)

    sent = {"version": case.version, "key": uuid4().hex}
    answers = [zhou.post(at("receive", case), sent) for _ in range(2)]

    assert [answer.status_code for answer in answers] == [302, 302]
    assert case.transitions.filter(name="receive").count() == 1


def test_a_stale_form_is_shown_again_with_what_was_typed(world: World, browser: Browser) -> None:
    case = make_case(world, "received")
    old = case.version - 1

    answer = browser(world.wang).post(
        at("decline", case),
        {"version": old, "key": uuid4().hex, "clause": "other", "other_clause": "某条", "reason": "不在范围"},
    )

    page = answer.content.decode()
    assert answer.status_code == 422
    assert "刚被别人改过" in page
    assert "不在范围" in page
    assert f'name="version" value="{case.version}"' in page
    case.refresh_from_db()
    assert case.status == Status.RECEIVED


@pytest.mark.parametrize(
    "name", ["file", "return", "decline", "resubmit", "judge", "hand-in", "correct", "choose-enterprise"]
)
def test_another_district_finds_no_page(world: World, browser: Browser, name: str) -> None:
    case = make_case(world, "received")

    assert browser(world.xi).get(at(name, case)).status_code == 404
    assert browser(world.xi).post(at(name, case), {}).status_code == 404


@pytest.mark.parametrize(
    ("name", "person"),
    [("receive", "wang"), ("file", "zhou"), ("return", "zhou"), ("terminate", "wang"), ("decline", "yan")],
)
def test_a_role_that_never_does_it_gets_no_page(
    world: World, browser: Browser, name: str, person: str
) -> None:
    case = make_case(world, "received")

    assert browser(world.people[person]).get(at(name, case)).status_code == 403
    assert browser(world.people[person]).post(at(name, case), {"version": 1}).status_code == 403


def test_what_is_not_for_now_leads_back_with_the_reason(world: World, browser: Browser) -> None:
    case = make_case(world, "filed")

    answer = browser(world.wang).get(at("file", case), follow=True)

    assert "案件现在是“已备案”" in answer.content.decode()


def test_a_filing_date_in_the_future_is_refused_at_its_field(world: World, browser: Browser) -> None:
    case = make_case(world, "received")

    answer = browser(world.wang).post(
        at("file", case), {"version": case.version, "key": uuid4().hex, "effective_on": "2026-09-02"}
    )

    assert answer.status_code == 422
    assert "effective_on" in answer.context["form"].errors


def test_a_correction_needs_its_reason_and_a_successor_proof(world: World, browser: Browser) -> None:
    case = make_case(world, "filed")

    answer = browser(world.wang).post(
        at("correct", case), facts(case, name="张继承", kind="successor", reason="")
    )

    assert set(answer.context["form"].errors) == {"reason", "proof", "id_number"}
    case.household.refresh_from_db()
    assert case.household.name == "张示例"


def test_a_correction_is_made(world: World, browser: Browser) -> None:
    case = make_case(world, "filed")

    browser(world.wang).post(at("correct", case), facts(case, kind="fact", reason="写错", name="张更正"))

    case.household.refresh_from_db()
    assert case.household.name == "张更正"


def test_the_directory_is_shown_with_its_grounds_and_nothing_chosen(world: World, browser: Browser) -> None:
    page = browser(world.zhou).get(at("choose-enterprise", make_case(world, "filed"))).content.decode()

    assert "示例装配装饰有限公司" in page
    assert "浙建管发〔2024〕56号" in page
    assert "名录以外的企业" in page
    assert "checked" not in page


def test_the_directory_can_be_searched_and_shuffled(world: World, browser: Browser) -> None:
    case = make_case(world, "filed")

    page = browser(world.zhou).get(at("choose-enterprise", case), {"q": "样本", "order": "random"})

    text = page.content.decode()
    assert "样本集成家居有限公司" in text
    assert "示例装配装饰有限公司" not in text
    assert "随机排列" in text


def test_an_enterprise_off_the_list_is_chosen_by_its_code(world: World, browser: Browser) -> None:
    case = make_case(world, "filed")
    data = {
        "version": case.version,
        "key": uuid4().hex,
        "enterprise": "other",
        "off_name": "名录外装饰有限公司",
        "off_code": made_up_credit_code(55),
        "off_contact": "甲",
        "off_phone": "13800000001",
        "chosen_on": "2026-09-01",
    }

    browser(world.zhou).post(at("choose-enterprise", case), data)

    assert EnterpriseChoice.objects.get().enterprise.name == "名录外装饰有限公司"


def test_a_known_code_under_another_name_is_refused_at_the_code(world: World, browser: Browser) -> None:
    case = make_case(world, "filed")
    data = {
        "version": case.version,
        "key": uuid4().hex,
        "enterprise": "other",
        "off_name": "冒名装饰有限公司",
        "off_code": world.shili.credit_code,
        "off_contact": "甲",
        "off_phone": "13800000001",
        "chosen_on": "2026-09-01",
    }

    answer = browser(world.zhou).post(at("choose-enterprise", case), data)

    assert "off_code" in answer.context["form"].errors
    assert not EnterpriseChoice.objects.exists()


def test_a_full_number_is_shown_only_for_a_purpose(world: World, browser: Browser) -> None:
    case = make_case(world, "received", id_number=id_number("19650131"))
    url = at("reveal", case, field="id_number")
    zhou = browser(world.zhou)

    asked = zhou.post(url, {"purpose": ""}, headers={"HX-Request": "true"})
    shown = zhou.post(url, {"purpose": "核对权证"}, headers={"HX-Request": "true"})

    assert asked.status_code == 422
    assert id_number("19650131") not in asked.content.decode()
    assert id_number("19650131") in shown.content.decode()
    assert shown["Cache-Control"] == "private, no-store"


def test_a_field_the_role_may_not_see_has_no_page(world: World, browser: Browser) -> None:
    case = make_case(world, "designing")

    assert browser(world.chen).get(at("reveal", case, field="id_number")).status_code == 404
    assert browser(world.shi).get(at("reveal", case, field="phone")).status_code == 404
    assert browser(world.zhou).get(at("reveal", case, field="hardship")).status_code == 404


def test_backfill_and_patrol_body_are_set_with_a_reason(world: World, browser: Browser) -> None:
    case = make_case(world, "designing")
    zhou = browser(world.zhou)

    zhou.post(at("backfill", case), {"version": case.version, "key": uuid4().hex, "reason": "先施工后登记"})
    case.refresh_from_db()
    zhou.post(
        at("patrol", case),
        {"version": case.version, "key": uuid4().hex, "organisation": str(world.property.pk)},
    )
    case.refresh_from_db()

    assert case.backfilled
    assert case.patrol_organisation == world.property


def test_the_leader_lifts_a_hold_from_the_page(world: World, browser: Browser) -> None:
    case = returned(world)
    hold = case.holds.get(closed_at__isnull=True)
    url = at("release", case, hold=hold.pk)

    assert browser(world.wang).get(url).status_code == 403
    browser(world.ling).post(url, {"version": case.version, "key": uuid4().hex, "reason": "已电话核实"})

    hold.refresh_from_db()
    assert hold.close_reason == "已电话核实"


def test_a_second_press_leaves_what_another_clerk_corrected_meanwhile(world: World, browser: Browser) -> None:
    case = make_case(world, "received")
    wang, zhou = browser(world.wang), browser(world.zhou)
    mine, theirs = (fields_of(each.get(at("correct", case)), "loaded") for each in (wang, zhou))
    zhou.post(at("correct", case), {**theirs, "family_size": "5", "built_year": "1990", "reason": "核对"})

    typed = {**mine, "name": "张更正", "reason": "姓名写错"}
    stale = wang.post(at("correct", case), typed)
    again = wang.post(at("correct", case), {**typed, **fields_of(stale, "loaded")})

    shown = stale.content.decode()
    case = Case.objects.get(pk=case.pk)
    assert (stale.status_code, again.status_code) == (422, 302)
    assert ('value="1990"' in shown, 'value="张更正"' in shown) == (True, True)
    assert (case.household.name, case.household.family_size, case.dwelling.built_year) == ("张更正", 5, 1990)


@pytest.mark.parametrize("rows", ["²", "9" * 5000])
def test_more_rows_after_a_number_nobody_writes_are_a_few(world: World, browser: Browser, rows: str) -> None:
    case = make_case(world, "received")

    page = browser(world.wang).post(at("return", case), {"act": "add:", "items-TOTAL_FORMS": rows})

    assert page.status_code == 200
    assert page.content.decode().count('-text"') in range(1, 9)


def test_a_key_of_another_shape_is_no_page_of_ours(world: World, browser: Browser) -> None:
    case = make_case(world, "submitted")

    answer = browser(world.zhou).post(at("receive", case), {"version": case.version, "key": "zzz"})

    assert answer.status_code == 422
    assert "页面已过期" in answer.content.decode()
