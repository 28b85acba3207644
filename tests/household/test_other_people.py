"""What a new household or another agent is told of those before: never that it was itself who did it."""

from __future__ import annotations

from typing import Any

import pytest

from apps.cases.models import Case
from apps.encryption.fields import Plain
from apps.household.models import ShownPlan, Slip
from apps.household.queries.plan import last_seen, plan_page, plan_shown
from apps.household.services import issue_slip, note_shown
from apps.household.views import pages
from apps.lib import clock
from apps.plans.models import PlanVersion
from apps.plans.services import start_new_version
from tests.factories.plans import content, submit
from tests.factories.stages import make_staged_case
from tests.factories.world import World, later
from tests.household.changes import another_plan, succeed
from tests.household.visitor import Visitor

pytestmark = pytest.mark.django_db
LATE = later(9)


def slip_of(world: World, case: Case, holder: str = "self") -> Slip:
    with clock.at(LATE):
        return issue_slip(case_id=case.pk, by=world.zhou, holder=holder)


def shown(case: Case) -> PlanVersion:
    plan = plan_shown(case)
    assert plan is not None
    return plan


def signed_by_another(world: World) -> Case:
    """The dwelling of a household that signed its plan is sold."""
    case = make_staged_case(world, "contracted")
    with clock.at(later(5)):
        succeed(world, case)
    return case


def with_agent(case: Case, name: str) -> None:
    household = case.household
    household.agent_name, household.agent_phone_encrypted = name, Plain("13800000077")
    household.save(update_fields=["agent_name", "agent_phone_encrypted"])


def test_what_the_former_household_signed_is_said_to_be_its(world: World) -> None:
    case = signed_by_another(world)
    assert plan_page(slip_of(world, case), shown(case)).said == "原装修人已签字同意这一版。"


def test_who_signed_is_told_so(world: World) -> None:
    case = make_staged_case(world, "contracted")
    assert plan_page(slip_of(world, case), shown(case)).said == "您已经签字同意这一版。"


def test_what_the_former_household_said_at_the_desk_was_not_seen_by_the_new_one(
    world: World, case: Case
) -> None:
    with clock.at(later(3)):
        plan = another_plan(world, case)
    with clock.at(later(5)):
        succeed(world, case)
    assert last_seen(slip_of(world, case), plan) is None


def test_a_new_household_does_not_open_the_drawn_signature_of_the_former(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = signed_by_another(world)
    printed: list[Any] = []
    monkeypatch.setattr(pages, "render_pdf", lambda _name, context: printed.append(context["paper"]) or b"")
    phone = Visitor().opened_at(slip_of(world, case), LATE)
    assert phone.get(f"/my/papers/plan/{shown(case).number}/", LATE).status_code == 200
    [paper] = printed
    assert not paper.signature.image
    assert "原装修人" in paper.signature.note


def test_another_agent_saw_nothing_of_what_the_former_was_shown(world: World, case: Case) -> None:
    with_agent(case, "代样本")
    former = slip_of(world, case, "agent")
    note_shown(slip=former, plan=shown(case))
    with clock.at(later(3)):
        start_new_version(case_id=case.pk, by=world.chen)
        submit(world, case, plan=content(start=LATE.date()))
    assert last_seen(former, shown(case)) is not None
    with_agent(case, "另样本")
    assert last_seen(slip_of(world, case, "agent"), shown(case)) is None


def test_an_agent_is_not_told_that_he_signed(world: World) -> None:
    case = make_staged_case(world, "contracted")
    with_agent(case, "代样本")
    assert plan_page(slip_of(world, case, "agent"), shown(case)).said == "已经签字同意这一版。"


def test_a_version_opened_on_paper_was_shown(case: Case, visitor: Visitor) -> None:
    number = shown(case).number
    visitor.get(f"/my/papers/plan/{number}/")
    assert ShownPlan.objects.get().plan.number == number
