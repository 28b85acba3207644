"""代办人 who acts by a code to a telephone of his own, as the 委托书 says, until it ends."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest

from apps.audit.models import Event
from apps.cases.enums import DefectKind
from apps.cases.models import Case
from apps.cases.services import Answer, ReturnItem, correct_facts, hand_in, resubmit_case, set_patrol
from apps.documents.models import StoredFile
from apps.encryption import Plain
from apps.enterprises.models import Enterprise
from apps.household.models import Slip
from apps.household.permissions import speaker
from apps.household.queries.numbers import may_speak
from apps.household.services import issue_slip, revoke_slip
from apps.lib import clock
from apps.lib.actors import Actor
from apps.lib.decisions import Denied, Refused
from apps.plans.enums import Means, Signer
from apps.plans.models import Confirmation
from apps.plans.queries import submitted_plan
from apps.plans.queries.papers import plan_paper
from apps.plans.services import confirm_plan
from apps.plans.services.signatures import proof_on_file
from apps.ratings.models import Rating
from apps.ratings.permissions import may_follow_up, may_rate
from tests.factories.ratings import rate
from tests.factories.reported import mend, report
from tests.factories.returns import PROXY, by_agent, returned, scanned
from tests.factories.stages import carry_on, make_staged_case
from tests.factories.works import signed_in
from tests.factories.world import World, later
from tests.household.changes import succeed
from tests.household.telephone import Deciding, Telephone, answering, last_code
from tests.household.visitor import AT, Visitor, said

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _telephone() -> Iterator[None]:
    with answering():
        yield


@pytest.fixture
def case(world: World) -> Case:
    """张示例's home, for which somebody comes with a 委托书; a plan waits for its signature."""
    with clock.at(later(0)):
        case = by_agent(world, "designing")
    carry_on(world, case, "submitted_plan")
    case.refresh_from_db()
    return case


def slip_of(world: World, case: Case, *, acts: bool = True) -> Slip:
    with clock.at(AT):
        return issue_slip(case_id=case.pk, by=world.zhou, holder="agent", acts=acts)


def opened(slip: Slip) -> Visitor:
    phone = Visitor().opened(slip)
    phone.get("/my/plan/")
    return phone


def refused(slip: Slip) -> str:
    with clock.at(AT):
        decision = may_speak(Slip.objects.with_case().get(pk=slip.pk))
    return decision.code if isinstance(decision, Denied) else ""


def test_the_agent_agrees_by_a_code_to_his_own_number(world: World, case: Case) -> None:
    phone = opened(slip_of(world, case))
    assert Deciding(phone, "agree").through()["Location"] == "/my/done/agree/"

    signed = Confirmation.objects.get(plan__case=case)
    assert Telephone.texts[-1][0] == case.household.agent_phone_encrypted.text()  # type: ignore[union-attr]
    assert (signed.signer, signed.means, signed.phone_tail) == (Signer.AGENT, Means.CODED, "77")
    assert (signed.signer_name, signed.witness_name) == (case.household.agent_name, "")
    assert StoredFile.objects.get(pk=signed.proof_file_id).kind == "power_of_attorney"
    assert signed.confirmed_as == "代办人（持委托书）以手机验证码确认"
    assert "户主本人" not in signed.means_label
    assert signed.statement.startswith("受装修人委托，本人已看过并同意")


def test_record_and_paper_name_the_agent_and_never_the_household(world: World, case: Case) -> None:
    Deciding(opened(slip_of(world, case)), "agree").through()

    events = Event.objects.filter(subject_id=str(case.pk), role="household")
    names = set(events.values_list("actor_name", flat=True))
    assert names == {"代办人（委托书，手机验证码，号码尾号 77）"}
    plan = Confirmation.objects.get(plan__case=case).plan
    note = plan_paper(world.zhou, plan).signature.note
    assert "代办人" in note
    page = signed_in(world, "zhou").get(f"/cases/{case.pk}/plan/").content.decode()
    assert "以手机验证码确认" in page
    assert "签字确认" not in page.split("户主确认与合同")[1].split("申请表（附件 1）")[0]
    assert "户主本人" not in note


def test_a_slip_that_only_reads_offers_and_takes_nothing(world: World, case: Case) -> None:
    phone = opened(slip_of(world, case, acts=False))
    assert "/my/do/agree/" not in said(phone.get("/my/plan/"))
    page = phone.get("/my/do/agree/")
    assert "代办人的凭条只能看" in said(page)
    assert phone.post("/my/do/agree/", content_hash=submitted_plan(case).content_hash).status_code == 403  # type: ignore[union-attr]
    assert [text for _, text in Telephone.texts if "验证码" in text] == []


