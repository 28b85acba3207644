"""The code to the registered telephone: sent once, for one act on what was shown, used once, limited."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client, override_settings
from django.urls import reverse

from apps.cases.models import Case
from apps.cases.services import correct_facts
from apps.household.models import OneTimeCode, Slip
from apps.household.queries.numbers import number_speaks
from apps.household.queries.slips import phone_of
from apps.household.services import Sent, issue_slip, revoke_slip, send_code
from apps.household.services.codes import LASTS, PER_DAY, PER_HOUR, TRIES
from apps.lib import clock
from apps.lib.decisions import Denied
from apps.lib.jobs import TryAgain
from apps.outbox.enums import MessageState
from apps.outbox.models import Job, Message
from apps.plans.models import Confirmation, PlanVersion
from apps.programs.enums import ParameterCode
from tests.factories.parameters import in_force
from tests.factories.stages import make_staged_case
from tests.factories.world import World, later, user_of
from tests.household.changes import another_plan, succeed
from tests.household.telephone import Deciding, Telephone, answering, arrived, last_code
from tests.household.visitor import AT, Visitor, said

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _telephone() -> Iterator[None]:
    with answering():
        yield


@pytest.fixture
def reader(visitor: Any) -> Any:
    visitor.get("/my/plan/")
    return visitor


@pytest.fixture
def decision(reader: Any) -> Deciding:
    """Return the page of agreeing, before a code is asked for."""
    return Deciding(reader, "agree")


def wrong(code: str) -> str:
    return "111111" if code != "111111" else "222222"


def agreed(case: Case) -> bool:
    return Confirmation.objects.filter(plan__case=case).exists()


# --- what is sent and kept ---


def test_the_text_says_what_for_and_warns_and_names_nobody(decision: Deciding, case: Case) -> None:
    decision.ask()
    (text,) = arrived()
    assert f"{case.number} 同意装修方案第" in text
    assert "装修企业的人也不要给" in text
    assert case.household.name not in text
    assert case.dwelling.address not in text


def test_no_code_is_kept_in_plain(decision: Deciding) -> None:
    decision.ask()
    code = last_code()
    rows = [*Message.objects.values(), *Job.objects.values(), *OneTimeCode.objects.values()]
    assert code not in repr(rows)


def test_a_code_is_used_once_and_a_second_tap_has_its_answer(decision: Deciding, case: Case) -> None:
    decision.ask()
    code = last_code()
    assert [decision.send(code)["Location"], decision.send(code)["Location"]] == ["/my/done/agree/"] * 2
    assert Confirmation.objects.filter(plan__case=case).count() == 1


def test_asking_twice_within_a_minute_sends_one_text(decision: Deciding) -> None:
    decision.ask()
    assert "刚才已经发过" in said(decision.ask())
    assert len(arrived()) == 1


def test_a_code_that_came_later_than_another_still_counts(decision: Deciding, case: Case) -> None:
    decision.ask()
    first = last_code()
    decision.at = AT + timedelta(minutes=2)
    decision.ask()
    assert len(arrived(decision.at)) == 2
    assert decision.send(first).status_code == 302


# --- what does not count ---


def test_wrong_codes_are_counted_and_end_the_right_one(decision: Deciding, case: Case) -> None:
    decision.ask()
    code = last_code()
    tried = [decision.send(wrong(code)) for _ in range(TRIES)]
    assert "还可以试 4 次" in said(tried[0])
    assert "请再要一个" in said(tried[-1])
    assert decision.send(code).status_code == 422
    assert not agreed(case)


def test_an_old_code_does_not_count(decision: Deciding, case: Case) -> None:
    decision.ask()
    code = last_code()
    decision.at = AT + LASTS
    assert "过了时间" in said(decision.send(code))
    assert not agreed(case)


def test_no_code_and_a_made_up_one_do_nothing(decision: Deciding, case: Case) -> None:
    assert decision.send("").status_code == 422
    assert decision.send("123456").status_code == 422
    assert not agreed(case)


def test_a_code_for_other_words_does_not_count(reader: Any, case: Case) -> None:
    decision = Deciding(reader, "object", opinion="换浅色板")
    decision.ask()
    assert "内容改过" in said(decision.send(last_code(), opinion="价钱太高，不做了"))
    assert PlanVersion.objects.of_case(case)[0].opinion == ""


def test_a_code_for_one_act_does_not_make_another(decision: Deciding, case: Case) -> None:
    decision.ask()
    code = last_code()
    assert Deciding(decision.phone, "leave").send(code).status_code == 422
    case.refresh_from_db()
    assert case.status == "designing"


def test_a_code_counts_on_the_phone_that_asked_alone(decision: Deciding, slip: Slip, case: Case) -> None:
    decision.ask()
    other = Visitor().opened(slip)
    assert Deciding(other, "agree").send(last_code()).status_code == 422
    assert not agreed(case)


def test_a_code_of_one_household_opens_nothing_of_another(decision: Deciding, world: World) -> None:
    decision.ask()
    changes = {"address": "模拟新村 9 号 9 幢 9 单元 909 室", "phone": "13800000077"}
    other = make_staged_case(world, "submitted_plan", **changes)
    with clock.at(later(3)):
        slip = issue_slip(case_id=other.pk, by=world.zhou, holder="self")
    phone = Visitor().opened(slip)
    phone.get("/my/plan/")
    theirs = Deciding(phone, "agree")
    assert theirs.send(last_code(), key=decision.sent["key"]).status_code == 422
    assert not agreed(other)


def test_a_plan_that_was_replaced_is_shown_again_first(decision: Deciding, world: World, case: Case) -> None:
    decision.ask()
    code = last_code()
    with clock.at(AT):
        another_plan(world, case)
    answer = decision.send(code)
    assert answer.status_code == 409
    assert "内容刚刚变了，没有记下" in said(answer)
    assert not agreed(case)


def test_the_hash_of_another_paper_is_refused(decision: Deciding, case: Case) -> None:
    decision.ask()
    assert decision.send(last_code(), content_hash="0" * 64).status_code == 409
    assert not agreed(case)


def test_a_slip_that_ended_meanwhile_ends_the_page(decision: Deciding, slip: Slip, world: World) -> None:
    decision.ask()
    code = last_code()
    with clock.at(AT):
        revoke_slip(case_id=slip.case_id, by=world.zhou, number=slip.number, reason="凭条遗失")
    assert decision.send(code)["Location"] == "/my/ended/"
    assert not agreed(slip.case)


def test_without_a_visit_there_is_nothing_to_send(decision: Deciding, case: Case) -> None:
    decision.ask()
    code, decision.phone = last_code(), Visitor()
    assert decision.send(code)["Location"] == "/my/enter/"
    assert not agreed(case)


# --- limits ---


def test_codes_to_one_number_are_limited_by_hour_and_day(decision: Deciding) -> None:
    for number in range(PER_HOUR):
        decision.at = AT + timedelta(minutes=2 * number)
        assert decision.ask().status_code == 200
        arrived(decision.at)
    decision.at += timedelta(minutes=2)
    answer = decision.ask()
    assert (answer.status_code, "要得太多了" in said(answer)) == (429, True)
    assert len(arrived(decision.at)) == PER_HOUR < PER_DAY


def asked_out(decision: Deciding) -> Any:
    """Ask as often as an hour allows and once more; no code arrived."""
    for number in range(PER_HOUR + 1):
        decision.at = AT + timedelta(minutes=2 * number)
        answer = decision.ask()
    return answer


def test_a_code_is_said_to_count_only_where_one_does(decision: Deciding) -> None:
    assert "十分钟内还能用" in said(asked_out(decision))
    decision.at += LASTS
    assert "十分钟内还能用" not in said(decision.ask())


def test_another_slip_lets_the_household_ask_again(decision: Deciding, world: World, case: Case) -> None:
    assert asked_out(decision).status_code == 429
    with clock.at(decision.at):
        slip = issue_slip(case_id=case.pk, by=world.zhou, holder="self")
    own = Visitor().opened_at(slip, decision.at)
    own.get("/my/plan/", decision.at)
    assert Deciding(own, "agree", decision.at).ask().status_code == 200


def test_no_number_of_slips_passes_the_ceiling_of_a_number(
    decision: Deciding, slip: Slip, monkeypatch: Any
) -> None:
    monkeypatch.setattr("apps.household.services.codes.PER_NUMBER", 1)
    decision.ask()
    Slip.objects.filter(pk=slip.pk).update(revoked_at=AT)  # the code was another slip's, revoked since
    visit = slip.visits.get()
    with clock.at(AT + timedelta(minutes=2)):
        sending = send_code(visit=visit, act="agree", content="0" * 64, words="同意", address="192.0.2.1")
    assert (sending.sent, sending.is_live) == (Sent.SLOWED, False)


def test_codes_from_one_address_are_limited(decision: Deciding, slip: Slip, monkeypatch: Any) -> None:
    monkeypatch.setattr("apps.household.services.codes.PER_ADDRESS", 1)
    decision.ask()
    OneTimeCode.objects.update(phone_index="another", act="another")
    assert decision.ask().status_code == 429


# --- the gateway ---


def test_a_gateway_that_is_down_loses_nothing_and_sends_once(
    decision: Deciding, case: Case, monkeypatch: Any
) -> None:
    def down(*_args: object, **_kwargs: object) -> str:
        raise TryAgain("短信网关没有应答")

    with monkeypatch.context() as broken:
        broken.setattr(Telephone, "send", down)
        decision.ask()
        assert arrived() == []
    assert len(arrived(AT + timedelta(seconds=30))) == 1
    assert decision.send(last_code(AT + timedelta(minutes=1))).status_code == 302
    assert len(arrived(AT + timedelta(minutes=5))) == 1
    assert agreed(case)


def test_a_text_that_would_come_too_late_is_not_sent(decision: Deciding, monkeypatch: Any) -> None:
    decision.ask()
    assert arrived(AT + LASTS) == []
    message = Message.objects.get(kind="household.code")
    assert (message.state, message.error_text) == (MessageState.SUPPRESSED, "已过有效时间，没有发出")


def test_without_a_gateway_the_page_names_the_ways_on_paper(decision: Deciding) -> None:
    with override_settings(MESSAGE_ADAPTER=""):
        answer = decision.ask()
        plan = said(decision.phone.get("/my/plan/"))
    assert answer.status_code == 403
    assert "还没有开通短信" in said(answer)
    assert "/my/do/agree/" not in plan
    assert "到街道办" in plan


# --- numbers that do not speak ---


def new_phone(world: World, case: Case, number: str) -> None:
    changes = {"phone": number}
    correct_facts(case_id=case.pk, by=world.zhou, changes=changes, reason="换了号码")


def refused(reader: Visitor) -> str:
    answer = reader.get("/my/do/agree/")
    assert "发验证码</button>" not in said(answer)
    return said(answer)


def told(case: Case) -> list[str]:
    rows = Message.objects.filter(kind="household.number", organisation_id=case.street_office_id)
    return [row.text for row in rows]


def test_a_changed_number_is_refused_and_the_street_is_told_once(
    reader: Any, world: World, case: Case
) -> None:
    with clock.at(AT):
        new_phone(world, case, "13800000066")
    assert "更正过" in refused(reader)
    refused(reader)
    assert len(told(case)) == 1


def test_days_of_the_parameter_that_are_over_free_a_changed_number(world: World, case: Case) -> None:
    with clock.at(later(2)):
        in_force(world.ling, world.shangcheng, ParameterCode.NUMBER_DAYS, "1")
        new_phone(world, case, "13800000066")
    with clock.at(later(3)):
        slip = issue_slip(case_id=case.pk, by=world.zhou, holder="self")
    phone = Visitor().opened(slip)
    phone.get("/my/plan/")
    assert Deciding(phone, "agree").ask().status_code == 200


def test_a_number_changed_meanwhile_ends_the_code(decision: Deciding, world: World, case: Case) -> None:
    with clock.at(later(2)):
        in_force(world.ling, world.shangcheng, ParameterCode.NUMBER_DAYS, "1")
    decision.ask()
    code = last_code()
    with clock.at(AT):
        new_phone(world, case, "13800000066")
    decision.send(code)
    assert not agreed(case)


def test_the_enterprises_own_number_is_refused(reader: Any, world: World, case: Case) -> None:
    world.shili.contact_phone = phone_of(case, "self")
    world.shili.save()
    assert "也是装修企业登记的电话" in refused(reader)
    assert len(told(case)) == 1


def test_the_agents_number_as_the_registered_one_is_refused(world: World) -> None:
    agent = {"agent_name": "钱样本", "agent_phone": "13800000088", "phone": "13800000088"}
    case = make_staged_case(world, "submitted_plan", applicant="agent", **agent)
    with clock.at(later(3)):
        slip = issue_slip(case_id=case.pk, by=world.zhou, holder="self")
    phone = Visitor().opened(slip)
    phone.get("/my/plan/")
    page = refused(phone)
    assert "也是代办人的电话" in page
    assert "街道已经知道" in page
    assert len(told(case)) == 1


def test_a_succession_that_named_no_number_waits_for_one(world: World, case: Case) -> None:
    with clock.at(later(2)):
        succeed(world, case, phone="")
    speaks = number_speaks(case)
    assert isinstance(speaks, Denied)
    assert speaks.code == "not_anew"
    with clock.at(later(3)):
        new_phone(world, case, "13800000066")
    case.household.refresh_from_db()
    assert number_speaks(case)


def test_a_number_of_two_open_cases_is_refused(reader: Any, world: World, case: Case) -> None:
    changes = {"address": "模拟新村 9 号 9 幢 9 单元 909 室", "phone": phone_of(case, "self")}
    make_staged_case(world, "submitted", **changes)
    assert "别的办件也登记了" in refused(reader)


def test_the_desk_sees_that_the_number_does_not_speak(world: World, case: Case, slip: Slip) -> None:
    with clock.at(AT):
        new_phone(world, case, "13800000066")
        desk = Client()
        desk.force_login(user_of(world.zhou))
        answer = desk.get(reverse("household:slips", kwargs={"pk": case.pk}))
    assert "登记的电话现在不能收验证码" in said(answer)


def test_an_agent_reads_and_does_not_act(world: World) -> None:
    case = make_staged_case(
        world, "submitted_plan", applicant="agent", agent_name="钱样本", agent_phone="13800000088"
    )
    with clock.at(later(3)):
        slip = issue_slip(case_id=case.pk, by=world.zhou, holder="agent")
    phone = Visitor().opened(slip)
    assert "/my/do/agree/" not in said(phone.get("/my/plan/"))
    assert "委托书" in refused(phone)
