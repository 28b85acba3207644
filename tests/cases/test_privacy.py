"""个人信息处理告知: what is said, by whose wording, that it was acknowledged, and what stays of it."""

from __future__ import annotations

from dataclasses import replace
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from apps.cases.forms import RegistrationForm
from apps.cases.models import Case, PrivacyNotice
from apps.cases.queries import acknowledged, case_shown, notice_paper, receipt_of, wording_of
from apps.cases.services import Told, register_and_submit, set_privacy_notice
from apps.lib.actors import SYSTEM
from apps.lib.decisions import Refused
from apps.orgs.enums import Role, SensitiveField, Sight
from apps.orgs.permissions import FIELD_POLICY
from tests.factories.callers import Caller, token_for
from tests.factories.callers import registration as body
from tests.factories.people import phone
from tests.factories.uploads import pdf, upload
from tests.factories.world import World, make_case, registration


def told(world: World, typed: dict[str, Any], **changes: Any) -> Case:
    """Register what was typed at 清波街道's counter."""
    files = {"authority": upload("委托书.pdf", pdf())} if changes.get("applicant") == "agent" else {}
    form = RegistrationForm({**typed, **changes}, files, actor=world.zhou)
    assert form.is_valid(), form.errors
    return register_and_submit(by=world.zhou, data=form.to_data())


# --- at the counter ---


def test_nobody_registers_without_having_told(world: World, typed: dict[str, Any]) -> None:
    shown = {"notice_code": wording_of(world.zhou).code, "notice_means": ""}

    assert list(RegistrationForm({**typed, **shown}, actor=world.zhou).errors) == ["notice_means"]


def test_the_receipt_says_how_and_by_which_wording_the_household_was_told(
    world: World, typed: dict[str, Any]
) -> None:
    case = told(world, typed, notice_means="paper")

    receipt = receipt_of(case)
    assert receipt.told == "2026年9月1日阅读纸质告知，装修人本人知悉"
    assert receipt.told_by.startswith("告知人 周示例，文本编号 ")
    assert receipt.wording == tuple(wording_of(world.zhou).lines)


def test_of_an_agent_the_agent_is_who_knows(world: World, typed: dict[str, Any]) -> None:
    agent = {"applicant": "agent", "agent_name": "李示例", "agent_phone": phone(7)}
    agent |= {"authority_form": "original", "authority_pages": "1", "authority_compared": "yes"}
    row = acknowledged(told(world, typed, **agent))

    assert row is not None
    assert row.acknowledged_by == "agent"


def test_a_case_of_before_says_that_nothing_was_taken_down(world: World) -> None:
    case = make_case(world, "received")

    assert receipt_of(case).told == "未记录"
    assert receipt_of(case).wording == ()
    assert case_shown(world.zhou, case)["privacy_notice"] is None


def test_a_row_of_a_sheet_may_come_without(world: World) -> None:
    form = RegistrationForm.from_row(world.zhou, {"装修人姓名": "张示例"})

    assert "notice_means" not in form.errors


def test_a_wording_that_changed_meanwhile_is_read_again(world: World, typed: dict[str, Any]) -> None:
    read = wording_of(world.zhou).code
    set_privacy_notice(by=SYSTEM, organisation=world.qingbo, text="清波街道的告知。")
    form = RegistrationForm({**typed, "notice_code": read}, actor=world.zhou)

    assert "告知文本已更新" in str(form.errors["notice_means"])


def test_a_draft_forgets_an_answer_to_an_older_wording(world: World) -> None:
    kept = {"notice_means": "spoken", "notice_code": wording_of(world.zhou).code}
    assert RegistrationForm(actor=world.zhou, initial=dict(kept)).initial["notice_means"] == "spoken"
    set_privacy_notice(by=SYSTEM, organisation=world.qingbo, text="清波街道的告知。")

    assert "notice_means" not in RegistrationForm(actor=world.zhou, initial=dict(kept)).initial


# --- the wording ---


def test_the_default_wording_names_who_asks_and_leaves_the_period_unset(world: World) -> None:
    text = wording_of(world.zhou).text

    for words in (world.qingbo.name, world.shangcheng.name, "第十三条", "第十七条", "保存多久：未设定"):
        assert words in text


@pytest.mark.parametrize(
    ("who", "role"), [("您选择的装修企业", Role.DESIGNER), ("市级、省级主管部门", Role.PROVINCE_OFFICER)]
)
def test_the_default_wording_says_what_the_field_policy_does(world: World, who: str, role: Role) -> None:
    (line,) = [line for line in wording_of(world.zhou).lines if line.strip().startswith(who)]

    hidden = line.partition("看不到")[2].rstrip("。")
    unseen = [field for field in SensitiveField if FIELD_POLICY[role][field] is Sight.HIDDEN]
    assert [words.removeprefix("是否") for words in hidden.split("、") if words] == [
        field.label for field in unseen
    ]
    assert all(field.label in line for field in SensitiveField)