def test_stopped_the_authority_ends_in_the_middle(world: World, case: Case) -> None:
    phone = opened(slip_of(world, case))
    deciding = Deciding(phone, "agree")
    deciding.ask()
    with clock.at(AT):
        revoke_slip(case_id=case.pk, by=world.zhou, number=1, reason="委托书收回")
    assert deciding.send(last_code())["Location"] == "/my/ended/"
    assert not Confirmation.objects.exists()


def test_another_agent_does_not_act_with_it(world: World, case: Case) -> None:
    phone = opened(slip_of(world, case))
    case.household.agent_name = "另样本"
    case.household.save(update_fields=["agent_name"])
    assert phone.get("/my/do/agree/")["Location"] == "/my/ended/"


def test_another_slip_of_the_same_agent_begins_without_it(world: World, case: Case) -> None:
    old = opened(slip_of(world, case))
    new = opened(slip_of(world, case, acts=False))
    assert old.get("/my/do/agree/")["Location"] == "/my/ended/"
    assert "代办人的凭条只能看" in said(new.get("/my/do/agree/"))


def _number(case: Case, number: str) -> None:
    case.household.agent_phone_encrypted = Plain(number)
    case.household.save()


def test_a_number_that_was_changed_since_does_not_speak(world: World, case: Case) -> None:
    slip = slip_of(world, case)
    _number(case, "13900000078")
    assert refused(slip) == "changed"


def test_the_household_s_own_number_is_not_the_agent_s(world: World, case: Case) -> None:
    _number(case, case.household.phone_encrypted.text())
    assert refused(slip_of(world, case)) == "agent_number"


def test_an_enterprise_does_not_speak_as_agent(world: World, case: Case) -> None:
    Enterprise.objects.filter(pk=world.yangben.pk).update(contact_phone="13900000079")
    _number(case, "13900000079")
    assert refused(slip_of(world, case)) == "enterprise"


def test_a_number_of_another_household_does_not_speak(world: World, case: Case) -> None:
    make_staged_case(world, "received", phone="13900000080")
    _number(case, "13900000080")
    assert refused(slip_of(world, case)) == "shared"


def test_without_the_paper_nobody_is_let_act(world: World) -> None:
    case = make_staged_case(world, "received")
    case.household.agent_name = "代样本"
    _number(case, "13900000081")
    with pytest.raises(Refused) as why:
        issue_slip(case_id=case.pk, by=world.zhou, holder="agent", acts=True)
    assert (why.value.field, why.value.code) == ("acts", "proof")


def _name_another(world: World, case: Case) -> None:
    correct_facts(case_id=case.pk, by=world.zhou, changes={"agent_name": "另样本"}, reason="另托他人")


def _succeed(world: World, case: Case) -> None:
    succeed(world, case)


@pytest.mark.parametrize("change", [_name_another, _succeed])
def test_a_paper_of_before_empowers_nobody(
    world: World, case: Case, change: Callable[[World, Case], None]
) -> None:
    with clock.at(AT):
        change(world, case)
    with clock.at(AT + timedelta(hours=1)), pytest.raises(Refused) as why:
        issue_slip(case_id=case.pk, by=world.zhou, holder="agent", acts=True)
    assert why.value.code == "proof"
    case.refresh_from_db()
    assert proof_on_file(case) is None
    with clock.at(AT + timedelta(hours=2)):
        hand_in(case_id=case.pk, by=world.zhou, material="authority", paper=scanned(world.zhou))
        assert issue_slip(case_id=case.pk, by=world.zhou, holder="agent", acts=True).acts


def test_a_paper_that_answers_a_return_with_another_agent_counts(world: World) -> None:
    with clock.at(later(0)):
        case = by_agent(world)
    with clock.at(later(1)):
        returned(world, PROXY, ReturnItem("agent_name", DefectKind.WRONG, "与委托书不符"), case=case)
    with clock.at(later(2)):
        answers = {"authority": Answer(paper=scanned(world.zhou))}
        resubmit_case(case_id=case.pk, by=world.zhou, changes={"agent_name": "另样本"}, answers=answers)
    case.refresh_from_db()
    assert proof_on_file(case) == StoredFile.objects.filter(kind="power_of_attorney").latest("created_at").pk


