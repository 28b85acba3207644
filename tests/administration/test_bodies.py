"""机构与管辖: who decides what, what is shown before, what is written and told."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from apps.acts.acts import act_named
from apps.acts.forms import Body
from apps.acts.services import Done, Invalid, NeverYours, NotNow, Outcome, attempt
from apps.administration.permissions import governs, governs_all, may_call_off
from apps.administration.queries.bodies import (
    body_lines,
    body_page,
    coverage_moves,
    merger_moves,
    streets_to_choose,
)
from apps.administration.queries.years import bodies_of
from apps.cases.models import Case
from apps.cases.services import set_patrol
from apps.lib.actors import Actor
from apps.orgs.enums import OrganisationKind
from apps.orgs.models import BodyChange, Organisation, Region
from apps.orgs.queries import bodies_below, reporting_since, reports_to, responsible, version_of
from apps.outbox.models import Message
from apps.outbox.services import run_due_jobs
from tests.factories.othertrack import applied
from tests.factories.world import World, make_case

pytestmark = pytest.mark.django_db
QINGBO = "330102001"
LATER = date(2026, 9, 8)
TODAY = date(2026, 9, 1)


def make(act: str, by: Actor, body: Any, **said: Any) -> Outcome:
    """Attempt an act as its page would, and let the site's background work follow."""
    sent = {"version": version_of(getattr(body, "organisation", body)), **said}
    outcome = attempt(act_named(act), by=by, subject=body, data=Body(sent))
    run_due_jobs()
    return outcome


def move(world: World, by: Actor, on: date = LATER, **more: Any) -> Outcome:
    said = {"regions": [QINGBO], "effective_on": on.isoformat(), "reason": "示例：区划调整", **more}
    return make("bodies.coverage", by, world.xihu, **said)


def error_of(outcome: Outcome, field: str) -> str:
    assert isinstance(outcome, Invalid)
    return " ".join(outcome.form.errors[field])


# --- who ---


@pytest.mark.parametrize(
    ("persona", "allowed"),
    [("shi", True), ("guan_city", True), ("sheng", True), ("guan", False), ("ling", False), ("wang", False)],
)
def test_who_stands_above_a_bureau_decides_what_it_covers(world: World, persona: str, allowed: bool) -> None:
    assert bool(governs(world.people[persona], world.shangcheng)) is allowed


def test_a_citys_people_decide_nothing_of_a_bureau_that_reports_to_the_province(world: World) -> None:
    assert not governs(world.shi, world.xiuzhou)
    assert governs(world.sheng, world.xiuzhou)


def test_nobody_enlarges_the_own_body(world: World) -> None:
    assert isinstance(move(world, world.people["guan_xihu"]), NeverYours)
    assert isinstance(move(world, world.xi_leader), NeverYours)


def test_a_street_of_a_bureau_elsewhere_is_not_taken_by_the_city(world: World) -> None:
    # 新城 is 秀洲's, which reports to the province: the city of 西湖 has nothing to say there.
    outcome = move(world, world.shi, regions=["330411002"])
    assert "330411002" in error_of(outcome, "regions") or "不在" in error_of(outcome, "regions")


def test_the_reporting_line_is_the_provinces_business(world: World) -> None:
    assert governs_all(world.sheng, world.xihu)
    assert not governs_all(world.shi, world.xihu)


# --- coverage ---


def test_a_street_moves_today_with_its_cases(world: World) -> None:
    case = make_case(world, "received")
    outcome = move(world, world.shi, TODAY)
    assert isinstance(outcome, Done)
    assert (
        act_named("bodies.coverage").done(outcome.result)
        == f"{world.xihu.name}调整管辖范围已定，正在办理：办件移交完成后，双方都会收到消息。"
    )
    assert Case.objects.get(pk=case.pk).bureau == world.xihu


def test_no_page_waits_for_the_cases_of_a_move_of_today(world: World) -> None:
    case = make_case(world, "received")
    said = {"regions": [QINGBO], "effective_on": TODAY.isoformat(), "reason": "示例：区划调整"}
    sent = {"version": version_of(world.xihu), **said}
    attempt(act_named("bodies.coverage"), by=world.shi, subject=world.xihu, data=Body(sent))
    change = BodyChange.objects.get()
    assert (Case.objects.get(pk=case.pk).bureau, change.under_way) == (world.shangcheng, True)
    assert not may_call_off(world.shi, change)
    run_due_jobs()
    change.refresh_from_db()
    assert (Case.objects.get(pk=case.pk).bureau, change.moved) == (world.xihu, 1)


