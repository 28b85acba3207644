"""Cases follow their bodies: columns, scope, queues, record and papers (decision 0118)."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pypdf import PdfReader

from apps.audit.models import Event
from apps.cases.models import Case, JurisdictionChange, Transition
from apps.cases.queries import bodies_at
from apps.cases.queries.case_page import stepper
from apps.cases.queries.days import rules_for
from apps.cases.queries.waiting import wait_of
from apps.cases.services import (
    file_case,
    jurisdiction,
    lock_case,
    recompute_clocks,
    take_due_effects,
    take_effect,
    withdraw_case,
)
from apps.cases.services.notices import tell_turn
from apps.lib import clock
from apps.lib.actors import SYSTEM, Actor
from apps.orgs.models import BodyChange, Organisation
from apps.orgs.services import cancel_change, plan_coverage, plan_merge, plan_rename
from apps.outbox.models import Message
from apps.programs.enums import ParameterCode, Strength
from apps.programs.services import set_parameter
from tests.factories.filing_pages import at
from tests.factories.world import NOON, World, later, make_case
from tests.household.telephone import answering

pytestmark = pytest.mark.django_db
Browser = Callable[[Actor], Client]
QINGBO = "330102001"
DAY = date(2026, 9, 8)


def plan(world: World, on: date = DAY) -> BodyChange:
    return plan_coverage(
        by=SYSTEM, organisation_id=world.xihu.pk, regions=[QINGBO], effective_on=on, reason="示例：区划调整"
    )


def follow(days: int = 7) -> list[int]:
    with clock.at(later(days)):
        return list(take_due_effects())


def test_an_open_case_is_the_other_bureaus_from_the_day_and_not_before(world: World) -> None:
    case = make_case(world, "received")
    plan(world)
    assert follow(6) == []
    assert Case.objects.visible_to(world.xi).filter(pk=case.pk).count() == 0
    assert follow(7) == [1]
    assert Case.objects.visible_to(world.xi).filter(pk=case.pk).count() == 1
    assert Case.objects.visible_to(world.wang).filter(pk=case.pk).count() == 0
    # The counter stays where it was: its office covers the street still.
    assert Case.objects.visible_to(world.zhou).filter(pk=case.pk).count() == 1


def test_a_change_takes_effect_once(world: World) -> None:
    case = make_case(world, "received")
    change = plan(world)
    follow()
    version = Case.objects.get(pk=case.pk).version
    with clock.at(later(8)):
        assert take_effect(change_id=change.pk) == 0
        assert list(take_due_effects()) == []
    assert Case.objects.get(pk=case.pk).version == version
    assert Event.objects.filter(action="case.handed_over").count() == 1


def test_a_change_called_off_moves_nothing(world: World) -> None:
    case = make_case(world, "received")
    change = plan(world)
    cancel_change(by=SYSTEM, change_id=change.pk, organisation_id=world.xihu.pk, reason="示例：推迟")
    assert follow() == []
    assert Case.objects.get(pk=case.pk).bureau == world.shangcheng


def test_what_has_ended_stays_with_the_bureau_that_ended_it(world: World) -> None:
    case = make_case(world, "submitted")
    withdraw_case(case_id=case.pk, by=world.zhou, reason="示例")
    plan(world)
    assert follow() == [0]
    assert Case.objects.get(pk=case.pk).bureau == world.shangcheng


def test_a_case_registered_after_the_plan_moves_with_its_street(world: World) -> None:
    plan(world)
    with clock.at(later(2)):
        case = make_case(world, "received")
    assert case.bureau == world.shangcheng
    follow()
    assert Case.objects.get(pk=case.pk).bureau == world.xihu


def test_a_case_registered_from_the_day_on_is_the_new_bureaus_at_once(world: World) -> None:
    plan(world)
    with clock.at(later(7)):
        assert make_case(world, "submitted").bureau == world.xihu


def test_the_new_desk_is_asked_and_the_old_ones_question_is_done(world: World) -> None:
    case = make_case(world, "received")
    tell_turn(case_id=case.pk, by=world.zhou)
    open_ones = Message.objects.filter(subject_id=str(case.pk), done_at__isnull=True).exclude(matter="")
    assert set(open_ones.values_list("organisation_id", flat=True)) == {world.shangcheng.pk}
    plan(world)
    follow()
    assert set(open_ones.values_list("organisation_id", flat=True)) == {world.xihu.pk}


def test_both_bureaus_are_told_that_it_is_in_effect(world: World) -> None:
    make_case(world, "received")
    plan(world)
    follow()
    told = Message.objects.filter(kind="body.coverage")
    assert set(told.values_list("organisation_id", flat=True)) == {
        world.shangcheng.pk,
        world.xihu.pk,
        world.qingbo.pk,
    }
    assert {each.text for each in told} == {"移交办件 1 件。依据：示例：区划调整"}


def test_what_the_new_bureau_texts_is_read_once_for_all_its_households(world: World) -> None:
    for _ in range(3):
        make_case(world, "received")
    plan(world)
    with answering(), CaptureQueriesContext(connection) as made:
        follow()
    assert Message.objects.filter(kind="household.handed_over").count() == 3
    asked = [each["sql"] for each in made if each["sql"].startswith("SELECT")]
    assert sum('FROM "programs_wording"' in sql for sql in asked) == 1
    assert sum("quiet_hours" in sql for sql in asked) == 1


def test_the_new_bureau_goes_on_where_the_old_one_stood_and_the_old_one_cannot(world: World) -> None:
    case = make_case(world, "received")
    plan(world)
    follow()
    with clock.at(later(7)):
        with pytest.raises(Case.DoesNotExist):
            lock_case(case_id=case.pk, by=world.wang)
        assert file_case(case_id=case.pk, by=world.xi).status == "filed"


def test_a_case_handed_over_waits_as_long_as_it_did(world: World) -> None:
    case = make_case(world, "designing")
    Case.objects.filter(pk=case.pk).update(status="building", started_on=NOON.date(), contract_amount=1)
    plan(world)
    with clock.at(later(7)):
        list(take_due_effects())
        moved = Case.objects.get(pk=case.pk)
        assert moved.transitions.last().name == "handed_over"
        wait = wait_of(None, moved)
        assert wait is not None
        assert wait.day == 8
        assert [step.on for step in stepper(moved) if step.label == "备案"] == [
            step.on for step in stepper(case) if step.label == "备案"
        ]


def test_a_case_that_no_table_counts_leaves_no_row_among_its_moves(world: World) -> None:
    make_case(world, "received")
    plan(world)
    follow()
    assert not Transition.objects.filter(name="handed_over").exists()
    assert JurisdictionChange.objects.count() == 1


def test_a_merger_takes_every_case_along_and_ends_the_others_people(world: World) -> None:
    ended = make_case(world, "submitted")
    withdraw_case(case_id=ended.pk, by=world.zhou, reason="示例")
    case = make_case(world, "received")
    plan_merge(
        by=SYSTEM, organisation_id=world.shangcheng.pk, into=world.xihu, effective_on=DAY, reason="示例"
    )
    assert follow() == [2]
    assert set(Case.objects.values_list("bureau", flat=True)) == {world.xihu.pk}
    assert not Organisation.objects.get(pk=world.shangcheng.pk).is_active
    with clock.at(later(7)):
        assert file_case(case_id=case.pk, by=world.xi).status == "filed"


def test_papers_of_before_keep_bureau_and_name_of_then(world: World) -> None:
    case = make_case(world, "received")
    old = world.shangcheng.name
    plan_rename(
        by=SYSTEM,
        organisation_id=world.shangcheng.pk,
        name="上城区住房城乡更新局（示例）",
        short_name="上城",
        effective_on=DAY,
        reason="示例",
    )
    follow(7)
    plan_coverage(
        by=SYSTEM,
        organisation_id=world.xihu.pk,
        regions=[QINGBO],
        effective_on=DAY + timedelta(days=2),
        reason="示例",
    )
    follow(9)
    case = Case.objects.get(pk=case.pk)
    names = [bodies_at(case, later(days)).bureau.name for days in (1, 8, 10)]
    assert names == [old, "上城区住房城乡更新局（示例）", world.xihu.name]


def words(answer: Any) -> str:
    reader = PdfReader(io.BytesIO(answer.content))
    return "".join(page.extract_text() for page in reader.pages).replace("\n", "").replace(" ", "")


def test_the_receipt_names_who_registered_it_and_who_has_it_now(world: World, browser: Browser) -> None:
    case = make_case(world, "received")
    plan(world)
    follow()
    with clock.at(later(8)):
        text = words(browser(world.zhou).get(at("receipt", case)))
    assert f"备案部门：{world.shangcheng.name}" in text
    assert f"辖区调整：现由{world.xihu.name}、{world.qingbo.name}负责" in text


def test_a_change_that_fails_stops_none_after_it(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    done: list[int] = []

    def take(*, change_id: int, by: Actor) -> int:
        if change_id == 1:
            raise RuntimeError("the first one")
        done.append(change_id)
        return 0

    monkeypatch.setattr(jurisdiction, "due_changes", lambda: [1, 2, 3])
    monkeypatch.setattr(jurisdiction, "take_effect", take)
    with pytest.raises(RuntimeError, match="the first one"):
        list(jurisdiction.take_due_effects())
    assert done == [2, 3]


def test_a_clock_that_runs_keeps_the_limit_it_began_with(world: World) -> None:
    for body, days in ((world.shangcheng, "5"), (world.xihu, "9")):
        set_parameter(
            by=world.shi,
            organisation=body,
            code=ParameterCode.FILING_WORKDAYS,
            value=days,
            source="示例号",
            strength=Strength.LOCAL,
            valid_from=NOON.date() + timedelta(days=1),
        )
    with clock.at(later(2)):
        before, theirs = (
            make_case(world, "received"),
            make_case(world, "received", by=world.bei, street_code="330106002"),
        )
        plan(world)
    follow()
    with clock.at(later(9)):
        for case in (before, theirs):
            was = case.filing_due_on
            recompute_clocks(case=Case.objects.get(pk=case.pk))
            case.refresh_from_db()
            assert case.filing_due_on == was
        assert (before.bureau, rules_for(before).filing_workdays) == (world.xihu, 5)
        filed = file_case(case_id=before.pk, by=world.xi, effective_on=clock.today())
    assert filed.limits_bureau is None


def test_cases_of_all_streets_are_locked_before_the_first_is_recorded(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    steps: list[str] = []
    lock, hand_over = jurisdiction._lock_cases, jurisdiction._hand_over
    monkeypatch.setattr(
        jurisdiction, "_lock_cases", lambda rows: (steps.append(f"lock {len(rows)}"), lock(rows))
    )
    monkeypatch.setattr(
        jurisdiction,
        "_hand_over",
        lambda *given, **more: (steps.append("record"), hand_over(*given, **more))[1],
    )
    plan_coverage(
        by=SYSTEM,
        organisation_id=world.xihu.pk,
        regions=[QINGBO, "330102003"],
        effective_on=DAY,
        reason="示例",
    )
    follow()
    assert steps == ["lock 2", "record", "record"]
