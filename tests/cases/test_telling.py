"""Every act that lands a case on a desk tells that desk, and what is done needs no reading any more."""

from __future__ import annotations

from typing import Any

import pytest

from apps.acts.acts import Act, all_acts
from apps.acts.forms import Body
from apps.acts.services import Done, attempt
from apps.audit.rules import Subject
from apps.cases.acts.grounds import OnCase
from apps.cases.enums import ENDED, Status
from apps.cases.models import Case
from apps.cases.queries import wait_of
from apps.cases.services import file_case, tell_turn
from apps.cases.workflow import MOVES, Move, turn_of
from apps.enterprises.models import Enterprise
from apps.inspections import services as works
from apps.inspections.models import Defect
from apps.lib import clock
from apps.lib.actors import Actor
from apps.outbox.models import Message
from apps.outbox.queries import inbox, unread_count
from apps.outbox.services import Desk, settle, tell
from apps.plans.services import propose_change, replace_enterprise
from tests.factories import works as site
from tests.factories.plans import submit
from tests.factories.stages import failing, hand_back, make_staged_case, mend
from tests.factories.world import World, later, make_case

pytestmark = pytest.mark.django_db


def open_work(actor: Actor, case: Case) -> list[str]:
    """Return the titles of what a desk is asked for about a case and has not been done."""
    rows = Message.objects.for_desk(actor).filter(subject_id=str(case.pk), done_at=None).exclude(matter="")
    return [row.title.removeprefix(f"{case.number} ") for row in rows.order_by("created_at", "pk")]


def what(actor: Actor) -> list[str]:
    return [letter.what for thread in inbox(actor).threads for letter in thread.letters]


# --- by the table and the registry ---


@pytest.mark.parametrize("move", [m for m in MOVES if m.target not in ENDED], ids=lambda move: move.name)
def test_a_move_tells_whoever_its_target_waits_for(move: Move) -> None:
    turn = turn_of(move.target, set(move.opens), ())

    assert turn is not None
    assert turn.roles & move.tells


def test_every_act_on_a_case_is_followed_by_telling_whose_turn_it_is() -> None:
    on_case = [act for act in all_acts() if isinstance(act.ground, OnCase)]

    assert len(on_case) > 30
    other = {type(act.ground).__name__ for act in on_case if type(act.ground).follow is not OnCase.follow}
    assert other == {"LetterGround", "LettersGround", "AppointmentGround", "RatingGround", "TextsGround"}, (
        "these change nobody's turn"
    )


def do(act: str, by: Actor, subject: Any, **said: Any) -> object:
    found: Act[Any] = next(each for each in all_acts() if each.name == act)
    body = Body({"version": found.ground.version(subject), **said})
    outcome = attempt(found, by=by, subject=subject, data=body)
    assert isinstance(outcome, Done), outcome
    return outcome.result


def test_an_act_through_its_one_door_tells_the_next_desk(world: World) -> None:
    case = make_staged_case(world, "received")

    do("cases.file", world.wang, case, effective_on=clock.today())

    assert open_work(world.zhou, case) == ["备案"]
    assert open_work(world.wang, case) == []


# --- what is no move ---


def followed(case: Case, by: Actor) -> None:
    """Tell what every act's door tells after the service that was called."""
    tell_turn(case_id=case.pk, by=by)


def test_a_submitted_plan_tells_the_street(world: World) -> None:
    case = make_staged_case(world, "designing")
    with clock.at(later(2)):
        submit(world, case, plan=failing())
        followed(case, world.chen)
        assert open_work(world.zhou, case) == []
        submit(world, case)
        followed(case, world.chen)

    assert open_work(world.zhou, case) == ["请户主确认方案"]
    assert open_work(world.chen, case) == []


def test_a_reported_finish_tells_the_patrol_and_a_mended_defect_too(world: World) -> None:
    case = make_staged_case(world, "building")
    with clock.at(later(10)):
        site.visit(world, case, by=world.wu, bad=["safety"], due_on=later(12).date())
        followed(case, world.wu)
        assert open_work(world.jiang, case)[-1] == "整改巡查问题"
        works.rectify_defect(
            case_id=case.pk,
            defect_id=Defect.objects.get(case=case).pk,
            by=world.jiang,
            rectified_on=clock.today(),
            note="已重做",
            photos=[site.photo()],
        )
        followed(case, world.jiang)

    assert open_work(world.wu, case)[-1] == "复查巡查问题"
    assert "整改巡查问题" not in open_work(world.jiang, case)


def test_a_returned_application_tells_the_street_once_and_its_answer_the_bureau(world: World) -> None:
    case = make_staged_case(world, "received")
    hand_back(world, case)
    followed(case, world.wang)
    followed(case, world.wang)
    assert open_work(world.zhou, case) == ["退回补正"]
    assert open_work(world.shen, case) == []

    mend(world, case)
    followed(case, world.zhou)

    assert open_work(world.zhou, case) == []
    assert open_work(world.shen, case) == open_work(world.wang, case) == ["逐项看补正的答复"]