def test_a_street_says_its_own_wording_else_its_bureau_s(world: World) -> None:
    set_privacy_notice(by=SYSTEM, organisation=world.shangcheng, text="上城区的告知。")
    of_bureau = wording_of(world.zhou).text
    set_privacy_notice(by=SYSTEM, organisation=world.qingbo, text="清波街道的告知。")
    of_street = wording_of(world.zhou).text
    set_privacy_notice(by=SYSTEM, organisation=world.qingbo, text="")

    assert [of_bureau, of_street] == ["上城区的告知。", "清波街道的告知。"]
    assert wording_of(world.zhou).text == "上城区的告知。"
    assert wording_of(world.hu).text == "上城区的告知。"
    assert "上城区的告知" not in wording_of(world.xi).text


def test_what_a_household_was_told_stays_when_the_wording_changes(
    world: World, typed: dict[str, Any]
) -> None:
    case = told(world, typed)
    before = receipt_of(case)
    set_privacy_notice(by=SYSTEM, organisation=world.qingbo, text="清波街道的告知。")

    assert receipt_of(case) == before


def test_the_default_wording_is_kept_once(world: World) -> None:
    for number in (1, 2):
        data = replace(registration(world, number), notice=Told("spoken"))
        register_and_submit(by=world.zhou, data=data)

    assert PrivacyNotice.objects.filter(by_default=True).count() == 1


def test_a_service_takes_no_acknowledgement_of_a_wording_that_is_not_in_force(world: World) -> None:
    with pytest.raises(Refused) as refused:
        register_and_submit(by=world.zhou, data=replace(registration(world), notice=Told("spoken", "0" * 12)))

    assert (refused.value.field, Case.objects.count()) == ("notice_means", 0)


def test_a_body_s_wording_is_set_and_taken_back_from_the_command_line(world: World, tmp_path: Path) -> None:
    path = tmp_path / "告知.txt"
    path.write_text("一、清波街道的告知。\n二、（略）", "utf-8")
    out = StringIO()

    call_command("privacy_notice", "set", str(path), organisation=world.qingbo.name, stdout=out)
    assert wording_of(world.zhou).lines == ["一、清波街道的告知。", "二、（略）"]
    call_command("privacy_notice", "reset", organisation=world.qingbo.name, stdout=out)

    assert wording_of(world.zhou).kept is None
    assert "机构自己的文本" in out.getvalue()
    with pytest.raises(CommandError, match="没有在用的机构"):
        call_command("privacy_notice", "show", organisation="乌有街道", stdout=out)


def test_the_paper_to_read_has_the_wording_of_the_counter(world: World) -> None:
    paper = notice_paper(world.zhou)

    assert (paper.body, paper.code) == (world.qingbo.name, wording_of(world.zhou).code)
    assert paper.lines == tuple(wording_of(world.zhou).lines)


# --- other systems ---


def test_a_system_reads_the_wording_and_says_that_it_was_shown(world: World) -> None:
    street = Caller(token_for(world.zhou))
    wording = street.get("/privacy-notice").json()

    answer = street.post("/cases", {**body(), "privacy_notice": {"code": wording["code"], "means": "screen"}})

    assert answer.status_code == 201, answer.content
    given = answer.json()["privacy_notice"]
    assert (given["code"], given["means"], given["acknowledged_by"]) == (wording["code"], "screen", "self")
    assert wording["text"] == wording_of(world.zhou).text


def test_a_system_that_says_nothing_registers_as_before(world: World) -> None:
    answer = Caller(token_for(world.zhou)).post("/cases", body())

    assert answer.status_code == 201, answer.content
    assert answer.json()["privacy_notice"] is None


def test_a_system_that_showed_another_wording_is_told_so(world: World) -> None:
    sent = {**body(), "privacy_notice": {"code": "0" * 12, "means": "screen"}}
    answer = Caller(token_for(world.zhou)).post("/cases", sent)

    assert [(fault["pointer"], fault["code"]) for fault in answer.json()["errors"]] == [
        ("/privacy_notice/means", "privacy_notice_changed")
    ]


def test_only_a_counter_is_told_its_wording(world: World) -> None:
    assert Caller(token_for(world.chen)).get("/privacy-notice").status_code == 403