def test_a_later_move_is_planned_and_both_bureaus_are_told(world: World) -> None:
    make_case(world, "received")
    assert isinstance(move(world, world.shi), Done)
    change = BodyChange.objects.get()
    assert (change.done_at, change.made_by) == (None, world.shi.signature)
    told = Message.objects.filter(kind="body.coverage_planned")
    assert {world.shangcheng.pk, world.xihu.pk} <= set(told.values_list("organisation_id", flat=True))


def test_the_same_move_again_is_refused_with_everything_typed(world: World) -> None:
    move(world, world.shi)
    again = move(world, world.shi)
    assert isinstance(again, NotNow)
    assert "已有一项计划" in again.refused.reason
    assert again.form.data["reason"] == "示例：区划调整"


def test_the_preview_counts_what_the_move_then_moves(world: World) -> None:
    make_case(world, "received")
    make_case(world, "designing")
    before = coverage_moves(world.xihu, [QINGBO], TODAY)
    assert (before.cases, [each.body for each in before.leaving]) == (2, [world.shangcheng])
    assert dict(before.leaving[0].queues) == {"已受理": 1, "方案设计": 1}
    outcome = move(world, world.shi, TODAY)
    assert isinstance(outcome, Done)
    assert BodyChange.objects.get().moved == before.cases


def test_streets_are_offered_by_who_has_them(world: World) -> None:
    groups = dict(streets_to_choose(world.xihu))
    assert QINGBO in [code for code, _ in groups[world.shangcheng.name]]
    assert world.xihu.name not in groups


def test_a_planned_move_is_called_off_and_the_others_hear_it(world: World) -> None:
    move(world, world.shi)
    change = BodyChange.objects.get()
    assert isinstance(make("bodies.call_off", world.shi, change, reason="示例：推迟"), Done)
    assert responsible_on(LATER) == world.shangcheng
    assert Message.objects.filter(
        kind="body.coverage_called_off", organisation_id=world.shangcheng.pk
    ).exists()


def responsible_on(day: date) -> Organisation | None:
    return responsible(Region.objects.get(pk=QINGBO), OrganisationKind.DISTRICT_BUREAU, day)


# --- the others ---


def test_a_merger_shows_and_moves_everything(world: World) -> None:
    make_case(world, "received")
    assert merger_moves(world.shangcheng, TODAY).cases == 1
    said = {"into": world.xihu.pk, "effective_on": TODAY.isoformat(), "reason": "示例：合并"}
    assert isinstance(make("bodies.merge", world.shi, world.shangcheng, **said), Done)
    assert not Organisation.objects.get(pk=world.shangcheng.pk).is_active
    assert Case.objects.get().bureau == world.xihu


def test_a_merger_across_cities_is_not_the_citys(world: World) -> None:
    said = {"into": world.xiuzhou.pk, "effective_on": TODAY.isoformat(), "reason": "示例"}
    outcome = make("bodies.merge", world.shi, world.shangcheng, **said)
    assert isinstance(outcome, NotNow)
    assert outcome.refused.field == "into"


def test_a_bureau_reports_to_the_province_with_all_its_cases(world: World) -> None:
    case = make_case(world, "received")
    said = {"reports_to": world.province.pk, "effective_on": TODAY.isoformat(), "reason": "示例"}
    assert isinstance(make("bodies.reporting", world.sheng, world.shangcheng, **said), Done)
    assert reports_to(world.shangcheng, TODAY) == world.province
    assert Case.objects.get(pk=case.pk).city_bureau is None


def test_a_body_renames_itself_and_the_upper_body_hears_it(world: World) -> None:
    said = {
        "name": "上城区更新局（示例）",
        "short_name": "上城",
        "effective_on": LATER.isoformat(),
        "reason": "示例",
    }
    assert isinstance(make("bodies.rename", world.guan, world.shangcheng, **said), Done)
    assert Message.objects.filter(kind="body.rename_planned", organisation_id=world.city.pk).exists()


def test_contacts_are_kept_and_a_telephone_without_a_name_is_refused_at_its_field(world: World) -> None:
    said = {"phone": "0571-00000011", "liaison_name": "联络示例", "liaison_phone": "0571-00000012"}
    assert isinstance(make("bodies.contacts", world.ling, world.shangcheng, **said), Done)
    assert world.shangcheng.contacts.get(duty="liaison").phone == "0571-00000012"
    outcome = make("bodies.contacts", world.ling, world.shangcheng, leader_phone="0571-00000013")
    assert isinstance(outcome, NotNow)
    assert outcome.refused.field == "leader_name"


