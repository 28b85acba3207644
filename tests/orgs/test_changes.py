"""Changes of bodies from a day on: coverage, reporting line, name, merger, closing, and calling one off."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from apps.audit.models import Event
from apps.lib import clock
from apps.lib.actors import SYSTEM
from apps.lib.decisions import Refused, Stale
from apps.orgs.enums import ContactDuty, OrganisationKind
from apps.orgs.models import BodyChange, Coverage, Region, ReportingLine
from apps.orgs.queries import called, reports_to, responsible, version_of
from apps.orgs.services import (
    cancel_change,
    complete_change,
    create_organisation,
    lock_due_change,
    plan_closing,
    plan_coverage,
    plan_merge,
    plan_rename,
    plan_reporting,
    set_contact,
    set_telephone,
)
from tests.factories.world import NOON, World, make_world

pytestmark = pytest.mark.django_db
BUREAU = OrganisationKind.DISTRICT_BUREAU
TODAY = date(2026, 9, 1)
LATER = date(2026, 9, 15)
QINGBO = "330102001"


@pytest.fixture
def world() -> World:
    with clock.at(NOON):
        return make_world()


@pytest.fixture(autouse=True)
def _at_noon() -> object:
    with clock.at(NOON):
        yield


def move_street(world: World, on: date = LATER, **more: object) -> BodyChange:
    values = {"regions": [QINGBO], "reason": "示例：区划调整文件", **more}
    return plan_coverage(by=SYSTEM, organisation_id=world.xihu.pk, effective_on=on, **values)


def whose(on: date) -> str:
    found = responsible(Region.objects.get(pk=QINGBO), BUREAU, on)
    return found.short_name if found else ""


def test_a_street_is_anothers_from_the_day_and_not_before(world: World) -> None:
    move_street(world)
    assert [whose(day) for day in (TODAY, LATER - timedelta(days=1), LATER)] == ["上城", "上城", "西湖"]


def test_a_street_given_back_is_the_first_bureaus_again(world: World) -> None:
    change = move_street(world, TODAY)
    complete_change(by=SYSTEM, change=change)
    plan_coverage(
        by=SYSTEM,
        organisation_id=world.shangcheng.pk,
        regions=[QINGBO],
        effective_on=LATER,
        reason="示例：改回",
    )
    assert [whose(day) for day in (TODAY, LATER)] == ["西湖", "上城"]


def test_a_change_that_is_called_off_leaves_the_dates_as_they_were(world: World) -> None:
    before = list(Coverage.objects.order_by("pk").values())
    change = move_street(world)
    cancel_change(by=SYSTEM, change_id=change.pk, organisation_id=world.xihu.pk, reason="示例：推迟")
    assert list(Coverage.objects.order_by("pk").values()) == before


def test_a_change_in_effect_is_not_called_off(world: World) -> None:
    change = move_street(world, TODAY)
    complete_change(by=SYSTEM, change=change)
    with pytest.raises(Refused, match="已经生效"):
        cancel_change(by=SYSTEM, change_id=change.pk, organisation_id=world.xihu.pk, reason="示例")


def test_a_street_with_a_planned_change_takes_no_second_one(world: World) -> None:
    move_street(world)
    with pytest.raises(Refused, match="已有一项计划"):
        plan_coverage(
            by=SYSTEM,
            organisation_id=world.xiuzhou.pk,
            regions=["330102"],
            effective_on=LATER,
            reason="示例",
        )


@pytest.mark.parametrize(
    ("more", "field", "words"),
    [
        ({"on": date(2026, 8, 31)}, "effective_on", "不能早于今天"),
        ({"reason": " "}, "reason", "依据"),
        ({"regions": []}, "regions", "请选择"),
        ({"regions": ["330106002"]}, "regions", "已经由"),
    ],
)
def test_what_cannot_be_meant_is_refused_at_its_field(
    world: World, more: dict[str, object], field: str, words: str
) -> None:
    with pytest.raises(Refused, match=words) as refused:
        move_street(world, **more)
    assert refused.value.field == field
    assert not BodyChange.objects.exists()


def test_whoever_saw_an_older_body_decides_nothing(world: World) -> None:
    seen = version_of(world.xihu)
    move_street(world, version=seen)
    with pytest.raises(Stale):
        move_street(world, version=seen, regions=["330102002"])


def test_a_bureau_reports_elsewhere_from_the_day(world: World) -> None:
    plan_reporting(
        by=SYSTEM,
        organisation_id=world.xihu.pk,
        reports_to=world.province,
        effective_on=LATER,
        reason="示例：直接报送",
    )
    assert reports_to(world.xihu, TODAY) == world.city
    assert reports_to(world.xihu, LATER) == world.province


def test_a_line_that_is_called_off_stands_as_before(world: World) -> None:
    before = list(ReportingLine.objects.order_by("pk").values())
    change = plan_reporting(
        by=SYSTEM, organisation_id=world.xihu.pk, reports_to=world.province, effective_on=LATER, reason="示例"
    )
    cancel_change(by=SYSTEM, change_id=change.pk, organisation_id=world.xihu.pk, reason="示例")
    assert list(ReportingLine.objects.order_by("pk").values()) == before


def test_papers_of_before_name_a_renamed_body_as_it_was(world: World) -> None:
    was = world.xihu.name
    change = plan_rename(
        by=SYSTEM,
        organisation_id=world.xihu.pk,
        name="西湖区住房城乡更新局（示例）",
        short_name="西湖",
        effective_on=TODAY,
        reason="示例：机构改革",
    )
    complete_change(by=SYSTEM, change=change)
    world.xihu.refresh_from_db()
    assert called(world.xihu, TODAY - timedelta(days=1)).name == was
    assert called(world.xihu, TODAY).name == world.xihu.name == "西湖区住房城乡更新局（示例）"


def test_two_bureaus_of_one_short_name_are_refused(world: World) -> None:
    with pytest.raises(Refused) as refused:
        plan_rename(
            by=SYSTEM,
            organisation_id=world.xihu.pk,
            name="示例局",
            short_name="上城",
            effective_on=LATER,
            reason="示例",
        )
    assert refused.value.field == "short_name"


def test_no_two_bodies_are_planned_to_have_one_name(world: World) -> None:
    plan_rename(
        by=SYSTEM,
        organisation_id=world.xihu.pk,
        name="示例新局",
        short_name="示新",
        effective_on=LATER,
        reason="示例",
    )
    for name, short_name, field in (("示例新局", "别的", "name"), ("别的局", "示新", "short_name")):
        with pytest.raises(Refused) as renamed:
            plan_rename(
                by=SYSTEM,
                organisation_id=world.shangcheng.pk,
                name=name,
                short_name=short_name,
                effective_on=LATER,
                reason="示例",
            )
        with pytest.raises(Refused) as created:
            create_organisation(by=SYSTEM, kind=BUREAU, name=name, short_name=short_name, valid_from=TODAY)
        assert (renamed.value.field, created.value.field) == (field, field)


def test_a_merged_bureau_is_out_of_use_and_its_regions_are_the_others(world: World) -> None:
    change = plan_merge(
        by=SYSTEM,
        organisation_id=world.shangcheng.pk,
        into=world.xihu,
        effective_on=TODAY,
        reason="示例：合并",
    )
    complete_change(by=SYSTEM, change=change)
    world.shangcheng.refresh_from_db()
    assert (world.shangcheng.is_active, world.shangcheng.closed_on) == (False, TODAY)
    assert world.shangcheng.successor == world.xihu
    assert whose(TODAY) == "西湖"


def test_a_body_that_still_covers_something_is_not_closed(world: World) -> None:
    with pytest.raises(Refused, match="管辖"):
        plan_closing(by=SYSTEM, organisation_id=world.xihu.pk, effective_on=LATER, reason="示例")


def test_nothing_is_due_before_its_day(world: World) -> None:
    change = move_street(world)
    assert lock_due_change(change.pk) is None


def test_a_contact_is_one_of_each_duty_and_leaves_no_number_in_the_record(world: World) -> None:
    for phone in ("0571-00000001", "0571-00000002"):
        set_contact(
            by=SYSTEM,
            organisation_id=world.xihu.pk,
            duty=ContactDuty.LIAISON,
            name="联络示例",
            title="科长",
            phone=phone,
        )
    assert world.xihu.contacts.get().phone == "0571-00000002"
    events = Event.objects.filter(action="organisation.contact_set")
    assert events.count() == 2
    assert not any("0571" in f"{event.facts}{event.changes}{event.reason}" for event in events)


def test_the_same_telephone_again_is_refused(world: World) -> None:
    set_telephone(by=SYSTEM, organisation_id=world.xihu.pk, phone="0571-00000009")
    with pytest.raises(Refused):
        set_telephone(by=SYSTEM, organisation_id=world.xihu.pk, phone="0571-00000009")


def test_a_decision_stands_in_the_bodys_record_in_words_of_its_own(world: World) -> None:
    move_street(world)
    found = Event.objects.filter(subject_kind="organisation", subject_id=str(world.xihu.pk)).latest("seq")
    assert (found.action, found.reason) == ("organisation.coverage_decided", "示例：区划调整文件")


def test_a_short_name_that_a_bureau_once_had_is_given_to_no_other(world: World) -> None:
    change = plan_rename(
        by=SYSTEM,
        organisation_id=world.shangcheng.pk,
        name="新样本局",
        short_name="新样",
        effective_on=clock.today(),
        reason="示例",
    )
    complete_change(by=SYSTEM, change=change)
    for again in (
        lambda: create_organisation(
            by=SYSTEM,
            kind=OrganisationKind.DISTRICT_BUREAU,
            name="另一个局",
            short_name="上城",
            valid_from=clock.today(),
        ),
        lambda: plan_rename(
            by=SYSTEM,
            organisation_id=world.xihu.pk,
            name="西样本局",
            short_name="上城",
            effective_on=clock.today(),
            reason="示例",
        ),
    ):
        with pytest.raises(Refused) as refusal:
            again()
        assert refusal.value.field == "short_name"
