"""申请条件 are answered at registration, and a case keeps them in the wording it was asked in."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from apps.cases.forms import RegistrationForm
from apps.cases.models import Case, ConditionAnswer
from apps.cases.queries import answers_of, answers_seen, receipt_of
from apps.cases.services import ConditionSaid, register_and_submit
from apps.cases.views.readback import readback
from apps.lib import clock
from apps.lib.decisions import Refused
from apps.programs.models import Condition
from tests.factories.callers import Caller, token_for
from tests.factories.callers import registration as body
from tests.factories.conditions import NEVER_BEFORE, SOURCE, asked, changed
from tests.factories.world import World, make_case, registration, user_of


@pytest.fixture
def condition(world: World) -> Condition:
    """上城 asks since 31 August; the tests' moment is 1 September."""
    return asked(world.ling, world.shangcheng, since=clock.today() - timedelta(days=1))


def filled(world: World, typed: dict[str, Any], condition: Condition, answer: str, word: str = "") -> Any:
    name = f"condition-{condition.pk}"
    return RegistrationForm({**typed, name: answer, f"{name}-word": word}, actor=world.zhou)


def registered(
    world: World, typed: dict[str, Any], condition: Condition, answer: str, word: str = ""
) -> Case:
    form = filled(world, typed, condition, answer, word)
    assert form.is_valid(), form.errors
    return register_and_submit(by=world.zhou, data=form.to_data())


# --- at the counter ---


@pytest.mark.parametrize(
    ("answer", "at", "words"),
    [
        ("", "", "请回答"),
        ("否", "", "不予登记（依据：上住建〔2026〕示例号）"),
        ("说不清", "-word", "请写明情况"),
        ("也许", "", "只能回答是、否、说不清"),
    ],
)
def test_an_answer_that_does_not_do_is_said_at_its_field(
    world: World, typed: dict[str, Any], condition: Condition, answer: str, at: str, words: str
) -> None:
    errors = filled(world, typed, condition, answer).errors
    assert list(errors) == [f"condition-{condition.pk}{at}"]
    assert words in str(errors)


def test_the_answer_is_kept_printed_and_read_back_with_its_wording(
    world: World, typed: dict[str, Any], condition: Condition
) -> None:
    form = filled(world, typed, condition, "说不清", "房子是去年买的")
    assert form.is_valid(), form.errors
    assert readback(form)[-1].rows == [(NEVER_BEFORE, "说不清（房子是去年买的）")]

    case = register_and_submit(by=world.zhou, data=form.to_data())
    changed(world.ling, condition, text="改过的问题？")
    assert receipt_of(case).conditions == ((NEVER_BEFORE, "说不清（房子是去年买的）", f"上城，{SOURCE}"),)


def test_a_word_left_beside_another_answer_does_not_count(
    world: World, typed: dict[str, Any], condition: Condition
) -> None:
    case = registered(world, typed, condition, "是", "先选了说不清")
    assert [(each.answer, each.word) for each in answers_of(case)] == [("是", "")]


def test_who_applied_before_its_day_is_not_asked(
    world: World, typed: dict[str, Any], condition: Condition
) -> None:
    earlier = {**typed, "applied_on": (clock.today() - timedelta(days=2)).isoformat()}
    assert not RegistrationForm(earlier, actor=world.zhou).conditions


def test_another_district_does_not_ask(world: World, condition: Condition) -> None:
    assert not RegistrationForm(actor=world.xi).conditions


def test_a_draft_keeps_a_half_typed_answer(world: World, typed: dict[str, Any], condition: Condition) -> None:
    client = Client()
    client.force_login(user_of(world.zhou))
    name = f"condition-{condition.pk}"
    sent = {**typed, "phone": "12", name: "说不清", "act": "draft", "draft": "", "draft-seen": ""}
    page = client.post(reverse("cases:register"), sent, follow=True).content.decode()

    assert f'name="{name}" value="说不清"' in page.replace(' class="form-check-input"', "")
    assert "checked" in page.split('value="说不清"')[1].split(">")[0]