def test_a_change_of_the_plan_tells_its_designer_when_the_street_asks_for_it(world: World) -> None:
    case = make_staged_case(world, "contracted")
    with clock.at(later(5)):
        propose_change(case_id=case.pk, by=world.zhou, reason="换墙板")
        followed(case, world.zhou)

    assert open_work(world.chen, case) == ["编制变更方案"]


def test_a_new_enterprise_is_told_and_the_old_one_s_work_is_done(world: World) -> None:
    case = make_staged_case(world, "designing")
    assert open_work(world.chen, case) != []

    replace_enterprise(case_id=case.pk, by=world.zhou, enterprise=world.yangben, reason="原企业停业")
    followed(case, world.zhou)

    assert open_work(world.tao, case) == ["更换企业"]
    assert open_work(world.chen, case) == []
    assert any("不再由您的企业办理" in each for each in what(world.chen))
    assert not any("不再由您的企业办理" in each for each in what(world.tao))


def test_an_enterprise_without_an_account_is_the_street_s_to_enter_for(world: World) -> None:
    case = make_staged_case(world, "submitted_plan")
    Enterprise.objects.filter(pk=case.enterprise_id or 0).update(organisation=None)
    from tests.factories.plans import confirm

    with clock.at(later(3)):
        confirm(Case.objects.get(pk=case.pk), by=world.wang)

    assert open_work(world.zhou, case) == ["户主确认方案及预算"]


def test_nobody_tells_the_own_desk(world: World) -> None:
    case = make_staged_case(world, "attempt")
    with clock.at(later(17)):
        followed(case, world.yan)
        wait = wait_of(world.yan, case)

    assert wait is not None
    assert wait.mine
    assert Message.objects.for_desk(world.yan).filter(kind__startswith="turn.").count() == 0


# --- what is done ---


def test_work_that_is_done_leaves_the_bell_and_stays_in_the_inbox(world: World) -> None:
    case = make_case(world, "received")
    assert unread_count(world.shen) == "1"

    file_case(case_id=case.pk, by=world.wang)

    assert unread_count(world.shen) == ""
    letter = inbox(world.shen).threads[0].letters[0]
    assert (letter.is_done, letter.is_unread) == (True, False)


def test_an_ended_case_asks_nobody_any_more(world: World) -> None:
    from apps.cases.services import withdraw_case

    case = make_case(world, "received")
    withdraw_case(case_id=case.pk, by=world.zhou)

    for persona in ("zhou", "wang", "shen", "ling"):
        assert open_work(world.people[persona], case) == []
    case.refresh_from_db()
    assert case.status == Status.WITHDRAWN


def test_a_notice_that_asks_for_nothing_is_not_done_with_a_move(world: World) -> None:
    case = make_case(world, "received")
    subject = Subject("case", str(case.pk))
    desk = Desk(world.wang.organisation_id or 0, world.wang.role)
    tell(to=[desk], kind="x", title="仅供知悉", by=world.zhou, key="x", subject=subject)

    settle(subject=subject)

    assert Message.objects.get(kind="x").done_at is None


# --- where ---


def test_number_street_and_address_stand_beside_what_to_do(world: World) -> None:
    case = make_case(world, "received")

    thread = inbox(world.wang).threads[0]

    assert thread.where == f"{case.number} · 清波街道办事处 · {case.dwelling.address}"
    assert what(world.wang) == ["受理：请备案。"]


def test_messages_of_one_case_stand_together(world: World) -> None:
    first, second = make_case(world, "filed"), make_case(world, "filed")
    hand = [[letter.message.subject_id for letter in thread.letters] for thread in inbox(world.zhou).threads]

    assert {len(set(ids)) for ids in hand} == {1}
    assert {ids[0] for ids in hand} == {str(first.pk), str(second.pk)}


def test_an_enterprise_that_was_replaced_reads_no_address_any_more(world: World) -> None:
    case = make_staged_case(world, "designing")
    assert any(case.dwelling.address in thread.where for thread in inbox(world.chen).threads)

    replace_enterprise(case_id=case.pk, by=world.zhou, enterprise=world.yangben, reason="原企业停业")

    threads = inbox(world.chen).threads
    assert not any(case.dwelling.address in thread.where for thread in threads)
    (left,) = (each for thread in threads for each in thread.letters if "更换企业" in each.what)
    assert left.what.endswith("更换企业：装修人已另选企业，本案不再由您的企业办理。")
    assert left.url == ""
    assert any(case.dwelling.address in thread.where for thread in inbox(world.tao).threads)


def test_no_message_holds_an_address_or_a_name(world: World) -> None:
    case = make_staged_case(world, "passed")
    texts = "".join(f"{row.title}{row.text}" for row in Message.objects.all())

    assert texts
    assert case.dwelling.address not in texts
    assert case.household.name not in texts