def test_the_household_s_own_slip_needs_no_such_word(world: World, case: Case) -> None:
    with pytest.raises(Refused) as why:
        issue_slip(case_id=case.pk, by=world.zhou, holder="self", acts=True)
    assert why.value.field == "acts"


@pytest.mark.parametrize("signer", [Signer.SELF, Signer.AGENT])
def test_no_official_uses_a_code_in_anybody_s_name(world: World, case: Case, signer: Signer) -> None:
    plan: Any = submitted_plan(case)
    with pytest.raises(Refused) as why:
        confirm(case, world.zhou, plan.content_hash, signer)
    assert why.value.code == "means"


def confirm(case: Case, by: Actor, shown: str, signer: Signer) -> None:
    with clock.at(AT):
        confirm_plan(
            case_id=case.pk,
            by=by,
            content_hash=shown,
            means=Means.CODED,
            signer=signer,
            phone_tail="77",
        )


def test_works_and_satisfaction_are_the_agent_s_too(world: World) -> None:
    with clock.at(later(0)):
        case = by_agent(world, "designing")
        set_patrol(case_id=case.pk, by=world.zhou, organisation_id=world.property.pk)
    carry_on(world, case, "verdict")
    at = later(18)
    with clock.at(at):
        slip = issue_slip(case_id=case.pk, by=world.zhou, holder="agent", acts=True)
    phone = Visitor().opened_at(slip, at)
    answer = Deciding(phone, "satisfied", at, satisfaction="satisfied").through()

    assert answer["Location"] == "/my/done/satisfied/"
    opinion = case.attempts.get().opinions.get()
    assert (opinion.signer, opinion.phone_tail, opinion.proof_file_id is not None) == ("agent", "77", True)


def test_the_agent_rates_nothing_for_the_household(world: World) -> None:
    with clock.at(later(0)):
        case = by_agent(world, "designing")
        set_patrol(case_id=case.pk, by=world.zhou, organisation_id=world.property.pk)
    carry_on(world, case, "passed")
    at = later(18)
    with clock.at(at):
        slip = issue_slip(case_id=case.pk, by=world.zhou, holder="agent", acts=True)
    phone = Visitor().opened_at(slip, at)

    page = said(phone.get("/my/", at))
    assert "评价由装修人本人来说" in page
    assert "/my/do/rate/" not in page
    assert "代办人不能代评" in said(phone.get("/my/do/rate/", at))
    assert phone.post("/my/do/rate/", at, level="good", about="unsaid").status_code == 409
    decision = may_rate(speaker(slip), case)
    assert isinstance(decision, Denied)
    assert decision.code == "agent"
    with clock.at(at):
        rate(world, case)
    assert Rating.objects.filter(case=case).exists()
    decision = may_follow_up(speaker(slip), case)
    assert isinstance(decision, Denied)
    assert decision.code == "agent"
    assert "/my/do/add-to-rating/" not in said(phone.get("/my/", at))


def test_one_number_does_not_act_in_several_open_cases(world: World, case: Case) -> None:
    with clock.at(later(0)):
        other = by_agent(world, "designing", name="李样本", phone="13800000093", address="示例路 9 号")
    slip = slip_of(world, case)
    assert refused(slip) == ""
    theirs = slip_of(world, other, acts=False)
    assert refused(slip) == ""
    theirs = slip_of(world, other)
    assert (refused(slip), refused(theirs)) == ("shared", "shared")
    with clock.at(AT):
        revoke_slip(case_id=other.pk, by=world.zhou, number=theirs.number, reason="委托书收回")
    assert refused(slip) == ""


def test_the_agent_says_too_that_what_was_reported_is_mended(world: World) -> None:
    with clock.at(later(0)):
        case = by_agent(world, "designing")
        set_patrol(case_id=case.pk, by=world.zhou, organisation_id=world.property.pk)
    carry_on(world, case, "building")
    at = later(9)
    with clock.at(at):
        mend(world, case, report(world, case))
        acting = issue_slip(case_id=case.pk, by=world.zhou, holder="agent", acts=True)
    assert "/my/do/repaired/?number=1" in said(Visitor().opened_at(acting, at).get("/my/defects/1/", at))
    with clock.at(at):
        reading = issue_slip(case_id=case.pk, by=world.zhou, holder="agent")
    assert "/my/do/repaired/" not in said(Visitor().opened_at(reading, at).get("/my/defects/1/", at))
