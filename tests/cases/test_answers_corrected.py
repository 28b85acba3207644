"""A wrong answer to 申请条件 is put right: with a reason, told to the other side, held where it forbids."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from apps.cases.enums import HoldKind, Status
from apps.cases.models import Case
from apps.cases.permissions import may_correct_answers
from apps.cases.queries import answers_of, answers_seen, receipt_of
from apps.cases.services import ConditionSaid, correct_answers, file_case, lift_hold, tell_turn
from apps.lib.actors import Actor
from apps.lib.decisions import Denied, Refused
from apps.outbox.models import Message
from apps.programs.models import Condition
from tests.factories.callers import Caller, token_for
from tests.factories.conditions import NEVER_BEFORE, answer_for_all, asked
from tests.factories.stages import make_staged_case
from tests.factories.world import World, make_case, user_of

WHY = "登记时听错了，住户今天来更正"


@pytest.fixture
def case(world: World) -> Case:
    """A household that answered 是 and waits for 备案."""
    case = make_case(world, "received")
    answer_for_all(asked(world.ling, world.shangcheng))
    return case


@pytest.fixture
def condition(case: Case) -> Condition:
    return case.condition_answers.get().condition


def put_right(case: Case, by: Actor, answer: str, word: str = "", reason: str = WHY) -> object:
    said = ConditionSaid(case.condition_answers.get().condition_id, answer, word)
    return correct_answers(case_id=case.pk, by=by, answers=[said], reason=reason)


def waiting(case: Case) -> list[str]:
    rows = case.holds.filter(kind=HoldKind.CONDITION, closed_at__isnull=True)
    return list(rows.values_list("text", flat=True))


def told() -> set[tuple[str, str]]:
    rows = Message.objects.filter(kind__in=("case.answers_corrected", "turn.condition"))
    return set(rows.values_list("kind", "role"))


def test_the_new_answer_stands_and_the_old_one_beside_it(world: World, case: Case) -> None:
    assert put_right(case, world.zhou, "说不清", "房子是去年买的") is False

    [answered] = answers_of(case)
    assert answered.said == "说不清（房子是去年买的）"
    assert [(each.said, each.reason, each.by) for each in answered.before] == [
        ("是", WHY, world.zhou.signature)
    ]
    assert waiting(case) == []
    paper = receipt_of(case)
    assert paper.conditions[0][:2] == (NEVER_BEFORE, "说不清（房子是去年买的）")
    assert any("更正：申请条件的回答" in line for line in paper.later)


def test_the_other_side_is_told(world: World, case: Case) -> None:
    put_right(case, world.zhou, "说不清", "房子是去年买的")
    assert ("case.answers_corrected", "district_clerk") in told()
    Message.objects.all().delete()
    put_right(case, world.wang, "是")
    assert told() == {("case.answers_corrected", "street_clerk")}


def test_a_forbidding_answer_keeps_the_case_with_the_bureau_until_it_is_settled(
    world: World, case: Case
) -> None:
    assert put_right(case, world.zhou, "否") is True
    tell_turn(case_id=case.pk, by=world.zhou)

    [text] = waiting(case)
    assert ("不符合申请条件" in text, NEVER_BEFORE in text) == (True, False)
    assert {kind for kind, _ in told()} == {"turn.condition"}
    with pytest.raises(Refused, match="不符合申请条件"):
        file_case(case_id=case.pk, by=world.wang)

    hold = case.holds.get(kind=HoldKind.CONDITION)
    lift_hold(case_id=case.pk, by=world.ling, hold_id=hold.pk, reason="经核实是另一套住宅")
    file_case(case_id=case.pk, by=world.wang)
    case.refresh_from_db()
    assert case.status == Status.FILED


def test_put_right_once_more_it_goes_on(world: World, case: Case) -> None:
    put_right(case, world.zhou, "否")
    put_right(case, world.zhou, "是")
    assert waiting(case) == []
    file_case(case_id=case.pk, by=world.wang)


def test_what_the_leader_released_is_not_held_again_for_another_answer(
    world: World, condition: Condition, case: Case
) -> None:
    other = asked(world.ling, world.shangcheng, text="住宅是本人居住？")
    answer_for_all(other)
    said = ConditionSaid(condition.pk, "否")
    correct_answers(case_id=case.pk, by=world.zhou, answers=[said], reason=WHY)
    hold = case.holds.get(kind=HoldKind.CONDITION)
    lift_hold(case_id=case.pk, by=world.ling, hold_id=hold.pk, reason="经核实是另一套住宅")
    later = ConditionSaid(other.pk, "说不清", "常年出租")
    assert correct_answers(case_id=case.pk, by=world.zhou, answers=[later], reason=WHY) is False
    assert waiting(case) == []


@pytest.mark.parametrize(
    ("answer", "word", "reason", "words"),
    [
        ("也许", "", WHY, "只能回答是、否、说不清"),
        ("说不清", "", WHY, "请写明情况"),
        ("否", "", " ", "请写明更正原因"),
        ("是", "", WHY, "没有任何变化"),
    ],
)
def test_what_does_not_do_is_refused_and_nothing_is_written(
    world: World, case: Case, answer: str, word: str, reason: str, words: str
) -> None:
    with pytest.raises(Refused, match=words):
        put_right(case, world.zhou, answer, word, reason)
    assert [(each.answer, each.before) for each in answers_of(case)] == [("是", ())]


def test_a_question_that_was_not_asked_then_is_refused(world: World, case: Case) -> None:
    never = asked(world.ling, world.shangcheng, text="另一条？")
    said = [ConditionSaid(never.pk, "是")]
    with pytest.raises(Refused, match="登记时没有问过"):
        correct_answers(case_id=case.pk, by=world.zhou, answers=said, reason=WHY)


def test_who_corrects_and_until_when(world: World) -> None:
    case, building = make_case(world, "received"), make_staged_case(world, "building")
    answer_for_all(asked(world.ling, world.shangcheng))
    assert may_correct_answers(world.zhou, case)
    assert may_correct_answers(world.ling, case)
    assert not may_correct_answers(world.shen, case)
    refused = may_correct_answers(world.zhou, building)
    assert isinstance(refused, Denied)
    assert (refused.code, "已经开工" in refused.reason) == ("status", True)


def test_a_case_that_was_asked_nothing_has_nothing_to_correct(world: World) -> None:
    refused = may_correct_answers(world.zhou, make_case(world, "received"))
    assert isinstance(refused, Denied)
    assert refused.code == "none"


# --- on the page, and for other systems ---


def page(person: Actor, case: Case, name: str = "cases:correct-answers") -> tuple[int, str]:
    client = Client()
    client.force_login(user_of(person))
    answer = client.get(reverse(name, kwargs={"pk": case.pk}))
    return answer.status_code, answer.content.decode()


def test_the_page_asks_in_the_wording_of_then_and_shows_what_stands(world: World, case: Case) -> None:
    status, text = page(world.zhou, case)
    assert (status, NEVER_BEFORE in text) == (200, True)
    assert "checked" in text.split('value="是"')[1].split(">")[0]
    _, shown = page(world.zhou, case, "cases:case")
    assert reverse("cases:correct-answers", kwargs={"pk": case.pk}) in shown


def test_another_district_finds_no_page_and_an_enterprise_no_answer(world: World, case: Case) -> None:
    put_right(case, world.zhou, "说不清", "低保家庭")
    assert page(world.xi, case)[0] == 404
    assert answers_seen(world.chen, case) is None


@pytest.mark.django_db
def test_a_system_corrects_the_answers_it_names(world: World, case: Case) -> None:
    caller = Caller(token_for(world.zhou))
    standing = caller.get(f"/cases/{case.pk}").json()
    [answered] = standing["conditions"]
    sent = {"version": standing["version"], "reason": WHY}
    wrong = [{"id": answered["id"] + 9, "answer": "是"}]
    refused = caller.post(f"/cases/{case.pk}/conditions", {**sent, "conditions": wrong})
    assert [each["pointer"] for each in refused.json()["errors"]] == ["/conditions/0/id"]

    said = [{"id": answered["id"], "answer": "说不清", "word": "房子是去年买的"}]
    done = caller.post(f"/cases/{case.pk}/conditions", {**sent, "conditions": said})
    assert done.status_code == 200, done.json()
    assert done.json()["conditions"][0]["word"] == "房子是去年买的"