def test_what_is_no_telephone_is_refused(world: World) -> None:
    assert "电话号码" in error_of(
        make("bodies.contacts", world.ling, world.shangcheng, phone="问办公室"), "phone"
    )


def test_a_district_adds_its_property_company_and_no_bureau(world: World) -> None:
    said = {"name": "示例物业公司", "short_name": "示例物业", "effective_on": TODAY.isoformat()}
    assert isinstance(make("bodies.add", world.guan, world.shangcheng, kind="property", **said), Done)
    assert world.guan.organisation_id is not None
    names = [line.body.name for line in body_lines(world.guan)]
    assert "示例物业公司" in names
    assert isinstance(
        make("bodies.add", world.guan, world.shangcheng, kind="district_bureau", **said), Invalid
    )


def test_a_region_that_has_a_bureau_is_given_by_a_change_of_coverage(world: World) -> None:
    said = {"name": "示例局", "short_name": "示例", "effective_on": TODAY.isoformat(), "regions": ["330102"]}
    outcome = make("bodies.add", world.shi, world.city, kind="district_bureau", **said)
    assert isinstance(outcome, NotNow)
    assert outcome.refused.field == "regions"


def test_a_body_with_nothing_left_is_closed_by_the_one_above(world: World) -> None:
    company = {"name": "示例物业公司", "short_name": "示例物业", "effective_on": TODAY.isoformat()}
    make("bodies.add", world.guan, world.shangcheng, kind="property", **company)
    body = Organisation.objects.get(name="示例物业公司")
    case = make_case(world, "received")
    set_patrol(case_id=case.pk, by=world.zhou, organisation_id=body.pk)
    said = {"effective_on": TODAY.isoformat(), "reason": "示例：退出"}
    assert isinstance(make("bodies.close", world.guan, body, **said), Done)
    assert not Organisation.objects.get(pk=body.pk).is_active
    # Whom it patrolled the street patrols now.
    assert Case.objects.get(pk=case.pk).patrol_organisation is None
    assert isinstance(make("bodies.close", world.guan, body, **said), NotNow)


def test_everything_that_is_done_to_a_body_has_its_words(world: World) -> None:
    move(world, world.shi, TODAY)
    assert "其他记录" not in [each.words for each in body_page(world.xihu).record]


def test_a_body_that_has_a_renovation_is_merged_and_not_closed(world: World) -> None:
    applied(world)
    said = {"effective_on": TODAY.isoformat(), "reason": "示例：撤销"}
    outcome = make("bodies.close", world.shi, world.shangcheng, **said)
    assert isinstance(outcome, NotNow)
    assert "其他装修" in outcome.refused.reason


@pytest.mark.parametrize(
    ("on", "said"), [(date(2026, 9, 3), "周报报送日"), (date(2027, 1, 1), "上一年度")], ids=["due", "year"]
)
def test_a_bureau_ends_on_no_day_that_leaves_a_table_to_nobody(world: World, on: date, said: str) -> None:
    asked = {"into": world.xihu.pk, "effective_on": on.isoformat(), "reason": "示例：合并"}
    outcome = make("bodies.merge", world.shi, world.shangcheng, **asked)
    assert isinstance(outcome, NotNow)
    assert outcome.refused.field == "effective_on"
    assert said in outcome.refused.reason


def test_a_body_that_has_cases_is_merged_and_not_closed(world: World) -> None:
    make_case(world, "received")
    move(world, world.shi, TODAY, regions=["330102"])
    Case.objects.update(bureau=world.shangcheng)  # as one that had ended when its street went away
    said = {"effective_on": TODAY.isoformat(), "reason": "示例：撤销"}
    outcome = make("bodies.close", world.shi, world.shangcheng, **said)
    assert isinstance(outcome, NotNow)
    assert "并入其他机构" in outcome.refused.reason


def test_the_city_says_from_when_on_a_bureau_reports_and_the_bureau_hears_it(world: World) -> None:
    said = {"effective_on": "2026-09-03", "reason": "示例：先用起来"}
    assert isinstance(make("bodies.reporting_start", world.shi, world.xihu, **said), Done)
    assert reporting_since(world.xihu) == date(2026, 9, 3)
    assert Message.objects.filter(kind="body.reporting_start", organisation_id=world.xihu.pk).exists()
    again = make("bodies.reporting_start", world.shi, world.xihu, **said)
    assert isinstance(again, NotNow)
    assert again.refused.field == "effective_on"
    assert world.xihu in bodies_below(world.city, TODAY)
    assert world.xihu in bodies_of(world.shi)
    own = make("bodies.reporting_start", world.ling, world.shangcheng, **said)
    assert isinstance(own, NeverYours)
