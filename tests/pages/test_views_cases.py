"""Case list and case tabs: scope, filters, field policy, record."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from apps.acts.acts import record_words
from apps.cases.enums import DefectKind, Status
from apps.cases.models import Case
from apps.cases.queries.chapters import story_of
from apps.cases.queries.record import title_of
from apps.cases.services import ReturnItem, correct_facts, return_case, reveal
from apps.cases.workflow import reserved
from apps.lib import clock
from apps.lib.actors import Actor
from apps.orgs.enums import SensitiveField
from apps.pages.queries.case_list import Wanted, listed, page_of
from tests.factories.people import id_number
from tests.factories.stages import make_staged_case
from tests.factories.world import NOON, World, make_case

Browser = Callable[[Actor], Client]
TABS = ("cases:case", "archives:archive", "cases:record")
SECRET = {"hardship": "hardship", "linked_programmes": ("old_estate", "hazard"), "note": "低保户"}


def numbers(client: Client, **query: str) -> list[str | None]:
    answer = client.get(reverse("pages:case-list"), query, follow=True)
    return [row.case.number for row in answer.context["rows"]]


@pytest.mark.parametrize("tab", TABS)
@pytest.mark.parametrize("person", ["hu", "xi", "xiu", "tao", "wu"])
def test_a_case_outside_the_rows_is_not_there(world: World, browser: Browser, tab: str, person: str) -> None:
    case = make_case(world, "designing")

    assert browser(world.people[person]).get(reverse(tab, kwargs={"pk": case.pk})).status_code == 404


def test_the_list_holds_only_the_own_rows(world: World, browser: Browser) -> None:
    ours = make_case(world, "designing")
    theirs = make_case(world, "submitted", by=world.bei, street_code="330106002")

    assert numbers(browser(world.zhou)) == [ours.number]
    assert numbers(browser(world.xi)) == [theirs.number]
    assert set(numbers(browser(world.shi))) == {ours.number, theirs.number}
    assert numbers(browser(world.chen)) == [ours.number]
    assert numbers(browser(world.tao)) == []


def test_quick_filters_and_search_narrow_the_list(world: World, browser: Browser) -> None:
    submitted = make_case(world, "submitted", name="魏示例")
    filed = make_case(world, "filed", name="李范例")
    returned = make_case(world, "received", name="卫模拟")
    return_case(case_id=returned.pk, by=world.wang, items=[ReturnItem("rooms", DefectKind.WRONG, "请核对")])
    wang = browser(world.wang)

    assert numbers(wang, group="design") == [filed.number]
    assert numbers(wang, flag="returned") == [returned.number]
    assert numbers(wang, status="submitted") == [submitted.number]
    assert numbers(wang, q="李") == [filed.number]
    assert numbers(wang, q=str(submitted.number)) == [submitted.number]
    assert numbers(wang, street="330102003") == []
    assert len(numbers(wang, flag="nonsense", group="nonsense", after="nonsense")) == 3


def test_overdue_cases_are_found(world: World) -> None:
    case = make_staged_case(world, "building")

    with clock.at(NOON + timedelta(days=24)):
        assert list(listed(world.wang, Wanted(flag="overdue"))) == [case]
    with clock.at(NOON + timedelta(days=10)):
        assert list(listed(world.wang, Wanted(flag="overdue"))) == []


def test_pages_continue_by_key_without_losing_or_doubling_a_row(world: World) -> None:
    cases = [make_case(world, "submitted") for _ in range(7)]  # all at the same moment
    seen: list[Case] = []
    after = ""
    while True:
        page = page_of(listed(world.zhou, Wanted()), after, size=3)
        seen += page.rows
        after = page.following
        if not after:
            break

    assert sorted(case.pk for case in seen) == sorted(case.pk for case in cases)


def test_an_empty_list_teaches(world: World, browser: Browser) -> None:
    assert "还没有案件" in browser(world.zhou).get(reverse("pages:case-list")).content.decode()
    assert (
        "没有符合条件的案件"
        in browser(world.zhou).get(reverse("pages:case-list"), {"q": "乌有"}, follow=True).content.decode()
    )


@pytest.mark.parametrize("tab", [*TABS, "plans:plan", "inspections:works", "inspections:acceptance"])
@pytest.mark.parametrize("person", ["chen", "jiang"])
def test_an_enterprise_never_learns_the_id_number_or_the_hardship(
    world: World, browser: Browser, tab: str, person: str
) -> None:
    case = make_case(world, "designing", id_number=id_number("19650131"), **SECRET)
    correct_facts(case_id=case.pk, by=world.zhou, changes={"hardship": "ordinary"}, reason="低保已取消")
    correct_facts(case_id=case.pk, by=world.zhou, changes={"hardship": "hardship"}, reason="低保已恢复")

    page = browser(world.people[person]).get(reverse(tab, kwargs={"pk": case.pk})).content.decode()

    for word in (id_number("19650131"), "330*************0X", "困难", "一般家庭", "低保", "家庭情况"):
        assert word not in page


def test_an_enterprise_s_list_and_workbench_do_not_tell_either(world: World, browser: Browser) -> None:
    make_case(world, "designing", id_number=id_number("19650131"), **SECRET)
    chen = browser(world.chen)

    for url in (reverse("pages:workbench"), reverse("pages:case-list")):
        page = chen.get(url).content.decode()
        assert "困难" not in page
        assert "19650131" not in page


def test_an_official_sees_the_form_with_masked_numbers(world: World, browser: Browser) -> None:
    case = make_case(world, "received", id_number=id_number("19650131"), **SECRET)

    page = browser(world.wang).get(reverse("cases:case", kwargs={"pk": case.pk})).content.decode()

    for word in (
        "张示例",
        "330*************0X",
        "困难家庭",
        "困难家庭危房改造",
        "低保户",
        "68.50 ㎡",
        "2 室 1 厅 1 卫",
    ):
        assert word in page
    assert id_number("19650131") not in page


def test_the_city_sees_names_masked(world: World, browser: Browser) -> None:
    case = make_case(world, "received")

    page = browser(world.shi).get(reverse("cases:case", kwargs={"pk": case.pk})).content.decode()

    assert "张*例" in page
    assert "张示例" not in page


def test_the_primary_button_is_one_and_says_why_it_is_off(world: World, browser: Browser) -> None:
    case = make_case(world, "received")
    return_case(case_id=case.pk, by=world.wang, items=[ReturnItem("rooms", DefectKind.WRONG, "请核对")])

    page = browser(world.wang).get(reverse("cases:case", kwargs={"pk": case.pk})).content.decode()

    assert "已退回补正 1 项，等待街道补交" in page
    assert 'aria-disabled="true"' in page


def test_what_came_back_is_shown_beside_what_was_found_fault_with(world: World, browser: Browser) -> None:
    from decimal import Decimal

    from apps.cases.services import resubmit_case

    case = make_case(world, "received")
    return_case(case_id=case.pk, by=world.wang, items=[ReturnItem("floor_area", DefectKind.WRONG, "请核对")])
    resubmit_case(case_id=case.pk, by=world.zhou, changes={"floor_area": Decimal("66.80")})

    page = browser(world.wang).get(reverse("cases:case", kwargs={"pk": case.pk})).content.decode()

    assert "第 1 次退回补正 1 项" in page
    assert '<span class="muted">68.5</span> → <b>66.8</b>' in page


def test_a_delegation_is_signed_for_both(world: World) -> None:
    from dataclasses import replace

    from apps.cases.services import file_case

    case = make_case(world, "received")
    file_case(case_id=case.pk, by=replace(world.wang, on_behalf_of="李样本"))

    assert story_of(world.ling, case).chapters[1].lines[0].entry.by.startswith("王演示（代李样本） · 经办")


def test_the_leader_sees_who_looked_at_full_numbers(world: World, browser: Browser) -> None:
    case = make_case(world, "received")
    reveal(case=case, by=world.zhou, field=SensitiveField.PHONE, purpose="电话回访")
    url = reverse("cases:record", kwargs={"pk": case.pk})

    assert "电话回访" in browser(world.ling).get(url).content.decode()
    assert "电话回访" not in browser(world.wang).get(url).content.decode()


def test_every_recorded_action_has_words(world: World) -> None:
    from apps.audit.models import Event
    from tests.factories.stages import STATES

    for state in STATES:
        make_staged_case(world, state)
    actions = set(Event.objects.filter(subject_kind="case").values_list("action", flat=True))

    assert {action for action in actions if title_of(action) == "其他记录"} == set()
    assert len(actions) > 20
    assert "其他记录" not in record_words().values()


def test_the_archive_lists_what_is_missing(world: World, browser: Browser) -> None:
    case = make_staged_case(world, "passed")

    page = browser(world.wang).get(reverse("archives:archive", kwargs={"pk": case.pk})).content.decode()

    assert "齐 3，缺 2" in page
    assert "待上传签字盖章的扫描件" in page


def test_the_filter_offers_only_states_a_case_can_be_in(world: World, browser: Browser) -> None:
    make_case(world, "designing")
    page = browser(world.zhou).get(reverse("pages:case-list"), follow=True)
    offered = [value for value, _ in page.context["form"].fields["status"].widget.choices]

    assert offered == ["", *(status for status in Status if status not in {Status.DRAFT, *reserved(Status)})]
    assert 'value="draft"' not in page.content.decode()


def test_a_kept_url_of_a_state_no_case_is_in_finds_nothing(world: World, browser: Browser) -> None:
    make_case(world, "designing")

    assert numbers(browser(world.zhou), status="archived") == []


def test_the_list_says_whom_each_case_waits_for_in_two_queries_more(
    world: World, browser: Browser, django_assert_max_num_queries: Callable[[int], object]
) -> None:
    cases = [make_case(world, "received") for _ in range(3)]
    wang = browser(world.wang)
    wang.get(reverse("pages:case-list"))

    with django_assert_max_num_queries(12):  # type: ignore[attr-defined]
        mine = wang.get(reverse("pages:case-list"))
    theirs = browser(world.zhou).get(reverse("pages:case-list")).content.decode()

    assert [row.wait.mine for row in mine.context["rows"]] == [True] * len(cases)
    assert "轮到您" in mine.content.decode()
    assert "上城" in theirs
    assert "第 1 天" in theirs
    assert "轮到您" not in theirs


def test_every_role_s_case_page_says_whom_the_case_waits_for(world: World, browser: Browser) -> None:
    case = make_staged_case(world, "completed")
    own = ("zhou", "wang", "shen", "ling", "shi", "sheng", "chen", "jiang", "wu", "shenji")

    for persona in own:
        page = browser(world.people[persona]).get(reverse("cases:case", kwargs={"pk": case.pk}))
        assert "等 <b>上城区住房和城乡建设局</b>（验收人员）组织验收" in page.content.decode(), persona
        assert page.context["wait"].mine is False
    page = browser(world.yan).get(reverse("cases:case", kwargs={"pk": case.pk})).content.decode()
    assert "<b>轮到您：</b>组织验收" in page
    assert "1 个月内，<b>" in page


def test_somebody_else_s_next_act_stands_switched_off_with_whose_it_is(
    world: World, browser: Browser
) -> None:
    case = make_staged_case(world, "completed")
    url = reverse("cases:case", kwargs={"pk": case.pk})

    clerk = browser(world.wang).get(url).content.decode()
    inspector = browser(world.yan).get(url).content.decode()

    assert "由上城区住房和城乡建设局验收人员办理" in clerk
    assert 'aria-disabled="true" aria-describedby="next-whose"' in clerk
    assert "next-whose" not in inspector


def test_the_telephone_in_the_bar_leads_to_the_logged_question_where_it_may_be_seen(
    world: World, browser: Browser
) -> None:
    case = make_case(world, "received")
    url = reverse("cases:case", kwargs={"pk": case.pk})
    asked = reverse("cases:reveal", kwargs={"pk": case.pk, "field": "phone"})

    assert asked in browser(world.wang).get(url).content.decode()
    assert asked not in browser(world.shi).get(url).content.decode()
