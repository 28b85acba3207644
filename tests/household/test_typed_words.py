"""What a household has typed is not lost, whatever became of the page it typed it on."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from apps.cases.models import Case
from apps.household.models import OneTimeCode, Slip
from apps.household.queries.slips import phone_of
from apps.household.services import issue_slip
from apps.inspections.enums import AppointmentPurpose as Purpose
from apps.inspections.rules.appointments import Slot
from apps.inspections.services import cancel_appointment, offer_appointment, report_finish
from apps.lib import clock
from apps.plans.models import PlanVersion
from apps.plans.services import reject_plan
from tests.access.forms import fields_of
from tests.factories.stages import make_staged_case
from tests.factories.world import World, later
from tests.household.changes import another_plan
from tests.household.telephone import Deciding, answering, last_code
from tests.household.visitor import AT, Visitor, said

pytestmark = pytest.mark.django_db

WORDS = "卫生间不想用<浅色>板"
SHOWN = "<blockquote>卫生间不想用&lt;浅色&gt;板</blockquote>"


@pytest.fixture(autouse=True)
def _telephone() -> Iterator[None]:
    with answering():
        yield


@pytest.fixture
def objecting(visitor: Any) -> Deciding:
    visitor.get("/my/plan/")
    return Deciding(visitor, "object", opinion=WORDS)


def test_words_to_a_plan_that_was_replaced_go_on_to_the_next(
    objecting: Deciding, world: World, case: Case
) -> None:
    with clock.at(AT):
        plan = another_plan(world, case)
    answer = objecting.ask()
    assert answer.status_code == 409
    assert SHOWN in said(answer)
    assert plan.content_hash not in said(answer)
    objecting.phone.get("/my/plan/")
    again = objecting.ask(content_hash="")
    assert "&lt;浅色&gt;板</textarea>" in said(again)
    assert plan.content_hash in said(again)
    assert not OneTimeCode.objects.exists()


def test_the_page_that_was_shown_again_is_sent_like_the_first(
    objecting: Deciding, world: World, case: Case
) -> None:
    with clock.at(AT):
        another_plan(world, case)
    objecting.phone.get("/my/plan/")
    page = objecting.ask()
    objecting.sent = {name: values[0] for name, values in fields_of(page, "opinion").items()}
    assert objecting.through().status_code == 302
    assert PlanVersion.objects.of_case(case)[0].opinion == WORDS


def test_words_are_printed_where_there_is_nothing_to_decide_any_more(
    objecting: Deciding, world: World, case: Case
) -> None:
    with clock.at(AT):
        shown = PlanVersion.objects.of_case(case)[0].content_hash
        reject_plan(case_id=case.pk, by=world.zhou, opinion="换一种墙面", content_hash=shown)
    answer = objecting.ask()
    assert "现在不用您定" in said(answer)
    assert SHOWN in said(answer)


def test_words_are_printed_where_the_number_does_not_speak_any_more(
    objecting: Deciding, world: World, case: Case
) -> None:
    world.shili.contact_phone = phone_of(case, "self")
    world.shili.save()
    answer = objecting.ask()
    assert answer.status_code == 403
    assert SHOWN in said(answer)


@pytest.fixture
def unfinished(world: World) -> Deciding:
    case = make_staged_case(world, "building")
    with clock.at(later(16)):
        report_finish(case_id=case.pk, by=world.jiang, finished_on=clock.today())
    with clock.at(later(17)):
        slip = issue_slip(case_id=case.pk, by=world.zhou, holder="self")
    return Deciding(Visitor().opened_at(slip, later(17)), "unfinished", later(17), reason=WORDS)


def test_words_to_a_report_that_changed_under_the_lock_are_kept_and_so_is_the_code(
    unfinished: Deciding, monkeypatch: pytest.MonkeyPatch
) -> None:
    unfinished.ask()
    code = last_code(unfinished.at)
    # The page saw the report as it was; the service, which comes later, sees another.
    monkeypatch.setattr("apps.inspections.services.ends.signed_content", lambda *_: "1" * 64)
    answer = unfinished.send(code)
    assert answer.status_code == 409
    assert "&lt;浅色&gt;板</textarea>" in said(answer)
    assert OneTimeCode.objects.get().used_at is None


def test_words_to_another_report_are_carried_into_its_form(unfinished: Deciding) -> None:
    answer = unfinished.ask(content_hash="0" * 64)
    assert "&lt;浅色&gt;板</textarea>" in said(answer)
    assert "下面是现在的" in said(answer)


def test_words_to_an_appointment_that_was_called_off_are_printed(
    visitor: Visitor, world: World, case: Case
) -> None:
    starts = clock.local(later(5)).replace(hour=9, minute=0)
    with clock.at(AT):
        row = offer_appointment(
            case_id=case.pk,
            by=world.chen,
            purpose=Purpose.SURVEY,
            officers="陈样本",
            minutes=40,
            slots=(Slot(starts, starts.replace(hour=11)),),
        )
        cancel_appointment(appointment_id=row.pk, by=world.chen, reason="家里有人")
    answer = visitor.post("/my/visits/1/other/", words=WORDS)
    assert answer.status_code == 409
    assert SHOWN in said(answer)


@pytest.mark.parametrize(
    ("path", "field"),
    [
        ("/my/do/object/", "opinion"),
        ("/my/do/unfinished/", "reason"),
        ("/my/do/satisfied/", "remark"),
        ("/my/letters/write/", "text"),
        ("/my/visits/1/other/", "words"),
    ],
)
def test_words_after_the_visit_has_ended_are_handed_back_to_be_copied(
    visitor: Visitor, slip: Slip, path: str, field: str
) -> None:
    answer = visitor.post(path, AT + timedelta(hours=3), **{field: WORDS})
    assert answer.status_code == 403
    assert SHOWN in said(answer)
    assert "/my/enter/" in said(answer)
    assert "no-store" in answer["Cache-Control"]
    assert slip.case.household.name not in said(answer)


def test_without_words_an_ended_visit_leads_to_the_entrance(visitor: Visitor) -> None:
    assert visitor.post("/my/do/leave/", AT + timedelta(hours=3))["Location"] == "/my/ended/"
