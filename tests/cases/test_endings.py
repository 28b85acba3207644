"""终止 by cause: when it fits, with which paper, who hears of it; whatever a case waits for, it can end."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from apps.acts.acts import act_named
from apps.acts.forms import Body
from apps.cases.enums import ENDED, DefectKind, HoldKind, Removal, Status
from apps.cases.models import Case, Transition
from apps.cases.queries.application import application_view
from apps.cases.services import ReturnItem, open_hold, register, return_case, terminate_case, withdraw_case
from apps.cases.workflow import ENDINGS, TABLE, causes_for, why_not_for
from apps.documents.enums import FileKind
from apps.documents.models import StoredFile
from apps.inspections.enums import AppointmentPurpose, AttemptResult, MediationCause
from apps.inspections.models import AcceptanceAttempt, Appointment, Mediation
from apps.inspections.rules.appointments import Slot
from apps.inspections.services import convert, offer_appointment, open_mediation, record_absence
from apps.lib import clock
from apps.lib.decisions import Refused
from apps.outbox.models import Message
from apps.programs.enums import ParameterCode
from tests.factories.parameters import in_force
from tests.factories.stages import make_staged_case
from tests.factories.uploads import pdf, upload
from tests.factories.works import below
from tests.factories.world import NOON, World, later, make_case, registration

WHY = {"reason": "经核实不再改造"}


def paper() -> Any:
    return upload("依据.pdf", pdf())


def end(world: World, case: Case, cause: Removal, **more: Any) -> Case:
    return terminate_case(case_id=case.pk, by=world.ling, removal=cause, **{**WHY, **more})


def test_every_cause_is_listed_and_fits_some_state() -> None:
    assert list(ENDINGS) == list(Removal)
    assert all(row.sources for row in ENDINGS.values())


@pytest.mark.parametrize("status", sorted(TABLE["terminate"].sources))
def test_from_every_state_some_cause_needs_no_paper(status: Status) -> None:
    # A paper that nobody can get must not keep a case open for ever (R24).
    assert [cause for cause in causes_for(status) if not ENDINGS[cause].paper]


def test_what_does_not_fit_says_what_is_done_instead() -> None:
    assert "户主撤回" in why_not_for(Removal.LEFT, Status.DESIGNING)
    assert "办结（户主未确认）" in why_not_for(Removal.DECEASED, Status.COMPLETED)
    assert "不予备案" in why_not_for(Removal.NOT_ELIGIBLE, Status.RECEIVED)
    assert why_not_for(Removal.DECEASED, Status.RECEIVED) == ""


def test_a_cause_that_does_not_fit_the_state_is_refused_at_its_field(world: World) -> None:
    case = make_case(world, "filed")

    with pytest.raises(Refused, match="户主撤回") as refused:
        end(world, case, Removal.LEFT, papers=[paper()])
    assert refused.value.field == "removal"


def test_a_cause_that_rests_on_a_paper_is_refused_without_it(world: World) -> None:
    case = make_case(world, "received")

    with pytest.raises(Refused, match="死亡证明") as refused:
        end(world, case, Removal.DECEASED)
    assert refused.value.field == "papers"
    assert not StoredFile.objects.filter(kind=FileKind.ENDING_PAPER).exists()


def test_a_household_that_died_before_filing_is_ended_with_its_paper(world: World) -> None:
    case = make_case(world, "received")
    missing = ReturnItem("floor_area", DefectKind.WRONG, "与不动产权证不一致")
    return_case(case_id=case.pk, by=world.wang, items=[missing])

    ended = end(world, case, Removal.DECEASED, papers=[paper()])

    assert ended.status == Status.TERMINATED
    assert Transition.objects.get(case=case, name="terminate").removal == "deceased"
    kept = StoredFile.objects.get(kind=FileKind.ENDING_PAPER)
    assert kept.sensitive
    assert kept in application_view(world.wang, ended)["files"]
    assert not ended.holds.filter(closed_at__isnull=True).exists()


def test_nobody_but_the_bureau_s_leader_ends_a_case_before_it_is_filed(world: World) -> None:
    case = make_case(world, "received")

    for person in (world.wang, world.zhou):
        with pytest.raises(Refused, match="分管领导"):
            terminate_case(case_id=case.pk, by=person, removal=Removal.OTHER, **WHY)
    with pytest.raises(Case.DoesNotExist):
        terminate_case(case_id=case.pk, by=world.xi_leader, removal=Removal.OTHER, **WHY)


def test_who_has_the_case_in_hand_hears_that_it_ended_and_not_why(world: World) -> None:
    case = make_staged_case(world, "building")

    with clock.at(later(10)):
        end(world, case, Removal.LEFT, papers=[paper()], reason="装修人迁居外地")

    told = Message.objects.filter(kind="case.terminate")
    assert {each.role for each in told} >= {"street_clerk", "district_clerk", "site_manager"}
    assert not [each for each in told if "迁居" in each.title + each.text]


@pytest.mark.parametrize("number", [0, 2])
def test_who_was_not_met_often_enough_is_not_yet_unreachable(world: World, number: int) -> None:
    with clock.at(NOON):
        in_force(world.ling, world.shangcheng, ParameterCode.VISIT_ATTEMPTS, "3")
        case = make_case(world, "received")
    for day in range(1, number + 1):
        _absent(world, case, day)

    with clock.at(later(5)), pytest.raises(Refused, match=f"计 {number} 次，须满 3 次"):
        end(world, case, Removal.UNREACHABLE, papers=[paper()])
    _absent(world, case, 6)
    for day in range(number + 1, 3):
        _absent(world, case, 6 + day)
    with clock.at(later(10)):
        assert end(world, case, Removal.UNREACHABLE, papers=[paper()]).status == Status.TERMINATED


def _absent(world: World, case: Case, day: int) -> None:
    with clock.at(later(day)):
        record_absence(case_id=case.pk, by=world.zhou, visited_at=clock.now(), officers="周示例、社区李样本")


def test_visits_before_the_household_spoke_again_do_not_count(world: World) -> None:
    with clock.at(NOON):
        in_force(world.ling, world.shangcheng, ParameterCode.VISIT_ATTEMPTS, "1")
        case = make_case(world, "filed")
    _absent(world, case, 1)
    with clock.at(later(2)):
        Transition.objects.filter(case=case, name="submit").update(recorded_at=clock.now())
    with clock.at(later(3)), pytest.raises(Refused, match="计 0 次"):
        end(world, case, Removal.UNREACHABLE, papers=[paper()])


def test_a_draft_whose_space_was_taken_meanwhile_can_be_withdrawn(world: World) -> None:
    draft = register(by=world.zhou, data=registration(world), submit=False)
    make_case(world, "received")

    ended = withdraw_case(case_id=draft.pk, by=world.zhou)

    assert ended.status == Status.WITHDRAWN
    assert ended.number
    assert Transition.objects.get(case=ended, name="withdraw").reason == "草稿没有提交，不再登记"
    assert not Message.objects.filter(kind="case.withdraw").exists(), "it had come to nobody yet"


STATES = ["submitted", "received", "filed", "designing", "confirmed", "contracted", "building", "completed"]


@pytest.mark.parametrize("status", [*STATES, "rectifying"])
def test_whatever_is_open_a_case_can_be_ended(world: World, status: str) -> None:
    case = make_staged_case(world, status)
    with clock.at(later(40)):
        for kind in HoldKind:
            open_hold(case=case, kind=kind, text=kind.label, by=world.ling, source_id="each")
        ended = end(world, case, Removal.OTHER)

    assert ended.status in ENDED
    assert not ended.holds.filter(closed_at__isnull=True).exists()


@pytest.mark.parametrize("status", ["building", "completed", "rectifying"])
def test_whatever_is_open_the_leader_converts(world: World, status: str) -> None:
    case = make_staged_case(world, status)
    with clock.at(later(40)):
        for kind in HoldKind:
            open_hold(case=case, kind=kind, text=kind.label, by=world.ling, source_id="each")
        assert convert(case_id=case.pk, by=world.ling, **below("实测不足")).status == Status.CONVERTED


def test_the_page_offers_what_fits_and_keeps_what_was_typed(world: World) -> None:
    case = make_case(world, "filed")
    act = act_named("cases.terminate")

    offered = dict(act.opened(world.ling, case).fields["removal"].choices)
    assert "left" not in offered
    assert offered["deceased"].startswith("装修人去世，无人继续（附")
    body = Body({"removal": "left", "reason": WHY["reason"], "version": case.version})
    sent = act.opened(world.ling, case, body)
    assert not sent.is_valid()
    assert "户主撤回" in sent.errors["removal"][0]


def test_an_acceptance_and_a_mediation_that_go_on_end_with_the_case(world: World) -> None:
    case = make_staged_case(world, "verdict")
    with clock.at(later(40)):
        cause = MediationCause.DISSATISFIED
        open_mediation(case_id=case.pk, by=world.zhou, cause=cause, opened_on=clock.today())
        end(world, case, Removal.DEMOLISHED, papers=[paper()])

    assert AcceptanceAttempt.objects.get(case=case).result == AttemptResult.ENDED
    mediation = Mediation.objects.get(case=case)
    assert mediation.closed_at is not None
    assert "终止" in mediation.record
    assert not mediation.agreed
    assert mediation.held_on is None, "nobody held it"


def test_a_visit_arranged_is_cancelled_with_the_case(world: World) -> None:
    case = make_staged_case(world, "designing")
    hour = later(3)
    offer_appointment(
        case_id=case.pk,
        by=world.chen,
        purpose=AppointmentPurpose.SURVEY,
        slots=[Slot(hour, hour + timedelta(hours=2))],
        officers="陈设计",
    )

    withdraw_case(case_id=case.pk, by=world.zhou)

    assert not Appointment.objects.open().filter(case=case).exists()