def test_what_nobody_answered_is_refused_by_the_service_as_well(world: World, condition: Condition) -> None:
    with pytest.raises(Refused) as refused:
        register_and_submit(by=world.zhou, data=registration(world))
    assert refused.value.field == f"condition-{condition.pk}"
    assert not Case.objects.exists()


def test_a_question_of_today_touches_no_case_of_before(world: World) -> None:
    case = make_case(world, "received")
    asked(world.ling, world.shangcheng)
    assert answers_of(case) == []


def test_an_enterprise_is_shown_no_answer_and_none_stands_in_the_database_as_typed(
    world: World, typed: dict[str, Any], condition: Condition
) -> None:
    case = registered(world, typed, condition, "说不清", "低保家庭")
    assert answers_seen(world.tao, case) is None
    row = ConditionAnswer.objects.get()
    assert "低保家庭".encode() not in bytes(row.word_encrypted)


def test_a_row_of_a_sheet_answers_in_a_column_headed_by_the_question(
    world: World, condition: Condition
) -> None:
    row = {NEVER_BEFORE: "说不清", f"情况：{NEVER_BEFORE}": "房子是去年买的", "填表时间": clock.today()}
    form = RegistrationForm.from_row(world.zhou, row)
    form.is_valid()
    assert form.condition_answers() == (ConditionSaid(condition.pk, "说不清", "房子是去年买的"),)


# --- other systems ---


def faults(answer: Any) -> list[tuple[str, str]]:
    return [(each["pointer"], each["code"]) for each in answer.json()["errors"]]


@pytest.mark.django_db
def test_a_system_reads_the_questions_answers_them_and_reads_them_back(
    world: World, condition: Condition
) -> None:
    caller = Caller(token_for(world.zhou))
    [shown] = caller.get("/conditions", {"applied_on": clock.today().isoformat()}).json()["conditions"]
    assert (shown["text"], [each["effect"] for each in shown["options"]]) == (
        NEVER_BEFORE,
        ["noted", "refuses", "word"],
    )
    sent = body(conditions=[{"id": shown["id"], "answer": "说不清", "word": "房子是去年买的"}])
    made = caller.post("/cases", sent)
    assert made.status_code == 201, made.json()
    [answered] = made.json()["conditions"]
    assert (answered["text"], answered["answer"], answered["word"]) == (
        NEVER_BEFORE,
        "说不清",
        "房子是去年买的",
    )


@pytest.mark.django_db
def test_a_system_is_told_where_an_answer_fails(world: World, condition: Condition) -> None:
    caller = Caller(token_for(world.zhou))
    pk = condition.pk
    tried = {
        "missing": [],
        "refused": [{"id": pk, "answer": "否"}],
        "wordless": [{"id": pk, "answer": "说不清"}],
        "unknown": [{"id": pk, "answer": "是"}, {"id": pk + 9, "answer": "是"}],
        "twice": [{"id": pk, "answer": "是"}, {"id": pk, "answer": "否"}],
    }
    found = {name: faults(caller.post("/cases", body(conditions=lines))) for name, lines in tried.items()}
    assert found == {
        "missing": [("/conditions", "required")],
        "refused": [("/conditions/0/answer", "condition")],
        "wordless": [("/conditions/0/word", "required")],
        "unknown": [("/conditions/1/id", "unknown_code")],
        "twice": [("/conditions/1/id", "twice")],
    }
    assert not Case.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("name", "value"),
    [("applied_on", "20260901"), ("applied_on", "2026-13-01"), ("applied_on", ""), ("street_code", "1")],
)
def test_a_system_that_asks_for_no_day_or_street_is_told_so(world: World, name: str, value: str) -> None:
    answer = Caller(token_for(world.zhou)).get("/conditions", {name: value})
    assert (answer.status_code, name in answer.content.decode()) == (422, True)
