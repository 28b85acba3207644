"""A household at any stage, driven there through the services of every app on the way."""

from __future__ import annotations

from apps.cases.enums import DefectKind, Judgement
from apps.cases.models import Case
from apps.cases.services import (
    Judged,
    ReturnItem,
    correct_facts,
    judge_answers,
    resubmit_case,
    return_case,
    set_patrol,
)
from apps.inspections import services as inspections
from apps.inspections.enums import ItemOutcome, Verdict
from apps.inspections.rules import Found
from apps.lib import clock
from apps.plans.enums import Method
from apps.plans.rules import Content
from tests.factories import works
from tests.factories.copies import copied
from tests.factories.people import id_number, phone
from tests.factories.plans import bathroom, confirm, content, kitchen, sign_contract, submit
from tests.factories.uploads import pdf, upload
from tests.factories.world import NOON, World, later, make_case

AT_THE_COUNTER = ("draft", "submitted", "received", "filed", "designing")
PLANNING = ("failing_plan", "submitted_plan", "confirmed", "contracted")
STATES = (*AT_THE_COUNTER, *PLANNING, "building", *works.STATES[2:], "rectifying")
"""Everything ``upto`` of :func:`make_staged_case` may be."""


def failing() -> Content:
    """Return a plan whose kitchen has one 装配式 surface and a dry ratio below the line."""
    return content(kitchen(wall=Method.WET), bathroom(), start=later(7).date())


@copied(sets_clock=True)
def make_staged_case(world: World, upto: str, **changes: object) -> Case:
    """Drive a household of 清波街道, patrolled by 样张物业, to a state of :data:`STATES`.

    Begins at NOON and sets the clock for each step; look at the case under any later clock.
    """
    with clock.at(NOON):
        counter = upto if upto in AT_THE_COUNTER else "designing"
        case = make_case(world, counter, **changes)
        if upto in AT_THE_COUNTER[:1]:
            return case
        set_patrol(case_id=case.pk, by=world.zhou, organisation_id=world.property.pk)
    carry_on(world, case, upto)
    case.refresh_from_db()
    return case


def carry_on(world: World, case: Case, upto: str) -> None:
    """Take a case that has chosen its enterprise on to a later state of :data:`STATES`."""
    if upto in AT_THE_COUNTER:
        return
    with clock.at(later(1)):
        submit(world, case, plan=failing())
    if upto == "failing_plan":
        return
    with clock.at(later(2)):
        submit(world, case, plan=content(start=later(7).date()))
    if upto == "submitted_plan":
        return
    with clock.at(later(3)):
        confirm(case, by=world.zhou)
    if upto == "confirmed":
        return
    with clock.at(later(4)):
        sign_contract(case, by=world.chen)
    if upto == "contracted":
        return
    with clock.at(later(7)):
        works.start(world, case)
    with clock.at(later(8)):
        works.show_concealed(world, case)
        works.visit(world, case, by=world.wu, photos=[works.photo()])
    if upto == "building":
        return
    with clock.at(later(16)):
        works.finish(world, case)
    with clock.at(later(17)):
        _accept(world, case, upto)


def _accept(world: World, case: Case, upto: str) -> None:
    if upto == "rectifying":
        _fail(world, case)
        return
    done = STATES.index(upto)
    if done >= STATES.index("attempt"):
        inspections.open_acceptance(case_id=case.pk, by=world.yan, arranged_on=clock.today())
    if done >= STATES.index("items"):
        works.go_through(world, case)
    if done >= STATES.index("verdict"):
        works.verdict(world, case)
    if done >= STATES.index("satisfied"):
        works.household_says(world, case)
    if done >= STATES.index("passed"):
        inspections.conclude(case_id=case.pk, by=world.yan)


def _fail(world: World, case: Case) -> None:
    attempt = inspections.open_acceptance(case_id=case.pk, by=world.yan, arranged_on=clock.today())
    loose = Found(ItemOutcome.DISAGREES, note="墙板松动")
    works.go_through(world, case, **{attempt.items.all()[0].code.replace(":", "__"): loose})
    works.verdict(world, case, Verdict.FAIL)
    inspections.conclude(case_id=case.pk, by=world.yan, extra=["清理现场"])


def hand_back(world: World, case: Case) -> None:
    """王演示 returns a received application for its 身份证号 and 家庭人数."""
    return_case(
        case_id=case.pk,
        by=world.wang,
        items=[
            ReturnItem("id_number", DefectKind.WRONG, "与身份证复印件不一致"),
            ReturnItem("family_size", DefectKind.WRONG, "与户口簿不一致"),
        ],
    )


def mend(world: World, case: Case, *, new_id: str = "") -> None:
    """周示例 mends what 王演示 has returned."""
    changes = {"id_number": new_id or id_number("19650201"), "family_size": 4}
    resubmit_case(case_id=case.pk, by=world.zhou, changes=changes, note="已按身份证更正")


def return_and_mend(world: World, case: Case, *, new_id: str = "") -> None:
    """王演示 returns a received application; 周示例 mends it; 王演示 finds that it will do."""
    hand_back(world, case)
    mend(world, case, new_id=new_id)
    fine = Judged(Judgement.FINE)
    judge_answers(case_id=case.pk, by=world.wang, judged={"id_number": fine, "family_size": fine})


def correct(world: World, case: Case, *, new_id: str, new_phone: str = "") -> None:
    """周示例 corrects 身份证号 and telephone, with a proof that shows them."""
    correct_facts(
        case_id=case.pk,
        by=world.zhou,
        changes={"id_number": new_id, "phone": new_phone or phone(77)},
        reason="录入有误",
        proof=upload("更正证明.pdf", pdf()),
    )
